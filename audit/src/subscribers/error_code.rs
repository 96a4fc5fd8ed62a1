//! One row for each error code of subscribers: its meaning, and the subscribers that show it.

use crate::error_groups::{ErrorGroup, group_errors};
use crate::generated::rows::{SubscriberErrorRow, SubscriberRow};
use webex_broadworks::SubscriberStateError;

impl From<ErrorGroup<'_, SubscriberStateError>> for SubscriberErrorRow {
    fn from(group: ErrorGroup<'_, SubscriberStateError>) -> Self {
        let error = group.error;
        Self {
            partner: group.partner.map(str::to_owned),
            code: group.code,
            name: error.name,
            subscribers: group.count,
            meaning: error.meaning,
            remedy: error.remedy,
            description: error.description.clone(),
            examples: group.examples,
        }
    }
}

/// Counts the codes of subscribers, the most frequent first.
pub(super) fn by_code(subscribers: &[SubscriberRow]) -> Vec<SubscriberErrorRow> {
    let shown = subscribers.iter();
    let shown = shown.map(|row| (row.partner.as_deref(), row.name(), row.errors.as_slice()));
    let groups = group_errors(shown, |error| error.code);
    let mut rows: Vec<_> = groups.into_iter().map(SubscriberErrorRow::from).collect();
    sort(&mut rows);
    rows
}

pub(super) fn sort(rows: &mut [SubscriberErrorRow]) {
    rows.sort_by(|one, other| {
        let key = |row: &SubscriberErrorRow| (row.code, row.partner.clone());
        other.subscribers.cmp(&one.subscribers).then_with(|| key(one).cmp(&key(other)))
    });
}
