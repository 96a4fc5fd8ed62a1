//! `wxbw enterprise`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::targets::IdentifierKindArguments;

#[derive(Debug, Subcommand)]
pub(crate) enum EnterpriseCommand {
    /// Look up enterprises by id, spEnterpriseId or orgId; fails unless each name matches one
    #[command(after_help = "\
Example:
  wxbw enterprise get Reseller1+acme
  wxbw enterprise get --by org-id Y2lzY29zcGFyazovL3VzL09SR0FOSVpBVElPTi8x")]
    Get(Box<GetArguments>),
}

#[derive(Debug, Args)]
pub(crate) struct GetArguments {
    /// Enterprises by id or spEnterpriseId; -: read them from standard input, one per line
    #[arg(value_name = "ENTERPRISE", required_unless_present = "file")]
    pub(crate) names: Vec<String>,
    /// Read enterprises from a file: one per line, or a table
    #[arg(long, short = 'f', value_name = "FILE", conflicts_with = "names")]
    pub(crate) file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) by: IdentifierKindArguments,
}
