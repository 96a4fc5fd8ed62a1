//! Intents: what a run is about to send, recorded before it is sent.

use rusqlite::{Connection, params};
use serde_json::Value;
use strum::{EnumString, IntoStaticStr};

use super::db_error::DbResult;
use super::sql_types::Time;
use webex_broadworks::{Error, Operation, Timestamp};

/// The id of an intent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct IntentId(pub(super) i64);

/// The outcome of an intent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
#[non_exhaustive]
pub enum Settled {
    /// Webex accepted it, or showed its effect.
    Accepted,
    /// Webex answered that it did nothing.
    Refused,
    /// It was never sent.
    NotSent,
    /// The outcome is unknown, and no effect was seen for long enough. If an effect is seen later,
    /// the intent is settled once more, as accepted.
    Lost,
}

/// A request that is about to be sent for an item.
#[derive(Clone, Debug)]
pub struct NewIntent {
    /// The index of the item.
    pub index: u64,
    /// Its round, from [`UnfinishedItem::round`](super::UnfinishedItem::round).
    pub round: u32,
    /// What is sent.
    pub operation: Operation,
    /// The state before it, with which later states are compared.
    pub baseline: Value,
    /// The tracking id of the request.
    pub tracking_id: Option<String>,
    /// The time.
    pub now: Timestamp,
}

pub(super) fn record(connection: &Connection, run: i64, new: &NewIntent) -> DbResult<IntentId> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO intents (run_id, item_index, round, operation, baseline, tracking_id,
                              intended_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    statement.execute(params![
        run,
        new.index,
        new.round,
        new.operation.id(),
        new.baseline,
        new.tracking_id,
        Time(new.now)
    ])?;
    Ok(IntentId(connection.last_insert_rowid()))
}

pub(super) fn settle(
    connection: &Connection,
    intent: IntentId,
    how: Settled,
    now: Timestamp,
) -> DbResult<()> {
    let mut statement = connection.prepare_cached(
        "UPDATE intents SET settled = ?2, settled_at = ?3
         WHERE intent_id = ?1 AND (ifnull(settled, ?2) = ?2 OR (settled = 'lost' AND ?2 = 'accepted'))",
    )?;
    if statement.execute(params![intent.0, how, Time(now)])? == 1 {
        return Ok(());
    }
    let reason = format!("the intent {} is not there, or was settled otherwise", intent.0);
    Err(Error::internal(reason).into())
}
