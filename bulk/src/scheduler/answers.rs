//! What follows from the answer to a trigger, and from the end of a sync.

use ordered_float::OrderedFloat;
use std::time::Duration;

use super::choose::{CANDIDATE_WAIT, SINGLE_MEMORY};
use super::group::{GroupId, Item};
use super::state::{Purpose, Refusal, Scheduler, State};

impl Scheduler {
    pub(super) fn start(&mut self, item: Item, purpose: Purpose) -> Item {
        self.dequeue(item);
        let id = self.group_of(item);
        self.groups[id].starting += 1;
        if let Purpose::Trial(at) = purpose {
            self.groups[at].starting += 1;
        }
        self.items[item].state = State::Starting;
        self.starts.insert(item, purpose);
        item
    }

    /// The trigger has its answer, whatever it is.
    pub(super) fn end_start(&mut self, item: Item) -> Option<Purpose> {
        let purpose = self.starts.remove(&item)?;
        let id = self.group_of(item);
        self.groups[id].starting -= 1;
        if let Purpose::Trial(at) = purpose {
            self.groups[at].starting -= 1;
        }
        self.changed = true;
        Some(purpose)
    }

    /// The trigger was accepted.
    pub(crate) fn accepted(&mut self, item: Item, now: Duration) {
        let now = now.as_secs_f64();
        let Some(purpose) = self.end_start(item) else { return };
        self.service.refusals = 0;
        self.budget.accepted += 1;
        let id = self.group_of(item);
        let mut candidates = std::mem::take(&mut self.groups[id].candidates);
        self.refused.remove(&id);
        let group = &self.groups[id];
        candidates.retain(|other| !group.is_apart(&self.groups[*other]));
        match purpose {
            Purpose::Explore => self.exploration.accept(),
            Purpose::Trial(at) if self.groups[id].is_single() => self.move_to(item, at),
            Purpose::Trial(at) if candidates == [at] => self.merge(id, at),
            _ => {}
        }
        self.begin_run(item, now, now);
    }

    /// The trigger was refused as busy; `retry_after` is what the answer asked for.
    pub(crate) fn refused(
        &mut self,
        item: Item,
        refusal: Refusal,
        retry_after: Option<Duration>,
        now: Duration,
    ) {
        let now = now.as_secs_f64();
        let Some(purpose) = self.end_start(item) else { return };
        let asked = retry_after.map(|asked| asked.as_secs_f64());
        self.delay(item, now, asked);
        self.enqueue(item);
        let id = self.group_of(item);
        if refusal != Refusal::Service && purpose != Purpose::Check {
            self.groups[id].backoff = self.grow(self.groups[id].backoff, now, asked);
        }
        match refusal {
            Refusal::Cluster => self.refused_by_cluster(id, purpose, now),
            Refusal::Service if now >= self.service.until => {
                self.service = self.grow(self.service, now, asked);
            }
            Refusal::Template | Refusal::Service => {}
        }
    }

    /// Something runs on its cluster: nothing of a group that is free.
    fn refused_by_cluster(&mut self, id: GroupId, purpose: Purpose, now: f64) {
        match purpose {
            Purpose::Explore => {
                self.budget.spent += 1;
                self.exploration.refuse();
            }
            Purpose::Trial(at) => {
                self.budget.spent += 1;
                self.groups[at].misses += 1;
                if self.groups[id].is_single() && self.groups[at].misses > self.found() {
                    // One of so many would have been accepted: others hold this cluster.
                    self.groups[at].backoff = self.grow(self.groups[at].backoff, now, None);
                }
            }
            Purpose::Next => {}
            Purpose::Check => return,
        }
        // An idle group stands for an idle cluster, unless another label of its cluster runs.
        let free = match purpose {
            _ if self.groups[id].is_single() => self.free_groups(),
            Purpose::Trial(at) => vec![at],
            _ => Vec::new(),
        };
        let group = &mut self.groups[id];
        if group.is_single() && group.refused_at < now - SINGLE_MEMORY {
            group.ruled_out.clear();
        }
        group.refused_at = now;
        let group = &self.groups[id];
        // What holds the cluster began after the group's own last sync ended.
        let began_since = |item: &Item| {
            self.runs.get(item).is_some_and(|accepted_at| *accepted_at >= group.ended_at)
        };
        let may_share = |other: &GroupId| {
            let busy = &self.groups[*other];
            *other != id
                && (busy.starting > 0 || busy.running.iter().any(began_since))
                && !group.is_apart(busy)
                && !group.ruled_out.contains(other)
        };
        let candidates: Vec<GroupId> = self.known.iter().copied().filter(may_share).collect();
        let group = &mut self.groups[id];
        group.ruled_out.extend(free.into_iter().filter(|other| *other != id));
        if candidates.is_empty() {
            // Others hold the cluster: only the backoff can tell when they end.
            group.ruled_out.clear();
            self.refused.remove(&id);
        } else if !group.is_single() {
            self.refused.insert(id);
            self.wakes.insert(OrderedFloat(now + CANDIDATE_WAIT));
        }
        group.candidates = candidates;
    }

    /// The enterprise isn't triggered again before its backoff ends.
    pub(super) fn delay(&mut self, item: Item, now: f64, retry_after: Option<f64>) {
        self.items[item].backoff = self.grow(self.items[item].backoff, now, retry_after);
    }

    pub(super) fn begin_run(&mut self, item: Item, accepted_at: f64, now: f64) {
        let id = self.group_of(item);
        self.groups[id].running.push(item);
        self.groups[id].misses = 0;
        self.groups[id].backoff.refusals = 0;
        self.set_found(id);
        if self.items[item].label.is_some() {
            self.groups[id].spans.push((accepted_at, now));
        }
        self.items[item].state = State::Running;
        self.runs.insert(item, accepted_at);
        self.most_running = self.most_running.max(self.runs.len());
        self.changed = true;
        self.polls.plan(item, self.items[item].expected, now - accepted_at, now);
    }

    pub(super) fn end_run(&mut self, item: Item) {
        let id = self.group_of(item);
        self.runs.remove(&item);
        self.polls.remove(item);
        self.groups[id].running.retain(|running| *running != item);
        self.groups[id].is_tried = false;
    }

    /// A poll shows our sync still running.
    pub(crate) fn still_running(&mut self, item: Item, now: Duration) {
        let Some(accepted_at) = self.runs.get(&item).copied() else { return };
        let now = now.as_secs_f64();
        // What the answer shows was so when the poll was sent, or later.
        if let Some(seen_at) = self.polls.polled_at(item) {
            self.note_seen(item, seen_at.min(now));
        }
        self.polls.plan(item, self.items[item].expected, now - accepted_at, now);
    }

    /// Our sync has ended; `took` is its length, if Webex tells it.
    pub(crate) fn ended(&mut self, item: Item, now: Duration, took: Option<Duration>) {
        let Some(accepted_at) = self.runs.get(&item).copied() else { return };
        if let Some(took) = took.map(|took| took.as_secs_f64()) {
            let seen_at = (accepted_at + took).min(now.as_secs_f64());
            if let Some(expected) = self.items[item].expected {
                self.polls.learn(expected, took);
            }
            self.note_seen(item, seen_at);
            let id = self.group_of(item);
            self.groups[id].ended_at = self.groups[id].ended_at.max(seen_at);
        }
        self.end_run(item);
        self.finish(item);
    }
}
