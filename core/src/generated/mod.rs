//! What `make generate` writes from the descriptions in `api/`.

pub(crate) mod models;
#[allow(clippy::match_same_arms, reason = "each operation has an arm of its own")]
pub(crate) mod operations;
pub(crate) mod resources;
pub(crate) mod subjects;
