//! The ledger on real files: what it keeps, for whom, and what it refuses.

mod files;
mod knowledge;
mod pages;
mod processes;
mod reading;
mod runs;
mod work;

use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use webex_broadworks::{Operation, Timestamp};
use webex_broadworks_bulk::OutcomeKind;
use webex_broadworks_bulk::ledger::{
    Item, Ledger, NewIntent, NewItem, OutcomeRecord, Run, RunSpec, StartedRun, UnfinishedItem,
};

/// A folder, and the path of a ledger in it.
fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("bulk.ledger");
    (folder, path)
}

/// When everything here takes place.
fn noon() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().expect("a time")
}

fn hours_later(hours: u64) -> Timestamp {
    noon() + Duration::from_secs(hours * 3_600)
}

fn spec(now: Timestamp) -> RunSpec {
    RunSpec::new("directory_sync.run", json!({"wait": true, "onlyIf": {"enabled": true}}), now)
}

async fn begin(ledger: &Ledger) -> StartedRun {
    ledger.begin(spec(noon())).await.expect("a run")
}

fn items(range: std::ops::Range<u64>) -> Vec<NewItem> {
    range.map(|index| NewItem { index, item: Item::new(format!("E{index}")) }).collect()
}

fn intent(index: u64, round: u32) -> NewIntent {
    NewIntent {
        index,
        round,
        operation: Operation::DirectorySyncTrigger,
        baseline: json!({"lastSyncTrackingId": "T0"}),
        tracking_id: Some(format!("OURS_{index}_{round}")),
        now: noon(),
    }
}

fn record(index: u64, outcome: OutcomeKind) -> Value {
    json!({"index": index, "outcome": outcome.name()})
}

fn conclusion(index: u64, round: u32, outcome: OutcomeKind) -> OutcomeRecord {
    OutcomeRecord {
        index,
        round,
        outcome,
        reason: None,
        error_code: None,
        directory_sync_codes: Vec::new(),
        tracking_id: None,
        attempts: 1,
        started_at: Some(noon()),
        ended_at: noon(),
        record: record(index, outcome).to_string(),
    }
}

async fn unfinished(run: &Run, retry: &[OutcomeKind]) -> Vec<UnfinishedItem> {
    run.unfinished(None, 1_000, retry).await.expect("a page")
}

fn indices(items: &[UnfinishedItem]) -> Vec<u64> {
    items.iter().map(|item| item.index).collect()
}
