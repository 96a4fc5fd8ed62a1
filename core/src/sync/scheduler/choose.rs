//! What is started next.

use super::cluster::ClusterId;
use super::evidence::Refused;
use super::order::Seconds;
use super::unit::UnitId;
use super::{Item, Scheduler, State};

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
const POOR_NEW: f64 = 0.006;
/// How long a free cluster is kept waiting for others, as a share of the mean run.
const HOLD: f64 = 0.3;
/// The chance from which on nothing more is waited for, where strangers are all there is.
const COMPANY: f64 = 0.07;
/// How fast that falls while nothing is tried, in times of the wait for company.
const FALL: f64 = 0.15;
/// For how many seconds after that strangers go before those that belong to it.
const EXPLORE: f64 = 40.0;
/// Tries at the same free clusters at the same time may add up to this chance of acceptance.
const AT_ONCE: f64 = 0.15;
/// How much the length of a run counts beside the chance of a try.
const LENGTH: f64 = 0.25;
/// At most so many units of which something is known are compared.
const COMPARED: usize = 1_024;
/// So many of them are kept in mind.
const SHORT: usize = 64;

/// The units without a home that are best tried while the same clusters are free.
#[derive(Debug, Default)]
pub(super) struct Shortlist {
    open: Vec<ClusterId>,
    units: Vec<UnitId>,
    /// The best merit of those that are not on the list.
    others: f64,
    complete: bool,
}

impl Shortlist {
    /// Something has changed about a unit: it is to be compared again, or for the first time.
    pub(super) fn reconsider(&mut self, unit: UnitId) {
        if !self.units.contains(&unit) {
            self.units.push(unit);
        }
    }
}

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
        if idle || (chance >= GOOD && alone && !open.is_empty()) {
            return Some((item, chance, chance < SURE));
        }
        let untold = self.units[unit].belief.of_unseen() >= 1.0;
        if open.is_empty() && !untold {
            return None;
        }
        (self.worth(chance, &open, hold, placed, now)).then_some((item, chance, true))
    }

    /// Whether a try that will probably be refused is to be made now.
    fn worth(
        &mut self,
        chance: f64,
        open: &[(ClusterId, f64)],
        hold: f64,
        placed: bool,
        now: f64,
    ) -> bool {
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
        let until = if placed {
            let freed = open.iter().map(|(cluster, _)| self.clusters[*cluster].free_since);
            freed.fold(f64::INFINITY, f64::min) + hold
        } else {
            // Where nothing else can be started, each further free cluster makes a refusal less
            // likely; but the longer they stand idle, the more a refusal may cost.
            self.tried_at + hold * FALL * (COMPANY / chance).ln().max(0.0)
        };
        if now < until {
            self.hold_until = self.hold_until.min(until);
            return false;
        }
        risked == 0 || (!placed && aimed + chance.min(GOOD) <= AT_ONCE)
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
        let fresh = self.fresh.peek().map(|&(_, unit)| (unit, self.chance(unit, &weights, unseen)));
        let narrowed = self.best_narrowed(&weights, unseen);
        match (fresh, narrowed) {
            (Some(fresh), Some(narrowed))
                if self.merit(narrowed.0, narrowed.1) > self.merit(fresh.0, fresh.1) =>
            {
                Some(narrowed)
            }
            (None, narrowed) => narrowed,
            (fresh, _) => fresh,
        }
    }

    /// The same among those of which something is known.
    fn best_narrowed(
        &mut self,
        weights: &[(ClusterId, f64)],
        unseen: f64,
    ) -> Option<(UnitId, f64)> {
        let same = self.shortlist.open.iter().eq(weights.iter().map(|(id, _)| id));
        let best = if same { self.best_of(&self.shortlist.units, weights, unseen) } else { None };
        let beaten =
            best.is_none_or(|(unit, chance)| self.merit(unit, chance) < self.shortlist.others);
        if same && (!beaten || self.shortlist.complete) {
            return best;
        }
        self.shorten(weights, unseen);
        self.best_of(&self.shortlist.units, weights, unseen)
    }

    fn best_of(
        &self,
        units: &[UnitId],
        weights: &[(ClusterId, f64)],
        unseen: f64,
    ) -> Option<(UnitId, f64)> {
        units
            .iter()
            .filter(|unit| self.units[**unit].can_be_tried())
            .map(|unit| (*unit, self.chance(*unit, weights, unseen)))
            .max_by(|a, b| self.merit(a.0, a.1).total_cmp(&self.merit(b.0, b.1)))
    }

    /// What speaks for a try: its chance and, in the second place, how long the run will be, for
    /// a long one that is found last makes the night longer.
    fn merit(&self, unit: UnitId, chance: f64) -> f64 {
        chance * self.units[unit].load.max(1.0).powf(LENGTH)
    }

    /// Compares all, or as many as is bearable, and keeps the best.
    fn shorten(&mut self, weights: &[(ClusterId, f64)], unseen: f64) {
        let compared = self.narrowed.range(self.cursor..).chain(self.narrowed.range(..self.cursor));
        let mut ranked: Vec<(Seconds, UnitId)> = compared
            .take(COMPARED)
            .map(|unit| (Seconds(-self.merit(*unit, self.chance(*unit, weights, unseen))), *unit))
            .collect();
        if let Some((_, last)) = ranked.last().filter(|_| self.narrowed.len() > COMPARED) {
            self.cursor = *last;
        }
        ranked.sort_unstable();
        let others = ranked.get(SHORT).map_or(0.0, |(chance, _)| -chance.0);
        let complete = ranked.len() <= SHORT && self.narrowed.len() <= COMPARED;
        ranked.truncate(SHORT);
        let units = ranked.into_iter().map(|(_, unit)| unit).collect();
        let open = weights.iter().map(|(id, _)| *id).collect();
        self.shortlist = Shortlist { open, units, others, complete };
    }

    /// Takes off the list of fresh units those of which something has become known.
    fn tidy(&mut self) {
        while let Some(&(Seconds(load), unit)) = self.fresh.peek() {
            let fresh = &self.units[unit];
            let current = fresh.load.total_cmp(&load).is_eq();
            if current && fresh.can_be_tried() && fresh.refused == 0 && fresh.accepted == 0 {
                break;
            }
            self.fresh.pop();
            let fresh = &self.units[unit];
            let waits = fresh.count > 0 && fresh.home.is_none();
            if waits && fresh.refused + fresh.accepted + fresh.starting == 0 && !current {
                self.fresh.push((Seconds(fresh.load), unit));
            }
        }
    }

    pub(super) fn has_unplaced(&mut self) -> bool {
        self.tidy();
        !self.narrowed.is_empty() || !self.fresh.is_empty()
    }

    /// What is started where nothing goes on and nothing else would ever make a start: a wait
    /// that nothing ends must not be answered while something waits.
    pub(super) fn last_resort(&mut self, now: f64) -> Option<Item> {
        if self.waiting == 0 || self.running > 0 || !self.starts.is_empty() {
            return None;
        }
        let open: Vec<(ClusterId, f64)> = self.clusters.ids().map(|id| (id, 1.0)).collect();
        let stranger = self.best_stranger(&open).and_then(|(unit, _)| self.top(unit));
        let item = stranger.or_else(|| {
            self.items.iter().find(|(_, it)| it.state == State::Waiting).map(|(item, _)| item)
        })?;
        self.stale = true;
        Some(self.start(item, GOOD, true, now))
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
        let again = Some(self.look_again).filter(|at| at.is_finite());
        let refusal = self.refusals.front().map(Refused::settled_by);
        [poll, parked, again, refusal]
            .into_iter()
            .flatten()
            .min_by(f64::total_cmp)
            .map(|at| std::time::Duration::from_secs_f64(at.max(now) + 1e-6))
    }
}
