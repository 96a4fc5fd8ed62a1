//! The confirmation of a change: shows what would be changed and asks for permission.

use std::fmt::Write as _;
use std::io::{BufRead as _, IsTerminal as _, stdin};

use webex_broadworks_bulk::BulkPlan;

use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::session::Session;

/// A count with its noun: `1 enterprise`, `2 enterprises`.
pub(crate) fn count_of(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// A change that needs confirmation.
pub(crate) struct Confirmation<'a> {
    /// The action, as an imperative sentence: `Turn directory sync on`.
    pub(crate) action: &'a str,
    /// The counted noun: `enterprise`, `user`.
    pub(crate) noun: &'a str,
    pub(crate) plan: BulkPlan,
    /// Further lines: conditions, window, ledger.
    pub(crate) details: Vec<String>,
    /// Whether it asks about a single item too.
    pub(crate) always: bool,
    pub(crate) yes: bool,
    pub(crate) dry_run: bool,
}

impl Confirmation<'_> {
    fn describe(&self) -> String {
        let BulkPlan { begun, first, .. } = &self.plan;
        let count = usize::try_from(*begun).unwrap_or(usize::MAX);
        let mut text = format!("{} for {}", self.action, count_of(count, self.noun));
        if !first.is_empty() {
            let _ = write!(text, ": {}", first.join(", "));
        }
        let more = begun.saturating_sub(first.len() as u64);
        if more > 0 {
            let _ = write!(text, " and {more} more");
        }
        for detail in &self.details {
            text.push_str("\n  ");
            text.push_str(detail);
        }
        text
    }

    /// Asks for confirmation, unless there is one item, nothing to change, or `--yes`.
    pub(crate) async fn confirm(&self, session: &Session) -> Result<()> {
        if self.dry_run {
            return Ok(());
        }
        if self.yes {
            // Named items are counted. A list is not counted yet.
            if self.plan.begun > 1 || self.plan.run_name.is_some() {
                session.note(&self.describe());
            }
            return Ok(());
        }
        if self.plan.begun == 0 || (self.plan.begun == 1 && !self.always) {
            return Ok(());
        }
        ask(&self.describe(), "--yes to proceed, or --dry-run to preview", session).await
    }
}

/// Asks for confirmation; `options` says what to pass without a terminal.
pub(crate) async fn ask(description: &str, options: &str, session: &Session) -> Result<()> {
    if session.output_options.no_input || !stdin().is_terminal() {
        return Err(Failure::usage(format!(
            "nothing was done, because this needs confirmation. Pass {options}:\n{description}"
        )));
    }
    // Asked even with --quiet.
    crate::messages::note(false, &format!("{description}\nContinue? [y/N]"));
    let answer = session
        .interrupt
        .run_unless_stopped(read_answer(), || "Nothing was done.".to_owned())
        .await?;
    if matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes") {
        return Ok(());
    }
    session.note("Nothing was done.");
    Err(Failure::AlreadyReported(Exit::Interrupted))
}

async fn read_answer() -> Result<String> {
    let read = tokio::task::spawn_blocking(|| {
        let mut line = String::new();
        stdin().lock().read_line(&mut line).map(|_| line)
    });
    Ok(read.await.map_err(|error| Failure::Other(error.to_string()))??)
}
