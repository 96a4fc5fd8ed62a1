//! Who may hold which slot, and how likely a unit is where.

use super::cluster::ClusterId;
use super::run::Run;
use super::unit::UnitId;
use super::{Item, Scheduler};

/// Below this chance that a slot is free it is not tried.
const WORTH_A_TRY: f64 = 0.5;
/// Shares below this are not followed up.
const TRACE: f64 = 0.01;

impl Scheduler {
    /// The chance that a run was going on at some moment from `from` on.
    fn alive(&self, item: Item, run: &Run, from: f64) -> f64 {
        if let Some((_, ended)) = run.ended {
            return if from < ended { 1.0 } else { 0.0 };
        }
        if from <= run.seen {
            return 1.0;
        }
        let expected = self.items[item].expected;
        let seen = self.lengths.survival(expected, run.seen - run.since);
        let then = self.lengths.survival(expected, from - run.since);
        if seen > 0.0 { (then / seen).clamp(0.0, 1.0) } else { 1.0 }
    }

    /// The chance that two runs were going on at the same time.
    pub(super) fn overlap(&self, a: Item, one: &Run, b: Item, other: &Run) -> f64 {
        let (first, run, second) =
            if one.since <= other.since { (a, one, other) } else { (b, other, one) };
        match run.ended {
            Some((earliest, _)) if second.since <= earliest => 1.0,
            Some((_, latest)) if second.sent >= latest => 0.0,
            Some((earliest, latest)) => {
                // It ended while nobody looked: the later, the likelier they met.
                ((latest - second.since) / (latest - earliest).max(1e-9)).clamp(0.0, 1.0)
            }
            None => self.alive(first, run, second.since),
        }
    }

    /// The chance that a run of ours held a cluster at some moment between two.
    pub(super) fn occupancy(&self, cluster: ClusterId, from: f64, to: f64) -> f64 {
        let mut free = 1.0;
        for &item in &self.clusters[cluster].holders {
            let Some(run) = self.runs.get(&item) else { continue };
            if run.sent <= to {
                free *= 1.0 - run.share(cluster) * self.alive(item, run, from);
            }
        }
        1.0 - free
    }

    /// How likely a unit is in each cluster, and in one not seen yet; these add up to 1.
    pub(super) fn posterior(&self, unit: UnitId) -> (Vec<(ClusterId, f64)>, f64) {
        let belief = &self.units[unit].belief;
        let unseen = self.novelty.chance();
        let sizes: f64 = self.clusters.iter().map(|(_, cluster)| cluster.size()).sum();
        let seen = if sizes > 0.0 { (1.0 - unseen) / sizes } else { 0.0 };
        let mut shares: Vec<(ClusterId, f64)> = self
            .clusters
            .iter()
            .map(|(id, cluster)| (id, belief.of(id) * cluster.size() * seen))
            .collect();
        let new = belief.of_unseen() * unseen;
        let total = shares.iter().map(|(_, share)| share).sum::<f64>() + new;
        for (_, share) in &mut shares {
            *share /= total;
        }
        (shares, new / total)
    }

    /// The clusters that an accepted trigger of the unit may take now.
    pub(super) fn likely(&self, unit: UnitId) -> Vec<(ClusterId, f64)> {
        if let Some(home) = self.units[unit].home {
            return vec![(home, 1.0)];
        }
        let candidates = self.open.iter().copied();
        let mass = self.mass(unit);
        candidates
            .map(|id| (id, self.share(unit, id, mass)))
            .filter(|(_, share)| *share > TRACE)
            .collect()
    }

    /// What the unit's shares have to be divided by.
    pub(super) fn mass(&self, unit: UnitId) -> f64 {
        let unit = &self.units[unit];
        if unit.refused == 0 && unit.accepted == 0 {
            return 1.0;
        }
        unit.mass.max(1e-9)
    }

    /// Looked up once for each piece of evidence, not for each comparison.
    pub(super) fn weigh(&mut self, id: UnitId) {
        let sizes = self.sizes();
        let unseen = self.novelty.chance();
        let belief = &self.units[id].belief;
        let seen: f64 =
            self.clusters.iter().map(|(id, cluster)| belief.of(id) * cluster.size()).sum();
        let seen = if sizes > 0.0 { seen * (1.0 - unseen) / sizes } else { 0.0 };
        self.units[id].mass = seen + belief.of_unseen() * unseen;
        self.size_sum = sizes;
    }

    fn sizes(&self) -> f64 {
        self.clusters.iter().map(|(_, cluster)| cluster.size()).sum()
    }

    /// How likely the unit is in this cluster.
    pub(super) fn share(&self, unit: UnitId, cluster: ClusterId, mass: f64) -> f64 {
        if self.size_sum <= 0.0 {
            return 0.0;
        }
        let size = self.clusters[cluster].size() / self.size_sum;
        self.units[unit].belief.of(cluster) * size * (1.0 - self.novelty.chance()) / mass
    }

    /// The chance that the unit is accepted, given how much each free cluster weighs, and how
    /// likely one is that was not seen yet.
    pub(super) fn chance(&self, id: UnitId, open: &[(ClusterId, f64)], unseen: f64) -> f64 {
        let unit = &self.units[id];
        let seen: f64 =
            open.iter().map(|&(cluster, weight)| weight * unit.belief.of(cluster)).sum();
        ((seen + unit.belief.of_unseen() * unseen) / self.mass(id)).min(1.0)
    }

    /// The clusters that are probably free, the one with the most left to do first.
    pub(super) fn open_clusters(&mut self, now: f64) -> Vec<(ClusterId, f64)> {
        let unplaced = self.has_unplaced();
        let mut free = Vec::new();
        let mut done = Vec::new();
        for &id in &self.open {
            if !unplaced && self.clusters[id].load <= 0.0 && self.clusters[id].homes.is_empty() {
                done.push(id);
                continue;
            }
            let cluster = &self.clusters[id];
            if cluster.is_blocked(now) {
                continue;
            }
            let chance = 1.0 - self.occupancy(id, now, now);
            if chance * cluster.unaimed() >= WORTH_A_TRY {
                free.push((id, chance));
            }
        }
        for id in done {
            self.open.remove(&id);
        }
        free.sort_by(|a, b| self.clusters[b.0].load.total_cmp(&self.clusters[a.0].load));
        free
    }

    /// Whether the cluster has to be looked at when something is to be started.
    pub(super) fn refresh(&mut self, cluster: ClusterId) {
        let held: f64 = self.clusters[cluster]
            .holders
            .iter()
            .filter_map(|item| self.runs.get(item))
            .filter(|run| run.ended.is_none())
            .map(|run| run.share(cluster))
            .sum();
        if held < 0.9 {
            self.open.insert(cluster);
        } else {
            self.open.remove(&cluster);
        }
    }
}
