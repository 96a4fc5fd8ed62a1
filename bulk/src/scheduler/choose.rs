//! What is triggered next.

use std::collections::{BTreeSet, HashMap};
use std::ops::ControlFlow;

use ordered_float::OrderedFloat;

use super::state::{GroupId, Item, Purpose, Scheduler, State};
use crate::float::to_f64;

/// Accepted triggers whose share of the refusals is available from the start.
const BUDGET_ADVANCE: f64 = 25.0;

/// The number of refusals in a row, for each cluster found, that end the search for clusters.
const MAX_MISSES_PER_CLUSTER: usize = 3;

/// The maximum time that a refused label waits for a candidate to end while a cluster is idle, in
/// seconds.
pub(super) const CANDIDATE_WAIT: f64 = 1_200.0;

/// How long a refusal of a single enterprise rules out clusters, in seconds. The cluster that
/// accepted a single enterprise is a guess, so this knowledge soon becomes wrong.
pub(super) const SINGLE_MEMORY: f64 = 900.0;

/// By the free group: the number of candidates of the refused label, which enterprise goes, and how
/// many of the label wait.
type Trials = HashMap<GroupId, (usize, Item, usize)>;

impl Scheduler {
    pub(super) fn choose(&mut self, now: f64) -> Option<Item> {
        if now < self.service.until || self.running + self.starting >= self.max_running {
            return None;
        }
        if let ControlFlow::Break(item) = self.next_check(now) {
            return item;
        }
        let mut free = self.free_groups();
        free.sort_by(|a, b| self.groups[*b].load.total_cmp(&self.groups[*a].load));
        let trials = self.trials(now);
        let next = free.iter().find_map(|id| self.next_at(*id, &trials, now));
        next.or_else(|| self.next_refused(now)).or_else(|| self.next_single(&free, now))
    }

    pub(super) fn start(&mut self, item: Item, purpose: Purpose) -> Item {
        self.set(item, State::Starting(purpose));
        item
    }

    pub(super) fn free_groups(&self) -> Vec<GroupId> {
        self.known.iter().copied().filter(|id| self.groups[*id].is_free()).collect()
    }

    /// The number of groups that stand for a cluster.
    pub(super) fn found(&self) -> usize {
        self.known.iter().filter(|id| self.groups[**id].is_found).count()
    }

    /// Whether to send a trigger that is accepted with this chance; 1 is certain. With the whole
    /// advance left, an accepted trigger may cost as many refusals as the budget says. With nothing
    /// left, only a certain one is sent.
    fn may_risk(&self, chance: f64) -> bool {
        let budget = self.max_refusals_per_trigger * (to_f64(self.accepted) + BUDGET_ADVANCE);
        chance >= 1.0 / (1.0 + (budget - to_f64(self.spent)).max(0.0) / BUDGET_ADVANCE)
    }

    /// The next enterprise for a free group: of a label that may share its cluster, or its own.
    fn next_at(&mut self, id: GroupId, trials: &Trials, now: f64) -> Option<Item> {
        let group = &self.groups[id];
        if group.is_found
            && (!group.is_tried || group.waiting.is_empty())
            && let Some(&(candidates, item, waiting)) = trials.get(&id)
            && self.may_risk(to_f64(waiting) / to_f64(candidates))
        {
            self.groups[id].is_tried = true;
            return Some(self.start(item, Purpose::Trial(id)));
        }
        let may_go = group.backoff.until <= now && !self.refused.contains(&id);
        let own = self.ready(id, now).next().filter(|_| may_go)?;
        Some(self.start(own, Purpose::Next))
    }

    /// For each group, the refused label with the fewest candidates that may share its cluster.
    fn trials(&self, now: f64) -> Trials {
        let mut trials = Trials::new();
        for &id in &self.refused {
            let refused = &self.groups[id];
            let Some(item) = self.ready(id, now).next().filter(|_| refused.is_free()) else {
                continue;
            };
            let trial = (refused.candidates.len(), item, refused.waiting.len());
            for candidate in refused.candidates.iter().filter(|id| self.groups[**id].is_free()) {
                let best = trials.entry(*candidate).or_insert(trial);
                *best = (*best).min(trial);
            }
        }
        trials
    }

    /// While fewer syncs run than at the maximum, a cluster is idle: the label that was refused
    /// longest ago.
    fn next_refused(&mut self, now: f64) -> Option<Item> {
        let clusters = self.most_running.max(1);
        let idle = clusters.checked_sub(self.running + self.starting).filter(|idle| *idle > 0)?;
        let can_go = |id: &GroupId| {
            let group = &self.groups[*id];
            let is_ready = group.is_free() && group.backoff.until <= now;
            is_ready.then_some((OrderedFloat(group.refused_at), self.ready(*id, now).next()?))
        };
        let (refused_at, item) = self.refused.iter().filter_map(can_go).min()?;
        let waited = (now - refused_at.0) / CANDIDATE_WAIT;
        let chance = waited * to_f64(idle) / to_f64(clusters);
        (waited >= 1.0 || self.may_risk(chance)).then(|| self.start(item, Purpose::Explore))
    }

    /// A single enterprise: one that may be on a free cluster, or else one to search for another
    /// cluster.
    fn next_single(&mut self, free: &[GroupId], now: f64) -> Option<Item> {
        if let Some((chance, item, at)) = self.best_single(free, now)
            && self.may_risk(chance)
        {
            return Some(self.start(item, Purpose::Trial(at)));
        }
        let may_explore = self.running + self.starting == 0
            || (self.starting <= self.hits
                && self.misses < MAX_MISSES_PER_CLUSTER * (self.found() + 1)
                && self.may_risk(1.0 / to_f64(self.misses.max(1))));
        let mut longest = self.singles.iter().rev().map(|(_, item)| *item);
        let ready = longest.find(|item| self.items[*item].backoff.until <= now);
        let item = ready.filter(|_| may_explore)?;
        Some(self.start(item, Purpose::Explore))
    }

    /// The single enterprise with the best chance to be on a free cluster. Of several, the longest.
    fn best_single(&self, free: &[GroupId], now: f64) -> Option<(f64, Item, GroupId)> {
        let is_idle = |id: &&GroupId| {
            let group = &self.groups[**id];
            group.waiting.is_empty() && group.backoff.until <= now
        };
        let free: Vec<GroupId> = free.iter().filter(is_idle).copied().collect();
        let first = *free.first()?;
        let by_default = to_f64(free.len()) / to_f64(self.found().max(1));
        let free: BTreeSet<GroupId> = free.into_iter().collect();
        let chance = |&(_, item): &(OrderedFloat<f64>, Item)| {
            let group = &self.groups[self.group_of(item)];
            if self.items[item].backoff.until > now {
                return None;
            }
            if group.candidates.is_empty() || group.refused_at < now - SINGLE_MEMORY {
                return Some((by_default, item, first));
            }
            let mut open = group.candidates.iter().copied().filter(|id| free.contains(id));
            let at = open.next()?;
            Some((to_f64(1 + open.count()) / to_f64(group.candidates.len()), item, at))
        };
        self.singles.iter().rev().filter_map(chance).min_by(|a, b| b.0.total_cmp(&a.0))
    }
}
