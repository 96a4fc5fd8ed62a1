//! What `make generate` writes from the descriptions in `api/`.

pub(crate) mod error_kind;
pub(crate) mod operations;
pub(crate) mod subject_kind;
