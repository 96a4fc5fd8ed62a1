//! Changes that are executed after the end of their request.

use super::event::Event;
use super::{DelayedChange, State};
use crate::clock::VirtualTime;

impl State {
    /// Executes a change when it is due.
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
