//! Reading beside a run: through the library, and with plain SQL as docs/ledger.md describes it.

use std::collections::BTreeSet;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};
use webex_broadworks::{ErrorKind, Timestamp};
use webex_broadworks_bulk::OutcomeKind;
use webex_broadworks_bulk::ledger::{Ledger, OutcomeRecord, RunSpec, Settled};

use crate::{begin, conclusion, hours_later, intent, items, noon, place, record, spec};

const DOCS: &str = include_str!("../../../docs/ledger.md");

#[tokio::test]
async fn a_reader_sees_what_is_committed_while_the_run_goes_on() {
    let (_folder, path) = place();
    let ledger = Ledger::open(&path).await.unwrap();
    let begun = begin(&ledger).await;
    begun.run.record_items(items(0..3), noon()).await.unwrap();
    let reader = Ledger::read(&path).await.unwrap();
    let open = reader.summary(&begun.name).await.unwrap().open;
    begun.run.conclude(conclusion(1, 1, OutcomeKind::Ok)).await.unwrap();
    begun.run.conclude(conclusion(2, 1, OutcomeKind::Failed)).await.unwrap();
    assert_eq!((open, reader.summary(&begun.name).await.unwrap().open), (3, 1));
    let page = reader.outcomes(&begun.name, Some(1), 10).await.unwrap();
    assert_eq!(page, [(2, record(2, OutcomeKind::Failed).to_string())]);
    let error = reader.summary("unknown").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidArgument);
}

#[tokio::test]
async fn a_report_puts_failures_together_by_code() {
    let (_folder, path) = place();
    let ledger = Ledger::open(&path).await.unwrap();
    let begun = begin(&ledger).await;
    begun.run.record_items(items(0..5), noon()).await.unwrap();
    let failed = |index: u64, codes: Value, code: &str| {
        let error = json!({
            "code": code, "message": "it failed", "statusCode": null, "trackingId": "T",
            "directorySyncCodes": codes, "remedy": "repair it", "requestSent": true,
            "safeToRetry": true,
        });
        let record = json!({
            "index": index, "enterpriseId": format!("E{index}"), "spEnterpriseId": null,
            "outcome": "failed", "reason": "failed", "result": null, "error": error,
            "attempts": 1, "startedAt": noon(), "endedAt": noon(),
        });
        OutcomeRecord { record: record.to_string(), ..conclusion(index, 1, OutcomeKind::Failed) }
    };
    for outcome in [
        failed(0, json!([]), "NOT_FOUND"),
        failed(1, json!([600_014]), "DIRECTORY_SYNC_FAILED"),
        failed(2, json!([600_014]), "DIRECTORY_SYNC_FAILED"),
        conclusion(3, 1, OutcomeKind::Ok),
    ] {
        begun.run.conclude(outcome).await.unwrap();
    }
    let reader = Ledger::read(&path).await.unwrap();
    let report = reader.report(None, noon()).await.unwrap();
    assert_eq!((report.run_name.as_str(), report.open), (begun.name.as_str(), 1));
    assert_eq!(report.outcomes["failed"], 3);
    let found: Vec<_> =
        report.problems.iter().map(|it| (it.code.as_str(), it.items.len())).collect();
    assert_eq!(found, [("600014", 2), ("NOT_FOUND", 1)]);
    assert!(report.problems[0].remedy.as_deref().unwrap().contains("XSP"));
    assert_eq!(report.problems[1].remedy.as_deref(), Some("repair it"));
    let error = reader.report(Some("unknown"), noon()).await.unwrap_err().to_string();
    assert!(error.contains(&begun.name), "{error}");
}

#[tokio::test]
async fn the_latest_run_is_the_last_that_was_started_whatever_the_clock_said() {
    let (_folder, path) = place();
    let ledger = Ledger::open(&path).await.unwrap();
    let start = async |operation: &str, name: &str, now| {
        let spec = RunSpec::new(operation, json!({}), now).name(name);
        drop(ledger.begin(spec).await.unwrap());
    };
    start("directory_sync.run", "a year ahead", hours_later(365 * 24)).await;
    start("directory_sync.run", "tonight", noon()).await;
    start("directory_sync.get_status", "this morning", hours_later(1)).await;
    let reader = Ledger::read(&path).await.unwrap();
    let runs = reader.runs().await.unwrap();
    let names: Vec<_> = runs.iter().map(|run| run.name.as_str()).collect();
    assert_eq!(names, ["this morning", "tonight", "a year ahead"]);
    assert_eq!(reader.report(None, noon()).await.unwrap().run_name, "tonight");
}

#[tokio::test]
async fn a_report_tells_a_run_at_work_from_one_that_was_killed() {
    let (_folder, path) = place();
    let ledger = Ledger::open(&path).await.unwrap();
    let start = async |name: &str, now| ledger.begin(spec(now).name(name)).await.unwrap();
    let now = Timestamp::now() + Duration::from_secs(1);
    let (killed, at_work) = (start("killed", noon()).await, start("at work", now).await);
    let reader = Ledger::read(&path).await.unwrap();
    let reports = async || {
        let report = async |name| reader.report(Some(name), now).await.unwrap();
        [report("killed").await, report("at work").await]
            .map(|it| (it.state, it.active, it.process))
    };
    let process = Some(std::process::id());
    assert_eq!(reports().await, [("running", false, None), ("running", true, process)]);
    assert_eq!(reader.writer().await.and_then(|writer| writer.process), process);
    drop((killed, at_work));
    ledger.close().await.unwrap();
    assert_eq!(reports().await.map(|(_, active, _)| active), [false, false]);
    assert_eq!(reader.writer().await, None);
}

#[tokio::test]
async fn the_pace_of_a_run_is_told_by_the_clock_that_is_given() {
    let (_folder, path) = place();
    let ledger = Ledger::open(&path).await.unwrap();
    // A client whose clock is a year ahead.
    let year = hours_later(365 * 24);
    // A ledger keeps milliseconds.
    let now = Timestamp::from_millisecond(Timestamp::now().as_millisecond()).unwrap();
    let start = now.max(year);
    let begun = ledger.begin(spec(start).name("ahead")).await.unwrap();
    begun.run.record_items(items(0..8), start).await.unwrap();
    for index in 0..4 {
        let ended = start + Duration::from_secs(300);
        let record = json!({"outcome": "ok", "endedAt": ended});
        let conclusion = OutcomeRecord {
            record: record.to_string(),
            ended_at: ended,
            ..conclusion(index, 1, OutcomeKind::Ok)
        };
        begun.run.conclude(conclusion).await.unwrap();
    }
    let now = start + Duration::from_secs(600);
    let report = Ledger::read(&path).await.unwrap().report(None, now).await.unwrap();
    assert!(report.active, "{report:?}");
    assert_eq!(
        (report.per_hour, report.expected_end),
        (Some(24.0), Some(now + Duration::from_secs(600)))
    );
}

#[tokio::test]
async fn a_reader_in_the_middle_of_a_query_blocks_no_writer() {
    let (_folder, path) = place();
    let ledger = Ledger::open(&path).await.unwrap();
    let begun = begin(&ledger).await;
    begun.run.record_items(items(0..3), noon()).await.unwrap();
    let plain = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    plain.execute_batch("BEGIN; SELECT * FROM items").unwrap();
    begun.run.conclude(conclusion(0, 1, OutcomeKind::Ok)).await.unwrap();
    let seen = |sql| plain.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(seen("SELECT count(*) FROM outcomes"), 0, "its snapshot is older");
    drop(begun);
    ledger.close().await.unwrap();
    plain.execute_batch("COMMIT").unwrap();
    assert_eq!(seen("SELECT count(*) FROM outcomes"), 1);
}

#[tokio::test]
async fn the_views_answer_what_people_ask() {
    let (_folder, path) = place();
    let ledger = Ledger::open(&path).await.unwrap();
    let begun = begin(&ledger).await;
    begun.run.record_items(items(0..4), noon()).await.unwrap();
    begun.run.record_intent(intent(3, 1)).await.unwrap();
    let done = begun.run.record_intent(intent(0, 1)).await.unwrap();
    begun.run.settle(done, Settled::Accepted, noon()).await.unwrap();
    begun.run.conclude(conclusion(0, 1, OutcomeKind::Failed)).await.unwrap();
    begun.run.conclude(conclusion(0, 2, OutcomeKind::Ok)).await.unwrap();
    begun.run.conclude(conclusion(1, 1, OutcomeKind::Partial)).await.unwrap();
    let plain = Connection::open(&path).unwrap();
    let text = |sql: &str| plain.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap();
    let results = "SELECT group_concat(enterprise_id || ':' || ifnull(outcome, '-')) FROM results";
    assert_eq!(text(results), "E0:ok,E1:partial,E2:-,E3:-");
    let summary = "SELECT run || ' ' || recorded || ' ' || concluded || ' ' || ok || ' ' || failed
                   || ' ' || partial FROM run_summary";
    assert_eq!(text(summary), format!("{} 4 2 1 0 1", begun.name));
    assert_eq!(text("SELECT group_concat(enterprise_id) FROM open_intents"), "E3");
    assert_eq!(text("SELECT started_at FROM outcomes LIMIT 1"), "2026-11-21T12:00:00.000Z");
}

/// The tables and views that are described, each as `name.column`.
fn described() -> BTreeSet<String> {
    let (mut found, mut table) = (BTreeSet::new(), "");
    for line in DOCS.lines() {
        if let Some(name) = line.strip_prefix("### `").and_then(|rest| rest.strip_suffix('`')) {
            table = name;
        } else if line.starts_with('#') {
            table = "";
        } else if let Some((column, _)) =
            line.strip_prefix("| `").and_then(|rest| rest.split_once('`'))
            && !table.is_empty()
        {
            found.insert(format!("{table}.{column}"));
        }
    }
    found
}

#[tokio::test]
async fn every_column_is_described_and_no_other() {
    let (_folder, path) = place();
    Ledger::open(&path).await.unwrap().close().await.unwrap();
    let plain = Connection::open(&path).unwrap();
    let mut statement = plain
        .prepare(
            "SELECT m.name || '.' || c.name FROM sqlite_schema AS m
             JOIN pragma_table_info(m.name) AS c
             WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite_%'
             AND m.name <> 'latest_outcomes'",
        )
        .unwrap();
    let columns = statement.query_map([], |row| row.get(0)).unwrap();
    let columns: BTreeSet<String> = columns.collect::<rusqlite::Result<_>>().unwrap();
    assert_eq!(described(), columns);
}

#[tokio::test]
async fn the_queries_of_the_page_run() {
    let (_folder, path) = place();
    Ledger::open(&path).await.unwrap().close().await.unwrap();
    let plain = Connection::open(&path).unwrap();
    let queries: Vec<_> = DOCS.split("```sql\n").skip(1).collect();
    assert!(queries.len() >= 5);
    for query in queries {
        let query = query.split("```").next().unwrap();
        plain.execute_batch(query).unwrap_or_else(|error| panic!("{error}: {query}"));
    }
}
