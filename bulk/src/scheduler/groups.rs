//! The groups of enterprises.

use ordered_float::OrderedFloat;

use super::state::{Entry, Group, GroupId, Item, Purpose, Scheduler, State};
use crate::poll_timing::UNKNOWN_LENGTH;

impl Group {
    pub(super) fn is_single(&self) -> bool {
        self.members <= 1
    }

    pub(super) fn is_free(&self) -> bool {
        self.running.is_empty() && self.starting == 0
    }

    /// Whether syncs of both were seen running at the same time, so that they don't share a
    /// cluster.
    pub(super) fn is_apart(&self, other: &Self) -> bool {
        let (mut a, mut b) = (self.spans.iter().peekable(), other.spans.iter().peekable());
        while let (Some(one), Some(two)) = (a.peek(), b.peek()) {
            if one.0 < two.1 && two.0 < one.1 {
                return true;
            }
            if one.1 <= two.1 {
                a.next();
            } else {
                b.next();
            }
        }
        false
    }
}

impl Scheduler {
    pub(super) fn group_of(&self, item: Item) -> GroupId {
        self.items[item].group
    }

    /// The enterprises of a group that are not in their backoff, the longest first.
    pub(super) fn ready(&self, id: GroupId, now: f64) -> impl Iterator<Item = Item> {
        let waiting = self.groups[id].waiting.iter().rev().map(|(_, item)| *item);
        waiting.filter(move |item| self.items[*item].backoff.until <= now)
    }

    /// Changes the state of an enterprise.
    pub(super) fn set(&mut self, item: Item, state: State) {
        self.put(item, state, self.group_of(item));
    }

    /// Changes the state and the group of an enterprise, and all its counters.
    pub(super) fn put(&mut self, item: Item, state: State, id: GroupId) {
        self.count(item, false);
        let entry = &mut self.items[item];
        (entry.state, entry.group) = (state, id);
        self.count(item, true);
        self.changed = true;
    }

    /// Counts an enterprise in its state and its group, or removes it.
    pub(super) fn count(&mut self, item: Item, is_in: bool) {
        let entry = &self.items[item];
        let place = (OrderedFloat(entry.expected.unwrap_or(UNKNOWN_LENGTH)), item);
        let one = if is_in { 1 } else { -1 };
        let group = &mut self.groups[entry.group];
        group.members = group.members.saturating_add_signed(one);
        match entry.state {
            State::Waiting if is_in => {
                group.waiting.insert(place);
                group.load += place.0.0;
                if group.is_single() && !group.is_found {
                    self.singles.insert(place);
                }
            }
            State::Waiting => {
                group.waiting.remove(&place);
                group.load -= place.0.0;
                self.singles.remove(&place);
            }
            State::Starting(purpose) => {
                group.starting = group.starting.saturating_add_signed(one);
                self.starting = self.starting.saturating_add_signed(one);
                if let Purpose::Trial(at) = purpose {
                    let at = &mut self.groups[at].starting;
                    *at = at.saturating_add_signed(one);
                }
            }
            State::Running(_) if is_in => {
                group.running.push(item);
                group.is_found = true;
                self.running += 1;
            }
            State::Running(_) => {
                group.running.retain(|running| *running != item);
                group.is_tried = false;
                self.running -= 1;
            }
            State::Over => {}
        }
        let group = &self.groups[entry.group];
        if is_in && (group.is_found || !group.is_single()) && self.known.insert(entry.group) {
            for place in &group.waiting {
                self.singles.remove(place);
            }
        }
    }

    /// Moves the enterprises of a group that fit to another, or each to a group of its own.
    fn move_all(&mut self, from: GroupId, fits: impl Fn(&Entry) -> bool, into: Option<GroupId>) {
        let members = self.items.iter().filter(|(_, entry)| entry.group == from && fits(entry));
        let members: Vec<(Item, State)> = members.map(|(item, it)| (item, it.state)).collect();
        for (item, state) in members {
            let own = into.unwrap_or_else(|| self.groups.insert(Group::default()));
            self.put(item, state, own);
        }
        if self.groups[from].members == 0 {
            self.known.remove(&from);
        }
    }

    /// Merges two groups.
    pub(super) fn merge(&mut self, from: GroupId, into: GroupId) {
        self.move_all(from, |_| true, Some(into));
        let group = &mut self.groups[from];
        let (labels, spans) = (std::mem::take(&mut group.labels), std::mem::take(&mut group.spans));
        let ended_at = group.ended_at;
        self.labels.extend(labels.iter().map(|label| (label.clone(), into)));
        let group = &mut self.groups[into];
        group.labels.extend(labels);
        group.ended_at = group.ended_at.max(ended_at);
        group.spans.extend(spans);
        group.spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    }

    /// Moves the enterprises of a label out of its group: to a new group, or to one each.
    pub(super) fn split(&mut self, label: &str, is_useless: bool) {
        let Some(from) = self.labels.remove(label) else { return };
        self.groups[from].labels.retain(|other| other != label);
        let own = (!is_useless).then(|| self.insert_group(vec![label.to_owned()]));
        self.move_all(from, |entry| entry.label.as_deref() == Some(label), own);
    }

    /// Creates a group of these labels.
    pub(super) fn insert_group(&mut self, labels: Vec<String>) -> GroupId {
        let id = self.groups.insert(Group::default());
        self.labels.extend(labels.iter().map(|label| (label.clone(), id)));
        self.groups[id].labels = labels;
        id
    }
}
