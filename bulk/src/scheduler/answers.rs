//! What is learned from the answer to a trigger, and from the end of a sync.

use std::time::Duration;

use super::cluster::ClusterId;
use super::order::Seconds;
use super::runs::Purpose;
use super::{Item, Refusal, Scheduler, State};
use webex_broadworks::internals::busy_backoff;

/// How much the latest first trigger counts in `novelty`, as a share.
const NOVELTY_WEIGHT: f64 = 0.125;

impl Scheduler {
    /// The trigger was accepted.
    pub(crate) fn accepted(&mut self, item: Item, now: Duration) {
        let now = now.as_secs_f64();
        let Some(purpose) = self.end_start(item) else { return };
        self.service_refusals = 0;
        self.budget.accept();
        self.window += 1.0;
        let id = self.cluster_of(item);
        self.set_candidates(id, None);
        self.clusters[id].refusals = 0;
        self.clusters[id].probe = None;
        match purpose {
            Purpose::First => self.novelty += (1.0 - self.novelty) * NOVELTY_WEIGHT,
            Purpose::Trial(at) => self.accepted_at(id, self.root(at)),
            Purpose::Probe(other) => self.hints.refute(&self.clusters[self.root(other)].labels),
            Purpose::Test(first) => self.watch_overlap(first, item, now),
            Purpose::Next => {}
        }
        self.begin_run(item, now, now);
    }

    /// Accepted when another cluster had become free: they may be the same.
    fn accepted_at(&mut self, id: ClusterId, free: ClusterId) {
        if id == free {
            return;
        }
        if !self.clusters[free].waiting.is_empty() {
            self.clusters[free].probe = Some(id);
        } else if self.clusters[id].is_single() {
            self.merge(id, free);
        }
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
        let id = self.cluster_of(item);
        if asked.is_some() {
            self.back_off(id, now, asked);
        }
        match refusal {
            Refusal::Cluster => self.refused_by_cluster(id, purpose, now),
            Refusal::Template => self.back_off(id, now, None),
            Refusal::Service => self.pause(now, asked),
        }
    }

    fn refused_by_cluster(&mut self, id: ClusterId, purpose: Purpose, now: f64) {
        if purpose != Purpose::Next || !self.clusters[id].found {
            self.budget.spend();
            self.window = (self.window / 2.0).max(1.0);
        }
        match purpose {
            Purpose::Next => self.refused_by_another(id, now),
            Purpose::First => {
                self.novelty -= self.novelty * NOVELTY_WEIGHT;
                self.refused_by_another(id, now);
            }
            Purpose::Trial(_) => self.rule_out_free(id, now),
            Purpose::Probe(other) => {
                let other = self.root(other);
                if self.possible_causes(id) == [other] {
                    self.merge(id, other);
                } else {
                    self.refused_by_another(id, now);
                }
            }
            Purpose::Test(_) => {}
        }
    }

    /// Nothing at all is triggered for some time.
    fn pause(&mut self, now: f64, at_least: Option<f64>) {
        let backoff = busy_backoff(self.service_refusals).as_secs_f64();
        let until = now + backoff.max(at_least.unwrap_or(0.0));
        if now >= self.service_until {
            self.service_refusals += 1;
        }
        self.service_until = self.service_until.max(until);
        self.wakes.insert(Seconds(self.service_until));
    }

    /// Our sync has ended; `took` is its length, if Webex tells it.
    pub(crate) fn ended(&mut self, item: Item, now: Duration, took: Option<Duration>) {
        let now = now.as_secs_f64();
        if self.items.get(item).is_none_or(|entry| entry.state != State::Running) {
            return;
        }
        let took = took.map(|took| took.as_secs_f64());
        if let (Some(took), Some(expected)) = (took, self.items[item].expected) {
            self.lengths.learn(expected, took);
        }
        let accepted_at = self.runs.get(&item).map_or(now, |run| run.accepted_at);
        let ended_at = took.map_or(now, |took| (accepted_at + took).min(now));
        self.check_overlap(item, ended_at);
        let id = self.cluster_of(item);
        self.clusters[id].ended_at = self.clusters[id].ended_at.max(ended_at);
        self.end_run(item);
        self.finish(item);
    }
}
