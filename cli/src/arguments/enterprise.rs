//! `wxbw enterprise`.

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand, ValueEnum};
use webex_broadworks::Completion;

use super::connection::ConnectionArguments;
use super::targets::TargetArguments;

#[derive(Debug, Subcommand)]
pub(crate) enum EnterpriseCommand {
    /// List enterprises, all pages of them
    #[command(after_help = "\
Example:
  wxbw enterprise list --starts-with Reseller1
  wxbw enterprise list --output csv > enterprises.csv")]
    List(Box<ListArguments>),
    /// Look enterprises up, and make sure that they are the ones meant
    #[command(after_help = "\
Example:
  wxbw enterprise get Reseller1+acme
  wxbw enterprise get --by org Y2lzY29zcGFyazovL3VzL09SR0FOSVpBVElPTi8x")]
    Get(Box<GetArguments>),
}

#[derive(Debug, Args)]
pub(crate) struct ListArguments {
    /// Those whose spEnterpriseId begins so
    #[arg(long, value_name = "PREFIX", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) starts_with: Option<String>,
    /// The one with exactly this spEnterpriseId
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) sp_enterprise_id: Option<String>,
    /// Stop after so many
    #[arg(long, value_name = "COUNT")]
    pub(crate) limit: Option<usize>,
    /// How many to ask for at once, 1 to 1000
    #[arg(long, value_name = "COUNT")]
    pub(crate) page_size: Option<u32>,
    /// What is done to be sure that none is missing, where the last page names no next one
    #[arg(long, value_enum, value_name = "WHAT", default_value_t = CompletionArgument::Auto)]
    pub(crate) completion: CompletionArgument,
    /// End without an error where the list may be short
    #[arg(long)]
    pub(crate) allow_incomplete: bool,
    #[command(flatten)]
    pub(crate) connection: ConnectionArguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CompletionArgument {
    /// One request checks whether it was cut; the rest is asked for by prefixes
    Auto,
    /// Nothing is sent beyond the pages
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
    #[command(flatten)]
    pub(crate) targets: TargetArguments,
    #[command(flatten)]
    pub(crate) connection: ConnectionArguments,
}
