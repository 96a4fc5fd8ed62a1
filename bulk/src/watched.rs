//! A run that goes on, or may: what is known of it, and when it has to be looked at. Pure.

use std::time::Duration;

use tokio::time::Instant;

use super::book::{Intent, Sent};
use super::context::Job;
use super::outcome::{OutcomeKind, Verdict};
use webex_broadworks::Operation;
use webex_broadworks::RawResponse;
use webex_broadworks::internals::PollBackoff;
use webex_broadworks::internals::{RunEnd, RunProgress, RunTracker};
use webex_broadworks::internals::{RunPhase, StatusSnapshot};
use webex_broadworks::internals::{failed, is_transient_poll_error, with_lost_run};
use webex_broadworks::{Error, ErrorKind};

/// For how long looks may fail, one after the other, before a run is not watched any more.
pub(crate) const BLIND: Duration = Duration::from_secs(30 * 60);

/// How long the last look may take.
const LAST_LOOK: Duration = Duration::from_secs(5);

/// A run of ours that is watched.
#[derive(Debug)]
pub(crate) struct Watched {
    pub(crate) job: Job,
    run: RunTracker,
    /// The tracking id of its trigger, or of the run once that was seen.
    tracking_id: Option<String>,
    deadline: Option<Instant>,
    failing_since: Option<Instant>,
    doubt: Option<Doubt>,
    /// When to look again where nothing was seen, and how long to wait after that.
    again: Option<Instant>,
    pace: PollBackoff,
    /// Whether a look is under way.
    pub(crate) is_looked_at: bool,
}

/// A trigger of which nobody knows whether it arrived.
#[derive(Debug)]
struct Doubt {
    sent: Sent,
    error: Option<Error>,
    /// Until when it may still arrive; nothing is for ever.
    until: Option<Instant>,
}

/// What a look says.
#[derive(Debug)]
pub(crate) enum Judgement {
    /// Nothing: the next comes after a pause.
    Unseen,
    Running,
    /// The run has ended.
    Ended(Verdict),
    /// Whatever it does, it is not watched any more.
    GivenUp(Verdict),
    /// The trigger never arrived.
    Lost(Box<Sent>, Option<Error>),
}

impl Watched {
    /// A run that was accepted.
    pub(crate) fn accepted(job: Job, sent: Sent, deadline: Option<Instant>) -> Self {
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
        job: Job,
        sent: Sent,
        error: Option<Error>,
        (now, until): (Instant, Option<Instant>),
        deadline: Option<Instant>,
    ) -> Self {
        let accepted = Self::accepted(job, sent.clone(), deadline);
        let doubt = Some(Doubt { sent, error, until });
        Self { doubt, ..accepted }.check_at(now)
    }

    /// Checks it at this moment, whatever else is planned: after a crash its run may be over.
    pub(crate) fn check_at(mut self, now: Instant) -> Self {
        self.again = Some(now);
        self
    }

    /// When it has to be looked at, whatever else is planned.
    pub(crate) fn look_by(&self) -> Option<Instant> {
        [self.again, self.deadline].into_iter().flatten().min().filter(|_| !self.is_looked_at)
    }

    /// How long a look may take that begins now.
    pub(crate) fn time_for_a_look(&self, now: Instant) -> Duration {
        let left = |deadline: Instant| deadline.saturating_duration_since(now).max(LAST_LOOK);
        self.deadline.map_or(Duration::MAX, left)
    }

    /// Judges what is seen. Also tells which intent is now known to have arrived.
    pub(crate) fn look(
        &mut self,
        seen: &StatusSnapshot,
        answer: &RawResponse,
        (now, chance): (Instant, f64),
    ) -> (Judgement, Intent) {
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
                Judgement::Ended(self.ended(seen, end, answer).with_answer(answer))
            }
            _ if self.is_late(now) => {
                Judgement::GivenUp(self.late(Some(answer)).with_answer(answer))
            }
            _ => Judgement::Running,
        };
        (judgement, arrived)
    }

    fn unseen(&mut self, answer: &RawResponse, (now, chance): (Instant, f64)) -> Judgement {
        if let Some(doubt) =
            self.doubt.take_if(|doubt| doubt.until.is_some_and(|until| now >= until))
        {
            return Judgement::Lost(Box::new(doubt.sent), doubt.error);
        }
        if self.is_late(now) {
            return Judgement::GivenUp(self.late(Some(answer)).with_answer(answer));
        }
        self.rest(now, chance);
        Judgement::Unseen
    }

    /// Judges a look that failed.
    pub(crate) fn failed_to_look(
        &mut self,
        error: Error,
        (now, chance): (Instant, f64),
    ) -> Judgement {
        self.is_looked_at = false;
        self.job.attempts += error.details().attempts;
        let is_told_to_wait = error.kind() == ErrorKind::RateLimit;
        if !is_transient_poll_error(&error) && !is_told_to_wait {
            let reason = error.kind().code().to_ascii_lowercase();
            return Judgement::GivenUp(ambiguous(&reason).with_error(self.with_lost_run(error)));
        }
        if self.is_late(now) {
            return Judgement::GivenUp(self.late(None));
        }
        let since = *self.failing_since.get_or_insert(now);
        // To be told to wait is an answer.
        if !is_told_to_wait && now - since >= BLIND {
            return Judgement::GivenUp(
                ambiguous("not_watched").with_error(self.with_lost_run(error)),
            );
        }
        self.rest(now, chance);
        Judgement::Unseen
    }

    /// The next look comes after a pause, and one comes when nothing can arrive any more.
    fn rest(&mut self, now: Instant, chance: f64) {
        let next = now + self.pace.pause(chance);
        let last = self.doubt.as_ref().and_then(|doubt| doubt.until).filter(|until| *until > now);
        self.again = Some(last.map_or(next, |last| next.min(last)));
    }

    /// The job, and what is said of a run that is not watched any more.
    pub(crate) fn abandon(mut self) -> (Job, Verdict) {
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

    fn late(&mut self, last: Option<&RawResponse>) -> Verdict {
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
    fn ended(&self, seen: &StatusSnapshot, end: RunEnd, answer: &RawResponse) -> Verdict {
        let error = || {
            failed(seen, end, &self.job.item.enterprise).with(|details| {
                details.operation = Some(Operation::RunDirectorySync);
                details.last_status = answer.decode().ok();
            })
        };
        match end {
            RunEnd::Complete => Verdict::new(OutcomeKind::Ok),
            RunEnd::Partial => Verdict::new(OutcomeKind::Partial)
                .because("directory_sync_errors")
                .with_error(error()),
            RunEnd::SwitchedOff => Verdict::of_error(error()).because("switched_off"),
            RunEnd::Failed if seen.phase() == RunPhase::Unknown => {
                Verdict::of_error(error()).because("unknown_status")
            }
            RunEnd::Failed => Verdict::of_error(error()),
        }
    }
}

fn ambiguous(reason: &str) -> Verdict {
    Verdict::new(OutcomeKind::Ambiguous).because(reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::BulkItem;

    #[test]
    fn a_sync_of_an_earlier_process_is_checked_at_once() {
        let job = Job::new(0, BulkItem::new("E1"));
        let now = Instant::now();
        let run = RunTracker::after(StatusSnapshot::default());
        let sent = Sent { intent: None, run, accepted: true, ago: Duration::ZERO };
        let started_now = Watched::accepted(job, sent, None);
        assert_eq!(started_now.look_by(), None, "the scheduler decides");
        assert_eq!(started_now.check_at(now).look_by(), Some(now));
    }
}
