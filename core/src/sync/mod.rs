//! What spans many calls: ensuring, waiting, running many, and the catalogue of error codes.

pub mod bulk;
pub mod catalogue;
pub(crate) mod ensure;
pub(crate) mod pace;
pub(crate) mod recognition;
pub(crate) mod sighting;
#[cfg(test)]
mod tests;
pub(crate) mod watch;
