//! Labels: the group of each, and the checks whether those of a group share a cluster.

use std::collections::VecDeque;
use std::ops::ControlFlow;

use super::state::{Group, GroupId, Item, Purpose, Scheduler, State};

/// The number of labels that are checked at the start: the largest ones.
const CHECKED_LABELS: usize = 5;

/// How many of them must be meaningless until no `provisioningId` is believed.
const USELESS_LABELS: usize = 2;

fn is_callers_group(label: &str) -> bool {
    label.starts_with("group ")
}

impl Scheduler {
    /// The group for a label. Each enterprise of a meaningless label has its own.
    pub(super) fn group_for(&mut self, label: Option<&str>) -> GroupId {
        let is_believed = |label: &&str| {
            is_callers_group(label)
                || !(self.useless.contains(*label) || self.are_templates_useless())
        };
        match label.filter(is_believed) {
            None => self.groups.insert(Group::default()),
            Some(label) => self
                .labels
                .get(label)
                .copied()
                .unwrap_or_else(|| self.insert_group(vec![label.to_owned()])),
        }
    }

    fn are_templates_useless(&self) -> bool {
        self.useless.len() >= USELESS_LABELS
    }

    /// Checks the largest labels, and all that an earlier bulk run found to share a cluster.
    fn plan_checks(&mut self) {
        let mut known: Vec<&Group> = self.known.iter().map(|id| &self.groups[*id]).collect();
        known.sort_by(|a, b| b.load.total_cmp(&a.load));
        let alone = known.iter().filter_map(|group| match group.labels.as_slice() {
            [label] if !is_callers_group(label) => Some(label),
            _ => None,
        });
        let shared = known.iter().flat_map(|group| group.labels.iter().skip(1));
        self.unchecked = Some(alone.take(CHECKED_LABELS).chain(shared).cloned().collect());
    }

    /// A check triggers an enterprise of the label while another of its group runs. If every
    /// cluster is busy, a refusal shows nothing, so checks come first. Breaks with what to trigger,
    /// or with nothing if an answer must come first.
    pub(super) fn next_check(&mut self, now: f64) -> ControlFlow<Option<Item>> {
        if self.unchecked.is_none() {
            self.plan_checks();
        }
        while let Some(label) = self.unchecked.as_ref().and_then(|it| it.front().cloned()) {
            let id = self.labels.get(&label).copied();
            if id.is_some_and(|id| self.groups[id].starting > 0) {
                return ControlFlow::Break(None);
            }
            let next = id.and_then(|id| self.check_at(id, &label, now));
            if !matches!(next, Some((_, Purpose::Next))) {
                self.unchecked.as_mut().and_then(VecDeque::pop_front);
            }
            if let Some((item, purpose)) = next {
                return ControlFlow::Break(Some(self.start(item, purpose)));
            }
        }
        ControlFlow::Continue(())
    }

    fn check_at(&self, id: GroupId, label: &String, now: f64) -> Option<(Item, Purpose)> {
        let group = &self.groups[id];
        let has_label = |item: &Item| self.items[*item].label.as_ref() == Some(label);
        // The label of a group is checked against itself, one of several against the others.
        let is_first = |item: &Item| has_label(item) == (group.labels.len() == 1);
        let mut ready = self.ready(id, now);
        match *group.running.as_slice() {
            [] if group.backoff.until <= now => Some((ready.find(is_first)?, Purpose::Next)),
            [first] if is_first(&first) => Some((ready.find(has_label)?, Purpose::Check)),
            _ => None,
        }
    }

    /// A sync was seen running at that time: one of its group that was accepted before runs in
    /// parallel.
    pub(super) fn note_seen(&mut self, item: Item, seen_at: f64) {
        let State::Running(accepted_at) = self.items[item].state else { return };
        let group = &mut self.groups[self.items[item].group];
        let mut spans = group.spans.iter_mut().rev();
        if let Some(span) = spans.find(|span| span.0.total_cmp(&accepted_at).is_eq()) {
            span.1 = seen_at;
        }
        let is_beside = |other: &&Item| {
            let state = self.items[**other].state;
            **other != item
                && matches!(state, State::Running(at) if (accepted_at..seen_at).contains(&at))
        };
        if let Some(other) = group.running.iter().find(is_beside).copied() {
            self.refute(item, other);
        }
    }

    /// Two of a group run at the same time.
    fn refute(&mut self, item: Item, other: Item) {
        let Some(label) = self.items[other].label.clone() else { return };
        if is_callers_group(&label) || !self.labels.contains_key(&label) {
            return;
        }
        if self.items[item].label.as_ref() != Some(&label) {
            return self.split(&label, false);
        }
        self.useless.insert(label.clone());
        let all = self.are_templates_useless();
        let is_useless = |other: &&String| **other == label || (all && !is_callers_group(other));
        let useless: Vec<String> = self.labels.keys().filter(is_useless).cloned().collect();
        for label in useless {
            self.split(&label, true);
        }
    }

    /// The labels of each cluster, to be stored for the next bulk run.
    pub(crate) fn clusters(&self) -> Vec<Vec<String>> {
        let labels = self.groups.values().map(|group| group.labels.clone());
        labels.filter(|labels| !labels.is_empty()).collect()
    }
}
