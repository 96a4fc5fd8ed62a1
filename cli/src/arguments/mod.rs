//! What can be typed: the commands, their options, and an example of each.

#![allow(clippy::doc_markdown, reason = "what stands here is the help text, and shown as it is")]

mod audit;
mod bulk;
mod conditions;
mod connection;
mod duration;
mod enterprise;
mod metrics;
pub(crate) mod plain;
mod report;
mod secret_arguments;
mod sync;
mod targets;
mod window;

use std::ffi::OsString;

use clap::{ArgAction, Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use clap_complete::Shell;

pub(crate) use self::audit::{AuditArguments, AuditedTable};
pub(crate) use self::bulk::{BulkArguments, LedgerArguments};
pub(crate) use self::conditions::ConditionArguments;
pub(crate) use self::connection::ConnectionArguments;
pub(crate) use self::enterprise::{EnterpriseCommand, GetArguments, ListArguments};

pub(crate) use self::metrics::MetricsArguments;
pub(crate) use self::plain::PlainCall;
use self::plain::add_commands;
pub(crate) use self::report::ReportArguments;
pub(crate) use self::secret_arguments::refuse_secrets;
pub(crate) use self::sync::{
    RunArguments, StatusArguments, SwitchArguments, SyncCommand, TriggerArguments, UserArguments,
    WaitArguments,
};
pub(crate) use self::targets::{
    IdentifierKindArgument, SingleTargetArguments, TargetArguments, empty_listing_message,
};
pub(crate) use self::window::Window;
use crate::exit;
use crate::generated::commands::GROUPS;
use crate::output::Format;

/// The BroadWorks Enterprises operations of Webex from a shell.
///
/// Lists enterprises, switches directory sync on and off, triggers it for enterprises and for users,
/// watches how it goes, and audits what is stale, failing or stuck. Tables on a terminal, JSON lines
/// elsewhere; messages and progress go to standard error.
#[derive(Debug, Parser)]
#[command(
    name = "wxbw",
    bin_name = "wxbw",
    version,
    arg_required_else_help = true,
    after_long_help = exit::HELP,
    after_help = "\
Example:
  export WEBEX_ACCESS_TOKEN=...
  wxbw enterprise list --starts-with Reseller1
  wxbw sync run Reseller1+acme"
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) output_arguments: OutputArguments,
}

/// How the command speaks.
#[derive(Clone, Copy, Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputArguments {
    /// Table on a terminal, JSON lines elsewhere, unless this says otherwise
    #[arg(long, short, global = true, value_parser = Format::of_rows(), value_name = "FORMAT")]
    pub(crate) output: Option<Format>,
    /// Begin CSV with a byte order mark, by which Excel knows UTF-8
    #[arg(long, global = true)]
    pub(crate) bom: bool,
    /// Say nothing but errors and what was asked for
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Say more: every row of long tables; each request, if given twice
    #[arg(long, short, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,
}

/// The options that say which form rows have.
const ROW_OPTIONS: [&str; 2] = ["output", "bom"];

/// What was typed.
pub(crate) fn parse(typed: &[OsString]) -> Result<Arguments, clap::Error> {
    let matches = command().try_get_matches_from(typed)?;
    match PlainCall::of(&matches, GROUPS) {
        Some(call) => Ok(Arguments {
            command: Command::Plain(call?),
            output_arguments: OutputArguments::from_arg_matches(&matches)?,
        }),
        None => Arguments::from_arg_matches(&matches),
    }
}

/// The command line. Commands that print no rows accept the options for them, and don't offer them.
pub(crate) fn command() -> clap::Command {
    let command = add_commands(Arguments::command(), GROUPS);
    let forms = command.get_arguments().filter(|it| ROW_OPTIONS.contains(&it.get_id().as_str()));
    let hidden: Vec<clap::Arg> = forms.map(|argument| argument.clone().hide(true)).collect();
    let without_rows = |command: clap::Command| command.args(&hidden);
    command.mut_subcommand("sandbox", without_rows).mut_subcommand("completions", without_rows)
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List enterprises, or look some up
    #[command(subcommand, after_help = "Example:\n  wxbw enterprise list --starts-with Reseller1")]
    Enterprise(EnterpriseCommand),
    #[command(skip)]
    Plain(PlainCall),
    /// Read, switch, trigger and watch directory sync
    #[command(subcommand, after_help = "Example:\n  wxbw sync status Reseller1+acme")]
    Sync(SyncCommand),
    /// Find what is stale, failing, stuck or not as it was
    Audit(Box<AuditArguments>),
    /// Tell how a run of a ledger went, ready for a ticket
    Report(ReportArguments),
    /// Say what a directory sync error code means, and what to do
    #[command(after_help = "Example:\n  wxbw explain 600014")]
    Explain {
        /// Codes such as 600014; without any, all of them
        #[arg(value_name = "CODE")]
        codes: Vec<i64>,
    },
    /// Start a look-alike of the service on this machine, for tests
    #[command(after_help = "\
Example:
  wxbw sandbox --enterprises 5000 --clusters 12 --fault throttle=0.05 --port 8080")]
    Sandbox(Box<webex_broadworks_sandbox::command::Arguments>),
    /// Tell about the token
    #[command(subcommand, after_help = "Example:\n  wxbw auth check")]
    Auth(AuthCommand),
    /// Print a completion script for a shell, which asks the installed command
    #[command(after_help = "\
Example:
  source <(wxbw completions bash)")]
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: Shell,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum AuthCommand {
    /// Tell whose token it is, what it may do as far as Webex tells, and when it expires
    #[command(after_help = "Example:\n  wxbw auth check --profile east")]
    Check {
        #[command(flatten)]
        connection: ConnectionArguments,
    },
}
