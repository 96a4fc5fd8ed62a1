//! The items of a run, and what is still to do.

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde_json::Value;

use super::db_error::DbResult;
use super::intents::{IntentId, Settled};
use super::selection::SelectedItem;
use super::sql_types::Time;
use crate::item::ItemKey;
use webex_broadworks::Timestamp;
use webex_broadworks::internals::canonical_id;

/// An enterprise, or a user of it.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Item {
    /// The id of the enterprise.
    pub enterprise_id: String,
    /// The service provider's identifier of the enterprise.
    pub sp_enterprise_id: Option<String>,
    /// The user, if it is about one.
    pub user_id: Option<String>,
    /// Whether directory sync must be on, if the item says so.
    pub enable_dir_sync: Option<bool>,
    /// The onboarding template of the enterprise.
    pub provisioning_id: Option<String>,
    /// The caller's name for the cluster of the enterprise.
    pub cluster_group: Option<String>,
    /// Duration of the enterprise's last sync in seconds.
    pub last_run_seconds: Option<f64>,
}

impl Item {
    /// An item with only an enterprise.
    pub fn new(enterprise_id: impl Into<String>) -> Self {
        Self { enterprise_id: enterprise_id.into(), ..Self::default() }
    }
}

/// An item of the input.
#[derive(Clone, Debug, PartialEq)]
pub struct NewItem {
    /// Its position in the input, counted from 0. It is the index if that is free.
    pub index: u64,
    /// The item.
    pub item: Item,
}

/// An item that still needs work.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct UnfinishedItem {
    /// The index, which doesn't change during the run.
    pub index: u64,
    /// The item.
    pub item: Item,
    /// The round of its next outcome, from 1.
    pub round: u32,
    /// The last request of this round, if it is unsettled or was accepted. It must be followed up
    /// before anything else is sent.
    pub intent: Option<OpenIntent>,
}

/// A request that was accepted or may have been sent, without an outcome yet.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct OpenIntent {
    /// The id with which it is settled.
    pub id: IntentId,
    /// The name of the operation.
    pub operation: String,
    /// The state before it was sent.
    pub baseline: Value,
    /// The tracking id of the request.
    pub tracking_id: Option<String>,
    /// When it was recorded, just before it was sent.
    pub intended_at: Timestamp,
    /// Whether Webex accepted it. Otherwise its outcome is unknown.
    pub accepted: bool,
}

/// A recorded item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RecordedItem {
    pub(crate) index: u64,
    pub(crate) enterprise_id: String,
    pub(crate) sp_enterprise_id: Option<String>,
    pub(crate) user_id: Option<String>,
    pub(crate) standing: Standing,
}

/// Where an item stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Nothing was sent for it.
    Open,
    /// A request was or may have been sent, and has no outcome yet.
    Sent,
    /// It has its outcome.
    Finished,
}

/// Every item of a run; `again` is the SQL list of outcomes that don't count.
pub(super) fn standings(
    connection: &Connection,
    run: i64,
    again: &str,
) -> DbResult<Vec<RecordedItem>> {
    let sql = format!(
        "SELECT i.item_index, i.enterprise_id, i.sp_enterprise_id, i.user_id,
                o.outcome IS NOT NULL AND o.outcome NOT IN ({again}) AS is_finished,
                n.intent_id IS NOT NULL AND ifnull(n.settled, 'accepted') = 'accepted' AS is_sent
         FROM items AS i
         LEFT JOIN latest_outcomes AS o ON o.run_id = i.run_id AND o.item_index = i.item_index
         LEFT JOIN intents AS n ON n.intent_id = (
             SELECT max(l.intent_id) FROM intents AS l
             WHERE l.run_id = i.run_id AND l.item_index = i.item_index
             AND l.round = ifnull(o.round, 0) + 1
         )
         WHERE i.run_id = ?1
         ORDER BY i.item_index"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([run], |row| {
        let (is_finished, is_sent) = (row.get("is_finished")?, row.get("is_sent")?);
        Ok(RecordedItem {
            index: row.get("item_index")?,
            enterprise_id: row.get("enterprise_id")?,
            sp_enterprise_id: row.get("sp_enterprise_id")?,
            user_id: row.get("user_id")?,
            standing: match (is_finished, is_sent) {
                (true, _) => Standing::Finished,
                (false, true) => Standing::Sent,
                (false, false) => Standing::Open,
            },
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// All items of a run, as a selection.
pub(super) fn selected(connection: &Connection, run: i64) -> DbResult<Vec<SelectedItem>> {
    let sql = "SELECT enterprise_id, sp_enterprise_id, user_id, enable_dir_sync FROM items
               WHERE run_id = ?1 ORDER BY item_index";
    let mut statement = connection.prepare_cached(sql)?;
    let items = statement.query_map([run], |row| {
        let enterprise: String = row.get(0)?;
        let user: Option<String> = row.get(2)?;
        let name = user.clone().or(row.get(1)?).unwrap_or_else(|| enterprise.clone());
        let key = ItemKey { enterprise: canonical_id(&enterprise), user };
        Ok(SelectedItem { key, enable_dir_sync: row.get(3)?, name })
    })?;
    Ok(items.collect::<rusqlite::Result<_>>()?)
}

/// Records an item unless it is already there, and returns its index.
pub(super) fn record(connection: &Connection, run: i64, new: &NewItem) -> DbResult<u64> {
    if insert(connection, run, new.index, &new.item)? {
        return Ok(new.index);
    }
    if let Some(index) = find(connection, run, &new.item)? {
        return Ok(index);
    }
    let sql = "SELECT max(item_index) + 1 FROM items WHERE run_id = ?1";
    let index = connection.prepare_cached(sql)?.query_row([run], |row| row.get(0))?;
    insert(connection, run, index, &new.item)?;
    Ok(index)
}

fn insert(connection: &Connection, run: i64, index: u64, item: &Item) -> DbResult<bool> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO items (run_id, item_index, enterprise_id, sp_enterprise_id, user_id,
                            enable_dir_sync, provisioning_id, cluster_group, last_run_seconds)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT DO NOTHING",
    )?;
    let inserted = statement.execute(params![
        run,
        index,
        item.enterprise_id,
        item.sp_enterprise_id,
        item.user_id,
        item.enable_dir_sync,
        item.provisioning_id,
        item.cluster_group,
        item.last_run_seconds
    ])?;
    Ok(inserted > 0)
}

/// The index of an item, if it is recorded.
pub(super) fn find(connection: &Connection, run: i64, item: &Item) -> DbResult<Option<u64>> {
    let mut statement = connection.prepare_cached(
        "SELECT item_index FROM items
         WHERE run_id = ?1 AND enterprise_id = ?2 AND ifnull(user_id, '') = ifnull(?3, '')",
    )?;
    let key = params![run, item.enterprise_id, item.user_id];
    Ok(statement.query_row(key, |row| row.get(0)).optional()?)
}

/// A page of the items that need work; `again` is the SQL list of outcomes that don't count.
pub(super) fn unfinished(
    connection: &Connection,
    run: i64,
    after: Option<u64>,
    limit: u32,
    again: &str,
    last_outcome: i64,
) -> DbResult<Vec<UnfinishedItem>> {
    // An intent of an earlier round already has an outcome.
    let sql = format!(
        "SELECT i.*, ifnull(o.round, 0) + 1 AS next_round, n.intent_id, n.operation, n.baseline,
                n.tracking_id, n.intended_at, n.settled
         FROM items AS i
         LEFT JOIN latest_outcomes AS o ON o.run_id = i.run_id AND o.item_index = i.item_index
         LEFT JOIN intents AS n ON n.intent_id = (
             SELECT max(l.intent_id) FROM intents AS l
             WHERE l.run_id = i.run_id AND l.item_index = i.item_index
             AND l.round = ifnull(o.round, 0) + 1
         )
         WHERE i.run_id = ?1 AND i.item_index > ?2
         AND (o.outcome IS NULL OR (o.outcome IN ({again}) AND o.outcome_id <= ?4))
         ORDER BY i.item_index
         LIMIT ?3"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows =
        statement.query_map(params![run, position(after), limit, last_outcome], read_unfinished)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The start of a page: after an index, or before the first.
pub(super) fn position(after: Option<u64>) -> i64 {
    after.map_or(-1, |after| i64::try_from(after).unwrap_or(i64::MAX))
}

fn read_unfinished(row: &Row<'_>) -> rusqlite::Result<UnfinishedItem> {
    Ok(UnfinishedItem {
        index: row.get("item_index")?,
        item: Item {
            enterprise_id: row.get("enterprise_id")?,
            sp_enterprise_id: row.get("sp_enterprise_id")?,
            user_id: row.get("user_id")?,
            enable_dir_sync: row.get("enable_dir_sync")?,
            provisioning_id: row.get("provisioning_id")?,
            cluster_group: row.get("cluster_group")?,
            last_run_seconds: row.get("last_run_seconds")?,
        },
        round: row.get("next_round")?,
        intent: read_intent(row)?,
    })
}

fn read_intent(row: &Row<'_>) -> rusqlite::Result<Option<OpenIntent>> {
    let settled: Option<Settled> = row.get("settled")?;
    let open = matches!(settled, None | Some(Settled::Accepted));
    let Some(id) = row.get::<_, Option<i64>>("intent_id")?.filter(|_| open) else {
        return Ok(None);
    };
    Ok(Some(OpenIntent {
        id: IntentId(id),
        operation: row.get("operation")?,
        baseline: row.get("baseline")?,
        tracking_id: row.get("tracking_id")?,
        intended_at: row.get::<_, Time>("intended_at")?.0,
        accepted: settled.is_some(),
    }))
}
