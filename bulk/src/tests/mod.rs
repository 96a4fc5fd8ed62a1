//! What spans many calls, against a scripted service, on tokio's paused clock.

mod adversity;
mod baselines;
mod calls;
mod fleet;
mod outage;
mod resuming;
mod selection;
mod stopping;
mod storm;
mod throttled;
mod unanswered;

use std::sync::Arc;
use std::time::Duration;

use webex_broadworks::test_util::{FailurePhase, Reply, raw};

const BEFORE: &str = r#"{"enableDirSync":true,"directorySyncStatus":{"syncStatus":"COMPLETE",
    "lastSyncStartTime":"2026-11-20T01:00:00Z","lastSyncEndTime":"2026-11-20T01:02:00Z",
    "lastSyncTrackingId":"NA_1"}}"#;
const RUNNING: &str = r#"{"enableDirSync":true,"directorySyncStatus":{"syncStatus":"IN_PROGRESS",
    "lastSyncStartTime":"2026-11-21T01:00:00Z","lastSyncTrackingId":"OURS"}}"#;
const FAILED: &str = r#"{"enableDirSync":true,"directorySyncStatus":{"syncStatus":"FAILED",
    "lastSyncStartTime":"2026-11-21T01:00:00Z","lastSyncEndTime":"2026-11-21T01:02:00Z",
    "lastSyncTrackingId":"OURS","errors":[{"errorCode":600014,"description":"no connection"}]}}"#;
const SCHEDULED: &str = r#"{"enableDirSync":true,"directorySyncStatus":{"syncStatus":"COMPLETE",
    "lastSyncStartTime":"2026-11-21T00:59:30Z","lastSyncEndTime":"2026-11-21T00:59:40Z",
    "lastSyncTrackingId":"NA_2"}}"#;
const ACCEPTED: &str =
    r#"{"enableDirSync":true,"directorySyncStatus":{"syncStatus":"IN_PROGRESS"}}"#;

const HOUR: Duration = Duration::from_secs(3600);
