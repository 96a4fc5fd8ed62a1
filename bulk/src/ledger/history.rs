//! What audits read of the snapshots: the last of each enterprise, and the runs by day.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, Row};

use super::column::Time;
use super::fault::Outcome;
use crate::audit::{PastRun, Seen, Trends};

/// How each enterprise was last seen, by its id.
pub(super) fn last_seen(connection: &Connection) -> Outcome<HashMap<String, Seen>> {
    let mut statement = connection.prepare_cached(
        "SELECT enterprise_id, sp_enterprise_id, observed_at, enabled, status, total_users,
                total_machines, json_extract(record, '$.provisioningId') AS provisioning_id
         FROM snapshots
         WHERE snapshot_id IN (SELECT max(snapshot_id) FROM snapshots GROUP BY enterprise_id)",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get("enterprise_id")?, seen(row)?)))?;
    let mut last_seen = rows.collect::<rusqlite::Result<HashMap<String, Seen>>>()?;
    switched_since(connection, &mut last_seen)?;
    Ok(last_seen)
}

/// What bulk runs switched on or off after they had last looked: that is known, and no drift.
fn switched_since(connection: &Connection, seen: &mut HashMap<String, Seen>) -> Outcome<()> {
    let mut statement = connection.prepare_cached(
        "SELECT enterprise_id, outcomes.ended_at AS switched_at,
                json_extract(record, '$.result.after.enableDirSync') AS enabled
         FROM outcomes JOIN items USING (run_id, item_index) JOIN runs USING (run_id)
         WHERE operation = 'ensure_directory_sync' AND outcome = 'ok' AND enabled IS NOT NULL
         ORDER BY switched_at",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let switched = row.get::<_, Time>("switched_at")?.0;
        if let Some(seen) = seen.get_mut(&row.get::<_, String>("enterprise_id")?)
            && seen.at <= switched
        {
            seen.enabled = row.get("enabled")?;
            seen.at = switched;
        }
    }
    Ok(())
}

fn seen(row: &Row<'_>) -> rusqlite::Result<Seen> {
    Ok(Seen {
        at: row.get::<_, Time>("observed_at")?.0,
        sp_enterprise_id: row.get("sp_enterprise_id")?,
        provisioning_id: row.get("provisioning_id")?,
        enabled: row.get("enabled")?,
        status: row.get("status")?,
        users: row.get("total_users")?,
        machines: row.get("total_machines")?,
    })
}

/// The runs of these enterprises that have ended, each once, added up by the day of their end.
pub(super) fn trends(connection: &Connection, ids: &HashSet<String>) -> Outcome<Trends> {
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
    let mut trends = Trends::default();
    while let Some(row) = rows.next()? {
        if ids.contains(&row.get::<_, String>("enterprise_id")?) {
            trends.add(past_run(row)?);
        }
    }
    Ok(trends)
}

fn past_run(row: &Row<'_>) -> rusqlite::Result<PastRun> {
    let counter = |name| row.get::<_, Option<i64>>(name).map(Option::unwrap_or_default);
    Ok(PastRun {
        day: row.get("day")?,
        failed: row.get::<_, String>("status")? == "FAILED",
        counters: [
            counter("users_added")?,
            counter("users_updated")?,
            counter("users_deleted")?,
            counter("machines_added")?,
            counter("machines_updated")?,
            counter("machines_deleted")?,
        ],
    })
}
