//! Executes a bulk run, with or without a ledger.

use std::path::PathBuf;
use std::sync::Arc;

use super::call_driver::CallDriver;
use super::feed::BulkItems;
use super::input::{Input, JournaledInput, Preview};
use super::journal::RunJournal;
use super::run_context::{BulkOperation, RunContext};
use super::run_identity;
use super::stop_reason::StopReason;
use super::sync_driver::SyncDriver;
use crate::ledger::{Ledger, LedgerReader, RecordedItem, Run, RunSpec, RunState};
use crate::scheduler::Scheduler;
use webex_broadworks::Result;
use webex_broadworks::internals::timestamp_of;

/// Does the work.
pub(crate) async fn run_to_completion(context: RunContext, items: BulkItems) -> Result<()> {
    if let Some(file) = context.options.ledger.clone() {
        return if context.options.dry_run {
            preview_with_ledger(context, items, file).await
        } else {
            run_with_ledger(context, items, file).await
        };
    }
    let input = Input::direct(items, Arc::clone(&context.progress));
    work(context, input, Vec::new()).await.1
}

/// Executes the operation with the known labels of each cluster, and returns those known after it.
async fn work(
    context: RunContext,
    input: Input,
    clusters: Vec<Vec<String>>,
) -> (Option<Vec<Vec<String>>>, Result<()>) {
    if context.task != BulkOperation::Run || context.options.dry_run {
        return (None, CallDriver::new(context, input).run().await);
    }
    let options = &context.options;
    let max_running = options.concurrency.unwrap_or(usize::MAX);
    let scheduler = Scheduler::new(options.max_refusals_per_trigger, max_running, clusters);
    let (scheduler, ended) = SyncDriver::new(context, input, scheduler).run().await;
    (Some(scheduler.clusters()), ended)
}

async fn run_with_ledger(
    mut context: RunContext,
    mut items: BulkItems,
    file: PathBuf,
) -> Result<()> {
    let ledger = Ledger::open(file).await?;
    let Some(spec) = meant(&context, &mut items).await? else { return Ok(()) };
    let partner = spec.partner.clone();
    let begun = ledger.begin(spec).await?;
    context.progress.change(|summary| {
        summary.run_name = Some(begun.name.clone());
        summary.resumed = begun.resumed;
        summary.abandoned.clone_from(&begun.abandoned);
    });
    context.journal = RunJournal { run: Some(begun.run.clone()), ledger: Some(ledger.clone()) };
    let clusters = ledger.clusters(partner.clone()).await?;
    let retry = context.options.retry.clone();
    let known = if begun.resumed { begun.run.standings(&retry).await? } else { Vec::new() };
    let recorded = JournaledInput::new(context.clone(), begun.run.clone(), items, known, retry);
    let input = Input::Journaled(Box::new(recorded));
    let (clusters, ended) = work(context.clone(), input, clusters).await;
    let learned = match clusters {
        Some(clusters) => {
            ledger.learn_clusters(partner, clusters, timestamp_of(context.wall())).await
        }
        None => Ok(()),
    };
    let finished = finish(&context, &begun.run).await;
    drop((begun, context));
    ended.and(learned).and(finished).and(ledger.close().await)
}

/// Executes a dry run: shows what the run in the ledger would act on, and writes nothing.
async fn preview_with_ledger(
    context: RunContext,
    mut items: BulkItems,
    file: PathBuf,
) -> Result<()> {
    let Some(spec) = meant(&context, &mut items).await? else { return Ok(()) };
    let preview = match found(&context, spec, file).await? {
        None => Preview::new(context.clone(), items, Vec::new()),
        Some((reader, run, recorded)) => {
            context.progress.change(|summary| {
                summary.run_name = Some(run.clone());
                summary.resumed = true;
            });
            Preview::new(context.clone(), items, recorded).replaying(reader, run)
        }
    };
    work(context, Input::Preview(Box::new(preview)), Vec::new()).await.1
}

/// The run in a ledger that would be resumed, if there is one.
pub(crate) async fn found(
    context: &RunContext,
    spec: RunSpec,
    file: PathBuf,
) -> Result<Option<(LedgerReader, String, Vec<RecordedItem>)>> {
    let Some(reader) = LedgerReader::open_if_there(file).await? else { return Ok(None) };
    let found = reader.find(spec, &context.options.retry).await?;
    Ok(found.map(|(run, items)| (reader, run, items)))
}

/// The requested run; `None` if the reader goes before it is known.
async fn meant(context: &RunContext, items: &mut BulkItems) -> Result<Option<RunSpec>> {
    let spec = context.until_window_closes(run_identity::spec(context, items)).await.transpose();
    if let Err(error) = &spec {
        let reason = StopReason::of(error).unwrap_or(StopReason::Items);
        context.progress.change(|summary| summary.stop_reason = Some(reason));
    }
    spec
}

/// Records the final state of the run.
async fn finish(context: &RunContext, run: &Run) -> Result<()> {
    let reason = match context.progress.summary().stop_reason {
        Some(reason) => Some(reason.as_str()),
        // Syncs that are no longer polled have no outcome yet.
        None => (run.summary().await?.open > 0).then_some("not_watched"),
    };
    let state = if reason.is_none() { RunState::Complete } else { RunState::Interrupted };
    run.finish(state, reason.map(str::to_owned), timestamp_of(context.wall())).await
}
