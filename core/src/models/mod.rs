//! The basis of the generated models: ids, subjects, open enums, error codes, states.

pub(crate) mod description;
pub(crate) mod directory_sync_state;
pub mod error_codes;
pub(crate) mod identifier_kind;
pub(crate) mod open_enum;
pub(crate) mod operation;
pub(crate) mod path_segment;
pub(crate) mod subject;
pub mod subscriber_error_codes;
pub(crate) mod subscriber_state;
#[cfg(test)]
mod tests;
