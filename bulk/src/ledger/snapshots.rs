//! The recorded sync states of enterprises over time: Webex itself only shows the last sync.

use rusqlite::{Connection, params};
use serde_json::Value;

use super::db_error::DbResult;
use super::sql_types::Time;
use webex_broadworks::internals::status_of;
use webex_broadworks::{DirectorySyncState, Timestamp, directory_sync_state};

/// The directory sync state of an enterprise at one time.
#[derive(Clone, Debug)]
pub struct Snapshot {
    enterprise_id: String,
    sp_enterprise_id: Option<String>,
    observed_at: Timestamp,
    state: DirectorySyncState,
    tracking_id: Option<String>,
    record: String,
}

impl Snapshot {
    /// Creates a snapshot from Webex's JSON: an enterprise, or the result of
    /// `directory_sync.get_status`.
    pub fn new(
        enterprise_id: impl Into<String>,
        sp_enterprise_id: Option<String>,
        observed_at: Timestamp,
        seen: &Value,
    ) -> Self {
        let tracking_id = status_of(seen).get("lastSyncTrackingId").and_then(Value::as_str);
        Self {
            enterprise_id: enterprise_id.into(),
            sp_enterprise_id,
            observed_at,
            state: directory_sync_state(seen, observed_at),
            tracking_id: tracking_id.map(str::to_owned),
            record: seen.to_string(),
        }
    }
}

/// Keeps a snapshot, unless it shows the same sync in the same state as the enterprise's last one.
pub(super) fn insert_if_changed(connection: &Connection, snapshot: &Snapshot) -> DbResult<()> {
    let state = &snapshot.state;
    let codes: Vec<_> = state.errors.iter().filter_map(|error| error.code).collect();
    let mut statement = connection.prepare_cached(
        "INSERT INTO snapshots (enterprise_id, sp_enterprise_id, observed_at, enabled, status,
                                tracking_id, last_sync_start, last_sync_end, last_success,
                                duration_seconds, users_added, users_updated, users_deleted,
                                machines_added, machines_updated, machines_deleted, total_users,
                                total_machines, errors, record)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
                ?19, ?20
         WHERE NOT EXISTS (
             SELECT 1 FROM snapshots
             WHERE snapshot_id = (SELECT max(snapshot_id) FROM snapshots WHERE enterprise_id = ?1)
             AND enabled IS ?4 AND status = ?5 AND tracking_id IS ?6 AND last_sync_start IS ?7
         )",
    )?;
    statement.execute(params![
        snapshot.enterprise_id,
        snapshot.sp_enterprise_id,
        Time(snapshot.observed_at),
        state.enabled,
        state.status,
        snapshot.tracking_id,
        state.last_start.map(Time),
        state.last_end.map(Time),
        state.last_success.map(Time),
        state.duration,
        state.counters.users_added,
        state.counters.users_updated,
        state.counters.users_deleted,
        state.counters.machines_added,
        state.counters.machines_updated,
        state.counters.machines_deleted,
        state.counters.total_external_users_in_ci,
        state.counters.total_external_machines_in_ci,
        if codes.is_empty() { Value::Null } else { codes.into() },
        snapshot.record
    ])?;
    Ok(())
}
