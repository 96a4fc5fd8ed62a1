//! What outlives a single call: the catalogue of directory sync error codes.

pub mod catalogue;
