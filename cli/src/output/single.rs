//! One thing instead of many: an object, or a table of one row.

use serde_json::Value;
use serde_json::value::to_raw_value;

use super::sanitize::escape_terminal_json;
use super::{Format, View, write};
use crate::failure::{Failure, Result};
use crate::run::Session;

/// Writes one row; as JSON it is an object and no array.
pub(crate) fn single(session: &Session, view: &'static View, row: &Value) -> Result<()> {
    if session.format()? == Format::Json {
        let text =
            serde_json::to_string_pretty(row).map_err(|error| Failure::Other(error.to_string()))?;
        return write(&format!("{}\n", keep_lines(&text)));
    }
    let raw = to_raw_value(row).map_err(|error| Failure::Other(error.to_string()))?;
    let mut output = session.output(view)?;
    output.row(&raw)?;
    output.finish()
}

/// The lines of pretty JSON are ours; what stands in them is not.
fn keep_lines(text: &str) -> String {
    text.lines().map(escape_terminal_json).collect::<Vec<_>>().join("\n")
}
