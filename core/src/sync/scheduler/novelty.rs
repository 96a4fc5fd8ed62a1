//! How likely the next unit sits in a cluster of which nothing has been seen yet.

/// Old tries count for less: the more clusters are found, the fewer are left to find.
const FADE: f64 = 0.98;

/// The outcome of tries of units of which nothing was known.
#[derive(Clone, Debug)]
pub(super) struct Novelty {
    found: f64,
    tried: f64,
}

impl Novelty {
    pub(super) fn new() -> Self {
        Self { found: 1.0, tried: 1.0 }
    }

    /// One more try, which found a new cluster with probability `share`.
    pub(super) fn observe(&mut self, share: f64) {
        self.found = self.found * FADE + share;
        self.tried = self.tried * FADE + 1.0;
    }

    pub(super) fn chance(&self) -> f64 {
        (self.found + 0.2) / (self.tried + 0.4)
    }
}
