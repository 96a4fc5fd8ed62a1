//! Reads a ledger: its runs, their counts, and their outcomes by pages.

use rusqlite::{Connection, Row, params};
use serde_json::Value;

use super::db_error::DbResult;
use super::items::position;
use super::run_name::find_run;
use super::run_state::RunState;
use super::sql_types::Time;
use crate::OutcomeKind;
use webex_broadworks::{Error, Timestamp};

/// A run in the ledger.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct RunRecord {
    /// The name.
    pub name: String,
    /// The name of the bulk operation.
    pub operation: String,
    /// The arguments.
    pub arguments: Value,
    /// Whose enterprises they are.
    pub partner: Option<String>,
    /// Its state.
    pub state: RunState,
    /// Whether all of its input is recorded.
    pub input_complete: bool,
    /// Number of items in the input.
    pub total: Option<u64>,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it was last started, answered by Webex, or written to.
    pub updated_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Why it ended early.
    pub reason: Option<String>,
}

/// A run's items, by their latest outcome.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RunSummary {
    /// Number of items in the input, once it is known.
    pub total: Option<u64>,
    /// Number of recorded items, without duplicates.
    pub recorded: u64,
    /// Number of items without an outcome.
    pub open: u64,
    /// Number of items of each outcome, without zeros.
    pub counts: Vec<(OutcomeKind, u64)>,
}

impl RunSummary {
    /// How many items ended so.
    pub fn count(&self, outcome: OutcomeKind) -> u64 {
        self.counts.iter().find(|(kind, _)| *kind == outcome).map_or(0, |(_, count)| *count)
    }
}

/// All runs, the latest first. The order is that of writing, not of the clock.
pub(super) fn runs(connection: &Connection) -> DbResult<Vec<RunRecord>> {
    let mut statement = connection.prepare_cached("SELECT * FROM runs ORDER BY run_id DESC")?;
    let rows = statement.query_map([], read_run)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn read_run(row: &Row<'_>) -> rusqlite::Result<RunRecord> {
    Ok(RunRecord {
        name: row.get("name")?,
        operation: row.get("operation")?,
        arguments: row.get("arguments")?,
        partner: row.get("partner")?,
        state: row.get("state")?,
        input_complete: row.get("input_complete")?,
        total: row.get("total")?,
        created_at: row.get::<_, Time>("created_at")?.0,
        updated_at: row.get::<_, Time>("updated_at")?.0,
        ended_at: row.get::<_, Option<Time>>("ended_at")?.map(|time| time.0),
        reason: row.get("reason")?,
    })
}

/// The id of the run with a name.
pub(super) fn find(connection: &Connection, name: &str) -> DbResult<i64> {
    find_run(connection, name)?.ok_or_else(|| {
        Error::invalid_argument(format!("the ledger has no run named {name}")).into()
    })
}

/// Counts a run's items.
pub(super) fn summary(connection: &Connection, run: i64) -> DbResult<RunSummary> {
    let sql = "SELECT total, (SELECT count(*) FROM items WHERE run_id = ?1) FROM runs
               WHERE run_id = ?1";
    let (total, recorded): (_, u64) =
        connection.prepare_cached(sql)?.query_row([run], |row| row.try_into())?;
    let mut statement = connection.prepare_cached(
        "SELECT outcome, count(*) FROM latest_outcomes WHERE run_id = ?1 GROUP BY outcome",
    )?;
    let rows = statement.query_map([run], |row| row.try_into())?;
    let mut counts: Vec<(OutcomeKind, u64)> = rows.collect::<rusqlite::Result<_>>()?;
    counts.sort_unstable();
    let concluded = counts.iter().map(|(_, count)| count).sum();
    Ok(RunSummary { total, recorded, open: recorded.saturating_sub(concluded), counts })
}

/// How many items of a run were worked on and ended since a time.
pub(super) fn worked_on(connection: &Connection, run: i64, since: Timestamp) -> DbResult<u64> {
    let sql = "SELECT count(*) FROM outcomes
               WHERE run_id = ?1 AND ended_at >= ?2 AND outcome NOT IN ('skipped', 'not_started')";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row(params![run, Time(since)], |row| row.get(0))?)
}

/// A page of a run's latest outcomes: index and record.
pub(super) fn outcomes(
    connection: &Connection,
    run: i64,
    after: Option<u64>,
    limit: u32,
) -> DbResult<Vec<(u64, String)>> {
    let mut statement = connection.prepare_cached(
        "SELECT item_index, record FROM latest_outcomes
         WHERE run_id = ?1 AND item_index > ?2 ORDER BY item_index LIMIT ?3",
    )?;
    let rows = statement.query_map(params![run, position(after), limit], |row| row.try_into())?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
