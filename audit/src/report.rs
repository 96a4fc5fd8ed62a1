//! What audits of enterprises and of subscribers have in common: tables, a summary and a report.

use std::fmt::Debug;

use serde::Serialize;
use serde_json::Value;
use webex_broadworks::Result;
use webex_broadworks_tables::{Table, TableBuilder, TableSchema};

/// The maximum number of rows per table of a report, by default.
pub const DOCUMENT_ROWS: usize = 2000;

/// The maximum number of rows per table in a notebook, by default.
pub const FRAGMENT_ROWS: usize = 20;

/// The result of an audit of enterprises or subscribers.
pub trait Report: Debug + Send + Sync {
    /// Returns the rows of a table; `None` if the audit has no table with this name.
    fn table(&self, name: &str) -> Option<&dyn Rows>;

    /// Returns the summary as a JSON object.
    fn summary_json(&self) -> Value;

    /// Writes a self-contained HTML report with up to `rows` rows per table.
    fn to_html(&self, rows: usize) -> String;

    /// Writes the same report as a fragment, with up to `rows` rows per table.
    fn to_html_fragment(&self, rows: usize) -> String;

    /// Writes one table as a fragment, with up to `rows` rows; `None` if the audit has no table with
    /// this name.
    fn table_to_html(&self, name: &str, rows: usize) -> Option<String>;
}

/// The rows of a table.
pub trait Rows: Send + Sync {
    /// Returns the number of rows.
    fn count(&self) -> usize;

    /// Returns the rows as JSON, one row in each line.
    fn ndjson(&self) -> Vec<u8>;

    /// Returns the rows as a table in Arrow's format. Lists are JSON text.
    ///
    /// # Errors
    /// [`ErrorKind::Internal`](webex_broadworks::ErrorKind::Internal) if Arrow refuses the rows.
    fn arrow(&self) -> Result<Table>;
}

/// One row of a table.
pub(crate) trait Row: Serialize + Send + Sync {
    /// The columns of the table.
    const SCHEMA: &'static TableSchema;

    /// Returns the partner label.
    fn partner(&self) -> Option<&str>;
}

impl<T: Row> Rows for Vec<T> {
    fn count(&self) -> usize {
        self.len()
    }

    fn ndjson(&self) -> Vec<u8> {
        let mut text = Vec::new();
        for row in self {
            // Rows have text keys and only values that JSON supports.
            if serde_json::to_writer(&mut text, row).is_ok() {
                text.push(b'\n');
            }
        }
        text
    }

    fn arrow(&self) -> Result<Table> {
        let mut builder = TableBuilder::new(T::SCHEMA);
        self.iter().try_for_each(|row| builder.push(row))?;
        builder.finish()
    }
}
