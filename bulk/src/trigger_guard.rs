//! Limits that the scheduler can't override: no enterprise is triggered within its backoff,
//! and a bulk run that needs too many requests continues one enterprise at a time. Pure.

use std::collections::HashMap;
use std::time::Duration;

use webex_broadworks::internals::{FIRST_BUSY_BACKOFF, busy_backoff};

/// Average number of requests per enterprise above which a bulk run continues one enterprise at a
/// time.
pub(crate) const MAX_REQUESTS_PER_ENTERPRISE: u64 = 60;

/// Checks each trigger before it is sent.
#[derive(Debug, Default)]
pub(crate) struct TriggerGuard {
    enterprises: u64,
    requests: u64,
    /// By the index of the item: how many times it was not accepted, and when it may be retried.
    backoffs: HashMap<u64, (u32, Duration)>,
    is_sequential: bool,
}

impl TriggerGuard {
    /// One more enterprise must be synced.
    pub(crate) fn add_enterprise(&mut self) {
        self.enterprises += 1;
    }

    /// Whether an enterprise may be triggered now, while others are running. Otherwise when to ask
    /// again. Times count from any start.
    pub(crate) fn check(
        &self,
        index: u64,
        under_way: usize,
        now: Duration,
    ) -> Result<(), Duration> {
        let until = self.backoffs.get(&index).map_or(Duration::ZERO, |(_, until)| *until);
        if until > now {
            return Err(until);
        }
        if self.is_sequential && under_way > 0 {
            return Err(now + FIRST_BUSY_BACKOFF);
        }
        Ok(())
    }

    /// A trigger was not accepted; `retry_after` is the pause in the answer. Returns when the
    /// enterprise may be triggered again.
    pub(crate) fn not_accepted(
        &mut self,
        index: u64,
        retry_after: Option<Duration>,
        now: Duration,
    ) -> Duration {
        let (count, until) = self.backoffs.entry(index).or_default();
        *until = now + busy_backoff(*count).max(retry_after.unwrap_or_default());
        *count = count.saturating_add(1);
        *until
    }

    /// Counts requests. Returns true when they become too many: from then on one enterprise runs at
    /// a time.
    pub(crate) fn count(&mut self, requests: u32) -> bool {
        self.requests += u64::from(requests);
        let is_over = self.requests > self.enterprises.saturating_mul(MAX_REQUESTS_PER_ENTERPRISE);
        let is_new = is_over && !self.is_sequential;
        self.is_sequential |= is_over;
        is_new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Duration = Duration::from_secs(100);

    #[test]
    fn an_enterprise_is_refused_within_its_backoff_and_no_other_is() {
        let mut guard = TriggerGuard::default();
        guard.not_accepted(1, None, NOW);
        assert_eq!(guard.check(1, 0, NOW), Err(Duration::from_secs(103)));
        assert_eq!(guard.check(2, 0, NOW), Ok(()));
        assert_eq!(guard.check(1, 0, Duration::from_secs(103)), Ok(()));
        guard.not_accepted(1, None, NOW);
        assert_eq!(guard.check(1, 0, NOW), Err(Duration::from_millis(104_500)));
        (0..40).for_each(|_| {
            guard.not_accepted(1, None, NOW);
        });
        assert_eq!(guard.check(1, 0, NOW), Err(Duration::from_secs(340)));
    }

    #[test]
    fn retry_after_makes_a_backoff_longer_and_never_shorter() {
        let mut guard = TriggerGuard::default();
        guard.not_accepted(1, Some(Duration::from_secs(30)), NOW);
        assert_eq!(guard.check(1, 0, NOW), Err(Duration::from_secs(130)));
        guard.not_accepted(2, Some(Duration::from_secs(1)), NOW);
        assert_eq!(guard.check(2, 0, NOW), Err(Duration::from_secs(103)));
    }

    #[test]
    fn too_many_requests_on_average_are_told_once_and_end_concurrency() {
        let mut guard = TriggerGuard::default();
        (0..2).for_each(|_| guard.add_enterprise());
        assert!(!guard.count(120));
        assert_eq!(guard.check(1, 5, NOW), Ok(()));
        assert!(guard.count(1));
        assert!(!guard.count(1), "told once");
        assert!(guard.check(1, 1, NOW).is_err());
        assert_eq!(guard.check(1, 0, NOW), Ok(()));
    }
}
