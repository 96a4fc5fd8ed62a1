//! Fills a table row by row.

use std::mem;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use serde::Serialize;

use super::column_builders::ColumnBuilders;
use super::row_decoder::RowDecoder;
use super::schema::TableSchema;
use super::table::Table;
use webex_broadworks::{Error, Result};

/// Number of rows of a record batch.
pub(super) const BATCH_ROWS: usize = 8192;
/// The size of the JSON from which a record batch ends early. The texts of a column must stay below
/// 2 GiB, and none is longer than its JSON. A response has at most 64 MiB.
const BATCH_BYTES: usize = 256 << 20;

/// Builds a table. Rows are JSON objects, or anything that serializes to one.
#[derive(Debug)]
pub struct TableBuilder {
    arrow_schema: SchemaRef,
    decoder: RowDecoder,
    columns: ColumnBuilders,
    bytes: usize,
    batches: Vec<RecordBatch>,
}

impl TableBuilder {
    /// Creates an empty table with this schema.
    pub fn new(schema: &'static TableSchema) -> Self {
        Self {
            arrow_schema: schema.arrow_schema(),
            decoder: RowDecoder::new(schema),
            columns: ColumnBuilders::new(schema),
            bytes: 0,
            batches: Vec::new(),
        }
    }

    /// Adds a row.
    ///
    /// # Errors
    /// [`ErrorKind::Internal`](webex_broadworks::ErrorKind::Internal) if it does not serialize.
    pub fn push(&mut self, row: &impl Serialize) -> Result<()> {
        let row = serde_json::to_string(row).map_err(|error| {
            Error::internal("the row of a table cannot be written as JSON").with_source(error)
        })?;
        self.push_json(&row)
    }

    /// Adds a row. Any JSON is accepted, and doesn't affect other rows.
    ///
    /// # Errors
    /// [`ErrorKind::Internal`](webex_broadworks::ErrorKind::Internal) if Arrow refuses the rows.
    pub fn push_json(&mut self, row: &str) -> Result<()> {
        self.columns.push(&self.decoder.read(row));
        self.bytes += row.len();
        if self.columns.len() >= BATCH_ROWS || self.bytes >= BATCH_BYTES {
            self.end_batch()?;
        }
        Ok(())
    }

    /// Returns the table of the rows so far, and empties the builder.
    ///
    /// # Errors
    /// [`ErrorKind::Internal`](webex_broadworks::ErrorKind::Internal) if Arrow refuses the rows.
    pub fn finish(&mut self) -> Result<Table> {
        if self.columns.len() > 0 {
            self.end_batch()?;
        }
        Ok(Table::new(self.arrow_schema.clone(), mem::take(&mut self.batches)))
    }

    fn end_batch(&mut self) -> Result<()> {
        self.bytes = 0;
        self.batches.push(self.columns.finish(&self.arrow_schema)?);
        Ok(())
    }
}
