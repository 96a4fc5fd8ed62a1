//! What one bulk run leaves to the next: labels that share a cluster, and the lengths of syncs.

use std::collections::{BTreeSet, HashMap};

use super::Scheduler;
use super::cluster::ClusterId;

/// Plain data. Each statement is checked again, so that a wrong one is corrected.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Knowledge {
    /// Labels that share a cluster, for each cluster of more than one label.
    pub(crate) clusters: Vec<Vec<String>>,
    /// Labels that turned out not to share the cluster that they were believed to share.
    pub(crate) separate: Vec<String>,
    /// How often syncs took each multiple of what was expected.
    pub(crate) lengths: Vec<f64>,
}

/// What an earlier run found, until it is confirmed or refuted.
#[derive(Debug, Default)]
pub(super) struct Hints {
    /// The number of the cluster of each label.
    clusters: HashMap<String, usize>,
    /// The first label of each that was added to this run.
    first: HashMap<usize, ClusterId>,
    refuted: BTreeSet<String>,
}

impl Hints {
    pub(super) fn new(clusters: Vec<Vec<String>>) -> Self {
        let numbered = clusters.into_iter().enumerate();
        let clusters = numbered
            .flat_map(|(number, labels)| labels.into_iter().map(move |label| (label, number)))
            .collect();
        Self { clusters, ..Self::default() }
    }

    /// The label that was added first of those that share this one's cluster.
    pub(super) fn first_of_its_cluster(&mut self, label: &str, id: ClusterId) -> Option<ClusterId> {
        let number = *self.clusters.get(label)?;
        let first = *self.first.entry(number).or_insert(id);
        (first != id).then_some(first)
    }

    pub(super) fn refute(&mut self, labels: &[String]) {
        let hinted = labels.iter().filter(|label| self.clusters.contains_key(*label));
        self.refuted.extend(hinted.cloned());
    }
}

impl Scheduler {
    /// What is worth keeping for the next bulk run.
    pub(crate) fn knowledge(&self) -> Knowledge {
        let shared = self.clusters.iter().map(|(_, cluster)| cluster.labels.clone());
        let clusters: Vec<Vec<String>> = shared.filter(|labels| labels.len() > 1).collect();
        let together: BTreeSet<&String> = clusters.iter().flatten().collect();
        let is_separate = |label: &&String| !together.contains(label);
        let separate = self.hints.refuted.iter().filter(is_separate).cloned().collect();
        Knowledge { separate, clusters, lengths: self.lengths.counts() }
    }
}
