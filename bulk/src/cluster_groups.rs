//! Which enterprises share a cluster, as the caller of a run of syncs says by their ids. Pure.

use std::collections::{BTreeSet, HashMap};

use super::item::BulkItem;
use webex_broadworks::Error;
use webex_broadworks::internals::canonical_id;

/// How many ids a message names.
const MAX_SHOWN: usize = 3;

/// Cluster names by enterprise, and the ids of those that no item had so far.
#[derive(Debug)]
pub(crate) struct ClusterGroups(Option<Named>);

#[derive(Debug)]
struct Named {
    groups: HashMap<String, String>,
    /// By canonical id, as the caller spelled it.
    unknown: HashMap<String, String>,
    /// Names that an item has instead of its id.
    names: BTreeSet<String>,
    /// Whether an item has no group of its own.
    is_needed: bool,
}

impl ClusterGroups {
    pub(crate) const NONE: Self = Self(None);

    pub(crate) fn new(given: &HashMap<String, String>) -> Self {
        if given.is_empty() {
            return Self::NONE;
        }
        let by_id = |(id, name): (&String, &String)| (canonical_id(id), name.clone());
        let spelled = |id: &String| (canonical_id(id), id.clone());
        let groups = given.iter().map(by_id).collect();
        let unknown = given.keys().map(spelled).collect();
        Self(Some(Named { groups, unknown, names: BTreeSet::new(), is_needed: false }))
    }

    /// Puts an item that doesn't say so itself into its group.
    pub(crate) fn assign(&mut self, item: BulkItem) -> BulkItem {
        let Some(Named { groups, unknown, names, is_needed }) = &mut self.0 else { return item };
        let id = canonical_id(&item.enterprise.id);
        unknown.remove(&id);
        *is_needed |= item.cluster_group.is_none();
        let name = item.enterprise.sp_enterprise_id.as_ref();
        names.extend(name.filter(|name| groups.contains_key(*name)).cloned());
        match groups.get(&id) {
            Some(name) if item.cluster_group.is_none() => item.cluster_group(name),
            _ => item,
        }
    }

    /// Once the last item was read: the error for keys that are no ids of enterprises, or of which
    /// none is an item's. Those of enterprises that are not among the items do no harm.
    pub(crate) fn take_unknown(&mut self) -> Option<Error> {
        let Named { groups, unknown, names, is_needed } = self.0.take()?;
        let is_known = unknown.len() < groups.len() || !is_needed;
        let is_name = |key: &str| names.contains(key) || key.contains('+');
        let keys = unknown.values().map(String::as_str);
        let ids: BTreeSet<&str> = keys.filter(|key| !is_known || is_name(key)).collect();
        if ids.is_empty() {
            return None;
        }
        let shown: Vec<_> = ids.iter().take(MAX_SHOWN).map(|id| format!("{id:?}")).collect();
        let more = match ids.len() - shown.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        Some(Error::invalid_argument(format!(
            "`cluster_group` names {}{more}, and no item has such an id. Its keys are enterprise ids: \
             the `id` that the list shows, not an spEnterpriseId",
            shown.join(", ")
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_find_their_items_in_any_spelling_and_others_are_named() {
        let uuid = "6970e6bb-7439-4ffb-ad34-d3ff0167ddad";
        let given = [(uuid, "one"), ("Reseller1+acme", "two")];
        let given = given.map(|(id, name)| (id.to_owned(), name.to_owned())).into();
        let mut groups = ClusterGroups::new(&given);
        let item = groups.assign(BulkItem::new(uuid.to_uppercase()));
        assert_eq!(item.cluster_group.as_deref(), Some("one"));
        let own = groups.assign(BulkItem::new(uuid).cluster_group("own"));
        let more = [("E1", "one"), ("E2", "two")];
        let more = more.map(|(id, name)| (id.to_owned(), name.to_owned())).into();
        let mut fewer = ClusterGroups::new(&more);
        let _ = fewer.assign(BulkItem::new("E1"));
        assert!(fewer.take_unknown().is_none(), "E2 may be another enterprise");
        let mut none = ClusterGroups::new(&more);
        let _ = none.assign(BulkItem::new("E3"));
        assert!(none.take_unknown().unwrap().to_string().contains("\"E1\", \"E2\""));
        assert_eq!(own.cluster_group.as_deref(), Some("own"));
        let error = groups.take_unknown().unwrap().to_string();
        assert!(
            error.contains("\"Reseller1+acme\", and no item") && !error.contains(uuid),
            "{error}"
        );
        assert!(groups.take_unknown().is_none());
    }
}
