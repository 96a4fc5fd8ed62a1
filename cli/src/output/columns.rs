//! The columns of a table or CSV, if the caller names them.

use serde_json::{Map, Value};
use webex_broadworks_tables::{Column, TableBuilder, TableSchema};

use crate::failure::{Failure, Result};

/// Rows on their way into columns.
pub(super) struct Columns {
    names: Vec<&'static str>,
    builder: TableBuilder,
    waiting: usize,
}

impl Columns {
    /// The named columns in this order; all of them if none is named.
    pub(super) fn select(schema: &'static TableSchema, asked: &[String]) -> Result<Self> {
        let known: Vec<_> = schema.columns().map(Column::name).collect();
        let find = |name: &String| {
            let name = name.trim();
            known.iter().copied().find(|column| *column == name).ok_or_else(|| {
                let known = known.join(", ");
                Failure::usage(format!("--columns: unknown column {name}. Columns: {known}"))
            })
        };
        let names = asked.iter().map(find).collect::<Result<Vec<_>>>()?;
        let names = if names.is_empty() { known } else { names };
        Ok(Self { names, builder: TableBuilder::new(schema), waiting: 0 })
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.names.iter().copied()
    }

    /// Adds a row, given as a JSON object, and returns how many wait to be taken.
    pub(super) fn push(&mut self, row: &str) -> Result<usize> {
        self.builder.push_json(row)?;
        self.waiting += 1;
        Ok(self.waiting)
    }

    /// Takes the rows that wait.
    pub(super) fn take(&mut self) -> Result<Vec<Vec<Value>>> {
        self.waiting = 0;
        let pick = |line: String| -> Vec<Value> {
            let row: Map<String, Value> = serde_json::from_str(&line).unwrap_or_default();
            self.names.iter().map(|name| row.get(*name).cloned().unwrap_or_default()).collect()
        };
        Ok(self.builder.finish()?.ndjson().map(pick).collect())
    }
}
