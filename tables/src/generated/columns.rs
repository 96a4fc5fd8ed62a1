//! The columns of what Webex lists. Written by `make generate` from `api/models.toml`.

use crate::column::Column;
use crate::column_type::ColumnType;
use crate::schema::{ColumnGroup, LEFTOVERS, TableSchema};

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
