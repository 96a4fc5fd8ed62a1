//! The basis of the generated models: arguments for subjects, open enums, states.

pub(crate) mod directory_sync_state;
pub(crate) mod open_enum;
pub(crate) mod subject_ref;
pub(crate) mod subscriber_state;
#[cfg(test)]
mod tests;
