//! Items of a run that is written down: all of them before the first is sent.

use std::collections::VecDeque;
use std::time::Duration;

use jiff::Timestamp;
use serde::Deserialize;

use super::Found;
use crate::error::{Error, ErrorKind, Result};
use crate::id::EnterpriseRef;
use crate::sync::bulk::book::{Sent, moment};
use crate::sync::bulk::context::{Context, Job};
use crate::sync::bulk::item::{BulkItem, Seen};
use crate::sync::bulk::items::BulkItems;
use crate::sync::bulk::outcome::{OutcomeKind, RawOutcome, Verdict};
use crate::sync::bulk::perform::skipped;
use crate::sync::ledger::{self, NewItem, Run, UnfinishedItem};
use crate::sync::recognition::Recognition;

/// How many rows are written or read at a time.
const PAGE: u32 = 512;

/// The items of a run, by way of its ledger.
#[derive(Debug)]
pub(crate) struct Recorded {
    context: Context,
    run: Run,
    stage: Stage,
    retry: Vec<OutcomeKind>,
    ready: VecDeque<Found>,
    after: Option<u64>,
}

#[derive(Debug)]
enum Stage {
    Reading(Box<Reading>),
    /// What was done before is told again.
    Kept,
    Unfinished,
    Over,
}

#[derive(Debug)]
struct Reading {
    items: BulkItems,
    seen: Seen,
    next_index: u64,
    /// How many of them have no place in the ledger.
    unrecorded: u64,
    batch: Vec<NewItem>,
    /// Items that are left out now, and were perhaps not when the run was begun.
    left_out: Vec<Job>,
}

impl Recorded {
    pub(crate) fn new(
        context: Context,
        run: Run,
        items: BulkItems,
        retry: Vec<OutcomeKind>,
    ) -> Self {
        let batch = Vec::new();
        let seen = Seen::default();
        let reading =
            Reading { items, seen, next_index: 0, unrecorded: 0, batch, left_out: Vec::new() };
        let stage = Stage::Reading(Box::new(reading));
        Self { context, run, stage, retry, ready: VecDeque::new(), after: None }
    }

    /// What comes next. Dropping the future loses nothing: what is written twice is written once.
    pub(crate) async fn next(&mut self) -> Result<Option<Found>> {
        loop {
            if let Some(found) = self.ready.pop_front() {
                return Ok(Some(found));
            }
            match &mut self.stage {
                Stage::Reading(reading) => {
                    let now = moment(self.context.wall());
                    let more = reading.step(&self.run, now, &mut self.ready).await?;
                    if !more {
                        let recorded = self.run.summary().await?.recorded;
                        let total = recorded + reading.unrecorded;
                        self.context.desk.change(|summary| summary.total = Some(total));
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
                        self.ready.push_back(Found::Kept(kept(json)?));
                    }
                }
                Stage::Unfinished => {
                    let page = self.run.unfinished(self.after, PAGE, &self.retry).await?;
                    self.after = page.last().map(|item| item.index);
                    if self.after.is_none() {
                        self.stage = Stage::Over;
                    }
                    let now = moment(self.context.wall());
                    let job = |item| Found::Job(Box::new(job(item, now)));
                    self.ready.extend(page.into_iter().map(job));
                }
                Stage::Over => return Ok(None),
            }
        }
    }
}

impl Reading {
    /// Reads one item, and writes those that have gathered down; false behind the last.
    async fn step(
        &mut self,
        run: &Run,
        now: Timestamp,
        ready: &mut VecDeque<Found>,
    ) -> Result<bool> {
        if self.batch.len() >= PAGE as usize {
            self.write(run, now).await?;
        }
        if self.left_out.len() >= PAGE as usize {
            self.tell_left_out(run, ready).await?;
        }
        let Some(item) = self.items.next().await.transpose()? else {
            self.write(run, now).await?;
            self.tell_left_out(run, ready).await?;
            run.input_complete(self.next_index, now).await?;
            return Ok(false);
        };
        let index = self.next_index;
        self.next_index += 1;
        let is_new = item.refusal().is_some() || self.seen.is_new(&item);
        if let Some(refusal) = item.refusal() {
            self.unrecorded += 1;
            let concluded = (Job::new(index, item), Verdict::of_error(refusal));
            ready.push_back(Found::Concluded(Box::new(concluded)));
            return Ok(true);
        }
        if is_new && !item.left_out {
            self.batch.push(NewItem { index, item: recordable(&item) });
            return Ok(true);
        }
        let job = Job::new(index, item);
        if is_new {
            self.left_out.push(job);
        } else {
            self.unrecorded += 1;
            ready.push_back(Found::Concluded(Box::new((job, skipped("duplicate")))));
        }
        Ok(true)
    }

    /// What is left out now is skipped, unless it belongs to the run since it was begun.
    async fn tell_left_out(&mut self, run: &Run, ready: &mut VecDeque<Found>) -> Result<()> {
        let items = self.left_out.iter().map(|job| recordable(&job.item)).collect();
        let recorded = run.are_recorded(items).await?;
        for (job, is_recorded) in self.left_out.drain(..).zip(recorded) {
            if !is_recorded {
                self.unrecorded += 1;
                ready.push_back(Found::Concluded(Box::new((job, skipped("only_if")))));
            }
        }
        Ok(())
    }

    async fn write(&mut self, run: &Run, now: Timestamp) -> Result<()> {
        run.record_items(self.batch.clone(), now).await?;
        self.batch.clear();
        Ok(())
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

fn job(unfinished: UnfinishedItem, now: Timestamp) -> Job {
    let UnfinishedItem { index, item, round, intent, .. } = unfinished;
    let sent = intent.map(|intent| Sent {
        intent: Some(intent.id),
        run: Recognition::after(serde_json::from_value(intent.baseline).unwrap_or_default())
            .with_tracking_id(intent.tracking_id),
        accepted: intent.accepted,
        ago: Duration::try_from(now.duration_since(intent.intended_at)).unwrap_or_default(),
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
    Job { round, is_recorded: true, sent, ..Job::new(index, item) }
}

fn kept(json: String) -> Result<RawOutcome> {
    #[derive(Deserialize)]
    struct Kind {
        outcome: OutcomeKind,
    }
    let kind: Kind = serde_json::from_str(&json).map_err(|error| {
        Error::new(ErrorKind::Ledger, "an outcome in the ledger cannot be read").with_source(error)
    })?;
    Ok(RawOutcome::kept(kind.outcome, json))
}
