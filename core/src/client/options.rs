//! What one call, or one client, can be told: time limits and a tracking id.

use std::time::Duration;

use uuid::Uuid;

use crate::error::{Error, Result};

/// What every call can be told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct CallOptions {
    pub(crate) timeout: Option<Duration>,
    /// Names the call, for those who have to know its tracking id before it is sent.
    pub(crate) name: Option<Uuid>,
    pub(crate) without_task: bool,
    /// Whether the call fails where it would otherwise wait because Webex asks for it.
    pub(crate) skips_rate_limit_wait: bool,
    /// How long after its start the call may still send a request; `None` is as long as it may take.
    pub(crate) send_within: Option<Duration>,
}

impl CallOptions {
    /// How long the call may take, pauses included, instead of what the client says;
    /// [`Duration::MAX`] is no deadline.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Makes the call in the task that awaits it, and not in one of its own.
    ///
    /// That is cheaper, and for those who poll the call whenever it is woken, as a runtime does: other
    /// calls of the client may wait for this one. Operations that read the list of enterprises request
    /// its pages in tasks of their own all the same.
    pub fn without_task(mut self) -> Self {
        self.without_task = true;
        self
    }

    /// Sends a tracking id with this name.
    #[doc(hidden)]
    pub fn with_tracking_id(mut self, name: Uuid) -> Self {
        self.name = Some(name);
        self
    }

    /// Fails if a request would be sent later than this after the start of the call.
    #[doc(hidden)]
    pub fn send_within(mut self, age: Duration) -> Self {
        self.send_within = Some(age);
        self
    }

    /// Fails at once where Webex asks to wait, instead of sending the request late.
    #[doc(hidden)]
    pub fn without_rate_limit_wait(mut self) -> Self {
        self.skips_rate_limit_wait = true;
        self
    }
}

/// The time limits that a client of [`Client::with_options`](crate::Client::with_options) has of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Timeouts {
    timeout: Option<Duration>,
    attempt_timeout: Option<Duration>,
}

impl Timeouts {
    /// How long a call may take, pauses included; [`Duration::MAX`] is no deadline.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// How long one attempt of a call may take.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    pub(crate) fn limits(self, before: Limits) -> Limits {
        Limits {
            timeout: match self.timeout {
                Some(Duration::MAX) => None,
                timeout => timeout.or(before.timeout),
            },
            attempt_timeout: self.attempt_timeout.unwrap_or(before.attempt_timeout),
        }
    }
}

/// How long things may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// The whole call, pauses included; `None` is no deadline.
    pub(crate) timeout: Option<Duration>,
    /// One attempt.
    pub(crate) attempt_timeout: Duration,
}

impl Limits {
    /// Refuses limits within which nothing could be done.
    pub(crate) fn check(self) -> Result<Self> {
        require_nonzero("timeout", self.timeout)?;
        require_nonzero("attempt_timeout", Some(self.attempt_timeout))?;
        Ok(self)
    }
}

/// Refuses a length of time that is none.
pub fn require_nonzero(name: &str, length: Option<Duration>) -> Result<()> {
    if length == Some(Duration::ZERO) {
        return Err(Error::invalid_argument(format!("`{name}` has to be more than zero")));
    }
    Ok(())
}
