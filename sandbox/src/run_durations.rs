//! How long runs take.

use std::f64::consts::TAU;
use std::time::Duration;

use crate::generated::options::{LogNormal, SandboxOptions};
use crate::random::Random;

impl LogNormal {
    /// A length in seconds.
    pub(crate) fn draw(self, random: &mut Random) -> f64 {
        // The Box-Muller transform to a normally distributed number.
        let distance = (-2.0 * (1.0 - random.unit()).ln()).sqrt();
        let normal = distance * (TAU * random.unit()).cos();
        self.median * (self.sigma * normal).exp()
    }
}

/// Duration of the first sync of an enterprise.
pub(crate) fn first(options: &SandboxOptions, random: &mut Random) -> Duration {
    let (shortest, longest) = bounds(options);
    seconds(match options.run_log_normal {
        Some(distribution) => distribution.draw(random).clamp(shortest, longest),
        None => random.log_uniform(shortest, longest),
    })
}

/// Duration of the sync after one of this duration.
pub(crate) fn next(options: &SandboxOptions, last: Duration, random: &mut Random) -> Duration {
    let spread = options.run_spread.clamp(0.0, 1.0);
    let factor = 1.0 + spread * (2.0 * random.unit() - 1.0);
    if is_fixed(options) {
        return last;
    }
    let (shortest, longest) = bounds(options);
    // A configured duration may be outside the limits, and is then not repeated.
    last.mul_f64(factor).clamp(seconds(shortest).min(last), seconds(longest).max(last))
}

/// Whether all syncs have the same duration.
pub(crate) fn is_fixed(options: &SandboxOptions) -> bool {
    options.run_seconds.0 >= options.run_seconds.1
}

fn bounds(options: &SandboxOptions) -> (f64, f64) {
    let (shortest, longest) = options.run_seconds;
    // Without a minimum above 0, syncs could repeat endlessly at the same time.
    let shortest = shortest.max(0.001);
    (shortest, longest.max(shortest))
}

/// A duration in seconds; `None` if the number is below 0, and infinite if it is too large.
pub(crate) fn seconds(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(Duration::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log_normal() -> SandboxOptions {
        let run_log_normal = Some(LogNormal { median: 120.0, sigma: 1.5 });
        SandboxOptions { run_log_normal, ..SandboxOptions::default() }
    }

    #[test]
    fn log_normal_lengths_lie_around_their_median_and_are_clipped() {
        let mut random = Random::new(1);
        let mut lengths: Vec<_> = (0..10_001).map(|_| first(&log_normal(), &mut random)).collect();
        lengths.sort_unstable();
        let median = lengths[5000].as_secs_f64();
        assert!((110.0..130.0).contains(&median), "{median}");
        assert_eq!((lengths[0], lengths[10_000]), (seconds(2.0), seconds(4500.0)));
        let beyond_one_sigma = lengths.partition_point(|it| *it < seconds(120.0 * 1.5_f64.exp()));
        assert!((8300..8550).contains(&beyond_one_sigma), "{beyond_one_sigma}");
    }

    #[test]
    fn a_run_is_about_as_long_as_the_one_before_and_never_beyond_the_bounds() {
        let options = SandboxOptions { run_spread: 0.25, ..log_normal() };
        let mut random = Random::new(1);
        let mut last = seconds(600.0);
        for _ in 0..1000 {
            let length = next(&options, last, &mut random);
            let ratio = length.as_secs_f64() / last.as_secs_f64();
            assert!((0.75..=1.25).contains(&ratio), "{ratio}");
            assert!((2.0..=4500.0).contains(&length.as_secs_f64()));
            last = length;
        }
    }

    #[test]
    fn equal_bounds_make_every_run_as_long_as_the_last() {
        let options = SandboxOptions { run_seconds: (60.0, 60.0), ..log_normal() };
        let mut random = Random::new(1);
        let length = first(&options, &mut random);
        assert_eq!((length, next(&options, length, &mut random)), (seconds(60.0), seconds(60.0)));
    }
}
