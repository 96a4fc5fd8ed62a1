//! How long an enterprise isn't triggered after busy refusals.

use std::time::Duration;

/// How long an enterprise isn't triggered again after its first busy refusal.
pub const FIRST_BUSY_BACKOFF: Duration = Duration::from_secs(3);

/// The longest such time, however often the enterprise was refused.
pub const MAX_BUSY_BACKOFF: Duration = Duration::from_secs(240);

/// The time without a trigger after a refusal that `refusals` others went before. It grows by half
/// with each.
pub fn busy_backoff(refusals: u32) -> Duration {
    let growth = 1.5_f64.powi(i32::try_from(refusals.min(16)).unwrap_or(16));
    FIRST_BUSY_BACKOFF.mul_f64(growth).min(MAX_BUSY_BACKOFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_busy_backoff_grows_from_3_to_240_seconds() {
        let seconds: Vec<f64> = (0..3).map(|count| busy_backoff(count).as_secs_f64()).collect();
        assert_eq!(seconds, [3.0, 4.5, 6.75]);
        assert_eq!(busy_backoff(11), MAX_BUSY_BACKOFF);
        assert_eq!(busy_backoff(u32::MAX), MAX_BUSY_BACKOFF);
    }
}
