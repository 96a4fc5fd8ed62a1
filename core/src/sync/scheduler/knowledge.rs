//! What one night leaves to the next.

use serde::{Deserialize, Serialize};

use super::Scheduler;
use super::belief::Belief;
use super::cluster::Cluster;
use super::unit::Unit;

/// Plain data, to be kept between nights; what is wrong in it is unlearnt like any belief.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Knowledge {
    /// The clusters found.
    pub(crate) clusters: Vec<KnownCluster>,
    /// Labels proved to say nothing about clusters.
    pub(crate) useless_labels: Vec<String>,
    /// How often runs took each multiple of what was expected.
    pub(crate) lengths: Vec<f64>,
}

/// One cluster, by what belongs to it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct KnownCluster {
    /// Labels all of whose enterprises belong to it.
    pub(crate) labels: Vec<String>,
    /// Enterprises that belong to it whatever their label.
    pub(crate) enterprises: Vec<String>,
}

impl Scheduler {
    /// What is worth keeping for the next night.
    pub(crate) fn knowledge(&self) -> Knowledge {
        let mut clusters: Vec<KnownCluster> =
            self.clusters.iter().map(|_| KnownCluster::default()).collect();
        let mut known = |number: usize, add: &mut dyn FnMut(&mut KnownCluster)| {
            if let Some(cluster) = clusters.get_mut(number) {
                add(cluster);
            }
        };
        for (_, unit) in self.units.iter() {
            if let (Some(home), Some(label)) = (unit.home, &unit.label) {
                known(super::arena::Id::number(home), &mut |c| c.labels.push(label.clone()));
            }
        }
        for (_, entry) in self.items.iter() {
            let unit = &self.units[entry.unit];
            if let (Some(home), None) = (unit.home, &unit.label) {
                known(super::arena::Id::number(home), &mut |c| {
                    c.enterprises.push(entry.key.clone());
                });
            }
        }
        // Single enterprises alone do not hold a cluster in place for a whole night: two that were
        // free together may have been taken for each other ever since.
        clusters.retain(|cluster| !cluster.labels.is_empty());
        Knowledge {
            clusters,
            useless_labels: self.useless.iter().cloned().collect(),
            lengths: self.lengths.counts(),
        }
    }

    pub(super) fn recall(&mut self, knowledge: Knowledge) {
        self.useless.extend(knowledge.useless_labels);
        let count = knowledge.clusters.len();
        for known in knowledge.clusters {
            let cluster = self.clusters.push(Cluster::new(f64::NEG_INFINITY));
            self.open.insert(cluster);
            for label in known.labels {
                let mut unit = Unit::new(Some(label.clone()), Belief::at(cluster, count));
                unit.home = Some(cluster);
                unit.tested = true;
                let unit = self.units.push(unit);
                self.labels.insert(label, unit);
            }
            self.known.extend(known.enterprises.into_iter().map(|key| (key, cluster)));
        }
        self.size_sum = super::belief::to_f64(count);
    }
}
