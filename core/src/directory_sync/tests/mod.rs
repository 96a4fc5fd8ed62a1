//! What spans several calls, against a scripted service, on tokio's paused clock.

mod ensure;
mod recognized;
mod watch;

use std::sync::Arc;
use std::time::Duration;

use webex_broadworks_transport::http::backend::FailurePhase;

use crate::client::Client;
use crate::test_util::{Reply, Script, raw, script};

const BEFORE: &str = r#"{"enableDirSync":true,"directorySyncStatus":{"syncStatus":"COMPLETE",
    "lastSyncStartTime":"2026-11-20T01:00:00Z","lastSyncEndTime":"2026-11-20T01:02:00Z",
    "lastSyncTrackingId":"NA_1"}}"#;
const OTHERS: &str = r#"{"enableDirSync":true,"directorySyncStatus":{"syncStatus":"IN_PROGRESS",
    "lastSyncStartTime":"2026-11-21T00:59:00Z","lastSyncTrackingId":"NA_2"}}"#;
const RUNNING: &str = r#"{"enableDirSync":true,"directorySyncStatus":{"syncStatus":"IN_PROGRESS",
    "lastSyncStartTime":"2026-11-21T01:00:00Z","lastSyncTrackingId":"OURS"}}"#;
const COMPLETE: &str = r#"{"enableDirSync":true,"directorySyncStatus":{"syncStatus":"COMPLETE",
    "lastSyncStartTime":"2026-11-21T01:00:00Z","lastSyncEndTime":"2026-11-21T01:02:00Z",
    "lastSyncTrackingId":"OURS"}}"#;
const FAILED: &str = r#"{"enableDirSync":true,"directorySyncStatus":{"syncStatus":"FAILED",
    "lastSyncStartTime":"2026-11-21T01:00:00Z","lastSyncEndTime":"2026-11-21T01:02:00Z",
    "lastSyncTrackingId":"OURS","errors":[{"errorCode":600014,"description":"no connection"}]}}"#;
const SCHEDULED: &str = r#"{"enableDirSync":true,"directorySyncStatus":{"syncStatus":"COMPLETE",
    "lastSyncStartTime":"2026-11-21T00:59:30Z","lastSyncEndTime":"2026-11-21T00:59:40Z",
    "lastSyncTrackingId":"NA_2"}}"#;
const ACCEPTED: &str =
    r#"{"enableDirSync":true,"directorySyncStatus":{"syncStatus":"IN_PROGRESS"}}"#;

fn ok(body: &'static str) -> Reply {
    Reply::Status(200, &[], body)
}

fn busy() -> Reply {
    Reply::Status(429, &[], r#"{"errorCode":600009,"message":"busy"}"#)
}

/// A client of a service that gives these answers, and the requests that it got so far.
fn service(replies: Vec<Reply>) -> (Client, Arc<Script>) {
    let script = Arc::new(script(replies));
    (raw(Arc::clone(&script)), script)
}

/// The methods of the requests so far, and the seconds between them.
fn requests(script: &Script) -> (String, Vec<u64>) {
    let seen = script.seen.lock().unwrap();
    let methods: Vec<_> = seen.iter().map(|(_, request, _)| request.method.as_str()).collect();
    let pause = |pair: &[(tokio::time::Instant, _, _)]| (pair[1].0 - pair[0].0).as_secs();
    (methods.join(" "), seen.windows(2).map(pause).collect())
}

fn lost() -> Reply {
    Reply::Broken(FailurePhase::Written)
}

const HOUR: Duration = Duration::from_secs(3600);
