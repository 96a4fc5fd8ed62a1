//! Executes one item of a bulk run whose items are one or two calls.

use serde_json::Value;
use uuid::Uuid;

use super::outcome::{ItemResult, OutcomeKind};
use super::run_context::{BulkOperation, RunContext};
use super::work_item::WorkItem;
use crate::ledger::Settled;
use webex_broadworks::error_codes::{self, CodeClass};
use webex_broadworks::internals::{Plan, StatusSnapshot, ensure};
use webex_broadworks::{
    CallOptions, Error, ErrorKind, Name, Operation, RawResponse, Result, UserSyncStatus, message,
};

/// The codes with which Webex refuses an operation that requires directory sync to be on.
const DISABLED: [i64; 2] = [600_004, 600_011];

/// Executes the operation on an item, and counts the requests.
pub(crate) async fn perform(context: &RunContext, job: &mut WorkItem) -> Result<ItemResult> {
    job.started_at.get_or_insert_with(|| context.wall());
    let verdict = match context.task {
        BulkOperation::Status => status(context, job).await,
        BulkOperation::Ensure { enable_dir_sync } => ensure(context, job, enable_dir_sync).await,
        BulkOperation::SyncUser => sync_user(context, job).await,
        BulkOperation::Run => plan_run(context, job).await,
    };
    verdict.or_else(|error| {
        job.attempts += error.details().attempts;
        if is_disabled(&error) {
            return Ok(ItemResult::skipped("disabled").with_error(error));
        }
        Err(error)
    })
}

async fn status(context: &RunContext, job: &mut WorkItem) -> Result<ItemResult> {
    if let Some(sync) = job.item.listed().filter(|_| context.options.only_if.is_set())
        && !context.is_meant(&sync)
    {
        return Ok(ItemResult::skipped("only_if"));
    }
    let answer = read(context, job).await?;
    if context.options.only_if.is_set() && !context.is_meant(&answer.decode()?) {
        return Ok(ItemResult::skipped("only_if").with_answer(&answer));
    }
    Ok(ItemResult::new(OutcomeKind::Ok).with_answer(&answer))
}

async fn ensure(
    context: &RunContext,
    job: &mut WorkItem,
    wanted: Option<bool>,
) -> Result<ItemResult> {
    let Some(enable) = job.item.enable_dir_sync.or(wanted) else {
        return Err(Error::invalid_argument(message!(
            "{} is not set: pass it to the run, or set it in the item",
            Name::Argument("enable_dir_sync")
        ))
        .with(|details| details.operation = Some(Operation::DirectorySyncEnsure)));
    };
    let operation = Operation::DirectorySyncUpdate;
    let before = read(context, job).await?;
    let is_meant = !context.options.only_if.is_set() || context.is_meant(&before.decode()?);
    if !is_meant && job.sent.is_none() {
        return Ok(ItemResult::skipped("only_if").with_answer(&before));
    }
    let plan = ensure::plan(before, enable)?;
    let change = match plan {
        Plan::Nothing(answer) => {
            return Ok(ItemResult::new(OutcomeKind::Unchanged).with_answer(&answer));
        }
        Plan::Change(change) => change,
    };
    if let Some(sent) = job.sent.as_ref().filter(|_| !is_meant || job.item.left_out) {
        return Ok(sent.interrupted(operation));
    }
    if context.options.dry_run {
        return Ok(ItemResult::new(OutcomeKind::Planned).with_answer(&change.only_planned()));
    }
    let (client, name) = (&context.client, Uuid::new_v4());
    context.journal.record_intent(job, operation, change.before(), name, context.wall()).await?;
    let call = context.call().with_tracking_id(name);
    let put =
        client.directory_sync().update(&job.item.enterprise, enable).options(call).bytes().await?;
    job.attempts += put.metadata().attempts;
    job.succeeded.write = true;
    Ok(ItemResult::new(OutcomeKind::Ok).with_answer(&change.done(put)?))
}

/// What a run would do. `SyncDriver` executes the run itself.
async fn plan_run(context: &RunContext, job: &mut WorkItem) -> Result<ItemResult> {
    let answer = read(context, job).await?;
    let verdict = match reason_to_skip(context, &answer.decode()?) {
        Some(reason) => ItemResult::skipped(reason),
        None => ItemResult::new(OutcomeKind::Planned),
    };
    Ok(verdict.with_answer(&answer))
}

async fn sync_user(context: &RunContext, job: &mut WorkItem) -> Result<ItemResult> {
    let Some(user) = job.item.user_id.clone() else {
        return Err(Error::invalid_argument(
            "the item has no `userId`: expected an object with `enterpriseId` and `userId`",
        )
        .with(|details| details.operation = Some(Operation::DirectorySyncTriggerUser)));
    };
    if let Some(sent) = &job.sent {
        // Nothing shows whether it arrived, and a second request would hide the effect of the
        // first.
        return Ok(sent.interrupted(Operation::DirectorySyncTriggerUser));
    }
    if let Some(skip) = should_skip(context, job).await? {
        return Ok(skip);
    }
    if context.options.dry_run {
        return Ok(ItemResult::new(OutcomeKind::Planned));
    }
    let (client, name) = (&context.client, Uuid::new_v4());
    let operation = Operation::DirectorySyncTriggerUser;
    let nothing = StatusSnapshot::default();
    let intent =
        context.journal.record_intent(job, operation, &nothing, name, context.wall()).await?;
    let call = context.call().with_tracking_id(name);
    let answer = client
        .directory_sync()
        .trigger_user(&job.item.enterprise, user)
        .options(call)
        .bytes()
        .await;
    if answer.as_ref().is_err_and(|error| !error.may_have_been_executed()) {
        context.journal.settle(intent, Settled::Refused, context.wall()).await?;
    }
    let answer = answer?;
    job.attempts += answer.metadata().attempts;
    job.succeeded.write = true;
    let status =
        answer.decode::<webex_broadworks::UserDirectorySync>().ok().and_then(|it| it.status);
    let kind = match status {
        Some(UserSyncStatus::NoOperation) => OutcomeKind::Unchanged,
        _ => OutcomeKind::Ok,
    };
    Ok(ItemResult::new(kind).with_answer(&answer))
}

/// Whether an item is skipped, by its state as listed. If that says that directory sync is off, the
/// state is read again first.
async fn should_skip(context: &RunContext, job: &mut WorkItem) -> Result<Option<ItemResult>> {
    let asks = context.options.only_if.is_set();
    let sync = match job.item.listed() {
        Some(sync) if !is_off(&sync) => sync,
        None if !asks => return Ok(None),
        _ => read(context, job).await?.decode()?,
    };
    Ok(reason_to_skip(context, &sync).map(ItemResult::skipped))
}

/// Why an enterprise in this state is skipped.
pub(crate) fn reason_to_skip(context: &RunContext, sync: &Value) -> Option<&'static str> {
    if context.options.only_if.is_set() && !context.is_meant(sync) {
        return Some("only_if");
    }
    is_off(sync).then_some("disabled")
}

fn is_off(sync: &Value) -> bool {
    sync.get("enableDirSync").and_then(webex_broadworks::internals::as_flag) == Some(false)
}

pub(crate) async fn read(context: &RunContext, job: &mut WorkItem) -> Result<RawResponse> {
    read_within(context, job, context.call()).await
}

pub(crate) async fn read_within(
    context: &RunContext,
    job: &mut WorkItem,
    call: CallOptions,
) -> Result<RawResponse> {
    let answer = context
        .client
        .directory_sync()
        .get_status(&job.item.enterprise)
        .options(call)
        .bytes()
        .await?;
    job.attempts += answer.metadata().attempts;
    job.succeeded.read = true;
    context.journal.record_snapshot(job, &answer, context.wall())?;
    Ok(answer)
}

/// Whether Webex refused because directory sync is off.
pub(crate) fn is_disabled(error: &Error) -> bool {
    let writes = error.details().operation.is_some_and(Operation::is_write);
    let codes = error.details().errors.iter().filter_map(|it| it.error_code.as_ref()?.number());
    writes
        && error.kind() != ErrorKind::AmbiguousOutcome
        && codes
            .filter(|code| {
                error_codes::find(*code).is_some_and(|it| it.class == CodeClass::Refused)
            })
            .any(|code| DISABLED.contains(&code))
}
