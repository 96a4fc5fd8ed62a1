//! Workspaces as Webex shows them.

use serde::{Deserialize, Serialize};

use crate::clock::VirtualTime;
use crate::model::{set, set_or_remove};

/// One workspace, as Webex shows it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Workspace {
    pub(crate) id: String,
    pub(crate) provisioning_id: String,
    pub(crate) user_id: String,
    pub(crate) sp_enterprise_id: String,
    pub(crate) display_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) primary_phone_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) extension: Option<String>,
    pub(crate) created: VirtualTime,
}

/// The values of a workspace in a request.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct WorkspaceFields {
    pub(crate) provisioning_id: Option<String>,
    pub(crate) user_id: Option<String>,
    pub(crate) sp_enterprise_id: Option<String>,
    pub(crate) display_name: Option<String>,
    pub(crate) primary_phone_number: Option<String>,
    pub(crate) extension: Option<String>,
}

impl Workspace {
    /// Changes the values that can be changed. An empty text removes a number or an extension.
    pub(crate) fn apply(&mut self, fields: &WorkspaceFields) {
        set(&mut self.user_id, fields.user_id.as_deref());
        set_or_remove(&mut self.primary_phone_number, fields.primary_phone_number.as_deref());
        set_or_remove(&mut self.extension, fields.extension.as_deref());
    }

    /// Whether neither a number nor an extension remains.
    pub(crate) fn is_unreachable(&self) -> bool {
        self.primary_phone_number.is_none() && self.extension.is_none()
    }
}
