//! The options of an audit: its limits, and the state that it compares with.

use std::path::PathBuf;
use std::time::Duration;

use derive_setters::Setters;

use super::audit::Audit;
use super::row::LastSeen;
use crate::baseline::Baseline;
use crate::listing::Scope;
use webex_broadworks::{DEFAULT_WAIT_TIMEOUT, Error, Name, Result, Timestamp, message};

/// Default maximum age of the last success: a day more than Webex's weekly schedule.
pub const DEFAULT_STALE_AFTER: Duration = Duration::from_secs(8 * 86_400);

/// Default maximum duration of a sync: the longest documented one took 1 h 12 min.
pub const DEFAULT_STUCK_AFTER: Duration = DEFAULT_WAIT_TIMEOUT;

/// Default minimum share of deleted users or machine accounts that is a mass deletion.
pub const DEFAULT_MASS_DELETION_SHARE: f64 = 0.2;

/// Default minimum number of deletions that is a mass deletion.
pub const DEFAULT_MASS_DELETION_MINIMUM: u64 = 10;

/// Options of an audit.
#[derive(Clone, Debug, Setters)]
#[must_use]
#[setters(strip_option)]
pub struct AuditOptions {
    /// Sets the time that ages are computed from. Default: the present.
    pub(super) now: Option<Timestamp>,
    /// Sets the maximum age of the last success. Default: 8 days.
    pub(super) stale_after: Duration,
    /// Sets the maximum duration of a sync. Default: 3 hours.
    pub(super) stuck_after: Duration,
    /// Sets the minimum share of users or machine accounts whose deletion is a mass deletion, > 0 and
    /// up to 1. Default: 0.2.
    pub(super) mass_deletion_share: f64,
    /// Sets the minimum number of deletions that is a mass deletion. Default: 10.
    pub(super) mass_deletion_minimum: u64,
    /// Sets the partner label, which every row shows.
    #[setters(into)]
    pub(super) partner: Option<String>,
    #[setters(skip)]
    pub(super) scope: Scope,
    #[setters(skip)]
    pub(super) baseline: Option<Baseline<LastSeen>>,
    /// Reports drift since the states that a ledger recorded, unless there is an earlier audit, and
    /// reads trends from the ledger.
    #[setters(into)]
    pub(super) ledger: Option<PathBuf>,
    /// Sets whether the state of each enterprise is recorded in the ledger. Default: true.
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
            record: true,
        }
    }
}

impl AuditOptions {
    /// Reports drift since an earlier audit.
    ///
    /// New and missing enterprises are reported if both audits have the same partner and the same
    /// filter.
    pub fn previous(mut self, audit: &Audit) -> Self {
        let at = audit.generated_at;
        let seen = audit.enterprises.iter();
        let seen = seen.filter_map(|row| Some((row.enterprise_id.clone()?, row.last_seen(at))));
        self.baseline = Some(Baseline::of_audit(seen, &audit.listings, at));
        self
    }

    /// Checks the limits.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidArgument`](webex_broadworks::ErrorKind::InvalidArgument) if one is out
    /// of bounds.
    pub fn check(&self) -> Result<()> {
        let share = self.mass_deletion_share;
        if share > 0.0 && share <= 1.0 {
            return Ok(());
        }
        Err(Error::invalid_argument(message!(
            "{}: expected more than 0 and up to 1, such as 0.2 for a fifth, got {share}",
            Name::Argument("mass_deletion_share")
        )))
    }
}
