//! The operations of the service, and the addresses that mean them. Written by `make generate` from
//! `api/operations.toml`.

use axum::http::Method;
use serde::{Deserialize, Serialize};

pub(crate) const ENTERPRISES: &str = "/v1/broadworks/enterprises";
pub(crate) const ENTERPRISES_ID_BROADWORKS_DIRECTORY_SYNC: &str =
    "/v1/broadworks/enterprises/{id}/broadworksDirectorySync";
pub(crate) const ENTERPRISES_ID_BROADWORKS_DIRECTORY_SYNC_EXTERNAL_USER: &str =
    "/v1/broadworks/enterprises/{id}/broadworksDirectorySync/externalUser";
pub(crate) const SUBSCRIBERS_ID: &str = "/v1/broadworks/subscribers/{id}";

/// One operation of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Operation {
    /// `GET /broadworks/enterprises`
    #[serde(rename = "enterprises.list")]
    EnterprisesList,
    /// `GET /broadworks/enterprises/{id}/broadworksDirectorySync`
    #[serde(rename = "directory_sync.get_status")]
    DirectorySyncGetStatus,
    /// `PUT /broadworks/enterprises/{id}/broadworksDirectorySync`
    #[serde(rename = "directory_sync.update")]
    DirectorySyncUpdate,
    /// `POST /broadworks/enterprises/{id}/broadworksDirectorySync`
    #[serde(rename = "directory_sync.trigger")]
    DirectorySyncTrigger,
    /// `POST /broadworks/enterprises/{id}/broadworksDirectorySync/externalUser`
    #[serde(rename = "directory_sync.trigger_user")]
    DirectorySyncTriggerUser,
    /// `GET /broadworks/subscribers/{id}`
    #[serde(rename = "subscribers.get")]
    SubscribersGet,
    /// `DELETE /broadworks/subscribers/{id}`
    #[serde(rename = "subscribers.remove")]
    SubscribersRemove,
}

impl Operation {
    /// The operation that a method means on a route; none on routes that the API doesn't have.
    pub(crate) fn of(method: &Method, route: &str) -> Option<Self> {
        match (method.as_str(), route) {
            ("GET", ENTERPRISES) => Some(Self::EnterprisesList),
            ("GET", ENTERPRISES_ID_BROADWORKS_DIRECTORY_SYNC) => Some(Self::DirectorySyncGetStatus),
            ("PUT", ENTERPRISES_ID_BROADWORKS_DIRECTORY_SYNC) => Some(Self::DirectorySyncUpdate),
            ("POST", ENTERPRISES_ID_BROADWORKS_DIRECTORY_SYNC) => Some(Self::DirectorySyncTrigger),
            ("POST", ENTERPRISES_ID_BROADWORKS_DIRECTORY_SYNC_EXTERNAL_USER) => {
                Some(Self::DirectorySyncTriggerUser)
            }
            ("GET", SUBSCRIBERS_ID) => Some(Self::SubscribersGet),
            ("DELETE", SUBSCRIBERS_ID) => Some(Self::SubscribersRemove),
            _ => None,
        }
    }

    /// Whether it changes nothing.
    pub(crate) fn only_reads(self) -> bool {
        matches!(self, Self::EnterprisesList | Self::DirectorySyncGetStatus | Self::SubscribersGet)
    }
}
