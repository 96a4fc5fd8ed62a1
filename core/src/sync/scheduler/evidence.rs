//! What an answer says about clusters.

use super::belief::{Belief, to_f64};
use super::cluster::{Cluster, ClusterId, OUTSIDER};
use super::run::{Run, Start};
use super::unit::{Unit, UnitId};
use super::{Item, Scheduler, State};

/// From this share on a unit is taken to belong to a cluster.
const HOME: f64 = 0.8;
/// Clusters are dropped that are less likely than this beside the average.
const TRACE: f64 = 0.1;
/// How free a slot must be to be among those that a stranger may have taken.
const MAY_HAVE_ENDED: f64 = 0.002;
/// What a refusal leaves of a unit's belief in its home, if another unit was refused there too, or
/// if it was accepted there before: somebody else is more likely.
const AGREED: f64 = 0.4;
const LIKELY_OUTSIDER: f64 = 0.6;
/// Accepted so often, a unit is hardly in the wrong place.
const CONFIRMED: usize = 3;
/// How many are asked whether they can tell.
const WITNESSES: usize = 16;
/// Nothing is ruled out entirely: an answer may have been stale.
const HARDLY: f64 = 1e-4;
/// What a refusal leaves of the belief that a single enterprise is in a cluster that seemed free.
/// Which of the clusters is the free one is often mistaken where no label tells them apart, and an
/// enterprise that is never tried again where it belongs costs more than one tried twice.
const FORGIVEN: f64 = 0.3;
/// A trigger without an answer for so long no longer holds up what others say.
const PATIENCE: f64 = 5.0;
/// How long a stranger is left alone that was sure to be accepted and was not: at first, at most.
const FIRST_DELAY: f64 = 2.0;
const LONGEST_DELAY: f64 = 240.0;
/// So many members must have gone their own way before a label is given up.
const LEFT: usize = 3;

/// A refusal whose meaning depends on triggers that were under way with it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Refused {
    item: Item,
    unit: UnitId,
    pub(super) sent: f64,
    answered: f64,
    serial: u64,
    certain: bool,
    /// The cluster that is not tried again before this is judged.
    kept_free: Option<ClusterId>,
}

impl Refused {
    /// When it is judged, whatever is still under way.
    pub(super) fn settled_by(&self) -> f64 {
        self.answered + PATIENCE
    }
}

impl Scheduler {
    pub(super) fn refused_by_cluster(&mut self, item: Item, now: f64) {
        let Some(start) = self.end_start(item) else { return };
        if start.learning {
            self.budget.spend();
        }
        let unit = self.items[item].unit;
        if !start.learning {
            self.items[item].refused += 1;
        }
        self.units[unit].refused += 1;
        self.units[unit].unsettled += 1;
        // Until it is judged nothing is tried where it was sure to be accepted.
        let kept_free = self.units[unit].home.filter(|_| !start.learning);
        if let Some(home) = kept_free {
            self.clusters[home].aimed.push((item, 1.0));
        }
        self.refusals.push_back(Refused {
            item,
            unit,
            sent: start.sent,
            answered: now,
            serial: self.serial,
            certain: !start.learning,
            kept_free,
        });
        if start.learning || kept_free.is_some() {
            self.enqueue(item);
        } else {
            self.leave_alone(item, now);
        }
    }

    /// Refused where nothing of ours explains it: somebody else may hold the slot for long, and
    /// there is no telling which it is.
    fn leave_alone(&mut self, item: Item, now: f64) {
        let times = i32::try_from(self.items[item].refused).unwrap_or(20).min(20);
        let delay = (FIRST_DELAY * 1.5_f64.powi(times)).min(LONGEST_DELAY);
        self.requeue_unit(self.items[item].unit);
        self.park(item, now + delay);
    }

    /// Takes refusals as evidence once everything that was under way with them is answered.
    pub(super) fn settle_refusals(&mut self, now: f64) {
        while let Some(&refused) = self.refusals.front() {
            let oldest = self.in_flight.keys().next().copied().unwrap_or(u64::MAX);
            if oldest <= refused.serial && now < refused.settled_by() {
                return;
            }
            self.refusals.pop_front();
            self.learn_refused(refused, now);
        }
    }

    fn learn_refused(&mut self, refused: Refused, now: f64) {
        self.stale = true;
        let Refused { item, unit, sent, answered, certain, kept_free, .. } = refused;
        self.units[unit].unsettled -= 1;
        if let Some(cluster) = kept_free {
            self.clusters[cluster].aimed.retain(|(aimed, _)| *aimed != item);
        }
        let home = self.units[unit].home;
        if self.units[unit].belief.of_unseen() >= 1.0 {
            self.novelty.observe(0.0);
        }
        match home {
            Some(home) if self.answers_riddle(home, sent, now) => {}
            Some(home) if certain && self.occupancy(home, sent, answered) < 0.5 => {
                self.refused_at_home(&refused, home, now);
            }
            _ => self.rule_out(&refused, None),
        }
        let unit = self.items[item].unit;
        self.place(unit);
        self.requeue_unit(unit);
    }

    /// Clusters that were free are not the unit's, with one exception of which less is known.
    fn rule_out(&mut self, refused: &Refused, special: Option<(ClusterId, f64)>) {
        let Refused { unit, sent, answered, .. } = *refused;
        let (shares, _) = self.posterior(unit);
        let least = if self.units[unit].label.is_none() { FORGIVEN } else { 0.0 };
        for &(cluster, share) in &shares {
            let occupied = self.occupancy(cluster, sent, answered);
            let outsider = self.clusters[cluster].outsider();
            if occupied < 0.5 {
                self.clusters[cluster].tried(share * (1.0 - occupied), 0.0);
            }
            if occupied < 0.99 {
                let factor = match special {
                    Some((id, factor)) if id == cluster => factor,
                    _ => (occupied + (1.0 - occupied) * outsider).max(least),
                };
                self.units[unit].belief.scale(cluster, factor);
            }
        }
        let clusters = self.clusters.len();
        self.units[unit].belief.scale_unseen(clusters, OUTSIDER);
        self.units[unit].belief.settle();
    }

    /// Refused where it was thought to belong, and nobody of ours there: either somebody else is,
    /// or it does not belong there. Another unit that belongs there can tell.
    fn refused_at_home(&mut self, refused: &Refused, home: ClusterId, now: f64) {
        let item = refused.item;
        let unit = self.items[item].unit;
        self.doubt(item, home);
        let unit_is_left = self.items[item].unit == unit;
        self.units[unit].shaken = true;
        if unit_is_left && self.clusters[home].suspect.is_none() && self.has_witness(home, unit) {
            self.clusters[home].suspect = Some(unit);
            return;
        }
        let agreed = self.clusters[home].suspect.take().is_some();
        let confirmed = self.units[unit].accepted >= CONFIRMED;
        let factor = match (confirmed, agreed) {
            (true, _) => LIKELY_OUTSIDER,
            (false, true) => AGREED,
            (false, false) => self.clusters[home].outsider(),
        };
        // Or it is a cluster known by another name, which was held each time.
        self.rule_out(refused, Some((home, factor)));
        if !self.clusters[home].is_blocked(now) {
            self.clusters[home].back_off(now);
        }
    }

    /// Whether another unit waits at the cluster.
    fn has_witness(&self, cluster: ClusterId, unit: UnitId) -> bool {
        self.clusters[cluster].homes.iter().take(WITNESSES).any(|&(_, other)| {
            other != unit && self.units[other].home == Some(cluster) && self.units[other].count > 0
        })
    }

    /// Another unit was accepted where this one was just refused: it does not belong there.
    fn convict(&mut self, cluster: ClusterId, accepted: UnitId) {
        let Some(unit) = self.clusters[cluster].suspect.filter(|unit| *unit != accepted) else {
            return;
        };
        self.clusters[cluster].suspect = None;
        self.units[unit].belief.scale(cluster, OUTSIDER * OUTSIDER);
        self.units[unit].belief.settle();
        self.place(unit);
    }

    /// An item refused where its unit belongs may be the odd one out of it.
    fn doubt(&mut self, item: Item, home: ClusterId) {
        let unit = self.items[item].unit;
        if self.units[unit].label.is_none() {
            return;
        }
        let accepted = self.units[unit].accepted;
        match self.items[item].doubted_at {
            Some(since) if accepted > since => {
                self.units[unit].left += 1;
                self.split_off(item);
                let single = self.items[item].unit;
                self.units[single].belief.scale(home, OUTSIDER);
                let odd = self.units[unit].left;
                if odd >= LEFT && odd * 2 > self.units[unit].accepted {
                    self.dissolve(unit);
                }
            }
            Some(_) => {}
            None => self.items[item].doubted_at = Some(accepted),
        }
    }

    /// Makes a waiting item a unit of its own.
    pub(super) fn split_off(&mut self, item: Item) {
        let waiting = self.items[item].state == State::Waiting;
        if waiting {
            self.dequeue(item);
        }
        let single = self.units.push(Unit::new(None, Belief::open()));
        self.items[item].unit = single;
        if waiting {
            self.enqueue(item);
        }
    }

    /// Gives a label up: everything that waits under it is on its own.
    pub(super) fn dissolve(&mut self, unit: UnitId) {
        let Some(label) = self.units[unit].label.take() else { return };
        self.labels.remove(&label);
        self.useless.insert(label);
        let members: Vec<Item> = self
            .items
            .iter()
            .filter(|(_, entry)| {
                entry.unit == unit && matches!(entry.state, State::Waiting | State::Parked)
            })
            .map(|(item, _)| item)
            .collect();
        for item in members {
            self.split_off(item);
        }
    }

    pub(super) fn learn_accepted(&mut self, item: Item, start: &Start, now: f64) {
        self.budget.accept();
        let unit = self.items[item].unit;
        let doubted = self.units[unit]
            .home
            .filter(|home| start.learning && self.occupancy(*home, start.sent, now) > 0.9);
        let at = match doubted {
            Some(home) => self.places_besides(home, now),
            None => self.places(unit, now),
        };
        if let [cluster] = at[..] {
            self.clusters[cluster].tried(start.chance, 1.0);
            self.clusters[cluster].clear_back_off();
            self.convict(cluster, unit);
        }
        self.items[item].doubted_at = None;
        self.template_accepted(item, now);
        self.note_overlaps(item, unit, now);
        self.begin_run(item, start.sent, now, now, at);
    }

    /// A run that was begun before this scheduler: it holds a cluster like any accepted one.
    pub(super) fn adopt_run(&mut self, item: Item, since: f64, now: f64) {
        let unit = self.items[item].unit;
        let at = self.places(unit, now);
        self.begin_run(item, since, since, now, at);
    }

    /// Where an accepted unit may be.
    fn places(&mut self, unit: UnitId, now: f64) -> Vec<ClusterId> {
        let untold = self.units[unit].belief.of_unseen() >= 1.0;
        let (priors, unseen) = self.posterior(unit);
        let mut shares = priors.clone();
        for (cluster, share) in &mut shares {
            *share *= (1.0 - self.occupancy(*cluster, now, now)).max(HARDLY);
        }
        let total = shares.iter().map(|(_, share)| share).sum::<f64>() + unseen;
        // Accepted where something was free, it tells nothing of what is not known yet.
        if untold && unseen >= total / 2.0 {
            self.novelty.observe(unseen / total);
        }
        let best = shares.iter().max_by(|a, b| a.1.total_cmp(&b.1)).copied();
        let Some((best, _)) = best.filter(|(_, share)| *share > unseen) else {
            return vec![self.make_cluster(now)];
        };
        // A single enterprise is over when its run is: where it was matters little.
        let contested = !self.clusters[best].aimed.is_empty();
        let at_home = self.units[unit].home == Some(best) && !contested;
        if at_home || self.units[unit].label.is_none() {
            return vec![best];
        }
        // Wherever a run may have ended unseen; a look at it costs little.
        let maybe = priors.iter().zip(&shares).filter(|((_, prior), (_, share))| {
            *prior >= TRACE / to_f64(priors.len()) && *share >= MAY_HAVE_ENDED * prior
        });
        let maybe: Vec<ClusterId> = maybe.map(|((cluster, _), _)| *cluster).collect();
        if maybe.is_empty() { vec![best] } else { maybe }
    }

    pub(super) fn make_cluster(&mut self, now: f64) -> ClusterId {
        self.size_sum += 1.0;
        self.clusters.push(Cluster::new(now))
    }

    fn begin_run(&mut self, item: Item, sent: f64, since: f64, now: f64, at: Vec<ClusterId>) {
        let unit = self.items[item].unit;
        self.items[item].state = State::Running;
        self.units[unit].running += 1;
        self.units[unit].accepted += 1;
        self.running += 1;
        let (ended, overlaps) = (None, Vec::new());
        let (polling, poll_at) = (false, 0.0);
        let run = Run { sent, since, seen: now, ended, at: at.clone(), overlaps, polling, poll_at };
        self.runs.insert(item, run);
        for cluster in at {
            self.clusters[cluster].holders.push(item);
            self.refresh(cluster);
        }
        self.contradict(item, now);
        self.plan_poll(item, now);
        self.answer_riddles(item);
        self.settle_place(item);
        if self.runs.get(&item).is_some_and(Run::is_riddle) {
            self.riddles.push(item);
            self.look_around(item, now);
        }
    }

    /// Another of the same unit seems to be going on: if so, the label is wrong.
    fn note_overlaps(&mut self, item: Item, unit: UnitId, now: f64) {
        if self.units[unit].running == 0 || self.units[unit].label.is_none() {
            return;
        }
        let others: Vec<Item> = self
            .runs
            .iter()
            .filter(|(other, run)| run.ended.is_none() && self.items[**other].unit == unit)
            .map(|(other, _)| *other)
            .collect();
        for other in others {
            if let Some(run) = self.runs.get_mut(&other) {
                run.overlaps.push(item);
            }
            self.poll_by(other, now + super::polling::FIRST);
        }
    }

    pub(super) fn prove_label_wrong(&mut self, item: Item, until: f64) {
        let Some(run) = self.runs.get_mut(&item) else { return };
        let overlaps = std::mem::take(&mut run.overlaps);
        let (proved, open): (Vec<Item>, Vec<Item>) = overlaps
            .into_iter()
            .partition(|other| self.runs.get(other).is_none_or(|other| other.since < until));
        if let Some(run) = self.runs.get_mut(&item) {
            run.overlaps = open;
        }
        if !proved.is_empty() {
            let unit = self.items[item].unit;
            self.pilot.disproved(unit);
            self.dissolve(unit);
        }
    }

    /// Decides whether a unit belongs to a cluster. A single enterprise that was not accepted yet
    /// stays a stranger, however likely it is somewhere: what belongs to a cluster waits for it, and
    /// waits in vain if two clusters were taken for each other.
    pub(super) fn place(&mut self, unit: UnitId) {
        self.weigh(unit);
        let (shares, unseen) = self.posterior(unit);
        let best = shares.into_iter().max_by(|a, b| a.1.total_cmp(&b.1));
        let may_settle = self.units[unit].label.is_some() || self.units[unit].accepted > 0;
        let home = best.filter(|(_, share)| may_settle && *share >= HOME && *share > unseen);
        self.set_home(unit, home.map(|(cluster, _)| cluster));
    }

    pub(super) fn learn_ended(&mut self, item: Item, now: f64, took: Option<f64>) {
        let Some(run) = self.runs.get(&item).filter(|run| run.ended.is_none()) else { return };
        let (since, seen) = (run.since, run.seen);
        let (earliest, latest) = match took {
            // It began when the request arrived: not before it was sent, not after the answer.
            Some(took) => (run.sent + took, since + took),
            None => (seen, now),
        };
        let length = took.unwrap_or(f64::midpoint(seen, now) - since);
        if let Some(expected) = self.items[item].expected {
            self.lengths.learn(expected, length);
        }
        self.overlapped(item, earliest);
        self.prove_label_wrong(item, earliest);
        self.items[item].state = State::Over;
        self.left -= 1;
        self.release(item, (earliest.min(now), latest.clamp(seen.min(now), now)), now);
        self.settle_refusals(now);
    }
}
