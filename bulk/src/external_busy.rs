//! Waits while external clients use all remaining clusters. Pure.
//!
//! While our own syncs run, they can cause a refusal, and the scheduler learns from it. While none
//! run, it learns nothing, and each attempt is only a refused request.

use std::time::Duration;

use webex_broadworks::internals::PollBackoff;

/// This many refusals in a row may come from as many different clusters.
const MAX_CONCURRENT: u32 = 3;

/// Decides when the next trigger is useful.
#[derive(Debug, Default)]
pub(crate) struct ExternalBusyBackoff {
    refusals: u32,
    pace: Option<PollBackoff>,
    until: Duration,
}

impl ExternalBusyBackoff {
    /// A trigger was accepted, or one of our syncs is running.
    pub(crate) fn reset(&mut self) {
        *self = Self::default();
    }

    /// A trigger was refused while no sync of ours was running; `now` counts from any time,
    /// `chance` is from 0 to 1.
    pub(crate) fn refused(&mut self, now: Duration, chance: f64) {
        self.refusals += 1;
        if self.refusals >= MAX_CONCURRENT {
            let pace = self.pace.get_or_insert(PollBackoff::BUSY);
            self.until = now + pace.pause(chance);
        }
    }

    /// The time until which nothing is sent, if it is later than now.
    pub(crate) fn wait(&self, now: Duration) -> Option<Duration> {
        Some(self.until).filter(|until| *until > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_third_refusal_in_a_row_makes_wait_and_an_acceptance_ends_it() {
        let mut external_busy = ExternalBusyBackoff::default();
        let now = Duration::from_secs(100);
        external_busy.refused(now, 0.5);
        external_busy.refused(now, 0.5);
        assert_eq!(external_busy.wait(now), None);
        external_busy.refused(now, 0.5);
        assert_eq!(external_busy.wait(now), Some(now + Duration::from_secs(15)));
        external_busy.reset();
        assert_eq!(external_busy.wait(now), None);
    }
}
