//! Time and chance, so that what waits and what is random can be tested without either.

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, SystemTime};

use tokio::time::Instant;

/// A future of its own, for traits that are used as objects.
pub(crate) type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Where a client takes its time from.
///
/// [`SystemClock`] unless a test says otherwise; [`FastClock`] keeps step with a sandbox whose
/// time runs faster.
pub trait Clock: Debug + Send + Sync + 'static {
    /// A moment that only ever moves on.
    fn now(&self) -> Instant;
    /// The wall clock.
    fn wall(&self) -> SystemTime;
    /// Waits.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>>;
}

/// The computer's own clock, by way of tokio: under tokio's paused time it is virtual.
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

/// A clock on which time runs faster by a factor.
#[derive(Clone, Copy, Debug)]
pub struct FastClock {
    speed: f64,
    start: Instant,
    wall_start: SystemTime,
}

impl FastClock {
    /// A clock that runs `speed` times as fast as the computer's, which is at least as fast.
    pub fn new(speed: f64) -> Self {
        let speed = if speed.is_finite() { speed.max(1.0) } else { 1.0 };
        Self { speed, start: Instant::now(), wall_start: SystemTime::now() }
    }

    fn elapsed(&self) -> Duration {
        self.start.elapsed().mul_f64(self.speed)
    }
}

impl Clock for FastClock {
    fn now(&self) -> Instant {
        self.start + self.elapsed()
    }

    fn wall(&self) -> SystemTime {
        self.wall_start + self.elapsed()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(duration.div_f64(self.speed)))
    }
}

/// Where a client takes its chance from.
pub trait Random: Debug + Send + Sync + 'static {
    /// A number from 0 inclusive to 1 exclusive.
    fn unit(&self) -> f64;
}

/// The operating system's randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn unit(&self) -> f64 {
        // 53 bits are what a double between 0 and 1 can tell apart.
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

    #[tokio::test(start_paused = true)]
    async fn a_fast_clock_waits_less() {
        let clock = FastClock::new(60.0);
        let (before, real) = (clock.now(), Instant::now());
        clock.sleep(Duration::from_secs(60)).await;
        assert!(clock.now() - before >= Duration::from_secs(59));
        assert!(real.elapsed() <= Duration::from_millis(1_100));
    }
}
