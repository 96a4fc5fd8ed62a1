//! Hidden clusters, and the syncs that they allow.

use std::collections::VecDeque;

use crate::clock::VirtualTime;
use crate::model::Enterprise;

/// One hidden BroadWorks cluster. It runs one on-demand sync at a time. Scheduled syncs have a slot of
/// their own, and don't block it.
#[derive(Clone, Debug, Default)]
pub(super) struct Cluster {
    pub(super) on_demand: Option<SlotHolder>,
    pub(super) scheduled: Option<usize>,
    /// Enterprises whose scheduled runs are due and wait for the slot.
    pub(super) queue: VecDeque<usize>,
    /// The enterprises that belong to it.
    pub(super) members: Vec<usize>,
    pub(super) external_clients: ExternalClients,
}

/// The external clients of one cluster.
#[derive(Clone, Debug, Default)]
pub(super) struct ExternalClients {
    /// How often they have come.
    pub(super) visits: u64,
    /// Since when they have been waiting for the slot.
    pub(super) waiting: Option<VirtualTime>,
}

/// The holder of a cluster's slot for on-demand syncs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SlotHolder {
    /// An enterprise that was triggered here.
    Triggered(usize),
    /// An enterprise that was triggered by an external client.
    Elsewhere(usize),
    /// An external client that doesn't show which enterprise it syncs.
    Unseen,
}

impl SlotHolder {
    /// The enterprise that is synced, if that is visible.
    pub(super) fn enterprise(self) -> Option<usize> {
        match self {
            Self::Triggered(index) | Self::Elsewhere(index) => Some(index),
            Self::Unseen => None,
        }
    }
}

/// Creates the clusters with empty slots, and assigns the enterprises.
pub(super) fn clusters(count: usize, enterprises: &[Enterprise]) -> Vec<Cluster> {
    let mut clusters = vec![Cluster::default(); count];
    for (index, enterprise) in enterprises.iter().enumerate() {
        clusters[enterprise.hidden.cluster].members.push(index);
    }
    clusters
}
