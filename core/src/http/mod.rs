//! Sends one request, reads its response within limits, and checks its format.

pub(crate) mod backend;
pub(crate) mod base_url;
pub(crate) mod body_decoder;
pub(crate) mod body_sink;
pub(crate) mod context;
pub(crate) mod error_body;
#[cfg(any(test, feature = "test-util"))]
pub(crate) mod in_process;
pub(crate) mod list_body;
pub(crate) mod network;
pub(crate) mod response;
pub(crate) mod response_validation;
pub(crate) mod retry_after;
pub(crate) mod signed_link;
pub(crate) mod tracking_id;
