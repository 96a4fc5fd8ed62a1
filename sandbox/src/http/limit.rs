//! A token bucket: so many requests per second, and a few at once.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::errors::ApiError;
use super::service::Shared;

/// Refuses requests that come too fast.
pub(super) async fn throttle(
    State(service): State<Shared>,
    request: Request,
    next: Next,
) -> Response {
    match service.admit() {
        Ok(()) => next.run(request).await,
        Err(wait) => ApiError::throttled(Some(retry_after(wait))).into_response(),
    }
}

/// The bucket; every time is counted from the same moment.
#[derive(Debug)]
pub(crate) struct Bucket {
    rate: f64,
    burst: f64,
    tokens: f64,
    filled: Duration,
}

impl Bucket {
    /// A full bucket. Without a burst it holds what one second brings, and one request at least.
    pub(crate) fn new(rate: f64, burst: Option<f64>, now: Duration) -> Self {
        let rate = rate.max(f64::MIN_POSITIVE);
        let burst = burst.unwrap_or(rate).max(1.0);
        Self { rate, burst, tokens: burst, filled: now }
    }

    /// Takes a token, or says how long to wait for the next.
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

/// A wait as `Retry-After` has it: whole seconds, never less than asked, one at least.
fn retry_after(wait: Duration) -> String {
    wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0)).max(1).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_let_through_and_then_the_rate_holds() {
        let start = Duration::from_secs(5);
        let mut bucket = Bucket::new(2.0, None, start);
        assert!(bucket.take(start).is_ok());
        assert!(bucket.take(start).is_ok());
        let wait = bucket.take(start).expect_err("the bucket is empty");
        assert_eq!(wait, Duration::from_millis(500));
        assert_eq!(retry_after(wait), "1");
        assert!(bucket.take(start + wait).is_ok());
    }

    #[test]
    fn a_bucket_fills_up_to_its_burst_and_no_further() {
        let start = Duration::from_secs(5);
        let mut bucket = Bucket::new(10.0, Some(3.0), start);
        let later = start + Duration::from_secs(3600);
        assert_eq!((0..5).filter(|_| bucket.take(later).is_ok()).count(), 3);
    }

    #[test]
    fn waits_are_told_in_whole_seconds_and_never_as_none() {
        let told = |milliseconds| retry_after(Duration::from_millis(milliseconds));
        assert_eq!([0, 1, 1000, 1001].map(told), ["1", "1", "1", "2"]);
    }
}
