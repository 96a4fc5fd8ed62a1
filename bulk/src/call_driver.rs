//! The loop of a bulk run whose items are one or two calls. It works on items in parallel up to the
//! limit, and doesn't fail an item because of an outage.

use std::collections::VecDeque;

use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::time::Instant;

use super::execute::perform;
use super::input::{Input, InputEvent};
use super::options::DEFAULT_CONCURRENCY;
use super::outage_detector::{OUTAGE_LIMIT, OutageAction};
use super::outcome::{ItemResult, OutcomeKind, is_ambiguous};
use super::reachability::{Reach, prove};
use super::run_context::RunContext;
use super::stop_reason::{PermissionDeniedCounter, StopReason};
use super::work_item::WorkItem;
use webex_broadworks::internals::BoxFuture;
use webex_broadworks::{Error, ErrorKind, Result};

/// The result of finished work.
enum Event {
    Performed(Box<(WorkItem, Result<ItemResult>)>),
    Concluded(Result<()>),
}

pub(crate) struct CallDriver {
    context: RunContext,
    input: Input,
    work: FuturesUnordered<BoxFuture<'static, Event>>,
    /// The number of items being worked on. The others in `work` are being recorded.
    in_hand: usize,
    /// Items whose turn comes again.
    again: VecDeque<WorkItem>,
    all_read: bool,
    began: Instant,
    reach: Reach,
    /// When the next item may be started.
    not_before: Option<Instant>,
    forbidden: PermissionDeniedCounter,
    stop: Option<StopReason>,
    cause: Option<Error>,
}

impl CallDriver {
    pub(crate) fn new(context: RunContext, input: Input) -> Self {
        let began = context.client.clock().now();
        Self {
            context,
            input,
            work: FuturesUnordered::new(),
            in_hand: 0,
            again: VecDeque::new(),
            all_read: false,
            began,
            reach: Reach::default(),
            not_before: None,
            forbidden: PermissionDeniedCounter::default(),
            stop: None,
            cause: None,
        }
    }

    /// Works until every item has its outcome, or nothing more may be started.
    pub(crate) async fn run(mut self) -> Result<()> {
        let context = self.context.clone();
        let clock = context.client.clock();
        let patience = context.client.attempt_timeout();
        loop {
            if context.progress.is_closed() {
                self.stop(StopReason::Closed, None);
            }
            // Read once: what changes in between is seen by the wait for room.
            let is_full = !context.progress.has_room();
            let may_begin = !is_full && self.may_begin();
            if self.work.is_empty() && !may_begin && self.not_before.is_none() {
                if self.is_over() {
                    break;
                }
                // There is nothing to do until the caller reads outcomes.
                context
                    .progress
                    .until(|progress| progress.has_room() || progress.is_closed())
                    .await;
                continue;
            }
            let pause = self.not_before.map(|moment| clock.sleep(moment - clock.now()));
            tokio::select! {
                biased;
                Some(event) = self.work.next(), if !self.work.is_empty() => self.handle(event),
                found = next_job(&mut self.again, &mut self.input), if may_begin => self.take(found),
                () = async { if let Some(pause) = pause { pause.await } }, if self.not_before.is_some() => {
                    self.not_before = None;
                }
                () = context.progress.until(|progress| progress.is_closed() || (is_full && progress.has_room())),
                    if self.stop != Some(StopReason::Closed) => {}
                // A rate-limit pause can take an hour: a closed run doesn't wait for it.
                () = clock.sleep(patience), if self.stop == Some(StopReason::Closed) => break,
            }
        }
        self.finish_unstarted().await
    }

    /// Whether another item may be started now.
    fn may_begin(&mut self) -> bool {
        if self.stop.is_some() || self.is_exhausted() {
            return false;
        }
        if self.context.window_is_closed() {
            self.stop(StopReason::WindowClosed, None);
            return false;
        }
        let limit = self.context.options.concurrency.unwrap_or(DEFAULT_CONCURRENCY);
        let limit = if self.reach.is_outage() { 1 } else { limit };
        self.in_hand < limit && self.not_before.is_none()
    }

    fn is_exhausted(&self) -> bool {
        self.all_read && self.again.is_empty()
    }

    fn is_over(&self) -> bool {
        self.stop.is_some() || self.is_exhausted()
    }

    fn take(&mut self, found: Option<Result<InputEvent>>) {
        match found {
            None => self.all_read = true,
            Some(Err(error)) => {
                self.stop(StopReason::of(&error).unwrap_or(StopReason::Items), Some(error));
            }
            Some(Ok(InputEvent::WorkItem(job))) => self.begin(*job),
            Some(Ok(InputEvent::Concluded(concluded))) => {
                let (job, verdict) = *concluded;
                self.conclude(job, verdict);
            }
            Some(Ok(InputEvent::Kept(outcome))) => self.context.replay(outcome),
        }
    }

    fn begin(&mut self, mut job: WorkItem) {
        self.in_hand += 1;
        self.context.progress.change(|summary| summary.running += 1);
        let context = self.context.clone();
        let proof = self.reach.proof_for(&job);
        self.work.push(Box::pin(async move {
            let verdict = match prove(&context, &mut job, proof).await {
                Ok(()) => perform(&context, &mut job).await,
                Err(error) => Err(error),
            };
            Event::Performed(Box::new((job, verdict)))
        }));
    }

    fn handle(&mut self, event: Event) {
        match event {
            Event::Concluded(Ok(())) => {}
            Event::Concluded(Err(error)) => self.stop(StopReason::Ledger, Some(error)),
            Event::Performed(performed) => {
                self.in_hand -= 1;
                self.context.progress.change(|summary| summary.running -= 1);
                let (job, verdict) = *performed;
                self.forbidden.success(job.succeeded);
                match verdict {
                    Ok(verdict) => {
                        // An item that is skipped without a request shows nothing about Webex.
                        if job.succeeded.any() {
                            self.answered(&job);
                        }
                        self.conclude(job, verdict);
                    }
                    Err(error) => self.failed(job, error),
                }
            }
        }
    }

    fn failed(&mut self, mut job: WorkItem, error: Error) {
        if let Some(reason) = StopReason::of(&error) {
            self.stop(reason, Some(error.clone()));
            let verdict = ItemResult::new(OutcomeKind::NotStarted).with_reason(reason.as_str());
            return self.conclude(job, verdict.with_error(error));
        }
        if !is_out_of_reach(&error) || is_ambiguous(&error) {
            if job.succeeded.any() || error.details().status.is_some_and(|status| status < 500) {
                self.answered(&job);
            }
            if self.forbidden.failure(&error) {
                self.stop(StopReason::PermissionDenied, Some(error.clone()));
            }
            return self.conclude(job, ItemResult::of_error(error));
        }
        // An outage isn't caused by the item.
        let client = &self.context.client;
        let now = client.clock().now();
        let moment = (now - self.began, client.random());
        let advice = self.reach.failed(&mut job, &error, moment);
        if advice.is_some() {
            self.context.progress.unanswered(self.context.wall(), OUTAGE_LIMIT);
        }
        match advice {
            None => self.conclude(job, ItemResult::of_error(error)),
            Some(OutageAction::RetryNow) => self.again.push_back(job),
            Some(OutageAction::PauseFor(pause)) => {
                self.not_before = Some(now + pause);
                self.again.push_back(job);
            }
            Some(OutageAction::Abort) => {
                self.again.push_back(job);
                self.stop(StopReason::Connection, Some(error));
            }
        }
    }

    fn answered(&mut self, job: &WorkItem) {
        self.reach.answered(&job.item.enterprise);
        self.context.progress.answered();
    }

    fn conclude(&mut self, job: WorkItem, verdict: ItemResult) {
        let context = self.context.clone();
        self.work
            .push(Box::pin(async move { Event::Concluded(context.conclude(job, verdict).await) }));
    }

    /// Starts nothing more. The first reason is kept, unless another one is stronger.
    fn stop(&mut self, reason: StopReason, cause: Option<Error>) {
        if reason.outranks(self.stop) {
            self.stop = Some(reason);
            self.cause = self.cause.take().or(cause);
            self.not_before = None;
            self.context.progress.change(|summary| summary.stop_reason = Some(reason));
        }
    }

    /// Concludes every item that was not started as not started.
    async fn finish_unstarted(mut self) -> Result<()> {
        // Requests that outlasted the wait after a close are dropped with this driver.
        self.context.progress.change(|summary| summary.running = 0);
        let Some(reason) = self.stop else { return Ok(()) };
        // A reader that has gone doesn't need outcomes.
        if reason != StopReason::Closed {
            for job in std::mem::take(&mut self.again) {
                let written = self.context.leave(job, reason).await;
                self.note(written);
            }
            let written = leave_unread(&self.context, &mut self.input, reason).await;
            self.note(written);
        }
        self.cause.map_or(Ok(()), Err)
    }

    /// Keeps the first error, which the run returns.
    fn note(&mut self, written: Result<()>) {
        if let Err(error) = written {
            self.cause.get_or_insert(error);
        }
    }
}

/// Concludes the items that weren't read as not started; returns the first failure to record that.
pub(crate) async fn leave_unread(
    context: &RunContext,
    input: &mut Input,
    reason: StopReason,
) -> Result<()> {
    let mut first = Ok(());
    // Without a known count, the items may never end.
    let is_readable = input.is_counted() && reason != StopReason::Items;
    while is_readable
        && let Some(Ok(found)) = context.until_window_closes(input.next()).await.flatten()
    {
        let written = match found {
            InputEvent::WorkItem(job) => context.leave(*job, reason).await,
            InputEvent::Concluded(concluded) => {
                let (job, verdict) = *concluded;
                context.conclude(job, verdict).await
            }
            InputEvent::Kept(outcome) => {
                context.replay(outcome);
                Ok(())
            }
        };
        first = first.and(written);
    }
    first
}

/// Whether Webex was out of reach, which isn't caused by the item.
///
/// These are fewer errors than [`is_transient_poll_error`](webex_broadworks::internals::is_transient_poll_error): another poll follows in
/// any case, but a complete answer that can't be decoded isn't requested again, here as in every
/// call. This item would get the same answer, and the other items show whether all get it.
fn is_out_of_reach(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Connection | ErrorKind::Timeout | ErrorKind::Server)
}

/// The next job. Those that were started before come first. Dropping the future loses none.
async fn next_job(again: &mut VecDeque<WorkItem>, input: &mut Input) -> Option<Result<InputEvent>> {
    match again.pop_front() {
        Some(job) => Some(Ok(InputEvent::WorkItem(Box::new(job)))),
        None => input.next().await,
    }
}
