//! Triggers under way and running syncs, and when to poll them.

use std::cmp::Reverse;
use std::time::Duration;

use super::cluster::ClusterId;
use super::order::Seconds;
use super::polling::{FIRST_POLL, poll_price};
use super::{Item, Scheduler, State, to_f64};

/// Why a trigger was sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Purpose {
    /// Its cluster is free.
    Next,
    /// Nothing is known of it, and no known cluster is free.
    First,
    /// To see whether it shares this cluster, which is free.
    Trial(ClusterId),
    /// To see whether its cluster is the one of this other, which was just accepted.
    Probe(ClusterId),
    /// To see whether its label spans clusters: this one of the same label is running.
    Test(Item),
}

/// A sync of ours that is running.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) accepted_at: f64,
    /// When it was last known to run.
    pub(super) seen_at: f64,
    pub(super) is_polled: bool,
    pub(super) poll_at: f64,
    /// One of the same label that was accepted beside it, and when.
    pub(super) overlap: Option<(Item, f64)>,
}

impl Scheduler {
    pub(super) fn start(&mut self, item: Item, purpose: Purpose) -> Item {
        self.dequeue(item);
        let id = self.cluster_of(item);
        self.clusters[id].starting += 1;
        if let Purpose::Trial(at) = purpose {
            self.clusters[at].held = true;
        }
        self.items[item].state = State::Starting;
        self.starts.insert(item, purpose);
        item
    }

    /// The trigger has its answer, whatever it is.
    pub(super) fn end_start(&mut self, item: Item) -> Option<Purpose> {
        let purpose = self.starts.remove(&item)?;
        let id = self.cluster_of(item);
        self.clusters[id].starting -= 1;
        if let Purpose::Trial(at) = purpose {
            let at = self.root(at);
            self.clusters[at].held = false;
        }
        self.changed = true;
        Some(purpose)
    }

    pub(super) fn begin_run(&mut self, item: Item, accepted_at: f64, now: f64) {
        let id = self.cluster_of(item);
        self.unlist(id);
        let cluster = &mut self.clusters[id];
        cluster.running.push(item);
        if !cluster.found {
            cluster.found = true;
            if !self.known.contains(&id) {
                self.known.push(id);
            }
        }
        self.items[item].state = State::Running;
        let run = Run { accepted_at, seen_at: now, is_polled: false, poll_at: now, overlap: None };
        self.runs.insert(item, run);
        self.changed = true;
        self.plan_poll(item, now);
    }

    pub(super) fn end_run(&mut self, item: Item) {
        let id = self.cluster_of(item);
        let Some(run) = self.runs.remove(&item) else { return };
        let cluster = &mut self.clusters[id];
        cluster.running.retain(|running| *running != item);
        cluster.tried = false;
        if !cluster.is_single() && self.items[item].label.is_some() {
            cluster.spans.push((run.accepted_at, run.seen_at));
        }
    }

    /// A poll shows our sync still running.
    pub(crate) fn still_running(&mut self, item: Item, now: Duration) {
        let now = now.as_secs_f64();
        let Some(run) = self.runs.get_mut(&item) else { return };
        // What the answer shows was so when the poll was sent, or later.
        run.seen_at = run.poll_at;
        run.is_polled = false;
        let seen_at = run.seen_at;
        self.check_overlap(item, seen_at);
        self.plan_poll(item, now);
    }

    fn plan_poll(&mut self, item: Item, now: f64) {
        let id = self.cluster_of(item);
        let expected = self.items[item].expected;
        let elapsed = self.runs.get(&item).map_or(0.0, |run| now - run.accepted_at);
        // A single enterprise that waits may be on any of the clusters that run something.
        let share = self.singles_load / to_f64(self.runs.len().max(1));
        let most = self.known.iter().map(|id| self.clusters[*id].load).fold(0.0, f64::max) + share;
        let rest = (self.expected_of(item) - elapsed).max(0.0);
        let price = poll_price((self.clusters[id].load + share + rest) / most.max(1.0));
        let Some(run) = self.runs.get_mut(&item) else { return };
        run.poll_at = now + self.lengths.wait(expected, elapsed, price);
        self.polls.push(Reverse((Seconds(run.poll_at), item)));
    }

    /// Two of one label were accepted: a poll of the first tells whether they run beside each other.
    pub(super) fn watch_overlap(&mut self, first: Item, second: Item, now: f64) {
        let Some(run) = self.runs.get_mut(&first) else { return };
        run.overlap = Some((second, now));
        if !run.is_polled {
            run.poll_at = run.poll_at.min(now + FIRST_POLL);
            self.polls.push(Reverse((Seconds(run.poll_at), first)));
        }
    }

    pub(super) fn due_poll(&mut self, now: f64) -> Option<Item> {
        while let Some(&Reverse((Seconds(at), item))) = self.polls.peek() {
            let planned = self
                .runs
                .get_mut(&item)
                .filter(|run| !run.is_polled && run.poll_at.total_cmp(&at).is_eq());
            match planned {
                Some(_) if at > now => return None,
                Some(run) => {
                    run.is_polled = true;
                    run.poll_at = now;
                    self.polls.pop();
                    return Some(item);
                }
                None => {
                    self.polls.pop();
                }
            }
        }
        None
    }
}
