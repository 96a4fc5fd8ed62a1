//! Directory sync of one user: what it did, and what Webex now knows of the user.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::lenient;

/// The answer of `POST /broadworks/enterprises/{id}/broadworksDirectorySync/externalUser`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct UserDirectorySync {
    /// The user as Webex now has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_response: Option<ExternalUser>,
    /// What the sync did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<UserSyncStatus>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A `BroadWorks` user as directory sync brought it to Webex. Numbers are free text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct ExternalUser {
    /// The user's `BroadWorks` id; not always spelled as it was asked for.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// The first name.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// The last name.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// The extension.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// The primary number.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The mobile number.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub mobile: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What a user sync did: an open set.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UserSyncStatus {
    /// The user was added.
    Add,
    /// The user was changed.
    Update,
    /// The user was deleted.
    Delete,
    /// There was nothing to do.
    NoOperation,
    /// Anything else, as the service spelled it.
    Other(String),
}

impl UserSyncStatus {
    /// The result in the service's spelling.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Add => "ADD",
            Self::Update => "UPDATE",
            Self::Delete => "DELETE",
            Self::NoOperation => "NO_OPERATION",
            Self::Other(text) => text,
        }
    }
}

impl From<String> for UserSyncStatus {
    fn from(text: String) -> Self {
        [Self::Add, Self::Update, Self::Delete, Self::NoOperation]
            .into_iter()
            .find(|known| known.as_str().eq_ignore_ascii_case(&text))
            .unwrap_or(Self::Other(text))
    }
}

impl fmt::Display for UserSyncStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for UserSyncStatus {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::from(lenient::text(deserializer)?.unwrap_or_default()))
    }
}

impl Serialize for UserSyncStatus {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
