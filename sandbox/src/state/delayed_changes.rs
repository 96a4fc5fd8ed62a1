//! Changes that are carried out after the request that asked for them has ended.

use super::event::Event;
use super::{DelayedChange, State};
use crate::clock::VirtualTime;

impl State {
    /// Carries a change out once it is due.
    pub(crate) fn schedule_change(&mut self, due: VirtualTime, change: DelayedChange) {
        let number = self.next_change;
        self.next_change += 1;
        self.delayed_changes.insert(number, change);
        self.schedule_event(due, Event::Change { number });
    }

    pub(super) fn change(&mut self, number: u64, now: VirtualTime) {
        if let Some(change) = self.delayed_changes.remove(&number) {
            change(self, now);
        }
    }
}
