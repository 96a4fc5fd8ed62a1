//! Lists, bulk runs and whatever else has rows as Arrow tables, for `polars`, pandas, `DuckDB` and all
//! that speaks Arrow's C interface.
//!
//! Columns are declared once, in a [`TableSchema`]: their name, type and meaning. Rows are read out of the
//! checked bytes, one after the other, so a table takes the memory that it needs itself and no more.
//! A value that does not fit its column is null, and kept as it was sent in the column `unparsed`;
//! fields without a column are kept in `extra`.

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
