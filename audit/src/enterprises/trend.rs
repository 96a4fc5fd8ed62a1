//! One row for each day: the syncs that ended on it, according to a ledger.

use std::collections::BTreeMap;

use crate::generated::rows::TrendRow;
use webex_broadworks_bulk::ledger::DayTotals;

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
