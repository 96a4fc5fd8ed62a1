//! The pause before a retry.

use std::time::Duration;

use crate::clock::Chance;

/// The longest pause that the client chooses.
const MAX_BACKOFF: Duration = Duration::from_secs(20);
/// The maximum jitter on top of a requested pause.
pub(crate) const MAX_JITTER: Duration = Duration::from_secs(2);

/// What a pause starts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BackoffKind {
    /// After a transient failure.
    Transient,
    /// While another client locks the resource.
    Locked,
    /// After throttling: the rate-limit pause.
    Throttled,
}

impl BackoffKind {
    const fn base(self) -> Duration {
        match self {
            Self::Transient => Duration::from_millis(500),
            Self::Locked | Self::Throttled => Duration::from_secs(1),
        }
    }
}

/// `U(0,1) * min(20 s, base * 2^(n-1))` before retry `n`, and never less than was asked for:
/// then `max(Retry-After, that) + U(0, min(2 s, 10 %))`.
pub(crate) fn backoff_delay(
    pause: BackoffKind,
    retry: u32,
    asked: Option<Duration>,
    random: &Chance,
) -> Duration {
    let factor = 1_u32.checked_shl(retry.saturating_sub(1)).unwrap_or(u32::MAX);
    let backoff = pause.base().saturating_mul(factor).min(MAX_BACKOFF).mul_f64(random.unit());
    match asked {
        None => backoff,
        Some(asked) => {
            let least = asked.max(backoff);
            let jitter = (least / 10).min(MAX_JITTER).mul_f64(random.unit());
            least.saturating_add(jitter)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Random;

    #[derive(Debug)]
    struct Fixed(f64);

    impl Random for Fixed {
        fn unit(&self) -> f64 {
            self.0
        }
    }

    fn fixed(unit: f64) -> Chance {
        Chance::new(Fixed(unit))
    }

    fn longest(pause: BackoffKind, retry: u32) -> Duration {
        backoff_delay(pause, retry, None, &fixed(1.0))
    }

    #[test]
    fn the_longest_pause_doubles_up_to_its_ceiling() {
        assert_eq!(longest(BackoffKind::Transient, 1), Duration::from_millis(500));
        assert_eq!(longest(BackoffKind::Transient, 2), Duration::from_secs(1));
        assert_eq!(longest(BackoffKind::Throttled, 1), Duration::from_secs(1));
        assert_eq!(longest(BackoffKind::Throttled, 6), MAX_BACKOFF);
    }

    #[test]
    fn no_number_of_retries_overflows() {
        for retry in [0, 31, 32, 33, 64, 2000, u32::MAX] {
            assert!(longest(BackoffKind::Throttled, retry) <= MAX_BACKOFF);
        }
    }

    #[test]
    fn chance_spreads_the_pause_from_nothing() {
        assert_eq!(backoff_delay(BackoffKind::Transient, 3, None, &fixed(0.0)), Duration::ZERO);
    }

    #[test]
    fn a_random_number_out_of_bounds_is_no_reason_to_panic() {
        for unit in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0, 1e300] {
            let asked = Some(Duration::from_secs(7));
            assert!(
                backoff_delay(BackoffKind::Transient, 1, None, &fixed(unit))
                    <= Duration::from_millis(500)
            );
            assert!(
                backoff_delay(BackoffKind::Throttled, 1, asked, &fixed(unit))
                    <= Duration::from_secs(8)
            );
        }
    }

    #[test]
    fn never_less_than_asked_and_little_more() {
        let asked = Some(Duration::from_secs(194));
        assert_eq!(
            backoff_delay(BackoffKind::Throttled, 1, asked, &fixed(0.0)),
            Duration::from_secs(194)
        );
        assert_eq!(
            backoff_delay(BackoffKind::Throttled, 1, asked, &fixed(1.0)),
            Duration::from_secs(196)
        );
        let zero = backoff_delay(BackoffKind::Throttled, 1, Some(Duration::ZERO), &fixed(1.0));
        assert_eq!(zero, Duration::from_millis(1100));
        let forever = Some(Duration::from_secs(u64::MAX));
        assert!(
            backoff_delay(BackoffKind::Throttled, 1, forever, &fixed(1.0))
                >= Duration::from_secs(u64::MAX)
        );
    }
}
