//! The events, actions and state of the scheduler.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::time::Duration;

use ordered_float::OrderedFloat;
use slotmap::{SlotMap, new_key_type};

use crate::poll_timing::PollSchedule;

new_key_type! {
    /// One enterprise that must be synced.
    pub(crate) struct Item;

    /// One group.
    pub(super) struct GroupId;
}

/// An enterprise that must be synced, and what is known about it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Candidate {
    /// The template with which the enterprise was provisioned.
    pub(crate) provisioning_id: Option<String>,
    /// The caller's group, used in place of the template.
    pub(crate) group: Option<String>,
    /// Duration of its last sync.
    pub(crate) expected: Option<Duration>,
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Trigger the sync of this enterprise.
    Trigger(Item),
    /// Poll the sync of this enterprise.
    Poll(Item),
    /// Do nothing until then, or until an event; `None`: only an event can change anything.
    Wait { until: Option<Duration> },
    /// Nothing is left.
    Done,
}

/// The scope of a busy refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The enterprise's cluster runs a sync.
    Cluster,
    /// The enterprise's template runs a sync.
    Template,
    /// Webex has no capacity at all.
    Service,
}

/// Nothing is triggered before its backoff ends. The backoff grows with each refusal.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Backoff {
    pub(super) refusals: u32,
    /// When it ends, in seconds.
    pub(super) until: f64,
}

/// Why a trigger was sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Purpose {
    /// Its group is free.
    Next,
    /// To find out whether it shares the cluster of this free group.
    Trial(GroupId),
    /// To find out whether it runs while another of its group runs.
    Check,
    /// To find an unknown cluster.
    Explore,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum State {
    Waiting,
    Starting(Purpose),
    /// Its trigger was accepted at that second.
    Running(f64),
    Over,
}

#[derive(Debug)]
pub(super) struct Entry {
    pub(super) expected: Option<f64>,
    pub(super) label: Option<String>,
    pub(super) group: GroupId,
    pub(super) state: State,
    pub(super) backoff: Backoff,
}

/// Enterprises that are assumed to share a cluster, so that only one sync of them runs at a time:
/// those of a label, those of several labels that share a cluster, or a single enterprise.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub(super) labels: Vec<String>,
    pub(super) members: usize,
    /// The waiting ones, the longest last.
    pub(super) waiting: BTreeSet<(OrderedFloat<f64>, Item)>,
    /// Expected seconds of what waits.
    pub(super) load: f64,
    /// Usually one. More while the group is checked, or from an earlier process.
    pub(super) running: Vec<Item>,
    /// Number of triggers that wait for an answer: its own, and those of others at its cluster.
    pub(super) starting: usize,
    /// Whether a sync of it was ever accepted, so that it stands for a cluster.
    pub(super) is_found: bool,
    /// When its last sync ended.
    pub(super) ended_at: f64,
    /// When it was last refused.
    pub(super) refused_at: f64,
    /// After a refusal: groups that may share its cluster.
    pub(super) candidates: Vec<GroupId>,
    /// Groups that were free when it was refused.
    pub(super) ruled_out: BTreeSet<GroupId>,
    /// When its syncs were accepted, and when they were last seen running, in order.
    pub(super) spans: Vec<(f64, f64)>,
    /// Whether another was tried since this one became free.
    pub(super) is_tried: bool,
    /// How many were tried at its cluster and refused since one was accepted there.
    pub(super) misses: usize,
    pub(super) backoff: Backoff,
}

/// The state machine.
#[derive(Debug, Default)]
pub(crate) struct Scheduler {
    pub(super) items: SlotMap<Item, Entry>,
    pub(super) groups: SlotMap<GroupId, Group>,
    /// The group of each believed label.
    pub(super) labels: HashMap<String, GroupId>,
    /// Labels that must still be checked; none before the checks are planned.
    pub(super) unchecked: Option<VecDeque<String>>,
    /// Labels whose own enterprises were seen running at the same time.
    pub(super) useless: BTreeSet<String>,
    /// Groups of more than one enterprise, and those with an accepted sync.
    pub(super) known: BTreeSet<GroupId>,
    /// Groups of more than one enterprise that were refused, and have candidates.
    pub(super) refused: BTreeSet<GroupId>,
    /// Enterprises that wait in their own group, the longest last.
    pub(super) singles: BTreeSet<(OrderedFloat<f64>, Item)>,
    /// Refusals per accepted trigger that exploration may cost; infinity: no limit.
    pub(super) max_refusals_per_trigger: f64,
    /// Number of accepted triggers, and of refused triggers for exploration.
    pub(super) accepted: usize,
    pub(super) spent: usize,
    /// Answers in a row to triggers that searched for another cluster: accepted, and refused.
    pub(super) hits: usize,
    pub(super) misses: usize,
    /// The backoff of all triggers while Webex has no capacity.
    pub(super) service: Backoff,
    /// Number of triggers that wait for an answer.
    pub(super) starting: usize,
    pub(super) running: usize,
    pub(super) max_running: usize,
    /// The maximum number of parallel syncs so far: there are at least that many clusters.
    pub(super) most_running: usize,
    pub(super) polls: PollSchedule<Item>,
    /// Times at which a backoff ends.
    pub(super) wakes: BTreeSet<OrderedFloat<f64>>,
    /// Whether anything happened since there was nothing to trigger.
    pub(super) changed: bool,
    pub(super) left: usize,
}
