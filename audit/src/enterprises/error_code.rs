//! One row for each directory sync error code: its meaning, and the enterprises that show it.

use serde::Serialize;

use super::row::EnterpriseRow;
use crate::error_groups::{ErrorGroup, group_errors};
use webex_broadworks::RunError;
use webex_broadworks::error_codes::CodeClass;

/// A directory sync error code that the last syncs of enterprises show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ErrorRow {
    /// The partner label of the enterprises.
    pub partner: Option<String>,
    /// Webex's `errorCode`; `None` for errors without one.
    pub code: Option<i64>,
    /// The short name of the code.
    pub name: Option<&'static str>,
    /// Number of enterprises that show it.
    pub enterprises: usize,
    /// The class of failure.
    pub class: Option<CodeClass>,
    /// Whether it resolves without action.
    pub heals_by_itself: Option<bool>,
    /// The meaning.
    pub meaning: Option<&'static str>,
    /// What to do.
    pub remedy: Option<&'static str>,
    /// Webex's own description, from the first enterprise that shows it.
    pub description: Option<String>,
    /// The identifiers of the first enterprises that show it.
    pub examples: Vec<String>,
}

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
