//! One row for each directory sync error code: its meaning, and the enterprises that show it.

use crate::error_groups::{ErrorGroup, group_errors};
use crate::generated::rows::{EnterpriseRow, ErrorRow};
use webex_broadworks::RunError;

impl From<ErrorGroup<'_, RunError>> for ErrorRow {
    fn from(group: ErrorGroup<'_, RunError>) -> Self {
        let error = group.error;
        Self {
            partner: group.partner.map(str::to_owned),
            code: group.code,
            name: error.name,
            enterprises: group.count,
            class: error.class,
            heals_by_itself: error.heals_by_itself,
            meaning: error.meaning,
            remedy: error.remedy,
            description: error.description.clone(),
            examples: group.examples,
        }
    }
}

/// Counts the codes of enterprises, the most frequent first.
pub(super) fn by_code(enterprises: &[EnterpriseRow]) -> Vec<ErrorRow> {
    let shown = enterprises.iter();
    let shown = shown.map(|row| (row.partner.as_deref(), row.name(), row.errors.as_slice()));
    let groups = group_errors(shown, |error| error.code);
    let mut rows: Vec<_> = groups.into_iter().map(ErrorRow::from).collect();
    sort(&mut rows);
    rows
}

pub(super) fn sort(rows: &mut [ErrorRow]) {
    rows.sort_by(|one, other| {
        let key = |row: &ErrorRow| (row.code, row.partner.clone());
        other.enterprises.cmp(&one.enterprises).then_with(|| key(one).cmp(&key(other)))
    });
}
