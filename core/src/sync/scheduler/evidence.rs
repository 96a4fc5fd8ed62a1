//! What an answer says about clusters.

use super::belief::Belief;
use super::cluster::{Cluster, ClusterId, OUTSIDER};
use super::run::{Run, Start};
use super::unit::UnitId;
use super::{Item, Scheduler, State};

/// From this share on a unit is taken to belong to a cluster.
const HOME: f64 = 0.8;
/// Shares below this are dropped.
const TRACE: f64 = 0.02;
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

impl Scheduler {
    pub(super) fn refused_by_cluster(&mut self, item: Item, now: f64) {
        let Some(start) = self.end_start(item) else { return };
        if start.learning {
            self.budget.spend();
        }
        let unit = self.items[item].unit;
        self.items[item].refused += 1;
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
        let Refused { item, unit, sent, answered, certain, .. } = refused;
        self.units[unit].unsettled -= 1;
        let (shares, _) = self.posterior(unit);
        if let Some(home) = self.units[unit].home {
            self.clusters[home].aimed.retain(|(aimed, _)| *aimed != item);
        }
        if self.units[unit].belief.of_unseen() >= 1.0 {
            self.novelty.observe(0.0);
        }
        let before = self.units[unit].home;
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
        if let Some(home) = before.filter(|_| certain) {
            if self.occupancy(home, sent, answered) < 0.5 && !self.clusters[home].is_blocked(now) {
                self.clusters[home].back_off(now);
            }
            self.doubt(item, home);
        }
        let unit = self.items[item].unit;
        self.place(unit);
        self.requeue_unit(unit);
    }

    /// A cluster refused although it was thought free: who may be there is more likely there.
    fn blame(&mut self, cluster: ClusterId, occupied: f64) {
        for item in self.clusters[cluster].holders.clone() {
            let Some(run) = self.runs.get_mut(&item) else { continue };
            if run.ended.is_some() {
                continue;
            }
            for (id, share) in &mut run.support {
                if *id == cluster {
                    *share /= occupied + (1.0 - occupied) * OUTSIDER;
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
        let mut belief = Belief::open();
        if self.items[item].refused > 0 {
            belief.scale_unseen(self.clusters.len(), 1.0);
        }
        let single = self.units.push(super::Unit::new(None, belief));
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
        let (shares, unseen) = self.posterior(unit);
        let mut support = Vec::new();
        for (cluster, share) in shares {
            let free = (1.0 - self.occupancy(cluster, now, now)).max(1e-4);
            support.push((cluster, share * free));
        }
        let support = self.give_place(support, unseen, untold, now);
        for &(cluster, share) in &support {
            self.clusters[cluster].tried(share * start.chance, share);
            if share > 0.5 {
                self.clusters[cluster].clear_back_off();
            }
        }
        self.items[item].doubted_at = None;
        self.template_accepted(item, now);
        self.note_overlaps(item, unit, now);
        self.begin_run(item, start.sent, now, now, support);
    }

    /// A run that was begun before this scheduler: it holds a cluster like any accepted one.
    pub(super) fn adopt_run(&mut self, item: Item, since: f64, now: f64) {
        let unit = self.items[item].unit;
        let (shares, unseen) = self.posterior(unit);
        let mut support = Vec::new();
        for (cluster, share) in shares {
            let free = (1.0 - self.occupancy(cluster, now, now)).max(1e-4);
            support.push((cluster, share * free));
        }
        let support = self.give_place(support, unseen, false, now);
        self.begin_run(item, since, since, now, support);
    }

    /// Turns weights into shares; a cluster is made where the likeliest is one not seen yet.
    fn give_place(
        &mut self,
        mut support: Vec<(ClusterId, f64)>,
        unseen: f64,
        untold: bool,
        now: f64,
    ) -> Vec<(ClusterId, f64)> {
        let total = support.iter().map(|(_, weight)| weight).sum::<f64>() + unseen;
        let new = unseen / total;
        if untold {
            self.novelty.observe(new);
        }
        if new >= 0.5 {
            let cluster = self.clusters.push(Cluster::new(now));
            support.push((cluster, unseen));
            self.size_sum += 1.0;
        }
        support.retain(|(_, weight)| *weight / total >= TRACE);
        let total: f64 = support.iter().map(|(_, weight)| weight).sum();
        for (_, weight) in &mut support {
            *weight /= total;
        }
        support
    }

    fn begin_run(
        &mut self,
        item: Item,
        sent: f64,
        since: f64,
        now: f64,
        support: Vec<(ClusterId, f64)>,
    ) {
        let unit = self.items[item].unit;
        self.items[item].state = State::Running;
        self.units[unit].running += 1;
        self.units[unit].accepted += 1;
        self.running += 1;
        for &(cluster, _) in &support {
            self.clusters[cluster].holders.push(item);
        }
        let run = Run {
            sent,
            since,
            seen: now,
            ended: None,
            support,
            overlaps: Vec::new(),
            polling: false,
            poll_at: 0.0,
        };
        self.runs.insert(item, run);
        self.share_out(item);
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

    /// The run was still going on when those accepted since were: they are elsewhere.
    pub(super) fn prove_apart(&mut self, item: Item, until: f64) {
        let Some(run) = self.runs.get(&item) else { return };
        let support = run.support.clone();
        for (cluster, share) in support.into_iter().filter(|(_, share)| *share > 0.5) {
            for other in self.clusters[cluster].holders.clone() {
                let Some(run) = self.runs.get_mut(&other) else { continue };
                if other == item || run.ended.is_some() || run.since >= until {
                    continue;
                }
                for (id, weight) in &mut run.support {
                    if *id == cluster {
                        *weight *= (1.0 - share).max(1e-4);
                    }
                }
                self.share_out(other);
            }
        }
        self.prove_label_wrong(item, until);
    }

    fn prove_label_wrong(&mut self, item: Item, until: f64) {
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

    /// Brings a run's shares back to a sum of 1, and its unit's belief in line with them.
    fn share_out(&mut self, item: Item) {
        let unit = self.items[item].unit;
        let Some(run) = self.runs.get_mut(&item) else { return };
        let total: f64 = run.support.iter().map(|(_, share)| share).sum();
        let nowhere = total < 1e-3;
        if nowhere {
            let now = run.seen;
            let cluster = self.clusters.push(Cluster::new(now));
            self.size_sum += 1.0;
            run.support = vec![(cluster, 1.0)];
            self.clusters[cluster].holders.push(item);
        } else {
            for (_, share) in &mut run.support {
                *share /= total;
            }
        }
        let support = run.support.clone();
        let clusters = self.clusters.len();
        self.units[unit].belief = Belief::at(&support, clusters);
        for &(cluster, _) in &support {
            let size = self.clusters[cluster].size();
            self.units[unit].belief.scale(cluster, 1.0 / size);
            self.refresh(cluster);
        }
        self.units[unit].belief.settle();
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
        let end = match took {
            // It began when the request arrived: not before it was sent, not after the answer.
            Some(took) => (run.sent + took).clamp(seen.min(now), now),
            None => now,
        };
        let length = took.unwrap_or((seen + now) / 2.0 - since);
        if let Some(expected) = self.items[item].expected {
            self.lengths.learn(expected, length);
        }
        if took.is_some() {
            self.prove_apart(item, end);
        }
        self.items[item].state = State::Over;
        self.left -= 1;
        self.release(item, end, now);
        self.settle_refusals(now);
    }
}
