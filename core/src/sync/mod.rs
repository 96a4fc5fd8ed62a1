//! What spans many calls: ensuring, waiting, and the catalogue of directory sync error codes.

pub mod catalogue;
pub(crate) mod ensure;
pub(crate) mod pace;
pub(crate) mod recognition;
pub(crate) mod sighting;
#[cfg(test)]
mod tests;
pub(crate) mod watch;
