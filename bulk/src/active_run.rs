//! A run that goes on, or may: what is known of it, and when it has to be looked at. Pure.

use std::time::Duration;

use tokio::time::Instant;

use super::outcome::{ItemResult, OutcomeKind};
use super::work_item::SubmittedTrigger;
use super::work_item::WorkItem;
use crate::ledger::IntentId;
use webex_broadworks::Operation;
use webex_broadworks::RawResponse;
use webex_broadworks::internals::PollBackoff;
use webex_broadworks::internals::{RunEnd, RunProgress, RunTracker};
use webex_broadworks::internals::{RunPhase, StatusSnapshot};
use webex_broadworks::internals::{failed, is_transient_poll_error, with_lost_run};
use webex_broadworks::{Error, ErrorKind};

/// For how long looks may fail, one after the other, before a run is not watched any more.
pub(crate) const MAX_POLL_OUTAGE: Duration = Duration::from_secs(30 * 60);

/// How long the last look may take.
const LAST_POLL_MARGIN: Duration = Duration::from_secs(5);

/// A run of ours that is watched.
#[derive(Debug)]
pub(crate) struct ActiveRun {
    pub(crate) job: WorkItem,
    run: RunTracker,
    /// The tracking id of its trigger, or of the run once that was seen.
    tracking_id: Option<String>,
    deadline: Option<Instant>,
    failing_since: Option<Instant>,
    doubt: Option<UnconfirmedTrigger>,
    /// When to look again where nothing was seen, and how long to wait after that.
    again: Option<Instant>,
    pace: PollBackoff,
    /// Whether a look is under way.
    pub(crate) is_looked_at: bool,
}

/// A trigger of which nobody knows whether it arrived.
#[derive(Debug)]
struct UnconfirmedTrigger {
    sent: SubmittedTrigger,
    error: Option<Error>,
    /// Until when it may still arrive; nothing is for ever.
    until: Option<Instant>,
}

/// What a look says.
#[derive(Debug)]
pub(crate) enum PollResult {
    /// Nothing: the next comes after a pause.
    Unseen,
    Running,
    /// The run has ended.
    Ended(ItemResult),
    /// Whatever it does, it is not watched any more.
    GivenUp(ItemResult),
    /// The trigger never arrived.
    Lost(Box<SubmittedTrigger>, Option<Error>),
}

impl ActiveRun {
    /// A run that was accepted.
    pub(crate) fn accepted(
        job: WorkItem,
        sent: SubmittedTrigger,
        deadline: Option<Instant>,
    ) -> Self {
        let tracking_id = sent.run.tracking_id().map(str::to_owned);
        let run = sent.run;
        Self {
            job,
            run,
            tracking_id,
            deadline,
            failing_since: None,
            doubt: None,
            again: None,
            pace: PollBackoff::RUN,
            is_looked_at: false,
        }
    }

    /// A run that may have begun, and may yet begin until a moment.
    pub(crate) fn in_doubt(
        job: WorkItem,
        sent: SubmittedTrigger,
        error: Option<Error>,
        (now, until): (Instant, Option<Instant>),
        deadline: Option<Instant>,
    ) -> Self {
        let accepted = Self::accepted(job, sent.clone(), deadline);
        let doubt = Some(UnconfirmedTrigger { sent, error, until });
        Self { doubt, ..accepted }.check_at(now)
    }

    /// Checks it at this moment, whatever else is planned: after a crash its run may be over.
    pub(crate) fn check_at(mut self, now: Instant) -> Self {
        self.again = Some(now);
        self
    }

    /// When it has to be looked at, whatever else is planned.
    pub(crate) fn poll_deadline(&self) -> Option<Instant> {
        [self.again, self.deadline].into_iter().flatten().min().filter(|_| !self.is_looked_at)
    }

    /// How long a look may take that begins now.
    pub(crate) fn poll_timeout(&self, now: Instant) -> Duration {
        let left =
            |deadline: Instant| deadline.saturating_duration_since(now).max(LAST_POLL_MARGIN);
        self.deadline.map_or(Duration::MAX, left)
    }

    /// Judges what is seen. Also tells which intent is now known to have arrived.
    pub(crate) fn look(
        &mut self,
        seen: &StatusSnapshot,
        answer: &RawResponse,
        (now, chance): (Instant, f64),
    ) -> (PollResult, Option<IntentId>) {
        self.is_looked_at = false;
        self.failing_since = None;
        if self.doubt.is_none() {
            self.run.confirm(now);
        }
        let progress = self.run.look(seen, now);
        if progress == RunProgress::Unseen {
            return (self.unseen(answer, (now, chance)), None);
        }
        (self.again, self.pace) = (None, PollBackoff::RUN);
        if let Some(id) = &seen.last_sync_tracking_id {
            self.tracking_id = Some(id.clone());
        }
        let arrived = self.doubt.take().and_then(|doubt| doubt.sent.intent);
        let judgement = match progress {
            RunProgress::Ended(end) => {
                PollResult::Ended(self.ended(seen, end, answer).with_answer(answer))
            }
            _ if self.is_late(now) => {
                PollResult::GivenUp(self.late(Some(answer)).with_answer(answer))
            }
            _ => PollResult::Running,
        };
        (judgement, arrived)
    }

    fn unseen(&mut self, answer: &RawResponse, (now, chance): (Instant, f64)) -> PollResult {
        if let Some(doubt) =
            self.doubt.take_if(|doubt| doubt.until.is_some_and(|until| now >= until))
        {
            return PollResult::Lost(Box::new(doubt.sent), doubt.error);
        }
        if self.is_late(now) {
            return PollResult::GivenUp(self.late(Some(answer)).with_answer(answer));
        }
        self.schedule_next_poll(now, chance);
        PollResult::Unseen
    }

    /// Judges a look that failed.
    pub(crate) fn poll_failed(
        &mut self,
        error: Error,
        (now, chance): (Instant, f64),
    ) -> PollResult {
        self.is_looked_at = false;
        self.job.attempts += error.details().attempts;
        let is_told_to_wait = error.kind() == ErrorKind::RateLimit;
        if !is_transient_poll_error(&error) && !is_told_to_wait {
            let reason = error.kind().code().to_ascii_lowercase();
            return PollResult::GivenUp(ambiguous(&reason).with_error(self.with_lost_run(error)));
        }
        if self.is_late(now) {
            return PollResult::GivenUp(self.late(None));
        }
        let since = *self.failing_since.get_or_insert(now);
        // To be told to wait is an answer.
        if !is_told_to_wait && now - since >= MAX_POLL_OUTAGE {
            return PollResult::GivenUp(
                ambiguous("not_watched").with_error(self.with_lost_run(error)),
            );
        }
        self.schedule_next_poll(now, chance);
        PollResult::Unseen
    }

    /// The next look comes after a pause, and one comes when nothing can arrive any more.
    fn schedule_next_poll(&mut self, now: Instant, chance: f64) {
        let next = now + self.pace.pause(chance);
        let last = self.doubt.as_ref().and_then(|doubt| doubt.until).filter(|until| *until > now);
        self.again = Some(last.map_or(next, |last| next.min(last)));
    }

    /// The job, and what is said of a run that is not watched any more.
    pub(crate) fn abandon(mut self) -> (WorkItem, ItemResult) {
        let doubt = self.doubt.take().and_then(|doubt| doubt.error);
        let error = doubt.unwrap_or_else(|| {
            let reason = "the sync was started and is no longer watched";
            self.unfinished(ErrorKind::AmbiguousOutcome, reason.to_owned(), None)
        });
        (self.job, ambiguous("not_watched").with_error(error))
    }

    fn is_late(&self, now: Instant) -> bool {
        self.deadline.is_some_and(|deadline| now >= deadline)
    }

    fn late(&mut self, last: Option<&RawResponse>) -> ItemResult {
        let error = self.doubt.take().and_then(|doubt| doubt.error).unwrap_or_else(|| {
            let reason = "the run did not end within `timeout`; it goes on without being watched";
            self.unfinished(ErrorKind::WaitTimeout, reason.to_owned(), last)
        });
        ambiguous("wait_timeout").with_error(error)
    }

    /// The error of a run of ours whose end was not seen.
    fn unfinished(&self, kind: ErrorKind, reason: String, last: Option<&RawResponse>) -> Error {
        Error::new(kind, reason).with(|details| {
            details.operation = Some(Operation::RunDirectorySync);
            details.tracking_id.clone_from(&self.tracking_id);
            details.accepted = Some(true);
            details.request_sent = true;
            details.safe_to_retry = false;
            details.last_status = last.and_then(|answer| answer.decode().ok());
        })
    }

    /// The error of a failed look, for a run that may go on.
    fn with_lost_run(&self, error: Error) -> Error {
        with_lost_run(error).with(|details| {
            if self.tracking_id.is_some() {
                details.tracking_id.clone_from(&self.tracking_id);
            }
        })
    }

    /// The verdict on a run that has ended.
    fn ended(&self, seen: &StatusSnapshot, end: RunEnd, answer: &RawResponse) -> ItemResult {
        let error = || {
            failed(seen, end, &self.job.item.enterprise).with(|details| {
                details.operation = Some(Operation::RunDirectorySync);
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
        let run = RunTracker::after(StatusSnapshot::default());
        let sent = SubmittedTrigger { intent: None, run, accepted: true, ago: Duration::ZERO };
        let started_now = ActiveRun::accepted(job, sent, None);
        assert_eq!(started_now.poll_deadline(), None, "the scheduler decides");
        assert_eq!(started_now.check_at(now).poll_deadline(), Some(now));
    }
}
