//! Decides which enterprise to sync next, when Webex runs one sync per cluster and names no cluster.
//!
//! A pure state machine: it is told what happened and when, and answers what to do next.
//! `docs/cluster-scheduler.md` explains the model.

mod answers;
mod arena;
mod budget;
mod choose;
mod group;
mod labels;
mod order;
mod polling;

#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap};
use std::time::Duration;

use self::arena::{Arena, id};
use self::budget::{Backoff, Exploration, RefusalBudget};
use self::group::{Group, GroupId};
use self::labels::Checks;
pub(crate) use self::labels::Knowledge;
use self::order::Seconds;
use self::polling::Lengths;

id!(
    /// One enterprise that is to be synced.
    pub(crate) Item
);

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
enum State {
    Waiting,
    Starting,
    Running,
    Over,
}

/// Why a trigger was sent.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Purpose {
    /// Its group is free.
    Next,
    /// To see whether it shares the cluster of this group, which is free.
    Trial(GroupId),
    /// To see whether it runs while another of its group runs.
    Check,
    /// To find a cluster that is not known.
    Explore,
}

/// A sync of ours that is running.
#[derive(Clone, Debug)]
struct Run {
    accepted_at: f64,
    is_polled: bool,
    /// When it is polled next, or was polled last.
    poll_at: f64,
}

#[derive(Debug)]
struct Entry {
    expected: Option<f64>,
    label: Option<String>,
    group: GroupId,
    state: State,
    backoff: Backoff,
}

/// The state machine.
#[derive(Debug)]
pub(crate) struct Scheduler {
    settings: Settings,
    items: Arena<Item, Entry>,
    groups: Arena<GroupId, Group>,
    /// The group of each label that is believed.
    labels: HashMap<String, GroupId>,
    /// Groups of more than one enterprise, and those of which a sync was accepted.
    known: BTreeSet<GroupId>,
    /// Groups of more than one enterprise that were refused, and have candidates.
    refused: BTreeSet<GroupId>,
    /// Enterprises that wait in a group of their own, the longest last.
    singles: BTreeSet<(Seconds, Item)>,
    checks: Checks,
    lengths: Lengths,
    budget: RefusalBudget,
    exploration: Exploration,
    /// Of all triggers, while Webex has no capacity.
    service: Backoff,
    starts: BTreeMap<Item, Purpose>,
    runs: BTreeMap<Item, Run>,
    polls: BinaryHeap<Reverse<(Seconds, Item)>>,
    /// Moments at which a backoff ends.
    wakes: BTreeSet<Seconds>,
    /// Whether anything happened since nothing was found to trigger.
    changed: bool,
    left: usize,
}

impl Scheduler {
    /// A scheduler that begins with what an earlier bulk run learned.
    pub(crate) fn new(settings: Settings, knowledge: &Knowledge) -> Self {
        Self {
            settings,
            items: Arena::new(),
            groups: Arena::new(),
            labels: HashMap::new(),
            known: BTreeSet::new(),
            refused: BTreeSet::new(),
            singles: BTreeSet::new(),
            checks: Checks::new(&knowledge.clusters),
            lengths: Lengths::new(&knowledge.lengths),
            budget: RefusalBudget::new(settings.max_refusals_per_trigger),
            exploration: Exploration::default(),
            service: Backoff::default(),
            starts: BTreeMap::new(),
            runs: BTreeMap::new(),
            polls: BinaryHeap::new(),
            wakes: BTreeSet::new(),
            changed: true,
            left: 0,
        }
    }

    /// Adds an enterprise; more can be added while others run.
    pub(crate) fn add(&mut self, candidate: Candidate) -> Item {
        let label = candidate
            .group
            .map(|group| format!("group {group}"))
            .or_else(|| candidate.provisioning_id.map(|id| format!("template {id}")));
        let group = self.group_for(label.as_deref());
        let item = self.items.push(Entry {
            expected: candidate.expected.map(|expected| expected.as_secs_f64()),
            label,
            group,
            state: State::Over,
            backoff: Backoff::default(),
        });
        self.left += 1;
        self.join(item, group);
        self.enqueue(item);
        item
    }

    /// What to do at this moment; to be asked again after each answer that is not a wait.
    pub(crate) fn next(&mut self, now: Duration) -> Decision {
        let now = now.as_secs_f64();
        while self.wakes.first().is_some_and(|wake| wake.0 <= now) {
            self.wakes.pop_first();
            self.changed = true;
        }
        if let Some(item) = self.due_poll(now) {
            return Decision::Poll(item);
        }
        if self.changed {
            if let Some(item) = self.choose(now) {
                return Decision::Trigger(item);
            }
            self.changed = false;
        }
        if self.left == 0 {
            return Decision::Done;
        }
        let until = self.next_moment();
        let is_idle = until.is_none() && self.starts.is_empty() && self.runs.is_empty();
        match if is_idle { self.last_resort() } else { None } {
            Some(item) => Decision::Trigger(item),
            None => Decision::Wait { until },
        }
    }

    /// The next poll or the end of the next backoff, rounded up to what a `Duration` can tell.
    fn next_moment(&self) -> Option<Duration> {
        let poll = self.polls.peek().map(|Reverse((at, _))| at.0);
        let wake = self.wakes.first().map(|at| at.0);
        let next = poll.into_iter().chain(wake).min_by(f64::total_cmp)?;
        Some(Duration::from_secs_f64(next) + Duration::from_micros(1))
    }

    /// The enterprise is being synced by others, or could not be reached: it is tried again later.
    pub(crate) fn occupied(&mut self, item: Item, now: Duration) {
        if self.end_start(item).is_some() {
            self.delay(item, now.as_secs_f64(), None);
            self.enqueue(item);
        }
    }

    /// The driver did not trigger the enterprise, and will not before a moment.
    pub(crate) fn postponed(&mut self, item: Item, until: Duration) {
        if self.end_start(item).is_some() {
            self.items[item].backoff.until = until.as_secs_f64();
            self.wakes.insert(Seconds(until.as_secs_f64()));
            self.enqueue(item);
        }
    }

    /// The item is finished with for a reason that teaches nothing.
    pub(crate) fn gave_up(&mut self, item: Item, _now: Duration) {
        let Some(entry) = self.items.get(item) else { return };
        match entry.state {
            State::Waiting => self.dequeue(item),
            State::Starting => {
                self.end_start(item);
            }
            State::Running => self.end_run(item),
            State::Over => return,
        }
        self.finish(item);
    }

    /// A sync of ours is running already, triggered before this scheduler began.
    pub(crate) fn adopt(&mut self, item: Item, started_ago: Duration, now: Duration) {
        if self.items.get(item).is_some_and(|entry| entry.state == State::Waiting) {
            let now = now.as_secs_f64();
            self.dequeue(item);
            self.begin_run(item, now - started_ago.as_secs_f64(), now);
        }
    }

    /// Nothing more is triggered; the items that were waiting are returned and forgotten.
    pub(crate) fn cancel_waiting(&mut self) -> Vec<Item> {
        let is_waiting = |entry: &Entry| entry.state == State::Waiting;
        let waiting: Vec<Item> =
            self.items.ids().filter(|it| is_waiting(&self.items[*it])).collect();
        for &item in &waiting {
            self.dequeue(item);
            self.finish(item);
        }
        waiting
    }

    /// How many items are not finished with.
    pub(crate) fn remaining(&self) -> usize {
        self.left
    }

    /// How long the enterprise's last sync took, where that is known better than when it was added.
    pub(crate) fn expect(&mut self, item: Item, expected: Duration) {
        if self.items.get(item).is_some_and(|entry| entry.state != State::Waiting) {
            self.items[item].expected = Some(expected.as_secs_f64());
        }
    }

    /// From now on at most so many syncs run at once.
    pub(crate) fn limit_running(&mut self, max_running: usize) {
        self.settings.max_running = self.settings.max_running.min(max_running);
    }

    fn finish(&mut self, item: Item) {
        self.items[item].state = State::Over;
        self.left -= 1;
        self.changed = true;
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of enterprises are small")]
fn to_f64(count: usize) -> f64 {
    count as f64
}
