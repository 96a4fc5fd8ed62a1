//! Directory sync of one enterprise: its switch, its state, what the last run did.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::lenient::{self, Time};
use crate::models::counters::with_counters;

/// Whether directory sync is on, and how it stands: the answer of the GET, PUT and POST on
/// `/broadworks/enterprises/{id}/broadworksDirectorySync`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct DirectorySync {
    /// Whether directory sync is switched on.
    #[serde(deserialize_with = "lenient::flag", skip_serializing_if = "Option::is_none")]
    pub enable_dir_sync: Option<bool>,
    /// How the last or present run stands; absent where there never was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub directory_sync_status: Option<DirectorySyncStatus>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What it took to switch directory sync as wanted.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct EnsuredDirectorySync {
    /// Whether it was switched the other way, and has been changed or, in a dry run, would be.
    pub changed: bool,
    /// What the GET showed.
    pub before: DirectorySync,
    /// What the PUT answered, or `before` where nothing had to be changed; `None` in a dry run in
    /// which something has.
    pub after: Option<DirectorySync>,
}

macro_rules! define_status {
    ($($field:ident $key:literal $about:literal,)+) => {
        /// The last or present directory sync run of an enterprise.
        ///
        /// The counters with `added`, `updated` and `deleted` are of that run alone; those with `total`
        /// are running totals.
        #[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
        #[serde(rename_all = "camelCase", default)]
        #[non_exhaustive]
        pub struct DirectorySyncStatus {
            /// The state of the run.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub sync_status: Option<SyncStatus>,
            /// When the run started.
            #[serde(deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
            pub last_sync_start_time: Option<Time>,
            /// When the run ended.
            #[serde(deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
            pub last_sync_end_time: Option<Time>,
            /// When a run last succeeded.
            #[serde(deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
            pub last_successful_sync_time: Option<Time>,
            /// The tracking id of the run.
            #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
            pub last_sync_tracking_id: Option<String>,
            $(
                #[doc = $about]
                #[serde(
                    rename = $key,
                    deserialize_with = "lenient::integer",
                    skip_serializing_if = "Option::is_none"
                )]
                pub $field: Option<i64>,
            )+
            /// What went wrong after the request was accepted.
            #[serde(deserialize_with = "null_is_empty", skip_serializing_if = "Vec::is_empty")]
            pub errors: Vec<DirectorySyncError>,
            /// Fields that this version does not know.
            #[serde(flatten)]
            pub extra: Map<String, Value>,
        }
    };
}

with_counters!(define_status);

/// One error of a directory sync run.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct DirectorySyncError {
    /// The code; [`error_codes::find`](crate::models::error_codes::find) explains it.
    #[serde(deserialize_with = "lenient::integer", skip_serializing_if = "Option::is_none")]
    pub error_code: Option<i64>,
    /// What the service says about it.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// The state of a directory sync run: an open set, because the service documents none.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SyncStatus {
    /// Directory sync never ran.
    NotSynced,
    /// A run is going on.
    InProgress,
    /// The last run ended well.
    Complete,
    /// The last run failed.
    Failed,
    /// Anything else, as the service spelled it.
    Other(String),
}

impl SyncStatus {
    /// The state in the service's spelling.
    pub fn as_str(&self) -> &str {
        match self {
            Self::NotSynced => "NOT_SYNCED",
            Self::InProgress => "IN_PROGRESS",
            Self::Complete => "COMPLETE",
            Self::Failed => "FAILED",
            Self::Other(text) => text,
        }
    }
}

impl From<String> for SyncStatus {
    fn from(text: String) -> Self {
        [Self::NotSynced, Self::InProgress, Self::Complete, Self::Failed]
            .into_iter()
            .find(|known| known.as_str().eq_ignore_ascii_case(&text))
            .unwrap_or(Self::Other(text))
    }
}

impl fmt::Display for SyncStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for SyncStatus {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::from(lenient::text(deserializer)?.unwrap_or_default()))
    }
}

impl Serialize for SyncStatus {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

fn null_is_empty<'de, D>(deserializer: D) -> Result<Vec<DirectorySyncError>, D::Error>
where
    D: Deserializer<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_keeps_what_it_does_not_know_and_survives_odd_forms() {
        let text = r#"{"enableDirSync":true,"directorySyncStatus":{"syncStatus":"CLEANING_UP",
            "usersAdded":44.0,"machinesAdded":"4","usersDeleted":null,"errors":null,
            "totalExternalUsersInCI":1077,"lastSyncStartTime":"2021-04-07T15:26:38.1Z","new":{"a":[1]}}}"#;
        let sync: DirectorySync = serde_json::from_str(text).unwrap();
        let status = sync.directory_sync_status.unwrap();
        assert_eq!(status.sync_status, Some(SyncStatus::Other("CLEANING_UP".to_owned())));
        assert_eq!((status.users_added, status.machines_added), (Some(44), Some(4)));
        assert_eq!((status.users_deleted, status.total_external_users_in_ci), (None, Some(1077)));
        assert!(status.errors.is_empty());
        assert_eq!(status.extra["new"], serde_json::json!({"a": [1]}));
    }

    #[test]
    fn states_are_compared_without_case() {
        assert_eq!(SyncStatus::from("complete".to_owned()), SyncStatus::Complete);
    }
}
