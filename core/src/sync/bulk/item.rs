//! What a bulk run is given: enterprises, and what is wanted for each.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::enterprise::Enterprise;
use crate::error::{Error, Result};
use crate::id::EnterpriseRef;
use crate::sync::sighting::Sighting;

/// One item of a bulk run.
///
/// Made from an id, from an [`Enterprise`], or from JSON: see [`BulkItem::from_json`].
#[derive(Clone, Debug)]
#[must_use]
pub struct BulkItem {
    pub(crate) enterprise: EnterpriseRef,
    pub(crate) user_id: Option<String>,
    pub(crate) enable_dir_sync: Option<bool>,
    /// What decides which enterprises share a cluster, best first.
    pub(crate) cluster_group: Option<String>,
    pub(crate) provisioning_id: Option<String>,
    /// How long its last run took, where that is known from elsewhere.
    pub(crate) last_run: Option<Duration>,
    /// `broadworksDirectorySync` as it was listed: a little old, and for free.
    pub(crate) listed: Option<Box<RawValue>>,
    /// Whether the caller's own condition left it out.
    pub(crate) left_out: bool,
}

impl BulkItem {
    /// An enterprise, by the `id` that the list shows.
    pub fn new(enterprise: impl Into<EnterpriseRef>) -> Self {
        Self {
            enterprise: enterprise.into(),
            user_id: None,
            enable_dir_sync: None,
            cluster_group: None,
            provisioning_id: None,
            last_run: None,
            listed: None,
            left_out: false,
        }
    }

    /// The user to sync.
    pub fn user_id(mut self, user_id: impl Into<String>) -> Self {
        self.user_id = Some(user_id.into());
        self
    }

    /// Whether directory sync is to be on, instead of what the run says.
    pub fn enable_dir_sync(mut self, enable: bool) -> Self {
        self.enable_dir_sync = Some(enable);
        self
    }

    /// A name for the cluster that it is on: those with one name are never run at once.
    pub fn cluster_group(mut self, group: impl Into<String>) -> Self {
        self.cluster_group = Some(group.into());
        self
    }

    /// Leaves it out: its outcome is `skipped` with the reason `only_if`.
    pub fn left_out(mut self) -> Self {
        self.left_out = true;
        self
    }

    /// An item from JSON: an id as text, an enterprise as listed, or an object with `enterpriseId`
    /// or `id` and, where the operation asks for them, `userId`, `enableDirSync` and
    /// `clusterGroup`.
    pub fn from_json(item: &RawValue) -> Result<Self> {
        let refuse = |error: serde_json::Error| {
            Error::invalid_argument(format!(
                "an item of `items` has to be an id, or an object with an `id` or an \
                 `enterpriseId`: {error}"
            ))
        };
        if item.get().starts_with('"') {
            let id = serde_json::from_str::<String>(item.get()).map_err(refuse)?;
            return Ok(Self::new(id));
        }
        let given: Fields = serde_json::from_str(item.get()).map_err(refuse)?;
        let Some(id) = given.enterprise_id.or(given.id) else {
            let name = given.sp_enterprise_id.map(|name| format!(" ({name})")).unwrap_or_default();
            return Err(Error::invalid_argument(format!(
                "an item of `items`{name} has neither an `id` nor an `enterpriseId`; the list tells \
                 the id of each spEnterpriseId"
            )));
        };
        Ok(Self {
            enterprise: EnterpriseRef::new(id).with_sp_enterprise_id(given.sp_enterprise_id),
            user_id: given.user_id,
            enable_dir_sync: given.enable_dir_sync,
            cluster_group: given.cluster_group,
            provisioning_id: given.provisioning_id,
            last_run: None,
            listed: given.broadworks_directory_sync,
            left_out: false,
        })
    }

    /// `broadworksDirectorySync` as it was listed.
    pub(crate) fn listed(&self) -> Option<Value> {
        self.listed.as_ref().and_then(|sync| serde_json::from_str(sync.get()).ok())
    }

    /// How long its last run took, as far as the list or the ledger shows.
    pub(crate) fn last_run(&self) -> Option<Duration> {
        self.last_run.or_else(|| Sighting::of(&self.listed()?).length())
    }

    /// What makes two items the same.
    pub(crate) fn key(&self) -> (&str, Option<&str>) {
        (&self.enterprise.id, self.user_id.as_deref())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fields {
    id: Option<String>,
    enterprise_id: Option<String>,
    sp_enterprise_id: Option<String>,
    user_id: Option<String>,
    enable_dir_sync: Option<bool>,
    cluster_group: Option<String>,
    provisioning_id: Option<String>,
    broadworks_directory_sync: Option<Box<RawValue>>,
}

impl From<&str> for BulkItem {
    fn from(id: &str) -> Self {
        Self::new(id)
    }
}

impl From<String> for BulkItem {
    fn from(id: String) -> Self {
        Self::new(id)
    }
}

impl From<&Enterprise> for BulkItem {
    fn from(enterprise: &Enterprise) -> Self {
        let listed = enterprise.broadworks_directory_sync.as_ref();
        Self {
            provisioning_id: enterprise.provisioning_id.clone(),
            listed: listed.and_then(|sync| serde_json::value::to_raw_value(sync).ok()),
            ..Self::new(enterprise)
        }
    }
}

impl From<Enterprise> for BulkItem {
    fn from(enterprise: Enterprise) -> Self {
        Self::from(&enterprise)
    }
}

/// Which items have been seen, in a few bytes for each.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    hashers: (RandomState, RandomState),
    keys: HashSet<(u64, u64)>,
}

impl Seen {
    /// Whether an item is seen for the first time. Two hashes with keys of their own: taking two
    /// different items for the same is less likely than a broken memory chip.
    pub(crate) fn is_new(&mut self, item: &BulkItem) -> bool {
        let (one, other) = &self.hashers;
        let key = item.key();
        self.keys.insert((one.hash_one(key), other.hash_one(key)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<BulkItem> {
        BulkItem::from_json(&RawValue::from_string(json.to_owned()).unwrap())
    }

    #[test]
    fn an_id_an_enterprise_and_a_wish_are_items() {
        assert_eq!(read(r#""E1""#).unwrap().enterprise.id, "E1");
        let listed = r#"{"id":"E1","spEnterpriseId":"R+a","provisioningId":"P",
            "broadworksDirectorySync":{"enableDirSync":true,"x":1e400}}"#;
        let item = read(listed).unwrap();
        assert_eq!(item.enterprise.sp_enterprise_id.as_deref(), Some("R+a"));
        assert_eq!(item.provisioning_id.as_deref(), Some("P"));
        assert!(item.listed.unwrap().get().contains("1e400"));
        let wish = read(r#"{"enterpriseId":"E1","userId":"u","enableDirSync":false}"#).unwrap();
        assert_eq!((wish.key(), wish.enable_dir_sync), (("E1", Some("u")), Some(false)));
    }

    #[test]
    fn what_is_no_item_is_refused_in_words() {
        for json in ["1", "null", "{}", r#"{"id":7}"#] {
            let error = read(json).unwrap_err().to_string();
            assert!(error.contains("an item of `items`"), "{error}");
        }
    }

    #[test]
    fn the_same_enterprise_with_another_user_is_another_item() {
        let mut seen = Seen::default();
        let item = BulkItem::new("E1");
        assert!(seen.is_new(&item.clone().user_id("a")) && seen.is_new(&item.clone().user_id("b")));
        assert!(seen.is_new(&item) && !seen.is_new(&item));
    }
}
