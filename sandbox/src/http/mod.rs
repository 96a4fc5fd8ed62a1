//! The HTTP face of the state machine.

mod body;
mod errors;
mod limit;
mod link;
mod list;
mod service;
mod strike;
mod sync;
mod user;

pub(crate) use body::Reply;
pub(crate) use link::Link;
pub(crate) use service::SandboxService;
