//! The input of a bulk run: enterprises, and the options of each.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use derive_setters::Setters;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

use webex_broadworks::internals::{StatusSnapshot, as_flag, canonical_id};
use webex_broadworks::{Enterprise, EnterpriseRef, Error, FoundEnterprise};

/// One item of a bulk run.
///
/// Made from an id, from an [`Enterprise`], or from JSON: see [`BulkItem::from_json`].
#[derive(Clone, Debug, Setters)]
#[must_use]
#[setters(generate = false, strip_option)]
pub struct BulkItem {
    pub(crate) enterprise: EnterpriseRef,
    /// The user to sync.
    #[setters(generate, into)]
    pub(crate) user_id: Option<String>,
    /// Whether directory sync must be on, instead of the option of the run.
    #[setters(generate)]
    pub(crate) enable_dir_sync: Option<bool>,
    /// A name for its cluster: items with the same name never run at the same time.
    #[setters(generate, into)]
    pub(crate) cluster_group: Option<String>,
    /// Decides which enterprises share a cluster, unless such a name is given.
    pub(crate) provisioning_id: Option<String>,
    /// Duration of its last sync, if it is known from another source.
    pub(crate) last_run: Option<Duration>,
    /// `broadworksDirectorySync` as it was listed: slightly old, but without a request.
    pub(crate) listed: Option<Box<RawValue>>,
    /// Leaves it out: its outcome is `skipped` with the reason `only_if`.
    #[setters(generate, bool)]
    pub(crate) left_out: bool,
    pub(crate) refusal: Option<Refusal>,
}

impl BulkItem {
    /// The keys of an item's JSON whose values are checked.
    #[doc(hidden)]
    pub const VALUE_KEYS: [&str; 5] =
        ["id", "enterpriseId", "userId", "enableDirSync", "clusterGroup"];
    /// The keys of an item's JSON that are labels or hints. Values that can't be read are ignored.
    #[doc(hidden)]
    pub const HINT_KEYS: [&str; 3] =
        ["spEnterpriseId", "provisioningId", "broadworksDirectorySync"];

    /// Creates an item from the `id` in the list.
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
            refusal: None,
        }
    }

    /// Reads an item from JSON: an id as text, an enterprise as listed, or an object with
    /// `enterpriseId` or `id` and, where the operation asks for them, `userId`, `enableDirSync` and
    /// `clusterGroup`.
    ///
    /// A value that can't be used makes it an item that fails with that reason: see
    /// [`BulkItem::refused`]. `spEnterpriseId` and `provisioningId` are labels: other values than text
    /// are read as the models read them.
    pub fn from_json(item: &str) -> Self {
        if let Ok(id) = serde_json::from_str::<String>(item) {
            return Self::new(id);
        }
        let Ok(given) = serde_json::from_str::<Fields<'_>>(item) else {
            return Self::new("").refused(None, json_type(item));
        };
        let mut read = Self::new("").with_fields(&given);
        if read.refusal.is_none() && given.enterprise_id().is_none() {
            read.refusal = Some(Refusal::NoId);
        }
        read
    }

    fn with_fields(mut self, given: &Fields<'_>) -> Self {
        self.enterprise.sp_enterprise_id = given.sp_enterprise_id.and_then(label);
        self.provisioning_id = given.provisioning_id.and_then(label);
        self.listed = given.broadworks_directory_sync.map(ToOwned::to_owned);
        let mut refused = None;
        let mut text = |field: &'static str, value: Option<&RawValue>| {
            let text = value.and_then(parsed::<String>);
            if let (Some(value), None) = (value, &text) {
                refused.get_or_insert((field, json_type(value.get())));
            }
            text
        };
        let (field, id) = match given.enterprise_id {
            Some(id) => ("enterpriseId", Some(id)),
            None => ("id", given.id),
        };
        self.enterprise.id = text(field, id).unwrap_or_default();
        self.user_id = text("userId", given.user_id);
        self.cluster_group = text("clusterGroup", given.cluster_group);
        if let Some(value) = given.enable_dir_sync {
            self.enable_dir_sync = parsed(value).as_ref().and_then(as_flag);
            if self.enable_dir_sync.is_none() {
                refused.get_or_insert(("enableDirSync", json_type(value.get())));
            }
        }
        match refused {
            Some((field, got)) => self.refused(Some(field), got),
            None => self,
        }
    }

    /// Marks it as an item that can't be used: its outcome is `failed` with the reason
    /// `invalid_argument`, and nothing is sent for it.
    ///
    /// `field` is the key whose value can't be used, or nothing where that is the item itself; `got`
    /// says what came instead, such as `the number NaN`. The first refusal counts.
    pub fn refused(mut self, field: Option<&str>, got: impl Into<String>) -> Self {
        let refusal = Refusal::Value { field: field.map(str::to_owned), got: got.into() };
        if !matches!(self.refusal, Some(Refusal::Value { .. })) {
            self.refusal = Some(refusal);
        }
        self
    }

    /// Why it can't be used, if so.
    pub(crate) fn refusal(&self) -> Option<Error> {
        let reason = match self.refusal.as_ref()? {
            Refusal::NoId => {
                "the item has neither an `id` nor an `enterpriseId`. The list shows the \
                              `id` of each spEnterpriseId"
                    .to_owned()
            }
            Refusal::Value { field: None, got } => format!(
                "the item: expected an id as text, or an object with an `id` or an `enterpriseId`, \
                 got {got}"
            ),
            Refusal::Value { field: Some(field), got } => {
                let expected = if field == "enableDirSync" { "true or false" } else { "text" };
                format!("`{field}` of the item: expected {expected}, got {got}")
            }
        };
        Some(Error::invalid_argument(reason))
    }

    /// `broadworksDirectorySync` as it was listed.
    pub(crate) fn listed(&self) -> Option<Value> {
        self.listed.as_ref().and_then(|sync| serde_json::from_str(sync.get()).ok())
    }

    /// Duration of its last sync, as far as the list or the ledger shows.
    pub(crate) fn last_run(&self) -> Option<Duration> {
        self.last_run.or_else(|| StatusSnapshot::of(&self.listed()?).length())
    }

    /// A name for people: the user, or else the enterprise.
    pub(crate) fn name(&self) -> &str {
        let enterprise = &self.enterprise;
        let own = self.user_id.as_deref().or(enterprise.sp_enterprise_id.as_deref());
        own.unwrap_or(&enterprise.id)
    }

    /// The identity of an item: the enterprise, in any spelling of its id, and the user.
    pub(crate) fn key(&self) -> ItemKey {
        ItemKey { enterprise: canonical_id(&self.enterprise.id), user: self.user_id.clone() }
    }
}

/// The identity of an item.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ItemKey {
    pub(crate) enterprise: String,
    pub(crate) user: Option<String>,
}

/// Why an item can't be used.
#[derive(Clone, Debug)]
pub(crate) enum Refusal {
    NoId,
    Value { field: Option<String>, got: String },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fields<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    enterprise_id: Option<&'a RawValue>,
    #[serde(borrow)]
    sp_enterprise_id: Option<&'a RawValue>,
    #[serde(borrow)]
    user_id: Option<&'a RawValue>,
    #[serde(borrow)]
    enable_dir_sync: Option<&'a RawValue>,
    #[serde(borrow)]
    cluster_group: Option<&'a RawValue>,
    #[serde(borrow)]
    provisioning_id: Option<&'a RawValue>,
    #[serde(borrow)]
    broadworks_directory_sync: Option<&'a RawValue>,
}

impl Fields<'_> {
    fn enterprise_id(&self) -> Option<&RawValue> {
        self.enterprise_id.or(self.id)
    }
}

fn parsed<T: DeserializeOwned>(value: &RawValue) -> Option<T> {
    serde_json::from_str(value.get()).ok()
}

/// Reads a label as the models do.
fn label(value: &RawValue) -> Option<String> {
    match parsed::<Value>(value)? {
        Value::String(text) => Some(text),
        value @ (Value::Number(_) | Value::Bool(_)) => Some(value.to_string()),
        _ => None,
    }
}

/// Describes a value for messages.
fn json_type(value: &str) -> &'static str {
    match value.trim_start().as_bytes().first() {
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b't' | b'f') => "a flag",
        Some(b'n') => "null",
        Some(b'"') if serde_json::from_str::<String>(value).is_err() => "half of a surrogate pair",
        Some(b'"') => "text",
        _ => "a number",
    }
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
    /// The enterprise with all fields of the list. Without an `id`, its outcome is `failed`.
    fn from(enterprise: &Enterprise) -> Self {
        let listed = enterprise.broadworks_directory_sync.as_ref();
        let id = enterprise.id.clone().unwrap_or_default();
        let sp_enterprise_id = enterprise.sp_enterprise_id.clone();
        Self {
            provisioning_id: enterprise.provisioning_id.clone(),
            listed: listed.and_then(|sync| serde_json::value::to_raw_value(sync).ok()),
            refusal: enterprise.id.is_none().then_some(Refusal::NoId),
            ..Self::new(EnterpriseRef::new(id).with_sp_enterprise_id(sp_enterprise_id))
        }
    }
}

impl From<Enterprise> for BulkItem {
    fn from(enterprise: Enterprise) -> Self {
        Self::from(&enterprise)
    }
}

/// Which items were already seen, in a few bytes each.
#[derive(Debug, Default)]
pub(crate) struct Deduplicator {
    hashers: (RandomState, RandomState),
    keys: HashSet<(u64, u64)>,
}

impl Deduplicator {
    /// Whether an item is seen for the first time. It uses two hashes with their own keys: a false
    /// match is less likely than a memory error.
    pub(crate) fn is_new(&mut self, item: &BulkItem) -> bool {
        let (one, other) = &self.hashers;
        let key = item.key();
        self.keys.insert((one.hash_one(&key), other.hash_one(&key)))
    }
}

impl From<&FoundEnterprise> for BulkItem {
    /// The enterprise with all fields of the list.
    fn from(found: &FoundEnterprise) -> Self {
        match &found.listed {
            Some(listed) => Self::from_json(listed),
            None => Self::new(found.id.as_str()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> BulkItem {
        BulkItem::from_json(json)
    }

    #[test]
    fn an_id_an_enterprise_and_a_wish_are_items() {
        assert_eq!(read(r#""E1""#).enterprise.id, "E1");
        let listed = r#"{"id":"E1","spEnterpriseId":"R+a","provisioningId":"P",
            "broadworksDirectorySync":{"enableDirSync":true,"x":1e400}}"#;
        let item = read(listed);
        assert_eq!(item.enterprise.sp_enterprise_id.as_deref(), Some("R+a"));
        assert_eq!(item.provisioning_id.as_deref(), Some("P"));
        assert!(item.listed.unwrap().get().contains("1e400"));
        let wish = read(r#"{"enterpriseId":"E1","userId":"u","enableDirSync":false}"#);
        let key = ItemKey { enterprise: "E1".to_owned(), user: Some("u".to_owned()) };
        assert_eq!((wish.key(), wish.enable_dir_sync), (key, Some(false)));
    }

    #[test]
    fn values_that_the_models_read_are_read() {
        let json = r#"{"id":"E1","spEnterpriseId":12,"provisioningId":7,"enableDirSync":"true"}"#;
        let item = read(json);
        assert!(item.refusal().is_none());
        assert_eq!(item.enterprise.sp_enterprise_id.as_deref(), Some("12"));
        assert_eq!(
            (item.provisioning_id.as_deref(), item.enable_dir_sync),
            (Some("7"), Some(true))
        );
        assert!(read(r#"{"id":"E1","userId":null,"provisioningId":{}}"#).refusal().is_none());
    }

    #[test]
    fn what_is_no_item_is_refused_in_words_and_keeps_what_is_known_of_it() {
        for (json, words) in [
            ("1", "the item: expected an id as text, or an object with an `id` or an"),
            ("null", "got null"),
            ("[]", "got an array"),
            ("{}", "neither an `id` nor an `enterpriseId`"),
            (r#"{"id":null}"#, "neither an `id` nor an `enterpriseId`"),
            (r#"{"id":7}"#, "`id` of the item: expected text, got a number"),
            (r#"{"enterpriseId":{}}"#, "`enterpriseId` of the item: expected text, got an object"),
            (r#"{"id":"E","userId":5551234}"#, "`userId` of the item: expected text, got a number"),
            (r#"{"id":"E","clusterGroup":3}"#, "`clusterGroup` of the item: expected text"),
            (
                r#"{"id":"E","enableDirSync":"maybe"}"#,
                "`enableDirSync` of the item: expected true or false, got text",
            ),
        ] {
            let error = read(json).refusal().unwrap().to_string();
            assert!(error.contains(words) && !error.contains("line 1"), "{error}");
        }
        let item = read(r#"{"id":"E","spEnterpriseId":"R+a","userId":5}"#);
        assert_eq!(item.enterprise.id, "E");
        assert_eq!(item.enterprise.sp_enterprise_id.as_deref(), Some("R+a"));
    }

    #[test]
    fn one_enterprise_however_its_id_is_spelled_is_one_item() {
        let uuid = "6970E6BB-7439-4ffb-ad34-d3ff0167ddad";
        let long =
            "Y2lzY29zcGFyazovL3VzL0VOVEVSUFJJU0UvNjk3MGU2YmItNzQzOS00ZmZiLWFkMzQtZDNmZjAxNjdkZGFk";
        let mut seen = Deduplicator::default();
        assert!(seen.is_new(&BulkItem::new(long)));
        for same in [uuid, &uuid.to_lowercase(), &format!("{long}=")] {
            assert!(!seen.is_new(&BulkItem::new(same)), "{same}");
        }
        assert!(seen.is_new(&BulkItem::new("6970e6bb")));
    }

    #[test]
    fn the_same_enterprise_with_another_user_is_another_item() {
        let mut seen = Deduplicator::default();
        let item = BulkItem::new("E1");
        assert!(seen.is_new(&item.clone().user_id("a")) && seen.is_new(&item.clone().user_id("b")));
        assert!(seen.is_new(&item) && !seen.is_new(&item));
    }
}
