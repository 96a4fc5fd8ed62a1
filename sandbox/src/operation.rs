//! The operations, and the addresses that mean them.

use axum::http::Method;
use serde::{Deserialize, Serialize};

pub(crate) const ENTERPRISES: &str = "/v1/broadworks/enterprises";
pub(crate) const DIRECTORY_SYNC: &str = "/v1/broadworks/enterprises/{id}/broadworksDirectorySync";
pub(crate) const EXTERNAL_USER: &str =
    "/v1/broadworks/enterprises/{id}/broadworksDirectorySync/externalUser";

/// One of the five operations of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// `GET /broadworks/enterprises`
    ListEnterprises,
    /// `GET /broadworks/enterprises/{id}/broadworksDirectorySync`
    GetDirectorySyncStatus,
    /// `PUT /broadworks/enterprises/{id}/broadworksDirectorySync`
    UpdateDirectorySync,
    /// `POST /broadworks/enterprises/{id}/broadworksDirectorySync`
    TriggerDirectorySync,
    /// `POST /broadworks/enterprises/{id}/broadworksDirectorySync/externalUser`
    TriggerUserDirectorySync,
}

impl Operation {
    /// The operation that a method means on a route; none on routes beside the five operations.
    pub(crate) fn of(method: &Method, route: &str) -> Option<Self> {
        match (method.as_str(), route) {
            ("GET", ENTERPRISES) => Some(Self::ListEnterprises),
            ("GET", DIRECTORY_SYNC) => Some(Self::GetDirectorySyncStatus),
            ("PUT", DIRECTORY_SYNC) => Some(Self::UpdateDirectorySync),
            ("POST", DIRECTORY_SYNC) => Some(Self::TriggerDirectorySync),
            ("POST", EXTERNAL_USER) => Some(Self::TriggerUserDirectorySync),
            _ => None,
        }
    }

    /// Whether it changes nothing.
    pub(crate) fn only_reads(self) -> bool {
        matches!(self, Self::ListEnterprises | Self::GetDirectorySyncStatus)
    }
}
