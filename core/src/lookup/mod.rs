//! Finds and verifies enterprises: one by its identifier, or many.

pub(crate) mod find;
pub(crate) mod get;
pub(crate) mod scan;
