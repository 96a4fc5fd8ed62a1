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
    /// The ledger
    #[arg(long, value_name = "FILE")]
    pub(crate) ledger: PathBuf,
    /// The run [default: the latest that changes something]
    #[arg(long, value_name = "NAME")]
    pub(crate) run_name: Option<String>,
    /// List the runs of the ledger, the latest first
    #[arg(long, conflicts_with = "run_name")]
    pub(crate) list: bool,
    /// Table on a terminal, a line of JSON elsewhere, unless this says otherwise; csv is for --list
    #[arg(
        long,
        short,
        value_parser = Format::of_reports(),
        value_name = "FORMAT",
        help_heading = "Output"
    )]
    pub(crate) output: Option<Format>,
}
