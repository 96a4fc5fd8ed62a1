//! A `BroadWorks` enterprise as the list shows it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::lenient::{self, Time};
use crate::models::directory_sync::DirectorySync;

/// One enterprise; the service documents every field as optional.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct Enterprise {
    /// The id that every other operation takes.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The id of the customer's Webex organisation.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub org_id: Option<String>,
    /// The id of the onboarding template that the enterprise was provisioned with.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub provisioning_id: Option<String>,
    /// The identifier on `BroadWorks`: service provider, `+`, enterprise.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub sp_enterprise_id: Option<String>,
    /// Whether directory sync is on, and how it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub broadworks_directory_sync: Option<DirectorySync>,
    /// When the customer's organisation was created; only some partners get it.
    #[serde(deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub org_creation_time_stamp: Option<Time>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}
