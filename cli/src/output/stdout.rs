//! Writing to standard output.

use std::io::{Write as _, stdout};

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
