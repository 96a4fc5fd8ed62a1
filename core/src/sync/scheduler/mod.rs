//! Which enterprise to sync next, when the service runs one sync per cluster and names no cluster.
//!
//! The scheduler is a pure state machine: it is told what happened and when, and answers what to
//! do next. `docs/cluster-scheduler.md` has the reasoning.

mod arena;
mod audit;
mod belief;
mod budget;
mod choose;
mod cluster;
mod evidence;
mod knowledge;
mod novelty;
mod occupancy;
mod order;
mod pilot;
mod polling;
mod queue;
mod report;
mod riddle;
mod run;
mod template;
mod unit;

#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, VecDeque};
use std::time::Duration;

use self::arena::{Arena, id};
use self::belief::Belief;
use self::budget::Budget;
use self::choose::Shortlist;
use self::cluster::{Cluster, ClusterId};
use self::evidence::Refused;
pub(crate) use self::knowledge::Knowledge;
#[cfg(feature = "ledger")]
pub(crate) use self::knowledge::KnownCluster;
use self::novelty::Novelty;
use self::order::Seconds;
use self::pilot::Pilot;
use self::polling::Lengths;
use self::run::{Run, Start};
use self::template::Template;
use self::unit::{Unit, UnitId};

id!(
    /// One enterprise that is to be synced.
    pub(crate) Item
);

/// What the caller decides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Settings {
    /// Refusals per accepted trigger that may be spent on learning; infinity: no bound.
    pub(crate) exploration: f64,
    /// How many runs may go on at once.
    pub(crate) max_running: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { exploration: 2.0, max_running: usize::MAX }
    }
}

/// An enterprise to be synced, and what is known of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Candidate {
    /// The enterprise's id.
    pub(crate) key: String,
    /// The template it was provisioned with: a guess at which enterprises share a cluster.
    pub(crate) provisioning_id: Option<String>,
    /// The caller's own guess, which goes before the template.
    pub(crate) group: Option<String>,
    /// How long its last run took.
    pub(crate) expected: Option<Duration>,
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Take the baseline of this enterprise and trigger its sync.
    Trigger(Item),
    /// Look whether this run has ended.
    Poll(Item),
    /// Nothing until then, or until something is reported.
    Wait {
        /// None: only a report can change anything.
        until: Option<Duration>,
    },
    /// Nothing is left.
    Done,
}

/// Of what a busy refusal speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The enterprise's cluster is running a sync.
    Cluster,
    /// The enterprise's template is running a sync.
    Template,
    /// The service as a whole has no capacity.
    Service,
}

/// Where an item stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Waiting,
    /// Not to be touched for some time.
    Parked,
    Starting,
    Running,
    Over,
}

#[derive(Debug)]
struct Entry {
    key: String,
    template: Option<String>,
    expected: Option<f64>,
    unit: UnitId,
    state: State,
    refused: u32,
    /// How many of its unit had been accepted when it was first refused where it should not.
    doubted_at: Option<usize>,
    visits: u32,
}

/// The state machine.
#[derive(Debug)]
pub(crate) struct Scheduler {
    settings: Settings,
    items: Arena<Item, Entry>,
    units: Arena<UnitId, Unit>,
    clusters: Arena<ClusterId, Cluster>,
    labels: HashMap<String, UnitId>,
    /// Labels proved to say nothing.
    useless: BTreeSet<String>,
    known: HashMap<String, ClusterId>,
    templates: BTreeMap<String, Template>,
    lengths: Lengths,
    novelty: Novelty,
    budget: Budget,
    pilot: Pilot,
    starts: BTreeMap<Item, Start>,
    in_flight: BTreeMap<u64, Item>,
    serial: u64,
    refusals: VecDeque<Refused>,
    runs: BTreeMap<Item, Run>,
    running: usize,
    /// Runs of which it is not known where they are.
    riddles: Vec<Item>,
    polls: BinaryHeap<Reverse<(Seconds, Item)>>,
    parked: BinaryHeap<Reverse<(Seconds, Item)>>,
    fresh: BinaryHeap<(Seconds, UnitId)>,
    /// Units without a home of which something is known.
    narrowed: BTreeSet<UnitId>,
    /// Where the comparison of them goes on.
    cursor: UnitId,
    shortlist: Shortlist,
    /// Clusters that may be free and for which something may be waiting.
    open: BTreeSet<ClusterId>,
    waiting: usize,
    waiting_load: f64,
    placed_load: f64,
    left: usize,
    size_sum: f64,
    /// Whether anything has happened since nothing was found to start.
    stale: bool,
    look_again: f64,
    heaviest: f64,
    heaviest_at: f64,
    hold_until: f64,
    /// When a stranger was last tried.
    tried_at: f64,
    service_until: f64,
    service_back_offs: i32,
}

impl Scheduler {
    /// A scheduler that begins with what an earlier night learnt.
    pub(crate) fn new(settings: Settings, knowledge: Knowledge) -> Self {
        let mut scheduler = Self {
            settings,
            items: Arena::new(),
            units: Arena::new(),
            clusters: Arena::new(),
            labels: HashMap::new(),
            useless: BTreeSet::new(),
            known: HashMap::new(),
            templates: BTreeMap::new(),
            lengths: Lengths::new(&knowledge.lengths),
            novelty: Novelty::new(),
            budget: Budget::new(settings.exploration),
            pilot: Pilot::default(),
            starts: BTreeMap::new(),
            in_flight: BTreeMap::new(),
            serial: 0,
            refusals: VecDeque::new(),
            runs: BTreeMap::new(),
            running: 0,
            riddles: Vec::new(),
            polls: BinaryHeap::new(),
            parked: BinaryHeap::new(),
            fresh: BinaryHeap::new(),
            narrowed: BTreeSet::new(),
            cursor: arena::Id::new(0),
            shortlist: Shortlist::default(),
            open: BTreeSet::new(),
            waiting: 0,
            waiting_load: 0.0,
            placed_load: 0.0,
            left: 0,
            size_sum: 0.0,
            stale: true,
            look_again: 0.0,
            heaviest: 0.0,
            heaviest_at: f64::NEG_INFINITY,
            hold_until: f64::INFINITY,
            tried_at: 0.0,
            service_until: 0.0,
            service_back_offs: 0,
        };
        scheduler.recall(knowledge);
        scheduler
    }

    /// Adds an enterprise; more may come while others run.
    pub(crate) fn add(&mut self, candidate: Candidate) -> Item {
        let unit = self.unit_for(&candidate);
        let item = self.items.push(Entry {
            key: candidate.key,
            template: candidate.provisioning_id,
            expected: candidate.expected.map(|expected| expected.as_secs_f64()),
            unit,
            state: State::Waiting,
            refused: 0,
            doubted_at: None,
            visits: 0,
        });
        self.left += 1;
        self.enqueue(item);
        item
    }

    /// What to do at this moment; to be asked again after each answer that is not a wait.
    pub(crate) fn next(&mut self, now: Duration) -> Decision {
        let now = now.as_secs_f64();
        self.settle_refusals(now);
        self.unpark(now);
        if let Some(item) = self.due_poll(now) {
            return Decision::Poll(item);
        }
        if let Some(item) = self.choose(now) {
            return Decision::Trigger(item);
        }
        if self.left == 0 {
            return Decision::Done;
        }
        let until = self.next_moment(now);
        match if until.is_none() { self.last_resort(now) } else { None } {
            Some(item) => Decision::Trigger(item),
            None => Decision::Wait { until },
        }
    }

    /// The trigger was accepted.
    pub(crate) fn accepted(&mut self, item: Item, now: Duration) {
        let now = now.as_secs_f64();
        self.stale = true;
        self.service_back_offs = 0;
        if let Some(start) = self.end_start(item) {
            self.learn_accepted(item, &start, now);
            self.settle_refusals(now);
        }
    }

    /// The trigger was refused as busy.
    pub(crate) fn refused(&mut self, item: Item, refusal: Refusal, now: Duration) {
        let now = now.as_secs_f64();
        self.stale = true;
        match refusal {
            Refusal::Cluster => self.refused_by_cluster(item, now),
            Refusal::Template => self.refused_by_template(item, now),
            Refusal::Service => self.refused_by_service(item, now),
        }
        self.settle_refusals(now);
    }

    /// A poll shows our run still going on.
    pub(crate) fn still_running(&mut self, item: Item, now: Duration) {
        let now = now.as_secs_f64();
        let Some(run) = self.runs.get_mut(&item).filter(|run| run.ended.is_none()) else { return };
        run.seen = now;
        run.polling = false;
        self.overlapped(item, now);
        self.prove_label_wrong(item, now);
        self.plan_poll(item, now);
    }

    /// Our run has ended; `took` is its length, if the service tells it.
    pub(crate) fn ended(&mut self, item: Item, now: Duration, took: Option<Duration>) {
        let now = now.as_secs_f64();
        self.stale = true;
        let took = took.map(|took| took.as_secs_f64());
        self.learn_ended(item, now, took);
    }

    /// The enterprise is being synced by somebody else: it comes again later.
    pub(crate) fn occupied(&mut self, item: Item, now: Duration) {
        let now = now.as_secs_f64();
        self.stale = true;
        if self.end_start(item).is_none() {
            return;
        }
        self.requeue_unit(self.items[item].unit);
        let visits = self.items[item].visits;
        self.items[item].visits += 1;
        let delay = (20.0 * 1.5_f64.powi(i32::try_from(visits).unwrap_or(20).min(20))).min(600.0);
        self.park(item, now + delay);
        self.settle_refusals(now);
    }

    /// The item is finished with for a reason that teaches nothing.
    pub(crate) fn gave_up(&mut self, item: Item, now: Duration) {
        let now = now.as_secs_f64();
        self.stale = true;
        let Some(entry) = self.items.get(item) else { return };
        match entry.state {
            State::Waiting => self.dequeue(item),
            State::Starting => {
                self.end_start(item);
                self.requeue_unit(self.items[item].unit);
            }
            State::Running => self.release(item, (now, now), now),
            State::Parked => {}
            State::Over => return,
        }
        self.items[item].state = State::Over;
        self.left -= 1;
        self.settle_refusals(now);
    }

    /// A run of ours is going on already, begun before this scheduler.
    pub(crate) fn adopt(&mut self, item: Item, started_ago: Duration, now: Duration) {
        let now = now.as_secs_f64();
        if self.items.get(item).is_none_or(|entry| entry.state != State::Waiting) {
            return;
        }
        self.dequeue(item);
        self.adopt_run(item, now - started_ago.as_secs_f64(), now);
    }

    /// Nothing more is started; the items that were waiting are returned and forgotten.
    pub(crate) fn cancel_waiting(&mut self) -> Vec<Item> {
        let waiting: Vec<Item> = self
            .items
            .iter()
            .filter(|(_, entry)| matches!(entry.state, State::Waiting | State::Parked))
            .map(|(item, _)| item)
            .collect();
        for &item in &waiting {
            if self.items[item].state == State::Waiting {
                self.dequeue(item);
            }
            self.items[item].state = State::Over;
            self.left -= 1;
        }
        waiting
    }

    /// How many items are not finished with.
    pub(crate) fn remaining(&self) -> usize {
        self.left
    }

    fn unit_for(&mut self, candidate: &Candidate) -> UnitId {
        let known = self.known.get(&candidate.key).copied();
        let label = candidate
            .group
            .as_ref()
            .map(|group| format!("group {group}"))
            .or_else(|| candidate.provisioning_id.as_ref().map(|id| format!("template {id}")))
            .filter(|label| known.is_none() && !self.useless.contains(label));
        if let Some(unit) = label.as_ref().and_then(|label| self.labels.get(label)) {
            return *unit;
        }
        let belief = match known {
            Some(cluster) => Belief::at(cluster, self.clusters.len()),
            None => Belief::open(),
        };
        let mut unit = Unit::new(label.clone(), belief);
        unit.home = known;
        let unit = self.units.push(unit);
        if let Some(label) = label {
            self.labels.insert(label, unit);
        }
        unit
    }
}
