//! How enterprises stood before: what drift is measured against.

use std::collections::HashMap;

use jiff::Timestamp;
use webex_broadworks_bulk::ledger::LatestSnapshot;

use super::audit::Audit;
use super::enterprise::LastSeen;
use super::listing::Listing;

/// How enterprises stood at an earlier time, by their ids.
#[derive(Clone, Debug, Default)]
pub(super) struct Baseline {
    pub(super) seen: HashMap<String, LastSeen>,
    /// Whose list that was, if it was one.
    pub(super) listing: Option<Listing>,
}

impl Baseline {
    pub(super) fn of_audit(audit: &Audit) -> Self {
        let seen = audit.enterprises.iter().filter_map(|row| {
            Some((row.enterprise_id.clone()?, row.last_seen(audit.generated_at)))
        });
        // Missing enterprises of combined audits can't be assigned to one list.
        let listing = match audit.listings.as_slice() {
            [listing] => Some(listing.clone()),
            _ => None,
        };
        Self { seen: seen.collect(), listing }
    }

    /// When it was, as far as it was at one time.
    pub(super) fn at(&self) -> Option<Timestamp> {
        self.seen.values().map(|seen| seen.at).max()
    }

    pub(super) fn of_ledger(snapshots: HashMap<String, LatestSnapshot>) -> Self {
        let seen = snapshots.into_iter().map(|(id, snapshot)| (id, LastSeen::from(snapshot)));
        Self { seen: seen.collect(), listing: None }
    }
}
