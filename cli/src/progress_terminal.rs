//! A terminal with a right margin for the progress line.

use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use console::Term;
use indicatif::{ProgressBar, TermLike};

/// The width of `^C`, which a terminal shows for Ctrl-C, and one column before the end of the line.
const RIGHT_MARGIN: u16 = 3;

/// Standard error with a margin on the right.
///
/// The progress fills its line, and the cursor stays at its end. There, `^C` would wrap, and the line
/// above the cursor could no longer be erased.
#[derive(Debug)]
pub(crate) struct ProgressTerminal(Term);

impl ProgressTerminal {
    pub(crate) fn stderr() -> Self {
        Self(Term::buffered_stderr())
    }
}

impl TermLike for ProgressTerminal {
    fn width(&self) -> u16 {
        TermLike::width(&self.0).saturating_sub(RIGHT_MARGIN).max(1)
    }

    fn height(&self) -> u16 {
        TermLike::height(&self.0)
    }

    fn move_cursor_up(&self, n: usize) -> io::Result<()> {
        self.0.move_cursor_up(n)
    }

    fn move_cursor_down(&self, n: usize) -> io::Result<()> {
        self.0.move_cursor_down(n)
    }

    fn move_cursor_right(&self, n: usize) -> io::Result<()> {
        self.0.move_cursor_right(n)
    }

    fn move_cursor_left(&self, n: usize) -> io::Result<()> {
        self.0.move_cursor_left(n)
    }

    fn write_line(&self, s: &str) -> io::Result<()> {
        self.0.write_line(s)
    }

    fn write_str(&self, s: &str) -> io::Result<()> {
        self.0.write_str(s)
    }

    fn clear_line(&self) -> io::Result<()> {
        self.0.clear_line()
    }

    fn flush(&self) -> io::Result<()> {
        self.0.flush()
    }
}

/// The current progress line, which a signal handler can clear.
static ACTIVE_BAR: Mutex<Option<ProgressBar>> = Mutex::new(None);

/// Registers the progress line that is drawn from now on.
pub(crate) fn set_active(bar: &ProgressBar) {
    *active_bar() = Some(bar.clone());
}

/// Clears the current progress line.
pub(crate) fn clear() {
    if let Some(bar) = active_bar().take() {
        bar.finish_and_clear();
    }
}

fn active_bar() -> MutexGuard<'static, Option<ProgressBar>> {
    ACTIVE_BAR.lock().unwrap_or_else(PoisonError::into_inner)
}
