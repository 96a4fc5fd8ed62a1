//! Polling something at Webex until it has ended: what every wait has in common, and the waits for
//! which one request shows the whole state.

mod accepted_request;
mod billing_report;
pub(crate) mod poll_backoff;
pub(crate) mod poll_outage;
pub(crate) mod poll_timer;
pub(crate) mod state_waiter;
mod subscriber;
#[cfg(test)]
mod tests;
pub(crate) mod wait_step;
