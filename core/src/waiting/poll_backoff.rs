//! How often to poll something that takes seconds or an hour.

use std::time::Duration;

/// Pauses that grow by half each time, up to a longest one, a tenth more or less by chance.
#[derive(Clone, Copy, Debug)]
pub struct PollBackoff {
    next: Duration,
    longest: Duration,
}

impl PollBackoff {
    /// For what was just started: from 2 s to a minute.
    pub const RUN: Self = Self { next: Duration::from_secs(2), longest: Duration::from_secs(60) };

    /// For a cluster that another client keeps busy for an unknown time: each poll is a trigger that
    /// is refused.
    pub const BUSY: Self =
        Self { next: Duration::from_secs(15), longest: Duration::from_secs(120) };

    /// The next pause; `chance` lies between 0 and 1.
    pub fn pause(&mut self, chance: f64) -> Duration {
        let pause = self.next.mul_f64(0.9 + 0.2 * chance);
        self.next = (self.next + self.next / 2).min(self.longest);
        pause
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_by_half_up_to_a_minute() {
        let mut backoff = PollBackoff::RUN;
        let pauses: Vec<f64> = (0..11).map(|_| backoff.pause(0.5).as_secs_f64()).collect();
        assert_eq!(pauses[..4], [2.0, 3.0, 4.5, 6.75]);
        assert_eq!(pauses[9..], [60.0, 60.0]);
    }
}
