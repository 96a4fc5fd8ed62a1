//! One row for each day: the syncs that ended on it, according to a ledger.

use std::collections::BTreeMap;

use serde::Serialize;
use webex_broadworks_bulk::ledger::DayTotals;

/// The syncs that ended on one day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct TrendRow {
    /// The partner label of their enterprises.
    pub partner: Option<String>,
    /// The day in UTC, such as `2026-11-21`.
    pub day: String,
    /// How many runs ended.
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

/// A row for each day, of these totals.
pub(super) fn rows(totals: BTreeMap<String, DayTotals>, partner: Option<&String>) -> Vec<TrendRow> {
    let row = |(day, totals): (String, DayTotals)| TrendRow {
        partner: partner.cloned(),
        day,
        runs: totals.runs,
        failed: totals.failed,
        users_added: totals.users_added,
        users_updated: totals.users_updated,
        users_deleted: totals.users_deleted,
        machines_added: totals.machines_added,
        machines_updated: totals.machines_updated,
        machines_deleted: totals.machines_deleted,
    };
    totals.into_iter().map(row).collect()
}

pub(super) fn sort(rows: &mut [TrendRow]) {
    rows.sort_by(|one, other| (&one.day, &one.partner).cmp(&(&other.day, &other.partner)));
}
