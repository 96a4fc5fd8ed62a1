//! When each running sync is polled.

use std::cmp::Reverse;

use ordered_float::OrderedFloat;

use super::group::Item;
use super::state::Scheduler;
use crate::poll_timing::POLL_PRICE;

impl Scheduler {
    pub(super) fn plan_poll(&mut self, item: Item, now: f64) {
        let expected = self.items[item].expected;
        let elapsed = self.runs.get(&item).map_or(0.0, |run| now - run.accepted_at);
        let Some(run) = self.runs.get_mut(&item) else { return };
        run.poll_at = now + self.lengths.wait(expected, elapsed, POLL_PRICE);
        self.polls.push(Reverse((OrderedFloat(run.poll_at), item)));
    }

    pub(super) fn due_poll(&mut self, now: f64) -> Option<Item> {
        while let Some(&Reverse((OrderedFloat(at), item))) = self.polls.peek() {
            let planned = self
                .runs
                .get_mut(&item)
                .filter(|run| !run.is_polled && run.poll_at.total_cmp(&at).is_eq());
            match planned {
                Some(_) if at > now => return None,
                Some(run) => {
                    run.is_polled = true;
                    run.poll_at = now;
                    self.polls.pop();
                    return Some(item);
                }
                None => {
                    self.polls.pop();
                }
            }
        }
        None
    }
}
