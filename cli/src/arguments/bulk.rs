//! The options of commands for many enterprises.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use webex_broadworks_bulk::{BulkOptions, OnlyIf, OutcomeKind};

use super::duration;
use super::window::{self, Window, WindowArgument};
use crate::failure::{Failure, Result};
use crate::given::GivenOptions as _;
use crate::spelling::shell;
use webex_broadworks::Timestamp;

/// Options of the execution.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Execution")]
pub(crate) struct BulkArguments {
    /// Show what would be done, without changing anything
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Do not ask for confirmation
    #[arg(long, short)]
    pub(crate) yes: bool,
    /// Do not start anything after TIME: 05:30 (local), 05:30+01:00, or a date and time
    #[arg(long, value_name = "TIME", value_parser = window::parse_end, conflicts_with = "window")]
    pub(crate) stop_starting_after: Option<WindowArgument>,
    /// Start only within these hours: 22:00-05:30 (local), 22:00-05:30+01:00
    #[arg(long, value_name = "START-END", value_parser = window::parse_hours)]
    pub(crate) window: Option<WindowArgument>,
    /// Number of enterprises in parallel [default: 32; sync run: one per cluster]
    #[arg(long, value_name = "COUNT")]
    pub(crate) concurrency: Option<usize>,
    /// Time limit for each item once it is started: 90s, 2h [default: none; sync run: 3h]
    #[arg(long, value_name = "DURATION", value_parser = duration::parse)]
    pub(crate) timeout: Option<Duration>,
}

/// Options of the ledger.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Ledger")]
pub(crate) struct LedgerArguments {
    /// Record the run in this SQLite file, so that it can be resumed [env: WXBW_LEDGER]
    #[arg(long, value_name = "FILE")]
    pub(crate) ledger: Option<PathBuf>,
    /// Name of the run: resumes it if it exists, otherwise creates it
    #[arg(long, value_name = "NAME", requires = "ledger")]
    pub(crate) run_name: Option<String>,
    /// Maximum age of an unfinished run without a name that is resumed [default: 12h]
    #[arg(long, value_name = "DURATION", requires = "ledger", value_parser = duration::parse)]
    pub(crate) resume_within: Option<Duration>,
    /// Retry items with these outcomes, for example failed,ambiguous
    #[arg(long, value_name = "OUTCOME", requires = "ledger", value_delimiter = ',', value_parser = outcome())]
    pub(crate) retry: Vec<OutcomeKind>,
}

fn outcome() -> impl TypedValueParser<Value = OutcomeKind> {
    PossibleValuesParser::new(OutcomeKind::ALL.iter().map(|kind| kind.name()))
        .try_map(|name| OutcomeKind::from_name(&name).ok_or("there is no such outcome"))
}

impl LedgerArguments {
    fn apply(&self, options: BulkOptions) -> BulkOptions {
        options
            .given(self.ledger.as_ref(), BulkOptions::ledger)
            .given(self.run_name.as_ref(), BulkOptions::run_name)
            .given(self.resume_within, BulkOptions::resume_within)
            .retry(self.retry.iter().copied())
    }
}

impl BulkArguments {
    /// Returns the window at a time.
    pub(crate) fn window_at(&self, now: Timestamp) -> Result<Option<Window>> {
        let window = self.stop_starting_after.as_ref().or(self.window.as_ref());
        window.map(|window| window.at(now)).transpose().map_err(Failure::Usage)
    }

    pub(crate) fn options(
        &self,
        only_if: OnlyIf,
        ledger: &LedgerArguments,
        window: Option<&Window>,
    ) -> BulkOptions {
        let options = BulkOptions::default()
            .spelling(shell)
            .only_if(only_if)
            .dry_run(self.dry_run)
            .given(self.concurrency, BulkOptions::concurrency)
            .given(self.timeout, BulkOptions::timeout)
            .given(window.map(Window::end), BulkOptions::stop_starting_after);
        ledger.apply(options)
    }
}
