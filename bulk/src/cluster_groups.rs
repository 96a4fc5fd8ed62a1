//! Which enterprises share a cluster according to the caller of a run of syncs. Pure.

use std::collections::{BTreeMap, HashMap};

use super::item::BulkItem;
use webex_broadworks::internals::canonical_id;
use webex_broadworks::{Error, Name, message};

/// The maximum number of keys in a message.
const MAX_SHOWN: usize = 3;

/// Cluster names by enterprise, and the ids that no item had so far.
#[derive(Debug)]
pub(crate) struct ClusterGroups(Option<Named>);

#[derive(Debug)]
struct Named {
    groups: HashMap<String, String>,
    /// By canonical id, as the caller spelled it.
    unknown: BTreeMap<String, String>,
    /// The items' ids, and the other names of the items.
    ids: Vec<String>,
    names: BTreeMap<String, String>,
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
        Self(Some(Named {
            groups: given.iter().map(by_id).collect(),
            unknown: given.keys().map(spelled).collect(),
            ids: Vec::new(),
            names: BTreeMap::new(),
            is_needed: false,
        }))
    }

    /// Puts an item into its group, unless the item names one.
    pub(crate) fn assign(&mut self, item: BulkItem) -> BulkItem {
        let Some(Named { groups, unknown, ids, names, is_needed }) = &mut self.0 else {
            return item;
        };
        let id = canonical_id(&item.enterprise.id);
        unknown.remove(&id);
        *is_needed |= item.cluster_group.is_none();
        ids.push(item.enterprise.id.clone());
        if let Some(name) = &item.enterprise.sp_enterprise_id {
            names.insert(name.clone(), item.enterprise.id.clone());
        }
        match groups.get(&id) {
            Some(name) if item.cluster_group.is_none() => item.cluster_group(name),
            _ => item,
        }
    }

    /// Once the last item was read: the error for keys that don't match an item's id, with the item
    /// that is closest to each. If all items say their group themselves, the keys don't matter.
    pub(crate) fn take_unknown(&mut self) -> Option<Error> {
        let named = self.0.take().filter(|named| named.is_needed && !named.unknown.is_empty())?;
        let shown: Vec<_> =
            named.unknown.values().take(MAX_SHOWN).map(|key| named.describe(key)).collect();
        let more = match named.unknown.len() - shown.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        Some(Error::invalid_argument(message!(
            "{} contains {}{more}, which no item has as its id. The keys are enterprise ids: the \
             `id` in the list, not the spEnterpriseId. Correct them, remove those of other \
             enterprises, or pass a function",
            Name::Argument("cluster_group"),
            shown.join(", ")
        )))
    }
}

impl Named {
    /// A key that no item has, with the item that is closest to it.
    fn describe(&self, key: &str) -> String {
        if let Some(id) = self.names.get(key) {
            return format!("{key:?} (the spEnterpriseId of {id:?})");
        }
        let closest = self.ids.iter().min_by_key(|id| strsim::damerau_levenshtein(id, key));
        closest.map_or_else(|| format!("{key:?}"), |id| format!("{key:?} (closest: {id:?})"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(given: &[(&str, &str)]) -> ClusterGroups {
        let owned = |(id, name): &(&str, &str)| ((*id).to_owned(), (*name).to_owned());
        ClusterGroups::new(&given.iter().map(owned).collect())
    }

    /// The error after these items.
    fn error_of(mut groups: ClusterGroups, items: &[&str]) -> Option<String> {
        for item in items {
            let _ = groups.assign(BulkItem::new(*item));
        }
        groups.take_unknown().map(|error| error.to_string())
    }

    #[test]
    fn ids_find_their_items_in_any_spelling_and_an_own_group_counts_first() {
        let uuid = "6970e6bb-7439-4ffb-ad34-d3ff0167ddad";
        let mut groups = groups(&[(uuid, "one")]);
        let item = groups.assign(BulkItem::new(uuid.to_uppercase()));
        assert_eq!(item.cluster_group.as_deref(), Some("one"));
        let own = groups.assign(BulkItem::new(uuid).cluster_group("own"));
        assert_eq!(own.cluster_group.as_deref(), Some("own"));
        assert!(groups.take_unknown().is_none());
    }

    #[test]
    fn a_key_that_is_no_item_s_is_refused_beside_valid_ones_with_the_closest_item() {
        let ids = ["enterprise-10", "enterprise-11", "enterprise-20"];
        let given = [("enterprise-10", "one"), ("enterprise-11", "one"), ("enterprise-2O", "one")];
        let error = error_of(groups(&given), &ids).unwrap();
        assert!(
            error.contains(r#"contains "enterprise-2O" (closest: "enterprise-20"), which"#),
            "{error}"
        );
        assert!(!error.contains("enterprise-10"), "{error}");
        assert!(error_of(groups(&given[..2]), &ids).is_none());
        let many = ["a", "b", "c", "d", "e"].map(|key| (key, "one"));
        let error = error_of(groups(&many), &["x1"]).unwrap();
        assert!(error.contains(r#""c" (closest: "x1") and 2 more"#), "{error}");
        assert!(error_of(groups(&given), &[]).is_none(), "there is nothing to group");
    }

    #[test]
    fn a_key_that_is_an_item_s_name_is_refused_with_its_id() {
        let mut named = groups(&[("Reseller1+acme", "one")]);
        let item = r#"{"id":"E7","spEnterpriseId":"Reseller1+acme"}"#;
        let _ = named.assign(BulkItem::from_json(item));
        let error = named.take_unknown().unwrap().to_string();
        assert!(
            error.contains(r#""Reseller1+acme" (the spEnterpriseId of "E7"), which no"#),
            "{error}"
        );
    }

    #[test]
    fn where_all_items_have_a_group_of_their_own_no_key_matters() {
        let mut groups = groups(&[("constructor", "x")]);
        let _ = groups.assign(BulkItem::new("E1").cluster_group("own"));
        assert!(groups.take_unknown().is_none());
    }
}
