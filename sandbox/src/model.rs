//! Webex's objects: an enterprise, its directory sync, and its status.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use once_cell::sync::OnceCell;
use serde::{Serialize, Serializer, ser::SerializeStruct};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use crate::clock::VirtualTime;

pub(crate) const NOT_SYNCED: &str = "NOT_SYNCED";
pub(crate) const IN_PROGRESS: &str = "IN_PROGRESS";
pub(crate) const COMPLETE: &str = "COMPLETE";

/// One enterprise: what a list shows of it, and what Webex hides.
#[derive(Clone, Debug)]
pub(crate) struct Enterprise {
    pub(crate) id: String,
    pub(crate) org_id: String,
    pub(crate) sp_enterprise_id: String,
    pub(crate) provisioning_id: Option<Arc<str>>,
    pub(crate) created: Option<VirtualTime>,
    /// Whether `orgCreationTimeStamp` is shown, or only used by the filter.
    pub(crate) shows_created: bool,
    pub(crate) sync: DirectorySync,
    pub(crate) hidden: Hidden,
    /// The item as it was given, for enterprises that were. Shown instead of all above, with
    /// `broadworksDirectorySync` replaced once the sandbox has changed it.
    pub(crate) verbatim: Option<Box<Value>>,
    /// Its JSON, cached until it changes: a list shows a thousand, few of which have changed.
    pub(crate) written: OnceCell<Box<RawValue>>,
}

/// Data that Webex hides.
#[derive(Clone, Debug)]
pub(crate) struct Hidden {
    pub(crate) cluster: usize,
    /// The mail domain of its users, if it differs from the one in its name.
    pub(crate) domain: Option<String>,
    pub(crate) provisioned_users: u64,
    /// Duration of its last sync, and approximately of the next one.
    pub(crate) last_run: Duration,
    /// Whether a sync has completed since directory sync was last enabled.
    pub(crate) has_completed: bool,
    /// How many of its syncs this sandbox has started.
    pub(crate) runs: u64,
}

/// The body of the directory sync operations, which is also a part of each listed enterprise.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DirectorySync {
    pub(crate) enable_dir_sync: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) directory_sync_status: Option<Status>,
}

/// The last or current sync.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the service's own names")]
pub(crate) struct Status {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_sync_start_time: Option<VirtualTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_sync_end_time: Option<VirtualTime>,
    pub(crate) sync_status: Cow<'static, str>,
    #[serde(flatten)]
    pub(crate) counters: Option<Counters>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_successful_sync_time: Option<VirtualTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_sync_tracking_id: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) errors: Vec<SyncError>,
}

impl Status {
    /// A status with only a state.
    pub(crate) fn bare(state: impl Into<Cow<'static, str>>) -> Self {
        Self {
            last_sync_start_time: None,
            last_sync_end_time: None,
            sync_status: state.into(),
            counters: None,
            last_successful_sync_time: None,
            last_sync_tracking_id: None,
            errors: Vec::new(),
        }
    }
}

/// The result of a sync, and the totals after it.
#[derive(Clone, Copy, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Counters {
    pub(crate) users_added: u64,
    pub(crate) users_updated: u64,
    pub(crate) users_deleted: u64,
    pub(crate) machines_added: u64,
    pub(crate) machines_updated: u64,
    pub(crate) machines_deleted: u64,
    #[serde(rename = "totalExternalUsersInCI")]
    pub(crate) total_users: u64,
    #[serde(rename = "totalExternalMachinesInCI")]
    pub(crate) total_machines: u64,
}

/// Why a sync failed, entirely or partially.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SyncError {
    pub(crate) error_code: u32,
    pub(crate) description: &'static str,
}

impl Enterprise {
    /// `broadworksDirectorySync` as it is shown.
    pub(crate) fn shown_sync(&self) -> impl Serialize + '_ {
        match self.verbatim.as_deref().and_then(|item| item.get("broadworksDirectorySync")) {
            Some(given) => Shown::Given(given),
            None => Shown::Made(&self.sync),
        }
    }

    /// The item of a listing.
    pub(crate) fn written(&self) -> &RawValue {
        self.written.get_or_init(|| {
            // Serialization can't fail: the value has string keys only.
            to_raw_value(self).unwrap_or_else(|_| RawValue::NULL.to_owned())
        })
    }

    /// Changes the directory sync, and makes the change visible.
    pub(crate) fn change(&mut self, change: impl FnOnce(&mut DirectorySync)) {
        self.written.take();
        change(&mut self.sync);
        if let Some(item) = &mut self.verbatim {
            item["broadworksDirectorySync"] = serde_json::json!(self.sync);
        }
    }

    /// The mail domain of its users. Default: the part of `spEnterpriseId` after the service
    /// provider, reduced to characters that a host name allows, and `.example`.
    pub(crate) fn domain(&self) -> String {
        if let Some(domain) = &self.hidden.domain {
            return domain.clone();
        }
        let label: String = self
            .name()
            .chars()
            .filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-')
            .map(|letter| letter.to_ascii_lowercase())
            .collect();
        format!("{}.example", if label.is_empty() { "enterprise" } else { &label })
    }

    /// The part of `spEnterpriseId` after the service provider.
    pub(crate) fn name(&self) -> &str {
        self.sp_enterprise_id.split_once('+').map_or(&*self.sp_enterprise_id, |it| it.1)
    }

    pub(crate) fn state(&self) -> &str {
        self.sync.directory_sync_status.as_ref().map_or(NOT_SYNCED, |status| &status.sync_status)
    }
}

#[derive(Serialize)]
#[serde(untagged)]
enum Shown<'a> {
    Given(&'a Value),
    Made(&'a DirectorySync),
}

impl Serialize for Enterprise {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Some(item) = &self.verbatim {
            return item.serialize(serializer);
        }
        let created = self.created.filter(|_| self.shows_created);
        let mut item = serializer.serialize_struct("Enterprise", 6)?;
        item.serialize_field("id", &self.id)?;
        item.serialize_field("orgId", &self.org_id)?;
        item.serialize_field("spEnterpriseId", &self.sp_enterprise_id)?;
        if let Some(provisioning_id) = &self.provisioning_id {
            item.serialize_field("provisioningId", &**provisioning_id)?;
        }
        item.serialize_field("broadworksDirectorySync", &self.sync)?;
        if let Some(created) = &created {
            item.serialize_field("orgCreationTimeStamp", created)?;
        }
        item.end()
    }
}

/// Sets a text from a request.
pub(crate) fn set(text: &mut String, new: Option<&str>) {
    if let Some(new) = new {
        new.clone_into(text);
    }
}

/// Sets a text from a request. An empty one removes it.
pub(crate) fn set_or_remove(text: &mut Option<String>, new: Option<&str>) {
    if let Some(new) = new {
        *text = (!new.is_empty()).then(|| new.to_owned());
    }
}
