//! How often to look at something that takes seconds or an hour.

use std::time::Duration;

/// Pauses that grow by half each time, up to a longest one, a tenth more or less by chance.
#[derive(Clone, Copy, Debug)]
pub struct PollBackoff {
    next: Duration,
    longest: Duration,
}

impl PollBackoff {
    /// For a run that was just triggered: from 2 s to a minute.
    pub const RUN: Self = Self { next: Duration::from_secs(2), longest: Duration::from_secs(60) };

    /// For a cluster that somebody else keeps busy: nobody knows for how long, and each look is a
    /// trigger that is refused.
    pub const BUSY: Self =
        Self { next: Duration::from_secs(15), longest: Duration::from_secs(120) };

    /// The next pause; `chance` lies between 0 and 1.
    pub fn pause(&mut self, chance: f64) -> Duration {
        let pause = self.next.mul_f64(0.9 + 0.2 * chance);
        self.next = (self.next + self.next / 2).min(self.longest);
        pause
    }
}

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

    #[test]
    fn pauses_grow_by_half_up_to_a_minute() {
        let mut pace = PollBackoff::RUN;
        let pauses: Vec<f64> = (0..11).map(|_| pace.pause(0.5).as_secs_f64()).collect();
        assert_eq!(pauses[..4], [2.0, 3.0, 4.5, 6.75]);
        assert_eq!(pauses[9..], [60.0, 60.0]);
    }
}
