//! Clusters as far as they are known: labels, or single enterprises, that share one.

use std::collections::BTreeSet;

use super::arena::id;
use super::order::Seconds;
use super::polling::UNKNOWN_LENGTH;
use super::{Item, Scheduler, State};

id!(
    /// What is taken for one cluster.
    pub(super) ClusterId
);

/// What is taken for one cluster: at most one sync of it runs at a time.
#[derive(Debug, Default)]
pub(super) struct Cluster {
    /// Labels whose enterprises are on it.
    pub(super) labels: Vec<String>,
    /// How many enterprises were added to it.
    pub(super) members: usize,
    /// Those that wait, the longest last.
    pub(super) waiting: BTreeSet<(Seconds, Item)>,
    /// Expected seconds of what waits.
    pub(super) load: f64,
    /// Usually one; more only while a label is tested, or from an earlier process.
    pub(super) running: Vec<Item>,
    pub(super) starting: usize,
    /// Whether an enterprise of another is tried while this one is free.
    pub(super) held: bool,
    /// Whether a sync of it was ever accepted.
    pub(super) found: bool,
    /// Those that may be the same cluster as this one, which was refused.
    pub(super) candidates: Option<Vec<ClusterId>>,
    /// One that was accepted when this one became free: the next trigger tells whether they share.
    pub(super) probe: Option<ClusterId>,
    /// Whether another was tried since this one became free.
    pub(super) tried: bool,
    pub(super) refusals: u32,
    /// Not triggered before this moment.
    pub(super) retry_at: f64,
    /// When its last sync ended.
    pub(super) ended_at: f64,
    /// When its syncs were seen to run, in order.
    pub(super) spans: Vec<(f64, f64)>,
    /// The one that it turned out to share.
    pub(super) merged_into: Option<ClusterId>,
}

impl Cluster {
    /// A single enterprise has no label that could be learned.
    pub(super) fn is_single(&self) -> bool {
        self.members <= 1
    }

    pub(super) fn is_busy(&self) -> bool {
        !self.running.is_empty() || self.starting > 0
    }

    pub(super) fn is_free(&self) -> bool {
        !self.is_busy() && !self.held
    }

    /// Whether syncs of both were seen to run at the same time: then they are two clusters.
    pub(super) fn is_apart(&self, other: &Self) -> bool {
        let (mut a, mut b) = (self.spans.iter().peekable(), other.spans.iter().peekable());
        while let (Some(one), Some(two)) = (a.peek(), b.peek()) {
            if one.0 < two.1 && two.0 < one.1 {
                return true;
            }
            if one.1 <= two.1 {
                a.next();
            } else {
                b.next();
            }
        }
        false
    }
}

impl Scheduler {
    /// The cluster that this one is part of by now.
    pub(super) fn root(&self, mut id: ClusterId) -> ClusterId {
        while let Some(next) = self.clusters[id].merged_into {
            id = next;
        }
        id
    }

    pub(super) fn cluster_of(&self, item: Item) -> ClusterId {
        self.root(self.items[item].cluster)
    }

    pub(super) fn expected_of(&self, item: Item) -> f64 {
        self.items[item].expected.unwrap_or(UNKNOWN_LENGTH)
    }

    pub(super) fn enqueue(&mut self, item: Item) {
        let id = self.cluster_of(item);
        let length = self.expected_of(item);
        self.items[item].state = State::Waiting;
        self.changed = true;
        self.unlist(id);
        self.clusters[id].waiting.insert((Seconds(length), item));
        self.clusters[id].load += length;
        self.list(id);
    }

    pub(super) fn dequeue(&mut self, item: Item) {
        let id = self.cluster_of(item);
        let length = self.expected_of(item);
        self.unlist(id);
        if self.clusters[id].waiting.remove(&(Seconds(length), item)) {
            self.clusters[id].load -= length;
        }
        self.list(id);
    }

    fn is_untried_single(&self, id: ClusterId) -> bool {
        let cluster = &self.clusters[id];
        cluster.is_single() && !cluster.found && cluster.merged_into.is_none()
    }

    /// Puts a single enterprise on the list of those that were never accepted.
    pub(super) fn list(&mut self, id: ClusterId) {
        if !self.is_untried_single(id) {
            return;
        }
        self.singles_load += self.clusters[id].load;
        if self.clusters[id].candidates.is_none() {
            self.fresh.extend(self.clusters[id].waiting.first().map(|(length, _)| (*length, id)));
        }
    }

    /// Takes it off that list, before something about it changes.
    pub(super) fn unlist(&mut self, id: ClusterId) {
        if !self.is_untried_single(id) {
            return;
        }
        self.singles_load -= self.clusters[id].load;
        if let Some((length, _)) = self.clusters[id].waiting.first() {
            self.fresh.remove(&(*length, id));
        }
    }

    /// The enterprise that goes next there: the longest that is not in its backoff.
    pub(super) fn top(&self, id: ClusterId, now: f64) -> Option<Item> {
        let mut waiting = self.clusters[id].waiting.iter().rev().map(|(_, item)| *item);
        waiting.find(|item| self.items[*item].retry_at <= now)
    }

    /// From now on the two are one cluster.
    pub(super) fn merge(&mut self, from: ClusterId, into: ClusterId) {
        self.set_candidates(from, None);
        self.unlist(from);
        self.unlist(into);
        let old = std::mem::take(&mut self.clusters[from]);
        self.clusters[from].merged_into = Some(into);
        self.known.retain(|id| *id != from);
        let cluster = &mut self.clusters[into];
        // Which cluster a single enterprise is on is a guess, and not worth remembering.
        if old.members > 1 {
            cluster.labels.extend(old.labels);
            cluster.spans.extend(old.spans);
            cluster.spans.sort_by(|a, b| a.0.total_cmp(&b.0));
        }
        cluster.members += old.members;
        cluster.waiting.extend(old.waiting);
        cluster.load += old.load;
        cluster.running.extend(old.running);
        cluster.starting += old.starting;
        cluster.found |= old.found;
        cluster.ended_at = cluster.ended_at.max(old.ended_at);
        self.list(into);
        self.changed = true;
    }
}
