//! What Webex sends and takes: models that keep the fields they don't know, ids, error codes.

pub(crate) mod counters;
pub(crate) mod directory_sync;
pub(crate) mod directory_sync_state;
pub(crate) mod enterprise;
pub(crate) mod enterprise_ref;
pub mod error_codes;
pub(crate) mod identifier_kind;
pub(crate) mod operation;
pub(crate) mod user_sync;
