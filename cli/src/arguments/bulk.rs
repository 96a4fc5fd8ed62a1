//! How a command works on many enterprises.

use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use jiff::Timestamp;
use webex_broadworks::IdentifierStyle;
use webex_broadworks_bulk::{BulkOptions, OnlyIf, OutcomeKind};

use super::connection::ConnectionArguments;
use super::window::{self, Window, WindowArgument};
use crate::failure::{Failure, Result};

/// How it is carried out.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "How it is carried out")]
pub(crate) struct BulkArguments {
    /// Change nothing, and tell what would be done
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Do not ask before more than one enterprise is changed
    #[arg(long, short)]
    pub(crate) yes: bool,
    /// Start nothing after this time: 05:30 (here), 05:30+01:00, or a date and time; or nothing
    /// outside of these hours: 22:00-05:30
    #[arg(long, value_name = "TIME", value_parser = window::parse)]
    pub(crate) window: Option<WindowArgument>,
    /// How many enterprises are worked on at once [default: 32; for runs as many as there are
    /// clusters]
    #[arg(long, value_name = "COUNT")]
    pub(crate) concurrency: Option<usize>,
}

/// Where it is written down.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Ledger")]
pub(crate) struct LedgerArguments {
    /// Write the run down in this file: killed and begun again, it does nothing twice
    #[arg(long, value_name = "FILE")]
    pub(crate) ledger: Option<PathBuf>,
    /// The name of the run in the ledger: resumes that run, or starts it
    #[arg(long, value_name = "NAME", requires = "ledger")]
    pub(crate) run_name: Option<String>,
    /// Do the items with these outcomes again, such as failed,ambiguous
    #[arg(long, value_name = "OUTCOME", requires = "ledger", value_delimiter = ',', value_parser = outcome())]
    pub(crate) retry: Vec<OutcomeKind>,
}

fn outcome() -> impl TypedValueParser<Value = OutcomeKind> {
    PossibleValuesParser::new(OutcomeKind::ALL.map(OutcomeKind::name))
        .try_map(|name| OutcomeKind::from_name(&name).ok_or("there is no such outcome"))
}

impl LedgerArguments {
    fn apply(&self, mut options: BulkOptions) -> BulkOptions {
        if let Some(file) = &self.ledger {
            options = options.ledger(file);
        }
        if let Some(name) = &self.run_name {
            options = options.run_name(name);
        }
        options.retry(self.retry.iter().copied())
    }
}

impl BulkArguments {
    /// The window at a time.
    pub(crate) fn window_at(&self, now: Timestamp) -> Result<Option<Window>> {
        self.window.as_ref().map(|window| window.at(now)).transpose().map_err(Failure::Usage)
    }

    pub(crate) fn options(
        &self,
        connection: &ConnectionArguments,
        only_if: OnlyIf,
        ledger: &LedgerArguments,
        window: Option<&Window>,
    ) -> BulkOptions {
        let mut options = BulkOptions::default()
            .identifier_style(IdentifierStyle::Shell)
            .only_if(only_if)
            .dry_run(self.dry_run);
        if let Some(concurrency) = self.concurrency {
            options = options.concurrency(concurrency);
        }
        if let Some(timeout) = connection.timeout {
            options = options.timeout(timeout);
        }
        if let Some(window) = window {
            options = options.stop_starting_after(window.end());
        }
        ledger.apply(options)
    }
}
