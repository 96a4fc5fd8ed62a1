//! What an audit takes as a limit, and what it compares with.

use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;

use super::audit::Audit;
use super::baseline::Baseline;
use super::listing::Scope;
use webex_broadworks::DEFAULT_WAIT_TIMEOUT;
use webex_broadworks::{Error, Result};

/// How long ago the last success may be: the schedule is weekly, and runs take their time.
pub const DEFAULT_STALE_AFTER: Duration = Duration::from_secs(8 * 86_400);

/// How long a run may go on: runs of 1 h 12 min are documented, and nobody waits longer than this.
pub const DEFAULT_STUCK_AFTER: Duration = DEFAULT_WAIT_TIMEOUT;

/// The share of all users, or of all machine accounts, that a run may not delete.
pub const DEFAULT_MASS_DELETION_SHARE: f64 = 0.2;

/// How many deletions are too few to be called a mass, whatever their share.
pub const DEFAULT_MASS_DELETION_MINIMUM: u64 = 10;

/// What an audit checks, and what it compares with.
#[derive(Clone, Debug)]
#[must_use]
pub struct AuditOptions {
    pub(super) now: Option<Timestamp>,
    pub(super) stale_after: Duration,
    pub(super) stuck_after: Duration,
    pub(super) mass_deletion_share: f64,
    pub(super) mass_deletion_minimum: u64,
    pub(super) partner: Option<String>,
    pub(super) scope: Scope,
    pub(super) baseline: Option<Baseline>,
    pub(super) ledger: Option<PathBuf>,
    pub(super) record: bool,
}

impl Default for AuditOptions {
    fn default() -> Self {
        Self {
            now: None,
            stale_after: DEFAULT_STALE_AFTER,
            stuck_after: DEFAULT_STUCK_AFTER,
            mass_deletion_share: DEFAULT_MASS_DELETION_SHARE,
            mass_deletion_minimum: DEFAULT_MASS_DELETION_MINIMUM,
            partner: None,
            scope: Scope::default(),
            baseline: None,
            ledger: None,
            record: false,
        }
    }
}

impl AuditOptions {
    /// What ages count from. Default: the present.
    pub fn now(mut self, now: Timestamp) -> Self {
        self.now = Some(now);
        self
    }

    /// How long ago the last success may be. Default: 8 days.
    pub fn stale_after(mut self, age: Duration) -> Self {
        self.stale_after = age;
        self
    }

    /// How long a run may go on. Default: 3 hours.
    pub fn stuck_after(mut self, length: Duration) -> Self {
        self.stuck_after = length;
        self
    }

    /// The share of all users, or of all machine accounts, from which on a run's deletions are a
    /// mass: more than 0, at most 1. Default: 0.2.
    pub fn mass_deletion_share(mut self, share: f64) -> Self {
        self.mass_deletion_share = share;
        self
    }

    /// How many deletions it takes besides. Default: 10.
    pub fn mass_deletion_minimum(mut self, deletions: u64) -> Self {
        self.mass_deletion_minimum = deletions;
        self
    }

    /// The label of the partner whose enterprises they are: every row shows it.
    pub fn partner(mut self, label: impl Into<String>) -> Self {
        self.partner = Some(label.into());
        self
    }

    /// Looks for drift since an earlier audit.
    ///
    /// Enterprises that came or went are looked for if both audits are of the same partner and of
    /// the same part of its list.
    pub fn previous(mut self, audit: &Audit) -> Self {
        self.baseline = Some(Baseline::of_audit(audit));
        self
    }

    /// Looks for drift since what a ledger last saw of each enterprise, unless an earlier audit is
    /// given, and reads the trends out of it.
    pub fn ledger(mut self, path: impl Into<PathBuf>) -> Self {
        self.ledger = Some(path.into());
        self
    }

    /// Keeps what the list shows in the ledger, for later audits. Default: it is only read.
    pub fn record(mut self, record: bool) -> Self {
        self.record = record;
        self
    }

    /// Refuses what cannot be a limit.
    pub fn check(&self) -> Result<()> {
        let share = self.mass_deletion_share;
        if share > 0.0 && share <= 1.0 {
            return Ok(());
        }
        Err(Error::invalid_argument(format!(
            "`mass_deletion_share={share}` is no share of the users: pass more than 0 and at most \
             1, such as 0.2 for a fifth"
        )))
    }
}
