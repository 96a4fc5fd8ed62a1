//! Decides which enterprise to sync next, when Webex runs one sync per cluster and names no cluster.
//!
//! A pure state machine: it takes events with their times, and returns what to do next.
//! `docs/cluster-scheduler.md` explains the model.

mod answers;
mod choose;
mod groups;
mod labels;
mod state;

#[cfg(test)]
mod tests;

use std::time::Duration;

use self::state::{Backoff, Entry, State};
pub(crate) use self::state::{Candidate, Decision, Item, Refusal, Scheduler};

impl Scheduler {
    /// Creates a scheduler that knows the labels of each cluster from an earlier bulk run.
    pub(crate) fn new(
        max_refusals_per_trigger: f64,
        max_running: usize,
        clusters: Vec<Vec<String>>,
    ) -> Self {
        let mut new = Self { max_refusals_per_trigger, max_running, ..Self::default() };
        for labels in clusters {
            new.insert_group(labels);
        }
        new
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
            state: State::Waiting,
            backoff: Backoff::default(),
        });
        self.count(item, true);
        self.changed = true;
        self.left += 1;
        item
    }

    /// What to do at this time. The caller asks again after each answer that isn't a wait.
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
        let poll = self.polls.next();
        let wake = self.wakes.first().map(|at| at.0);
        let next = poll.into_iter().chain(wake).min_by(f64::total_cmp);
        // Rounded up to the resolution of a `Duration`.
        let until = next.map(|at| Duration::from_secs_f64(at) + Duration::from_micros(1));
        Decision::Wait { until }
    }

    /// One of our syncs is already running, triggered before this scheduler started.
    pub(crate) fn adopt(&mut self, item: Item, started_ago: Duration, now: Duration) {
        if self.items[item].state == State::Waiting {
            let now = now.as_secs_f64();
            self.begin_run(item, now - started_ago.as_secs_f64(), now);
        }
    }

    /// Ends triggering. Returns and forgets the waiting items.
    pub(crate) fn cancel_waiting(&mut self) -> Vec<Item> {
        let waiting = self.items.iter().filter(|(_, entry)| entry.state == State::Waiting);
        let waiting: Vec<Item> = waiting.map(|(item, _)| item).collect();
        for &item in &waiting {
            self.finish(item);
        }
        waiting
    }

    /// The number of items that are not done.
    pub(crate) fn remaining(&self) -> usize {
        self.left
    }

    /// Limits the number of parallel syncs from now on.
    pub(crate) fn limit_running(&mut self, max_running: usize) {
        self.max_running = self.max_running.min(max_running);
    }
}
