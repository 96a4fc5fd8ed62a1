//! A handle to a bulk run that another task reads.

use std::sync::Arc;

use super::progress::SharedProgress;
use super::summary::BulkSummary;

/// Shows the summary of a bulk run, and closes it, while another task waits for its outcomes.
#[derive(Clone, Debug)]
pub struct BulkHandle(Arc<SharedProgress>);

impl BulkHandle {
    pub(super) fn new(progress: &Arc<SharedProgress>) -> Self {
        Self(Arc::clone(progress))
    }

    /// The current summary of the run.
    pub fn summary(&self) -> BulkSummary {
        self.0.summary()
    }

    /// Starts no more items. The run ends for its reader once those in flight are recorded.
    pub fn close(&self) {
        self.0.close();
    }
}
