//! Starts the sync of one enterprise: baseline, intent, trigger, and the result.

use std::time::Duration;

use uuid::Uuid;

use super::execute::{is_disabled, read, reason_to_skip};
use super::outcome::ItemResult;
use super::run_context::RunContext;
use super::work_item::{SubmittedTrigger, WorkItem};
use crate::ledger::Settled;
use crate::scheduler::Refusal;
use webex_broadworks::internals::{
    BaselineDecision, StatusSnapshot, TriggerOutcome, TriggerRetry, call_options,
};
use webex_broadworks::{Error, ErrorKind, Operation, Result};

/// The codes of refusals whose cause isn't the cluster.
const TEMPLATE_BUSY: i64 = 600_005;
const SERVICE_BUSY: i64 = 600_006;

/// The result of starting a sync.
#[derive(Debug)]
pub(crate) enum StartResult {
    /// It is running.
    Accepted(SubmittedTrigger),
    /// It may have started: there was no response.
    Unconfirmed(SubmittedTrigger, Error),
    /// Another client started a sync of this enterprise, which is running.
    AlreadyRunning,
    /// Another sync of the cluster, the template or Webex is running.
    Refused(Refusal, Option<Duration>),
    /// The time for starting has passed since it was chosen.
    WindowClosed,
    /// It is not started, and the item has its outcome.
    Finished(ItemResult),
}

/// Reads the baseline and triggers the sync. After a pause that Webex asked for, it reads the
/// baseline again.
pub(crate) async fn start(context: &RunContext, job: &mut WorkItem) -> Result<StartResult> {
    job.started_at.get_or_insert_with(|| context.wall());
    let client = &context.client;
    let mut retry = TriggerRetry::default();
    loop {
        let error = match start_once(context, job).await {
            Err(error) => error,
            started => return started,
        };
        let is_of_trigger = error.details().operation == Some(Operation::DirectorySyncTrigger);
        match retry.pause(&error, client.random()).filter(|_| is_of_trigger) {
            Some(pause) => client.clock().sleep(pause).await,
            None => return Err(error),
        }
    }
}

async fn start_once(context: &RunContext, job: &mut WorkItem) -> Result<StartResult> {
    let before = read(context, job).await;
    let before = before.inspect_err(|error| job.attempts += error.details().attempts)?;
    let shown = before.decode()?;
    let baseline = StatusSnapshot::of_answer(&before)?;
    let now = context.client.clock().now();
    match BaselineDecision::on(&baseline, job.lost.as_ref().map(|lost| &lost.run), now) {
        BaselineDecision::Arrived => {
            if let Some(late) = job.lost.take() {
                return Ok(StartResult::Accepted(late));
            }
        }
        BaselineDecision::OtherSync => return Ok(StartResult::AlreadyRunning),
        BaselineDecision::Trigger => {}
    }
    if let Some(reason) = reason_to_skip(context, &shown) {
        let verdict = match &job.lost {
            // It was triggered, but nothing shows whether the request arrived.
            Some(lost) => lost.interrupted(Operation::DirectorySyncTrigger),
            None => ItemResult::skipped(reason),
        };
        return Ok(StartResult::Finished(verdict.with_answer(&before)));
    }
    if context.is_too_late() {
        return Ok(StartResult::WindowClosed);
    }
    trigger(context, job, baseline).await
}

async fn trigger(
    context: &RunContext,
    job: &mut WorkItem,
    baseline: StatusSnapshot,
) -> Result<StartResult> {
    let (client, name) = (&context.client, Uuid::new_v4());
    let operation = Operation::DirectorySyncTrigger;
    let intent =
        context.journal.record_intent(job, operation, &baseline, name, context.wall()).await?;
    let left = context.options.timeout.unwrap_or(Duration::MAX);
    let call = call_options(client.attempt_timeout(), left).with_tracking_id(name);
    let answer = client.directory_sync().trigger(&job.item.enterprise).options(call).bytes().await;
    match &answer {
        Ok(answer) => {
            job.attempts += answer.metadata().attempts;
            job.succeeded.write = true;
        }
        Err(error) => job.attempts += error.details().attempts,
    }
    let sent = |run, accepted| SubmittedTrigger { intent, run, accepted, ago: Duration::ZERO };
    let error = match TriggerOutcome::of(answer, baseline, name) {
        TriggerOutcome::Accepted(run) => return Ok(StartResult::Accepted(sent(run, true))),
        TriggerOutcome::Unconfirmed(run, error) => {
            return Ok(StartResult::Unconfirmed(sent(run, false), error));
        }
        TriggerOutcome::Refused(error) => error,
    };
    context.journal.settle(intent, Settled::Refused, context.wall()).await?;
    if error.kind() == ErrorKind::DirectorySyncBusy {
        return Ok(StartResult::Refused(refusal(&error), error.details().retry_after));
    }
    if is_disabled(&error) && job.lost.is_none() {
        return Ok(StartResult::Finished(ItemResult::skipped("disabled").with_error(error)));
    }
    Err(error)
}

fn refusal(error: &Error) -> Refusal {
    let mut codes = error.details().errors.iter().filter_map(|it| it.error_code.as_ref()?.number());
    match codes.find(|code| [TEMPLATE_BUSY, SERVICE_BUSY].contains(code)) {
        Some(TEMPLATE_BUSY) => Refusal::Template,
        Some(_) => Refusal::Service,
        None => Refusal::Cluster,
    }
}
