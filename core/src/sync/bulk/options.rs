//! What a bulk run can be told.

use std::time::{Duration, SystemTime};

use super::only_if::OnlyIf;
use crate::error::{Error, Names, Result};

/// How many items are worked on at once unless the run says otherwise.
pub const DEFAULT_CONCURRENCY: usize = 32;

/// How many refused triggers an accepted one may cost while the clusters are being found out.
pub const DEFAULT_EXPLORATION: f64 = 2.0;

/// Options of a bulk run.
#[derive(Clone, Debug)]
#[must_use]
pub struct BulkOptions {
    pub(crate) concurrency: Option<usize>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) only_if: OnlyIf,
    pub(crate) dry_run: bool,
    pub(crate) stop_starting_after: Option<SystemTime>,
    pub(crate) exploration: f64,
    pub(crate) names: Names,
}

impl Default for BulkOptions {
    fn default() -> Self {
        Self {
            concurrency: None,
            timeout: None,
            only_if: OnlyIf::default(),
            dry_run: false,
            stop_starting_after: None,
            exploration: DEFAULT_EXPLORATION,
            names: Names::default(),
        }
    }
}

impl BulkOptions {
    /// How many items are worked on at once, at least 1. Default: [`DEFAULT_CONCURRENCY`]; for runs,
    /// as many as there are clusters.
    pub fn concurrency(mut self, items: usize) -> Self {
        self.concurrency = Some(items);
        self
    }

    /// How long one item may take once it is begun; [`Duration::MAX`] is no deadline. Default: for
    /// runs three hours, else none, so that throttling fails no item.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Skips the enterprises of which these conditions do not hold.
    pub fn only_if(mut self, conditions: OnlyIf) -> Self {
        self.only_if = conditions;
        self
    }

    /// Whether nothing is changed, and what would be is told as `planned`.
    pub fn dry_run(mut self, dry_run: bool) -> Self {
        self.dry_run = dry_run;
        self
    }

    /// Begins nothing after this moment; what is running then is watched to its end.
    pub fn stop_starting_after(mut self, moment: SystemTime) -> Self {
        self.stop_starting_after = Some(moment);
        self
    }

    /// How many refused triggers an accepted one may cost while it is being found out which
    /// enterprises share a cluster; [`f64::INFINITY`] is no bound. Default:
    /// [`DEFAULT_EXPLORATION`].
    pub fn exploration(mut self, refusals_per_trigger: f64) -> Self {
        self.exploration = refusals_per_trigger;
        self
    }

    /// In which spelling messages name methods and arguments.
    pub fn names(mut self, names: Names) -> Self {
        self.names = names;
        self
    }

    /// Checks the bounds.
    pub(crate) fn check(&self) -> Result<()> {
        if self.concurrency == Some(0) {
            return Err(Error::invalid_argument("`concurrency` has to be at least 1"));
        }
        if self.exploration.is_nan() || self.exploration < 0.0 {
            return Err(Error::invalid_argument("`exploration` has to be 0 or more"));
        }
        Ok(())
    }
}
