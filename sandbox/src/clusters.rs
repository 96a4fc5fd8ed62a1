//! Distributes generated enterprises over hidden clusters, and generates their provisioning ids.

use std::iter::repeat_n;
use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::generated::options::SandboxOptions;
use crate::generated::options::{ClusterSizes, ProvisioningIds};
use crate::random::Random;

impl SandboxOptions {
    /// Number of hidden clusters.
    pub(crate) fn cluster_count(&self) -> usize {
        match &self.cluster_sizes {
            ClusterSizes::Shares(shares) => shares.len(),
            ClusterSizes::Even | ClusterSizes::Zipf => self.clusters,
        }
        .max(1)
    }
}

/// The cluster of each enterprise.
pub(crate) fn spread(options: &SandboxOptions) -> Vec<usize> {
    let sizes = sizes(&shares(options), options.enterprises);
    let mut clusters: Vec<usize> =
        sizes.into_iter().enumerate().flat_map(|(cluster, size)| repeat_n(cluster, size)).collect();
    Random::of(options.seed, &[9]).shuffle(&mut clusters);
    clusters
}

fn shares(options: &SandboxOptions) -> Vec<f64> {
    let count = options.cluster_count();
    let shares: Vec<f64> = match &options.cluster_sizes {
        ClusterSizes::Even => vec![1.0; count],
        ClusterSizes::Zipf => (1..=count).map(|rank| 1.0 / approximate(rank)).collect(),
        ClusterSizes::Shares(shares) => shares.iter().map(|share| share.max(0.0)).collect(),
    };
    let adds_up = shares.iter().sum::<f64>() > 0.0;
    if adds_up { shares } else { vec![1.0; count] }
}

/// Splits a number by shares without rounding losses.
fn sizes(shares: &[f64], count: usize) -> Vec<usize> {
    let all: f64 = shares.iter().sum();
    let (mut sum, mut before) = (0.0, 0);
    let size = |share: &f64| {
        sum += share;
        let bound = rounded(approximate(count) * (sum / all)).min(count);
        let size = bound.saturating_sub(before);
        before = bound;
        size
    };
    shares.iter().map(size).collect()
}

/// The available provisioning ids.
pub(crate) struct Templates {
    kind: ProvisioningIds,
    per_cluster: usize,
    ids: Vec<Arc<str>>,
}

impl Templates {
    pub(crate) fn new(options: &SandboxOptions, random: &mut Random) -> Self {
        let (kind, per_cluster) =
            (options.provisioning_ids, options.provisioning_ids_per_cluster.max(1));
        let count = match kind {
            ProvisioningIds::PerCluster => options.cluster_count() * per_cluster,
            ProvisioningIds::Random(count) => count.max(1),
            ProvisioningIds::PerEnterprise | ProvisioningIds::Absent => 0,
        };
        Self { kind, per_cluster, ids: (0..count).map(|_| make(random)).collect() }
    }

    /// The provisioning id of an enterprise.
    pub(crate) fn draw(&self, cluster: usize, random: &mut Random) -> Option<Arc<str>> {
        let from = match self.kind {
            ProvisioningIds::PerCluster => {
                &self.ids[cluster * self.per_cluster..(cluster + 1) * self.per_cluster]
            }
            ProvisioningIds::Random(_) => &self.ids[..],
            ProvisioningIds::PerEnterprise => return Some(make(random)),
            ProvisioningIds::Absent => return None,
        };
        Some(Arc::clone(random.pick(from)))
    }
}

fn make(random: &mut Random) -> Arc<str> {
    Arc::from(URL_SAFE_NO_PAD.encode(format!("{}:{}", random.uuid(), random.uuid())))
}

#[expect(clippy::cast_precision_loss, reason = "small positive numbers")]
fn approximate(number: usize) -> f64 {
    number as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "small positive numbers"
)]
fn rounded(number: f64) -> usize {
    number.round() as usize
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, HashMap, HashSet};

    use serde_json::json;

    use super::*;
    use crate::clock::VirtualTime;
    use crate::generator;

    fn sizes_of(count: usize, options: SandboxOptions) -> Vec<usize> {
        let options = SandboxOptions { enterprises: count, ..options };
        let mut sizes = vec![0; options.cluster_count()];
        for cluster in spread(&options) {
            sizes[cluster] += 1;
        }
        sizes
    }

    fn with_sizes(cluster_sizes: serde_json::Value) -> SandboxOptions {
        let cluster_sizes = serde_json::from_value(cluster_sizes).expect("sizes");
        SandboxOptions { cluster_sizes, clusters: 4, ..SandboxOptions::default() }
    }

    #[test]
    fn clusters_are_as_large_as_asked() {
        assert_eq!(sizes_of(4000, with_sizes(json!("even"))), [1000; 4]);
        assert_eq!(sizes_of(25, with_sizes(json!("zipf"))), [12, 6, 4, 3]);
        assert_eq!(sizes_of(10, with_sizes(json!([7, 0, 3]))), [7, 0, 3]);
        assert_eq!(sizes_of(100, with_sizes(json!([0.5, 0.25, 0.25]))), [50, 25, 25]);
        assert_eq!(sizes_of(4, with_sizes(json!([0, 0]))), [2, 2]);
        assert_eq!(sizes_of(3, with_sizes(json!([]))), [3]);
    }

    /// For each provisioning id, the clusters of its enterprises.
    fn clusters_by_id(provisioning_ids: ProvisioningIds) -> HashMap<String, BTreeSet<usize>> {
        let options = SandboxOptions {
            enterprises: 1000,
            clusters: 5,
            provisioning_ids,
            provisioning_ids_per_cluster: 3,
            ..SandboxOptions::default()
        };
        let mut clusters: HashMap<_, BTreeSet<usize>> = HashMap::new();
        for made in generator::enterprises(&options, VirtualTime::wall()) {
            let id = made.provisioning_id.as_deref().unwrap_or_default().to_owned();
            clusters.entry(id).or_default().insert(made.hidden.cluster);
        }
        clusters
    }

    #[test]
    fn provisioning_ids_reveal_clusters_as_configured() {
        let finer = clusters_by_id(ProvisioningIds::PerCluster);
        assert_eq!(finer.len(), 15);
        assert!(finer.values().all(|clusters| clusters.len() == 1));
        let random = clusters_by_id(ProvisioningIds::Random(7));
        assert_eq!(random.len(), 7);
        assert!(random.values().all(|clusters| clusters.len() == 5));
        assert_eq!(clusters_by_id(ProvisioningIds::Random(1)).len(), 1);
        assert_eq!(clusters_by_id(ProvisioningIds::PerEnterprise).len(), 1000);
        let absent: HashSet<_> = clusters_by_id(ProvisioningIds::Absent).into_keys().collect();
        assert_eq!(absent, HashSet::from([String::new()]));
    }
}
