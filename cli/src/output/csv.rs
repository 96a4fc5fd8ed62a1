//! Comma-separated values: the columns that tables have in every language.

use std::io::{IsTerminal as _, stdout};

use serde_json::Value;

use super::columns::Columns;
use super::sanitize::{escape_terminal, guard_formula};
use super::stdout::write_bytes;
use crate::failure::{Failure, Result};

/// How many rows are read at once.
const BATCH: usize = 256;

/// The byte order mark of UTF-8.
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Rows that are converted to columns.
pub(crate) struct Csv {
    columns: Columns,
    /// What comes before the first row, until it's written: a byte order mark, by which Excel knows
    /// UTF-8, and a header.
    start: Option<Start>,
}

#[derive(Clone, Copy)]
struct Start {
    bom: bool,
    header: bool,
}

impl Csv {
    pub(super) fn new(columns: Columns, bom: bool, header: bool) -> Self {
        Self { columns, start: Some(Start { bom, header }) }
    }

    pub(crate) fn row(&mut self, row: &str) -> Result<()> {
        if self.columns.push(row)? == BATCH { self.flush() } else { Ok(()) }
    }

    /// Writes the waiting rows. If there was no row, it writes the header.
    pub(crate) fn finish(mut self) -> Result<()> {
        self.flush()
    }

    pub(crate) fn flush(&mut self) -> Result<()> {
        let is_terminal = stdout().is_terminal();
        let start = self.start.take().unwrap_or(Start { bom: false, header: false });
        let mut writer =
            csv::Writer::from_writer(if start.bom { BOM.to_vec() } else { Vec::new() });
        let mut record = |fields: &mut dyn Iterator<Item = String>| {
            writer.write_record(fields).map_err(|error| Failure::Other(error.to_string()))
        };
        if start.header {
            record(&mut self.columns.names().map(str::to_owned))?;
        }
        for row in self.columns.take()? {
            record(&mut row.iter().map(|value| field(value, is_terminal)))?;
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
