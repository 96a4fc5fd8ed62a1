//! What `make generate` writes from the descriptions in `api/`.

pub(crate) mod models;
pub(crate) mod resources;
pub(crate) mod subjects;
