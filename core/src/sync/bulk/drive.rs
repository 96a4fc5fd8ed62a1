//! A bulk run from its beginning to its end: with a ledger, or without.

use std::sync::Arc;

use super::calls::Calls;
use super::context::{Context, Task};
use super::input::Input;
use super::items::BulkItems;
use super::runs::Runs;
use crate::error::Result;
use crate::sync::scheduler::{Knowledge, Scheduler, Settings};

/// Does the work.
pub(crate) async fn drive(context: Context, items: BulkItems) -> Result<()> {
    #[cfg(feature = "ledger")]
    if let Some(options) = context.options.ledger.clone().filter(|_| !context.options.dry_run) {
        return with_ledger::drive(context, items, options).await;
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
        exploration: context.options.exploration,
        max_running: context.options.concurrency.unwrap_or(usize::MAX),
    };
    let (scheduler, ended) =
        Runs::new(context, input, Scheduler::new(settings, knowledge)).run().await;
    (Some(scheduler.knowledge()), ended)
}

#[cfg(feature = "ledger")]
mod with_ledger {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};

    use serde_json::{Value, json};

    use super::{Context, Input, Task, work};
    use crate::error::Result;
    use crate::sync::bulk::book::{Book, moment};
    use crate::sync::bulk::input::Recorded;
    use crate::sync::bulk::items::BulkItems;
    use crate::sync::bulk::knowledge;
    use crate::sync::bulk::options::LedgerOptions;
    use crate::sync::ledger::{Ledger, Run, RunSpec, RunState};

    pub(super) async fn drive(
        mut context: Context,
        mut items: BulkItems,
        options: LedgerOptions,
    ) -> Result<()> {
        let ledger = Ledger::open(&options.path).await?;
        let partner = context.client.transport.partner.clone();
        let given = match (&options.run, items.description()) {
            // A name says which run is meant; what is new among the items joins it.
            (Some(_), _) => None,
            (None, Some(description)) => Some(description),
            (None, None) => {
                let Some(digest) = context.unless_closed(digest(&mut items)).await else {
                    return Ok(());
                };
                Some(digest)
            }
        };
        let (operation, arguments) =
            (context.task.operation().name(), arguments(&context, given.as_ref()));
        let mut spec = RunSpec::new(operation, arguments, moment(context.wall()))
            .resume_within(options.resume_within);
        spec.name = options.run;
        spec.partner.clone_from(&partner);
        let begun = ledger.begin(spec).await?;
        context.desk.change(|summary| {
            summary.run = Some(begun.name.clone());
            summary.resumed = begun.resumed;
            summary.abandoned.clone_from(&begun.abandoned);
        });
        context.book = Book { run: Some(begun.run.clone()), ledger: Some(ledger.clone()) };
        let learnt = knowledge::read(ledger.knowledge(partner.clone()).await?);
        let recorded = Recorded::new(context.clone(), begun.run.clone(), items, options.retry);
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

    /// What makes two runs without a name the same.
    fn arguments(context: &Context, given: Option<&Value>) -> Value {
        let enable = match context.task {
            Task::Ensure { enable_dir_sync } => enable_dir_sync,
            _ => None,
        };
        json!({
            "enableDirSync": enable,
            "onlyIf": context.options.only_if.to_json(),
            "items": given,
        })
    }

    /// Reads the items to their end to tell them from others, in whatever order they come.
    async fn digest(items: &mut BulkItems) -> Value {
        let (mut read, mut sum) = (Vec::new(), 0_u64);
        while let Some(item) = items.next().await {
            if let Ok(item) = &item {
                let mut hasher = DefaultHasher::new();
                (item.key(), item.enable_dir_sync).hash(&mut hasher);
                sum = sum.wrapping_add(hasher.finish());
            }
            let is_last = item.is_err();
            read.push(item);
            if is_last {
                break;
            }
        }
        let count = read.len();
        *items = BulkItems::again(read);
        json!({"count": count, "digest": format!("{sum:016x}")})
    }
}
