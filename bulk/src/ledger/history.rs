//! Reads snapshots for audits: the last of each enterprise, and the syncs by day.

use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::{Connection, Row};

use super::db_error::DbResult;
use super::sql_types::Time;
use webex_broadworks::Timestamp;

/// The latest record of an enterprise in a ledger.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LatestSnapshot {
    /// When it was observed, or changed by a bulk run since.
    pub observed_at: Timestamp,
    /// The enterprise's own identifier.
    pub sp_enterprise_id: Option<String>,
    /// The template with which it was provisioned.
    pub provisioning_id: Option<String>,
    /// Whether directory sync was on.
    pub enabled: Option<bool>,
    /// The state of its last sync.
    pub status: String,
    /// External users in the organization.
    pub users: Option<i64>,
    /// External machine accounts in the organization.
    pub machines: Option<i64>,
}

/// The syncs that ended on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DayTotals {
    /// How many ended.
    pub runs: u64,
    /// How many of them failed.
    pub failed: u64,
    /// Users added.
    pub users_added: i64,
    /// Users updated.
    pub users_updated: i64,
    /// Users deleted.
    pub users_deleted: i64,
    /// Machine accounts added.
    pub machines_added: i64,
    /// Machine accounts updated.
    pub machines_updated: i64,
    /// Machine accounts deleted.
    pub machines_deleted: i64,
}

/// The last snapshot of each enterprise, by its id.
pub(super) fn last_seen(connection: &Connection) -> DbResult<HashMap<String, LatestSnapshot>> {
    let mut statement = connection.prepare_cached(
        "SELECT enterprise_id, sp_enterprise_id, observed_at, enabled, status, total_users,
                total_machines, json_extract(record, '$.provisioningId') AS provisioning_id
         FROM snapshots
         WHERE snapshot_id IN (SELECT max(snapshot_id) FROM snapshots GROUP BY enterprise_id)",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get("enterprise_id")?, seen(row)?)))?;
    let mut last_seen = rows.collect::<rusqlite::Result<HashMap<String, LatestSnapshot>>>()?;
    switched_since(connection, &mut last_seen)?;
    Ok(last_seen)
}

/// Changes by bulk runs after the last snapshot: these are known, and not drift.
fn switched_since(
    connection: &Connection,
    seen: &mut HashMap<String, LatestSnapshot>,
) -> DbResult<()> {
    let mut statement = connection.prepare_cached(
        "SELECT enterprise_id, outcomes.ended_at AS switched_at,
                json_extract(record, '$.result.after.enableDirSync') AS enabled
         FROM outcomes JOIN items USING (run_id, item_index) JOIN runs USING (run_id)
         WHERE operation = 'directory_sync.ensure' AND outcome = 'ok' AND enabled IS NOT NULL
         ORDER BY switched_at",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let switched = row.get::<_, Time>("switched_at")?.0;
        if let Some(seen) = seen.get_mut(&row.get::<_, String>("enterprise_id")?)
            && seen.observed_at <= switched
        {
            seen.enabled = row.get("enabled")?;
            seen.observed_at = switched;
        }
    }
    Ok(())
}

fn seen(row: &Row<'_>) -> rusqlite::Result<LatestSnapshot> {
    Ok(LatestSnapshot {
        observed_at: row.get::<_, Time>("observed_at")?.0,
        sp_enterprise_id: row.get("sp_enterprise_id")?,
        provisioning_id: row.get("provisioning_id")?,
        enabled: row.get("enabled")?,
        status: row.get("status")?,
        users: row.get("total_users")?,
        machines: row.get("total_machines")?,
    })
}

/// The ended syncs of these enterprises, each once, added up by the day of their end in UTC.
pub(super) fn totals_by_day(
    connection: &Connection,
    ids: &HashSet<String>,
) -> DbResult<BTreeMap<String, DayTotals>> {
    let mut statement = connection.prepare_cached(
        "SELECT enterprise_id, substr(last_sync_end, 1, 10) AS day, status,
                users_added, users_updated, users_deleted,
                machines_added, machines_updated, machines_deleted
         FROM snapshots
         WHERE snapshot_id IN (
             SELECT max(snapshot_id) FROM snapshots
             WHERE last_sync_end IS NOT NULL AND status <> 'IN_PROGRESS'
             GROUP BY enterprise_id, last_sync_end
         )",
    )?;
    let mut rows = statement.query([])?;
    let mut days = BTreeMap::new();
    while let Some(row) = rows.next()? {
        if ids.contains(&row.get::<_, String>("enterprise_id")?) {
            add(days.entry(row.get("day")?).or_default(), row)?;
        }
    }
    Ok(days)
}

fn add(day: &mut DayTotals, row: &Row<'_>) -> rusqlite::Result<()> {
    day.runs += 1;
    day.failed += u64::from(row.get::<_, String>("status")? == "FAILED");
    for (total, column) in [
        (&mut day.users_added, "users_added"),
        (&mut day.users_updated, "users_updated"),
        (&mut day.users_deleted, "users_deleted"),
        (&mut day.machines_added, "machines_added"),
        (&mut day.machines_updated, "machines_updated"),
        (&mut day.machines_deleted, "machines_deleted"),
    ] {
        let more = row.get::<_, Option<i64>>(column)?.unwrap_or_default();
        *total = total.saturating_add(more);
    }
    Ok(())
}
