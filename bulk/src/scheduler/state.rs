//! What the scheduler is notified of, what it answers, and what it knows.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::time::Duration;

use ordered_float::OrderedFloat;
use slotmap::{SlotMap, new_key_type};

use crate::poll_timing::PollSchedule;

new_key_type! {
    /// One enterprise that is to be synced.
    pub(crate) struct Item;

    /// One group.
    pub(super) struct GroupId;
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
    /// Do nothing until then, or until something is reported; None: only a report can change anything.
    Wait { until: Option<Duration> },
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

/// What one bulk run leaves to the next.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Knowledge {
    /// The labels of each cluster.
    pub(crate) clusters: Vec<Vec<String>>,
    /// How often syncs took each multiple of what was expected.
    pub(crate) lengths: Vec<f64>,
}

/// Nothing is triggered before its backoff ends. It grows with each refusal.
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
    /// To see whether it shares the cluster of this group, which is free.
    Trial(GroupId),
    /// To see whether it runs while another of its group runs.
    Check,
    /// To find a cluster that is not known.
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

/// Enterprises that are taken to share a cluster, so that one sync of them runs at a time: those of a
/// label, those of several labels that share a cluster, or a single enterprise.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub(super) labels: Vec<String>,
    pub(super) members: usize,
    /// Those that wait, the longest last.
    pub(super) waiting: BTreeSet<(OrderedFloat<f64>, Item)>,
    /// Expected seconds of what waits.
    pub(super) load: f64,
    /// Usually one; more while the group is checked, or from an earlier process.
    pub(super) running: Vec<Item>,
    /// How many triggers wait for an answer: of its own, and of others that are tried at its cluster.
    pub(super) starting: usize,
    /// Whether a sync of it was ever accepted: then it stands for a cluster.
    pub(super) is_found: bool,
    /// When its last sync ended.
    pub(super) ended_at: f64,
    /// When it was last refused.
    pub(super) refused_at: f64,
    /// After a refusal: groups that may share its cluster.
    pub(super) candidates: Vec<GroupId>,
    /// Groups that were free when it was refused.
    pub(super) ruled_out: BTreeSet<GroupId>,
    /// When its syncs were accepted, and when they were last seen to run; in order.
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
    /// The group of each label that is believed.
    pub(super) labels: HashMap<String, GroupId>,
    /// Labels that are still to be checked; none before the checks are planned.
    pub(super) unchecked: Option<VecDeque<String>>,
    /// Labels whose own enterprises were seen to run at the same time.
    pub(super) useless: BTreeSet<String>,
    /// Groups of more than one enterprise, and those of which a sync was accepted.
    pub(super) known: BTreeSet<GroupId>,
    /// Groups of more than one enterprise that were refused, and have candidates.
    pub(super) refused: BTreeSet<GroupId>,
    /// Enterprises that wait in a group of their own, the longest last.
    pub(super) singles: BTreeSet<(OrderedFloat<f64>, Item)>,
    /// Refusals per accepted trigger that exploration may cost; infinity: no bound.
    pub(super) max_refusals_per_trigger: f64,
    /// How many triggers were accepted, and how many of those sent to explore were refused.
    pub(super) accepted: usize,
    pub(super) spent: usize,
    /// Answers in a row to triggers that were to find another cluster: accepted, and refused.
    pub(super) hits: usize,
    pub(super) misses: usize,
    /// Of all triggers, while Webex has no capacity.
    pub(super) service: Backoff,
    /// How many triggers wait for an answer.
    pub(super) starting: usize,
    pub(super) running: usize,
    pub(super) max_running: usize,
    /// How many ran at once at most: at least as many clusters are there.
    pub(super) most_running: usize,
    pub(super) polls: PollSchedule<Item>,
    /// Moments at which a backoff ends.
    pub(super) wakes: BTreeSet<OrderedFloat<f64>>,
    /// Whether anything happened since nothing was found to trigger.
    pub(super) changed: bool,
    pub(super) left: usize,
}
