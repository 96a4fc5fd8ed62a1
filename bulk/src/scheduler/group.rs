//! Groups: enterprises that are taken to share a cluster, so that one sync of a group runs at a time.

use std::collections::BTreeSet;

use ordered_float::OrderedFloat;
use slotmap::new_key_type;

use super::budget::Backoff;

new_key_type! {
    /// One enterprise that is to be synced.
    pub(crate) struct Item;

    /// One group.
    pub(super) struct GroupId;
}

/// The enterprises of a label, of several labels that share a cluster, or a single enterprise.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// Labels whose enterprises are in it.
    pub(super) labels: Vec<String>,
    /// How many enterprises were added to it.
    pub(super) members: usize,
    /// Those that wait, the longest last.
    pub(super) waiting: BTreeSet<(OrderedFloat<f64>, Item)>,
    /// Expected seconds of what waits.
    pub(super) load: f64,
    /// Usually one; more while the group is checked, or from an earlier process.
    pub(super) running: Vec<Item>,
    /// How many triggers wait for an answer: of its own, and of others that are tried at its cluster.
    pub(super) starting: usize,
    /// Whether a sync of it was ever accepted: then it stands for a cluster.
    pub(super) is_found: bool,
    /// When its last sync ended.
    pub(super) ended_at: f64,
    /// When it was last refused.
    pub(super) refused_at: f64,
    /// After a refusal: groups that may share its cluster.
    pub(super) candidates: Vec<GroupId>,
    /// Groups that were free when it was refused.
    pub(super) ruled_out: BTreeSet<GroupId>,
    /// When its syncs were accepted, and when they were last seen to run; in order.
    pub(super) spans: Vec<(f64, f64)>,
    /// Whether another was tried since this one became free.
    pub(super) is_tried: bool,
    /// How many were tried at its cluster and refused since one was accepted there.
    pub(super) misses: usize,
    pub(super) backoff: Backoff,
}

impl Group {
    pub(super) fn is_single(&self) -> bool {
        self.members <= 1
    }

    pub(super) fn is_free(&self) -> bool {
        self.running.is_empty() && self.starting == 0
    }

    /// Whether syncs of both were seen to run at the same time: then they don't share a cluster.
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
