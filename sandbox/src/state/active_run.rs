//! A running sync.

use crate::clock::VirtualTime;
use crate::model::Counters;
use crate::random::Random;
use crate::run_outcome::RunOutcome;
use crate::runs::RunKind;

/// A running sync.
#[derive(Clone, Debug)]
pub(super) struct ActiveRun {
    /// Its number among the syncs of its enterprise in this sandbox.
    pub(super) number: u64,
    pub(super) kind: RunKind,
    pub(super) started: VirtualTime,
    pub(super) ends: VirtualTime,
    pub(super) tracking_id: String,
    pub(super) outcome: RunOutcome,
    /// The counters when it started.
    pub(super) before: Option<Counters>,
    /// Decides about the counters at its end.
    pub(super) random: Random,
}
