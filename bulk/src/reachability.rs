//! Distinguishes an enterprise without answers from an outage.

use std::time::Duration;

use webex_broadworks::{EnterpriseRef, Error, ErrorKind, Result};

use crate::outage_detector::{OutageAction, OutageDetector};
use crate::run_context::RunContext;
use crate::work_item::{ReachabilityTest, WorkItem};

/// The number of failures after which a failure counts for the item.
const MAX_ITEM_RETRIES: u32 = 2;

/// Distinguishes one enterprise without answers from an outage of Webex.
///
/// An item that failed without an answer is retried only after another item got an answer, or the
/// last enterprise that got an answer gets another. If it still fails, the failure is its own.
#[derive(Debug, Default)]
pub(crate) struct Reach {
    outage: OutageDetector,
    answers: u64,
    answered_last: Option<EnterpriseRef>,
}

impl Reach {
    /// Webex answered a request about this enterprise.
    pub(crate) fn answered(&mut self, enterprise: &EnterpriseRef) {
        self.outage.over();
        self.answers += 1;
        self.answered_last = Some(enterprise.clone());
    }

    pub(crate) fn is_outage(&self) -> bool {
        self.outage.is_on()
    }

    /// The enterprise that must get an answer before this item is retried.
    pub(crate) fn proof_for(&self, job: &WorkItem) -> Option<EnterpriseRef> {
        let is_open = job.answers_at_failure.is_some_and(|answers| answers == self.answers);
        let other = |last: &&EnterpriseRef| last.id != job.item.enterprise.id;
        self.answered_last.as_ref().filter(|_| is_open).filter(other).cloned()
    }

    /// An item got no answer. Returns what to do, or `None` if the failure counts for the item.
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
            // A timeout took several attempts of a minute each.
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

/// Chooses an enterprise that was answered before, to learn whether Webex answers.
pub(crate) async fn prove(
    context: &RunContext,
    job: &mut WorkItem,
    other: Option<EnterpriseRef>,
) -> Result<()> {
    job.trial = ReachabilityTest::Unproven;
    let Some(other) = other else { return Ok(()) };
    match context.client.directory_sync().get_status(&other).options(context.call()).await {
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
