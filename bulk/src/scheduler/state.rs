//! What the scheduler knows.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use ordered_float::OrderedFloat;
use slotmap::SlotMap;

use super::budget::{Backoff, Exploration, RefusalBudget};
use super::group::{Group, GroupId, Item};
use super::labels::Checks;
use crate::poll_timing::PollSchedule;

/// What the caller decides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Settings {
    /// Refusals per accepted trigger that exploration may cost; infinity: no bound.
    pub(crate) max_refusals_per_trigger: f64,
    /// How many syncs may run at once.
    pub(crate) max_running: usize,
}

/// An enterprise to be synced, and what is known of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Candidate {
    /// The template that the enterprise was provisioned with.
    pub(crate) provisioning_id: Option<String>,
    /// The caller's group, used in place of the template.
    pub(crate) group: Option<String>,
    /// How long its last sync took.
    pub(crate) expected: Option<Duration>,
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Trigger the sync of this enterprise.
    Trigger(Item),
    /// Check whether the sync of this enterprise has ended.
    Poll(Item),
    /// Do nothing until then, or until something is reported.
    Wait {
        /// None: only a report can change anything.
        until: Option<Duration>,
    },
    /// Nothing is left.
    Done,
}

/// What a busy refusal speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The enterprise's cluster runs a sync.
    Cluster,
    /// The enterprise's template runs a sync.
    Template,
    /// Webex as a whole has no capacity.
    Service,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Waiting,
    Starting,
    Running,
    Over,
}

/// Why a trigger was sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Purpose {
    /// Its group is free.
    Next,
    /// To see whether it shares the cluster of this group, which is free.
    Trial(GroupId),
    /// To see whether it runs while another of its group runs.
    Check,
    /// To find a cluster that is not known.
    Explore,
}

#[derive(Debug)]
pub(super) struct Entry {
    pub(super) expected: Option<f64>,
    pub(super) label: Option<String>,
    pub(super) group: GroupId,
    pub(super) state: State,
    pub(super) backoff: Backoff,
}

/// The state machine.
#[derive(Debug)]
pub(crate) struct Scheduler {
    pub(super) settings: Settings,
    pub(super) items: SlotMap<Item, Entry>,
    pub(super) groups: SlotMap<GroupId, Group>,
    /// The group of each label that is believed.
    pub(super) labels: HashMap<String, GroupId>,
    /// Groups of more than one enterprise, and those of which a sync was accepted.
    pub(super) known: BTreeSet<GroupId>,
    /// Groups of more than one enterprise that were refused, and have candidates.
    pub(super) refused: BTreeSet<GroupId>,
    /// Enterprises that wait in a group of their own, the longest last.
    pub(super) singles: BTreeSet<(OrderedFloat<f64>, Item)>,
    pub(super) checks: Checks,
    pub(super) budget: RefusalBudget,
    pub(super) exploration: Exploration,
    /// Of all triggers, while Webex has no capacity.
    pub(super) service: Backoff,
    pub(super) starts: BTreeMap<Item, Purpose>,
    /// When each running sync was accepted.
    pub(super) runs: BTreeMap<Item, f64>,
    /// How many ran at once at most: at least as many clusters are there.
    pub(super) most_running: usize,
    pub(super) polls: PollSchedule<Item>,
    /// Moments at which a backoff ends.
    pub(super) wakes: BTreeSet<OrderedFloat<f64>>,
    /// Whether anything happened since nothing was found to trigger.
    pub(super) changed: bool,
    pub(super) left: usize,
}
