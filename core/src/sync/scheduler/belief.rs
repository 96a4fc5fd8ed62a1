//! What is believed about the cluster of one unit.

use super::arena::Id;
use super::cluster::ClusterId;

/// All clusters together are never thought less likely than this beside the likeliest: what is
/// wrong can heal.
const FLOOR: f64 = 0.004;

/// How well each cluster agrees with all that was seen of a unit; only ratios mean anything.
#[derive(Clone, Debug)]
pub(super) struct Belief {
    likelihood: Vec<f64>,
    /// The same for each cluster that the list does not reach, among them those not yet found.
    rest: f64,
}

impl Belief {
    /// Nothing is known: every cluster is as likely as its size makes it.
    pub(super) fn open() -> Self {
        Self { likelihood: Vec::new(), rest: 1.0 }
    }

    /// The unit is in this cluster, and hardly anywhere else.
    pub(super) fn at(cluster: ClusterId, clusters: usize) -> Self {
        let mut belief = Self::nowhere(clusters);
        belief.put(cluster, 1.0);
        belief.settle();
        belief
    }

    /// To be filled by [`put`](Self::put), then settled.
    pub(super) fn nowhere(clusters: usize) -> Self {
        Self { likelihood: vec![0.0; clusters], rest: 0.0 }
    }

    pub(super) fn put(&mut self, cluster: ClusterId, likelihood: f64) {
        if let Some(value) = self.likelihood.get_mut(cluster.number()) {
            *value = likelihood;
        }
    }

    pub(super) fn of(&self, cluster: ClusterId) -> f64 {
        self.likelihood.get(cluster.number()).copied().unwrap_or(self.rest)
    }

    /// Of a cluster that nobody has seen yet.
    pub(super) fn of_unseen(&self) -> f64 {
        self.rest
    }

    pub(super) fn scale(&mut self, cluster: ClusterId, factor: f64) {
        let index = cluster.number();
        if index >= self.likelihood.len() {
            self.likelihood.resize(index + 1, self.rest);
        }
        if let Some(value) = self.likelihood.get_mut(index) {
            *value *= factor;
        }
    }

    pub(super) fn scale_unseen(&mut self, clusters: usize, factor: f64) {
        if clusters > self.likelihood.len() {
            self.likelihood.resize(clusters, self.rest);
        }
        self.rest *= factor;
    }

    /// Makes the likeliest 1, and nothing less than the floor.
    pub(super) fn settle(&mut self) {
        let top = self.likelihood.iter().copied().fold(self.rest, f64::max);
        if top <= 0.0 {
            *self = Self::open();
            return;
        }
        let floor = FLOOR / (to_f64(self.likelihood.len()) + 1.0);
        for value in self.likelihood.iter_mut().chain([&mut self.rest]) {
            *value = (*value / top).max(floor);
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of enterprises are far below 2^52")]
pub(super) fn to_f64(count: usize) -> f64 {
    count as f64
}
