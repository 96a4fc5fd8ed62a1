//! Rows under named columns.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;

/// Rows with named columns. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Table {
    pub(crate) arrow_schema: SchemaRef,
    pub(crate) batches: Arc<[RecordBatch]>,
}

impl Table {
    pub(crate) fn new(arrow_schema: SchemaRef, batches: Vec<RecordBatch>) -> Self {
        Self { arrow_schema, batches: batches.into() }
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The names of its columns.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.arrow_schema.fields().iter().map(|field| field.name().as_str())
    }

    /// The rows in Arrow's format, in batches of some thousands.
    pub fn batches(&self) -> &[RecordBatch] {
        &self.batches
    }
}
