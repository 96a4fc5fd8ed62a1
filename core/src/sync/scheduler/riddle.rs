//! Runs that may hold one of several clusters, and how it comes out which.
//!
//! A stranger accepted while several clusters were free, or may have been, poses a riddle. It is
//! answered by looking at the runs that may have made room for it, and by starting what belongs
//! to the clusters in question: where that is accepted the stranger is not, where it is refused
//! the stranger is. Until then no other stranger is started.

use super::belief::Belief;
use super::cluster::ClusterId;
use super::run::Run;
use super::{Item, Scheduler};

/// How sure it must be that a run was going on.
const CERTAIN: f64 = 0.98;

impl Scheduler {
    /// Whether a riddle is open that something waiting can answer.
    pub(super) fn riddle_open(&mut self) -> bool {
        let runs = &self.runs;
        self.riddles.retain(|item| runs.get(item).is_some_and(Run::is_riddle));
        let clusters: Vec<ClusterId> = self
            .riddles
            .iter()
            .filter_map(|item| self.runs.get(item))
            .flat_map(|run| run.at.iter().copied())
            .collect();
        clusters.into_iter().any(|cluster| {
            !self.clusters[cluster].aimed.is_empty() || self.top_home(cluster).is_some()
        })
    }

    /// Looks at every run that may have made room for this one unseen.
    pub(super) fn look_around(&mut self, item: Item, now: f64) {
        let Some(run) = self.runs.get(&item) else { return };
        let others: Vec<Item> = run
            .at
            .iter()
            .flat_map(|cluster| self.clusters[*cluster].holders.iter().copied())
            .filter(|other| *other != item)
            .collect();
        for other in others {
            self.poll_by(other, now);
        }
    }

    /// A run is known to hold a cluster: the riddles that go on with it are not there.
    pub(super) fn answer_riddles(&mut self, item: Item) {
        let Some(run) = self.runs.get(&item) else { return };
        let (&[cluster], since) = (&run.at[..], run.since) else { return };
        for riddle in self.riddles.clone().into_iter().filter(|riddle| *riddle != item) {
            let Some(theirs) = self.runs.get(&riddle).filter(|run| run.at.contains(&cluster))
            else {
                continue;
            };
            let (earlier, later) =
                if theirs.since < since { (riddle, since) } else { (item, theirs.since) };
            let met = self.runs.get(&earlier).map_or(0.0, |run| self.alive(earlier, run, later));
            if met > CERTAIN {
                self.exclude(riddle, cluster);
            } else {
                self.poll_by(earlier, later);
            }
        }
    }

    /// A run was still going on at a moment: riddles posed before are not on its cluster; and if
    /// it is a riddle itself, it is not where others have begun to run since.
    pub(super) fn overlapped(&mut self, item: Item, until: f64) {
        let Some(run) = self.runs.get(&item) else { return };
        if let &[cluster] = &run.at[..] {
            for riddle in self.riddles.clone() {
                if riddle != item && self.runs.get(&riddle).is_some_and(|run| run.since < until) {
                    self.exclude(riddle, cluster);
                }
            }
            return;
        }
        let since = run.since;
        for cluster in run.at.clone() {
            let met = self.clusters[cluster].holders.iter().any(|other| {
                self.runs.get(other).is_some_and(|other| {
                    other.at.len() == 1 && other.since > since && other.since < until
                })
            });
            if met {
                self.exclude(item, cluster);
            }
        }
    }

    /// Two runs cannot hold one cluster: the unit less often seen there is not there.
    pub(super) fn contradict(&mut self, item: Item, now: f64) {
        let Some(&[cluster]) = self.runs.get(&item).map(|run| &run.at[..]) else { return };
        let other = self.clusters[cluster].holders.iter().copied().find(|other| {
            *other != item
                && self.items[*other].unit != self.items[item].unit
                && self
                    .runs
                    .get(other)
                    .is_some_and(|run| run.at.len() == 1 && self.alive(*other, run, now) > CERTAIN)
        });
        let Some(other) = other else { return };
        let times = |item: Item| self.units[self.items[item].unit].accepted;
        let wrong = if times(other) < times(item) { other } else { item };
        let unit = self.items[wrong].unit;
        self.clusters[cluster].holders.retain(|holder| *holder != wrong);
        if let Some(run) = self.runs.get_mut(&wrong) {
            run.at.clear();
        }
        self.acquit(unit, cluster);
        self.place(unit);
    }

    fn exclude(&mut self, riddle: Item, cluster: ClusterId) {
        let Some(run) = self.runs.get_mut(&riddle).filter(|run| run.is_riddle()) else { return };
        if !run.at.contains(&cluster) {
            return;
        }
        run.at.retain(|id| *id != cluster);
        self.clusters[cluster].holders.retain(|holder| *holder != riddle);
        let left = run.at.clone();
        for id in left.into_iter().chain([cluster]) {
            self.refresh(id);
        }
        self.settle_place(riddle);
        self.answer_riddles(riddle);
        self.stale = true;
    }

    /// What belongs to a cluster was refused there: a riddle that may be there is.
    pub(super) fn answers_riddle(&mut self, cluster: ClusterId, sent: f64, now: f64) -> bool {
        let runs = &self.runs;
        let mut riddles = self.riddles.iter().copied().filter(|item| {
            runs.get(item)
                .is_some_and(|run| run.is_riddle() && run.at.contains(&cluster) && run.sent <= sent)
        });
        let Some(riddle) = riddles.next() else { return false };
        if riddles.next().is_some() {
            self.clusters[cluster].back_off(now);
            return true;
        }
        let Some(run) = self.runs.get_mut(&riddle) else { return false };
        let elsewhere: Vec<ClusterId> =
            run.at.iter().copied().filter(|id| *id != cluster).collect();
        run.at = vec![cluster];
        for id in elsewhere {
            self.clusters[id].holders.retain(|holder| *holder != riddle);
            self.refresh(id);
        }
        self.refresh(cluster);
        self.settle_place(riddle);
        self.answer_riddles(riddle);
        true
    }

    /// Brings the belief of a unit in line with where its run may be.
    pub(super) fn settle_place(&mut self, item: Item) {
        let unit = self.items[item].unit;
        let Some(run) = self.runs.get(&item) else { return };
        let at = run.at.clone();
        let home = self.units[unit].home;
        let as_before = at.len() == 1 && home == at.first().copied() && !self.units[unit].shaken;
        if at.is_empty() || as_before {
            return;
        }
        self.units[unit].shaken = false;
        let mut belief = Belief::nowhere(self.clusters.len());
        for cluster in at {
            belief.put(cluster, 1.0 / self.clusters[cluster].size());
        }
        belief.settle();
        self.units[unit].belief = belief;
        self.place(unit);
    }
}
