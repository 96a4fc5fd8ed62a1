//! Updates the scheduler after the answer to a trigger, and after the end of a sync.

use std::time::Duration;

use ordered_float::OrderedFloat;
use webex_broadworks::internals::busy_backoff;

use super::choose::{CANDIDATE_WAIT, SINGLE_MEMORY};
use super::state::{Backoff, GroupId, Item, Purpose, Refusal, Scheduler, State};

impl Scheduler {
    /// Why the enterprise was triggered, if an answer is pending.
    fn purpose_of(&self, item: Item) -> Option<Purpose> {
        match self.items.get(item)?.state {
            State::Starting(purpose) => Some(purpose),
            _ => None,
        }
    }

    /// The trigger was accepted; `expected` is the duration of the last sync, if Webex shows it.
    pub(crate) fn accepted(&mut self, item: Item, expected: Option<Duration>, now: Duration) {
        let now = now.as_secs_f64();
        let Some(purpose) = self.purpose_of(item) else { return };
        let expected = expected.map(|expected| expected.as_secs_f64());
        self.items[item].expected = expected.or(self.items[item].expected);
        self.service.refusals = 0;
        self.accepted += 1;
        let id = self.group_of(item);
        let mut candidates = std::mem::take(&mut self.groups[id].candidates);
        self.refused.remove(&id);
        let group = &self.groups[id];
        candidates.retain(|other| !group.is_apart(&self.groups[*other]));
        match purpose {
            Purpose::Explore => (self.hits, self.misses) = (self.hits + 1, 0),
            Purpose::Trial(at) if group.is_single() => self.put(item, State::Running(now), at),
            Purpose::Trial(at) if candidates == [at] => self.merge(id, at),
            _ => {}
        }
        self.begin_run(item, now, now);
    }

    /// The trigger was refused as busy; `retry_after` is the pause in the answer.
    pub(crate) fn refused(
        &mut self,
        item: Item,
        refusal: Refusal,
        retry_after: Option<Duration>,
        now: Duration,
    ) {
        let now = now.as_secs_f64();
        let Some(purpose) = self.purpose_of(item) else { return };
        let asked = retry_after.map(|asked| asked.as_secs_f64());
        self.items[item].backoff = self.grow(self.items[item].backoff, now, asked);
        self.set(item, State::Waiting);
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

    /// A sync is running on its cluster, but none of a free group.
    fn refused_by_cluster(&mut self, id: GroupId, purpose: Purpose, now: f64) {
        match purpose {
            Purpose::Explore => {
                self.spent += 1;
                (self.hits, self.misses) = (0, self.misses + 1);
            }
            Purpose::Trial(at) => {
                self.spent += 1;
                self.groups[at].misses += 1;
                if self.groups[id].is_single() && self.groups[at].misses > self.found() {
                    // One of this many would have been accepted: external clients hold this
                    // cluster.
                    self.groups[at].backoff = self.grow(self.groups[at].backoff, now, None);
                }
            }
            Purpose::Next => {}
            Purpose::Check => return,
        }
        // An idle group means an idle cluster, unless another label of its cluster runs.
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
        // The sync that holds the cluster started after the group's own last sync ended.
        let began_since = |item: &Item| matches!(self.items[*item].state, State::Running(at) if at >= group.ended_at);
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
            // External clients hold the cluster: only the backoff can show when they end.
            group.ruled_out.clear();
            self.refused.remove(&id);
        } else if !group.is_single() {
            self.refused.insert(id);
            self.wakes.insert(OrderedFloat(now + CANDIDATE_WAIT));
        }
        group.candidates = candidates;
    }

    /// Counts one more refusal; `asked` is the pause in the answer.
    fn grow(&mut self, backoff: Backoff, now: f64, asked: Option<f64>) -> Backoff {
        let pause = busy_backoff(backoff.refusals).as_secs_f64().max(asked.unwrap_or(0.0));
        let until = backoff.until.max(now + pause);
        self.wakes.insert(OrderedFloat(until));
        Backoff { refusals: backoff.refusals.saturating_add(1), until }
    }

    /// The enterprise wasn't triggered, or another client syncs it: it is retried then.
    pub(crate) fn postponed(&mut self, item: Item, until: Duration) {
        if self.purpose_of(item).is_some() {
            self.items[item].backoff.until = until.as_secs_f64();
            self.wakes.insert(OrderedFloat(until.as_secs_f64()));
            self.set(item, State::Waiting);
        }
    }

    pub(super) fn begin_run(&mut self, item: Item, accepted_at: f64, now: f64) {
        self.set(item, State::Running(accepted_at));
        self.most_running = self.most_running.max(self.running);
        let entry = &self.items[item];
        let group = &mut self.groups[entry.group];
        group.misses = 0;
        group.backoff.refusals = 0;
        if entry.label.is_some() {
            group.spans.push((accepted_at, now));
        }
        self.polls.plan(item, entry.expected, now - accepted_at, now);
    }

    /// A poll shows our sync still running.
    pub(crate) fn still_running(&mut self, item: Item, now: Duration) {
        let State::Running(accepted_at) = self.items[item].state else { return };
        let now = now.as_secs_f64();
        // The state in the answer is from when the poll was sent, or later.
        if let Some(seen_at) = self.polls.polled_at(item) {
            self.note_seen(item, seen_at.min(now));
        }
        self.polls.plan(item, self.items[item].expected, now - accepted_at, now);
    }

    /// Our sync has ended; `took` is its duration, if Webex shows it.
    pub(crate) fn ended(&mut self, item: Item, now: Duration, took: Option<Duration>) {
        let State::Running(accepted_at) = self.items[item].state else { return };
        if let Some(took) = took.map(|took| took.as_secs_f64()) {
            let seen_at = (accepted_at + took).min(now.as_secs_f64());
            if let Some(expected) = self.items[item].expected {
                self.polls.learn(expected, took);
            }
            self.note_seen(item, seen_at);
            let group = &mut self.groups[self.items[item].group];
            group.ended_at = group.ended_at.max(seen_at);
        }
        self.finish(item);
    }

    /// The enterprise is done, with any outcome.
    pub(crate) fn finish(&mut self, item: Item) {
        if self.items[item].state != State::Over {
            self.polls.remove(item);
            self.set(item, State::Over);
            self.left -= 1;
        }
    }
}
