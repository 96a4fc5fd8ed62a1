//! The table of a list.

use super::generated::columns::columns_of;
use super::{Table, TableBuilder};
use webex_broadworks::internals::run_blocking;
use webex_broadworks::{List, RawPage, Result};

/// A list as a table.
pub trait ListTable {
    /// Returns every item as a row of a table.
    ///
    /// # Errors
    /// As [`List::all`]; there is no table then.
    fn table(self) -> impl Future<Output = Result<Table>> + Send;
}

impl<T: 'static> ListTable for List<T> {
    async fn table(mut self) -> Result<Table> {
        self.prefetch();
        let mut builder = TableBuilder::new(columns_of(self.operation()));
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
