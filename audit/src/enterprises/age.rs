//! Counts enterprises by the age of their last success.

use std::collections::BTreeMap;

use serde::Serialize;

use super::audit::Audit;
use crate::age::AgeBucket;
use crate::generated::rows::EnterpriseRow;

/// The number of enterprises of one state whose last success has this age.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AgeRow {
    /// The position of the bucket, from 0.
    pub order: usize,
    /// The bucket, in days.
    pub days: &'static str,
    /// The state.
    pub status: String,
    /// How many enterprises.
    pub enterprises: usize,
}

impl Audit {
    /// Number of enterprises by the age of their last success and by state.
    pub fn ages(&self) -> Vec<AgeRow> {
        ages(&self.enterprises)
    }
}

/// Counts the enterprises whose directory sync is not off. Empty buckets are omitted.
fn ages(enterprises: &[EnterpriseRow]) -> Vec<AgeRow> {
    let mut counts: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    for row in enterprises.iter().filter(|row| row.enabled != Some(false)) {
        let bucket = row.age.map_or(AgeBucket::NoSuccess, AgeBucket::of);
        *counts.entry((bucket as usize, &row.status)).or_default() += 1;
    }
    let row = |((order, status), enterprises): ((usize, &str), usize)| AgeRow {
        order,
        days: AgeBucket::ALL.get(order).map_or("", |bucket| bucket.name()),
        status: status.to_owned(),
        enterprises,
    };
    counts.into_iter().map(row).collect()
}
