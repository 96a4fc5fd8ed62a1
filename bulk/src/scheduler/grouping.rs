//! Which enterprises are in which group.

use ordered_float::OrderedFloat;

use super::group::{Group, GroupId, Item};
use super::state::{Scheduler, State};
use crate::poll_timing::UNKNOWN_LENGTH;

impl Scheduler {
    pub(super) fn group_of(&self, item: Item) -> GroupId {
        self.items[item].group
    }

    pub(super) fn expected_of(&self, item: Item) -> f64 {
        self.items[item].expected.unwrap_or(UNKNOWN_LENGTH)
    }

    pub(super) fn enqueue(&mut self, item: Item) {
        let (id, length) = (self.group_of(item), self.expected_of(item));
        self.items[item].state = State::Waiting;
        self.changed = true;
        let group = &mut self.groups[id];
        group.waiting.insert((OrderedFloat(length), item));
        group.load += length;
        if group.is_single() && !group.is_found {
            self.singles.insert((OrderedFloat(length), item));
        }
    }

    pub(super) fn dequeue(&mut self, item: Item) {
        let (id, length) = (self.group_of(item), self.expected_of(item));
        let group = &mut self.groups[id];
        if group.waiting.remove(&(OrderedFloat(length), item)) {
            group.load -= length;
        }
        self.singles.remove(&(OrderedFloat(length), item));
    }

    /// Puts an enterprise into a group.
    pub(super) fn join(&mut self, item: Item, id: GroupId) {
        self.items[item].group = id;
        self.groups[id].members += 1;
        if self.groups[id].members == 2 {
            self.known.insert(id);
            let waiting = &self.groups[id].waiting;
            for single in waiting {
                self.singles.remove(single);
            }
        }
    }

    /// Moves an enterprise to another group, in whatever state it is.
    pub(super) fn move_to(&mut self, item: Item, id: GroupId) {
        let from = self.group_of(item);
        let is_waiting = self.items[item].state == State::Waiting;
        if is_waiting {
            self.dequeue(item);
        }
        let group = &mut self.groups[from];
        group.members -= 1;
        let is_running = group.running.contains(&item);
        group.running.retain(|running| *running != item);
        self.join(item, id);
        if is_running {
            self.groups[id].running.push(item);
            self.set_found(id);
        }
        if is_waiting {
            self.enqueue(item);
        }
        if self.starts.contains_key(&item) {
            self.groups[from].starting -= 1;
            self.groups[id].starting += 1;
        }
    }

    pub(super) fn set_found(&mut self, id: GroupId) {
        self.groups[id].is_found = true;
        self.known.insert(id);
    }

    fn members_of(&self, id: GroupId) -> Vec<Item> {
        self.items.iter().filter(|(_, entry)| entry.group == id).map(|(item, _)| item).collect()
    }

    /// The enterprise that goes next there: the longest that is not in its backoff.
    pub(super) fn top(&self, id: GroupId, now: f64) -> Option<Item> {
        let mut waiting = self.groups[id].waiting.iter().rev().map(|(_, item)| *item);
        waiting.find(|item| self.items[*item].backoff.until <= now)
    }

    /// From now on the two are one group.
    pub(super) fn merge(&mut self, from: GroupId, into: GroupId) {
        for item in self.members_of(from) {
            self.move_to(item, into);
        }
        self.known.remove(&from);
        let labels = std::mem::take(&mut self.groups[from].labels);
        for label in &labels {
            self.labels.insert(label.clone(), into);
        }
        self.groups[into].labels.extend(labels);
        let ended_at = self.groups[from].ended_at;
        let spans = std::mem::take(&mut self.groups[from].spans);
        let group = &mut self.groups[into];
        group.ended_at = group.ended_at.max(ended_at);
        group.spans.extend(spans);
        group.spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    }

    /// The enterprises of a label leave its group: for a group of their own, or for one each.
    pub(super) fn split(&mut self, label: &str, is_useless: bool) {
        let Some(id) = self.labels.remove(label) else { return };
        self.groups[id].labels.retain(|other| other != label);
        let has_label = |item: &Item| self.items[*item].label.as_deref() == Some(label);
        let items: Vec<Item> = self.members_of(id).into_iter().filter(has_label).collect();
        let mut own = None;
        for item in items {
            if is_useless || own.is_none() {
                own = Some(self.groups.insert(Group::default()));
            }
            self.move_to(item, own.unwrap_or(id));
        }
        if let Some(own) = own.filter(|_| !is_useless) {
            self.groups[own].labels.push(label.to_owned());
            self.labels.insert(label.to_owned(), own);
        }
        if self.groups[id].members == 0 {
            self.known.remove(&id);
        }
    }
}
