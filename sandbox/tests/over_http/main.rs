//! Both servers as a client meets them.

mod billing_reports;
mod client;
mod directory_sync;
mod errors;
mod faults;
mod fleet;
mod listing;
mod script;
mod subscribers;
mod tokens;
mod wire;
mod workspaces;
