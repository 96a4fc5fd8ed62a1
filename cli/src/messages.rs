//! Messages on standard error, escaped for a terminal.

use std::io::Write as _;

use anstyle::{AnsiColor, Style};

use crate::failure::Failure;
use crate::output::sanitize::escape_terminal;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();

/// Prints a note, unless `--quiet` is set.
pub(crate) fn note(quiet: bool, text: &str) {
    if !quiet {
        // A closed standard error is not an error.
        let _ = writeln!(anstream::stderr().lock(), "{}", lines(text));
    }
}

/// Prints a warning.
pub(crate) fn warn(text: &str) {
    let _ = writeln!(anstream::stderr().lock(), "{WARNING}warning:{WARNING:#} {}", lines(text));
}

/// Prints the message of a failure, unless it was reported already.
pub(crate) fn report(failure: &Failure) {
    if let Some(text) = failure.message() {
        error(&text);
    }
}

/// Prints an error.
pub(crate) fn error(text: &str) {
    let _ = writeln!(anstream::stderr().lock(), "{ERROR}error:{ERROR:#} {}", lines(text));
}

/// Escapes each line and keeps the line ends.
fn lines(text: &str) -> String {
    text.lines().map(escape_terminal).collect::<Vec<_>>().join("\n")
}
