//! A table through Arrow's C interface.

use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::ffi::FFI_ArrowSchema;
use arrow_schema::{ArrowError, SchemaRef};

use super::table::Table;
use webex_broadworks::{Error, Result};

impl Table {
    /// The rows as an `ArrowArrayStream` of Arrow's C interface.
    pub fn to_stream(&self) -> FFI_ArrowArrayStream {
        let rows = BatchReader { table: self.clone(), next: 0 };
        FFI_ArrowArrayStream::new(Box::new(rows))
    }

    /// The columns as an `ArrowSchema` of Arrow's C interface.
    ///
    /// # Errors
    /// [`ErrorKind::Internal`](webex_broadworks::ErrorKind::Internal) if Arrow refuses the columns.
    pub fn to_schema(&self) -> Result<FFI_ArrowSchema> {
        FFI_ArrowSchema::try_from(self.arrow_schema.as_ref()).map_err(|error| {
            Error::internal("the schema of a table cannot be shown").with_source(error)
        })
    }
}

struct BatchReader {
    table: Table,
    next: usize,
}

impl Iterator for BatchReader {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = self.table.batches.get(self.next)?.clone();
        self.next += 1;
        Some(Ok(batch))
    }
}

impl RecordBatchReader for BatchReader {
    fn schema(&self) -> SchemaRef {
        self.table.arrow_schema.clone()
    }
}
