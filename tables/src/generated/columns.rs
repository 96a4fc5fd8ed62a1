//! The columns of what Webex lists. Written by `make generate` from `api/models.toml`.

use webex_broadworks::Operation;

use crate::column::Column;
use crate::column_type::ColumnType;
use crate::enterprises::ENTERPRISES;
use crate::schema::{ColumnGroup, LEFTOVERS, TableSchema};

/// The columns of the items of a list.
pub(crate) fn columns_of(list: Operation) -> &'static TableSchema {
    match list {
        Operation::SubscribersList => &SUBSCRIBERS,
        Operation::BillingReportsList => &BILLING_REPORTS,
        _ => &ENTERPRISES,
    }
}

/// The columns of a subscriber.
pub static SUBSCRIBERS: TableSchema =
    TableSchema::new(&[ColumnGroup { json_paths: &[&[]], columns: SUBSCRIBER }, LEFTOVERS]);

const SUBSCRIBER: &[Column] = &[
    Column::new(
        "id",
        ColumnType::Text,
        "The id that every other operation on the subscriber takes.",
    ),
    Column::new(
        "personId",
        ColumnType::Text,
        "The id of the Webex person. Absent until the subscriber is provisioned.",
    ),
    Column::new("userId", ColumnType::Text, "The user's BroadWorks id, such as `95547321@sp.com`."),
    Column::new(
        "spEnterpriseId",
        ColumnType::Text,
        "The enterprise's identifier on BroadWorks: service provider, `+`, enterprise.",
    ),
    Column::new("firstName", ColumnType::Text, "The first name."),
    Column::new("lastName", ColumnType::Text, "The last name."),
    Column::new("email", ColumnType::Text, "The e-mail address."),
    Column::new("primaryPhoneNumber", ColumnType::Text, "The primary phone number."),
    Column::new("mobilePhoneNumber", ColumnType::Text, "The mobile phone number."),
    Column::new("extension", ColumnType::Text, "The extension."),
    Column::new("package", ColumnType::Text, "The Webex package."),
    Column::new("status", ColumnType::Text, "The state of provisioning."),
    Column::new("errors", ColumnType::Json, "What went wrong after Webex accepted the request."),
    Column::new("created", ColumnType::Time, "When the subscriber was provisioned."),
    Column::new("lastStatusChange", ColumnType::Time, "When `status` last changed."),
    Column::new(
        "provisioningId",
        ColumnType::Text,
        "The id of the onboarding template that the subscriber was provisioned with.",
    ),
    Column::new(
        "selfActivated",
        ColumnType::Flag,
        "Whether the subscriber activated itself. Webex's examples also show it as text.",
    ),
];
/// The columns of a subscriber precheck.
pub static SUBSCRIBER_PRECHECKS: TableSchema = TableSchema::new(&[
    ColumnGroup { json_paths: &[&[]], columns: SUBSCRIBER_PRECHECK },
    LEFTOVERS,
]);

const SUBSCRIBER_PRECHECK: &[Column] = &[
    Column::new("message", ColumnType::Text, "`success` if provisioning is likely to succeed."),
    Column::new(
        "info",
        ColumnType::Json,
        "The findings. Webex documents an object here, and shows an array.",
    ),
];
/// The columns of a workspace.
pub static WORKSPACES: TableSchema =
    TableSchema::new(&[ColumnGroup { json_paths: &[&[]], columns: WORKSPACE }, LEFTOVERS]);

const WORKSPACE: &[Column] = &[
    Column::new("id", ColumnType::Text, "The id that updating and removing the workspace take."),
    Column::new(
        "provisioningId",
        ColumnType::Text,
        "The id of the onboarding template that the workspace was provisioned with.",
    ),
    Column::new("userId", ColumnType::Text, "The workspace's user ID on BroadWorks."),
    Column::new(
        "spEnterpriseId",
        ColumnType::Text,
        "The enterprise's identifier on BroadWorks: service provider, `+`, enterprise.",
    ),
    Column::new("displayName", ColumnType::Text, "The name that Webex shows."),
    Column::new("primaryPhoneNumber", ColumnType::Text, "The primary phone number."),
    Column::new("extension", ColumnType::Text, "The extension."),
    Column::new("created", ColumnType::Time, "When the workspace was provisioned."),
];
/// The columns of a billing report.
pub static BILLING_REPORTS: TableSchema =
    TableSchema::new(&[ColumnGroup { json_paths: &[&[]], columns: BILLING_REPORT }, LEFTOVERS]);

const BILLING_REPORT: &[Column] = &[
    Column::new("id", ColumnType::Text, "The id that the other operations on the report take."),
    Column::new("billingPeriod", ColumnType::Text, "The month, as `YYYY-MM`."),
    Column::new("status", ColumnType::Text, "The state of the report."),
    Column::new("created", ColumnType::Time, "When the report was generated."),
    Column::new(
        "createdBy",
        ColumnType::Text,
        "The person ID of the administrator who created the report.",
    ),
    Column::new(
        "tempDownloadURL",
        ColumnType::Text,
        "A link to the report as CSV that works for a short time. It is a secret.",
    ),
    Column::new("errors", ColumnType::Json, "What went wrong after Webex accepted the request."),
];
