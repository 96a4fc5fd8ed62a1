//! What outlives a single call: the catalogue of directory sync error codes, and the ledger of bulk
//! runs.

pub mod catalogue;
#[cfg(feature = "ledger")]
pub mod ledger;
