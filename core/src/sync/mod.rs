//! What outlives a single call: the catalogue of directory sync error codes.

pub mod catalogue;
#[cfg_attr(not(test), expect(dead_code, reason = "nothing calls it yet"))]
mod scheduler;
