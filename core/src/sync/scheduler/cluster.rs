//! A cluster as far as it shows: who may be holding its slot, who waits for it.

use std::collections::BinaryHeap;

use super::Item;
use super::arena::id;
use super::order::Seconds;
use super::unit::UnitId;

id!(
    /// A cluster that is believed to exist.
    pub(super) ClusterId
);

/// The chance that somebody else holds a slot of which nothing is known.
pub(super) const OUTSIDER: f64 = 0.02;
/// The same where a refusal has just said so.
const OUTSIDER_SEEN: f64 = 0.7;
/// How long to leave a slot alone that an outsider holds: at first, and at most.
const FIRST_BACK_OFF: f64 = 12.0;
const LONGEST_BACK_OFF: f64 = 240.0;
const GROWTH: f64 = 1.5;
/// With how many tries each cluster is assumed to have the average size.
const PRIOR_TRIES: f64 = 2.0;
const FADE: f64 = 0.98;

/// One believed cluster.
#[derive(Debug)]
pub(super) struct Cluster {
    /// Runs that may be on this cluster, or were until lately.
    pub(super) holders: Vec<Item>,
    /// Triggers under way that may end up here, with the chance of that.
    pub(super) aimed: Vec<(Item, f64)>,
    /// Since when nobody of ours has been here for sure.
    pub(super) free_since: f64,
    /// The summed length of what waits and is believed to belong here.
    pub(super) load: f64,
    /// Units that belong here, the longest next run first; stale entries are skipped.
    pub(super) homes: BinaryHeap<(Seconds, UnitId)>,
    /// A unit that was refused here; whether it belongs here is being looked into.
    pub(super) suspect: Option<UnitId>,
    blocked_until: f64,
    back_offs: i32,
    expected_hits: f64,
    hits: f64,
}

impl Cluster {
    pub(super) fn new(now: f64) -> Self {
        Self {
            holders: Vec::new(),
            aimed: Vec::new(),
            free_since: now,
            load: 0.0,
            homes: BinaryHeap::new(),
            suspect: None,
            blocked_until: 0.0,
            back_offs: 0,
            expected_hits: PRIOR_TRIES,
            hits: PRIOR_TRIES,
        }
    }

    /// How large it is beside the average, judged by how often it was hit and how often it
    /// would have been, were all of one size.
    pub(super) fn size(&self) -> f64 {
        self.hits / self.expected_hits
    }

    pub(super) fn tried(&mut self, chance: f64, hit: f64) {
        self.expected_hits = self.expected_hits * FADE + (1.0 - FADE) * PRIOR_TRIES + chance;
        self.hits = self.hits * FADE + (1.0 - FADE) * PRIOR_TRIES * self.size_floor() + hit;
    }

    fn size_floor(&self) -> f64 {
        self.size().min(1.0)
    }

    pub(super) fn blocked_until(&self) -> f64 {
        self.blocked_until
    }

    pub(super) fn is_blocked(&self, now: f64) -> bool {
        now < self.blocked_until
    }

    /// Somebody else seems to hold the slot.
    pub(super) fn back_off(&mut self, now: f64) {
        let delay = (FIRST_BACK_OFF * GROWTH.powi(self.back_offs)).min(LONGEST_BACK_OFF);
        self.back_offs = (self.back_offs + 1).min(30);
        self.blocked_until = now + delay;
    }

    pub(super) fn clear_back_off(&mut self) {
        self.back_offs = 0;
        self.blocked_until = 0.0;
    }

    /// The chance that an outsider refuses what nobody of ours does.
    pub(super) fn outsider(&self) -> f64 {
        if self.back_offs > 0 { OUTSIDER_SEEN } else { OUTSIDER }
    }

    /// The chance that no trigger under way ends up here.
    pub(super) fn unaimed(&self) -> f64 {
        self.aimed.iter().map(|(_, chance)| 1.0 - chance).product()
    }
}
