//! The loop of a bulk run that syncs whole enterprises: as many at once as their clusters bear, each
//! watched to its end.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::time::Instant;

use super::calls::leave_unread;
use super::context::{Context, Job};
use super::desk::Desk;
use super::input::{Found, Input};
use super::lookup::look_up;
use super::outage::{Advice, Outage};
use super::outcome::{OutcomeKind, Verdict};
use super::perform::{read, skipped};
use super::start::{Start, start};
use super::stop::{Forbidden, StopReason};
use crate::answer::Answer;
use crate::clock::BoxFuture;
use crate::error::{Error, Result};
use crate::operation::Operation;
use crate::sync::recognition::{End, Progress, Recognition};
use crate::sync::scheduler::{Candidate, Decision, Item, Refusal, Scheduler};
use crate::sync::sighting::{Phase, Sighting};
use crate::sync::watch::{DEFAULT_WAIT_TIMEOUT, MAX_FAILED_LOOKS, failed, is_passing};

/// What comes of work that was begun.
enum Event {
    Started(Item, Box<(Job, Result<Start>)>),
    Concluded(Result<()>),
}

/// A run of ours that is going on.
#[derive(Debug)]
struct Watched {
    job: Job,
    run: Recognition,
    deadline: Option<Instant>,
    failed_looks: u32,
}

pub(crate) struct Runs {
    context: Context,
    input: Input,
    scheduler: Scheduler,
    waiting: BTreeMap<Item, Job>,
    watched: BTreeMap<Item, Watched>,
    work: FuturesUnordered<BoxFuture<'static, Event>>,
    /// Looks at what is watched, apart: they can be given up at any time.
    looks: FuturesUnordered<BoxFuture<'static, (Item, u32, Result<Answer>)>>,
    /// How many runs are being begun: those are never given up half way.
    starting: usize,
    began: Instant,
    outage: Outage,
    forbidden: Forbidden,
    stop: Option<StopReason>,
    cause: Option<Error>,
}

impl Runs {
    pub(crate) fn new(context: Context, input: Input, scheduler: Scheduler) -> Self {
        let began = context.client.transport.clock.now();
        Self {
            context,
            input,
            scheduler,
            waiting: BTreeMap::new(),
            watched: BTreeMap::new(),
            work: FuturesUnordered::new(),
            looks: FuturesUnordered::new(),
            starting: 0,
            began,
            outage: Outage::default(),
            forbidden: Forbidden::default(),
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
        self.read_all().await?;
        let context = self.context.clone();
        loop {
            self.look_at_the_hour();
            let until = match self.next_decision() {
                Decision::Trigger(item) => {
                    self.begin(item);
                    continue;
                }
                Decision::Poll(item) => {
                    self.look(item);
                    continue;
                }
                Decision::Wait { until } => until,
                Decision::Done => None,
            };
            if self.is_over() {
                break;
            }
            let clock = &context.client.transport.clock;
            let patience = context.client.transport.limits.attempt_timeout;
            let pause = until.map(|until| clock.sleep(until.saturating_sub(self.elapsed())));
            tokio::select! {
                biased;
                Some(event) = self.work.next(), if !self.work.is_empty() => self.handle(event),
                Some((item, attempts, looked)) = self.looks.next(), if !self.looks.is_empty() => {
                    self.handle_look(item, attempts, looked);
                }
                () = async { if let Some(pause) = pause { pause.await } }, if until.is_some() => {}
                () = context.desk.changed(Desk::is_closed), if self.stop.is_none() => {}
                // What waits at a closed gate may wait for an hour, and nobody waits for it.
                () = clock.sleep(patience), if self.stop == Some(StopReason::Closed) => break,
            }
        }
        self.leave_the_rest().await
    }

    /// Every item is known before the first is begun: the order decides how long the whole takes.
    async fn read_all(&mut self) -> Result<()> {
        let context = self.context.clone();
        let mut jobs = Vec::new();
        while self.stop.is_none() {
            let found = tokio::select! {
                biased;
                () = context.desk.changed(Desk::is_closed) => {
                    self.look_at_the_hour();
                    continue;
                }
                found = self.input.next() => found,
            };
            match found {
                None => break,
                Some(Ok(Found::Job(job))) if job.item.left_out => {
                    self.conclude(*job, skipped("only_if"));
                }
                Some(Ok(Found::Job(job))) => jobs.push(*job),
                Some(Ok(Found::Duplicate(job))) => self.conclude(*job, skipped("duplicate")),
                #[cfg(feature = "ledger")]
                Some(Ok(Found::Kept(outcome))) => self.context.hand_out(outcome),
                Some(Err(error)) => self.stop(StopReason::Items, Some(error)),
            }
        }
        look_up(&self.context, &mut jobs).await;
        for job in jobs {
            self.waiting.insert(self.scheduler.add(candidate(&job)), job);
        }
        self.adopt();
        Ok(())
    }

    /// What was begun before this process goes on, whether it may be begun now or not.
    fn adopt(&mut self) {
        let sent = |job: &Job| job.sent.as_ref().is_some_and(|sent| sent.accepted);
        let items: Vec<Item> =
            self.waiting.iter().filter(|(_, job)| sent(job)).map(|(item, _)| *item).collect();
        for item in items {
            let Some(mut job) = self.waiting.remove(&item) else { continue };
            let Some(sent) = job.sent.take() else { continue };
            job.started_at = Some(self.context.wall());
            self.context.desk.change(|summary| summary.running += 1);
            let ago = Duration::try_from_secs_f64(sent.seconds_ago).unwrap_or_default();
            self.scheduler.adopt(item, ago, self.elapsed());
            self.watch(item, job, Recognition::after(sent.baseline));
        }
    }

    fn next_decision(&mut self) -> Decision {
        match self.stop {
            // Looking on is senseless, or nobody is there to be told.
            Some(reason) if ends_watching(reason) => Decision::Done,
            _ => self.scheduler.next(self.elapsed()),
        }
    }

    fn is_over(&self) -> bool {
        match self.stop {
            Some(reason) if ends_watching(reason) => self.starting == 0,
            _ => self.work.is_empty() && self.watched.is_empty() && self.scheduler.remaining() == 0,
        }
    }

    fn look_at_the_hour(&mut self) {
        if self.context.desk.is_closed() {
            self.stop(StopReason::Closed, None);
        }
        if self.stop.is_none() && self.context.window_is_closed() {
            self.stop(StopReason::WindowClosed, None);
        }
    }

    fn begin(&mut self, item: Item) {
        let Some(mut job) = self.waiting.remove(&item) else {
            return self.scheduler.gave_up(item, self.elapsed());
        };
        self.starting += 1;
        self.context.desk.change(|summary| summary.running += 1);
        let context = self.context.clone();
        self.work.push(Box::pin(async move {
            let started = start(&context, &mut job).await;
            Event::Started(item, Box::new((job, started)))
        }));
    }

    fn look(&mut self, item: Item) {
        let Some(watched) = self.watched.get(&item) else {
            return self.scheduler.gave_up(item, self.elapsed());
        };
        let context = self.context.clone();
        let mut job = Job { attempts: 0, ..watched.job.clone() };
        self.looks.push(Box::pin(async move {
            let looked = read(&context, &mut job).await;
            (item, job.attempts, looked)
        }));
    }

    fn handle(&mut self, event: Event) {
        match event {
            Event::Concluded(Ok(())) => {}
            Event::Concluded(Err(error)) => self.stop(StopReason::Ledger, Some(error)),
            Event::Started(item, started) => {
                self.starting -= 1;
                let (job, started) = *started;
                match started {
                    Ok(start) => {
                        self.outage.over();
                        self.started(item, job, start);
                    }
                    Err(error) => self.not_started(item, job, error),
                }
            }
        }
    }

    fn handle_look(&mut self, item: Item, attempts: u32, looked: Result<Answer>) {
        let Some(watched) = self.watched.get_mut(&item) else { return };
        watched.job.attempts += attempts;
        let seen = looked.and_then(|answer| Ok((Sighting::of(&answer.decode()?), answer)));
        match seen {
            Ok((seen, answer)) => self.looked(item, &seen, &answer),
            Err(error) => self.failed_to_look(item, error),
        }
    }

    fn started(&mut self, item: Item, job: Job, start: Start) {
        let now = self.elapsed();
        match start {
            Start::Accepted(run, length) => {
                self.forbidden.success();
                if let Some(length) = length {
                    self.scheduler.expect(item, length);
                }
                self.scheduler.accepted(item, now);
                return self.watch(item, job, run);
            }
            Start::Over(verdict) => {
                self.scheduler.gave_up(item, now);
                self.context.desk.change(|summary| summary.running -= 1);
                return self.conclude(job, verdict);
            }
            Start::Refused(refusal) => {
                self.context.desk.change(|summary| summary.busy_refusals += 1);
                self.scheduler.refused(item, refusal, now);
            }
            Start::Occupied | Start::Unseen => self.scheduler.occupied(item, now),
        }
        self.back_in_line(item, job);
    }

    /// Nothing was begun, for the reason that this error is.
    fn not_started(&mut self, item: Item, job: Job, error: Error) {
        let now = self.elapsed();
        if let Some(reason) = StopReason::of(&error) {
            self.stop(reason, Some(error));
            return self.back_in_line(item, job);
        }
        if !is_passing(&error) {
            self.outage.over();
            if self.forbidden.failure(&error) {
                self.stop(StopReason::PermissionDenied, Some(error.copy()));
            }
            self.scheduler.gave_up(item, now);
            self.context.desk.change(|summary| summary.running -= 1);
            return self.conclude(job, Verdict::of_error(error));
        }
        let chance = self.context.client.transport.random.unit();
        if self.outage.failure(now, chance) == Advice::GiveUp {
            self.stop(StopReason::Connection, Some(error));
        }
        // Who cannot be reached now is tried later, and nobody hurries.
        self.scheduler.refused(item, Refusal::Service, now);
        self.back_in_line(item, job);
    }

    fn back_in_line(&mut self, item: Item, job: Job) {
        self.context.desk.change(|summary| summary.running -= 1);
        self.waiting.insert(item, job);
    }

    fn watch(&mut self, item: Item, job: Job, run: Recognition) {
        let timeout = self.context.options.timeout.unwrap_or(DEFAULT_WAIT_TIMEOUT);
        let deadline = self.context.client.transport.clock.now().checked_add(timeout);
        let watched = Watched { job, run, deadline, failed_looks: 0 };
        self.watched.insert(item, watched);
    }

    fn looked(&mut self, item: Item, seen: &Sighting, answer: &Answer) {
        self.outage.over();
        let now = self.elapsed();
        let Some(watched) = self.watched.get_mut(&item) else { return };
        watched.failed_looks = 0;
        let late = watched.deadline.is_some_and(|deadline| self.began + now >= deadline);
        match watched.run.look(seen) {
            Progress::Ended(end) => {
                let verdict = ended(seen, end, &watched.job, answer).with_answer(answer);
                self.scheduler.ended(item, now, seen.length());
                self.unwatch(item, verdict);
            }
            _ if late => {
                let verdict = Verdict::new(OutcomeKind::Ambiguous).because("wait_timeout");
                self.scheduler.gave_up(item, now);
                self.unwatch(item, verdict.with_answer(answer));
            }
            Progress::Running => self.scheduler.still_running(item, now),
            Progress::Unseen => self.scheduler.unseen(item, now),
        }
    }

    fn failed_to_look(&mut self, item: Item, error: Error) {
        let now = self.elapsed();
        let Some(watched) = self.watched.get_mut(&item) else { return };
        watched.job.attempts += error.details().attempts;
        if let Some(reason) = StopReason::of(&error) {
            return self.stop(reason, Some(error));
        }
        watched.failed_looks += 1;
        if is_passing(&error) && watched.failed_looks <= MAX_FAILED_LOOKS {
            return self.scheduler.unseen(item, now);
        }
        self.scheduler.gave_up(item, now);
        let verdict = Verdict::new(OutcomeKind::Ambiguous).because("not_watched");
        self.unwatch(item, verdict.with_error(error));
    }

    fn unwatch(&mut self, item: Item, verdict: Verdict) {
        let Some(watched) = self.watched.remove(&item) else { return };
        self.context.desk.change(|summary| summary.running -= 1);
        self.conclude(watched.job, verdict);
    }

    fn conclude(&mut self, job: Job, verdict: Verdict) {
        let context = self.context.clone();
        self.work
            .push(Box::pin(async move { Event::Concluded(context.conclude(job, verdict).await) }));
    }

    /// Begins nothing more. The first reason counts.
    fn stop(&mut self, reason: StopReason, cause: Option<Error>) {
        if self.stop.is_none() {
            self.stop = Some(reason);
            self.cause = cause;
            self.scheduler.cancel_waiting();
            self.context.desk.change(|summary| summary.stop_reason = Some(reason));
        }
    }

    /// Says of everything that was not begun that it was not, and of what is not watched any more
    /// that it was begun.
    async fn leave_the_rest(&mut self) -> Result<()> {
        let Some(reason) = self.stop else { return Ok(()) };
        self.looks.clear();
        if reason == StopReason::Closed && self.starting > 0 {
            return Ok(());
        }
        while let Some(event) = self.work.next().await {
            if let Event::Concluded(written) = event {
                written?;
            }
        }
        if reason != StopReason::Closed {
            for job in std::mem::take(&mut self.waiting).into_values() {
                let verdict = Verdict::new(OutcomeKind::NotStarted).because(reason.as_str());
                self.context.conclude(job, verdict).await?;
            }
            for watched in std::mem::take(&mut self.watched).into_values() {
                let verdict = Verdict::new(OutcomeKind::Ambiguous).because("not_watched");
                self.context.conclude(watched.job, verdict).await?;
            }
            leave_unread(&self.context, &mut self.input, reason).await?;
        }
        self.cause.take().map_or(Ok(()), Err)
    }

    fn elapsed(&self) -> Duration {
        self.context.client.transport.clock.now() - self.began
    }
}

/// Whether runs that go on are not watched any more either.
fn ends_watching(reason: StopReason) -> bool {
    !matches!(reason, StopReason::WindowClosed | StopReason::PermissionDenied | StopReason::Items)
}

fn candidate(job: &Job) -> Candidate {
    Candidate {
        key: job.item.enterprise.id.clone(),
        provisioning_id: job.item.provisioning_id.clone(),
        group: job.item.cluster_group.clone(),
        expected: job.item.last_run(),
    }
}

/// The verdict on a run that has ended.
fn ended(seen: &Sighting, end: End, job: &Job, answer: &Answer) -> Verdict {
    let enterprise = &job.item.enterprise;
    let error = || {
        failed(seen, end, enterprise).with(|details| {
            details.operation = Some(Operation::RunDirectorySync);
            details.last_status = answer.decode().ok();
        })
    };
    match end {
        End::Complete => Verdict::new(OutcomeKind::Ok),
        End::Partial => {
            let error = error();
            Verdict::new(OutcomeKind::Partial).because("directory_sync_errors").with_error(error)
        }
        End::SwitchedOff => Verdict::of_error(error()).because("switched_off"),
        End::Failed if seen.phase() == Phase::Unknown => {
            Verdict::of_error(error()).because("unknown_status")
        }
        End::Failed => Verdict::of_error(error()),
    }
}
