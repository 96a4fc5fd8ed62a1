//! The items in a ledger of a resumed run, compared with those that its caller passes now.

use std::collections::HashMap;

use crate::item::{BulkItem, ItemKey};
use crate::ledger::{RecordedItem, Standing};
use webex_broadworks::EnterpriseRef;
use webex_broadworks::internals::canonical_id;

/// An item in the ledger.
#[derive(Debug)]
pub(super) struct KnownItem {
    recorded: RecordedItem,
    /// Why it isn't started, unless the caller's items contain it.
    pub(super) reason_to_skip: Option<&'static str>,
}

impl KnownItem {
    pub(super) fn index(&self) -> u64 {
        self.recorded.index
    }

    pub(super) fn standing(&self) -> Standing {
        self.recorded.standing
    }

    /// The parts of the item for which the ledger is asked.
    pub(super) fn item(&self) -> BulkItem {
        let RecordedItem { enterprise_id, sp_enterprise_id, user_id, .. } = &self.recorded;
        let enterprise =
            EnterpriseRef::new(enterprise_id).with_sp_enterprise_id(sp_enterprise_id.clone());
        BulkItem { user_id: user_id.clone(), ..BulkItem::new(enterprise) }
    }
}

/// All items in the ledger.
#[derive(Debug, Default)]
pub(super) struct Known {
    items: HashMap<ItemKey, KnownItem>,
    standings: HashMap<u64, Standing>,
}

impl Known {
    pub(super) fn new(recorded: Vec<RecordedItem>) -> Self {
        let entry = |recorded: RecordedItem| {
            let enterprise = canonical_id(&recorded.enterprise_id);
            let key = ItemKey { enterprise, user: recorded.user_id.clone() };
            (key, KnownItem { recorded, reason_to_skip: Some("not_selected") })
        };
        let standings = recorded.iter().map(|it| (it.index, it.standing)).collect();
        Self { items: recorded.into_iter().map(entry).collect(), standings }
    }

    /// The ledger's entry of this item, which is among the caller's now.
    pub(super) fn select(&mut self, item: &BulkItem) -> Option<&KnownItem> {
        let known = self.items.get_mut(&item.key())?;
        known.reason_to_skip = item.left_out.then_some("only_if");
        Some(known)
    }

    pub(super) fn get(&self, item: &BulkItem) -> Option<&KnownItem> {
        self.items.get(&item.key())
    }

    /// Those that the caller's items did not contain, by index.
    pub(super) fn not_selected(&self) -> Vec<&KnownItem> {
        let is_left = |known: &&KnownItem| known.reason_to_skip == Some("not_selected");
        let mut left: Vec<_> = self.items.values().filter(is_left).collect();
        left.sort_unstable_by_key(|known| known.index());
        left
    }

    /// How many have their outcome.
    pub(super) fn finished(&self) -> u64 {
        self.standings.values().filter(|it| **it == Standing::Finished).count() as u64
    }

    /// Whether the item with this index has its outcome.
    pub(super) fn is_finished(&self, index: u64) -> bool {
        self.standings.get(&index) == Some(&Standing::Finished)
    }

    /// How many there are.
    pub(super) fn len(&self) -> u64 {
        self.items.len() as u64
    }

    /// The first index after all of them.
    pub(super) fn next_index(&self) -> u64 {
        self.standings.keys().max().map_or(0, |last| last + 1)
    }

    pub(super) fn has_index(&self, index: u64) -> bool {
        self.standings.contains_key(&index)
    }
}
