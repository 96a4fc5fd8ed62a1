//! Items of a run with a ledger: all of them are recorded before the first is sent.

use std::collections::VecDeque;
use std::time::Duration;

use super::event::{InputEvent, unusable};
use super::known::Known;
use crate::feed::BulkItems;
use crate::item::{BulkItem, Deduplicator};
use crate::ledger::{self, NewItem, RecordedItem, Run, UnfinishedItem};
use crate::outcome::{ItemResult, OutcomeKind, RawOutcome};
use crate::run_context::RunContext;
use crate::work_item::{SubmittedTrigger, WorkItem};
use webex_broadworks::internals::{RunTracker, timestamp_of};
use webex_broadworks::{EnterpriseRef, Result, Timestamp};

/// How many rows are written or read at a time.
const PAGE: u32 = 512;

/// The items of a run, through its ledger.
#[derive(Debug)]
pub(crate) struct JournaledInput {
    context: RunContext,
    run: Run,
    /// What was in the ledger when the run was resumed.
    known: Known,
    stage: Stage,
    retry: Vec<OutcomeKind>,
    ready: VecDeque<InputEvent>,
    after: Option<u64>,
}

#[derive(Debug)]
enum Stage {
    Reading(Box<Reading>),
    /// Replays the outcomes of earlier sessions.
    Kept,
    Unfinished,
    Over,
}

#[derive(Debug)]
struct Reading {
    items: BulkItems,
    seen: Deduplicator,
    next_index: u64,
    /// How many of them are not in the ledger.
    unrecorded: u64,
    batch: Vec<NewItem>,
}

impl JournaledInput {
    pub(crate) fn new(
        context: RunContext,
        run: Run,
        items: BulkItems,
        recorded: Vec<RecordedItem>,
        retry: Vec<OutcomeKind>,
    ) -> Self {
        let seen = Deduplicator::default();
        let reading = Reading { items, seen, next_index: 0, unrecorded: 0, batch: Vec::new() };
        let stage = Stage::Reading(Box::new(reading));
        let known = Known::new(recorded);
        Self { context, run, known, stage, retry, ready: VecDeque::new(), after: None }
    }

    /// The next event. Dropping the future loses nothing: writing twice records once.
    pub(crate) async fn next(&mut self) -> Result<Option<InputEvent>> {
        loop {
            if let Some(found) = self.ready.pop_front() {
                return Ok(Some(found));
            }
            match &mut self.stage {
                Stage::Reading(reading) => {
                    let now = timestamp_of(self.context.wall());
                    let more =
                        reading.step(&self.run, now, &mut self.known, &mut self.ready).await?;
                    if !more {
                        let recorded = self.run.summary().await?.recorded;
                        let total = recorded + reading.unrecorded;
                        self.context.progress.change(|summary| summary.total = Some(total));
                        self.stage = Stage::Kept;
                    }
                }
                Stage::Kept => {
                    let page = self.run.finished(self.after, PAGE, &self.retry).await?;
                    self.after = page.last().map(|(index, _)| *index);
                    if self.after.is_none() {
                        self.stage = Stage::Unfinished;
                    }
                    for (_, json) in page {
                        self.ready.push_back(InputEvent::Kept(RawOutcome::recorded(json)?));
                    }
                }
                Stage::Unfinished => {
                    let page = self.run.unfinished(self.after, PAGE, &self.retry).await?;
                    self.after = page.last().map(|item| item.index);
                    if self.after.is_none() {
                        self.stage = Stage::Over;
                    }
                    let now = timestamp_of(self.context.wall());
                    for item in page {
                        self.ready.push_back(found(job(item, now), &self.known));
                    }
                }
                Stage::Over => return Ok(None),
            }
        }
    }
}

impl Reading {
    /// Reads one item, and records the collected ones in batches; false after the last.
    async fn step(
        &mut self,
        run: &Run,
        now: Timestamp,
        known: &mut Known,
        ready: &mut VecDeque<InputEvent>,
    ) -> Result<bool> {
        if self.batch.len() >= PAGE as usize {
            self.write(run, now).await?;
        }
        let Some(item) = self.items.next().await.transpose()? else {
            self.write(run, now).await?;
            run.input_complete(self.next_index, now).await?;
            return Ok(false);
        };
        let index = self.next_index;
        self.next_index += 1;
        let verdict = match unusable(&item, &mut self.seen) {
            Some(verdict) => Some(verdict),
            None if known.select(&item).is_some() => return Ok(true),
            None => item.left_out.then(|| ItemResult::skipped("only_if")),
        };
        match verdict {
            None => self.batch.push(NewItem { index, item: recordable(&item) }),
            // It is not in the ledger.
            Some(verdict) => {
                self.unrecorded += 1;
                ready.push_back(InputEvent::Concluded(Box::new((
                    WorkItem::new(index, item),
                    verdict,
                ))));
            }
        }
        Ok(true)
    }

    async fn write(&mut self, run: &Run, now: Timestamp) -> Result<()> {
        run.record_items(self.batch.clone(), now).await?;
        self.batch.clear();
        Ok(())
    }
}

/// Items that the caller's items no longer contain, or that its condition now excludes, are not
/// started. Requests that were sent for them are followed up.
fn found(mut job: WorkItem, known: &Known) -> InputEvent {
    let reason = known.get(&job.item).and_then(|known| known.reason_to_skip);
    match reason {
        Some(reason) if job.sent.is_none() => {
            InputEvent::Concluded(Box::new((job, ItemResult::skipped(reason))))
        }
        reason => {
            job.item.left_out = reason.is_some();
            InputEvent::WorkItem(Box::new(job))
        }
    }
}

fn recordable(item: &BulkItem) -> ledger::Item {
    ledger::Item {
        sp_enterprise_id: item.enterprise.sp_enterprise_id.clone(),
        user_id: item.user_id.clone(),
        enable_dir_sync: item.enable_dir_sync,
        provisioning_id: item.provisioning_id.clone(),
        cluster_group: item.cluster_group.clone(),
        last_run_seconds: item.last_run().map(|length| length.as_secs_f64()),
        ..ledger::Item::new(item.enterprise.id.clone())
    }
}

fn job(unfinished: UnfinishedItem, now: Timestamp) -> WorkItem {
    let UnfinishedItem { index, item, round, intent, .. } = unfinished;
    let sent = intent.map(|intent| SubmittedTrigger {
        intent: Some(intent.id),
        run: RunTracker::after(serde_json::from_value(intent.baseline).unwrap_or_default())
            .with_tracking_id(intent.tracking_id),
        accepted: intent.accepted,
        ago: now.duration_since(intent.intended_at).unwrap_or_default(),
    });
    let enterprise =
        EnterpriseRef::new(item.enterprise_id).with_sp_enterprise_id(item.sp_enterprise_id);
    let item = BulkItem {
        user_id: item.user_id,
        enable_dir_sync: item.enable_dir_sync,
        cluster_group: item.cluster_group,
        provisioning_id: item.provisioning_id,
        last_run: item.last_run_seconds.and_then(|it| Duration::try_from_secs_f64(it).ok()),
        ..BulkItem::new(enterprise)
    };
    WorkItem { round, is_recorded: true, sent, ..WorkItem::new(index, item) }
}
