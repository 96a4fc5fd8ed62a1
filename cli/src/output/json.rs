//! JSON: one document as an array, one object in each line, or a single object.

use std::borrow::Cow;
use std::io::{IsTerminal as _, stdout};

use serde_json::Value;

use super::sanitize::escape_terminal_json;
use super::stdout::write;
use crate::failure::{Failure, Result};

/// An array in the making.
#[derive(Debug, Default)]
pub(crate) struct Json {
    rows: u64,
}

impl Json {
    pub(crate) fn row(&mut self, row: &str) -> Result<()> {
        let before = if self.rows == 0 { "[\n" } else { ",\n" };
        self.rows += 1;
        write(before)?;
        write(&terminal_safe(&one_line(row)))
    }

    pub(crate) fn finish(self) -> Result<()> {
        write(if self.rows == 0 { "[]\n" } else { "\n]\n" })
    }
}

/// Writes an object in a line of its own.
pub(crate) fn write_line(row: &str) -> Result<()> {
    write(&terminal_safe(&(one_line(row) + "\n")))
}

/// Writes a value as pretty-printed JSON.
pub(crate) fn write_json(value: &Value) -> Result<()> {
    let text =
        serde_json::to_string_pretty(value).map_err(|error| Failure::Other(error.to_string()))?;
    let lines: Vec<_> = text.lines().map(escape_terminal_json).collect();
    write(&format!("{}\n", lines.join("\n")))
}

/// JSON without line breaks, which are only formatting: JSON escapes those in texts.
fn one_line(json: &str) -> String {
    json.replace(['\n', '\r'], "")
}

/// JSON unchanged, unless a terminal would obey it.
fn terminal_safe(json: &str) -> Cow<'_, str> {
    if stdout().is_terminal() { escape_terminal_json(json) } else { json.into() }
}
