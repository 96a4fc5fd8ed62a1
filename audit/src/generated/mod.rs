//! What `make generate` writes from the descriptions in `api/`.

pub(crate) mod columns;
pub(crate) mod findings;
pub(crate) mod rows;
