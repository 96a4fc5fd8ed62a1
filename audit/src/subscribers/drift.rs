//! Drift: how a subscriber differs from what an earlier audit saw. Pure.

use super::row::LastSeen;
use crate::generated::findings::{SubscriberChange, SubscriberFindingKind};
use crate::generated::rows::{SubscriberFindingRow, SubscriberRow};
use webex_broadworks::Timestamp;

/// Returns the changes of a subscriber since an earlier audit.
pub(super) fn changes(row: &SubscriberRow, before: &LastSeen) -> Vec<SubscriberFindingRow> {
    type Field = fn(&SubscriberRow) -> Option<&str>;
    let fields: [(SubscriberChange, &str, Field); 10] = [
        (SubscriberChange::StatusChanged, "status", |row| Some(&row.status)),
        (SubscriberChange::PackageChanged, "package", |row| row.package.as_deref()),
        (SubscriberChange::EmailChanged, "e-mail address", |row| row.email.as_deref()),
        (SubscriberChange::NumberChanged, "number", |row| row.primary_phone_number.as_deref()),
        (SubscriberChange::NumberChanged, "extension", |row| row.extension.as_deref()),
        (SubscriberChange::NameChanged, "first name", |row| row.first_name.as_deref()),
        (SubscriberChange::NameChanged, "last name", |row| row.last_name.as_deref()),
        (SubscriberChange::Renamed, "user id", |row| row.user_id.as_deref()),
        (SubscriberChange::Moved, "enterprise", |row| row.sp_enterprise_id.as_deref()),
        (SubscriberChange::Moved, "onboarding template", |row| row.provisioning_id.as_deref()),
    ];
    let changed = fields.into_iter().filter_map(|(change, what, field)| {
        let detail = match (field(&before.row), field(row)) {
            (then, now) if then == now => return None,
            (Some(then), Some(now)) => format!("its {what} was {then}, and is {now}"),
            (Some(then), None) => format!("its {what} was {then}, and was removed"),
            (None, now) => format!("it had no {what}, and has {}", now.unwrap_or_default()),
        };
        Some(finding(row, change, detail, before.at))
    });
    changed.collect()
}

/// A subscriber that the earlier audit doesn't list.
pub(super) fn appeared(row: &SubscriberRow, since: Timestamp) -> SubscriberFindingRow {
    finding(row, SubscriberChange::Appeared, "it was not listed before".to_owned(), since)
}

/// A subscriber that only the earlier audit lists.
pub(super) fn disappeared(before: &LastSeen) -> SubscriberFindingRow {
    let detail = "it is not listed any more".to_owned();
    finding(&before.row, SubscriberChange::Disappeared, detail, before.at)
}

fn finding(
    row: &SubscriberRow,
    change: SubscriberChange,
    detail: String,
    since: Timestamp,
) -> SubscriberFindingRow {
    SubscriberFindingRow {
        severity: change.severity(),
        change: Some(change),
        ..row.finding(SubscriberFindingKind::Drift, detail, Some(since))
    }
}
