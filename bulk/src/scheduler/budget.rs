//! Refusals: how long each delays the next trigger, and how many exploration may cost.

use crate::float::to_f64;

/// Accepted triggers whose share of the budget is available from the start.
const BUDGET_ADVANCE: f64 = 25.0;

/// Nothing is triggered before its backoff ends. It grows with each refusal.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Backoff {
    pub(super) refusals: u32,
    /// When it ends, in seconds.
    pub(super) until: f64,
}

/// Counts the refusals of triggers that were sent to explore.
#[derive(Clone, Debug)]
pub(super) struct RefusalBudget {
    per_trigger: f64,
    pub(super) accepted: usize,
    pub(super) spent: usize,
}

impl RefusalBudget {
    pub(super) fn new(per_trigger: f64) -> Self {
        Self { per_trigger, accepted: 0, spent: 0 }
    }

    /// Whether a trigger may be sent that is accepted with this chance, from 0 on; 1 is sure. With the
    /// advance saved, an accepted trigger may cost as many refusals as the budget says; with nothing
    /// saved, only a sure one is sent.
    pub(super) fn allows(&self, chance: f64) -> bool {
        if self.per_trigger.is_infinite() {
            return true;
        }
        let saved =
            self.per_trigger * (to_f64(self.accepted) + BUDGET_ADVANCE) - to_f64(self.spent);
        chance >= 1.0 / (1.0 + saved.max(0.0) / BUDGET_ADVANCE)
    }
}

/// The search for clusters that are not known: answers in a row.
#[derive(Debug, Default)]
pub(super) struct Exploration {
    pub(super) accepted: usize,
    pub(super) refused: usize,
}

impl Exploration {
    /// The chance that the next trigger finds another cluster, between 0 and 1.
    pub(super) fn chance(&self) -> f64 {
        1.0 / to_f64(1 + self.refused)
    }

    pub(super) fn accept(&mut self) {
        *self = Self { accepted: self.accepted + 1, refused: 0 };
    }

    pub(super) fn refuse(&mut self) {
        *self = Self { accepted: 0, refused: self.refused + 1 };
    }
}
