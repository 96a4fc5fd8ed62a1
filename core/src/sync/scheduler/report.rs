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
}
