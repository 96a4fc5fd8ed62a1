//! Changes that are executed after the request that asked for them has ended.

use super::State;
use super::event::{Change, Event};
use crate::clock::VirtualTime;

impl State {
    /// Carries a change out once it is due.
    pub(crate) fn schedule_change(&mut self, index: usize, change: Change, due: VirtualTime) {
        let number = self.delayed_changes.len();
        self.delayed_changes.push(Some((index, change)));
        self.schedule_event(due, Event::Change { number });
    }

    pub(super) fn change(&mut self, number: usize, now: VirtualTime) {
        let Some((index, change)) = self.delayed_changes.get_mut(number).and_then(Option::take)
        else {
            return;
        };
        // It may be refused, and there is nobody left to be told.
        match change {
            Change::Enable(enable) => drop(self.enable(index, enable, now)),
            Change::Trigger(tracking_id) => drop(self.trigger(index, tracking_id, now)),
            Change::SyncUser(user_id) => drop(self.sync_user(index, &user_id)),
        }
    }
}
