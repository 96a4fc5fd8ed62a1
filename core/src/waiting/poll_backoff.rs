//! The pauses between polls of something that takes seconds or an hour.

use std::time::Duration;

/// Pauses that grow by half each time, up to a maximum, with 10 % jitter.
#[derive(Clone, Copy, Debug)]
pub struct PollBackoff {
    next: Duration,
    longest: Duration,
}

impl PollBackoff {
    /// For something that was just started: from 2 s to a minute.
    pub const RUN: Self = Self { next: Duration::from_secs(2), longest: Duration::from_secs(60) };

    /// For a cluster that another client uses for an unknown time: each poll is a refused trigger.
    pub const BUSY: Self =
        Self { next: Duration::from_secs(15), longest: Duration::from_secs(120) };

    /// The next pause; `chance` is from 0 to 1.
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
