//! Virtual time, for the sandbox's timestamps and sync durations.
//!
//! The clock never reads the machine's own; its owner passes in how much real time has passed.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// A point in virtual time, in Webex's format: ISO 8601 in UTC with 0, 3 or 6 fractional digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct VirtualTime(Timestamp);

impl VirtualTime {
    /// The present wall time.
    pub fn wall() -> Self {
        Self::of(Timestamp::now())
    }

    /// Reads ISO 8601 with an offset, or whole milliseconds since 1970.
    pub fn parse(text: &str) -> Option<Self> {
        match text.parse::<i64>() {
            Ok(milliseconds) => Timestamp::from_millisecond(milliseconds).ok().map(Self::of),
            Err(_) => text.parse::<Timestamp>().ok().map(Self::of),
        }
    }

    /// This time plus `length`, at most the end of time.
    pub fn after(self, length: Duration) -> Self {
        Self::of(self.0.saturating_add(signed(length)).unwrap_or(Timestamp::MAX))
    }

    /// `length` before this moment.
    pub fn before(self, length: Duration) -> Self {
        Self::of(self.0.saturating_sub(signed(length)).unwrap_or(Timestamp::MIN))
    }

    /// The time since an earlier time; zero if that isn't earlier.
    pub fn since(self, earlier: Self) -> Option<Duration> {
        self.0.duration_since(earlier.0).try_into().ok()
    }

    /// Whole milliseconds since 1970.
    pub fn milliseconds(self) -> i64 {
        self.0.as_millisecond()
    }

    /// Whether time ends here.
    pub(crate) fn is_last(self) -> bool {
        self == Self::of(Timestamp::MAX)
    }

    /// This moment without its microseconds.
    pub(crate) fn to_the_millisecond(self) -> Self {
        Self(Timestamp::from_millisecond(self.0.as_millisecond()).unwrap_or(self.0))
    }

    /// The format of HTTP's `Date` header.
    pub fn http_date(self) -> String {
        jiff::fmt::rfc2822::DateTimePrinter::new()
            .timestamp_to_rfc9110_string(&self.0)
            .unwrap_or_default()
    }

    /// Converts it to the standard library's type.
    pub fn system_time(self) -> SystemTime {
        self.0.into()
    }

    // Webex has microseconds. Finer digits would be lost.
    fn of(timestamp: Timestamp) -> Self {
        Self(Timestamp::from_microsecond(timestamp.as_microsecond()).unwrap_or(timestamp))
    }
}

fn signed(length: Duration) -> SignedDuration {
    SignedDuration::try_from(length).unwrap_or(SignedDuration::MAX)
}

impl fmt::Display for VirtualTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = match self.0.subsec_microsecond() + 1000 * self.0.subsec_millisecond() {
            0 => 0,
            micros if micros % 1000 == 0 => 3,
            _ => 6,
        };
        write!(formatter, "{:.digits$}", self.0)
    }
}

impl Serialize for VirtualTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for VirtualTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            D::Error::custom(format!("expected a time such as 2026-11-30T08:00:00Z, got {text:?}"))
        })
    }
}

/// The real time since the start, by the sandbox's clock.
pub(crate) type Elapsed = Box<dyn Fn() -> Duration + Send + Sync>;

/// The highest speed of a client's clock that leaves its timeouts enough real time.
const MAX_CLIENT_SPEED: f64 = 600.0;

/// A sandbox's clock, which its clients can share. Clones show the same time.
///
/// `webex_broadworks::ScaledClock::new(clock.client_speed()).with_wall(move || clock.wall())` gives a
/// client the sandbox's time.
#[derive(Clone)]
pub struct SandboxClock(Arc<Shared>);

struct Shared {
    clock: Clock,
    elapsed: Elapsed,
}

impl SandboxClock {
    pub(crate) fn new(clock: Clock, elapsed: Elapsed) -> Self {
        Self(Arc::new(Shared { clock, elapsed }))
    }

    /// The virtual time.
    pub fn now(&self) -> VirtualTime {
        self.clock().at(self.elapsed())
    }

    /// The virtual time as the standard library's type.
    pub fn wall(&self) -> SystemTime {
        self.now().system_time()
    }

    /// Virtual seconds per real second; 0 if the clock only moves when it is advanced.
    pub fn speed(&self) -> f64 {
        self.clock().speed
    }

    /// The speed of a client's clock: like this one, within 1 to 600.
    ///
    /// A client's clock can't stop. On one that runs faster than this, the default timeout of a call,
    /// 180 s, would leave a real request less than 0.3 s.
    pub fn client_speed(&self) -> f64 {
        self.speed().clamp(1.0, MAX_CLIENT_SPEED)
    }

    pub(crate) fn advance(&self, length: Duration) {
        self.clock().advance(length);
    }

    pub(crate) fn elapsed(&self) -> Duration {
        (self.0.elapsed)()
    }

    fn clock(&self) -> &Clock {
        &self.0.clock
    }
}

impl fmt::Debug for SandboxClock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("SandboxClock").field(self.clock()).finish()
    }
}

/// Computes virtual time from real time and manual advances.
///
/// It has no lock. If a process forked while one of its threads held it, the child would wait
/// forever.
#[derive(Debug)]
pub(crate) struct Clock {
    start: VirtualTime,
    speed: f64,
    /// The microseconds of all advances.
    advanced: AtomicU64,
}

impl Clock {
    /// `speed` is virtual seconds per real second: 1 is real time, 0 stops the clock.
    pub(crate) fn new(start: VirtualTime, speed: f64) -> Self {
        let speed = speed.max(0.0);
        Self { start, speed, advanced: AtomicU64::new(0) }
    }

    /// The virtual time after `elapsed` of real time since the start.
    pub(crate) fn at(&self, elapsed: Duration) -> VirtualTime {
        let ran = Duration::try_from_secs_f64(elapsed.as_secs_f64() * self.speed);
        let advanced = Duration::from_micros(self.advanced.load(Ordering::Relaxed));
        self.start.after(ran.unwrap_or(Duration::MAX).saturating_add(advanced))
    }

    /// Advances the clock.
    pub(crate) fn advance(&self, length: Duration) {
        let length = u64::try_from(length.as_micros()).unwrap_or(u64::MAX);
        let add = |advanced: u64| Some(advanced.saturating_add(length));
        let _ = self.advanced.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> VirtualTime {
        VirtualTime::parse(text).expect("a point in time")
    }

    #[test]
    fn fractional_digits_come_in_threes() {
        for text in [
            "2021-04-07T15:26:40Z",
            "2021-04-07T15:26:40.700Z",
            "2021-04-07T15:26:40.704911Z",
            "2021-04-07T15:26:40.704900Z",
        ] {
            assert_eq!(moment(text).to_string(), text);
        }
    }

    #[test]
    fn milliseconds_since_1970_are_understood() {
        assert_eq!(moment("1617809200704").to_string(), "2021-04-07T15:26:40.704Z");
    }

    #[test]
    fn a_fast_clock_runs_at_its_speed_and_can_be_advanced() {
        let clock = Clock::new(moment("2021-01-01T00:00:00Z"), 600.0);
        assert_eq!(clock.at(Duration::from_secs(6)).to_string(), "2021-01-01T01:00:00Z");
        clock.advance(Duration::from_secs(30));
        assert_eq!(clock.at(Duration::from_secs(6)).to_string(), "2021-01-01T01:00:30Z");
    }

    #[test]
    fn a_manual_clock_moves_only_when_advanced_and_never_overflows() {
        let clock = Clock::new(moment("2021-01-01T00:00:00Z"), 0.0);
        assert_eq!(clock.at(Duration::from_secs(360_000)).to_string(), "2021-01-01T00:00:00Z");
        clock.advance(Duration::MAX);
        assert!(clock.at(Duration::ZERO) > moment("9000-01-01T00:00:00Z"));
    }

    #[test]
    fn a_client_clock_follows_the_sandbox_within_bounds() {
        for (speed, client_speed) in [(0.0, 1.0), (0.5, 1.0), (60.0, 60.0), (600.5, 600.0)] {
            let clock = Clock::new(moment("2021-01-01T00:00:00Z"), speed);
            let clock = SandboxClock::new(clock, Box::new(|| Duration::ZERO));
            assert_eq!(clock.client_speed().to_bits(), f64::to_bits(client_speed), "at {speed}");
        }
    }

    #[test]
    fn the_date_header_is_in_the_http_form() {
        assert_eq!(moment("2021-04-07T15:26:40Z").http_date(), "Wed, 07 Apr 2021 15:26:40 GMT");
    }
}
