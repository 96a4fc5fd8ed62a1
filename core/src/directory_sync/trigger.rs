//! Sends a trigger. It is never sent on an old baseline, and only resent if Webex did nothing.

use std::time::Duration;

use webex_broadworks_transport::error::{Error, ErrorKind};
use webex_broadworks_transport::options::CallOptions;

use crate::waiting::poll_backoff::PollBackoff;

/// How many times a trigger is sent that Webex refuses for a temporary reason.
const MAX_ATTEMPTS: u32 = 4;

/// The options of a trigger, which fails instead of being sent late. By then its baseline would be
/// outdated, and the client would mistake a sync of another client for its own.
///
/// The baseline may be one attempt timeout old when the request is sent, and the answer may take another.
pub fn call_options(attempt_timeout: Duration, left: Duration) -> CallOptions {
    CallOptions::default()
        .timeout(left.min(attempt_timeout.saturating_mul(2)))
        .send_within(attempt_timeout)
        .without_rate_limit_wait()
}

/// Whether and when a trigger is sent again, after a new baseline.
#[derive(Clone, Copy, Debug)]
pub struct TriggerRetry {
    attempts: u32,
    pace: PollBackoff,
}

impl Default for TriggerRetry {
    fn default() -> Self {
        Self { attempts: 0, pace: PollBackoff::RUN }
    }
}

impl TriggerRetry {
    /// The pause before the next attempt; `None` if there is none. `chance` is from 0 to 1.
    pub fn pause(&mut self, error: &Error, chance: f64) -> Option<Duration> {
        let details = error.details();
        match error.kind() {
            // The rate limiter delays the request for the baseline as long as necessary.
            ErrorKind::RateLimit => return Some(self.pace.pause(chance)),
            // It was not sent, or Webex refused an earlier one and it was not sent again.
            ErrorKind::Timeout if !details.request_sent || details.accepted == Some(false) => {}
            _ if details.retry_after.is_some()
                && details.accepted == Some(false)
                && details.safe_to_retry => {}
            _ => return None,
        }
        self.attempts += 1;
        let asked = details.retry_after.unwrap_or_default();
        (self.attempts < MAX_ATTEMPTS).then(|| self.pace.pause(chance).max(asked))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locked(retry_after: Option<u64>) -> Error {
        Error::new(ErrorKind::Locked, "held").with(|details| {
            details.accepted = Some(false);
            details.request_sent = true;
            details.retry_after = retry_after.map(Duration::from_secs);
        })
    }

    #[test]
    fn a_refusal_that_passes_is_tried_four_times_and_never_before_it_was_asked_for() {
        let mut retry = TriggerRetry::default();
        for _ in 0..3 {
            let pause = retry.pause(&locked(Some(30)), 0.0).unwrap();
            assert_eq!(pause, Duration::from_secs(30));
        }
        assert_eq!(retry.pause(&locked(Some(30)), 0.0), None);
        assert_eq!(TriggerRetry::default().pause(&locked(None), 0.0), None);
    }

    #[test]
    fn throttling_is_no_reason_to_give_up() {
        let mut retry = TriggerRetry::default();
        let throttled = Error::new(ErrorKind::RateLimit, "slow down");
        assert!((0..100).all(|_| retry.pause(&throttled, 0.5).is_some()));
    }

    #[test]
    fn what_may_have_been_carried_out_is_not_sent_again() {
        let lost = Error::new(ErrorKind::Timeout, "no answer").with(|details| {
            details.request_sent = true;
            details.safe_to_retry = false;
        });
        assert_eq!(TriggerRetry::default().pause(&lost, 0.5), None);
    }
}
