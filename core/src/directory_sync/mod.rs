//! Operations of several calls: turning directory sync on or off only if needed, and one sync from
//! its trigger to its end.

pub(crate) mod busy_backoff;
pub mod ensure;
mod run_and_wait;
pub(crate) mod run_tracker;
pub(crate) mod status_snapshot;
pub(crate) mod sync_run;
#[cfg(test)]
mod tests;
pub(crate) mod trigger;
pub(crate) mod waiter;
