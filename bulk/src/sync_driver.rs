//! The loop of a bulk run that syncs whole enterprises: in parallel as far as their clusters allow,
//! and each until its end.

mod poll_results;
mod start_results;

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::time::Instant;

use super::active_run::ActiveRun;
use super::call_driver::leave_unread;
use super::cluster_group_locks::ClusterGroupLocks;
use super::execute::read_within;
use super::external_busy::ExternalBusyBackoff;
use super::input::{Input, InputEvent};
use super::metadata_prefetch::prefetch_metadata;
use super::outcome::ItemResult;
use super::progress::SharedProgress;
use super::reachability::{Reach, prove};
use super::run_context::RunContext;
use super::stop_reason::{PermissionDeniedCounter, StopReason};
use super::trigger_guard::{MAX_REQUESTS_PER_ENTERPRISE, TriggerGuard};
use super::trigger_sync::{StartResult, start};
use super::work_item::{SubmittedTrigger, WorkItem};
use crate::ledger::{IntentId, Settled};
use crate::scheduler::{Candidate, Decision, Item, Scheduler};
use webex_broadworks::internals::BoxFuture;
use webex_broadworks::{CallOptions, DEFAULT_WAIT_TIMEOUT, Error, RawResponse, Result};

/// The result of finished work.
enum Event {
    /// With the number of requests that were sent before.
    Started(Item, u32, Box<(WorkItem, Result<StartResult>)>),
    OutcomeJson(Result<()>),
}

pub(crate) struct SyncDriver {
    context: RunContext,
    input: Input,
    scheduler: Scheduler,
    waiting: BTreeMap<Item, WorkItem>,
    groups: ClusterGroupLocks,
    active_runs: BTreeMap<Item, ActiveRun>,
    work: FuturesUnordered<BoxFuture<'static, Event>>,
    /// Polls running syncs. Polls can be canceled at any time.
    polls: FuturesUnordered<BoxFuture<'static, (Item, u32, Result<RawResponse>)>>,
    /// The number of syncs that are being started. These are never canceled.
    starting: usize,
    began: Instant,
    reach: Reach,
    external_busy: ExternalBusyBackoff,
    guard: TriggerGuard,
    forbidden: PermissionDeniedCounter,
    stop: Option<StopReason>,
    cause: Option<Error>,
}

impl SyncDriver {
    pub(crate) fn new(context: RunContext, input: Input, scheduler: Scheduler) -> Self {
        let began = context.client.clock().now();
        Self {
            context,
            input,
            scheduler,
            waiting: BTreeMap::new(),
            groups: ClusterGroupLocks::default(),
            active_runs: BTreeMap::new(),
            work: FuturesUnordered::new(),
            polls: FuturesUnordered::new(),
            starting: 0,
            began,
            reach: Reach::default(),
            external_busy: ExternalBusyBackoff::default(),
            guard: TriggerGuard::default(),
            forbidden: PermissionDeniedCounter::default(),
            stop: None,
            cause: None,
        }
    }

    /// Works until every item has its outcome, or nothing more may be done.
    pub(crate) async fn run(mut self) -> (Scheduler, Result<()>) {
        let ended = self.work().await;
        (self.scheduler, ended)
    }

    async fn work(&mut self) -> Result<()> {
        self.read_all().await;
        let context = self.context.clone();
        loop {
            self.check_stop_conditions();
            self.poll_due_items();
            let until = match self.next_decision() {
                Decision::Trigger(item) => {
                    self.begin(item);
                    continue;
                }
                Decision::Poll(item) => {
                    self.poll(item);
                    continue;
                }
                Decision::Wait { until } => until,
                Decision::Done => None,
            };
            if self.is_over() {
                break;
            }
            let clock = context.client.clock();
            let patience = context.client.attempt_timeout();
            let until = until.into_iter().chain(self.next_poll()).min();
            let pause = until.map(|until| clock.sleep(until.saturating_sub(self.elapsed())));
            tokio::select! {
                biased;
                Some(event) = self.work.next(), if !self.work.is_empty() => self.handle(event),
                Some((item, attempts, looked)) = self.polls.next(), if !self.polls.is_empty() => {
                    self.handle_poll(item, attempts, looked);
                }
                () = async { if let Some(pause) = pause { pause.await } }, if until.is_some() => {}
                () = context.progress.until(SharedProgress::is_closed), if self.stop != Some(StopReason::Closed) => {}
                // A request in a rate-limit pause may wait for an hour, but the reader has gone.
                () = clock.sleep(patience), if self.stop == Some(StopReason::Closed) => break,
            }
        }
        self.finish_unstarted().await
    }

    /// Reads all items before the first is started, because the order decides how long the run
    /// takes.
    async fn read_all(&mut self) {
        let context = self.context.clone();
        let mut jobs = Vec::new();
        while self.stop.is_none() {
            let Some(found) = context.until_window_closes(self.input.next()).await else {
                self.check_stop_conditions();
                continue;
            };
            match found {
                None => break,
                Some(Ok(InputEvent::WorkItem(job))) => jobs.push(*job),
                Some(Ok(InputEvent::Concluded(concluded))) => {
                    let (job, verdict) = *concluded;
                    self.conclude(job, verdict);
                }
                Some(Ok(InputEvent::Kept(outcome))) => self.context.replay(outcome),
                Some(Err(error)) => self.unreadable(error),
            }
        }
        if self.stop.is_none() {
            context.until_window_closes(prefetch_metadata(&context, &mut jobs)).await;
        }
        self.enqueue_all(jobs);
    }

    /// Syncs that an earlier process started continue, even if nothing may be started now.
    fn enqueue_all(&mut self, jobs: Vec<WorkItem>) {
        let (going, new): (Vec<WorkItem>, Vec<WorkItem>) =
            jobs.into_iter().partition(|job| job.sent.is_some());
        going.iter().chain(&new).for_each(|_| self.guard.add_enterprise());
        for mut job in going {
            let Some(sent) = job.sent.take() else { continue };
            self.groups.note(&job);
            job.started_at = Some(self.context.wall());
            self.context.progress.change(|summary| summary.running += 1);
            let item = self.scheduler.add(candidate(&job));
            self.resume_watching(item, job, sent, None);
        }
        for job in new {
            if let Some(job) = self.groups.enter(job) {
                self.queue(job);
            }
        }
    }

    fn queue(&mut self, job: WorkItem) {
        let item = self.scheduler.add(candidate(&job));
        self.wait(item, job);
    }

    /// Polls the sync of a trigger. Without an answer, the trigger may not have arrived. An earlier
    /// process may have sent it just before it ended, long after it recorded the intent.
    fn resume_watching(
        &mut self,
        item: Item,
        job: WorkItem,
        sent: SubmittedTrigger,
        error: Option<Error>,
    ) {
        self.scheduler.adopt(item, sent.ago, self.elapsed());
        let deadline = self.deadline();
        let watched = if sent.accepted {
            // Its sync may have ended while no process polled it.
            ActiveRun::accepted(job, sent, deadline).check_at(self.now())
        } else {
            let now = self.now();
            let until = now.checked_add(self.context.options.settle_after);
            ActiveRun::unconfirmed(job, sent, error, (now, until), deadline)
        };
        self.active_runs.insert(item, watched);
    }

    fn next_decision(&mut self) -> Decision {
        if self.ends_polling() {
            return Decision::Done;
        }
        let now = self.elapsed();
        match self.external_busy.wait(now).filter(|_| self.active_runs.is_empty()) {
            None => self.scheduler.next(now),
            until => Decision::Wait { until },
        }
    }

    fn is_over(&self) -> bool {
        if self.ends_polling() {
            return self.starting == 0;
        }
        self.work.is_empty() && self.active_runs.is_empty() && self.scheduler.remaining() == 0
    }

    /// Whether to stop polling, because it is pointless or the reader has gone.
    fn ends_polling(&self) -> bool {
        self.stop.is_some_and(StopReason::ends_polling)
    }

    fn check_stop_conditions(&mut self) {
        if self.context.progress.is_closed() {
            self.stop(StopReason::Closed, None);
        }
        if self.stop.is_none() && self.context.window_is_closed() {
            self.stop(StopReason::WindowClosed, None);
        }
    }

    fn begin(&mut self, item: Item) {
        let Some(mut job) = self.waiting.remove(&item) else {
            return self.scheduler.finish(item);
        };
        let under_way = self.starting + self.active_runs.len();
        if let Err(until) = self.guard.check(job.index, under_way, self.elapsed()) {
            self.waiting.insert(item, job);
            return self.scheduler.postponed(item, until);
        }
        self.starting += 1;
        self.context.progress.change(|summary| summary.running += 1);
        let context = self.context.clone();
        let proof = self.reach.proof_for(&job);
        let before = job.attempts;
        self.work.push(Box::pin(async move {
            let started = match prove(&context, &mut job, proof).await {
                Ok(()) => start(&context, &mut job).await,
                Err(error) => Err(error),
            };
            Event::Started(item, before, Box::new((job, started)))
        }));
    }

    /// Polls what can't wait for the scheduler.
    fn poll_due_items(&mut self) {
        if self.ends_polling() {
            return;
        }
        let now = self.now();
        let is_due = |watched: &ActiveRun| watched.poll_deadline().is_some_and(|by| by <= now);
        let due: Vec<Item> =
            self.active_runs.iter().filter(|(_, it)| is_due(it)).map(|(item, _)| *item).collect();
        for item in due {
            self.poll(item);
        }
    }

    /// The same time, counted from the start.
    fn next_poll(&self) -> Option<Duration> {
        let next = self.active_runs.values().filter_map(ActiveRun::poll_deadline).min()?;
        (!self.ends_polling()).then(|| next - self.began)
    }

    fn poll(&mut self, item: Item) {
        let now = self.now();
        let Some(watched) = self.active_runs.get_mut(&item) else {
            return self.scheduler.finish(item);
        };
        if std::mem::replace(&mut watched.is_looked_at, true) {
            return;
        }
        let call = CallOptions::default().timeout(watched.poll_timeout(now));
        let context = self.context.clone();
        let mut job = WorkItem { attempts: 0, ..watched.job.clone() };
        self.polls.push(Box::pin(async move {
            let looked = read_within(&context, &mut job, call).await;
            (item, job.attempts, looked)
        }));
    }

    fn handle(&mut self, event: Event) {
        match event {
            Event::OutcomeJson(Ok(())) => {}
            Event::OutcomeJson(Err(error)) => self.stop(StopReason::Ledger, Some(error)),
            Event::Started(item, before, started) => {
                self.starting -= 1;
                let (job, started) = *started;
                self.count_requests(job.attempts.saturating_sub(before));
                self.forbidden.success(job.succeeded);
                match started {
                    Ok(start) => {
                        self.answered(&job);
                        self.started(item, job, start);
                    }
                    Err(error) => self.not_started(item, job, error),
                }
            }
        }
    }

    /// Above a limit, the run continues one enterprise at a time, regardless of the scheduler.
    fn count_requests(&mut self, requests: u32) {
        if self.guard.count(requests) {
            tracing::warn!(
                "more than {MAX_REQUESTS_PER_ENTERPRISE} requests per enterprise were sent: the bulk \
                 run continues one enterprise at a time"
            );
            self.scheduler.limit_running(1);
            self.context.progress.change(|summary| summary.is_limited_to_one = true);
        }
    }

    fn wait(&mut self, item: Item, job: WorkItem) {
        if self.stop.is_some() {
            self.scheduler.finish(item);
        }
        self.waiting.insert(item, job);
    }

    /// The next of its group follows after its outcome.
    fn finish(&mut self, job: WorkItem, verdict: ItemResult) {
        if let Some(next) = self.groups.leave(&job) {
            self.queue(next);
        }
        self.conclude(job, verdict);
    }

    fn settle(&mut self, intent: Option<IntentId>, how: Settled) {
        let context = self.context.clone();
        self.work.push(Box::pin(async move {
            Event::OutcomeJson(context.journal.settle(intent, how, context.wall()).await)
        }));
    }

    fn conclude(&mut self, job: WorkItem, verdict: ItemResult) {
        let context = self.context.clone();
        self.work.push(Box::pin(async move {
            Event::OutcomeJson(context.conclude(job, verdict).await)
        }));
    }

    fn unreadable(&mut self, error: Error) {
        self.stop(StopReason::of(&error).unwrap_or(StopReason::Items), Some(error));
    }

    /// Starts nothing more. The first reason is kept, unless another one is stronger.
    fn stop(&mut self, reason: StopReason, cause: Option<Error>) {
        if reason.outranks(self.stop) {
            self.stop = Some(reason);
            self.cause = self.cause.take().or(cause);
            self.scheduler.cancel_waiting();
            self.context.progress.change(|summary| summary.stop_reason = Some(reason));
        }
    }

    /// Concludes items that were not started as not started, and those that are no longer polled as
    /// started.
    async fn finish_unstarted(&mut self) -> Result<()> {
        let Some(reason) = self.stop else { return Ok(()) };
        self.polls.clear();
        if reason == StopReason::Closed && self.starting > 0 {
            return Ok(());
        }
        while let Some(event) = self.work.next().await {
            self.handle(event);
        }
        if reason != StopReason::Closed {
            let waiting = std::mem::take(&mut self.waiting).into_values();
            for job in waiting.chain(self.groups.take_waiting()) {
                let written = self.context.leave(job, reason).await;
                self.note(written);
            }
            for watched in std::mem::take(&mut self.active_runs).into_values() {
                self.context.progress.change(|summary| summary.running -= 1);
                let (job, verdict) = watched.abandon();
                let written = self.context.conclude(job, verdict).await;
                self.note(written);
            }
            let written = leave_unread(&self.context, &mut self.input, reason).await;
            self.note(written);
        }
        self.cause.take().map_or(Ok(()), Err)
    }

    /// Keeps the first error, which is the reported one.
    fn note(&mut self, written: Result<()>) {
        if let Err(error) = written {
            self.cause.get_or_insert(error);
        }
    }

    fn now(&self) -> Instant {
        self.context.client.clock().now()
    }

    /// When the timeout of an item ends that is polled from now on.
    fn deadline(&self) -> Option<Instant> {
        self.now().checked_add(self.context.options.timeout.unwrap_or(DEFAULT_WAIT_TIMEOUT))
    }

    fn elapsed(&self) -> Duration {
        self.now() - self.began
    }
}

fn candidate(job: &WorkItem) -> Candidate {
    Candidate {
        provisioning_id: job.item.provisioning_id.clone(),
        group: job.item.cluster_group.clone(),
        expected: job.item.last_run(),
    }
}
