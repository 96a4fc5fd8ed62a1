//! Decides which enterprise to sync next, when Webex runs one sync per cluster and names no cluster.
//!
//! A pure state machine: it is told what happened and when, and answers what to do next.
//! `docs/cluster-scheduler.md` explains the model.

mod answers;
mod arena;
mod budget;
mod candidates;
mod choose;
mod cluster;
mod knowledge;
mod labels;
mod order;
mod polling;
mod runs;

#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap};
use std::time::Duration;

use self::arena::{Arena, id};
use self::budget::Budget;
use self::cluster::{Cluster, ClusterId};
pub(crate) use self::knowledge::Knowledge;
use self::order::Seconds;
use self::polling::Lengths;
use self::runs::{Purpose, Run};

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

#[derive(Debug)]
struct Entry {
    expected: Option<f64>,
    label: Option<String>,
    cluster: ClusterId,
    state: State,
    refusals: u32,
    /// Not triggered before this moment.
    retry_at: f64,
}

/// The state machine.
#[derive(Debug)]
pub(crate) struct Scheduler {
    settings: Settings,
    items: Arena<Item, Entry>,
    clusters: Arena<ClusterId, Cluster>,
    /// The cluster of each label that is not given up.
    labels: HashMap<String, ClusterId>,
    tests: labels::LabelTests,
    hints: knowledge::Hints,
    lengths: Lengths,
    budget: Budget,
    /// The share of recent first triggers that were accepted although no known cluster was free.
    novelty: f64,
    /// How many first triggers may be sent before the answer to one of them.
    window: f64,
    /// Clusters of labels, and those on which a sync was accepted.
    known: Vec<ClusterId>,
    /// Single enterprises that were never refused, by their length.
    fresh: BTreeSet<(Seconds, ClusterId)>,
    /// Clusters that were refused, and have candidates.
    refused: Vec<ClusterId>,
    starts: BTreeMap<Item, Purpose>,
    runs: BTreeMap<Item, Run>,
    polls: BinaryHeap<Reverse<(Seconds, Item)>>,
    /// Moments at which a backoff ends.
    wakes: BTreeSet<Seconds>,
    /// Whether anything happened since nothing was found to trigger.
    changed: bool,
    left: usize,
    /// Expected seconds of waiting single enterprises.
    singles_load: f64,
    service_until: f64,
    service_refusals: u32,
}

impl Scheduler {
    /// A scheduler that begins with what an earlier bulk run learned.
    pub(crate) fn new(settings: Settings, knowledge: Knowledge) -> Self {
        Self {
            settings,
            items: Arena::new(),
            clusters: Arena::new(),
            labels: HashMap::new(),
            tests: labels::LabelTests::default(),
            lengths: Lengths::new(&knowledge.lengths),
            hints: knowledge::Hints::new(knowledge.clusters),
            budget: Budget::new(settings.max_refusals_per_trigger),
            novelty: 1.0,
            window: 1.0,
            known: Vec::new(),
            fresh: BTreeSet::new(),
            refused: Vec::new(),
            starts: BTreeMap::new(),
            runs: BTreeMap::new(),
            polls: BinaryHeap::new(),
            wakes: BTreeSet::new(),
            changed: true,
            left: 0,
            singles_load: 0.0,
            service_until: 0.0,
            service_refusals: 0,
        }
    }

    /// Adds an enterprise; more can be added while others run.
    pub(crate) fn add(&mut self, candidate: Candidate) -> Item {
        let label = candidate
            .group
            .map(|group| format!("group {group}"))
            .or_else(|| candidate.provisioning_id.map(|id| format!("template {id}")));
        let cluster = self.cluster_for(label.as_deref());
        let item = self.items.push(Entry {
            expected: candidate.expected.map(|expected| expected.as_secs_f64()),
            label,
            cluster,
            state: State::Over,
            refusals: 0,
            retry_at: 0.0,
        });
        self.left += 1;
        self.unlist(cluster);
        self.clusters[cluster].members += 1;
        self.list(cluster);
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
            self.items[item].retry_at = until.as_secs_f64();
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
