//! What is started next.

use super::cluster::ClusterId;
use super::unit::UnitId;
use super::{Item, Scheduler};

/// From this chance on a trigger is no experiment.
const SURE: f64 = 0.8;
/// From this chance on nothing is gained by waiting for more free clusters.
const GOOD: f64 = 0.5;
/// How likely it is that a doubt proves right.
const UNLIKELY: f64 = 0.1;
/// A slot free with at least this chance is known to be free.
const CLEAR: f64 = 0.9;
/// Below this chance a try is not worth its requests, in shares of an average cluster.
const POOR: f64 = 0.3;
/// The same where nothing is free, and only a cluster not seen yet could accept.
const POOR_NEW: f64 = 0.03;
/// How long a free cluster is kept waiting for others, as a share of the mean run.
const HOLD: f64 = 0.4;
/// For how many seconds after that strangers go before those that belong to it.
const EXPLORE: f64 = 40.0;
/// Tries at the same free clusters at the same time may add up to this chance of acceptance.
const AT_ONCE: f64 = 0.15;
/// At most so many units of which something is known are compared.
const COMPARED: usize = 1_024;

impl Scheduler {
    pub(super) fn choose(&mut self, now: f64) -> Option<Item> {
        self.hold_until = f64::INFINITY;
        let going = self.running + self.starts.len();
        if !self.stale && now < self.look_again {
            return None;
        }
        self.stale = false;
        self.look_again = self.next_change(now);
        if self.waiting == 0 || now < self.service_until || going >= self.settings.max_running {
            return None;
        }
        match self.pilot(now) {
            Err(()) => return None,
            Ok(Some(item)) => {
                self.stale = true;
                return Some(self.start(item, GOOD, true, now));
            }
            Ok(None) => {}
        }
        loop {
            let Some((item, chance, learning)) = self.pick(now, going == 0) else {
                self.look_again = self.look_again.min(self.hold_until);
                return None;
            };
            self.stale = true;
            if let Some(until) = self.template_blocks(item, now) {
                self.dequeue(item);
                self.park(item, until);
                continue;
            }
            return Some(self.start(item, chance, learning, now));
        }
    }

    fn pick(&mut self, now: f64, idle: bool) -> Option<(Item, f64, bool)> {
        let mut open = self.open_clusters(now);
        let hold = self.hold();
        let strangers = self.has_unplaced();
        let riddle = self.riddle_open();
        let mut placed = false;
        for &(cluster, free) in &open {
            let Some(item) = self.top_home(cluster) else { continue };
            placed |= self.units[self.items[item].unit].label.is_some();
            let explore_until = self.clusters[cluster].free_since + hold + EXPLORE;
            let explore = strangers && !riddle && free >= CLEAR && now < explore_until;
            if explore && self.may_belong(cluster) {
                self.hold_until = self.hold_until.min(explore_until);
                continue;
            }
            return Some((item, free, free < SURE));
        }
        if riddle && !idle {
            return None;
        }
        if placed {
            open.retain(|(_, free)| *free >= CLEAR);
        }
        let Some((unit, chance)) = self.best_stranger(&open) else {
            return self.audit(now).map(|item| (item, UNLIKELY, true));
        };
        let item = self.top(unit)?;
        // Two strangers accepted at once could not be told apart.
        let alone = !placed || self.starts.values().all(|start| !start.learning);
        if idle || (chance >= GOOD && alone) {
            return Some((item, chance, chance < SURE));
        }
        (self.worth(chance, &open, if placed { hold } else { 0.0 }, now))
            .then_some((item, chance, true))
    }

    /// Whether a try that will probably be refused is to be made now.
    fn worth(&mut self, chance: f64, open: &[(ClusterId, f64)], hold: f64, now: f64) -> bool {
        let learning = self.starts.values().filter(|start| start.learning);
        let (risked, aimed) =
            learning.fold((0, 0.0), |(count, sum), start| (count + 1, sum + start.chance));
        if self.budget.left(risked) < 1.0 {
            return chance >= SURE;
        }
        if open.is_empty() {
            let clusters = super::belief::to_f64(self.clusters.len());
            let at_once = 4.0 + clusters * self.novelty.chance();
            return chance >= POOR_NEW && super::belief::to_f64(risked) < at_once;
        }
        if chance < self.poor().max(self.budget.least_chance(risked)) {
            return false;
        }
        let first = open
            .iter()
            .map(|(cluster, _)| self.clusters[*cluster].free_since)
            .fold(f64::INFINITY, f64::min);
        if now < first + hold {
            self.hold_until = self.hold_until.min(first + hold);
            return false;
        }
        risked == 0 || aimed + chance.min(GOOD) <= AT_ONCE
    }

    fn poor(&self) -> f64 {
        POOR / super::belief::to_f64(self.clusters.len().max(1))
    }

    /// How long a free cluster may wait for others to be free with it.
    fn hold(&self) -> f64 {
        HOLD * self.waiting_load / super::belief::to_f64(self.waiting.max(1))
    }

    /// Whether a unit without a home may belong to this cluster.
    fn may_belong(&self, cluster: ClusterId) -> bool {
        let fresh = self.fresh.iter().take(1).map(|(_, unit)| unit);
        self.narrowed.iter().take(COMPARED).chain(fresh).any(|unit| {
            self.units[*unit].can_be_tried()
                && self.share(*unit, cluster, self.mass(*unit)) > self.poor()
        })
    }

    /// The unit without a home that is most likely to be accepted now.
    fn best_stranger(&mut self, open: &[(ClusterId, f64)]) -> Option<(UnitId, f64)> {
        self.tidy();
        let unseen = self.novelty.chance();
        let scale = if self.size_sum > 0.0 { (1.0 - unseen) / self.size_sum } else { 0.0 };
        let weights: Vec<(ClusterId, f64)> =
            open.iter().map(|&(id, free)| (id, free * self.clusters[id].size() * scale)).collect();
        let mut best: Option<(UnitId, f64)> = None;
        for &unit in self.narrowed.iter().take(COMPARED) {
            if !self.units[unit].can_be_tried() {
                continue;
            }
            let chance = self.chance(unit, &weights, unseen);
            if best.is_none_or(|(_, other)| chance > other) {
                best = Some((unit, chance));
            }
        }
        if let Some(&(_, unit)) = self.fresh.peek() {
            let chance = self.chance(unit, &weights, unseen);
            if best.is_none_or(|(_, other)| chance > other) {
                best = Some((unit, chance));
            }
        }
        best
    }

    /// Takes units off the lists where they are no longer looked for.
    fn tidy(&mut self) {
        while let Some(&(_, unit)) = self.fresh.peek() {
            if self.units[unit].can_be_tried() && self.units[unit].refused == 0 {
                break;
            }
            self.fresh.pop();
            self.units[unit].listed = false;
            if self.units[unit].home.is_none() {
                self.requeue_narrowed(unit);
            }
        }
        let units = &mut self.units;
        self.narrowed.retain(|&id| {
            let unit = &mut units[id];
            let keep = unit.home.is_none() && unit.count > 0;
            unit.listed = keep;
            keep
        });
    }

    fn requeue_narrowed(&mut self, id: UnitId) {
        let unit = &mut self.units[id];
        if unit.count > 0 {
            unit.listed = true;
            self.narrowed.push(id);
        }
    }

    pub(super) fn has_unplaced(&mut self) -> bool {
        self.tidy();
        !self.narrowed.is_empty() || !self.fresh.is_empty()
    }

    /// When something may be started that may not be now, though nothing is reported.
    fn next_change(&self, now: f64) -> f64 {
        self.open
            .iter()
            .map(|id| self.clusters[*id].blocked_until())
            .chain([self.service_until])
            .chain(self.pilot_until())
            .filter(|until| *until > now)
            .fold(f64::INFINITY, f64::min)
    }

    /// When `next` may have something to say that it has not now.
    pub(super) fn next_moment(&self, now: f64) -> Option<std::time::Duration> {
        let poll = self.polls.peek().map(|entry| entry.0.0.0);
        let parked = self.parked.peek().map(|entry| entry.0.0.0);
        let service = (self.service_until > now).then_some(self.service_until);
        let hold = self.hold_until.is_finite().then_some(self.hold_until);
        let blocked = Some(self.next_change(now)).filter(|until| until.is_finite());
        let refusal = self.refusals.front().map(|_| now + 5.0);
        [poll, parked, service, hold, blocked, refusal, self.pilot_until()]
            .into_iter()
            .flatten()
            .min_by(f64::total_cmp)
            .map(|at| std::time::Duration::from_secs_f64(at.max(now) + 1e-6))
    }
}
