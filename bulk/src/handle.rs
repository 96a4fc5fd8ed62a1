//! A bulk run as others see it than the one who reads it.

use std::sync::Arc;

use super::progress::SharedProgress;
use super::summary::BulkSummary;

/// What can be asked of a bulk run, and told to it, while somebody else waits for its outcomes.
#[derive(Clone, Debug)]
pub struct BulkHandle(Arc<SharedProgress>);

impl BulkHandle {
    pub(super) fn new(progress: &Arc<SharedProgress>) -> Self {
        Self(Arc::clone(progress))
    }

    /// How it stands.
    pub fn summary(&self) -> BulkSummary {
        self.0.summary()
    }

    /// Begins nothing more. Whoever reads the run comes to its end once what is in flight is written
    /// down.
    pub fn close(&self) {
        self.0.close();
    }
}
