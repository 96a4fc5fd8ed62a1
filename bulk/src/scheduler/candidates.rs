//! Which clusters may be the one that refused: candidates, and how they are ruled out.

use super::cluster::ClusterId;
use super::order::Seconds;
use super::{Item, Scheduler};
use webex_broadworks::internals::busy_backoff;

impl Scheduler {
    pub(super) fn candidates(&self, id: ClusterId) -> impl Iterator<Item = ClusterId> + '_ {
        self.clusters[id].candidates.iter().flatten().map(|candidate| self.root(*candidate))
    }

    pub(super) fn set_candidates(&mut self, id: ClusterId, candidates: Option<Vec<ClusterId>>) {
        self.unlist(id);
        let was_refused = self.clusters[id].candidates.is_some();
        if was_refused {
            self.refused.retain(|refused| *refused != id);
        }
        if candidates.is_some() {
            self.refused.push(id);
        }
        self.clusters[id].candidates = candidates;
        self.list(id);
    }

    /// Clusters that may have refused this one: busy, not seen to run beside it, and begun since
    /// its own last sync ended.
    pub(super) fn possible_causes(&self, id: ClusterId) -> Vec<ClusterId> {
        let cluster = &self.clusters[id];
        let began_since = |item: &Item| {
            self.runs.get(item).is_some_and(|run| run.accepted_at >= cluster.ended_at)
        };
        let is_possible = |other: &ClusterId| {
            let busy = &self.clusters[*other];
            *other != id
                && (busy.starting > 0 || busy.running.iter().any(began_since))
                && !cluster.is_apart(busy)
        };
        self.known.iter().copied().filter(is_possible).collect()
    }

    /// Refused although nothing of its own was running.
    pub(super) fn refused_by_another(&mut self, id: ClusterId, now: f64) {
        if self.clusters[id].is_busy() {
            return;
        }
        let causes = self.possible_causes(id);
        if causes.is_empty() {
            // A sync of others holds the cluster: only time can tell when it ends.
            self.set_candidates(id, None);
            return self.back_off(id, now, None);
        }
        // What waits for this one waits for one of its candidates, too.
        let followers: Vec<ClusterId> = self
            .refused
            .iter()
            .copied()
            .filter(|other| *other != id && !self.clusters[*other].is_single())
            .filter(|other| self.candidates(*other).any(|candidate| candidate == id))
            .collect();
        for other in followers {
            let more = causes
                .iter()
                .copied()
                .filter(|cause| !self.clusters[other].is_apart(&self.clusters[*cause]));
            let mut all: Vec<ClusterId> = self.candidates(other).chain(more).collect();
            all.retain(|candidate| *candidate != id && *candidate != other);
            all.sort_unstable();
            all.dedup();
            if !all.is_empty() {
                self.set_candidates(other, Some(all));
            }
        }
        self.set_candidates(id, Some(causes));
    }

    /// Refused while some of its candidates were free: it is on none of those.
    pub(super) fn rule_out_free(&mut self, id: ClusterId, now: f64) {
        let is_possible = |other: &ClusterId| *other != id && self.clusters[*other].is_busy();
        let mut left: Vec<ClusterId> = self.candidates(id).filter(is_possible).collect();
        left.sort_unstable();
        left.dedup();
        if left.is_empty() {
            self.refused_by_another(id, now);
        } else {
            self.set_candidates(id, Some(left));
        }
    }

    /// The enterprise isn't triggered again before its backoff is over.
    pub(super) fn delay(&mut self, item: Item, now: f64, at_least: Option<f64>) {
        let entry = &mut self.items[item];
        let backoff = busy_backoff(entry.refusals).as_secs_f64();
        entry.refusals += 1;
        entry.retry_at = now + backoff.max(at_least.unwrap_or(0.0));
        self.wakes.insert(Seconds(entry.retry_at));
    }

    /// Nothing of the cluster is triggered again before its backoff is over.
    pub(super) fn back_off(&mut self, id: ClusterId, now: f64, at_least: Option<f64>) {
        let cluster = &mut self.clusters[id];
        let backoff = busy_backoff(cluster.refusals).as_secs_f64();
        cluster.refusals += 1;
        cluster.retry_at = cluster.retry_at.max(now + backoff.max(at_least.unwrap_or(0.0)));
        self.wakes.insert(Seconds(cluster.retry_at));
    }
}
