//! A run that is in progress.

use crate::clock::VirtualTime;
use crate::model::Counters;
use crate::random::Random;
use crate::run_outcome::RunOutcome;
use crate::runs::RunKind;

/// A run that is going on.
#[derive(Clone, Debug)]
pub(super) struct ActiveRun {
    /// The how-manieth of its enterprise in this sandbox.
    pub(super) number: u64,
    pub(super) kind: RunKind,
    pub(super) started: VirtualTime,
    pub(super) ends: VirtualTime,
    pub(super) tracking_id: String,
    pub(super) outcome: RunOutcome,
    /// The counters when it started.
    pub(super) before: Option<Counters>,
    /// What decides about the counters when it has ended.
    pub(super) random: Random,
}
