//! Comma-separated values: the columns that tables have in every language.

use std::io::{Stdout, stdout};

use serde_json::value::RawValue;
use serde_json::{Map, Value};
use webex_broadworks::table::{Layout, TableBuilder};

use super::cell::no_formula;
use crate::failure::Result;

/// How many rows are read at once.
const BATCH: usize = 256;

/// Rows on their way into columns.
pub(crate) struct Csv {
    writer: csv::Writer<Stdout>,
    builder: TableBuilder,
    waiting: usize,
}

impl Csv {
    pub(crate) fn open(columns: &'static Layout) -> Result<Self> {
        let mut writer = csv::Writer::from_writer(stdout());
        writer.write_record(columns.columns().map(webex_broadworks::table::Column::name))?;
        writer.flush()?;
        Ok(Self { writer, builder: TableBuilder::new(columns), waiting: 0 })
    }

    pub(crate) fn row(&mut self, row: &RawValue) -> Result<()> {
        self.builder.push_json(row)?;
        self.waiting += 1;
        if self.waiting == BATCH { self.flush() } else { Ok(()) }
    }

    pub(crate) fn finish(mut self) -> Result<()> {
        self.flush()
    }

    fn flush(&mut self) -> Result<()> {
        self.waiting = 0;
        for line in self.builder.take()?.ndjson() {
            let row: Map<String, Value> = serde_json::from_str(&line).unwrap_or_default();
            self.writer.write_record(row.values().map(field))?;
        }
        self.writer.flush()?;
        Ok(())
    }
}

/// A value in a cell: nothing for null, and no formula.
pub(crate) fn field(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => no_formula(text).into_owned(),
        other => other.to_string(),
    }
}
