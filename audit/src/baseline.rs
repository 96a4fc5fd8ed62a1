//! Earlier states of enterprises, with which drift is detected.

use std::collections::HashMap;

use jiff::Timestamp;
use webex_broadworks_bulk::ledger::LatestSnapshot;

use super::audit::Audit;
use super::enterprise::LastSeen;
use super::listing::Listing;

/// Earlier states of enterprises by their ids.
#[derive(Clone, Debug, Default)]
pub(super) struct Baseline {
    pub(super) seen: HashMap<String, LastSeen>,
    /// The list that they come from, if there was one.
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

    /// The time of the states, if they have one.
    pub(super) fn at(&self) -> Option<Timestamp> {
        self.seen.values().map(|seen| seen.at).max()
    }

    pub(super) fn of_ledger(snapshots: HashMap<String, LatestSnapshot>) -> Self {
        let seen = snapshots.into_iter().map(|(id, snapshot)| (id, LastSeen::from(snapshot)));
        Self { seen: seen.collect(), listing: None }
    }
}
