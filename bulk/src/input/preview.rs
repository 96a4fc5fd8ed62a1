//! What a run would act on: the caller's items, and what the ledger knows. Writes nothing.

use std::collections::VecDeque;

use super::event::{InputEvent, unusable};
use super::known::Known;
use crate::feed::BulkItems;
use crate::item::{BulkItem, Deduplicator};
use crate::ledger::{LedgerReader, RecordedItem, Standing};
use crate::outcome::{ItemResult, OutcomeKind, RawOutcome};
use crate::run_context::{BulkOperation, RunContext};
use crate::work_item::{SubmittedTrigger, WorkItem};
use webex_broadworks::internals::{RunTracker, StatusSnapshot};
use webex_broadworks::{Operation, Result};

/// How many outcomes are read at a time.
const PAGE: u32 = 512;

/// The items of a dry run.
#[derive(Debug)]
pub(crate) struct Preview {
    context: RunContext,
    items: BulkItems,
    seen: Deduplicator,
    known: Known,
    next_index: u64,
    /// The index of the next item whose position is taken by one in the ledger.
    next_free: u64,
    unrecorded: u64,
    ready: VecDeque<InputEvent>,
    all_read: bool,
    outcomes: Option<Outcomes>,
}

/// The outcomes of an earlier attempt.
#[derive(Debug)]
struct Outcomes {
    reader: LedgerReader,
    run: String,
    after: Option<u64>,
}

impl Preview {
    /// Previews a run whose items are in a ledger, possibly none.
    pub(crate) fn new(context: RunContext, items: BulkItems, recorded: Vec<RecordedItem>) -> Self {
        let known = Known::new(recorded);
        let next_free = known.next_index();
        Self {
            context,
            items,
            seen: Deduplicator::default(),
            known,
            next_index: 0,
            next_free,
            unrecorded: 0,
            ready: VecDeque::new(),
            all_read: false,
            outcomes: None,
        }
    }

    /// Replays the outcomes of an earlier attempt at the end.
    pub(crate) fn replaying(mut self, reader: LedgerReader, run: String) -> Self {
        self.outcomes = Some(Outcomes { reader, run, after: None });
        self
    }

    pub(crate) fn is_counted(&self) -> bool {
        self.all_read || self.items.total().is_some()
    }

    /// The number of items that already had an outcome.
    pub(crate) fn finished(&self) -> u64 {
        self.known.finished()
    }

    /// The next event. Dropping the future loses nothing.
    pub(crate) async fn next(&mut self) -> Result<Option<InputEvent>> {
        loop {
            if let Some(found) = self.ready.pop_front() {
                return Ok(Some(found));
            }
            if !self.all_read {
                match self.items.next().await.transpose()? {
                    Some(item) => self.take(item),
                    None => self.take_the_rest(),
                }
            } else if !self.replay().await? {
                return Ok(None);
            }
        }
    }

    fn take(&mut self, item: BulkItem) {
        let position = self.next_index;
        self.next_index += 1;
        if let Some(verdict) = unusable(&item, &mut self.seen) {
            self.unrecorded += 1;
            return self.conclude(WorkItem::new(position, item), verdict);
        }
        let Some(known) = self.known.select(&item) else {
            self.unrecorded += 1;
            if item.left_out {
                return self
                    .conclude(WorkItem::new(position, item), ItemResult::skipped("only_if"));
            }
            let index = self.free(position);
            return self
                .ready
                .push_back(InputEvent::WorkItem(Box::new(WorkItem::new(index, item))));
        };
        let (standing, reason) = (known.standing(), known.reason_to_skip);
        let job = WorkItem::new(known.index(), item);
        match (standing, reason) {
            (Standing::Finished, _) => {}
            (Standing::Sent, _) => self.take_sent(job),
            (Standing::Open, Some(reason)) => self.conclude(job, ItemResult::skipped(reason)),
            (Standing::Open, None) => self.ready.push_back(InputEvent::WorkItem(Box::new(job))),
        }
    }

    /// Items that the caller's items don't contain are not started. Requests that were sent for
    /// them are followed up.
    fn take_the_rest(&mut self) {
        self.all_read = true;
        let total = Some(self.known.len() + self.unrecorded);
        self.context.progress.change(|summary| summary.total = total);
        let left: Vec<_> = self.known.not_selected();
        let left: Vec<_> = left
            .into_iter()
            .map(|known| (known.standing(), WorkItem::new(known.index(), known.item())))
            .collect();
        for (standing, job) in left {
            match standing {
                Standing::Finished => {}
                Standing::Sent => self.take_sent(job),
                Standing::Open => self.conclude(job, ItemResult::skipped("not_selected")),
            }
        }
    }

    /// An item for which an earlier attempt sent something.
    fn take_sent(&mut self, job: WorkItem) {
        let verdict = match self.context.task {
            BulkOperation::Run => ItemResult::new(OutcomeKind::Planned).with_reason("watched"),
            BulkOperation::SyncUser => {
                let sent = SubmittedTrigger {
                    intent: None,
                    run: RunTracker::after(StatusSnapshot::default()),
                    accepted: false,
                    ago: std::time::Duration::ZERO,
                };
                sent.interrupted(Operation::DirectorySyncTriggerUser)
            }
            BulkOperation::Status | BulkOperation::Ensure { .. } => {
                return self.ready.push_back(InputEvent::WorkItem(Box::new(job)));
            }
        };
        self.conclude(job, verdict);
    }

    fn conclude(&mut self, job: WorkItem, verdict: ItemResult) {
        self.ready.push_back(InputEvent::Concluded(Box::new((job, verdict))));
    }

    /// The index of a new item: its position, unless that is taken.
    fn free(&mut self, position: u64) -> u64 {
        if !self.known.has_index(position) {
            return position;
        }
        self.next_free += 1;
        self.next_free - 1
    }

    async fn replay(&mut self) -> Result<bool> {
        let Some(outcomes) = &mut self.outcomes else { return Ok(false) };
        let page = outcomes.reader.outcomes(&outcomes.run, outcomes.after, PAGE).await?;
        let Some((last, _)) = page.last() else { return Ok(false) };
        outcomes.after = Some(*last);
        for (index, json) in page {
            if self.known.is_finished(index) {
                self.ready.push_back(InputEvent::Kept(RawOutcome::recorded(json)?));
            }
        }
        Ok(true)
    }
}
