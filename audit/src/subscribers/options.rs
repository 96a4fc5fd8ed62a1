//! The options of an audit of subscribers: its limits, and the audit that it compares with.

use std::time::Duration;

use derive_setters::Setters;

use super::audit::SubscriberAudit;
use super::row::LastSeen;
use crate::baseline::Baseline;
use crate::listing::Scope;
use webex_broadworks::Timestamp;

/// Default maximum duration of provisioning or an update: twice the default timeout of a wait.
pub const DEFAULT_SUBSCRIBER_STUCK_AFTER: Duration = Duration::from_secs(2 * 3600);

/// Default maximum time for which a subscriber waits for a person: a week.
pub const DEFAULT_WAITING_AFTER: Duration = Duration::from_secs(7 * 86_400);

/// Options of an audit of subscribers.
#[derive(Clone, Debug, Setters)]
#[must_use]
#[setters(strip_option)]
pub struct SubscriberAuditOptions {
    /// Sets the time that ages are computed from. Default: the present.
    pub(super) now: Option<Timestamp>,
    /// Sets the maximum duration of `provisioning` and `updating`. Default: 2 hours.
    pub(super) stuck_after: Duration,
    /// Sets the maximum time for which a subscriber waits for a person. Default: 7 days.
    pub(super) waiting_after: Duration,
    #[setters(skip)]
    pub(super) packages: Vec<String>,
    /// Sets the partner label, which every row shows.
    #[setters(into)]
    pub(super) partner: Option<String>,
    #[setters(skip)]
    pub(super) scope: Scope,
    #[setters(skip)]
    pub(super) baseline: Option<Baseline<LastSeen>>,
}

impl Default for SubscriberAuditOptions {
    fn default() -> Self {
        Self {
            now: None,
            stuck_after: DEFAULT_SUBSCRIBER_STUCK_AFTER,
            waiting_after: DEFAULT_WAITING_AFTER,
            packages: Vec::new(),
            partner: None,
            scope: Scope::default(),
            baseline: None,
        }
    }
}

impl SubscriberAuditOptions {
    /// Reports subscribers on this package. Call it again for each further package.
    pub fn package(mut self, package: impl Into<String>) -> Self {
        self.packages.push(package.into());
        self
    }

    /// Reports what changed since an earlier audit.
    ///
    /// New and missing subscribers are reported if both audits have the same partner and the same
    /// filters.
    pub fn previous(mut self, audit: &SubscriberAudit) -> Self {
        let at = audit.generated_at;
        let seen = audit.subscribers.iter().filter_map(|row| {
            Some((row.subscriber_id.clone()?, LastSeen { at, row: row.clone() }))
        });
        self.baseline = Some(Baseline::of_audit(seen, &audit.listings, at));
        self
    }
}
