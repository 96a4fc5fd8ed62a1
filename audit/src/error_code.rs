//! One row for each directory sync error code: its meaning, and the enterprises that show it.

use std::collections::HashMap;

use serde::Serialize;

use super::enterprise::EnterpriseRow;
use webex_broadworks::RunError;
use webex_broadworks::error_codes::CodeClass;

/// Number of enterprises that are named as examples.
const EXAMPLES: usize = 5;

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

impl ErrorRow {
    fn new(error: &RunError, partner: Option<&String>) -> Self {
        Self {
            partner: partner.cloned(),
            code: error.code,
            name: error.name,
            enterprises: 0,
            class: error.class,
            heals_by_itself: error.heals_by_itself,
            meaning: error.meaning,
            remedy: error.remedy,
            description: error.description.clone(),
            examples: Vec::new(),
        }
    }

    fn add(&mut self, enterprise: &EnterpriseRow) {
        self.enterprises += 1;
        if self.examples.len() < EXAMPLES {
            self.examples.push(enterprise.name().to_owned());
        }
    }
}

/// Counts the codes of enterprises, the most frequent first.
pub(super) fn by_code(enterprises: &[EnterpriseRow]) -> Vec<ErrorRow> {
    let mut rows: HashMap<(Option<&str>, Option<i64>), ErrorRow> = HashMap::new();
    for enterprise in enterprises {
        for (at, error) in enterprise.errors.iter().enumerate() {
            let is_first = |other: &RunError| other.code != error.code;
            if enterprise.errors.iter().take(at).all(is_first) {
                rows.entry((enterprise.partner.as_deref(), error.code))
                    .or_insert_with(|| ErrorRow::new(error, enterprise.partner.as_ref()))
                    .add(enterprise);
            }
        }
    }
    let mut rows: Vec<_> = rows.into_values().collect();
    sort(&mut rows);
    rows
}

pub(super) fn sort(rows: &mut [ErrorRow]) {
    rows.sort_by(|one, other| {
        let key = |row: &ErrorRow| (row.code, row.partner.clone());
        other.enterprises.cmp(&one.enterprises).then_with(|| key(one).cmp(&key(other)))
    });
}
