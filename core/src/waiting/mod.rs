//! Polls something at Webex until it has ended: the common parts of all waits, and the waits whose
//! whole state one request shows.

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
