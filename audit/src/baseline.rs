//! How enterprises stood before: what drift is measured against.

use std::collections::HashMap;

use jiff::Timestamp;
use serde_json::Value;
use webex_broadworks_bulk::ledger::LatestSnapshot;

use super::Audit;
use super::enterprise::LastSeen;

/// How enterprises stood at an earlier time, by their ids.
#[derive(Clone, Debug, Default)]
pub(super) struct Baseline {
    pub(super) seen: HashMap<String, LastSeen>,
    /// Whose list that was, if it was one.
    pub(super) listing: Option<Listing>,
}

/// Which list of enterprises it was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Listing {
    pub(super) partner: Option<String>,
    pub(super) scope: Scope,
}

/// What of the enterprises an audit covers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Scope {
    /// The filters of the list.
    pub(super) filters: Option<Value>,
    /// Whether the list may have ended before the last enterprise that meets them.
    pub(super) may_be_partial: bool,
}

impl Scope {
    /// The scope of a list with these filters, of which those that are not set count for nothing.
    pub(super) fn of(filters: Value, may_be_partial: bool) -> Self {
        let filters = match filters {
            Value::Object(mut filters) => {
                filters
                    .retain(|_, value| !value.is_null() && value.as_array() != Some(&Vec::new()));
                (!filters.is_empty()).then_some(Value::Object(filters))
            }
            _ => None,
        };
        Self { filters, may_be_partial }
    }
}

impl Listing {
    /// Whether an enterprise that only one of the two lists has appeared or disappeared between them.
    pub(super) fn is_comparable(&self, other: &Self) -> bool {
        self == other && !self.scope.may_be_partial
    }
}

impl Baseline {
    pub(super) fn of_audit(audit: &Audit) -> Self {
        let seen = audit.enterprises.iter().filter_map(|row| {
            Some((row.enterprise_id.clone()?, row.last_seen(audit.generated_at)))
        });
        // Of several audits that were put together, nobody can say what would be missing.
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
