//! The columns of enterprises.

use super::column::Column;
use super::column_type::ColumnType;
use super::directory_sync::{RUN, SWITCH};
use super::schema::{ColumnGroup, LEFTOVERS, TableSchema};

/// The columns of enterprises, one row each.
pub static ENTERPRISES: TableSchema = TableSchema::new(&[
    ColumnGroup { json_paths: &[&[]], columns: OWN },
    ColumnGroup { json_paths: &[&["broadworksDirectorySync"]], columns: SWITCH },
    ColumnGroup {
        json_paths: &[&["broadworksDirectorySync", "directorySyncStatus"]],
        columns: RUN,
    },
    LEFTOVERS,
]);

const OWN: &[Column] = &[
    Column::new("id", ColumnType::Text, "The id that every other operation takes."),
    Column::new("orgId", ColumnType::Text, "The id of the customer's Webex organization."),
    Column::new(
        "provisioningId",
        ColumnType::Text,
        "The id of the onboarding template that the enterprise was provisioned with.",
    ),
    Column::new(
        "spEnterpriseId",
        ColumnType::Text,
        "The identifier on BroadWorks: service provider, `+`, enterprise.",
    ),
    Column::new(
        "orgCreationTimeStamp",
        ColumnType::Time,
        "When the customer's organization was created; only some partners get this field.",
    ),
];
