//! `wxbw report`.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  wxbw report --ledger runs.sqlite --output markdown")]
pub(crate) struct ReportArguments {
    /// The ledger
    #[arg(long, value_name = "FILE")]
    pub(crate) ledger: PathBuf,
    /// The run [default: the latest]
    #[arg(long, value_name = "NAME")]
    pub(crate) run: Option<String>,
}
