//! Writing to standard output.

use std::borrow::Cow;
use std::io::{IsTerminal as _, Write as _, stdout};

use super::sanitize::escape_terminal_json;
use crate::failure::{Failure, Result};

/// Writes text to standard output immediately, because a reader of a pipe waits for it.
pub(crate) fn write(text: &str) -> Result<()> {
    write_bytes(text.as_bytes())
}

/// Writes bytes to standard output immediately.
pub(crate) fn write_bytes(bytes: &[u8]) -> Result<()> {
    let mut stdout = stdout().lock();
    stdout.write_all(bytes).and_then(|()| stdout.flush()).map_err(Failure::output)
}

/// Writes JSON unchanged, unless a terminal would obey it.
pub(crate) fn terminal_safe_json(json: &str) -> Cow<'_, str> {
    if stdout().is_terminal() { escape_terminal_json(json) } else { json.into() }
}
