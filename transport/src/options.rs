//! Options of one call or one client: time limits and a tracking id.

use std::time::Duration;

use derive_setters::Setters;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::message::{Name, message};

/// Options of every call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Setters)]
#[must_use]
#[setters(strip_option)]
pub struct CallOptions {
    /// How long the call may take, pauses included, instead of the client's limit;
    /// [`Duration::MAX`] means no deadline.
    pub(crate) timeout: Option<Duration>,
    /// Sends a tracking id with this name.
    #[doc(hidden)]
    #[setters(rename = "with_tracking_id")]
    pub(crate) name: Option<Uuid>,
    /// Makes the call in the task that awaits it, without its own task.
    ///
    /// That is cheaper. The caller must then poll the call whenever it is woken, as a runtime does,
    /// because other calls of the client can wait for this one. Operations that read the list of
    /// enterprises still request its pages in separate tasks.
    #[setters(bool)]
    pub(crate) without_task: bool,
    /// Fails immediately if Webex asks for a pause, instead of sending the request late.
    #[doc(hidden)]
    #[setters(rename = "without_rate_limit_wait", bool)]
    pub(crate) skips_rate_limit_wait: bool,
    /// Fails if a request would be sent later than this after the start of the call.
    #[doc(hidden)]
    pub(crate) send_within: Option<Duration>,
}

impl CallOptions {
    /// How long the call may take, if the caller said so.
    #[doc(hidden)]
    pub const fn own_timeout(self) -> Option<Duration> {
        self.timeout
    }

    /// The timeout of the call, if the client's is `default`; `None` means no deadline.
    pub(crate) fn timeout_or(self, default: Option<Duration>) -> Option<Duration> {
        timeout_or(self.timeout, default)
    }
}

fn timeout_or(timeout: Option<Duration>, default: Option<Duration>) -> Option<Duration> {
    timeout.or(default).filter(|timeout| *timeout != Duration::MAX)
}

/// The time limits of a client of `Client::with_options`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Setters)]
#[must_use]
#[setters(strip_option)]
pub struct Timeouts {
    /// Timeout of a call, including pauses; [`Duration::MAX`] means no deadline.
    timeout: Option<Duration>,
    /// Timeout of one attempt of a call.
    attempt_timeout: Option<Duration>,
}

impl Timeouts {
    /// The limits of a client whose own are `before`.
    #[doc(hidden)]
    pub fn limits(self, before: Limits) -> Limits {
        Limits {
            timeout: timeout_or(self.timeout, before.timeout),
            attempt_timeout: self.attempt_timeout.unwrap_or(before.attempt_timeout),
        }
    }
}

/// How long things may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Timeout of a call, including pauses; `None` means no deadline.
    pub timeout: Option<Duration>,
    /// One attempt.
    pub attempt_timeout: Duration,
}

impl Limits {
    /// Refuses limits that leave no time for a request.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidArgument`](crate::error::ErrorKind) if a limit is zero.
    pub fn check(self) -> Result<Self> {
        require_nonzero("timeout", self.timeout)?;
        require_nonzero("attempt_timeout", Some(self.attempt_timeout))?;
        Ok(self)
    }
}

/// Refuses a duration of zero.
///
/// # Errors
/// [`ErrorKind::InvalidArgument`](crate::error::ErrorKind::InvalidArgument) if it is zero.
pub fn require_nonzero(name: &'static str, length: Option<Duration>) -> Result<()> {
    if length == Some(Duration::ZERO) {
        let reason = message!("{}: expected more than 0, got 0", Name::Argument(name));
        return Err(Error::invalid_argument(reason));
    }
    Ok(())
}
