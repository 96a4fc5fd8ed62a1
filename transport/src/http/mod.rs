//! Sends one request, reads its response within limits, and checks its format.

pub mod backend;
pub mod base_url;
pub mod body_decoder;
pub mod body_sink;
pub mod context;
pub mod error_body;
#[cfg(any(test, feature = "test-util"))]
pub mod in_process;
pub(crate) mod link_backend;
pub mod list_body;
pub mod network;
pub mod response;
pub mod response_validation;
pub(crate) mod retry_after;
pub mod signed_link;
pub mod tracking_id;
