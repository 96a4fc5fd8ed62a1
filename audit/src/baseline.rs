//! Earlier states of enterprises or subscribers, with which drift is detected.

use std::collections::HashMap;

use super::listing::Listing;
use webex_broadworks::Timestamp;

/// Earlier states of enterprises or subscribers by their ids.
#[derive(Clone, Debug)]
pub(crate) struct Baseline<S> {
    pub(crate) seen: HashMap<String, S>,
    /// The list that they are from, if it is a single one; `None` for a ledger.
    pub(crate) listing: Option<EarlierListing>,
}

/// The list of an earlier audit.
#[derive(Clone, Debug)]
pub(crate) struct EarlierListing {
    listing: Listing,
    at: Timestamp,
}

impl<S> Baseline<S> {
    /// The states of an earlier audit at `at`, which covered these lists.
    pub(crate) fn of_audit(
        seen: impl IntoIterator<Item = (String, S)>,
        listings: &[Listing],
        at: Timestamp,
    ) -> Self {
        // What combined audits don't list can't be assigned to one list.
        let listing = match listings {
            [listing] => Some(EarlierListing { listing: listing.clone(), at }),
            _ => None,
        };
        Self { seen: seen.into_iter().collect(), listing }
    }

    /// When the earlier list was read, if both lists show the same enterprises or subscribers.
    pub(crate) fn comparable_since(&self, listing: &Listing) -> Option<Timestamp> {
        let earlier = self.listing.as_ref()?;
        listing.is_comparable(&earlier.listing).then_some(earlier.at)
    }
}
