//! Stores what the cluster scheduler learned.

use rusqlite::{Connection, params};
use serde_json::Value;

use super::db_error::DbResult;
use super::sql_types::Time;
use webex_broadworks::Timestamp;

/// A belief of the scheduler about shared clusters. The ledger doesn't interpret it.
#[derive(Clone, Debug, PartialEq)]
pub struct LearnedGroup {
    /// The kind of the key, for example `provisioningId` or `enterpriseId`.
    pub kind: String,
    /// Of what it is believed.
    pub key: String,
    /// The cluster, by the scheduler's name; `None` if it is undecided.
    pub cluster: Option<String>,
    /// What the belief rests on.
    pub evidence: Value,
    /// When it was learned.
    pub learnt_at: Timestamp,
}

/// Records beliefs. A later one with the same partner, kind and key replaces an earlier one.
pub(super) fn learn(
    connection: &Connection,
    partner: Option<&str>,
    groups: &[LearnedGroup],
) -> DbResult<()> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO learnt_groups (partner, kind, key, cluster, evidence, learnt_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (ifnull(partner, ''), kind, key) DO UPDATE
         SET cluster = excluded.cluster, evidence = excluded.evidence,
             learnt_at = excluded.learnt_at
         WHERE excluded.learnt_at >= learnt_at",
    )?;
    for group in groups {
        statement.execute(params![
            partner,
            group.kind,
            group.key,
            group.cluster,
            group.evidence,
            Time(group.learnt_at)
        ])?;
    }
    Ok(())
}

/// All that was learned about one partner.
pub(super) fn knowledge(
    connection: &Connection,
    partner: Option<&str>,
) -> DbResult<Vec<LearnedGroup>> {
    let mut statement = connection.prepare_cached(
        "SELECT kind, key, cluster, evidence, learnt_at FROM learnt_groups
         WHERE ifnull(partner, '') = ifnull(?1, '')
         ORDER BY kind, key",
    )?;
    let rows = statement.query_map([partner], |row| {
        Ok(LearnedGroup {
            kind: row.get(0)?,
            key: row.get(1)?,
            cluster: row.get(2)?,
            evidence: row.get(3)?,
            learnt_at: row.get::<_, Time>(4)?.0,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
