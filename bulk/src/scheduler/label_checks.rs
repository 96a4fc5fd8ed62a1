//! Groups of labels, and the checks whether the enterprises of a label share a cluster.

use super::group::{Group, GroupId, Item};
use super::labels::{CHECKED_LABELS, Knowledge, NextCheck};
use super::state::{Purpose, Scheduler};

fn is_callers_group(label: &str) -> bool {
    label.starts_with("group ")
}

impl Scheduler {
    /// The group for a label; of its own for each enterprise whose label says nothing.
    pub(super) fn group_for(&mut self, label: Option<&str>) -> GroupId {
        let label = label.filter(|label| {
            let is_useless = self.checks.useless.contains(*label);
            is_callers_group(label) || !(is_useless || self.checks.are_labels_useless())
        });
        let Some(label) = label else { return self.groups.insert(Group::default()) };
        if let Some(id) = self.labels.get(label) {
            return *id;
        }
        let number = self.checks.remembered.get(label).copied();
        let known = number.and_then(|number| self.checks.groups.get(&number).copied());
        let id = known.unwrap_or_else(|| self.groups.insert(Group::default()));
        if let Some(number) = number {
            self.checks.groups.insert(number, id);
        }
        self.groups[id].labels.push(label.to_owned());
        self.labels.insert(label.to_owned(), id);
        id
    }

    fn plan_checks(&mut self) {
        self.checks.is_planned = true;
        let is_open = |id: &&GroupId| self.groups[**id].running.is_empty();
        let mut known: Vec<GroupId> = self.known.iter().filter(is_open).copied().collect();
        known.sort_by(|a, b| self.groups[*b].load.total_cmp(&self.groups[*a].load));
        let (shared, own): (Vec<GroupId>, Vec<GroupId>) =
            known.into_iter().partition(|id| self.groups[*id].labels.len() > 1);
        let own = own.iter().flat_map(|id| &self.groups[*id].labels);
        let own: Vec<String> =
            own.filter(|label| !is_callers_group(label)).take(CHECKED_LABELS).cloned().collect();
        self.checks.checked = own.len();
        let shared = shared.iter().flat_map(|id| self.groups[*id].labels.iter().skip(1));
        self.checks.labels = own.into_iter().chain(shared.cloned()).collect();
    }

    /// A check triggers an enterprise of the label while another of its group runs. With every cluster
    /// busy, a refusal would say nothing: checks come before all else.
    pub(super) fn next_check(&mut self, now: f64) -> NextCheck {
        if !self.checks.is_planned {
            self.plan_checks();
        }
        while let Some(label) = self.checks.labels.front().cloned() {
            let Some(&id) = self.labels.get(&label) else {
                self.checks.labels.pop_front();
                continue;
            };
            let group = &self.groups[id];
            if group.starting > 0 {
                return NextCheck::Wait;
            }
            let is_own = group.labels.len() == 1;
            let of_label = |item: &Item, same: bool| {
                (self.items[*item].label.as_ref() == Some(&label)) == same
            };
            let mut waiting = group.waiting.iter().rev().map(|(_, item)| *item);
            let can_go = |item: &Item| self.items[*item].backoff.until <= now;
            if group.running.is_empty() && group.backoff.until <= now {
                if let Some(item) = waiting.find(|item| can_go(item) && of_label(item, is_own)) {
                    return NextCheck::Trigger(self.start(item, Purpose::Next));
                }
            } else if let [first] = *group.running.as_slice()
                && of_label(&first, is_own)
                && let Some(item) = waiting.find(|item| can_go(item) && of_label(item, true))
            {
                self.checks.labels.pop_front();
                return NextCheck::Trigger(self.start(item, Purpose::Check));
            }
            self.checks.labels.pop_front();
        }
        NextCheck::Done
    }

    /// A sync was seen to run at that moment: one of its group that was accepted before runs beside it.
    pub(super) fn note_seen(&mut self, item: Item, seen_at: f64) {
        let Some(accepted_at) = self.runs.get(&item) else { return };
        let began = *accepted_at..seen_at;
        let group = &mut self.groups[self.items[item].group];
        let mut spans = group.spans.iter_mut().rev();
        if let Some(span) = spans.find(|span| span.0.total_cmp(&began.start).is_eq()) {
            span.1 = seen_at;
        }
        let is_beside = |other: &&Item| {
            **other != item
                && self.runs.get(other).is_some_and(|accepted_at| began.contains(accepted_at))
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
            self.checks.separate.insert(label.clone());
            return self.split(&label, false);
        }
        self.checks.useless.insert(label.clone());
        self.split(&label, true);
        if self.checks.are_labels_useless() {
            let labels: Vec<String> = self.labels.keys().cloned().collect();
            for label in labels.iter().filter(|label| !is_callers_group(label)) {
                self.split(label, true);
            }
        }
    }

    /// What is worth keeping for the next bulk run.
    pub(crate) fn knowledge(&self) -> Knowledge {
        let shared = self.groups.iter().map(|(_, group)| group.labels.clone());
        let clusters = shared.filter(|labels| labels.len() > 1).collect();
        let is_separate = |label: &&String| {
            self.labels.get(*label).is_none_or(|id| self.groups[*id].labels.len() == 1)
        };
        let separate = self.checks.separate.iter().filter(is_separate).cloned().collect();
        Knowledge { separate, clusters, lengths: self.polls.lengths() }
    }
}
