//! One row: a JSON object, or a table of one row.

use serde_json::Value;
use serde_json::value::to_raw_value;

use super::sanitize::escape_terminal_json;
use super::stdout::write;
use super::{Format, Output};
use crate::failure::{Failure, Result};

/// Prints one row: as JSON it is an object and not an array.
pub(crate) fn print_single(format: Format, mut output: Output, row: &Value) -> Result<()> {
    if format == Format::Json {
        return write_json(row);
    }
    let raw = to_raw_value(row).map_err(|error| Failure::Other(error.to_string()))?;
    output.row(raw.get())?;
    output.finish()
}

/// Writes a value as pretty-printed JSON.
pub(crate) fn write_json(value: &Value) -> Result<()> {
    let text =
        serde_json::to_string_pretty(value).map_err(|error| Failure::Other(error.to_string()))?;
    write(&format!("{}\n", escape_lines(&text)))
}

/// Escapes each line and keeps the line ends of pretty-printed JSON.
fn escape_lines(text: &str) -> String {
    text.lines().map(escape_terminal_json).collect::<Vec<_>>().join("\n")
}
