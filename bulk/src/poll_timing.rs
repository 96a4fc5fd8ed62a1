//! When to poll a sync: as soon as waiting costs more than polling.
//!
//! During the bulk run, this counts the durations of syncs as multiples of the enterprise's previous
//! one. With every second without a poll, it becomes more likely that the sync has ended and its
//! cluster is idle. Once the expected idle time reaches the price of a request, it is polled.
//!
//! `make bench-sync` with 4,000 enterprises, three `provisioningId`s per cluster: with the intervals of
//! single waits (`PollBackoff`), a night takes 6 % longer, and 83 % more requests. Keeping the counts for
//! the next night saves 1 % of its requests, so they aren't stored.

use std::collections::{BTreeMap, BTreeSet};

use ordered_float::OrderedFloat;

use crate::float::to_f64;

/// The resolution of durations, as a share of the expected duration.
const STEP: f64 = 0.02;

/// The number of steps. Beyond them, the density is assumed to fall as 1 / duration^2.
const BINS: usize = 125;

/// The time until a triggered sync becomes visible, and the shortest time between two polls, in
/// seconds.
const FIRST_POLL: f64 = 2.0;

/// The longest time between two polls, in seconds.
const MAX_POLL: f64 = 900.0;

/// The assumed median duration of an unknown sync, in seconds.
pub(crate) const UNKNOWN_LENGTH: f64 = 60.0;

/// The cost of a poll, in seconds of an idle cluster.
const POLL_PRICE: f64 = 1.5;

/// The distribution of durations, as multiples of the expected duration.
#[derive(Clone, Debug)]
struct Lengths {
    counts: Vec<f64>,
    /// The share `survival[i]` of all syncs takes longer than `i` steps.
    survival: Vec<f64>,
    seen: f64,
    fresh: u32,
}

impl Lengths {
    /// The initial distribution: most within 30 % of the expected duration, a few anywhere.
    fn new() -> Self {
        let counts: Vec<f64> = (0..BINS)
            .map(|bin| (to_f64(bin) + 0.5) * STEP)
            .map(|ratio| 0.004 + if (0.7..1.3).contains(&ratio) { 8.0 / 30.0 } else { 0.0 })
            .collect();
        let mut lengths = Self { counts, survival: Vec::new(), seen: 0.0, fresh: 0 };
        lengths.sum_up();
        lengths
    }

    /// Counts a sync that took `took` instead of `expected`.
    fn learn(&mut self, expected: f64, took: f64) {
        if expected <= 0.0 {
            return;
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "bounded above"
        )]
        let bin = (took / expected / STEP).clamp(0.0, to_f64(BINS)) as usize;
        if let Some(count) = self.counts.get_mut(bin) {
            *count += 1.0;
        }
        self.seen += 1.0;
        self.fresh += 1;
        // The distribution changes slowly, and adding it up each time would be most of the work of
        // a bulk run.
        if self.fresh > 8 && f64::from(self.fresh) > self.seen / 50.0 {
            self.sum_up();
        }
    }

    fn sum_up(&mut self) {
        self.fresh = 0;
        let tail = 0.1;
        let total = self.counts.iter().sum::<f64>() + tail;
        let mut left = total;
        self.survival.clear();
        for count in &self.counts {
            self.survival.push(left / total);
            left -= count;
        }
        self.survival.push(tail / total);
    }

    /// The share of syncs that take longer than `elapsed`.
    fn survival(&self, expected: Option<f64>, elapsed: f64) -> f64 {
        let Some(expected) = expected.filter(|expected| *expected > 0.0) else {
            return UNKNOWN_LENGTH / (UNKNOWN_LENGTH + elapsed.max(0.0));
        };
        let steps = (elapsed / expected / STEP).max(0.0);
        let last = to_f64(BINS);
        if steps >= last {
            let tail = self.survival.last().copied().unwrap_or(0.0);
            return tail * (last / steps) * (last / steps);
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0..BINS")]
        let bin = steps as usize;
        let at = |bin: usize| self.survival.get(bin).copied().unwrap_or(0.0);
        let (low, high) = (at(bin), at(bin + 1));
        low + (high - low) * (steps - to_f64(bin))
    }

    /// When to poll next after `elapsed`, at which the sync was last seen running.
    fn wait(&self, expected: Option<f64>, elapsed: f64, price: f64) -> f64 {
        let alive = self.survival(expected, elapsed).max(f64::MIN_POSITIVE);
        let scale = expected.unwrap_or(elapsed + UNKNOWN_LENGTH).max(elapsed * 0.5);
        let step = (scale * STEP * 0.5).max(0.05);
        let (mut waited, mut idle) = (0.0, 0.0);
        while idle < price && waited < MAX_POLL {
            waited += step;
            let gone = 1.0 - self.survival(expected, elapsed + waited) / alive;
            let more = gone.max(0.0) * step;
            if idle + more > price {
                waited -= step * (idle + more - price) / more;
            }
            idle += more;
        }
        waited.clamp(FIRST_POLL, MAX_POLL)
    }
}

/// The next poll of each running sync, in seconds.
#[derive(Debug)]
pub(crate) struct PollSchedule<K> {
    lengths: Lengths,
    /// When each sync is polled next, or was polled last.
    polls: BTreeMap<K, f64>,
    /// Those that are planned.
    planned: BTreeSet<(OrderedFloat<f64>, K)>,
}

impl<K: Copy + Ord> PollSchedule<K> {
    /// Plans the next poll of a sync that has been running for `elapsed`.
    pub(crate) fn plan(&mut self, sync: K, expected: Option<f64>, elapsed: f64, now: f64) {
        self.remove(sync);
        let at = now + self.lengths.wait(expected, elapsed, POLL_PRICE);
        self.polls.insert(sync, at);
        self.planned.insert((OrderedFloat(at), sync));
    }

    /// A sync that must be polled now.
    pub(crate) fn due(&mut self, now: f64) -> Option<K> {
        let (_, sync) = self.planned.first().copied().filter(|(at, _)| at.0 <= now)?;
        self.planned.pop_first();
        self.polls.insert(sync, now);
        Some(sync)
    }

    /// When the next poll is due.
    pub(crate) fn next(&self) -> Option<f64> {
        self.planned.first().map(|(at, _)| at.0)
    }

    /// When a sync was polled last.
    pub(crate) fn polled_at(&self, sync: K) -> Option<f64> {
        self.polls.get(&sync).copied()
    }

    /// The sync is no longer polled.
    pub(crate) fn remove(&mut self, sync: K) {
        if let Some(at) = self.polls.remove(&sync) {
            self.planned.remove(&(OrderedFloat(at), sync));
        }
    }

    /// Counts a sync that took `took` instead of `expected`.
    pub(crate) fn learn(&mut self, expected: f64, took: f64) {
        self.lengths.learn(expected, took);
    }
}

impl<K> Default for PollSchedule<K> {
    fn default() -> Self {
        Self { lengths: Lengths::new(), polls: BTreeMap::new(), planned: BTreeSet::new() }
    }
}
