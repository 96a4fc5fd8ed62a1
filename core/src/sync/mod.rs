//! What spans many calls: ensuring, waiting, running many, the ledger, the catalogue of error codes.

pub mod bulk;
pub mod catalogue;
pub(crate) mod ensure;
#[cfg(feature = "ledger")]
pub mod ledger;
pub(crate) mod pace;
pub(crate) mod recognition;
#[allow(clippy::indexing_slicing, reason = "ids are given out by the arena that they are for")]
pub(crate) mod scheduler;
pub(crate) mod sighting;
#[cfg(test)]
mod tests;
pub(crate) mod trigger;
pub(crate) mod watch;
