//! The HTTP face of the state machine.

mod authorization;
mod connection;
mod dress;
mod errors;
mod in_process;
mod limit;
mod link;
mod list;
mod organization;
mod person;
mod record;
mod reply;
mod router;
mod service;
mod strike;
mod sync;
mod token;
mod user;

pub(crate) use connection::serve;
pub(crate) use in_process::InProcess;
pub(crate) use link::Link;
pub(crate) use reply::Reply;
pub(crate) use service::Service;
