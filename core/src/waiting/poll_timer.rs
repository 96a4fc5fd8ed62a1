//! The time of a wait.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use webex_broadworks_transport::call::Transport;
use webex_broadworks_transport::error::{Error, ErrorKind, Result};
use webex_broadworks_transport::options::{CallOptions, require_nonzero};

use crate::client::Client;

/// The deadline of a wait, and the pause before its next poll.
#[derive(Debug)]
pub(crate) struct PollTimer {
    transport: Arc<Transport>,
    /// Timeout of the wait; [`Duration::MAX`] sets no deadline.
    pub(crate) timeout: Duration,
    /// The pause before the next poll.
    pub(crate) pause: Duration,
    /// When the time began.
    pub(super) started: Option<Instant>,
}

impl PollTimer {
    pub(crate) fn new(client: &Client, timeout: Duration) -> Self {
        let transport = Arc::clone(&client.transport);
        Self { transport, timeout, pause: Duration::ZERO, started: None }
    }

    /// Starts the time with the first poll, which is therefore sent even with the shortest timeout.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidArgument`] if the wait has no time at all.
    pub(crate) fn start(&mut self) -> Result<()> {
        require_nonzero("timeout", Some(self.timeout))?;
        if self.started.is_none() {
            self.started = Some(self.now());
        }
        Ok(())
    }

    /// Sleeps for the pause, or until the deadline, which is followed by one more poll.
    pub(crate) async fn sleep(&mut self) {
        let pause = std::mem::take(&mut self.pause);
        self.transport.http.clock.sleep(pause.min(self.left())).await;
    }

    /// The time since the start of the wait.
    pub(crate) fn elapsed(&self) -> Duration {
        self.started.map_or(Duration::ZERO, |started| self.now() - started)
    }

    /// The remaining time; [`Duration::MAX`] sets no deadline.
    pub(crate) fn left(&self) -> Duration {
        let left = |deadline: Instant| deadline.saturating_duration_since(self.now());
        self.deadline().map_or(Duration::MAX, left)
    }

    /// The options of a poll, which has the remaining time, and a little time for the last one.
    pub(crate) fn call_options(&self) -> CallOptions {
        const LAST_POLL: Duration = Duration::from_secs(5);
        CallOptions::default().timeout(self.left().max(LAST_POLL))
    }

    /// Whether a poll failed because the time is up, or will be before the next one.
    pub(crate) fn is_late(&self, error: &Error) -> bool {
        match error.kind() {
            ErrorKind::RateLimit => self.timeout != Duration::MAX,
            ErrorKind::Timeout => self.deadline().is_some_and(|deadline| self.now() >= deadline),
            _ => false,
        }
    }

    /// The present moment.
    pub(crate) fn now(&self) -> Instant {
        self.transport.http.clock.now()
    }

    /// A random number between 0 and 1.
    pub(crate) fn chance(&self) -> f64 {
        self.transport.http.random.unit()
    }

    /// No time passes before the first poll. No deadline is beyond the range of time.
    fn deadline(&self) -> Option<Instant> {
        self.started?.checked_add(self.timeout)
    }
}
