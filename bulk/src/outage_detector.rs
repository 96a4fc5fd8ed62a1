//! Holding still while the service cannot be reached, instead of failing item after item. Pure.

use std::time::{Duration, SystemTime};

use serde::{Serialize, Serializer};

use super::outcome::iso;
use super::run_context::{RunContext, WorkItem};
use webex_broadworks::EnterpriseRef;
use webex_broadworks::internals::PollBackoff;
use webex_broadworks::{Error, ErrorKind, Result};

/// How many failures in a row are an outage and no accident of an item.
const IN_A_ROW: u32 = 5;

/// How long an outage is borne.
pub(crate) const OUTAGE_LIMIT: Duration = Duration::from_secs(15 * 60);

/// From how many transient_failures on a failure is the item's own.
const MAX_ITEM_RETRIES: u32 = 2;

/// An outage of Webex: no request has been answered for a while, and the bulk run retries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct BulkOutage {
    /// When the first call without an answer ended, by the client's clock.
    #[serde(serialize_with = "as_iso")]
    pub since: SystemTime,
    /// When the run gives up, if Webex doesn't answer before.
    #[serde(serialize_with = "as_iso")]
    pub until: SystemTime,
}

fn as_iso<S: Serializer>(
    moment: &SystemTime,
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    serializer.serialize_str(&iso(*moment))
}

impl BulkOutage {
    /// The outage after another call without an answer, of which there may be more for `patience`.
    pub(crate) fn after(before: Option<Self>, now: SystemTime, patience: Duration) -> Self {
        let until = now.checked_add(patience).unwrap_or(now);
        match before {
            Some(before) => Self { since: before.since, until: before.until.min(until) },
            None => Self { since: now, until },
        }
    }
}

/// What to do after a failure that says nothing about the item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OutageAction {
    /// The item may be tried again at once.
    RetryNow,
    /// No item gets an answer: try one after this pause.
    PauseFor(Duration),
    /// It has lasted long enough.
    Abort,
}

/// Tells an outage of the service from bad luck of one item.
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

    /// A request brought no answer at all; `now` counts from any moment, `chance` lies between 0
    /// and 1.
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

/// Tells an enterprise that gets no answer from a service that gives none.
///
/// An item that failed without an answer is tried again only once another item was answered, or the
/// last enterprise that had an answer has another. Failing even so is an accident of the item's own.
#[derive(Debug, Default)]
pub(crate) struct Reach {
    outage: OutageDetector,
    answers: u64,
    answered_last: Option<EnterpriseRef>,
}

/// How the last try of an item began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ReachabilityTest {
    #[default]
    Unproven,
    /// Another enterprise was answered just before.
    Proven,
    /// The item was not tried, because that enterprise was not answered either.
    NotTried,
}

impl Reach {
    /// The service gave an answer about this enterprise.
    pub(crate) fn answered(&mut self, enterprise: &EnterpriseRef) {
        self.outage.over();
        self.answers += 1;
        self.answered_last = Some(enterprise.clone());
    }

    pub(crate) fn is_outage(&self) -> bool {
        self.outage.is_on()
    }

    /// The enterprise that has to be answered before this item is tried again.
    pub(crate) fn proof_for(&self, job: &WorkItem) -> Option<EnterpriseRef> {
        let is_open = job.answers_at_failure.is_some_and(|answers| answers == self.answers);
        let other = |last: &&EnterpriseRef| last.id != job.item.enterprise.id;
        self.answered_last.as_ref().filter(|_| is_open).filter(other).cloned()
    }

    /// An item brought no answer: what to do, or nothing if the failure is its own.
    pub(crate) fn failed(
        &mut self,
        job: &mut WorkItem,
        error: &Error,
        (now, chance): (Duration, f64),
    ) -> Option<OutageAction> {
        let others_fared_better =
            job.answers_at_failure.is_some_and(|answers| answers < self.answers);
        let is_own = job.trial == ReachabilityTest::Proven || others_fared_better;
        if job.trial != ReachabilityTest::NotTried && is_own {
            // A timeout has taken several attempts of a minute each.
            job.transient_failures +=
                if error.kind() == ErrorKind::Timeout { MAX_ITEM_RETRIES } else { 1 };
        }
        job.answers_at_failure = Some(self.answers);
        if job.transient_failures >= MAX_ITEM_RETRIES {
            return None;
        }
        Some(self.outage.failure(now, chance))
    }
}

/// Asks for an enterprise that was answered before, to learn whether the service answers.
pub(crate) async fn prove(
    context: &RunContext,
    job: &mut WorkItem,
    other: Option<EnterpriseRef>,
) -> Result<()> {
    job.trial = ReachabilityTest::Unproven;
    let Some(other) = other else { return Ok(()) };
    match context.client.get_directory_sync_status(&other, context.call()).await {
        Err(error) if error.details().status.is_none_or(|status| status >= 500) => {
            job.trial = ReachabilityTest::NotTried;
            Err(error)
        }
        _ => {
            job.trial = ReachabilityTest::Proven;
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_few_failures_are_accidents_and_many_in_a_row_an_outage() {
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
