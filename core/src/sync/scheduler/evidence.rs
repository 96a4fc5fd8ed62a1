//! What an answer says about clusters.

use super::belief::Belief;
use super::cluster::{Cluster, ClusterId, OUTSIDER};
use super::run::{Claim, Run, Start};
use super::unit::{Unit, UnitId};
use super::{Item, Scheduler, State};

/// From this share on a unit is taken to belong to a cluster.
const HOME: f64 = 0.8;
/// Shares below this are dropped.
const TRACE: f64 = 0.02;
/// What is left of a belief that two units were refused for: somebody else was there.
const AGREED: f64 = 0.9;
/// How many are asked whether they can tell.
const WITNESSES: usize = 16;
/// Nothing is ruled out entirely: an answer may have been stale.
const HARDLY: f64 = 1e-4;
/// Below this chance that all that is known leaves it a place, a run is on a cluster not seen yet.
const NOWHERE: f64 = 1e-3;
/// A slot that was free with less than this chance was not.
const HOPELESS: f64 = 1e-3;
/// A trigger without an answer for so long no longer holds up what others say.
const PATIENCE: f64 = 5.0;
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
}

/// The likeliest of several places, as if it were certain.
fn likeliest(claims: Vec<Claim>) -> Vec<Claim> {
    let best = claims.into_iter().max_by(|a, b| a.share.total_cmp(&b.share));
    best.map(|claim| Claim { prior: 1.0, share: 1.0, ..claim }).into_iter().collect()
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
        self.refusals.push_back(Refused {
            item,
            unit,
            sent: start.sent,
            answered: now,
            serial: self.serial,
            certain: !start.learning,
        });
        // Until then nothing is tried where it was aimed, if it was sure to be free.
        if !start.learning
            && let Some(home) = self.units[unit].home
        {
            self.clusters[home].aimed.push((item, 1.0));
        }
        self.enqueue(item);
    }

    /// Takes refusals as evidence once everything that was under way with them is answered.
    pub(super) fn settle_refusals(&mut self, now: f64) {
        while let Some(&refused) = self.refusals.front() {
            let oldest = self.in_flight.keys().next().copied().unwrap_or(u64::MAX);
            if oldest <= refused.serial && now - refused.answered < PATIENCE {
                return;
            }
            self.refusals.pop_front();
            self.learn_refused(refused, now);
        }
    }

    fn learn_refused(&mut self, refused: Refused, now: f64) {
        self.stale = true;
        let Refused { item, unit, sent, answered, certain, .. } = refused;
        self.units[unit].unsettled -= 1;
        let home = self.units[unit].home;
        if let Some(home) = home {
            self.clusters[home].aimed.retain(|(aimed, _)| *aimed != item);
        }
        if self.units[unit].belief.of_unseen() >= 1.0 {
            self.novelty.observe(0.0);
        }
        match home {
            Some(home) if certain && self.occupancy(home, sent, answered) < 0.5 => {
                self.refused_at_home(item, home, now);
            }
            _ => self.rule_out(&refused),
        }
        let unit = self.items[item].unit;
        self.place(unit);
        self.requeue_unit(unit);
    }

    /// Clusters that were free are not the unit's.
    fn rule_out(&mut self, refused: &Refused) {
        let Refused { unit, sent, answered, .. } = *refused;
        let (shares, _) = self.posterior(unit);
        for &(cluster, share) in &shares {
            let occupied = self.occupancy(cluster, sent, answered);
            let outsider = self.clusters[cluster].outsider();
            if occupied < 0.5 {
                self.clusters[cluster].tried(share * (1.0 - occupied), 0.0);
            }
            if occupied < 0.99 {
                let factor = occupied + (1.0 - occupied) * outsider;
                self.units[unit].belief.scale(cluster, factor);
                if share > 0.5 && occupied > TRACE {
                    self.blame(cluster, occupied);
                }
            }
        }
        let clusters = self.clusters.len();
        self.units[unit].belief.scale_unseen(clusters, OUTSIDER);
        self.units[unit].belief.settle();
    }

    /// Refused where it was thought to belong, and nobody of ours there: either somebody else is,
    /// or it does not belong there. Another unit that belongs there can tell.
    fn refused_at_home(&mut self, item: Item, home: ClusterId, now: f64) {
        let unit = self.items[item].unit;
        self.doubt(item, home);
        let unit_is_left = self.items[item].unit == unit;
        if unit_is_left && self.clusters[home].suspect.is_none() && self.has_witness(home, unit) {
            self.clusters[home].suspect = Some(unit);
            return;
        }
        let factor = if self.clusters[home].suspect.take().is_some() {
            AGREED
        } else {
            self.clusters[home].outsider()
        };
        self.units[unit].belief.scale(home, factor);
        self.units[unit].belief.settle();
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

    /// A cluster refused although it was thought free: who may be there is more likely there.
    fn blame(&mut self, cluster: ClusterId, occupied: f64) {
        for item in self.clusters[cluster].holders.clone() {
            let Some(run) = self.runs.get_mut(&item) else { continue };
            if run.ended.is_some() {
                continue;
            }
            for claim in &mut run.claims {
                if claim.cluster == cluster {
                    claim.prior /= occupied + (1.0 - occupied) * OUTSIDER;
                }
            }
            self.share_out(item);
        }
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
        let untold = self.units[unit].belief.of_unseen() >= 1.0;
        let claims = self.claims(unit, untold, now);
        let total: f64 = claims.iter().map(|claim| claim.share).sum();
        for claim in &claims {
            let share = claim.share / total;
            self.clusters[claim.cluster].tried(share * start.chance, share);
            if share > 0.5 {
                self.clusters[claim.cluster].clear_back_off();
                self.convict(claim.cluster, unit);
            }
        }
        let claims = if self.units[unit].label.is_none() { likeliest(claims) } else { claims };
        self.items[item].doubted_at = None;
        self.template_accepted(item, now);
        self.note_overlaps(item, unit, now);
        let unsure = self.units[unit].home.is_none() && self.units[unit].label.is_some();
        self.begin_run(item, start.sent, now, now, claims);
        if unsure {
            self.look_around(item, now);
        }
    }

    /// Looks at every run that may have made room for this one unseen.
    fn look_around(&mut self, item: Item, now: f64) {
        let Some(run) = self.runs.get(&item) else { return };
        let others: Vec<Item> = run
            .claims
            .iter()
            .flat_map(|claim| self.clusters[claim.cluster].holders.iter().copied())
            .filter(|other| *other != item)
            .collect();
        for other in others {
            self.poll_by(other, now);
        }
    }

    /// A run that was begun before this scheduler: it holds a cluster like any accepted one.
    pub(super) fn adopt_run(&mut self, item: Item, since: f64, now: f64) {
        let unit = self.items[item].unit;
        let claims = self.claims(unit, false, now);
        self.begin_run(item, since, since, now, claims);
    }

    /// Where an accepted unit may be; a cluster is made where the likeliest is one not seen yet.
    fn claims(&mut self, unit: UnitId, untold: bool, now: f64) -> Vec<Claim> {
        let (shares, unseen) = self.posterior(unit);
        let mut claims: Vec<(Claim, bool)> = shares
            .into_iter()
            .map(|(cluster, prior)| {
                let free = 1.0 - self.occupancy(cluster, now, now);
                (Claim { cluster, prior, share: prior * free }, free > HOPELESS)
            })
            .collect();
        let total = claims.iter().map(|(claim, _)| claim.share).sum::<f64>() + unseen;
        let new = unseen / total;
        if untold {
            self.novelty.observe(new);
        }
        if new >= 0.5 {
            let cluster = self.make_cluster(now);
            claims.push((Claim { cluster, prior: unseen, share: unseen }, true));
        }
        claims.retain(|(claim, open)| {
            claim.share / total >= TRACE || (*open && claim.prior / total >= TRACE)
        });
        claims.into_iter().map(|(claim, _)| claim).collect()
    }

    fn make_cluster(&mut self, now: f64) -> ClusterId {
        self.size_sum += 1.0;
        self.clusters.push(Cluster::new(now))
    }

    fn begin_run(&mut self, item: Item, sent: f64, since: f64, now: f64, claims: Vec<Claim>) {
        let unit = self.items[item].unit;
        self.items[item].state = State::Running;
        self.units[unit].running += 1;
        self.units[unit].accepted += 1;
        self.units[unit].latest = Some(item);
        self.running += 1;
        for claim in &claims {
            self.clusters[claim.cluster].holders.push(item);
        }
        let run = Run {
            sent,
            since,
            seen: now,
            ended: None,
            claims,
            overlaps: Vec::new(),
            polling: false,
            poll_at: 0.0,
        };
        self.runs.insert(item, run);
        self.share_out(item);
        self.weigh_neighbours(item);
        self.plan_poll(item, now);
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

    /// Something new is known of a run: what it means for those that may share a cluster with it.
    pub(super) fn weigh_neighbours(&mut self, item: Item) {
        let Some(run) = self.runs.get(&item) else { return };
        let mut others: Vec<Item> = run
            .claims
            .iter()
            .flat_map(|claim| self.clusters[claim.cluster].holders.iter().copied())
            .filter(|other| *other != item)
            .collect();
        others.sort_unstable();
        others.dedup();
        if others.is_empty() {
            return;
        }
        for other in others {
            self.share_out(other);
        }
        self.share_out(item);
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

    /// The chance that a run is on a cluster, as far as the others that may be there let it.
    fn room(&self, item: Item, run: &Run, cluster: ClusterId) -> f64 {
        let others = self.clusters[cluster].holders.iter().filter(|other| **other != item);
        others
            .filter_map(|other| self.runs.get(other).map(|theirs| (*other, theirs)))
            .map(|(other, theirs)| {
                1.0 - theirs.share(cluster) * self.overlap(item, run, other, theirs)
            })
            .product()
    }

    /// Brings a run's shares to a sum of 1, and its unit's belief in line with them.
    fn share_out(&mut self, item: Item) {
        let unit = self.items[item].unit;
        let Some(run) = self.runs.get(&item) else { return };
        let ended = run.ended.is_some();
        let mut claims = run.claims.clone();
        for claim in &mut claims {
            claim.share = claim.prior * self.room(item, run, claim.cluster).max(HARDLY);
        }
        let total: f64 = claims.iter().map(|claim| claim.share).sum();
        let priors: f64 = claims.iter().map(|claim| claim.prior).sum();
        if total < NOWHERE * priors {
            // It runs, and nowhere that is known.
            let seen = run.seen;
            let cluster = self.make_cluster(seen);
            self.clusters[cluster].holders.push(item);
            claims.push(Claim { cluster, prior: NOWHERE, share: NOWHERE * priors });
        }
        let total: f64 = claims.iter().map(|claim| claim.share).sum();
        for claim in &mut claims {
            claim.share /= total;
        }
        let Some(run) = self.runs.get(&item) else { return };
        let unchanged = run.claims.len() == claims.len()
            && run.claims.iter().zip(&claims).all(|(a, b)| (a.share - b.share).abs() < 1e-6);
        if let Some(run) = self.runs.get_mut(&item) {
            run.claims.clone_from(&claims);
        }
        if !ended {
            for claim in &claims {
                self.refresh(claim.cluster);
            }
        }
        if self.units[unit].latest == Some(item) && !(unchanged && self.units[unit].accepted > 1) {
            self.believe(unit, &claims);
        }
    }

    /// Brings the belief of a unit in line with its latest run.
    fn believe(&mut self, unit: UnitId, claims: &[Claim]) {
        let mut belief = Belief::nowhere(self.clusters.len());
        for claim in claims {
            let size = self.clusters[claim.cluster].size();
            belief.put(claim.cluster, claim.share / size);
        }
        belief.settle();
        self.units[unit].belief = belief;
        self.place(unit);
    }

    /// Decides whether a unit belongs to a cluster.
    pub(super) fn place(&mut self, unit: UnitId) {
        self.weigh(unit);
        let (shares, unseen) = self.posterior(unit);
        let best = shares.into_iter().max_by(|a, b| a.1.total_cmp(&b.1));
        let home = best.filter(|(_, share)| *share >= HOME && *share > unseen);
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
        let length = took.unwrap_or((seen + now) / 2.0 - since);
        if let Some(expected) = self.items[item].expected {
            self.lengths.learn(expected, length);
        }
        self.prove_label_wrong(item, earliest);
        self.items[item].state = State::Over;
        self.left -= 1;
        self.release(item, (earliest.min(now), latest.clamp(seen.min(now), now)), now);
        self.settle_refusals(now);
    }
}
