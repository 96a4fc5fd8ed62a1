//! A bulk run as others see it than the one who reads it.

use std::sync::Arc;

use super::desk::Desk;
use super::summary::BulkSummary;

/// What can be asked of a bulk run, and told to it, while somebody else waits for its outcomes.
#[derive(Clone, Debug)]
pub struct BulkHandle(Arc<Desk>);

impl BulkHandle {
    pub(super) fn new(desk: &Arc<Desk>) -> Self {
        Self(Arc::clone(desk))
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
