//! What outlives runs: the labels of clusters, and snapshots.

use rusqlite::Connection;
use serde_json::{Value, json};
use webex_broadworks_bulk::ledger::{Ledger, Snapshot};

use crate::{hours_later, noon, place};

fn clusters(all: &[&[&str]]) -> Vec<Vec<String>> {
    all.iter().map(|labels| labels.iter().map(|label| (*label).to_owned()).collect()).collect()
}

#[tokio::test]
async fn the_latest_clusters_are_kept_for_each_partner() {
    let (_folder, path) = place();
    let ledger = Ledger::open(&path).await.unwrap();
    let one = Some("P1".to_owned());
    let learned = [
        (one.clone(), clusters(&[&["a", "b"], &["c"]]), 0),
        (one.clone(), clusters(&[&["b", "c"]]), 2),
        (one.clone(), clusters(&[&["a", "b", "c"]]), 1),
        (None, clusters(&[&["a", "c"]]), 0),
    ];
    for (partner, clusters, hours) in learned {
        ledger.learn_clusters(partner, clusters, hours_later(hours)).await.unwrap();
    }
    ledger.close().await.unwrap();

    let ledger = Ledger::open(&path).await.unwrap();
    assert_eq!(ledger.clusters(one).await.unwrap(), clusters(&[&["a"], &["b", "c"]]));
    assert_eq!(ledger.clusters(None).await.unwrap(), clusters(&[&["a", "c"]]));
    assert!(ledger.clusters(Some("P2".to_owned())).await.unwrap().is_empty());
}

fn status(status: &str, start: &str, users: i64) -> Value {
    json!({"enableDirSync": true, "directorySyncStatus": {
        "syncStatus": status, "lastSyncStartTime": start, "lastSyncTrackingId": "T1",
        "usersAdded": users, "errors": [{"errorCode": 600_014, "description": "x"}]}})
}

#[tokio::test]
async fn snapshots_are_kept_when_the_run_or_its_state_is_another() {
    let (_folder, path) = place();
    let ledger = Ledger::open(&path).await.unwrap();
    let first = "2026-11-21T10:00:00.123456Z";
    let seen = [
        ("E1", status("IN_PROGRESS", first, 0)),
        ("E1", status("IN_PROGRESS", first, 1)),
        ("E2", status("IN_PROGRESS", first, 2)),
        ("E1", status("COMPLETE", first, 3)),
        ("E1", status("COMPLETE", first, 3)),
        ("E1", status("COMPLETE", "2026-11-21T11:00:00Z", 4)),
        ("E1", json!({"enableDirSync": false})),
    ];
    for (enterprise, seen) in &seen {
        ledger.snapshot(vec![Snapshot::new(*enterprise, None, noon(), seen)]).unwrap();
    }
    ledger.close().await.unwrap();
    let plain = Connection::open(&path).unwrap();
    let mut statement =
        plain.prepare("SELECT enterprise_id, status, users_added FROM snapshots").unwrap();
    let rows = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap()
        .collect::<rusqlite::Result<Vec<(String, String, Option<i64>)>>>()
        .unwrap();
    let row =
        |enterprise: &str, status: &str, users| (enterprise.to_owned(), status.to_owned(), users);
    assert_eq!(
        rows,
        [
            row("E1", "IN_PROGRESS", Some(0)),
            row("E2", "IN_PROGRESS", Some(2)),
            row("E1", "COMPLETE", Some(3)),
            row("E1", "COMPLETE", Some(4)),
            row("E1", "NOT_SYNCED", None),
        ]
    );
    let row: (String, String, bool, String) = plain
        .query_row(
            "SELECT last_sync_start, errors, enabled, tracking_id FROM snapshots LIMIT 1",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )
        .unwrap();
    let expected = ("2026-11-21T10:00:00.123Z", "[600014]", true, "T1");
    assert_eq!((row.0.as_str(), row.1.as_str(), row.2, row.3.as_str()), expected);
}
