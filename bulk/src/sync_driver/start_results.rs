//! Handles the attempts to start a sync.

use webex_broadworks::internals::is_transient_poll_error;
use webex_broadworks::{Error, ErrorKind};

use super::{SyncDriver, candidate};
use crate::active_run::ActiveRun;
use crate::ledger::Settled;
use crate::outage_detector::{OUTAGE_LIMIT, OutageAction};
use crate::outcome::ItemResult;
use crate::scheduler::{Item, Refusal};
use crate::stop_reason::StopReason;
use crate::trigger_sync::StartResult;
use crate::work_item::{SubmittedTrigger, WorkItem};

impl SyncDriver {
    pub(super) fn started(&mut self, item: Item, job: WorkItem, start: StartResult) {
        let now = self.elapsed();
        match start {
            StartResult::Accepted(sent) => return self.accepted(item, job, sent),
            StartResult::Unconfirmed(sent, error) => {
                self.scheduler.finish(item);
                let item = self.scheduler.add(candidate(&job));
                return self.resume_watching(item, job, sent, Some(error));
            }
            StartResult::Finished(verdict) => {
                self.scheduler.finish(item);
                self.context.progress.change(|summary| summary.running -= 1);
                return self.finish(job, verdict);
            }
            StartResult::Refused(refusal, retry_after) => {
                self.guard.not_accepted(job.index, retry_after, now);
                self.context.progress.change(|summary| summary.busy_refusals += 1);
                if self.active_runs.is_empty() {
                    self.external_busy.refused(now, self.context.client.random());
                }
                self.scheduler.refused(item, refusal, retry_after, now);
            }
            StartResult::AlreadyRunning => {
                let until = self.guard.not_accepted(job.index, None, now);
                self.scheduler.postponed(item, until);
            }
            StartResult::WindowClosed => {
                self.check_stop_conditions();
                self.scheduler.finish(item);
            }
        }
        self.requeue(item, job);
    }

    fn accepted(&mut self, item: Item, job: WorkItem, sent: SubmittedTrigger) {
        self.external_busy.reset();
        self.scheduler.accepted(item, sent.run.baseline().length(), self.elapsed());
        self.settle(sent.intent, Settled::Accepted);
        let deadline = self.deadline();
        self.active_runs.insert(item, ActiveRun::accepted(job, sent, deadline));
    }

    /// Nothing was started, because of this error.
    pub(super) fn not_started(&mut self, item: Item, mut job: WorkItem, error: Error) {
        let now = self.elapsed();
        if let Some(reason) = StopReason::of(&error) {
            self.stop(reason, Some(error));
            return self.requeue(item, job);
        }
        // Neither throttling nor a network failure shows anything about the item.
        if error.kind() == ErrorKind::RateLimit {
            self.guard.not_accepted(job.index, None, now);
            self.scheduler.refused(item, Refusal::Service, None, now);
            return self.requeue(item, job);
        }
        if !is_transient_poll_error(&error) {
            if error.details().status.is_some() {
                self.answered(&job);
            }
            return self.fail(item, job, error);
        }
        let until = self.guard.not_accepted(job.index, None, now);
        let chance = self.context.client.random();
        let advice = self.reach.failed(&mut job, &error, (now, chance));
        if advice.is_some() {
            self.context.progress.unanswered(self.context.wall(), OUTAGE_LIMIT);
        }
        match advice {
            None => return self.fail(item, job, error),
            Some(OutageAction::RetryNow) => self.scheduler.postponed(item, until),
            // An enterprise without an answer is retried after a pause.
            Some(OutageAction::PauseFor(_)) => {
                self.scheduler.refused(item, Refusal::Service, None, now);
            }
            Some(OutageAction::Abort) => {
                self.stop(StopReason::Connection, Some(error));
                self.scheduler.finish(item);
            }
        }
        self.requeue(item, job);
    }

    pub(super) fn answered(&mut self, job: &WorkItem) {
        self.reach.answered(&job.item.enterprise);
        self.context.progress.answered();
    }

    fn fail(&mut self, item: Item, job: WorkItem, error: Error) {
        if self.forbidden.failure(&error) {
            self.stop(StopReason::PermissionDenied, Some(error.clone()));
        }
        self.scheduler.finish(item);
        self.context.progress.change(|summary| summary.running -= 1);
        self.finish(job, ItemResult::of_error(error));
    }

    fn requeue(&mut self, item: Item, job: WorkItem) {
        self.context.progress.change(|summary| summary.running -= 1);
        self.wait(item, job);
    }
}
