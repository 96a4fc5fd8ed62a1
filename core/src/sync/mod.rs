//! What spans many calls: ensuring, waiting, and the catalogue of error codes.

pub mod catalogue;
pub mod ensure;
pub(crate) mod pace;
pub(crate) mod recognition;
pub(crate) mod sighting;
#[cfg(test)]
mod tests;
pub(crate) mod trigger;
pub(crate) mod watch;
