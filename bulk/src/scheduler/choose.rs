//! What is triggered next.

use std::collections::HashMap;

use super::cluster::ClusterId;
use super::labels::NextTest;
use super::runs::Purpose;
use super::{Item, Scheduler, State, to_f64};

/// How many refused single enterprises are remembered for each cluster that was found: few that are
/// tried often tell more than many that are tried once.
const REFUSED_PER_CLUSTER: usize = 2;

/// How much better the chance of another single enterprise must be while so many are remembered,
/// between 0 and 1.
const GOOD_CHANCE: f64 = 0.3;

/// By the cluster that is to be free: how many candidates there are, and which enterprise goes.
type Trials = HashMap<ClusterId, (usize, Item)>;

impl Scheduler {
    pub(super) fn choose(&mut self, now: f64) -> Option<Item> {
        let under_way = self.runs.len() + self.starts.len();
        if now < self.service_until || under_way >= self.settings.max_running {
            return None;
        }
        match self.next_test(now) {
            NextTest::Trigger(item) => return Some(item),
            NextTest::Wait => return None,
            NextTest::Nothing => {}
        }
        let is_free = |id: &ClusterId| {
            let cluster = &self.clusters[*id];
            cluster.is_free() && (cluster.found || !cluster.is_single())
        };
        let mut free: Vec<ClusterId> = self.known.iter().copied().filter(is_free).collect();
        free.sort_by(|a, b| self.clusters[*b].load.total_cmp(&self.clusters[*a].load));
        self.forget_oldest();
        let trials = self.trials(now);
        if let Some(item) = free.iter().find_map(|id| self.next_at(*id, &trials, now)) {
            return Some(item);
        }
        free.retain(|id| self.clusters[*id].waiting.is_empty());
        self.next_single(&free, now)
    }

    /// What goes next at a cluster that is free.
    fn next_at(&mut self, id: ClusterId, trials: &Trials, now: f64) -> Option<Item> {
        let own = self.top(id, now).filter(|_| self.clusters[id].retry_at <= now);
        if let Some(other) = self.clusters[id].probe.take().map(|other| self.root(other))
            && let Some(item) = own.filter(|_| !self.clusters[other].running.is_empty())
        {
            return Some(self.start(item, Purpose::Probe(other)));
        }
        // One is tried each time that the cluster becomes free; more if nothing of its own can go.
        let cluster = &self.clusters[id];
        let is_open = cluster.found || cluster.waiting.is_empty();
        if let Some((_, item)) = trials.get(&id)
            && is_open
            && (!cluster.tried || own.is_none())
            && self.budget.allows()
        {
            self.clusters[id].tried = true;
            return Some(self.start(*item, Purpose::Trial(id)));
        }
        let is_first = !cluster.found;
        (cluster.candidates.is_none() && (!is_first || self.may_explore()))
            .then_some(own)?
            .map(|item| self.start(item, Purpose::Next))
    }

    /// Only the latest refusals of single enterprises are remembered.
    fn forget_oldest(&mut self) {
        let found = self.known.iter().filter(|id| self.clusters[**id].found).count();
        let is_single = |id: &ClusterId| self.clusters[*id].is_single();
        let singles: Vec<ClusterId> = self.refused.iter().copied().filter(is_single).collect();
        let surplus = singles.len().saturating_sub(REFUSED_PER_CLUSTER * (found + 2));
        singles.into_iter().take(surplus).for_each(|id| self.set_candidates(id, None));
    }

    /// Whether a trigger may be sent of which nothing tells whether it will be accepted.
    fn may_explore(&self) -> bool {
        let alone = self.runs.is_empty() && self.starts.is_empty();
        alone || (self.budget.allows() && to_f64(self.starts.len()) < self.window)
    }

    /// For each cluster the refused label with the fewest candidates that has it among them.
    fn trials(&self, now: f64) -> Trials {
        let mut trials = Trials::new();
        for &id in &self.refused {
            let refused = &self.clusters[id];
            if refused.is_single() || !refused.is_free() || refused.retry_at > now {
                continue;
            }
            let Some(item) = self.top(id, now) else { continue };
            let count = self.candidates(id).count();
            for candidate in self.candidates(id).filter(|candidate| *candidate != id) {
                let best = trials.entry(candidate).or_insert((count, item));
                *best = (*best).min((count, item));
            }
        }
        trials
    }

    /// The single enterprise with the best chance of acceptance while these clusters are free and
    /// have nothing of their own to do; the longest of several.
    fn next_single(&mut self, free: &[ClusterId], now: f64) -> Option<Item> {
        let alone = self.runs.is_empty() && self.starts.is_empty();
        let min_chance = self.budget.min_chance();
        let mut best = self.best_refused_single(free, now).filter(|(chance, ..)| {
            *chance >= 1.0 || (*chance >= min_chance && self.budget.allows())
        });
        let found = self.known.iter().filter(|id| self.clusters[**id].found).count();
        let share = to_f64(free.len()) / to_f64(found.max(1));
        let chance = self.novelty + (1.0 - self.novelty) * share;
        let is_worth_it = chance >= min_chance
            && (chance >= min_chance + GOOD_CHANCE
                || self.refused.len() < REFUSED_PER_CLUSTER * (found + 2))
            && (share > self.novelty || self.may_explore())
            && self.budget.allows();
        if (is_worth_it || alone)
            && best.is_none_or(|(other, ..)| chance > other)
            && let Some(item) = self.longest_fresh(now)
        {
            let at = free.first().copied().filter(|_| share > self.novelty);
            best = Some((chance, item, at));
        }
        let (_, item, at) = best?;
        Some(self.start(item, at.map_or(Purpose::First, Purpose::Trial)))
    }

    fn best_refused_single(
        &self,
        free: &[ClusterId],
        now: f64,
    ) -> Option<(f64, Item, Option<ClusterId>)> {
        let can_go = |id: &ClusterId| {
            let cluster = &self.clusters[*id];
            cluster.is_single() && cluster.is_free() && cluster.retry_at <= now
        };
        let rated = self.refused.iter().copied().filter(can_go).filter_map(|id| {
            let candidates = self.clusters[id].candidates.as_ref()?;
            let mut open = free.iter().copied().filter(|free| candidates.contains(free));
            let first = open.next()?;
            let chance = to_f64(1 + open.count()) / to_f64(candidates.len());
            Some((chance, self.top(id, now)?, Some(first)))
        });
        rated.max_by(|(chance, item, _), (other, second, _)| {
            let lengths = (self.expected_of(*item), self.expected_of(*second));
            chance.total_cmp(other).then(lengths.0.total_cmp(&lengths.1))
        })
    }

    fn longest_fresh(&self, now: f64) -> Option<Item> {
        let mut fresh = self.fresh.iter().rev().map(|(_, id)| *id);
        fresh.find_map(|id| self.top(id, now).filter(|_| self.clusters[id].retry_at <= now))
    }

    /// Nothing runs and nothing is planned: the one that was refused least recently is tried.
    pub(super) fn last_resort(&mut self) -> Option<Item> {
        let waiting = self.items.iter().filter(|(_, entry)| entry.state == State::Waiting);
        let (item, _) = waiting.min_by(|a, b| a.1.retry_at.total_cmp(&b.1.retry_at))?;
        let id = self.cluster_of(item);
        self.set_candidates(id, None);
        Some(self.start(item, Purpose::Next))
    }
}
