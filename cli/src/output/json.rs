//! One JSON document: an array that is written row by row.

use super::stdout::{terminal_safe_json, write};
use crate::failure::Result;

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
        write(&terminal_safe_json(&row.replace(['\n', '\r'], "")))
    }

    pub(crate) fn finish(self) -> Result<()> {
        write(if self.rows == 0 { "[]\n" } else { "\n]\n" })
    }
}
