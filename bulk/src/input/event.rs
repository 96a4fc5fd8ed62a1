//! The next event of a bulk run's input.

use crate::item::{BulkItem, Deduplicator};
use crate::outcome::{ItemResult, RawOutcome};
use crate::work_item::WorkItem;

/// What comes next.
#[derive(Debug)]
pub(crate) enum InputEvent {
    /// Something to do.
    WorkItem(Box<WorkItem>),
    /// An item with an outcome that needs no work, such as a duplicate.
    Concluded(Box<(WorkItem, ItemResult)>),
    /// An outcome of an earlier attempt at the run.
    Kept(RawOutcome),
}

/// The outcome of an item that can't be used, or that is a duplicate.
pub(super) fn unusable(item: &BulkItem, seen: &mut Deduplicator) -> Option<ItemResult> {
    if let Some(refusal) = item.refusal() {
        return Some(ItemResult::of_error(refusal));
    }
    (!seen.is_new(item)).then(|| ItemResult::skipped("duplicate"))
}
