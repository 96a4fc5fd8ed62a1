//! Pauses while Webex can't be reached, instead of failing item after item. Pure.

use std::time::{Duration, SystemTime};

use serde::{Serialize, Serializer};

use super::outcome::iso;
use webex_broadworks::internals::PollBackoff;

/// How many failures in a row are an outage, and not the failure of one item.
const IN_A_ROW: u32 = 5;

/// How long an outage may last before the run stops.
pub(crate) const OUTAGE_LIMIT: Duration = Duration::from_secs(15 * 60);

/// An outage of Webex: no request was answered for a while, and the bulk run retries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct BulkOutage {
    /// When the first call without an answer ended, by the client's clock.
    #[serde(serialize_with = "as_iso")]
    pub since: SystemTime,
    /// When the run stops if Webex doesn't answer before.
    #[serde(serialize_with = "as_iso")]
    pub until: SystemTime,
}

fn as_iso<S: Serializer>(moment: &SystemTime, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&iso(*moment))
}

impl BulkOutage {
    /// Updates the outage after another call without an answer. There may be more for `patience`.
    pub(crate) fn after(before: Option<Self>, now: SystemTime, patience: Duration) -> Self {
        let until = now.checked_add(patience).unwrap_or(now);
        match before {
            Some(before) => Self { since: before.since, until: before.until.min(until) },
            None => Self { since: now, until },
        }
    }
}

/// The reaction to a failure that shows nothing about the item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OutageAction {
    /// The item may be retried immediately.
    RetryNow,
    /// No item gets an answer: one is tried after this pause.
    PauseFor(Duration),
    /// It has lasted long enough.
    Abort,
}

/// Distinguishes an outage of Webex from the failure of one item.
#[derive(Debug, Default)]
pub(crate) struct OutageDetector {
    failures: u32,
    since: Option<Duration>,
    pace: Option<PollBackoff>,
}

impl OutageDetector {
    /// The service has answered.
    pub(crate) fn over(&mut self) {
        *self = Self::default();
    }

    pub(crate) fn is_on(&self) -> bool {
        self.pace.is_some()
    }

    /// A request had no answer; `now` counts from any time, `chance` is from 0 to 1.
    pub(crate) fn failure(&mut self, now: Duration, chance: f64) -> OutageAction {
        self.failures += 1;
        let since = *self.since.get_or_insert(now);
        if now.saturating_sub(since) >= OUTAGE_LIMIT {
            return OutageAction::Abort;
        }
        if self.failures < IN_A_ROW {
            return OutageAction::RetryNow;
        }
        let pace = self.pace.get_or_insert(PollBackoff::RUN);
        OutageAction::PauseFor(pace.pause(chance))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_few_failures_are_transient_and_many_in_a_row_an_outage() {
        let mut outage = OutageDetector::default();
        for _ in 0..4 {
            assert_eq!(outage.failure(at(0), 0.5), OutageAction::RetryNow);
        }
        assert_eq!(outage.failure(at(0), 0.5), OutageAction::PauseFor(at(2)));
        assert_eq!(outage.failure(at(0), 0.5), OutageAction::PauseFor(at(3)));
        assert!(outage.is_on());
        outage.over();
        assert!(!outage.is_on());
        assert_eq!(outage.failure(at(5_000), 0.5), OutageAction::RetryNow);
    }

    #[test]
    fn an_outage_is_borne_for_a_quarter_of_an_hour() {
        let mut outage = OutageDetector::default();
        let _ = outage.failure(at(100), 0.5);
        assert_ne!(outage.failure(at(999), 0.5), OutageAction::Abort);
        assert_eq!(outage.failure(at(1_000), 0.5), OutageAction::Abort);
    }
}
