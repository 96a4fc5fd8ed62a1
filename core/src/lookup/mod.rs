//! The enterprises that a caller means, verified: one by its identifier, many by theirs.

pub(crate) mod find;
pub(crate) mod get;
pub(crate) mod scan;
