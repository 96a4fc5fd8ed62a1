//! A moment on the wall clock.

use std::fmt;
use std::ops::{Add, Sub};
use std::str::FromStr;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::error::Error;

/// A moment, precise to a nanosecond. It is written in RFC 3339, in UTC.
///
/// It converts from and to [`SystemTime`], and so to the times of any other crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(jiff::Timestamp);

impl Timestamp {
    /// 1970-01-01T00:00:00Z.
    pub const UNIX_EPOCH: Self = Self(jiff::Timestamp::UNIX_EPOCH);

    /// Reads this computer's clock. `Client::now` reads the client's.
    pub fn now() -> Self {
        Self(jiff::Timestamp::now())
    }

    /// Converts seconds since 1970; `None` beyond the years -9999 to 9999.
    pub fn from_second(seconds: i64) -> Option<Self> {
        jiff::Timestamp::from_second(seconds).ok().map(Self)
    }

    /// Converts milliseconds since 1970; `None` beyond the years -9999 to 9999.
    pub fn from_millisecond(milliseconds: i64) -> Option<Self> {
        jiff::Timestamp::from_millisecond(milliseconds).ok().map(Self)
    }

    /// Converts microseconds since 1970; `None` beyond the years -9999 to 9999.
    pub fn from_microsecond(microseconds: i64) -> Option<Self> {
        jiff::Timestamp::from_microsecond(microseconds).ok().map(Self)
    }

    /// Returns the whole milliseconds since 1970.
    pub fn as_millisecond(self) -> i64 {
        self.0.as_millisecond()
    }

    /// Returns the whole microseconds since 1970.
    pub fn as_microsecond(self) -> i64 {
        self.0.as_microsecond()
    }

    /// Returns the time since an earlier moment; `None` if that is later.
    pub fn duration_since(self, earlier: Self) -> Option<Duration> {
        self.0.duration_since(earlier.0).try_into().ok()
    }

    /// Returns the seconds since another moment; negative if that is later.
    pub fn seconds_since(self, other: Self) -> f64 {
        self.0.duration_since(other.0).as_secs_f64()
    }

    /// Returns the later moment; `None` after the year 9999.
    pub fn checked_add(self, duration: Duration) -> Option<Self> {
        self.0.checked_add(duration).ok().map(Self)
    }

    /// Returns the earlier moment; `None` before the year -9999.
    pub fn checked_sub(self, duration: Duration) -> Option<Self> {
        self.0.checked_sub(duration).ok().map(Self)
    }

    /// Formats it as strftime does, in UTC.
    #[doc(hidden)]
    pub fn strftime(self, format: &'static str) -> impl fmt::Display + use<> {
        self.0.strftime(format)
    }
}

/// `{:.6}` writes six digits after the second.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Reads RFC 3339.
impl FromStr for Timestamp {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        text.parse().map(Self).map_err(|error| {
            let example = "2026-11-30T02:30:00Z";
            let reason = format!("expected a time such as {example}, got {text:?}");
            Error::invalid_argument(reason).with_source(error)
        })
    }
}

/// Panics after the year 9999: see [`Timestamp::checked_add`].
impl Add<Duration> for Timestamp {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        Self(self.0 + duration)
    }
}

/// Panics before the year -9999: see [`Timestamp::checked_sub`].
impl Sub<Duration> for Timestamp {
    type Output = Self;

    fn sub(self, duration: Duration) -> Self {
        Self(self.0 - duration)
    }
}

impl From<Timestamp> for SystemTime {
    fn from(timestamp: Timestamp) -> Self {
        timestamp.0.into()
    }
}

/// Fails beyond the years -9999 to 9999.
impl TryFrom<SystemTime> for Timestamp {
    type Error = Error;

    fn try_from(time: SystemTime) -> Result<Self, Error> {
        jiff::Timestamp::try_from(time).map(Self).map_err(|error| {
            Error::invalid_argument("the time is after the year 9999, or before -9999")
                .with_source(error)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_converts_without_loss() {
        let text = "2026-11-30T02:30:00.123456789Z";
        let timestamp: Timestamp = text.parse().unwrap();
        assert_eq!(timestamp.to_string(), text);
        assert_eq!(Timestamp::try_from(SystemTime::from(timestamp)).unwrap(), timestamp);
        assert_eq!(format!("{timestamp:.3}"), "2026-11-30T02:30:00.123Z");
        assert_eq!(serde_json::to_value(timestamp).unwrap(), text);
        assert!("2026-11-30".parse::<Timestamp>().is_err());
    }

    #[test]
    fn differences_have_a_sign_or_are_absent() {
        let later = Timestamp::from_second(90).unwrap();
        assert_eq!(later.duration_since(Timestamp::UNIX_EPOCH), Some(Duration::from_secs(90)));
        assert_eq!(Timestamp::UNIX_EPOCH.duration_since(later), None);
        assert!(Timestamp::UNIX_EPOCH.seconds_since(later) < -89.0);
        assert_eq!(later.checked_add(Duration::MAX), None);
    }
}
