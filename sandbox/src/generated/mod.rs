//! What `make generate` writes from the descriptions in `api/`.

#[cfg(feature = "cli")]
pub(crate) mod flags;
pub(crate) mod operation;
pub(crate) mod options;
