//! Beginning the run of one enterprise: baseline, intent, trigger, and what came of it.

use std::time::Duration;

use uuid::Uuid;

use super::book::{Intent, Sent, Settled};
use super::context::{Context, Job};
use super::outcome::Verdict;
use super::perform::{is_disabled, read, reason_to_skip, skipped};
use crate::answer::Answer;
use crate::error::{Error, ErrorKind, Result};
use crate::operation::Operation;
use crate::sync::pace::Pace;
use crate::sync::recognition::{Progress, Recognition};
use crate::sync::scheduler::Refusal;
use crate::sync::sighting::{Phase, Sighting};
use crate::sync::watch::{MAX_TRIGGERS, is_passing};

/// The codes of a refusal that speak of something else than the cluster.
const TEMPLATE_BUSY: i64 = 600_005;
const SERVICE_BUSY: i64 = 600_006;

/// What came of beginning a run.
#[derive(Debug)]
pub(crate) enum Start {
    /// It goes on; what a look has to be compared with, and how long the last one took.
    Accepted(Recognition, Option<Duration>),
    /// Another run of this enterprise goes on, which is not ours.
    Occupied,
    /// Something else of the cluster, the template or the service is running.
    Refused(Refusal),
    /// It may have begun, and a minute showed nothing of it.
    Unseen,
    /// It is not begun, and the item has its outcome.
    Over(Verdict),
}

/// Takes the baseline and triggers the run.
pub(crate) async fn start(context: &Context, job: &mut Job) -> Result<Start> {
    job.started_at.get_or_insert_with(|| context.wall());
    if let Some(sent) = job.sent.take() {
        return go_on(context, job, sent).await;
    }
    let before = look(context, job).await?;
    let shown = before.decode()?;
    let baseline = Sighting::of(&shown);
    if baseline.phase() == Phase::InProgress {
        return Ok(Start::Occupied);
    }
    if let Some(reason) = reason_to_skip(context, &shown) {
        return Ok(Start::Over(skipped(reason).with_answer(&before)));
    }
    trigger(context, job, baseline).await
}

async fn trigger(context: &Context, job: &mut Job, baseline: Sighting) -> Result<Start> {
    let (client, name) = (&context.client, Uuid::new_v4());
    let operation = Operation::TriggerDirectorySync;
    let intent = context.book.intend(job, operation, &baseline, name, context.wall()).await?;
    job.triggers += 1;
    let call = context.call().named(name);
    let answer = client.trigger_directory_sync(&job.item.enterprise, call).await;
    let settle = |how| context.book.settle(intent, how, context.wall());
    let length = baseline.length();
    let error = match answer {
        Ok(answer) => {
            job.attempts += answer.metadata().attempts;
            settle(Settled::Accepted).await?;
            return Ok(Start::Accepted(Recognition::after(baseline), length));
        }
        Err(error) => error,
    };
    job.attempts += error.details().attempts;
    if error.details().accepted == Some(true) {
        settle(Settled::Accepted).await?;
        return Ok(Start::Accepted(Recognition::after(baseline), length));
    }
    if error.may_have_been_carried_out() {
        return settle_by_looking(context, job, baseline, intent, Duration::ZERO, Some(error))
            .await;
    }
    settle(Settled::Refused).await?;
    if error.kind() == ErrorKind::DirectorySyncBusy {
        return Ok(Start::Refused(refusal(&error)));
    }
    if is_disabled(&error) {
        return Ok(Start::Over(skipped("disabled").with_error(error)));
    }
    Err(error)
}

/// Takes up what was sent before this process began.
async fn go_on(context: &Context, job: &mut Job, sent: Sent) -> Result<Start> {
    if sent.accepted {
        let length = sent.baseline.length();
        return Ok(Start::Accepted(Recognition::after(sent.baseline), length));
    }
    job.triggers += 1;
    let since = Duration::try_from_secs_f64(sent.seconds_ago).unwrap_or_default();
    settle_by_looking(context, job, sent.baseline, sent.intent, since, None).await
}

/// Looks whether a trigger without an answer arrived, until it would have by now.
async fn settle_by_looking(
    context: &Context,
    job: &mut Job,
    baseline: Sighting,
    intent: Intent,
    since: Duration,
    error: Option<Error>,
) -> Result<Start> {
    let clock = &context.client.transport.clock;
    let until = clock.now() + context.options.settle_after.saturating_sub(since);
    let mut pace = Pace::RUN;
    loop {
        // The first look comes at once: after a crash the run may be over already.
        let looked = look(context, job).await;
        // What cannot be read now can be read later: nothing is sent before it is known.
        let failed = match looked {
            Ok(answer) => {
                let seen = Sighting::of(&answer.decode()?);
                let mut run = Recognition::after(baseline.clone());
                if run.look(&seen) != Progress::Unseen {
                    context.book.settle(intent, Settled::Accepted, context.wall()).await?;
                    let length = baseline.length();
                    return Ok(Start::Accepted(Recognition::after(baseline), length));
                }
                false
            }
            Err(error) if is_passing(&error) => true,
            Err(error) => return Err(error),
        };
        if !failed && clock.now() >= until {
            break;
        }
        clock.sleep(pace.pause(context.client.transport.random.unit())).await;
    }
    context.book.settle(intent, Settled::Lost, context.wall()).await?;
    if job.triggers < MAX_TRIGGERS {
        return Ok(Start::Unseen);
    }
    let error = error.unwrap_or_else(|| {
        Error::new(ErrorKind::AmbiguousOutcome, "the sync was triggered and never seen to begin")
    });
    Ok(Start::Over(Verdict::of_error(error)))
}

/// As [`read`]; a look that fails is counted too.
async fn look(context: &Context, job: &mut Job) -> Result<Answer> {
    let looked = read(context, job).await;
    if let Err(error) = &looked {
        job.attempts += error.details().attempts;
    }
    looked
}

fn refusal(error: &Error) -> Refusal {
    let mut codes = error.details().errors.iter().filter_map(|it| it.error_code.as_ref()?.number());
    match codes.find(|code| [TEMPLATE_BUSY, SERVICE_BUSY].contains(code)) {
        Some(TEMPLATE_BUSY) => Refusal::Template,
        Some(_) => Refusal::Service,
        None => Refusal::Cluster,
    }
}
