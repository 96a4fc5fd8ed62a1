//! What a bulk run would act on, determined before anything is changed.

use super::feed::BulkItems;
use super::input::{Input, InputEvent};
use super::item::BulkItem;
use super::run_context::RunContext;
use webex_broadworks::Result;

/// The maximum number of names in a plan.
const MAX_SHOWN: usize = 5;

/// What a bulk run would act on, according to its list and its ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BulkPlan {
    /// The name of the run in the ledger that would be resumed.
    pub run_name: Option<String>,
    /// Number of items with an outcome of an earlier attempt at the run.
    pub done: u64,
    /// Number of items for which an earlier attempt sent a request. They are followed up, and only
    /// sent again if the request never arrived.
    pub sent: u64,
    /// Number of items that would be started.
    pub begun: u64,
    /// Number of items that would not be started: duplicates, and those that don't meet the
    /// conditions according to the list.
    pub skipped: u64,
    /// The names of the first items that would be started.
    pub first: Vec<String>,
}

pub(crate) async fn plan(context: &RunContext, items: &mut BulkItems) -> Result<BulkPlan> {
    let mut plan = BulkPlan::default();
    let mut input = input(context, items, &mut plan).await?;
    while let Some(found) = input.next().await.transpose()? {
        match found {
            InputEvent::WorkItem(job) if job.sent.is_some() => plan.sent += 1,
            InputEvent::WorkItem(job) if is_meant(context, &job.item) => {
                plan.begun += 1;
                if plan.first.len() < MAX_SHOWN {
                    plan.first.push(job.item.name().to_owned());
                }
            }
            InputEvent::Concluded(concluded) if concluded.1.is_of_something_sent() => {
                plan.sent += 1;
            }
            InputEvent::WorkItem(_) | InputEvent::Concluded(_) => plan.skipped += 1,
            InputEvent::Kept(_) => {}
        }
    }
    // Items that the plan doesn't contain are not started, in any state.
    items.exclude(|item| !is_meant(context, item)).await?;
    Ok(plan)
}

/// Whether the conditions hold according to the list.
fn is_meant(context: &RunContext, item: &BulkItem) -> bool {
    let asks = context.options.only_if.is_set();
    item.listed().filter(|_| asks).is_none_or(|sync| context.is_meant(&sync))
}

async fn input(context: &RunContext, items: &mut BulkItems, plan: &mut BulkPlan) -> Result<Input> {
    use super::input::Preview;
    use super::run_identity;
    use super::runner::found;

    items.read_all().await?;
    let recorded = match context.options.ledger.clone() {
        None => Vec::new(),
        Some(file) => {
            let spec = run_identity::spec(context, items).await?;
            let found = found(context, spec, file).await?;
            found
                .map(|(_, run, recorded)| {
                    plan.run_name = Some(run);
                    recorded
                })
                .unwrap_or_default()
        }
    };
    let read = BulkItems::again(items.read_all().await?);
    let preview = Preview::new(context.clone(), read, recorded);
    plan.done = preview.finished();
    Ok(Input::Preview(Box::new(preview)))
}
