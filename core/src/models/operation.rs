//! The operations of the service, by their names here and in Webex's documentation.

use http::Method;

/// One operation of the service, as it appears in errors, logs and hooks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Operation {
    /// List `BroadWorks` Enterprises.
    ListEnterprises,
    /// Get Directory Sync Status for an Enterprise.
    GetDirectorySyncStatus,
    /// Update Directory Sync for a `BroadWorks` Enterprise.
    UpdateDirectorySync,
    /// Trigger Directory Sync for an Enterprise.
    TriggerDirectorySync,
    /// Trigger Directory Sync for a User.
    TriggerUserDirectorySync,
    /// The one enterprise meant, found through the list.
    GetEnterprise,
    /// Directory sync switched as wanted: read, and changed only where it differs.
    EnsureDirectorySync,
    /// A directory sync, triggered and watched to its end.
    RunDirectorySync,
    /// Whatever directory sync is running, watched to its end.
    WaitForDirectorySync,
    /// Refresh of an access token: `POST /access_token`.
    RefreshAccessToken,
    /// Anything else under the base URL.
    Request,
}

impl Operation {
    /// The name of the method, in `snake_case`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ListEnterprises => "list_enterprises",
            Self::GetDirectorySyncStatus => "get_directory_sync_status",
            Self::UpdateDirectorySync => "update_directory_sync",
            Self::TriggerDirectorySync => "trigger_directory_sync",
            Self::TriggerUserDirectorySync => "trigger_user_directory_sync",
            Self::GetEnterprise => "get_enterprise",
            Self::EnsureDirectorySync => "ensure_directory_sync",
            Self::RunDirectorySync => "run_directory_sync",
            Self::WaitForDirectorySync => "wait_for_directory_sync",
            Self::RefreshAccessToken => "refresh_access_token",
            Self::Request => "request",
        }
    }

    /// The title in Webex's documentation.
    pub const fn title(self) -> &'static str {
        match self {
            Self::ListEnterprises => "List BroadWorks Enterprises",
            Self::GetDirectorySyncStatus => "Get Directory Sync Status for an Enterprise",
            Self::UpdateDirectorySync => "Update Directory Sync for a BroadWorks Enterprise",
            Self::TriggerDirectorySync => "Trigger Directory Sync for an Enterprise",
            Self::TriggerUserDirectorySync => "Trigger Directory Sync for a User",
            Self::GetEnterprise => "Get a BroadWorks Enterprise",
            Self::EnsureDirectorySync => "Directory Sync of an Enterprise as wanted",
            Self::RunDirectorySync => "Directory Sync run of an Enterprise",
            Self::WaitForDirectorySync => "Wait for the Directory Sync of an Enterprise",
            Self::RefreshAccessToken => "Refresh of the access token",
            Self::Request => "Request",
        }
    }

    /// The path under the base URL, with placeholders instead of ids: what logs show.
    pub const fn route(self) -> &'static str {
        match self {
            Self::ListEnterprises | Self::GetEnterprise => "/broadworks/enterprises",
            Self::GetDirectorySyncStatus
            | Self::UpdateDirectorySync
            | Self::TriggerDirectorySync
            | Self::EnsureDirectorySync
            | Self::RunDirectorySync
            | Self::WaitForDirectorySync => "/broadworks/enterprises/{id}/broadworksDirectorySync",
            Self::TriggerUserDirectorySync => {
                "/broadworks/enterprises/{id}/broadworksDirectorySync/externalUser"
            }
            Self::RefreshAccessToken => "/access_token",
            Self::Request => "(request)",
        }
    }

    /// Whether it needs the write scope.
    pub const fn writes(self) -> bool {
        matches!(
            self,
            Self::UpdateDirectorySync
                | Self::TriggerDirectorySync
                | Self::TriggerUserDirectorySync
                | Self::EnsureDirectorySync
                | Self::RunDirectorySync
        )
    }
}

/// What a repeat of a request does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Idempotency {
    /// A second one changes nothing: GET, PUT.
    Idempotent,
    /// A second one may do the work twice, or answer as if the first had failed: POST, PATCH, DELETE.
    NonIdempotent,
}

impl Idempotency {
    pub(crate) fn of(method: &Method) -> Self {
        if matches!(*method, Method::GET | Method::HEAD | Method::PUT) {
            Self::Idempotent
        } else {
            Self::NonIdempotent
        }
    }
}
