//! The table of a list of enterprises.

use super::column::Column;
use super::column_type::ColumnType;
use super::directory_sync::{RUN, SWITCH};
use super::schema::{ColumnGroup, LEFTOVERS, TableSchema};
use super::{Table, TableBuilder};
use webex_broadworks::internals::run_blocking;
use webex_broadworks::{EnterpriseList, RawPage, Result};

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

/// A list as a table.
pub trait EnterpriseTable {
    /// Returns every enterprise as a table.
    ///
    /// # Errors
    /// As [`EnterpriseList::all`]; there is no table then.
    fn table(self) -> impl Future<Output = Result<Table>> + Send;
}

impl EnterpriseTable for EnterpriseList {
    async fn table(mut self) -> Result<Table> {
        self.prefetch();
        let mut builder = TableBuilder::new(&ENTERPRISES);
        while let Some(page) = self.next_raw_page().await? {
            // On a blocking thread, because the task that fetches the next page may need this one.
            builder = run_blocking(move || builder.with_page(&page)).await?;
        }
        builder.finish()
    }
}

impl TableBuilder {
    fn with_page(mut self, page: &RawPage) -> Result<Self> {
        page.items().try_for_each(|item| self.push_json(item))?;
        Ok(self)
    }
}
