//! What is about to be changed, shown before it is, and the question whether it may.

use std::fmt::Write as _;
use std::io::{BufRead as _, IsTerminal as _, stdin};

use webex_broadworks_bulk::BulkPlan;

use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::run::Session;

/// A number of things: `1 enterprise`, `2 enterprises`.
pub(crate) fn counted(count: usize, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}

/// What is about to be done.
pub(crate) struct Plan<'a> {
    /// The work, as one says it to a person: `Switch directory sync on`.
    pub(crate) what: &'a str,
    /// What is counted: `enterprise`, `user`.
    pub(crate) thing: &'a str,
    pub(crate) planned: BulkPlan,
    /// Further lines: conditions, window, ledger.
    pub(crate) terms: Vec<String>,
    pub(crate) yes: bool,
    pub(crate) dry_run: bool,
}

impl Plan<'_> {
    fn in_words(&self) -> String {
        let BulkPlan { begun, first, .. } = &self.planned;
        let count = usize::try_from(*begun).unwrap_or(usize::MAX);
        let mut text = format!("{} for {}", self.what, counted(count, self.thing));
        if !first.is_empty() {
            let _ = write!(text, ": {}", first.join(", "));
        }
        let more = begun.saturating_sub(first.len() as u64);
        if more > 0 {
            let _ = write!(text, " and {more} more");
        }
        for term in &self.terms {
            text.push_str("\n  ");
            text.push_str(term);
        }
        text
    }

    /// Goes on only if it may: asks, unless it is about one thing, changes nothing, or was answered
    /// beforehand.
    pub(crate) async fn confirm(&self, session: &Session) -> Result<()> {
        if self.dry_run {
            return Ok(());
        }
        if self.yes {
            // All that is counted was named; of a listing nobody has counted yet.
            if self.planned.begun > 1 || self.planned.run.is_some() {
                session.note(&self.in_words());
            }
            return Ok(());
        }
        if self.planned.begun <= 1 {
            return Ok(());
        }
        if !stdin().is_terminal() {
            return Err(Failure::usage(format!(
                "nothing was done. It would be: {}\nPass --yes to do it, or --dry-run to see what it \
                 would do: standard input is no terminal, so nobody can be asked",
                self.in_words()
            )));
        }
        // Asked even with --quiet.
        crate::say::note(false, &format!("{}\nGo on? [y/N]", self.in_words()));
        let answer = session.interrupt.unless(ask(), || "Nothing was done.".to_owned()).await?;
        if matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes") {
            return Ok(());
        }
        session.note("Nothing was done.");
        Err(Failure::Said(Exit::Error))
    }
}

async fn ask() -> Result<String> {
    let read = tokio::task::spawn_blocking(|| {
        let mut line = String::new();
        stdin().lock().read_line(&mut line).map(|_| line)
    });
    Ok(read.await.map_err(|error| Failure::Other(error.to_string()))??)
}
