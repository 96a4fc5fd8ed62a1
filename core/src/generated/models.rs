//! What Webex sends. Written by `make generate` from `api/models.toml`.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use webex_broadworks_transport::lenient::{self, Time, as_integer};

use crate::models::open_enum::open_enum;

open_enum! {
    /// The state of a directory sync. Webex documents no complete set, so others can appear.
    SyncStatus {
        /// No directory sync ever ran.
        NotSynced = "NOT_SYNCED",
        /// A directory sync is running.
        InProgress = "IN_PROGRESS",
        /// The last directory sync succeeded.
        Complete = "COMPLETE",
        /// The last directory sync failed.
        Failed = "FAILED",
    }
}

open_enum! {
    /// What the sync of one user did. Others can appear.
    UserSyncStatus {
        /// The user was added.
        Add = "ADD",
        /// The user was changed.
        Update = "UPDATE",
        /// The user was deleted.
        Delete = "DELETE",
        /// There was nothing to do.
        NoOperation = "NO_OPERATION",
    }
}

open_enum! {
    /// The state of a subscriber's provisioning. Others can appear.
    SubscriberStatus {
        /// Webex waits for the subscriber's e-mail address.
        PendingEmailInput = "pending_email_input",
        /// Webex waits for the subscriber to confirm the e-mail address.
        PendingEmailValidation = "pending_email_validation",
        /// Webex waits for the consent of a person who has a Webex account elsewhere.
        PendingUserMigration = "pending_user_migration",
        /// Webex is provisioning the subscriber.
        Provisioning = "provisioning",
        /// The subscriber is provisioned.
        Provisioned = "provisioned",
        /// Webex is applying an update.
        Updating = "updating",
        /// Provisioning or an update failed; `errors` says why.
        Error = "error",
    }
}

open_enum! {
    /// The Webex package of a subscriber. Others can appear.
    SubscriberPackage {
        /// Softphone.
        Softphone = "softphone",
        /// Basic.
        Basic = "basic",
        /// Standard.
        Standard = "standard",
        /// Premium.
        Premium = "premium",
    }
}

open_enum! {
    /// The state of a billing report. Others can appear.
    BillingReportStatus {
        /// Webex is generating the report.
        InProgress = "IN_PROGRESS",
        /// The report can be downloaded.
        Completed = "COMPLETED",
        /// The report failed; `errors` says why.
        Failed = "FAILED",
    }
}

/// A BroadWorks enterprise as the list shows it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct Enterprise {
    /// The id that every other operation takes.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The id of the customer's Webex organization.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub org_id: Option<String>,
    /// The id of the onboarding template that the enterprise was provisioned with.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub provisioning_id: Option<String>,
    /// The identifier on BroadWorks: service provider, `+`, enterprise.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub sp_enterprise_id: Option<String>,
    /// Whether directory sync is on, and the status of its last run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub broadworks_directory_sync: Option<DirectorySync>,
    /// When the customer's organization was created. Only some partners get it.
    #[serde(deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub org_creation_time_stamp: Option<Time>,
    /// Fields that this version doesn't know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Whether directory sync is on for an enterprise, and the status of its last run.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct DirectorySync {
    /// Whether directory sync is on.
    #[serde(deserialize_with = "lenient::flag", skip_serializing_if = "Option::is_none")]
    pub enable_dir_sync: Option<bool>,
    /// The last or current sync. Absent if no sync ever ran.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub directory_sync_status: Option<DirectorySyncStatus>,
    /// Fields that this version doesn't know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// The last or current directory sync of an enterprise.
///
/// The counters with `Added`, `Updated` and `Deleted` count that sync alone. Those with `total` are
/// running totals. Times are ISO 8601 in UTC, with 0 to 9 fractional digits.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct DirectorySyncStatus {
    /// The state of the sync.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sync_status: Option<SyncStatus>,
    /// When the sync started.
    #[serde(deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub last_sync_start_time: Option<Time>,
    /// When the sync ended.
    #[serde(deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub last_sync_end_time: Option<Time>,
    /// When a sync last succeeded.
    #[serde(deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub last_successful_sync_time: Option<Time>,
    /// The tracking id of the sync.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub last_sync_tracking_id: Option<String>,
    /// Users that the sync added to Common Identity.
    #[serde(deserialize_with = "lenient::integer", skip_serializing_if = "Option::is_none")]
    pub users_added: Option<i64>,
    /// Users that the sync updated in Common Identity.
    #[serde(deserialize_with = "lenient::integer", skip_serializing_if = "Option::is_none")]
    pub users_updated: Option<i64>,
    /// Users that the sync deleted from Common Identity.
    #[serde(deserialize_with = "lenient::integer", skip_serializing_if = "Option::is_none")]
    pub users_deleted: Option<i64>,
    /// Machine accounts that the sync added to Common Identity.
    #[serde(deserialize_with = "lenient::integer", skip_serializing_if = "Option::is_none")]
    pub machines_added: Option<i64>,
    /// Machine accounts that the sync updated in Common Identity.
    #[serde(deserialize_with = "lenient::integer", skip_serializing_if = "Option::is_none")]
    pub machines_updated: Option<i64>,
    /// Machine accounts that the sync deleted from Common Identity.
    #[serde(deserialize_with = "lenient::integer", skip_serializing_if = "Option::is_none")]
    pub machines_deleted: Option<i64>,
    /// External users now in Common Identity.
    #[serde(
        rename = "totalExternalUsersInCI",
        deserialize_with = "lenient::integer",
        skip_serializing_if = "Option::is_none"
    )]
    pub total_external_users_in_ci: Option<i64>,
    /// External machine accounts now in Common Identity.
    #[serde(
        rename = "totalExternalMachinesInCI",
        deserialize_with = "lenient::integer",
        skip_serializing_if = "Option::is_none"
    )]
    pub total_external_machines_in_ci: Option<i64>,
    /// User contacts that the sync added to the contact service.
    #[serde(deserialize_with = "lenient::integer", skip_serializing_if = "Option::is_none")]
    pub user_contacts_added: Option<i64>,
    /// User contacts that the sync updated in the contact service.
    #[serde(deserialize_with = "lenient::integer", skip_serializing_if = "Option::is_none")]
    pub user_contacts_updated: Option<i64>,
    /// User contacts that the sync deleted from the contact service.
    #[serde(deserialize_with = "lenient::integer", skip_serializing_if = "Option::is_none")]
    pub user_contacts_deleted: Option<i64>,
    /// Organization contacts that the sync added to the contact service.
    #[serde(deserialize_with = "lenient::integer", skip_serializing_if = "Option::is_none")]
    pub org_contacts_added: Option<i64>,
    /// Organization contacts that the sync updated in the contact service.
    #[serde(deserialize_with = "lenient::integer", skip_serializing_if = "Option::is_none")]
    pub org_contacts_updated: Option<i64>,
    /// Organization contacts that the sync deleted from the contact service.
    #[serde(deserialize_with = "lenient::integer", skip_serializing_if = "Option::is_none")]
    pub org_contacts_deleted: Option<i64>,
    /// Group contacts that the sync added to the contact service.
    #[serde(deserialize_with = "lenient::integer", skip_serializing_if = "Option::is_none")]
    pub group_contacts_added: Option<i64>,
    /// Group contacts that the sync updated in the contact service.
    #[serde(deserialize_with = "lenient::integer", skip_serializing_if = "Option::is_none")]
    pub group_contacts_updated: Option<i64>,
    /// Group contacts that the sync deleted from the contact service.
    #[serde(deserialize_with = "lenient::integer", skip_serializing_if = "Option::is_none")]
    pub group_contacts_deleted: Option<i64>,
    /// User contacts now in the contact service.
    #[serde(deserialize_with = "lenient::integer", skip_serializing_if = "Option::is_none")]
    pub total_user_contacts_in_contact_service: Option<i64>,
    /// Organization contacts now in the contact service.
    #[serde(deserialize_with = "lenient::integer", skip_serializing_if = "Option::is_none")]
    pub total_org_contacts_in_contact_service: Option<i64>,
    /// Group contacts now in the contact service.
    #[serde(deserialize_with = "lenient::integer", skip_serializing_if = "Option::is_none")]
    pub total_group_contacts_in_contact_service: Option<i64>,
    /// What went wrong after Webex accepted the sync.
    #[serde(deserialize_with = "lenient::list", skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<DirectorySyncError>,
    /// Fields that this version doesn't know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// One error of a directory sync. `directory_sync_state` explains its code.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct DirectorySyncError {
    /// The code, such as 600014.
    #[serde(deserialize_with = "lenient::integer", skip_serializing_if = "Option::is_none")]
    pub error_code: Option<i64>,
    /// What Webex says about it.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Fields that this version doesn't know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What `directory_sync.ensure` found and changed.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct EnsuredDirectorySync {
    /// Whether the state differed, and was changed or, in a dry run, would be.
    pub changed: bool,
    /// The state before.
    pub before: DirectorySync,
    /// The state afterwards: `before` if nothing changed; null in a dry run that found a
    /// difference.
    pub after: Option<DirectorySync>,
}

/// What the sync of one user did.
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
    /// Fields that this version doesn't know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A BroadWorks user as directory sync brought it to Webex. Numbers are free text.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct ExternalUser {
    /// The user's BroadWorks id. Webex might spell it differently than the request.
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
    /// Fields that this version doesn't know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A BroadWorks subscriber on Webex.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct Subscriber {
    /// The id that every other operation on the subscriber takes.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The id of the Webex person. Absent until the subscriber is provisioned.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub person_id: Option<String>,
    /// The user's BroadWorks id, such as `95547321@sp.com`.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// The enterprise's identifier on BroadWorks: service provider, `+`, enterprise.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub sp_enterprise_id: Option<String>,
    /// The first name.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// The last name.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// The e-mail address.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The primary phone number.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub primary_phone_number: Option<String>,
    /// The mobile phone number.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub mobile_phone_number: Option<String>,
    /// The extension.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// The Webex package.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub package: Option<SubscriberPackage>,
    /// The state of provisioning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<SubscriberStatus>,
    /// What went wrong after Webex accepted the request.
    #[serde(deserialize_with = "lenient::list", skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<SubscriberError>,
    /// When the subscriber was provisioned.
    #[serde(deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub created: Option<Time>,
    /// When `status` last changed.
    #[serde(deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub last_status_change: Option<Time>,
    /// The id of the onboarding template that the subscriber was provisioned with.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub provisioning_id: Option<String>,
    /// Whether the subscriber activated itself. Webex's examples also show it as text.
    #[serde(deserialize_with = "lenient::flag", skip_serializing_if = "Option::is_none")]
    pub self_activated: Option<bool>,
    /// Fields that this version doesn't know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// One error of a subscriber's provisioning.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct SubscriberError {
    /// The code, such as 10022.
    #[serde(deserialize_with = "lenient::integer", skip_serializing_if = "Option::is_none")]
    pub error_code: Option<i64>,
    /// What Webex says about it.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Fields that this version doesn't know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What a precheck of a subscriber found.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct SubscriberPrecheck {
    /// `success` if provisioning is likely to succeed.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The findings. Webex documents an object here, and shows an array.
    #[serde(deserialize_with = "lenient::list", skip_serializing_if = "Vec::is_empty")]
    pub info: Vec<PrecheckFinding>,
    /// Fields that this version doesn't know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// One finding of a precheck.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct PrecheckFinding {
    /// 100 for a success.
    #[serde(deserialize_with = "lenient::integer", skip_serializing_if = "Option::is_none")]
    pub info_code: Option<i64>,
    /// The code of a conflict, such as 10022.
    #[serde(deserialize_with = "lenient::integer", skip_serializing_if = "Option::is_none")]
    pub error_code: Option<i64>,
    /// What Webex says about it.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Fields that this version doesn't know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A BroadWorks workspace on Webex.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct Workspace {
    /// The id that updating and removing the workspace take.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The id of the onboarding template that the workspace was provisioned with.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub provisioning_id: Option<String>,
    /// The workspace's user ID on BroadWorks.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// The enterprise's identifier on BroadWorks: service provider, `+`, enterprise.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub sp_enterprise_id: Option<String>,
    /// The name that Webex shows.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// The primary phone number.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub primary_phone_number: Option<String>,
    /// The extension.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// When the workspace was provisioned.
    #[serde(deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub created: Option<Time>,
    /// Fields that this version doesn't know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A billing report of one month.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct BillingReport {
    /// The id that the other operations on the report take.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The month, as `YYYY-MM`.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub billing_period: Option<String>,
    /// The state of the report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<BillingReportStatus>,
    /// When the report was generated.
    #[serde(deserialize_with = "lenient::time", skip_serializing_if = "Option::is_none")]
    pub created: Option<Time>,
    /// The person ID of the administrator who created the report.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub created_by: Option<String>,
    /// A link to the report as CSV that works for a short time. It is a secret.
    #[serde(
        rename = "tempDownloadURL",
        deserialize_with = "lenient::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub temp_download_url: Option<String>,
    /// What went wrong after Webex accepted the request.
    #[serde(deserialize_with = "lenient::list", skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<BillingReportError>,
    /// Fields that this version doesn't know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// One error of a billing report.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct BillingReportError {
    /// The code, such as 2024.
    #[serde(deserialize_with = "lenient::integer", skip_serializing_if = "Option::is_none")]
    pub code: Option<i64>,
    /// What Webex says about it.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Fields that this version doesn't know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// The counters of a directory sync, as whole numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Counters {
    /// Users that the sync added to Common Identity.
    pub users_added: Option<i64>,
    /// Users that the sync updated in Common Identity.
    pub users_updated: Option<i64>,
    /// Users that the sync deleted from Common Identity.
    pub users_deleted: Option<i64>,
    /// Machine accounts that the sync added to Common Identity.
    pub machines_added: Option<i64>,
    /// Machine accounts that the sync updated in Common Identity.
    pub machines_updated: Option<i64>,
    /// Machine accounts that the sync deleted from Common Identity.
    pub machines_deleted: Option<i64>,
    /// External users now in Common Identity.
    #[serde(rename = "totalExternalUsersInCI")]
    pub total_external_users_in_ci: Option<i64>,
    /// External machine accounts now in Common Identity.
    #[serde(rename = "totalExternalMachinesInCI")]
    pub total_external_machines_in_ci: Option<i64>,
    /// User contacts that the sync added to the contact service.
    pub user_contacts_added: Option<i64>,
    /// User contacts that the sync updated in the contact service.
    pub user_contacts_updated: Option<i64>,
    /// User contacts that the sync deleted from the contact service.
    pub user_contacts_deleted: Option<i64>,
    /// Organization contacts that the sync added to the contact service.
    pub org_contacts_added: Option<i64>,
    /// Organization contacts that the sync updated in the contact service.
    pub org_contacts_updated: Option<i64>,
    /// Organization contacts that the sync deleted from the contact service.
    pub org_contacts_deleted: Option<i64>,
    /// Group contacts that the sync added to the contact service.
    pub group_contacts_added: Option<i64>,
    /// Group contacts that the sync updated in the contact service.
    pub group_contacts_updated: Option<i64>,
    /// Group contacts that the sync deleted from the contact service.
    pub group_contacts_deleted: Option<i64>,
    /// User contacts now in the contact service.
    pub total_user_contacts_in_contact_service: Option<i64>,
    /// Organization contacts now in the contact service.
    pub total_org_contacts_in_contact_service: Option<i64>,
    /// Group contacts now in the contact service.
    pub total_group_contacts_in_contact_service: Option<i64>,
}

impl Counters {
    /// Reads the counters of a `directorySyncStatus`; what isn't a whole number is `None`.
    pub(crate) fn read(status: &Value) -> Self {
        let read = |key| status.get(key).and_then(as_integer);
        Self {
            users_added: read("usersAdded"),
            users_updated: read("usersUpdated"),
            users_deleted: read("usersDeleted"),
            machines_added: read("machinesAdded"),
            machines_updated: read("machinesUpdated"),
            machines_deleted: read("machinesDeleted"),
            total_external_users_in_ci: read("totalExternalUsersInCI"),
            total_external_machines_in_ci: read("totalExternalMachinesInCI"),
            user_contacts_added: read("userContactsAdded"),
            user_contacts_updated: read("userContactsUpdated"),
            user_contacts_deleted: read("userContactsDeleted"),
            org_contacts_added: read("orgContactsAdded"),
            org_contacts_updated: read("orgContactsUpdated"),
            org_contacts_deleted: read("orgContactsDeleted"),
            group_contacts_added: read("groupContactsAdded"),
            group_contacts_updated: read("groupContactsUpdated"),
            group_contacts_deleted: read("groupContactsDeleted"),
            total_user_contacts_in_contact_service: read("totalUserContactsInContactService"),
            total_org_contacts_in_contact_service: read("totalOrgContactsInContactService"),
            total_group_contacts_in_contact_service: read("totalGroupContactsInContactService"),
        }
    }
}

/// The key and the meaning of each counter.
pub const COUNTERS: &[(&str, &str)] = &[
    ("usersAdded", "Users that the sync added to Common Identity."),
    ("usersUpdated", "Users that the sync updated in Common Identity."),
    ("usersDeleted", "Users that the sync deleted from Common Identity."),
    ("machinesAdded", "Machine accounts that the sync added to Common Identity."),
    ("machinesUpdated", "Machine accounts that the sync updated in Common Identity."),
    ("machinesDeleted", "Machine accounts that the sync deleted from Common Identity."),
    ("totalExternalUsersInCI", "External users now in Common Identity."),
    ("totalExternalMachinesInCI", "External machine accounts now in Common Identity."),
    ("userContactsAdded", "User contacts that the sync added to the contact service."),
    ("userContactsUpdated", "User contacts that the sync updated in the contact service."),
    ("userContactsDeleted", "User contacts that the sync deleted from the contact service."),
    ("orgContactsAdded", "Organization contacts that the sync added to the contact service."),
    ("orgContactsUpdated", "Organization contacts that the sync updated in the contact service."),
    ("orgContactsDeleted", "Organization contacts that the sync deleted from the contact service."),
    ("groupContactsAdded", "Group contacts that the sync added to the contact service."),
    ("groupContactsUpdated", "Group contacts that the sync updated in the contact service."),
    ("groupContactsDeleted", "Group contacts that the sync deleted from the contact service."),
    ("totalUserContactsInContactService", "User contacts now in the contact service."),
    ("totalOrgContactsInContactService", "Organization contacts now in the contact service."),
    ("totalGroupContactsInContactService", "Group contacts now in the contact service."),
];
