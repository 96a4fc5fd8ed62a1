//! The jobs of a bulk run: its items in order, each once. With a ledger, also those of earlier
//! attempts, with their outcomes.

mod event;
mod known;
mod preview;
mod recorded;

use std::sync::Arc;

use super::feed::BulkItems;
use super::item::Deduplicator;
use super::outcome::ItemResult;
use super::progress::SharedProgress;
use super::work_item::WorkItem;
pub(crate) use event::InputEvent;
use event::unusable;
pub(crate) use preview::Preview;
pub(crate) use recorded::JournaledInput;
use webex_broadworks::Result;

/// Where jobs come from.
#[derive(Debug)]
pub(crate) enum Input {
    Direct(Box<Direct>),
    Journaled(Box<JournaledInput>),
    Preview(Box<Preview>),
}

impl Input {
    pub(crate) fn direct(items: BulkItems, progress: Arc<SharedProgress>) -> Self {
        let direct = Direct { items, progress, seen: Deduplicator::default(), next_index: 0 };
        Self::Direct(Box::new(direct))
    }

    /// The next event. Dropping the future loses nothing.
    pub(crate) async fn next(&mut self) -> Option<Result<InputEvent>> {
        match self {
            Self::Direct(direct) => direct.next().await,
            Self::Journaled(recorded) => recorded.next().await.transpose(),
            Self::Preview(preview) => preview.next().await.transpose(),
        }
    }

    /// Whether the number of items is known beforehand.
    pub(crate) fn is_counted(&self) -> bool {
        match self {
            Self::Direct(direct) => direct.items.total().is_some(),
            Self::Journaled(_) => true,
            Self::Preview(preview) => preview.is_counted(),
        }
    }
}

/// Items as they are given.
#[derive(Debug)]
pub(crate) struct Direct {
    items: BulkItems,
    progress: Arc<SharedProgress>,
    seen: Deduplicator,
    next_index: u64,
}

impl Direct {
    async fn next(&mut self) -> Option<Result<InputEvent>> {
        let item = match self.items.next().await {
            Some(Ok(item)) => item,
            Some(Err(error)) => return Some(Err(error)),
            None => {
                let total = Some(self.next_index);
                self.progress.change(|summary| summary.total = total);
                return None;
            }
        };
        let verdict = unusable(&item, &mut self.seen)
            .or_else(|| item.left_out.then(|| ItemResult::skipped("only_if")));
        let job = WorkItem::new(self.next_index, item);
        self.next_index += 1;
        Some(Ok(match verdict {
            Some(verdict) => InputEvent::Concluded(Box::new((job, verdict))),
            None => InputEvent::WorkItem(Box::new(job)),
        }))
    }
}
