//! The order of findings.

use crate::generated::rows::FindingRow;

/// Sorts by severity, then by age (oldest first), and then by ids, so that the order is stable.
pub(super) fn sort(rows: &mut [FindingRow]) {
    fn key(row: &FindingRow) -> impl Ord + '_ {
        let age = (row.since.is_none(), row.since);
        let ids = (&row.sp_enterprise_id, &row.enterprise_id);
        (row.severity, age, row.kind, ids, row.code, row.change)
    }
    rows.sort_by(|one, other| key(one).cmp(&key(other)));
}
