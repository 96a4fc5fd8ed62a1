//! The order of findings.

use crate::generated::rows::SubscriberFindingRow;

/// Sorts by severity, then by age (oldest first), and then by ids, so that the order is stable.
pub(super) fn sort(rows: &mut [SubscriberFindingRow]) {
    fn key(row: &SubscriberFindingRow) -> impl Ord + '_ {
        let age = (row.since.is_none(), row.since);
        let ids = (&row.sp_enterprise_id, &row.user_id, &row.subscriber_id);
        (row.severity, age, row.kind, ids, row.code, row.change)
    }
    rows.sort_by(|one, other| key(one).cmp(&key(other)));
}
