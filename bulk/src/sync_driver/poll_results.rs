//! Handles the polls of running syncs.

use webex_broadworks::internals::{
    MAX_POLL_OUTAGE, MAX_TRIGGERS, StatusSnapshot, is_transient_poll_error,
};
use webex_broadworks::{Error, ErrorKind, Operation, RawResponse, Result};

use super::SyncDriver;
use crate::active_run::{ActiveRun, PollResult};
use crate::ledger::Settled;
use crate::outcome::ItemResult;
use crate::scheduler::Item;
use crate::stop_reason::StopReason;
use crate::work_item::SubmittedTrigger;

impl SyncDriver {
    pub(super) fn handle_poll(&mut self, item: Item, attempts: u32, looked: Result<RawResponse>) {
        self.count_requests(attempts);
        let Some(watched) = self.active_runs.get_mut(&item) else { return };
        watched.job.attempts += attempts;
        let seen = looked.and_then(|answer| Ok((StatusSnapshot::of_answer(&answer)?, answer)));
        match seen {
            Ok((seen, answer)) => self.poll_answered(item, &seen, &answer),
            Err(error) => self.poll_failed(item, error),
        }
    }

    fn poll_answered(&mut self, item: Item, seen: &StatusSnapshot, answer: &RawResponse) {
        let moment = (self.now(), self.context.client.random());
        let Some(watched) = self.active_runs.get_mut(&item) else { return };
        self.reach.answered(&watched.job.item.enterprise);
        self.context.progress.answered();
        let (judgement, arrived) = watched.poll_answered(seen, answer, moment);
        self.settle(arrived, Settled::Accepted);
        if let PollResult::Ended(_) = judgement {
            self.scheduler.ended(item, self.elapsed(), seen.length());
        }
        self.apply_poll_result(item, judgement);
    }

    fn poll_failed(&mut self, item: Item, error: Error) {
        if let Some(reason) = StopReason::of(&error) {
            return self.stop(reason, Some(error));
        }
        let moment = (self.now(), self.context.client.random());
        let Some(watched) = self.active_runs.get_mut(&item) else { return };
        if is_transient_poll_error(&error) {
            self.context.progress.unanswered(self.context.wall(), MAX_POLL_OUTAGE);
        }
        let judgement = watched.poll_failed(error, moment);
        self.apply_poll_result(item, judgement);
    }

    fn apply_poll_result(&mut self, item: Item, judgement: PollResult) {
        let now = self.elapsed();
        match judgement {
            PollResult::Running => self.scheduler.still_running(item, now),
            // The scheduler still counts it as being polled.
            PollResult::Unseen => {}
            PollResult::Ended(verdict) => self.stop_watching(item, verdict),
            PollResult::GivenUp(verdict) => {
                self.scheduler.finish(item);
                self.stop_watching(item, verdict);
            }
            PollResult::Lost(sent, error) => self.lost(item, *sent, error),
        }
    }

    /// A trigger never arrived. It is sent again, unless that has happened too often.
    fn lost(&mut self, item: Item, sent: SubmittedTrigger, error: Option<Error>) {
        self.scheduler.finish(item);
        let Some(ActiveRun { mut job, .. }) = self.active_runs.remove(&item) else { return };
        self.context.progress.change(|summary| summary.running -= 1);
        self.settle(sent.intent, Settled::Lost);
        let tracking_id = sent.run.tracking_id().map(str::to_owned);
        job.triggers += 1;
        job.lost = Some(sent);
        // Enterprises that are no longer among the items are not triggered again.
        if job.triggers < MAX_TRIGGERS && !job.item.left_out {
            return self.queue(job);
        }
        let error = error.unwrap_or_else(|| {
            let reason = "the sync was triggered, but no poll saw it start";
            Error::new(ErrorKind::AmbiguousOutcome, reason).with(|details| {
                details.operation = Some(Operation::DirectorySyncTrigger);
                details.tracking_id = tracking_id;
                details.request_sent = true;
                details.safe_to_retry = false;
            })
        });
        self.finish(job, ItemResult::of_error(error));
    }

    fn stop_watching(&mut self, item: Item, verdict: ItemResult) {
        let Some(watched) = self.active_runs.remove(&item) else { return };
        self.context.progress.change(|summary| summary.running -= 1);
        self.finish(watched.job, verdict);
    }
}
