//! One row for each day: what the runs that ended on it did, as far as a ledger knows them.

#[cfg(feature = "ledger")]
use std::collections::BTreeMap;

use serde::Serialize;

/// The runs that ended on one day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct TrendRow {
    /// The label of the partner whose enterprises they are of.
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

/// One run as a ledger kept it.
#[cfg(feature = "ledger")]
#[derive(Clone, Debug, Default)]
pub(crate) struct PastRun {
    pub(crate) day: String,
    pub(crate) failed: bool,
    /// Users, then machine accounts: added, updated, deleted.
    pub(crate) counters: [i64; 6],
}

/// Adds runs up by day.
#[cfg(feature = "ledger")]
#[derive(Debug, Default)]
pub(crate) struct Trends(BTreeMap<String, TrendRow>);

#[cfg(feature = "ledger")]
impl Trends {
    pub(crate) fn add(&mut self, run: PastRun) {
        let row = self.0.entry(run.day).or_default();
        row.runs += 1;
        row.failed += u64::from(run.failed);
        let totals = [
            &mut row.users_added,
            &mut row.users_updated,
            &mut row.users_deleted,
            &mut row.machines_added,
            &mut row.machines_updated,
            &mut row.machines_deleted,
        ];
        for (total, more) in totals.into_iter().zip(run.counters) {
            *total = total.saturating_add(more);
        }
    }

    pub(crate) fn into_rows(self, partner: Option<&String>) -> Vec<TrendRow> {
        let of_day = |(day, row)| TrendRow { partner: partner.cloned(), day, ..row };
        self.0.into_iter().map(of_day).collect()
    }
}

pub(super) fn sort(rows: &mut [TrendRow]) {
    rows.sort_by(|one, other| (&one.day, &one.partner).cmp(&(&other.day, &other.partner)));
}
