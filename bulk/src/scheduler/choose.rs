//! What is triggered next.

use std::collections::{BTreeSet, HashMap};

use ordered_float::OrderedFloat;

use super::group::{GroupId, Item};
use super::labels::NextCheck;
use super::state::{Purpose, Scheduler, State};
use crate::float::to_f64;

/// How many refusals in a row end the search for clusters, for each cluster that was found.
const MAX_MISSES_PER_CLUSTER: usize = 3;

/// How long a refused label waits for a candidate to end at most, while a cluster is idle, in seconds.
pub(super) const CANDIDATE_WAIT: f64 = 1_200.0;

/// How long a refusal of a single enterprise rules out clusters, in seconds. Which cluster a single
/// enterprise was accepted on is a guess, so that what is known of it soon becomes wrong.
pub(super) const SINGLE_MEMORY: f64 = 900.0;

/// By the group that is free: how many candidates the refused label has, which enterprise goes, and how
/// many of the label wait.
type Trials = HashMap<GroupId, (usize, Item, usize)>;

impl Scheduler {
    pub(super) fn choose(&mut self, now: f64) -> Option<Item> {
        let under_way = self.runs.len() + self.starts.len();
        if now < self.service.until || under_way >= self.settings.max_running {
            return None;
        }
        match self.next_check(now) {
            NextCheck::Trigger(item) => return Some(item),
            NextCheck::Wait => return None,
            NextCheck::Done => {}
        }
        let mut free = self.free_groups();
        free.sort_by(|a, b| self.groups[*b].load.total_cmp(&self.groups[*a].load));
        let trials = self.trials(now);
        let next = free.iter().find_map(|id| self.next_at(*id, &trials, now));
        if let Some(item) = next.or_else(|| self.next_refused(now)) {
            return Some(item);
        }
        free.retain(|id| {
            let group = &self.groups[*id];
            group.waiting.is_empty() && group.backoff.until <= now
        });
        self.next_single(&free, now)
    }

    pub(super) fn free_groups(&self) -> Vec<GroupId> {
        self.known.iter().copied().filter(|id| self.groups[*id].is_free()).collect()
    }

    /// How many groups stand for a cluster.
    pub(super) fn found(&self) -> usize {
        self.known.iter().filter(|id| self.groups[**id].is_found).count()
    }

    /// What goes next at a group that is free: a label that may share its cluster, or its own.
    fn next_at(&mut self, id: GroupId, trials: &Trials, now: f64) -> Option<Item> {
        let group = &self.groups[id];
        let may_go = group.backoff.until <= now && !self.refused.contains(&id);
        let own = self.top(id, now).filter(|_| may_go);
        if group.is_found
            && (!group.is_tried || group.waiting.is_empty())
            && let Some(&(candidates, item, waiting)) = trials.get(&id)
            && self.budget.allows(to_f64(waiting) / to_f64(candidates))
        {
            self.groups[id].is_tried = true;
            return Some(self.start(item, Purpose::Trial(id)));
        }
        own.map(|item| self.start(item, Purpose::Next))
    }

    /// For each group the refused label with the fewest candidates that may share its cluster.
    fn trials(&self, now: f64) -> Trials {
        let mut trials = Trials::new();
        for &id in &self.refused {
            let refused = &self.groups[id];
            let Some(item) = self.top(id, now).filter(|_| refused.is_free()) else { continue };
            let trial = (refused.candidates.len(), item, refused.waiting.len());
            for candidate in refused.candidates.iter().filter(|id| self.groups[**id].is_free()) {
                let best = trials.entry(*candidate).or_insert(trial);
                *best = (*best).min(trial);
            }
        }
        trials
    }

    /// While fewer syncs run than once did, a cluster is idle: the label that was refused longest ago.
    fn next_refused(&mut self, now: f64) -> Option<Item> {
        let under_way = self.runs.len() + self.starts.len();
        let idle = self.most_running.checked_sub(under_way).filter(|idle| *idle > 0)?;
        let can_go = |id: &GroupId| {
            let group = &self.groups[*id];
            let item = self.top(*id, now)?;
            let is_ready = group.is_free() && group.backoff.until <= now;
            is_ready.then_some((OrderedFloat(group.refused_at), item))
        };
        let (refused_at, item) = self.refused.iter().filter_map(can_go).min()?;
        let waited = (now - refused_at.0) / CANDIDATE_WAIT;
        let chance = waited * to_f64(idle) / to_f64(self.most_running);
        (waited >= 1.0 || self.budget.allows(chance)).then(|| self.start(item, Purpose::Explore))
    }

    /// A single enterprise: one that may be on a free cluster, or else one to look for another cluster.
    fn next_single(&mut self, free: &[GroupId], now: f64) -> Option<Item> {
        if let Some((chance, item, at)) = self.best_single(free, now)
            && self.budget.allows(chance)
        {
            return Some(self.start(item, Purpose::Trial(at)));
        }
        if !self.may_explore() {
            return None;
        }
        let mut longest = self.singles.iter().rev().map(|(_, item)| *item);
        let item = longest.find(|item| self.items[*item].backoff.until <= now)?;
        Some(self.start(item, Purpose::Explore))
    }

    /// Whether to look for another cluster.
    fn may_explore(&self) -> bool {
        let exploring =
            self.starts.values().filter(|purpose| **purpose == Purpose::Explore).count();
        let found = self.found();
        let is_alone = self.runs.is_empty() && self.starts.is_empty();
        is_alone
            || (exploring <= self.exploration.accepted
                && self.exploration.refused < MAX_MISSES_PER_CLUSTER * (found + 1)
                && self.budget.allows(self.exploration.chance()))
    }

    /// The single enterprise with the best chance to be on a free cluster; the longest of several.
    fn best_single(&self, free: &[GroupId], now: f64) -> Option<(f64, Item, GroupId)> {
        let first = *free.first()?;
        let by_default = to_f64(free.len()) / to_f64(self.found().max(1));
        let is_free: BTreeSet<GroupId> = free.iter().copied().collect();
        let mut best: Option<(f64, Item, GroupId)> = None;
        for &(_, item) in self.singles.iter().rev() {
            if self.items[item].backoff.until > now {
                continue;
            }
            let group = &self.groups[self.group_of(item)];
            let candidates = &group.candidates;
            let (chance, at) = if candidates.is_empty() || group.refused_at < now - SINGLE_MEMORY {
                (by_default, Some(first))
            } else {
                let open = candidates.iter().filter(|id| is_free.contains(id));
                let count = open.clone().count();
                (to_f64(count) / to_f64(candidates.len()), open.copied().next())
            };
            if let Some(at) = at
                && best.is_none_or(|(other, ..)| chance > other)
            {
                best = Some((chance, item, at));
            }
        }
        best
    }

    /// Nothing runs and nothing is planned: the one whose backoff ends first is tried.
    pub(super) fn last_resort(&mut self) -> Option<Item> {
        let waiting = self.items.iter().filter(|(_, entry)| entry.state == State::Waiting);
        let (item, _) = waiting.min_by(|a, b| a.1.backoff.until.total_cmp(&b.1.backoff.until))?;
        Some(self.start(item, Purpose::Next))
    }
}
