//! A token bucket: a rate of requests per second, and a burst.

use std::time::Duration;

/// The bucket. All times count from the same start.
#[derive(Debug)]
pub(crate) struct TokenBucket {
    rate: f64,
    burst: f64,
    tokens: f64,
    filled: Duration,
}

impl TokenBucket {
    /// A full bucket. Without a burst it holds the tokens of one second, at least one.
    pub(crate) fn new(rate: f64, burst: Option<f64>, now: Duration) -> Self {
        let rate = rate.max(f64::MIN_POSITIVE);
        let burst = burst.unwrap_or(rate).max(1.0);
        Self { rate, burst, tokens: burst, filled: now }
    }

    /// Takes a token, or returns how long to wait for the next.
    pub(crate) fn take(&mut self, now: Duration) -> Result<(), Duration> {
        let passed = now.saturating_sub(self.filled).as_secs_f64();
        self.tokens = (self.tokens + passed * self.rate).min(self.burst);
        self.filled = now;
        if self.tokens >= 1.0 {
            self.tokens -= 1.0;
            return Ok(());
        }
        let missing = (1.0 - self.tokens) / self.rate;
        Err(Duration::try_from_secs_f64(missing).unwrap_or(Duration::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_and_then_the_rate_applies() {
        let start = Duration::from_secs(5);
        let mut bucket = TokenBucket::new(2.0, None, start);
        assert!(bucket.take(start).is_ok());
        assert!(bucket.take(start).is_ok());
        let wait = bucket.take(start).expect_err("the bucket is empty");
        assert_eq!(wait, Duration::from_millis(500));
        assert!(bucket.take(start + wait).is_ok());
    }

    #[test]
    fn a_bucket_refills_up_to_its_burst() {
        let start = Duration::from_secs(5);
        let mut bucket = TokenBucket::new(10.0, Some(3.0), start);
        let later = start + Duration::from_secs(3600);
        assert_eq!((0..5).filter(|_| bucket.take(later).is_ok()).count(), 3);
    }
}
