//! Clients of scripted services, for the tests of this crate and related ones.

pub use webex_broadworks_transport::test_util::*;

use crate::client::Client;

/// A client of this exchange, with the usual limits.
pub fn raw(exchange: impl HttpBackend + 'static) -> Client {
    Client { transport: simulated(exchange) }
}
