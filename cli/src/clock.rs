//! Conversions from the times of a clock to timestamps.

use std::time::SystemTime;

use webex_broadworks::Timestamp;
use webex_broadworks::internals::Clock;

/// The wall time of a clock.
pub(crate) fn wall_time(clock: &dyn Clock) -> Timestamp {
    timestamp(clock.wall())
}

/// The timestamp of a system time; 1970 if it is out of range.
pub(crate) fn timestamp(time: SystemTime) -> Timestamp {
    Timestamp::try_from(time).unwrap_or(Timestamp::UNIX_EPOCH)
}
