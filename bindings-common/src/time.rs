//! Converts numbers to durations and times: seconds for Python, milliseconds for Node.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Converts seconds to a duration. Infinity and longer durations are [`Duration::MAX`], no
/// deadline.
pub fn duration_from_seconds(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(Duration::MAX)
}

/// As [`duration_from_seconds`], of milliseconds.
pub fn duration_from_milliseconds(milliseconds: f64) -> Duration {
    duration_from_seconds(milliseconds / 1000.0)
}

/// Converts seconds since 1970 to a time. Earlier times become 1970.
pub fn moment_from_seconds(seconds: f64) -> SystemTime {
    let since = Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or_default();
    UNIX_EPOCH.checked_add(since).unwrap_or(UNIX_EPOCH)
}

/// As [`moment_from_seconds`], of milliseconds.
pub fn moment_from_milliseconds(milliseconds: f64) -> SystemTime {
    moment_from_seconds(milliseconds / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn infinity_is_no_deadline() {
        assert_eq!(duration_from_seconds(f64::INFINITY), Duration::MAX);
        assert_eq!(duration_from_milliseconds(1_500.0), duration_from_seconds(1.5));
    }

    #[test]
    fn what_is_no_length_or_moment_is_the_nearest_one() {
        assert_eq!(duration_from_seconds(-1.0), Duration::ZERO);
        assert_eq!(duration_from_seconds(1e300), Duration::MAX);
        assert_eq!(moment_from_seconds(-1.0), UNIX_EPOCH);
        assert_eq!(moment_from_seconds(1e300), UNIX_EPOCH);
        assert_eq!(moment_from_seconds(2.0), UNIX_EPOCH + Duration::from_secs(2));
    }
}
