//! Holding still while the service cannot be reached, instead of failing item after item. Pure.

use std::time::Duration;

use crate::sync::pace::Pace;

/// How many failures in a row are an outage and no accident of an item.
const IN_A_ROW: u32 = 5;

/// How long an outage is borne.
const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// How often an item may fail so while others do not.
pub(crate) const ACCIDENTS: u32 = 2;

/// What to do after a failure that says nothing about the item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Advice {
    /// The item may be tried again at once; it has had an accident.
    Again,
    /// Nobody fares better: try one item after this pause.
    Pause(Duration),
    /// It has lasted long enough.
    GiveUp,
}

/// Tells an outage of the service from bad luck of one item.
#[derive(Debug, Default)]
pub(crate) struct Outage {
    failures: u32,
    since: Option<Duration>,
    pace: Option<Pace>,
}

impl Outage {
    /// The service has answered.
    pub(crate) fn over(&mut self) {
        *self = Self::default();
    }

    pub(crate) fn is_on(&self) -> bool {
        self.pace.is_some()
    }

    /// A request brought no answer at all; `now` counts from any moment, `chance` lies between 0
    /// and 1.
    pub(crate) fn failure(&mut self, now: Duration, chance: f64) -> Advice {
        self.failures += 1;
        let since = *self.since.get_or_insert(now);
        if now.saturating_sub(since) >= PATIENCE {
            return Advice::GiveUp;
        }
        if self.failures < IN_A_ROW {
            return Advice::Again;
        }
        let pace = self.pace.get_or_insert(Pace::RUN);
        Advice::Pause(pace.pause(chance))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_few_failures_are_accidents_and_many_in_a_row_an_outage() {
        let mut outage = Outage::default();
        for _ in 0..4 {
            assert_eq!(outage.failure(at(0), 0.5), Advice::Again);
        }
        assert_eq!(outage.failure(at(0), 0.5), Advice::Pause(at(2)));
        assert_eq!(outage.failure(at(0), 0.5), Advice::Pause(at(3)));
        assert!(outage.is_on());
        outage.over();
        assert!(!outage.is_on());
        assert_eq!(outage.failure(at(5_000), 0.5), Advice::Again);
    }

    #[test]
    fn an_outage_is_borne_for_a_quarter_of_an_hour() {
        let mut outage = Outage::default();
        let _ = outage.failure(at(100), 0.5);
        assert_ne!(outage.failure(at(999), 0.5), Advice::GiveUp);
        assert_eq!(outage.failure(at(1_000), 0.5), Advice::GiveUp);
    }
}
