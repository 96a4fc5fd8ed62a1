//! Doubting what is believed, where it would cost most if it were wrong.
//!
//! Two clusters taken for one never contradict themselves: one of the two merely stands idle. So
//! once a cluster is known to stand idle while another has the most left to do, a unit of the
//! latter is tried while its cluster is held. It will be refused; if not, it is elsewhere.

use super::belief::Belief;
use super::cluster::ClusterId;
use super::unit::UnitId;
use super::{Item, Scheduler};

/// Clusters with at least this share of the heaviest load are doubted.
const HEAVY: f64 = 0.9;
/// How certain it must be that the cluster is held.
const HELD: f64 = 0.998;
/// How many units of a cluster are looked through.
const LOOKED_AT: usize = 64;

impl Scheduler {
    /// The next item to be tried while its cluster is held.
    pub(super) fn audit(&mut self, now: f64) -> Option<Item> {
        let learning = self.starts.values().filter(|start| start.learning).count();
        if learning > 0 || self.budget.left(0) < 1.0 || !self.has_idle_cluster(now) {
            return None;
        }
        let heaviest = self.clusters.iter().map(|(_, cluster)| cluster.load).fold(0.0, f64::max);
        let heavy: Vec<ClusterId> = self
            .clusters
            .iter()
            .filter(|(_, cluster)| cluster.load > 0.0 && cluster.load >= HEAVY * heaviest)
            .map(|(id, _)| id)
            .collect();
        let unit = heavy.into_iter().find_map(|cluster| self.doubtful(cluster, now))?;
        self.units[unit].audited = true;
        self.top(unit)
    }

    fn has_idle_cluster(&self, now: f64) -> bool {
        self.clusters.iter().any(|(id, cluster)| {
            cluster.load <= 1e-6
                && cluster.aimed.is_empty()
                && !cluster.is_blocked(now)
                && self.occupancy(id, now, now) < 0.1
        })
    }

    /// A unit of the cluster that was not doubted yet, while another one of it runs.
    fn doubtful(&self, cluster: ClusterId, now: f64) -> Option<UnitId> {
        let holder = self.clusters[cluster].holders.iter().find(|item| {
            self.runs.get(item).is_some_and(|run| run.ended.is_none() && run.share(cluster) > HELD)
        })?;
        if self.occupancy(cluster, now, now) < HELD {
            return None;
        }
        let holder = self.items[*holder].unit;
        let fits = |id: UnitId| {
            let unit = &self.units[id];
            let other = id != holder || unit.label.is_some();
            other && unit.home == Some(cluster) && unit.count > 0 && !unit.audited
        };
        let homes = self.clusters[cluster].homes.iter().take(LOOKED_AT).map(|(_, id)| *id);
        homes.filter(|id| fits(*id)).max_by_key(|id| (*id != holder, *id))
    }

    /// Where a unit may be that was accepted while its cluster seemed to be held.
    pub(super) fn places_besides(&mut self, home: ClusterId, now: f64) -> Vec<ClusterId> {
        let mut places: Vec<ClusterId> = self
            .clusters
            .ids()
            .filter(|id| *id != home && self.occupancy(*id, now, now) < 0.5)
            .collect();
        if places.is_empty() {
            places.push(self.make_cluster(now));
        }
        places.push(home);
        places
    }

    /// A unit is shown not to belong to a cluster.
    pub(super) fn acquit(&mut self, unit: UnitId, cluster: ClusterId) {
        let mut belief = Belief::open();
        belief.scale_unseen(self.clusters.len(), 1.0);
        belief.scale(cluster, 1e-4);
        belief.settle();
        self.units[unit].belief = belief;
    }
}
