//! Numbers as durations and moments: seconds of Python, milliseconds of Node.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Makes a duration of seconds; infinity and whatever is too long is [`Duration::MAX`], no deadline.
pub fn duration_from_seconds(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(Duration::MAX)
}

/// As [`duration_from_seconds`], of milliseconds.
pub fn duration_from_milliseconds(milliseconds: f64) -> Duration {
    duration_from_seconds(milliseconds / 1000.0)
}

/// Returns a duration in seconds; [`Duration::MAX`], no deadline, is infinity.
pub fn seconds_of(duration: Duration) -> f64 {
    if duration == Duration::MAX { f64::INFINITY } else { duration.as_secs_f64() }
}

/// Makes a moment of seconds since 1970; one before 1970 is as long past as 1970 is.
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
    fn infinity_is_no_deadline_there_and_back() {
        assert_eq!(duration_from_seconds(f64::INFINITY), Duration::MAX);
        assert!(seconds_of(Duration::MAX).is_infinite());
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
