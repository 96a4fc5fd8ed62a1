//! Waits for one sync: triggers it, recognizes it, and polls it to its end.

use std::time::Duration;

use uuid::Uuid;
use webex_broadworks_transport::error::{Error, ErrorKind, Result};
use webex_broadworks_transport::http::response::RawResponse;
use webex_broadworks_transport::message::message;
use webex_broadworks_transport::operation::Operation;

use crate::client::Client;
use crate::directory_sync::run_tracker::{RunEnd, RunTracker};
use crate::directory_sync::status_snapshot::{RunPhase, StatusSnapshot};
use crate::directory_sync::sync_run::{
    BaselineDecision, MAX_TRIGGERS, PollOutcome, SyncRun, TriggerOutcome, UNCONFIRMED_TRIGGER_WAIT,
    failed,
};
use crate::directory_sync::trigger::{self, TriggerRetry};
use crate::generated::models::DirectorySync;
use crate::generated::subjects::EnterpriseRef;
use crate::waiting::poll_backoff::PollBackoff;
use crate::waiting::poll_timer::PollTimer;
use crate::waiting::wait_step::{DEFAULT_WAIT_TIMEOUT, WaitPhase, WaitStep};

/// A wait for a directory sync.
///
/// Sends nothing before the first step. Dropping it, or a step, gives up the wait and not the sync.
#[must_use = "nothing is sent before the first step"]
#[derive(Debug)]
pub struct DirectorySyncWaiter {
    client: Client,
    enterprise: EnterpriseRef,
    operation: Operation,
    timer: PollTimer,
    stage: Stage,
    backoff: PollBackoff,
    last: Option<RawResponse>,
    /// Why the last poll failed, if it did.
    poll_error: Option<Error>,
}

#[derive(Debug)]
enum Stage {
    /// Nothing is known yet, and nothing will be triggered.
    Looking,
    Triggering(Trigger),
    Watching(Box<SyncRun>, Trigger),
    Over,
}

/// A trigger that isn't accepted yet.
#[derive(Debug, Default)]
struct Trigger {
    sent: u32,
    busy: Option<PollBackoff>,
    retry: TriggerRetry,
    /// The data that would show that a trigger that counted as lost has arrived.
    lost: Option<RunTracker>,
    /// Why the last one was refused.
    refused: Option<Error>,
}

impl DirectorySyncWaiter {
    pub(crate) fn for_current_run(client: Client, enterprise: EnterpriseRef) -> Self {
        Self::new(client, enterprise, Operation::DirectorySyncWait, Stage::Looking)
    }

    pub(crate) fn for_new_run(client: Client, enterprise: EnterpriseRef) -> Self {
        let stage = Stage::Triggering(Trigger::default());
        Self::new(client, enterprise, Operation::DirectorySyncRun, stage)
    }

    fn new(client: Client, enterprise: EnterpriseRef, operation: Operation, stage: Stage) -> Self {
        Self {
            timer: PollTimer::new(&client, DEFAULT_WAIT_TIMEOUT),
            client,
            enterprise,
            operation,
            stage,
            backoff: PollBackoff::RUN,
            last: None,
            poll_error: None,
        }
    }

    /// Sets how long the wait may take, > 0. It includes syncs that must end before this one can
    /// start. [`Duration::MAX`] disables the deadline. Default: [`DEFAULT_WAIT_TIMEOUT`].
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timer.timeout = timeout;
        self
    }

    /// Checks the status until there is something to report; `None` after the step that ended the
    /// wait.
    ///
    /// # Errors
    /// [`ErrorKind::DirectorySyncFailed`], [`ErrorKind::WaitTimeout`], and those of the calls that
    /// are made.
    pub async fn next_step(&mut self) -> Result<Option<WaitStep>> {
        if matches!(self.stage, Stage::Over) {
            return Ok(None);
        }
        let step = self.step().await;
        if step.is_err() {
            self.stage = Stage::Over;
        }
        step.map(Some)
    }

    /// The next status of the sync, decoded. Reasons to wait are skipped. `None` after the last
    /// status.
    ///
    /// # Errors
    /// Those of [`Self::next_step`].
    pub async fn next(&mut self) -> Result<Option<DirectorySync>> {
        while let Some(step) = self.next_step().await? {
            if !step.phase.is_waiting() {
                return step.status.decode().map(Some);
            }
        }
        Ok(None)
    }

    /// Waits to the end, and returns the last status.
    ///
    /// # Errors
    /// Those of [`Self::next_step`].
    pub async fn finish_raw(mut self) -> Result<RawResponse> {
        let mut last = None;
        while let Some(step) = self.next_step().await? {
            last = Some(step.status);
        }
        last.ok_or_else(|| Error::internal("a wait ended without a status"))
    }

    /// As [`Self::finish_raw`], decoded.
    ///
    /// # Errors
    /// Those of [`Self::next_step`].
    pub async fn finish(self) -> Result<DirectorySync> {
        self.finish_raw().await?.decode()
    }

    /// Checks until there is something to report.
    async fn step(&mut self) -> Result<WaitStep> {
        self.timer.start().map_err(|error| {
            error.with(|details| {
                details.operation = Some(self.operation);
                details.subject = Some((&self.enterprise).into());
            })
        })?;
        loop {
            if self.last.is_some() && self.timer.left().is_zero() {
                let cause = self.poll_error.take();
                return Err(self.timeout_error(cause));
            }
            self.timer.sleep().await;
            let (status, seen) = match self.check_status().await {
                Ok(looked) => looked,
                Err(error) => {
                    self.poll_failed(error)?;
                    continue;
                }
            };
            self.poll_error = None;
            self.last = Some(status.clone());
            if let Some(phase) = self.evaluate(&seen).await? {
                return Ok(WaitStep { phase, status });
            }
        }
    }

    /// Decides on a status, and acts on the decision.
    async fn evaluate(&mut self, seen: &StatusSnapshot) -> Result<Option<WaitPhase>> {
        match std::mem::replace(&mut self.stage, Stage::Over) {
            Stage::Looking if seen.phase() == RunPhase::InProgress => {
                let run = SyncRun::accepted(RunTracker::of_running(seen.clone()));
                self.watch(run, Trigger::default());
                Ok(Some(WaitPhase::Running))
            }
            Stage::Over | Stage::Looking => Ok(Some(WaitPhase::Ended)),
            Stage::Watching(run, trigger) => self.observe(*run, trigger, seen).await,
            Stage::Triggering(trigger) => self.trigger(trigger, seen).await,
        }
    }

    async fn observe(
        &mut self,
        mut run: SyncRun,
        mut trigger: Trigger,
        seen: &StatusSnapshot,
    ) -> Result<Option<WaitPhase>> {
        match run.observe(seen, self.timer.now(), self.timer.chance()) {
            PollOutcome::Ended(end) => self.conclude(seen, end),
            PollOutcome::Running => {
                run.schedule_next_poll(self.timer.now(), self.timer.chance());
                self.keep_watching(run, trigger);
                Ok(Some(WaitPhase::Running))
            }
            PollOutcome::Unseen => {
                self.keep_watching(run, trigger);
                Ok(None)
            }
            PollOutcome::NeverArrived(Some(error)) if trigger.sent >= MAX_TRIGGERS => {
                Err(error.with(|details| details.last_status = self.last_status()))
            }
            PollOutcome::NeverArrived(_) => {
                trigger.lost = Some(run.tracker().clone());
                Box::pin(self.trigger(trigger, seen)).await
            }
            PollOutcome::Lost(error) => Err(error),
        }
    }

    async fn trigger(
        &mut self,
        mut trigger: Trigger,
        seen: &StatusSnapshot,
    ) -> Result<Option<WaitPhase>> {
        match BaselineDecision::on(seen, trigger.lost.as_ref(), self.timer.now()) {
            BaselineDecision::Arrived => {
                let run = trigger.lost.take().map(SyncRun::accepted);
                let run = run.ok_or_else(|| Error::internal("no trigger was lost"))?;
                self.observe(run, trigger, seen).await
            }
            BaselineDecision::OtherSync => {
                self.timer.pause = self.backoff.pause(self.timer.chance());
                self.stage = Stage::Triggering(trigger);
                Ok(Some(WaitPhase::OtherSync))
            }
            BaselineDecision::Trigger if self.timer.left().is_zero() => {
                self.stage = Stage::Triggering(trigger);
                Err(self.timeout_error(None))
            }
            BaselineDecision::Trigger => self.send(trigger, seen).await,
        }
    }

    async fn send(
        &mut self,
        mut trigger: Trigger,
        baseline: &StatusSnapshot,
    ) -> Result<Option<WaitPhase>> {
        let name = Uuid::new_v4();
        let attempt_timeout = self.client.transport.http.limits.attempt_timeout;
        let options =
            trigger::call_options(attempt_timeout, self.timer.left()).with_tracking_id(name);
        let request = self.client.directory_sync().trigger(&self.enterprise);
        let answer = request.options(options).bytes().await;
        self.backoff = PollBackoff::RUN;
        let error = match TriggerOutcome::of(answer, baseline.clone(), name) {
            TriggerOutcome::Accepted(run) => {
                trigger.sent += 1;
                self.watch(SyncRun::accepted(run), trigger);
                return Ok(None);
            }
            TriggerOutcome::Unconfirmed(run, error) => {
                trigger.sent += 1;
                let until = self.timer.now().checked_add(UNCONFIRMED_TRIGGER_WAIT);
                self.watch(SyncRun::unconfirmed(run, Some(error), until), trigger);
                return Ok(None);
            }
            TriggerOutcome::Refused(error) => error,
        };
        if error.kind() == ErrorKind::DirectorySyncBusy {
            trigger.refused = Some(error);
            let mut backoff = trigger.busy.unwrap_or(PollBackoff::BUSY);
            self.timer.pause = backoff.pause(self.timer.chance());
            trigger.busy = Some(backoff);
            self.stage = Stage::Triggering(trigger);
            return Ok(Some(WaitPhase::ClusterBusy));
        }
        let pause = trigger.retry.pause(&error, self.timer.chance());
        let Some(pause) = pause.filter(|pause| *pause < self.timer.left()) else {
            if error.kind() == ErrorKind::Timeout && self.timer.is_late(&error) {
                self.stage = Stage::Triggering(trigger);
                return Err(self.timeout_error(Some(error)));
            }
            return Err(error);
        };
        trigger.refused = Some(error);
        self.timer.pause = pause;
        self.stage = Stage::Triggering(trigger);
        Ok(None)
    }

    /// Starts to watch a sync.
    fn watch(&mut self, mut run: SyncRun, trigger: Trigger) {
        run.schedule_next_poll(self.timer.now(), self.timer.chance());
        self.keep_watching(run, trigger);
    }

    fn keep_watching(&mut self, run: SyncRun, trigger: Trigger) {
        let now = self.timer.now();
        self.timer.pause =
            run.next_poll().map_or(Duration::ZERO, |next| next.saturating_duration_since(now));
        self.stage = Stage::Watching(Box::new(run), trigger);
    }

    /// A poll failed: returns its error unless the wait continues.
    fn poll_failed(&mut self, error: Error) -> Result<()> {
        let is_late = error.kind() == ErrorKind::RateLimit && self.timer.is_late(&error);
        let (now, chance) = (self.timer.now(), self.timer.chance());
        let outcome = match &mut self.stage {
            Stage::Watching(run, _) if !is_late => run.poll_failed(error.clone(), now, chance),
            _ => PollOutcome::Lost(error.clone()),
        };
        if let PollOutcome::Lost(error) = outcome {
            return Err(self.lost(error));
        }
        self.poll_error = Some(error);
        if let Stage::Watching(run, _) = &self.stage {
            let next = run.next_poll().unwrap_or(now);
            self.timer.pause = next.saturating_duration_since(now);
        }
        Ok(())
    }

    fn conclude(&self, seen: &StatusSnapshot, end: RunEnd) -> Result<Option<WaitPhase>> {
        if matches!(end, RunEnd::Complete) || seen.phase() == RunPhase::Complete {
            return Ok(Some(WaitPhase::Ended));
        }
        let error = failed(seen, end, &self.enterprise);
        Err(error.with(|details| {
            details.operation = Some(self.operation);
            details.last_status = self.last_status();
        }))
    }

    async fn check_status(&self) -> Result<(RawResponse, StatusSnapshot)> {
        let answer = self
            .client
            .directory_sync()
            .get_status(&self.enterprise)
            .options(self.timer.call_options())
            .bytes()
            .await?;
        let seen = StatusSnapshot::of_answer(&answer)?;
        Ok((answer, seen))
    }

    /// The error for a permanently failed poll.
    fn lost(&mut self, error: Error) -> Error {
        if self.last.is_some() && self.timer.is_late(&error) {
            return self.timeout_error(Some(error));
        }
        let own = match &self.stage {
            Stage::Watching(run, _) if self.operation == Operation::DirectorySyncRun => Some(run),
            _ => None,
        };
        let started = own.is_some_and(|run| !run.is_unconfirmed());
        let error = match own {
            Some(run) => run.lost(error),
            None => error,
        };
        error.with(|details| {
            details.last_status = self.last_status();
            if started {
                details.accepted = Some(true);
                details.safe_to_retry = false;
            }
            if details.tracking_id.is_none() {
                details.tracking_id = self.tracking_id();
            }
        })
    }

    fn timeout_error(&mut self, cause: Option<Error>) -> Error {
        let tracking_id = self.tracking_id();
        let mut stage = std::mem::replace(&mut self.stage, Stage::Over);
        if let Stage::Watching(run, _) = &mut stage
            && let Some(error) = run.take_trigger_error()
        {
            return error.with(|details| details.last_status = self.last_status());
        }
        let waited = format!("within {} s", self.timer.timeout.as_secs_f64());
        let is_triggered =
            matches!(stage, Stage::Watching(..)) && self.operation == Operation::DirectorySyncRun;
        let reason = match stage {
            Stage::Triggering(Trigger { refused: Some(error), .. }) => {
                return error.with(|details| {
                    details.reason =
                        message!("no sync could be started {waited}: {}", details.reason.clone());
                    details.last_status = self.last_status();
                });
            }
            Stage::Triggering(_) if self.shows_running() => {
                format!(
                    "another sync of the enterprise did not end {waited}, so none was triggered"
                )
            }
            Stage::Triggering(_) => format!("no sync could be triggered {waited}"),
            _ => format!("the sync did not end {waited}"),
        };
        let error = Error::new(ErrorKind::WaitTimeout, reason).with(|details| {
            details.operation = Some(self.operation);
            details.subject = Some((&self.enterprise).into());
            details.elapsed = Some(self.timer.timeout);
            details.request_sent = true;
            details.accepted =
                (self.operation == Operation::DirectorySyncRun).then_some(is_triggered);
            details.tracking_id = tracking_id;
            details.safe_to_retry = !is_triggered;
            details.last_status = self.last_status();
        });
        match cause {
            Some(cause) => error.with_source(cause),
            None => error,
        }
    }

    /// The tracking id of the sync, or of the trigger until the sync is visible.
    fn tracking_id(&self) -> Option<String> {
        let shown = || {
            let status = self.last_snapshot()?;
            status.last_sync_tracking_id.clone().filter(|_| status.phase() == RunPhase::InProgress)
        };
        match &self.stage {
            Stage::Watching(run, _) => run.tracking_id().map(str::to_owned).or_else(shown),
            _ => shown(),
        }
    }

    fn shows_running(&self) -> bool {
        self.last_snapshot().is_some_and(|seen| seen.phase() == RunPhase::InProgress)
    }

    fn last_snapshot(&self) -> Option<StatusSnapshot> {
        StatusSnapshot::of_answer(self.last.as_ref()?).ok()
    }

    fn last_status(&self) -> Option<serde_json::Value> {
        self.last.as_ref().and_then(|answer| answer.decode().ok())
    }
}
