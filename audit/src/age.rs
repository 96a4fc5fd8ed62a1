//! Buckets of ages.

use strum::VariantArray;

/// A range of ages of a last success, or of a wait for a person.
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
    pub(crate) fn of(age: f64) -> Self {
        match age / 86_400.0 {
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
