//! What is about to be changed, shown before it is, and the question whether it may.

use std::fmt::Write as _;
use std::io::{BufRead as _, IsTerminal as _, stdin};

use webex_broadworks::{Client, EnterpriseList, FoundEnterprise};

use crate::enterprises::Meant;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::progress::Progress;
use crate::run::Session;

/// How many names a plan shows.
const SHOWN: usize = 5;

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
    pub(crate) size: Size,
    /// Further lines: conditions, window, ledger.
    pub(crate) terms: Vec<String>,
    pub(crate) yes: bool,
    pub(crate) dry_run: bool,
}

/// How many there are, and what the first of them are called.
#[derive(Debug, Default)]
pub(crate) struct Size {
    pub(crate) count: usize,
    pub(crate) first: Vec<String>,
}

impl Size {
    /// Counts names.
    pub(crate) fn of<'a>(names: impl ExactSizeIterator<Item = &'a str>) -> Self {
        Self { count: names.len(), first: names.take(SHOWN).map(str::to_owned).collect() }
    }

    /// Counts who is meant; a listing is read for that.
    pub(crate) async fn of_meant(
        client: &Client,
        meant: &Meant,
        session: &Session,
    ) -> Result<Self> {
        match meant {
            Meant::Named(found) => Ok(Self::of(found.iter().map(name))),
            Meant::Listed(listing) => {
                Self::of_list(client.list_enterprises(listing.clone())?, session).await
            }
        }
    }

    async fn of_list(mut list: EnterpriseList, session: &Session) -> Result<Self> {
        let progress = Progress::listing(session);
        let mut size = Self::default();
        while let Some(page) = list.next_page().await? {
            let names = page.items.iter().filter_map(|it| it.sp_enterprise_id.clone());
            size.first.extend(names.take(SHOWN - size.first.len()));
            size.count += page.items.len();
            progress.listed(size.count);
        }
        Ok(size)
    }
}

fn name(found: &FoundEnterprise) -> &str {
    found.sp_enterprise_id.as_deref().unwrap_or(&found.id)
}

impl Plan<'_> {
    fn in_words(&self) -> String {
        let Size { count, first } = &self.size;
        let mut text =
            format!("{} for {}: {}", self.what, counted(*count, self.thing), first.join(", "));
        if *count > first.len() {
            let _ = write!(text, " and {} more", count - first.len());
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
            if self.size.count > 1 {
                session.note(&self.in_words());
            }
            return Ok(());
        }
        if self.size.count <= 1 {
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
