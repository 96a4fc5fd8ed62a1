//! `wxbw report`.

use std::path::PathBuf;

use clap::Args;

use crate::output::Format;

#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  wxbw report --ledger runs.sqlite --output markdown
  wxbw report --ledger runs.sqlite --list")]
pub(crate) struct ReportArguments {
    /// Ledger
    #[arg(long, value_name = "FILE")]
    pub(crate) ledger: PathBuf,
    /// Name of the run [default: the latest run that changes something]
    #[arg(long, value_name = "NAME")]
    pub(crate) run_name: Option<String>,
    /// List the runs of the ledger, latest first
    #[arg(long, conflicts_with = "run_name")]
    pub(crate) list: bool,
    /// Output format [default: table on a terminal, ndjson otherwise]; csv only with --list
    #[arg(
        long,
        short,
        value_parser = Format::of_reports(),
        value_name = "FORMAT",
        help_heading = "Output"
    )]
    pub(crate) output: Option<Format>,
}
