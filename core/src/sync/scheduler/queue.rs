//! What waits, and where.

use std::cmp::Reverse;

use super::cluster::ClusterId;
use super::order::Seconds;
use super::unit::{Rank, UnitId};
use super::{Item, Scheduler, State};

impl Scheduler {
    /// Puts an item among the waiting of its unit.
    pub(super) fn enqueue(&mut self, item: Item) {
        let length = self.expected_of(item);
        self.stale = true;
        let rank = self.rank(item);
        let entry = &mut self.items[item];
        entry.state = State::Waiting;
        let id = entry.unit;
        let unit = &mut self.units[id];
        unit.waiting.insert(rank);
        unit.count += 1;
        unit.load += length;
        self.waiting += 1;
        self.waiting_load += length;
        if let Some(home) = unit.home {
            self.clusters[home].load += length;
            self.placed_load += length;
        }
        self.requeue_unit(id);
    }

    fn rank(&self, item: Item) -> Rank {
        let refused = i32::try_from(self.items[item].refused).unwrap_or(30).min(30);
        (Seconds(self.expected_of(item) * 0.5_f64.powi(refused)), item)
    }

    /// Takes an item out of the waiting of its unit.
    pub(super) fn dequeue(&mut self, item: Item) {
        let length = self.expected_of(item);
        let id = self.items[item].unit;
        let rank = self.rank(item);
        let unit = &mut self.units[id];
        unit.waiting.remove(&rank);
        unit.count -= 1;
        unit.load -= length;
        self.waiting -= 1;
        self.waiting_load -= length;
        if let Some(home) = unit.home {
            self.clusters[home].load -= length;
            self.placed_load -= length;
        }
        self.items[item].state = State::Parked;
        if self.units[id].count == 0 {
            self.narrowed.remove(&id);
        }
    }

    /// Changes the cluster where a unit is believed to belong.
    pub(super) fn set_home(&mut self, id: UnitId, home: Option<ClusterId>) {
        let unit = &mut self.units[id];
        if unit.home == home {
            return;
        }
        let load = unit.load;
        let old = std::mem::replace(&mut unit.home, home);
        unit.audited = false;
        if let Some(old) = old {
            self.clusters[old].load -= load;
            self.placed_load -= load;
        }
        if let Some(new) = home {
            self.clusters[new].load += load;
            self.placed_load += load;
        }
        self.requeue_unit(id);
    }

    /// Lists a unit where it will be looked for, if it has anything waiting.
    pub(super) fn requeue_unit(&mut self, id: UnitId) {
        let Some(item) = self.top(id) else {
            self.narrowed.remove(&id);
            return;
        };
        let length = self.expected_of(item);
        let unit = &mut self.units[id];
        if let Some(home) = unit.home {
            self.clusters[home].homes.push((Seconds(length), id));
            self.refresh(home);
            self.narrowed.remove(&id);
        } else if unit.refused == 0 && unit.accepted == 0 {
            self.fresh.push((Seconds(unit.load), id));
        } else {
            self.narrowed.insert(id);
            self.shortlist.reconsider(id);
        }
    }

    /// The unit's member that goes next: a short one, as long as there is something to learn.
    pub(super) fn top(&self, id: UnitId) -> Option<Item> {
        let unit = &self.units[id];
        let rank = if unit.home.is_none() { unit.waiting.first() } else { unit.waiting.last() };
        rank.map(|(_, item)| *item)
    }

    /// The item that goes next at a cluster, of those that belong there.
    pub(super) fn top_home(&mut self, cluster: ClusterId) -> Option<Item> {
        let suspect = self.clusters[cluster].suspect;
        let mut aside = None;
        let mut found = None;
        while let Some(entry) = self.clusters[cluster].homes.pop() {
            let (Seconds(length), id) = entry;
            let Some(item) = self.top(id).filter(|_| self.units[id].home == Some(cluster)) else {
                continue;
            };
            let longest = self.expected_of(item);
            if longest.total_cmp(&length).is_ne() {
                self.clusters[cluster].homes.push((Seconds(longest), id));
                continue;
            }
            if suspect == Some(id) {
                aside = Some(entry);
                continue;
            }
            found = Some((item, entry));
            break;
        }
        // The suspect goes only if nobody else is there to go.
        let entries = aside.into_iter().chain(found.map(|(_, entry)| entry));
        self.clusters[cluster].homes.extend(entries);
        found.map(|(item, _)| item).or_else(|| aside.and_then(|(_, id)| self.top(id)))
    }

    pub(super) fn park(&mut self, item: Item, until: f64) {
        self.items[item].state = State::Parked;
        self.parked.push(Reverse((Seconds(until), item)));
    }

    pub(super) fn unpark(&mut self, now: f64) {
        while let Some(&Reverse((Seconds(until), item))) = self.parked.peek() {
            if until > now {
                return;
            }
            self.parked.pop();
            self.unpark_now(item);
        }
    }

    pub(super) fn unpark_now(&mut self, item: Item) {
        if self.items[item].state == State::Parked {
            self.enqueue(item);
        }
    }
}

/// How long the whole service is left alone: at first, and at most.
const FIRST_SERVICE_BACK_OFF: f64 = 5.0;
const LONGEST_SERVICE_BACK_OFF: f64 = 120.0;

impl Scheduler {
    pub(super) fn refused_by_service(&mut self, item: Item, now: f64) {
        if self.end_start(item).is_none() {
            return;
        }
        let delay = FIRST_SERVICE_BACK_OFF * 2.0_f64.powi(self.service_back_offs);
        if now >= self.service_until {
            self.service_until = now + delay.min(LONGEST_SERVICE_BACK_OFF);
            self.service_back_offs = (self.service_back_offs + 1).min(10);
        }
        self.enqueue(item);
    }
}
