//! One Arrow builder for each column, for the rows that are not yet in a batch.

use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Float64Builder, Int64Builder, StringBuilder, TimestampMicrosecondBuilder,
};
use arrow_array::{Array as _, ArrayRef, RecordBatch};
use arrow_schema::SchemaRef;

use super::cell::Cell;
use super::column_type::{ColumnType, UTC};
use super::schema::TableSchema;
use webex_broadworks::{Error, Result};

/// The rows that are not yet in a record batch.
#[derive(Debug)]
pub(super) struct ColumnBuilders {
    columns: Vec<ColumnBuilder>,
    len: usize,
}

#[derive(Debug)]
enum ColumnBuilder {
    Text(StringBuilder),
    Flag(BooleanBuilder),
    Integer(Int64Builder),
    Number(Float64Builder),
    Time(TimestampMicrosecondBuilder),
}

impl ColumnBuilders {
    pub(super) fn new(schema: &TableSchema) -> Self {
        let columns = schema.columns().map(|column| ColumnBuilder::new(column.kind())).collect();
        Self { columns, len: 0 }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn push(&mut self, cells: &[Cell<'_>]) {
        for (at, column) in self.columns.iter_mut().enumerate() {
            column.push(cells.get(at).unwrap_or(&Cell::Null));
        }
        self.len += 1;
    }

    /// Returns a record batch of the rows so far, and starts the next one.
    pub(super) fn finish(&mut self, schema: &SchemaRef) -> Result<RecordBatch> {
        self.len = 0;
        let columns = self.columns.iter_mut().map(ColumnBuilder::finish).collect();
        RecordBatch::try_new(schema.clone(), columns).map_err(|error| {
            Error::internal("the columns of a table do not fit its schema").with_source(error)
        })
    }
}

impl ColumnBuilder {
    fn new(kind: ColumnType) -> Self {
        match kind {
            ColumnType::Text | ColumnType::Json => Self::Text(StringBuilder::new()),
            ColumnType::Flag => Self::Flag(BooleanBuilder::new()),
            ColumnType::Integer => Self::Integer(Int64Builder::new()),
            ColumnType::Number => Self::Number(Float64Builder::new()),
            ColumnType::Time => Self::Time(TimestampMicrosecondBuilder::new().with_timezone(UTC)),
        }
    }

    fn push(&mut self, cell: &Cell<'_>) {
        match (self, cell) {
            (Self::Text(values), Cell::Text(text)) => values.append_value(text),
            (Self::Flag(values), Cell::Flag(flag)) => values.append_value(*flag),
            (Self::Integer(values), Cell::Integer(integer)) => values.append_value(*integer),
            (Self::Number(values), Cell::Number(number)) => values.append_value(*number),
            (Self::Time(values), Cell::Time(time)) => values.append_value(*time),
            (Self::Text(values), _) => values.append_null(),
            (Self::Flag(values), _) => values.append_null(),
            (Self::Integer(values), _) => values.append_null(),
            (Self::Number(values), _) => values.append_null(),
            (Self::Time(values), _) => values.append_null(),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        let mut array: ArrayRef = match self {
            Self::Text(values) => Arc::new(values.finish()),
            Self::Flag(values) => Arc::new(values.finish()),
            Self::Integer(values) => Arc::new(values.finish()),
            Self::Number(values) => Arc::new(values.finish()),
            Self::Time(values) => Arc::new(values.finish()),
        };
        array.shrink_to_fit();
        array
    }
}
