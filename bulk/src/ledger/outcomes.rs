//! The outcomes of a run's items, one for each round of an item.

use rusqlite::{Connection, params};
use serde_json::Value;

use super::db_error::DbResult;
use super::items::position;
use super::sql_types::Time;
use crate::OutcomeKind;
use webex_broadworks::Timestamp;

/// The outcome of one item.
#[derive(Clone, Debug)]
pub struct OutcomeRecord {
    /// The index of the item.
    pub index: u64,
    /// The round, from [`UnfinishedItem::round`](super::UnfinishedItem::round).
    pub round: u32,
    /// How it ended.
    pub outcome: OutcomeKind,
    /// The reason, in a word or a sentence.
    pub reason: Option<String>,
    /// The code of the error.
    pub error_code: Option<String>,
    /// The directory sync error codes that Webex sent.
    pub directory_sync_codes: Vec<i64>,
    /// The tracking id for Webex support.
    pub tracking_id: Option<String>,
    /// How many requests were sent.
    pub attempts: u32,
    /// When work on it started, if it did.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Timestamp,
    /// The whole outcome as JSON text, unchanged.
    pub record: String,
}

pub(super) fn record(connection: &Connection, run: i64, one: &OutcomeRecord) -> DbResult<()> {
    let codes = match one.directory_sync_codes.as_slice() {
        [] => Value::Null,
        codes => codes.into(),
    };
    let mut statement = connection.prepare_cached(
        "INSERT INTO outcomes (run_id, item_index, round, outcome, reason, error_code,
                               directory_sync_codes, tracking_id, attempts, started_at, ended_at,
                               record)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?;
    statement.execute(params![
        run,
        one.index,
        one.round,
        one.outcome,
        one.reason,
        one.error_code,
        codes,
        one.tracking_id,
        one.attempts,
        one.started_at.map(Time),
        Time(one.ended_at),
        one.record
    ])?;
    Ok(())
}

/// The outcomes after which an item is executed again, as an SQL list.
pub(super) fn retryable_outcomes_sql(retry: &[OutcomeKind]) -> String {
    let again = |kind: &&OutcomeKind| **kind == OutcomeKind::NotStarted || retry.contains(kind);
    let names = OutcomeKind::ALL.iter().filter(again).map(|kind| format!("'{}'", kind.name()));
    names.collect::<Vec<_>>().join(", ")
}

/// A page of earlier outcomes, by index.
pub(super) fn finished(
    connection: &Connection,
    run: i64,
    after: Option<u64>,
    limit: u32,
    again: &str,
    last_outcome: i64,
) -> DbResult<Vec<(u64, String)>> {
    let sql = format!(
        "SELECT item_index, record FROM latest_outcomes
         WHERE run_id = ?1 AND item_index > ?2 AND outcome_id <= ?4 AND outcome NOT IN ({again})
         ORDER BY item_index
         LIMIT ?3"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let page = params![run, position(after), limit, last_outcome];
    let rows = statement.query_map(page, |row| row.try_into())?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
