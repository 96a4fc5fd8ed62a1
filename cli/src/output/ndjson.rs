//! One JSON object in each line, each as it was sent.

use super::stdout::{terminal_safe_json, write};
use crate::failure::Result;

/// Writes a row.
pub(crate) fn row(row: &str) -> Result<()> {
    // JSON escapes newlines in text, so these are only formatting.
    let mut line = row.replace(['\n', '\r'], "");
    line.push('\n');
    write(&terminal_safe_json(&line))
}
