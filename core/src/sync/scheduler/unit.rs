//! Enterprises that are believed to share a cluster: those of one label, or a single one.

use std::collections::BTreeSet;

use super::Item;
use super::arena::id;
use super::belief::Belief;
use super::cluster::ClusterId;
use super::order::Seconds;

id!(
    /// A set of enterprises that is placed as one.
    pub(super) UnitId
);

/// Where a waiting item stands in its unit: by its length, less if it was refused before.
pub(super) type Rank = (Seconds, Item);

/// One set of enterprises.
#[derive(Debug)]
pub(super) struct Unit {
    /// What its members have in common; none once they are on their own.
    pub(super) label: Option<String>,
    pub(super) belief: Belief,
    pub(super) home: Option<ClusterId>,
    pub(super) waiting: BTreeSet<Rank>,
    pub(super) count: usize,
    pub(super) load: f64,
    /// What its shares have to be divided by, as of the last evidence.
    pub(super) mass: f64,
    /// Whether it was refused at home since it was last accepted there.
    pub(super) shaken: bool,
    pub(super) starting: usize,
    pub(super) running: usize,
    /// Refusals whose meaning is not settled yet.
    pub(super) unsettled: usize,
    pub(super) accepted: usize,
    pub(super) refused: usize,
    /// Members that went their own way, because the label did not hold for them.
    pub(super) left: usize,
    /// Whether the label was put to the test, or came from an earlier night.
    pub(super) tested: bool,
    /// Whether it was tried while its cluster was held.
    pub(super) audited: bool,
}

impl Unit {
    pub(super) fn new(label: Option<String>, belief: Belief) -> Self {
        Self {
            label,
            belief,
            home: None,
            waiting: BTreeSet::new(),
            count: 0,
            load: 0.0,
            mass: 1.0,
            shaken: false,
            starting: 0,
            running: 0,
            unsettled: 0,
            accepted: 0,
            refused: 0,
            left: 0,
            tested: false,
            audited: false,
        }
    }

    /// Whether it may be tried at a cluster of which it is not known to be a part.
    pub(super) fn can_be_tried(&self) -> bool {
        self.home.is_none()
            && self.count > 0
            && self.starting == 0
            && self.unsettled == 0
            && self.running == 0
    }
}
