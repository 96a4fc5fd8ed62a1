//! What learning may cost.

use super::belief::to_f64;

/// Refusals that may be spent before anything was accepted, in accepted triggers.
const ADVANCE: usize = 25;

/// What is kept back, because a trigger thought safe may be refused too.
const SAFETY: f64 = 0.95;

/// Counts refusals that were risked in order to learn.
#[derive(Clone, Debug)]
pub(super) struct Budget {
    exploration: f64,
    accepted: usize,
    spent: usize,
}

impl Budget {
    pub(super) fn new(exploration: f64) -> Self {
        Self { exploration: exploration.max(0.0), accepted: 0, spent: 0 }
    }

    pub(super) fn accept(&mut self) {
        self.accepted += 1;
    }

    pub(super) fn spend(&mut self) {
        self.spent += 1;
    }

    /// How many more refusals may be risked now, on top of `risked` that are under way.
    pub(super) fn left(&self, risked: usize) -> f64 {
        if self.exploration.is_infinite() {
            return f64::INFINITY;
        }
        SAFETY * self.exploration * to_f64(self.accepted + ADVANCE) - to_f64(self.spent + risked)
    }

    /// The chance of acceptance from which a try is worth its price.
    pub(super) fn least_chance(&self, risked: usize) -> f64 {
        // Half of the advance is kept for tries that pay for themselves.
        let reserve = self.exploration * to_f64(ADVANCE) / 2.0;
        if self.left(risked) > reserve { 0.0 } else { 1.0 / (1.0 + self.exploration) }
    }
}
