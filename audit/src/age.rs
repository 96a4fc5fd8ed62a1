//! Counts enterprises by the age of their last success.

use std::collections::BTreeMap;

use serde::Serialize;
use strum::VariantArray;

use super::audit::Audit;
use super::enterprise::EnterpriseRow;

/// A range of ages of the last success.
#[derive(Clone, Copy, Debug, PartialEq, Eq, VariantArray)]
#[non_exhaustive]
pub enum AgeBucket {
    /// Up to 1 day ago.
    UpTo1Day,
    /// 1 to 2 days ago.
    UpTo2Days,
    /// 2 to 4 days ago.
    UpTo4Days,
    /// 4 to 8 days ago.
    UpTo8Days,
    /// 8 to 16 days ago.
    UpTo16Days,
    /// 16 to 32 days ago.
    UpTo32Days,
    /// More than 32 days ago.
    Older,
    /// There was no success.
    NoSuccess,
}

impl AgeBucket {
    /// Every bucket, in its order.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Its name in rows and charts, in days.
    pub const fn name(self) -> &'static str {
        match self {
            Self::UpTo1Day => "up to 1 day",
            Self::UpTo2Days => "1\u{2013}2",
            Self::UpTo4Days => "2\u{2013}4",
            Self::UpTo8Days => "4\u{2013}8",
            Self::UpTo16Days => "8\u{2013}16",
            Self::UpTo32Days => "16\u{2013}32",
            Self::Older => "more",
            Self::NoSuccess => "no success",
        }
    }

    /// The bucket of an age in seconds.
    fn of(age: Option<f64>) -> Self {
        let Some(days) = age.map(|age| age / 86_400.0) else { return Self::NoSuccess };
        match days {
            ..=1.0 => Self::UpTo1Day,
            ..=2.0 => Self::UpTo2Days,
            ..=4.0 => Self::UpTo4Days,
            ..=8.0 => Self::UpTo8Days,
            ..=16.0 => Self::UpTo16Days,
            ..=32.0 => Self::UpTo32Days,
            _ => Self::Older,
        }
    }
}

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
        *counts.entry((AgeBucket::of(row.age) as usize, &row.status)).or_default() += 1;
    }
    let row = |((order, status), enterprises): ((usize, &str), usize)| AgeRow {
        order,
        days: AgeBucket::ALL.get(order).map_or("", |bucket| bucket.name()),
        status: status.to_owned(),
        enterprises,
    };
    counts.into_iter().map(row).collect()
}
