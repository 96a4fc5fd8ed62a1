//! Comma-separated values: the columns that tables have in every language.

use std::io::{IsTerminal as _, stdout};

use serde_json::{Map, Value};
use webex_broadworks_tables::{Column, TableBuilder, TableSchema};

use super::sanitize::{escape_terminal, guard_formula};
use super::stdout::write_bytes;
use crate::failure::{Failure, Result};

/// How many rows are read at once.
const BATCH: usize = 256;

/// The byte order mark of UTF-8.
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Rows that are converted to columns.
pub(crate) struct Csv {
    header: Option<Vec<&'static str>>,
    bom: bool,
    builder: TableBuilder,
    waiting: usize,
}

impl Csv {
    /// With `bom`, the file starts with a byte order mark, by which Excel recognizes UTF-8.
    pub(crate) fn open(columns: &'static TableSchema, bom: bool) -> Self {
        let header = Some(columns.columns().map(Column::name).collect());
        Self { header, bom, builder: TableBuilder::new(columns), waiting: 0 }
    }

    pub(crate) fn row(&mut self, row: &str) -> Result<()> {
        self.builder.push_json(row)?;
        self.waiting += 1;
        if self.waiting == BATCH { self.flush() } else { Ok(()) }
    }

    /// Writes the waiting rows. If there was no row, it writes the header.
    pub(crate) fn finish(mut self) -> Result<()> {
        self.flush()
    }

    pub(crate) fn flush(&mut self) -> Result<()> {
        self.waiting = 0;
        let is_terminal = stdout().is_terminal();
        let start = if self.header.is_some() && self.bom { BOM } else { &[] };
        let mut writer = csv::Writer::from_writer(start.to_vec());
        let mut record = |fields: &mut dyn Iterator<Item = String>| {
            writer.write_record(fields).map_err(|error| Failure::Other(error.to_string()))
        };
        if let Some(header) = self.header.take() {
            record(&mut header.into_iter().map(str::to_owned))?;
        }
        for line in self.builder.finish()?.ndjson() {
            let row: Map<String, Value> = serde_json::from_str(&line).unwrap_or_default();
            record(&mut row.values().map(|value| field(value, is_terminal)))?;
        }
        let bytes = writer.into_inner().map_err(|error| Failure::Other(error.to_string()))?;
        write_bytes(&bytes)
    }
}

/// A value in a cell: empty for null, and never a formula.
fn field(value: &Value, is_terminal: bool) -> String {
    match value {
        Value::Null => String::new(),
        // Only a terminal obeys control characters. A file keeps them.
        Value::String(text) if is_terminal => escape_terminal(&guard_formula(text)).into_owned(),
        Value::String(text) => guard_formula(text).into_owned(),
        other => other.to_string(),
    }
}
