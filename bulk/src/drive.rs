//! A bulk run from its beginning to its end: with a ledger, or without.

use std::sync::Arc;

use super::calls::Calls;
use super::context::{Context, Task};
use super::input::Input;
use super::items::BulkItems;
use super::runs::Runs;
use crate::scheduler::{Knowledge, Scheduler, Settings};
use webex_broadworks::Result;

/// Does the work.
pub(crate) async fn drive(context: Context, items: BulkItems) -> Result<()> {
    #[cfg(feature = "ledger")]
    if let Some(file) = context.options.ledger.clone() {
        return if context.options.dry_run {
            with_ledger::rehearse(context, items, file).await
        } else {
            with_ledger::drive(context, items, file).await
        };
    }
    let input = Input::direct(items, Arc::clone(&context.desk));
    work(context, input, Knowledge::default()).await.1
}

/// Does the work; returns what was learnt of the clusters too.
async fn work(
    context: Context,
    input: Input,
    knowledge: Knowledge,
) -> (Option<Knowledge>, Result<()>) {
    if context.task != Task::Run || context.options.dry_run {
        return (None, Calls::new(context, input).run().await);
    }
    let settings = Settings {
        max_refusals_per_trigger: context.options.max_refusals_per_trigger,
        max_running: context.options.concurrency.unwrap_or(usize::MAX),
    };
    let (scheduler, ended) =
        Runs::new(context, input, Scheduler::new(settings, knowledge)).run().await;
    (Some(scheduler.knowledge()), ended)
}

#[cfg(feature = "ledger")]
pub(super) mod with_ledger {
    use std::path::PathBuf;

    use super::{Context, Input, Knowledge, work};
    use crate::book::{Book, moment};
    use crate::identity;
    use crate::input::{Preview, Recorded};
    use crate::items::BulkItems;
    use crate::knowledge;
    use crate::ledger::{Ledger, LedgerReader, RecordedItem, Run, RunSpec, RunState};
    use crate::stop::StopReason;
    use webex_broadworks::Result;

    pub(super) async fn drive(
        mut context: Context,
        mut items: BulkItems,
        file: PathBuf,
    ) -> Result<()> {
        let ledger = Ledger::open(file).await?;
        let Some(spec) = meant(&context, &mut items).await? else { return Ok(()) };
        let partner = spec.partner.clone();
        let begun = ledger.begin(spec).await?;
        context.desk.change(|summary| {
            summary.run = Some(begun.name.clone());
            summary.resumed = begun.resumed;
            summary.abandoned.clone_from(&begun.abandoned);
        });
        context.book = Book { run: Some(begun.run.clone()), ledger: Some(ledger.clone()) };
        let learnt = knowledge::read(ledger.knowledge(partner.clone()).await?);
        let retry = context.options.retry.clone();
        let known = if begun.resumed { begun.run.standings(&retry).await? } else { Vec::new() };
        let recorded = Recorded::new(context.clone(), begun.run.clone(), items, known, retry);
        let input = Input::Recorded(Box::new(recorded));
        let (new, ended) = work(context.clone(), input, learnt).await;
        let learnt = match new {
            Some(new) => {
                let rows = knowledge::write(&new, moment(context.wall()));
                ledger.learn(partner, rows).await
            }
            None => Ok(()),
        };
        let finished = finish(&context, &begun.run).await;
        drop((begun, context));
        ended.and(learnt).and(finished).and(ledger.close().await)
    }

    /// A dry run: shows what the run would act on that the ledger holds, and writes nothing.
    pub(super) async fn rehearse(
        context: Context,
        mut items: BulkItems,
        file: PathBuf,
    ) -> Result<()> {
        let Some(spec) = meant(&context, &mut items).await? else { return Ok(()) };
        let preview = match found(&context, spec, file).await? {
            None => Preview::new(context.clone(), items, Vec::new()),
            Some((reader, run, recorded)) => {
                context.desk.change(|summary| {
                    summary.run = Some(run.clone());
                    summary.resumed = true;
                });
                Preview::new(context.clone(), items, recorded).replaying(reader, run)
            }
        };
        work(context, Input::Preview(Box::new(preview)), Knowledge::default()).await.1
    }

    /// The run in a ledger that would be resumed, if there is one.
    pub(crate) async fn found(
        context: &Context,
        spec: RunSpec,
        file: PathBuf,
    ) -> Result<Option<(LedgerReader, String, Vec<RecordedItem>)>> {
        let Some(reader) = LedgerReader::open_if_there(file).await? else { return Ok(None) };
        let found = reader.find(spec, &context.options.retry).await?;
        Ok(found.map(|(run, items)| (reader, run, items)))
    }

    /// Which run is meant; nothing if the reader goes before that is known.
    async fn meant(context: &Context, items: &mut BulkItems) -> Result<Option<RunSpec>> {
        let spec = context.unless_closed(identity::spec(context, items)).await.transpose();
        if let Err(error) = &spec {
            let reason = StopReason::of(error).unwrap_or(StopReason::Items);
            context.desk.change(|summary| summary.stop_reason = Some(reason));
        }
        spec
    }

    /// Writes down how the run stands at its end.
    async fn finish(context: &Context, run: &Run) -> Result<()> {
        let reason = match context.desk.summary().stop_reason {
            Some(reason) => Some(reason.as_str()),
            // Of what is not watched any more the outcome is still to come.
            None => (run.summary().await?.open > 0).then_some("not_watched"),
        };
        let state = if reason.is_none() { RunState::Complete } else { RunState::Interrupted };
        run.finish(state, reason.map(str::to_owned), moment(context.wall())).await
    }
}
