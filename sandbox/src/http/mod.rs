//! The HTTP interface of the state machine.

mod authorization;
mod billing_reports;
mod body;
mod change;
mod connection;
mod connection_control;
mod downloads;
mod errors;
mod fault_middleware;
mod in_process;
mod json_body;
mod link;
mod list;
mod log_middleware;
mod organization;
mod page_cache;
mod people;
mod rate_limit;
mod reply;
mod response_middleware;
mod router;
mod service;
mod subscribers;
mod sync;
mod token;
mod token_bucket;
mod user;
mod workspaces;

pub(crate) use connection::serve;
pub(crate) use in_process::InProcess;
pub(crate) use link::Link;
pub(crate) use reply::Reply;
pub(crate) use router::{download_router, router};
pub(crate) use service::Service;
