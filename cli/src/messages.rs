//! What goes to standard error: messages for people, safe for a terminal.

use std::io::Write as _;

use anstyle::{AnsiColor, Style};

use crate::failure::Failure;
use crate::output::sanitize::escape_terminal;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();

/// Says something that belongs to the result's story, unless `--quiet`.
pub(crate) fn note(quiet: bool, text: &str) {
    if !quiet {
        // Whoever closed standard error does not want to know.
        let _ = writeln!(anstream::stderr().lock(), "{}", lines(text));
    }
}

/// Says something that may be overlooked at one's peril.
pub(crate) fn warn(text: &str) {
    let _ = writeln!(anstream::stderr().lock(), "{WARNING}warning:{WARNING:#} {}", lines(text));
}

/// Says why it failed.
pub(crate) fn report(failure: &Failure) {
    if let Some(text) = failure.message() {
        error(&text);
    }
}

/// Says what went wrong.
pub(crate) fn error(text: &str) {
    let _ = writeln!(anstream::stderr().lock(), "{ERROR}error:{ERROR:#} {}", lines(text));
}

/// Each line made safe, and the line ends kept.
fn lines(text: &str) -> String {
    text.lines().map(escape_terminal).collect::<Vec<_>>().join("\n")
}
