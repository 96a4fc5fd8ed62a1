//! Labels: the group of each, and the checks whether those of a group share a cluster.

use std::collections::{BTreeSet, HashMap, VecDeque};

use super::group::{GroupId, Item};

/// How many labels are checked at the start, those with the most to do.
pub(super) const CHECKED_LABELS: usize = 5;

/// How many of them must say nothing, so that no `provisioningId` is believed.
const USELESS_LABELS: usize = 2;

/// What one bulk run leaves to the next: labels that share a cluster, and the lengths of syncs.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Knowledge {
    /// Labels that share a cluster, for each cluster of more than one label.
    pub(crate) clusters: Vec<Vec<String>>,
    /// Labels that turned out not to share the cluster that they were believed to share.
    pub(crate) separate: Vec<String>,
    /// How often syncs took each multiple of what was expected.
    pub(crate) lengths: Vec<f64>,
}

/// Labels that are checked at the start, before anything else runs, and what the checks showed.
#[derive(Debug, Default)]
pub(super) struct Checks {
    /// Per label the number of the cluster that an earlier run found for it.
    pub(super) remembered: HashMap<String, usize>,
    /// The group of each of these clusters.
    pub(super) groups: HashMap<usize, GroupId>,
    pub(super) is_planned: bool,
    /// Labels that are still to be checked.
    pub(super) labels: VecDeque<String>,
    pub(super) checked: usize,
    /// Labels whose own enterprises were seen to run at the same time.
    pub(super) useless: BTreeSet<String>,
    /// Labels that were seen not to share the cluster that an earlier run found.
    pub(super) separate: BTreeSet<String>,
}

/// What the checks need now.
pub(super) enum NextCheck {
    Trigger(Item),
    /// An answer has to come first.
    Wait,
    Done,
}

impl Checks {
    pub(super) fn new(clusters: &[Vec<String>]) -> Self {
        let numbered = clusters.iter().enumerate();
        let remembered = numbered
            .flat_map(|(number, labels)| labels.iter().map(move |label| (label.clone(), number)))
            .collect();
        Self { remembered, ..Self::default() }
    }

    pub(super) fn are_labels_useless(&self) -> bool {
        let enough = USELESS_LABELS.min(self.checked);
        enough > 0 && self.useless.len() >= enough
    }
}
