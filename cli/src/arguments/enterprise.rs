//! `wxbw enterprise`.

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand, ValueEnum};
use webex_broadworks::{Completion, Operation};

use super::targets::IdentifierKindArguments;

#[derive(Debug, Subcommand)]
pub(crate) enum EnterpriseCommand {
    /// List all enterprises, from all pages
    #[command(after_help = "\
Example:
  wxbw enterprise list --starts-with Reseller1
  wxbw enterprise list --output csv > enterprises.csv")]
    List(Box<ListArguments>),
    /// Look up enterprises by id, spEnterpriseId or orgId; fails unless each name matches one
    #[command(after_help = "\
Example:
  wxbw enterprise get Reseller1+acme
  wxbw enterprise get --by org-id Y2lzY29zcGFyazovL3VzL09SR0FOSVpBVElPTi8x")]
    Get(Box<GetArguments>),
}

#[derive(Debug, Args)]
pub(crate) struct ListArguments {
    /// Enterprises whose spEnterpriseId starts with PREFIX
    #[arg(long, value_name = "PREFIX", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) starts_with: Option<String>,
    /// The enterprise with this spEnterpriseId
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) sp_enterprise_id: Option<String>,
    /// Stop after COUNT enterprises
    #[arg(long, short = 'L', value_name = "COUNT")]
    pub(crate) limit: Option<usize>,
    /// Enterprises per request, 1 to 1000
    #[arg(long, value_name = "COUNT", default_value_t = largest_page())]
    pub(crate) page_size: u32,
    /// How to check that no enterprise is missing, if the last page has no next-page link
    #[arg(long, value_enum, value_name = "MODE", default_value_t = CompletionArgument::Auto)]
    pub(crate) completion: CompletionArgument,
    /// Do not fail if the list might be incomplete
    #[arg(long)]
    pub(crate) allow_incomplete: bool,
}

/// The largest page, which is the default.
fn largest_page() -> u32 {
    Operation::EnterprisesList.max_page_size().unwrap_or_default()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CompletionArgument {
    /// Check whether the page was truncated, and request the rest by prefixes
    Auto,
    /// Send only the requests for pages
    Off,
}

impl From<CompletionArgument> for Completion {
    fn from(completion: CompletionArgument) -> Self {
        match completion {
            CompletionArgument::Auto => Self::Auto,
            CompletionArgument::Off => Self::Off,
        }
    }
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
