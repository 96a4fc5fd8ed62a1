//! Triggers under way and runs: from the decision to the poll that sees the end.

use std::cmp::Reverse;

use super::cluster::ClusterId;
use super::order::Seconds;
use super::{Item, Scheduler, State};

/// How many seconds of an idle cluster one poll is worth.
const PRICE: f64 = 1.5;

/// A trigger under way.
#[derive(Clone, Debug)]
pub(super) struct Start {
    pub(super) sent: f64,
    pub(super) serial: u64,
    /// How likely it was to be accepted, when it was decided.
    pub(super) chance: f64,
    /// Whether it is a try that may be refused, and counts against the budget.
    pub(super) learning: bool,
    /// The clusters where it was aimed.
    pub(super) aims: Vec<ClusterId>,
}

/// A run of ours, until it plays no part in any evidence any more.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) sent: f64,
    pub(super) since: f64,
    /// When it was last known to go on.
    pub(super) seen: f64,
    /// When it ended: not before the first, not after the second.
    pub(super) ended: Option<(f64, f64)>,
    /// The clusters that it may hold: one, if that is known.
    pub(super) at: Vec<ClusterId>,
    /// Accepted later, although believed to be on the same cluster.
    pub(super) overlaps: Vec<Item>,
    pub(super) polling: bool,
    pub(super) poll_at: f64,
}

impl Run {
    /// The share of a cluster in where the run may be.
    pub(super) fn share(&self, cluster: ClusterId) -> f64 {
        if self.at.contains(&cluster) { 1.0 / super::belief::to_f64(self.at.len()) } else { 0.0 }
    }

    pub(super) fn is_riddle(&self) -> bool {
        self.ended.is_none() && self.at.len() > 1
    }
}

impl Scheduler {
    /// Sends an item on its way.
    pub(super) fn start(&mut self, item: Item, chance: f64, learning: bool, now: f64) -> Item {
        self.dequeue(item);
        self.serial += 1;
        let unit = self.items[item].unit;
        let mut aims = Vec::new();
        for (cluster, share) in self.likely(unit) {
            self.clusters[cluster].aimed.push((item, share));
            aims.push(cluster);
        }
        if learning {
            self.tried_at = now;
        }
        self.items[item].state = State::Starting;
        self.units[unit].starting += 1;
        self.in_flight.insert(self.serial, item);
        self.starts.insert(item, Start { sent: now, serial: self.serial, chance, learning, aims });
        item
    }

    /// The trigger is answered; what it held while under way is free again.
    pub(super) fn end_start(&mut self, item: Item) -> Option<Start> {
        let start = self.starts.remove(&item)?;
        for &cluster in &start.aims {
            self.clusters[cluster].aimed.retain(|(aimed, _)| *aimed != item);
        }
        self.in_flight.remove(&start.serial);
        let unit = self.items[item].unit;
        self.units[unit].starting -= 1;
        Some(start)
    }

    /// A run has ended, between the two moments: its clusters are free again.
    pub(super) fn release(&mut self, item: Item, ended: (f64, f64), now: f64) {
        let unit = self.items[item].unit;
        let template = self.items[item].template.clone();
        let Some(run) = self.runs.get_mut(&item) else { return };
        run.ended = Some(ended);
        let at = run.at.clone();
        self.units[unit].running -= 1;
        self.running -= 1;
        for cluster in at {
            self.clusters[cluster].free_since = now;
            self.forget_ended(cluster, now);
            self.refresh(cluster);
        }
        if let Some(template) = template {
            self.template_ended(&template);
        }
        self.requeue_unit(unit);
    }

    pub(super) fn plan_poll(&mut self, item: Item, now: f64) {
        let price = self.poll_price(item, now);
        let Some(run) = self.runs.get_mut(&item) else { return };
        let expected = self.items[item].expected;
        let wait = self.lengths.wait(expected, run.seen - run.since, price);
        run.poll_at = (run.seen + wait).max(now);
        self.polls.push(Reverse((Seconds(run.poll_at), item)));
    }

    /// Makes sure that the run is looked at by then.
    pub(super) fn poll_by(&mut self, item: Item, by: f64) {
        let Some(run) = self.runs.get_mut(&item).filter(|run| run.ended.is_none()) else { return };
        if !run.polling && run.poll_at > by {
            run.poll_at = by;
            self.polls.push(Reverse((Seconds(by), item)));
        }
    }

    pub(super) fn due_poll(&mut self, now: f64) -> Option<Item> {
        while let Some(&Reverse((Seconds(at), item))) = self.polls.peek() {
            if at > now {
                return None;
            }
            self.polls.pop();
            let Some(run) = self.runs.get_mut(&item) else { continue };
            if run.ended.is_none() && !run.polling && run.poll_at.total_cmp(&at).is_eq() {
                run.polling = true;
                return Some(item);
            }
        }
        None
    }

    /// A cluster with much left to do must not stand idle; one with little may.
    fn poll_price(&mut self, item: Item, now: f64) -> f64 {
        let heaviest = self.heaviest(now);
        let Some(run) = self.runs.get(&item) else { return PRICE };
        let load = run
            .at
            .iter()
            .map(|cluster| self.clusters[*cluster].load * run.share(*cluster))
            .sum::<f64>()
            + self.unplaced_share();
        let elapsed = now - run.since;
        let rest = (self.expected_of(item) - elapsed).max(0.0);
        let weight = (load + rest) / heaviest.max(1.0);
        PRICE * (0.35 / weight.clamp(0.3, 1.0).powi(3)).clamp(0.35, 5.0)
    }

    /// The load of the cluster with the most left to do; looked up now and then.
    fn heaviest(&mut self, now: f64) -> f64 {
        if now - self.heaviest_at > 20.0 {
            self.heaviest_at = now;
            let placed = self.clusters.iter().map(|(_, cluster)| cluster.load);
            self.heaviest = placed.fold(0.0, f64::max) + self.unplaced_share();
        }
        self.heaviest
    }

    fn unplaced_share(&self) -> f64 {
        let placed: f64 = 0.0;
        let clusters = super::belief::to_f64(self.clusters.len().max(1));
        ((self.waiting_load - self.placed_load).max(placed)) / clusters
    }

    pub(super) fn expected_of(&self, item: Item) -> f64 {
        self.items[item].expected.unwrap_or(120.0)
    }

    /// The latest moment up to which all triggers under way were sent.
    pub(super) fn oldest_start(&self, now: f64) -> f64 {
        self.in_flight
            .values()
            .next()
            .and_then(|item| self.starts.get(item))
            .map_or(now, |start| start.sent)
    }

    /// Drops runs from a cluster that ended before anything that is still to be judged.
    fn forget_ended(&mut self, cluster: ClusterId, now: f64) {
        let oldest = self
            .refusals
            .front()
            .map_or(f64::INFINITY, |refused| refused.sent)
            .min(self.oldest_start(now));
        for item in self.clusters[cluster].holders.clone() {
            let Some(run) = self.runs.get_mut(&item) else { continue };
            if run.ended.is_none_or(|(_, ended)| ended >= oldest) {
                continue;
            }
            self.clusters[cluster].holders.retain(|holder| *holder != item);
            run.at.retain(|id| *id != cluster);
            if run.at.is_empty() {
                self.runs.remove(&item);
            }
        }
    }
}
