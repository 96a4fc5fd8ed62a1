//! Holding still while the service cannot be reached, instead of failing item after item. Pure.

use std::time::{Duration, SystemTime};

use serde::{Serialize, Serializer};

use super::context::{Context, Job};
use super::outcome::iso;
use webex_broadworks::EnterpriseRef;
use webex_broadworks::internals::PollBackoff;
use webex_broadworks::{Error, ErrorKind, Result};

/// How many failures in a row are an outage and no accident of an item.
const IN_A_ROW: u32 = 5;

/// How long an outage is borne.
pub(crate) const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// From how many accidents on a failure is the item's own.
const MAX_ACCIDENTS: u32 = 2;

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
pub(crate) enum Advice {
    /// The item may be tried again at once.
    Again,
    /// No item gets an answer: try one after this pause.
    Pause(Duration),
    /// It has lasted long enough.
    GiveUp,
}

/// Tells an outage of the service from bad luck of one item.
#[derive(Debug, Default)]
pub(crate) struct Outage {
    failures: u32,
    since: Option<Duration>,
    pace: Option<PollBackoff>,
}

impl Outage {
    /// The service has answered.
    pub(crate) fn over(&mut self) {
        *self = Self::default();
    }

    pub(crate) fn is_on(&self) -> bool {
        self.pace.is_some()
    }

    /// A request brought no answer at all; `now` counts from any moment, `chance` lies between 0
    /// and 1.
    pub(crate) fn failure(&mut self, now: Duration, chance: f64) -> Advice {
        self.failures += 1;
        let since = *self.since.get_or_insert(now);
        if now.saturating_sub(since) >= PATIENCE {
            return Advice::GiveUp;
        }
        if self.failures < IN_A_ROW {
            return Advice::Again;
        }
        let pace = self.pace.get_or_insert(PollBackoff::RUN);
        Advice::Pause(pace.pause(chance))
    }
}

/// Tells an enterprise that gets no answer from a service that gives none.
///
/// An item that failed without an answer is tried again only once another item was answered, or the
/// last enterprise that had an answer has another. Failing even so is an accident of the item's own.
#[derive(Debug, Default)]
pub(crate) struct Reach {
    outage: Outage,
    answers: u64,
    answered_last: Option<EnterpriseRef>,
}

/// How the last try of an item began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Trial {
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
    pub(crate) fn proof_for(&self, job: &Job) -> Option<EnterpriseRef> {
        let is_open = job.answers_at_failure.is_some_and(|answers| answers == self.answers);
        let other = |last: &&EnterpriseRef| last.id != job.item.enterprise.id;
        self.answered_last.as_ref().filter(|_| is_open).filter(other).cloned()
    }

    /// An item brought no answer: what to do, or nothing if the failure is its own.
    pub(crate) fn failed(
        &mut self,
        job: &mut Job,
        error: &Error,
        (now, chance): (Duration, f64),
    ) -> Option<Advice> {
        let others_fared_better =
            job.answers_at_failure.is_some_and(|answers| answers < self.answers);
        let is_own = job.trial == Trial::Proven || others_fared_better;
        if job.trial != Trial::NotTried && is_own {
            // A timeout has taken several attempts of a minute each.
            job.accidents += if error.kind() == ErrorKind::Timeout { MAX_ACCIDENTS } else { 1 };
        }
        job.answers_at_failure = Some(self.answers);
        if job.accidents >= MAX_ACCIDENTS {
            return None;
        }
        Some(self.outage.failure(now, chance))
    }
}

/// Asks for an enterprise that was answered before, to learn whether the service answers.
pub(crate) async fn prove(
    context: &Context,
    job: &mut Job,
    other: Option<EnterpriseRef>,
) -> Result<()> {
    job.trial = Trial::Unproven;
    let Some(other) = other else { return Ok(()) };
    match context.client.get_directory_sync_status(&other, context.call()).await {
        Err(error) if error.details().status.is_none_or(|status| status >= 500) => {
            job.trial = Trial::NotTried;
            Err(error)
        }
        _ => {
            job.trial = Trial::Proven;
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
        let mut outage = Outage::default();
        for _ in 0..4 {
            assert_eq!(outage.failure(at(0), 0.5), Advice::Again);
        }
        assert_eq!(outage.failure(at(0), 0.5), Advice::Pause(at(2)));
        assert_eq!(outage.failure(at(0), 0.5), Advice::Pause(at(3)));
        assert!(outage.is_on());
        outage.over();
        assert!(!outage.is_on());
        assert_eq!(outage.failure(at(5_000), 0.5), Advice::Again);
    }

    #[test]
    fn an_outage_is_borne_for_a_quarter_of_an_hour() {
        let mut outage = Outage::default();
        let _ = outage.failure(at(100), 0.5);
        assert_ne!(outage.failure(at(999), 0.5), Advice::GiveUp);
        assert_eq!(outage.failure(at(1_000), 0.5), Advice::GiveUp);
    }
}
