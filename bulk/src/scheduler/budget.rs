//! How many refusals exploration may cost.

use super::to_f64;

/// Accepted triggers whose share of the budget is available from the start.
const ADVANCE: usize = 25;

/// The lowest chance of acceptance at which a single enterprise is tried, between 0 and 1.
const MIN_CHANCE: f64 = 0.025;

/// Counts the refusals of triggers that were sent to explore.
#[derive(Clone, Debug)]
pub(super) struct Budget {
    per_trigger: f64,
    accepted: usize,
    spent: usize,
}

impl Budget {
    pub(super) fn new(per_trigger: f64) -> Self {
        Self { per_trigger, accepted: 0, spent: 0 }
    }

    pub(super) fn accept(&mut self) {
        self.accepted += 1;
    }

    pub(super) fn spend(&mut self) {
        self.spent += 1;
    }

    fn left(&self) -> f64 {
        if self.per_trigger.is_infinite() {
            return f64::INFINITY;
        }
        self.per_trigger * to_f64(self.accepted + ADVANCE) - to_f64(self.spent)
    }

    /// Whether one more refusal may be risked.
    pub(super) fn allows(&self) -> bool {
        self.left() >= 1.0
    }

    /// The chance of acceptance from which a single enterprise is tried. At this chance an accepted
    /// trigger costs as many refusals as it may; a saved budget allows for more.
    pub(super) fn min_chance(&self) -> f64 {
        let is_saved = self.left() >= self.per_trigger * to_f64(ADVANCE);
        if is_saved { MIN_CHANCE } else { (1.0 / (1.0 + self.per_trigger)).max(MIN_CHANCE) }
    }
}
