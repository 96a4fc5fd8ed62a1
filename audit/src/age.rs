//! How long ago enterprises were last synced: a few spans of time, and how many are in each.

use std::collections::BTreeMap;

use serde::Serialize;

use super::enterprise::EnterpriseRow;

/// Up to how many days, and what it is called; the last is for those without a success.
pub const AGE_SPANS: [(f64, &str); 8] = [
    (1.0, "up to 1 day"),
    (2.0, "1\u{2013}2"),
    (4.0, "2\u{2013}4"),
    (8.0, "4\u{2013}8"),
    (16.0, "8\u{2013}16"),
    (32.0, "16\u{2013}32"),
    (f64::INFINITY, "more"),
    (f64::NAN, "no success"),
];

/// How many enterprises of one state had their last success so long ago.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AgeRow {
    /// The place of the span, from 0.
    pub order: usize,
    /// The span, in days.
    pub days: &'static str,
    /// The state.
    pub status: String,
    /// How many enterprises.
    pub enterprises: usize,
}

/// The enterprises whose directory sync is not off, counted; spans without any are left out.
pub(super) fn ages(enterprises: &[EnterpriseRow]) -> Vec<AgeRow> {
    let mut counts: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    for row in enterprises.iter().filter(|row| row.enabled != Some(false)) {
        *counts.entry((span(row.age), &row.status)).or_default() += 1;
    }
    let row = |((order, status), enterprises): ((usize, &str), usize)| AgeRow {
        order,
        days: AGE_SPANS.get(order).map_or("", |(_, name)| name),
        status: status.to_owned(),
        enterprises,
    };
    counts.into_iter().map(row).collect()
}

fn span(age: Option<f64>) -> usize {
    match age {
        None => AGE_SPANS.len() - 1,
        Some(age) => AGE_SPANS.iter().position(|(days, _)| age <= days * 86_400.0).unwrap_or(0),
    }
}
