//! Decides which enterprise to sync next, when Webex runs one sync per cluster and names no cluster.
//!
//! A pure state machine: it is told what happened and when, and answers what to do next.
//! `docs/cluster-scheduler.md` explains the model.

mod answers;
mod budget;
mod choose;
mod group;
mod grouping;
mod label_checks;
mod labels;
mod state;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use ordered_float::OrderedFloat;
use slotmap::SlotMap;
use webex_broadworks::internals::busy_backoff;

use self::budget::{Backoff, Exploration, RefusalBudget};
pub(crate) use self::group::Item;
use self::labels::Checks;
pub(crate) use self::labels::Knowledge;
pub(crate) use self::state::{Candidate, Decision, Refusal, Scheduler, Settings};
use self::state::{Entry, State};
use crate::poll_timing::PollSchedule;

impl Scheduler {
    /// One more refusal; `retry_after` is what the answer asked for.
    fn grow(&mut self, backoff: Backoff, now: f64, retry_after: Option<f64>) -> Backoff {
        let pause = busy_backoff(backoff.refusals).as_secs_f64().max(retry_after.unwrap_or(0.0));
        let until = backoff.until.max(now + pause);
        self.wakes.insert(OrderedFloat(until));
        Backoff { refusals: backoff.refusals.saturating_add(1), until }
    }

    /// A scheduler that begins with what an earlier bulk run learned.
    pub(crate) fn new(settings: Settings, knowledge: &Knowledge) -> Self {
        Self {
            settings,
            items: SlotMap::with_key(),
            groups: SlotMap::with_key(),
            labels: HashMap::new(),
            known: BTreeSet::new(),
            refused: BTreeSet::new(),
            singles: BTreeSet::new(),
            checks: Checks::new(&knowledge.clusters),
            budget: RefusalBudget::new(settings.max_refusals_per_trigger),
            exploration: Exploration::default(),
            service: Backoff::default(),
            starts: BTreeMap::new(),
            runs: BTreeMap::new(),
            most_running: 0,
            polls: PollSchedule::new(&knowledge.lengths),
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
        let item = self.items.insert(Entry {
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
        if let Some(item) = self.polls.due(now) {
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
        let poll = self.polls.next();
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
            self.wakes.insert(OrderedFloat(until.as_secs_f64()));
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
            self.items.keys().filter(|it| is_waiting(&self.items[*it])).collect();
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
