//! Both servers as a client meets them.

mod client;
mod directory_sync;
mod errors;
mod faults;
mod fleet;
mod listing;
mod script;
mod tokens;
mod wire;
