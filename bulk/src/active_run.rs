//! A running sync, or one that may be running: what is known about it, and when to poll it. Pure.

use std::time::Duration;

use tokio::time::Instant;

use super::outcome::{ItemResult, OutcomeKind};
use super::work_item::{SubmittedTrigger, WorkItem};
use crate::ledger::IntentId;
use webex_broadworks::internals::{
    PollOutcome, RunEnd, RunPhase, StatusSnapshot, SyncRun, failed, is_transient_poll_error,
};
use webex_broadworks::{Error, ErrorKind, Operation, RawResponse};

/// Timeout of the last poll.
const LAST_POLL_MARGIN: Duration = Duration::from_secs(5);

/// A sync of ours that is polled.
#[derive(Debug)]
pub(crate) struct ActiveRun {
    pub(crate) job: WorkItem,
    sent: SubmittedTrigger,
    run: SyncRun,
    deadline: Option<Instant>,
    /// Whether a poll is in flight.
    pub(crate) is_looked_at: bool,
}

/// The meaning of a poll for the item.
#[derive(Debug)]
pub(crate) enum PollResult {
    /// Nothing: the next poll follows after a pause.
    Unseen,
    Running,
    /// The run has ended.
    Ended(ItemResult),
    /// Polling ends, even if the sync is still running.
    GivenUp(ItemResult),
    /// The trigger never arrived.
    Lost(Box<SubmittedTrigger>, Option<Error>),
}

impl ActiveRun {
    /// A sync that was accepted.
    pub(crate) fn accepted(
        job: WorkItem,
        sent: SubmittedTrigger,
        deadline: Option<Instant>,
    ) -> Self {
        let run = SyncRun::accepted(sent.run.clone());
        Self { job, sent, run, deadline, is_looked_at: false }
    }

    /// A sync whose trigger may have arrived, or may still arrive until some time.
    pub(crate) fn unconfirmed(
        job: WorkItem,
        sent: SubmittedTrigger,
        error: Option<Error>,
        (now, until): (Instant, Option<Instant>),
        deadline: Option<Instant>,
    ) -> Self {
        let run = SyncRun::unconfirmed(sent.run.clone(), error, until);
        Self { job, sent, run, deadline, is_looked_at: false }.check_at(now)
    }

    /// Polls at this time, regardless of other plans: the sync may have ended during a crash.
    pub(crate) fn check_at(mut self, now: Instant) -> Self {
        self.run.poll_at(now);
        self
    }

    /// When it must be polled, regardless of other plans.
    pub(crate) fn poll_deadline(&self) -> Option<Instant> {
        let next = [self.run.next_poll(), self.deadline];
        next.into_iter().flatten().min().filter(|_| !self.is_looked_at)
    }

    /// The timeout of a poll that starts now.
    pub(crate) fn poll_timeout(&self, now: Instant) -> Duration {
        let left =
            |deadline: Instant| deadline.saturating_duration_since(now).max(LAST_POLL_MARGIN);
        self.deadline.map_or(Duration::MAX, left)
    }

    /// Reads a status. Also returns the intent that is now known to have arrived.
    pub(crate) fn poll_answered(
        &mut self,
        seen: &StatusSnapshot,
        answer: &RawResponse,
        (now, chance): (Instant, f64),
    ) -> (PollResult, Option<IntentId>) {
        self.is_looked_at = false;
        let was_unconfirmed = self.run.is_unconfirmed();
        let outcome = self.run.observe(seen, now, chance);
        let has_arrived =
            was_unconfirmed && matches!(outcome, PollOutcome::Running | PollOutcome::Ended(_));
        let result = match outcome {
            PollOutcome::NeverArrived(error) => {
                PollResult::Lost(Box::new(self.sent.clone()), error)
            }
            PollOutcome::Ended(end) => {
                PollResult::Ended(self.ended(seen, end, answer).with_answer(answer))
            }
            PollOutcome::Lost(error) => self.gave_up("not_watched", error),
            _ if self.is_late(now) => {
                PollResult::GivenUp(self.late(Some(answer)).with_answer(answer))
            }
            PollOutcome::Unseen => PollResult::Unseen,
            PollOutcome::Running => {
                // The scheduler knows how long syncs take.
                self.run.clear_next_poll();
                PollResult::Running
            }
        };
        (result, self.sent.intent.filter(|_| has_arrived))
    }

    /// Notes a poll that failed.
    pub(crate) fn poll_failed(
        &mut self,
        error: Error,
        (now, chance): (Instant, f64),
    ) -> PollResult {
        self.is_looked_at = false;
        self.job.attempts += error.details().attempts;
        let is_passing = is_transient_poll_error(&error) || error.kind() == ErrorKind::RateLimit;
        if is_passing && self.is_late(now) {
            return PollResult::GivenUp(self.late(None));
        }
        match self.run.poll_failed(error, now, chance) {
            PollOutcome::Lost(error) if is_passing => self.gave_up("not_watched", error),
            PollOutcome::Lost(error) => {
                let reason = error.kind().code().to_ascii_lowercase();
                self.gave_up(&reason, error)
            }
            _ => PollResult::Unseen,
        }
    }

    fn gave_up(&self, reason: &str, error: Error) -> PollResult {
        PollResult::GivenUp(ambiguous(reason).with_error(self.run.lost(error)))
    }

    /// The job, and the outcome of a sync that is no longer polled.
    pub(crate) fn abandon(mut self) -> (WorkItem, ItemResult) {
        let error = self.run.take_trigger_error().unwrap_or_else(|| {
            let reason = "the sync was started, but its status can no longer be read";
            self.unfinished(ErrorKind::AmbiguousOutcome, reason.to_owned(), None)
        });
        (self.job, ambiguous("not_watched").with_error(error))
    }

    fn is_late(&self, now: Instant) -> bool {
        self.deadline.is_some_and(|deadline| now >= deadline)
    }

    fn late(&mut self, last: Option<&RawResponse>) -> ItemResult {
        let error = self.run.take_trigger_error().unwrap_or_else(|| {
            let reason = "the sync did not end within the timeout";
            self.unfinished(ErrorKind::WaitTimeout, reason.to_owned(), last)
        });
        ambiguous("wait_timeout").with_error(error)
    }

    /// The error of a sync of ours whose end was not seen.
    fn unfinished(&self, kind: ErrorKind, reason: String, last: Option<&RawResponse>) -> Error {
        Error::new(kind, reason).with(|details| {
            details.operation = Some(Operation::DirectorySyncRun);
            details.tracking_id = self.run.tracking_id().map(str::to_owned);
            details.accepted = Some(true);
            details.request_sent = true;
            details.safe_to_retry = false;
            details.last_status = last.and_then(|answer| answer.decode().ok());
        })
    }

    /// The verdict on a sync that has ended.
    fn ended(&self, seen: &StatusSnapshot, end: RunEnd, answer: &RawResponse) -> ItemResult {
        let error = || {
            failed(seen, end, &self.job.item.enterprise).with(|details| {
                details.operation = Some(Operation::DirectorySyncRun);
                details.last_status = answer.decode().ok();
            })
        };
        match end {
            RunEnd::Complete => ItemResult::new(OutcomeKind::Ok),
            RunEnd::Partial => ItemResult::new(OutcomeKind::Partial)
                .with_reason("directory_sync_errors")
                .with_error(error()),
            RunEnd::SwitchedOff => ItemResult::of_error(error()).with_reason("switched_off"),
            RunEnd::Failed if seen.phase() == RunPhase::Unknown => {
                ItemResult::of_error(error()).with_reason("unknown_status")
            }
            RunEnd::Failed => ItemResult::of_error(error()),
        }
    }
}

fn ambiguous(reason: &str) -> ItemResult {
    ItemResult::new(OutcomeKind::Ambiguous).with_reason(reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::BulkItem;

    #[test]
    fn a_sync_of_an_earlier_process_is_checked_at_once() {
        let job = WorkItem::new(0, BulkItem::new("E1"));
        let now = Instant::now();
        let run = webex_broadworks::internals::RunTracker::after(StatusSnapshot::default());
        let sent = SubmittedTrigger { intent: None, run, accepted: true, ago: Duration::ZERO };
        let started_now = ActiveRun::accepted(job, sent, None);
        assert_eq!(started_now.poll_deadline(), None, "the scheduler decides");
        assert_eq!(started_now.check_at(now).poll_deadline(), Some(now));
    }
}
