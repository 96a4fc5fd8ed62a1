//! Failed polls in a row, and how long a wait continues despite them. Pure.

use std::time::Duration;

use tokio::time::Instant;
use webex_broadworks_transport::error::{Error, ErrorKind};

/// How long polls may fail in a row before a wait ends.
pub const MAX_POLL_OUTAGE: Duration = Duration::from_secs(30 * 60);

/// Since when polls have failed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PollOutage {
    since: Option<Instant>,
}

impl PollOutage {
    /// Notes a failed poll. Returns whether the wait continues.
    pub(crate) fn tolerates(&mut self, error: &Error, now: Instant) -> bool {
        let is_throttled = error.kind() == ErrorKind::RateLimit;
        if !is_transient_poll_error(error) && !is_throttled {
            return false;
        }
        let since = *self.since.get_or_insert(now);
        // Throttling is an answer.
        is_throttled || now - since < MAX_POLL_OUTAGE
    }

    /// Notes an answered poll.
    pub(crate) fn end(&mut self) {
        self.since = None;
    }
}

/// Whether a failed poll shows nothing about the next one.
pub fn is_transient_poll_error(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Connection | ErrorKind::Timeout | ErrorKind::Server | ErrorKind::ResponseDecode
    )
}
