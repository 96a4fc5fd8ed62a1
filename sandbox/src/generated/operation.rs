//! The operations of the service, and the addresses that mean them. Written by `make generate` from
//! `api/operations.toml`.

use axum::http::Method;
use serde::{Deserialize, Serialize};

pub(crate) const ENTERPRISES: &str = "/v1/broadworks/enterprises";
pub(crate) const ENTERPRISES_ID_BROADWORKS_DIRECTORY_SYNC: &str =
    "/v1/broadworks/enterprises/{id}/broadworksDirectorySync";
pub(crate) const ENTERPRISES_ID_BROADWORKS_DIRECTORY_SYNC_EXTERNAL_USER: &str =
    "/v1/broadworks/enterprises/{id}/broadworksDirectorySync/externalUser";
pub(crate) const SUBSCRIBERS: &str = "/v1/broadworks/subscribers";
pub(crate) const SUBSCRIBERS_ID: &str = "/v1/broadworks/subscribers/{id}";
pub(crate) const SUBSCRIBERS_VALIDATE: &str = "/v1/broadworks/subscribers/validate";
pub(crate) const SUBSCRIBERS_ID_EMAILS_CONSENT_MOVE: &str =
    "/v1/subscribers/{id}/emails/consentMove";
pub(crate) const WORKSPACES: &str = "/v1/broadworks/workspaces";
pub(crate) const WORKSPACES_ID: &str = "/v1/broadworks/workspaces/{id}";
pub(crate) const BILLING_REPORTS: &str = "/v1/broadworks/billing/reports";
pub(crate) const BILLING_REPORTS_ID: &str = "/v1/broadworks/billing/reports/{id}";

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
    /// `GET /broadworks/subscribers`
    #[serde(rename = "subscribers.list")]
    SubscribersList,
    /// `GET /broadworks/subscribers/{id}`
    #[serde(rename = "subscribers.get")]
    SubscribersGet,
    /// `POST /broadworks/subscribers`
    #[serde(rename = "subscribers.provision")]
    SubscribersProvision,
    /// `PUT /broadworks/subscribers/{id}`
    #[serde(rename = "subscribers.update")]
    SubscribersUpdate,
    /// `DELETE /broadworks/subscribers/{id}`
    #[serde(rename = "subscribers.remove")]
    SubscribersRemove,
    /// `POST /broadworks/subscribers/validate`
    #[serde(rename = "subscribers.precheck")]
    SubscribersPrecheck,
    /// `POST /subscribers/{id}/emails/consentMove`
    #[serde(rename = "subscribers.resend_consent_email")]
    SubscribersResendConsentEmail,
    /// `POST /broadworks/workspaces`
    #[serde(rename = "workspaces.provision")]
    WorkspacesProvision,
    /// `PUT /broadworks/workspaces/{id}`
    #[serde(rename = "workspaces.update")]
    WorkspacesUpdate,
    /// `DELETE /broadworks/workspaces/{id}`
    #[serde(rename = "workspaces.remove")]
    WorkspacesRemove,
    /// `GET /broadworks/billing/reports`
    #[serde(rename = "billing_reports.list")]
    BillingReportsList,
    /// `POST /broadworks/billing/reports`
    #[serde(rename = "billing_reports.create")]
    BillingReportsCreate,
    /// `GET /broadworks/billing/reports/{id}`
    #[serde(rename = "billing_reports.get")]
    BillingReportsGet,
    /// `DELETE /broadworks/billing/reports/{id}`
    #[serde(rename = "billing_reports.delete")]
    BillingReportsDelete,
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
            ("GET", SUBSCRIBERS) => Some(Self::SubscribersList),
            ("GET", SUBSCRIBERS_ID) => Some(Self::SubscribersGet),
            ("POST", SUBSCRIBERS) => Some(Self::SubscribersProvision),
            ("PUT", SUBSCRIBERS_ID) => Some(Self::SubscribersUpdate),
            ("DELETE", SUBSCRIBERS_ID) => Some(Self::SubscribersRemove),
            ("POST", SUBSCRIBERS_VALIDATE) => Some(Self::SubscribersPrecheck),
            ("POST", SUBSCRIBERS_ID_EMAILS_CONSENT_MOVE) => {
                Some(Self::SubscribersResendConsentEmail)
            }
            ("POST", WORKSPACES) => Some(Self::WorkspacesProvision),
            ("PUT", WORKSPACES_ID) => Some(Self::WorkspacesUpdate),
            ("DELETE", WORKSPACES_ID) => Some(Self::WorkspacesRemove),
            ("GET", BILLING_REPORTS) => Some(Self::BillingReportsList),
            ("POST", BILLING_REPORTS) => Some(Self::BillingReportsCreate),
            ("GET", BILLING_REPORTS_ID) => Some(Self::BillingReportsGet),
            ("DELETE", BILLING_REPORTS_ID) => Some(Self::BillingReportsDelete),
            _ => None,
        }
    }

    /// Whether it changes nothing.
    pub(crate) fn only_reads(self) -> bool {
        matches!(
            self,
            Self::EnterprisesList
                | Self::DirectorySyncGetStatus
                | Self::SubscribersList
                | Self::SubscribersGet
                | Self::BillingReportsList
                | Self::BillingReportsGet
        )
    }
}
