//! Lists, bulk runs, audits and files as Arrow tables, for `polars`, pandas, `DuckDB` and all libraries
//! that read Arrow's C interface.
//!
//! A [`TableSchema`] declares the columns once: their name, type and meaning. Rows are read from the
//! checked bytes, one after the other, without a copy in between. A value that doesn't fit its column is
//! null, and the column `unparsed` has it as Webex sent it. The column `extra` has the fields without a
//! column.

#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

mod arrow_ffi;
mod builder;
mod cell;
mod column;
mod column_builders;
mod column_type;
mod csv_file;
mod directory_sync;
mod enterprises;
mod generated;
mod json_object_writer;
mod lists;
mod ndjson;
mod outcomes;
mod row_decoder;
mod schema;
mod table;
#[cfg(test)]
mod tests;

pub use self::builder::TableBuilder;
pub use self::column::Column;
pub use self::column_type::ColumnType;
pub use self::csv_file::DownloadTable;
pub use self::directory_sync::{COUNTERS, DIRECTORY_SYNC};
pub use self::enterprises::ENTERPRISES;
pub use self::generated::columns::*;
pub use self::lists::ListTable;
pub use self::outcomes::{OUTCOMES, OutcomeTable};
pub use self::schema::{ColumnGroup, TableSchema};
pub use self::table::Table;
