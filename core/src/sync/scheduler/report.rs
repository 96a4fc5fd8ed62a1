//! What is reported of a run besides that it goes on or has ended.

use std::time::Duration;

use super::{Item, Scheduler};

impl Scheduler {
    /// How long the enterprise's last run took, where that is known better than when it was added.
    pub(crate) fn expect(&mut self, item: Item, expected: Duration) {
        if self.items.get(item).is_some() {
            self.items[item].expected = Some(expected.as_secs_f64());
        }
    }

    /// A poll told nothing: it failed, or showed the time before our run.
    pub(crate) fn unseen(&mut self, item: Item, now: Duration) {
        let Some(run) = self.runs.get_mut(&item).filter(|run| run.ended.is_none()) else { return };
        run.polling = false;
        self.plan_poll(item, now.as_secs_f64());
    }
}
