//! Clocks and randomness, both replaceable in tests.

use std::fmt::{self, Debug};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::time::Instant;

use crate::timestamp::Timestamp;

/// A boxed future, for traits that are used as objects.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Converts a system time to a timestamp. A time out of range becomes the Unix epoch.
pub fn timestamp_of(time: SystemTime) -> Timestamp {
    Timestamp::try_from(time).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// The clock of a client. Everything that the client decides by time uses it.
///
/// [`SystemClock`] unless a test says otherwise; [`ScaledClock`] keeps step with a sandbox whose
/// time runs faster, or starts elsewhere.
pub trait Clock: Debug + Send + Sync + 'static {
    /// A monotonic time.
    fn now(&self) -> Instant;
    /// The wall clock.
    fn wall(&self) -> SystemTime;
    /// Waits.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>>;
}

impl<C: Clock + ?Sized> Clock for Arc<C> {
    fn now(&self) -> Instant {
        (**self).now()
    }

    fn wall(&self) -> SystemTime {
        (**self).wall()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        (**self).sleep(duration)
    }
}

/// The computer's clock, through tokio: it is virtual if tokio's time is paused.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn wall(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// The fastest that a [`ScaledClock`] runs: a year takes half a minute.
const MAX_SPEED: f64 = 1_000_000.0;

/// A clock on which time runs faster by a factor, and whose wall clock can show any time.
#[derive(Clone, Debug)]
pub struct ScaledClock {
    speed: f64,
    start: Instant,
    wall: Wall,
}

/// The source of the wall clock of a [`ScaledClock`].
#[derive(Clone)]
enum Wall {
    /// Showed this at the start, and runs as fast as the clock.
    From(SystemTime),
    /// Shows what another clock shows.
    Of(Arc<dyn Fn() -> SystemTime + Send + Sync>),
}

impl Debug for Wall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::From(start) => f.debug_tuple("From").field(start).finish(),
            Self::Of(wall) => f.debug_tuple("Of").field(&wall()).finish(),
        }
    }
}

impl ScaledClock {
    /// Creates a clock that runs `speed` times as fast as the computer's, from now on.
    ///
    /// The speed goes from 1 to 1,000,000. One out of bounds becomes the nearest, and NaN becomes 1.
    pub fn new(speed: f64) -> Self {
        let speed = if speed.is_nan() { 1.0 } else { speed.clamp(1.0, MAX_SPEED) };
        Self { speed, start: Instant::now(), wall: Wall::From(SystemTime::now()) }
    }

    /// Sets what the wall clock shows when this is called. Default: the present.
    #[must_use]
    pub fn starting_at(self, wall: SystemTime) -> Self {
        Self { start: Instant::now(), wall: Wall::From(wall), ..self }
    }

    /// Takes the wall clock's time from another clock, such as a sandbox's.
    #[must_use]
    pub fn with_wall(self, wall: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self { wall: Wall::Of(Arc::new(wall)), ..self }
    }

    fn elapsed(&self) -> Duration {
        self.start.elapsed().mul_f64(self.speed)
    }
}

impl Clock for ScaledClock {
    fn now(&self) -> Instant {
        self.start + self.elapsed()
    }

    fn wall(&self) -> SystemTime {
        match &self.wall {
            Wall::From(start) => start.checked_add(self.elapsed()).unwrap_or(*start),
            Wall::Of(wall) => wall(),
        }
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(duration.div_f64(self.speed)))
    }
}

/// The source of randomness of a client.
pub trait Random: Debug + Send + Sync + 'static {
    /// A number from 0 inclusive to 1 exclusive. Values outside count as the nearest, and NaN as 0.
    fn unit(&self) -> f64;
}

/// A client's source of randomness, limited to 0 to 1.
#[derive(Clone, Debug)]
pub struct Chance(Arc<dyn Random>);

impl Chance {
    /// A source of these numbers.
    pub fn new(random: impl Random) -> Self {
        Self(Arc::new(random))
    }

    /// A number from 0 to 1.
    pub fn unit(&self) -> f64 {
        let unit = self.0.unit();
        if unit.is_nan() { 0.0 } else { unit.clamp(0.0, 1.0) }
    }
}

/// The operating system's randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn unit(&self) -> f64 {
        // A double between 0 and 1 has 53 bits of precision.
        let bits = uuid::Uuid::new_v4().as_u64_pair().1 & ((1 << 53) - 1);
        #[expect(clippy::cast_precision_loss, reason = "53 bits fit a double exactly")]
        let unit = bits as f64 / (1_u64 << 53) as f64;
        unit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_numbers_lie_in_the_unit_interval_and_differ() {
        let numbers: Vec<f64> = (0..100).map(|_| SystemRandom.unit()).collect();
        assert!(numbers.iter().all(|n| (0.0..1.0).contains(n)));
        assert!(numbers.windows(2).any(|pair| pair[0].to_bits() != pair[1].to_bits()));
    }

    #[derive(Debug)]
    struct Fixed(f64);

    impl Random for Fixed {
        fn unit(&self) -> f64 {
            self.0
        }
    }

    #[test]
    fn a_random_number_out_of_bounds_is_taken_to_the_nearest_bound() {
        let cases = [(-1.0, 0.0), (0.25, 0.25), (7.0, 1.0), (f64::INFINITY, 1.0), (f64::NAN, 0.0)];
        for (given, taken) in cases {
            assert_eq!(Chance::new(Fixed(given)).unit().to_bits(), f64::to_bits(taken), "{given}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_clock_of_any_speed_can_be_read() {
        for speed in [f64::NAN, f64::NEG_INFINITY, -1.0, 0.0, 1e300, f64::MAX, f64::INFINITY] {
            let clock = ScaledClock::new(speed);
            let before = clock.now();
            tokio::time::sleep(Duration::from_secs(3600)).await;
            assert!(clock.now() - before >= Duration::from_secs(3600), "{speed}");
            assert!(clock.wall() > SystemTime::now(), "{speed}");
            clock.sleep(Duration::from_secs(1)).await;
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_fast_clock_waits_less() {
        let clock = ScaledClock::new(60.0);
        let (before, real) = (clock.now(), Instant::now());
        clock.sleep(Duration::from_secs(60)).await;
        assert!(clock.now() - before >= Duration::from_secs(59));
        assert!(real.elapsed() <= Duration::from_millis(1_100));
    }

    #[tokio::test(start_paused = true)]
    async fn a_wall_clock_starts_where_it_is_told_or_follows_another() {
        let start = SystemTime::UNIX_EPOCH + Duration::from_secs(4_000_000_000);
        let clock = ScaledClock::new(60.0).starting_at(start);
        tokio::time::advance(Duration::from_secs(2)).await;
        assert_eq!(clock.wall(), start + Duration::from_secs(120));
        let clock = clock.with_wall(move || start);
        assert_eq!(clock.wall(), start);
        assert!(format!("{clock:?}").contains("Of("));
    }
}
