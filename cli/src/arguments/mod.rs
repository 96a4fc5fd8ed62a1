//! The commands, their options, and an example of each.

#![allow(clippy::doc_markdown, reason = "doc comments are help texts, which are shown unchanged")]

mod api;
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
use std::path::PathBuf;

use clap::parser::ValueSource;
use clap::{ArgAction, Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use clap_complete::Shell;

pub(crate) use self::api::ApiArguments;
pub(crate) use self::audit::{
    AuditArguments, AuditCommand, CommonAuditArguments, FailOn, SubscriberAuditArguments,
};
pub(crate) use self::bulk::{BulkArguments, LedgerArguments};
pub(crate) use self::conditions::ConditionArguments;
pub(crate) use self::connection::ConnectionArguments;
pub(crate) use self::enterprise::{EnterpriseCommand, GetArguments};

use self::metrics::{metrics_of, with_metrics};
pub(crate) use self::plain::PlainCall;
use self::plain::add_commands;
pub(crate) use self::report::ReportArguments;
pub(crate) use self::secret_arguments::refuse_secrets;
pub(crate) use self::sync::{
    RunArguments, StatusArguments, SwitchArguments, SyncCommand, UserArguments, WaitArguments,
};
pub(crate) use self::targets::{
    IdentifierKindArgument, SingleTargetArguments, TargetArguments, empty_listing_message,
};
pub(crate) use self::window::Window;
use crate::exit;
use crate::failure::{Failure, Result};
use crate::generated::commands::GROUPS;
use crate::metrics::MetricsLabels;
use crate::output::Format;

/// Manage Webex for BroadWorks directory sync from the command line.
///
/// Lists enterprises, turns directory sync on and off, runs syncs of enterprises and users, and finds
/// stale, failing and stuck enterprises. Results go to standard output: a table on a terminal, JSON
/// lines otherwise. Messages and progress go to standard error.
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
    pub(crate) output_options: OutputArguments,
    #[command(flatten)]
    pub(crate) connection: ConnectionArguments,
}

/// Output and messages.
#[derive(Clone, Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputArguments {
    /// Output format [default: table on a terminal, ndjson otherwise] [env: WXBW_OUTPUT]
    #[arg(long, short, global = true, value_parser = Format::of_rows(), value_name = "FORMAT")]
    pub(crate) output: Option<Format>,
    /// Columns of a table or CSV, by their names in the CSV, with commas between them
    #[arg(long, global = true, value_name = "COLUMN", value_delimiter = ',')]
    pub(crate) columns: Vec<String>,
    /// Leave out the header of a table or CSV
    #[arg(long, global = true)]
    pub(crate) no_headers: bool,
    /// Start CSV with a byte order mark, so that Excel reads it as UTF-8
    #[arg(long, global = true)]
    pub(crate) bom: bool,
    /// Print only results and errors
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Log failed requests; -vv: every request
    #[arg(long, short, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,
    /// Show every row of long tables
    #[arg(long, global = true)]
    pub(crate) all_rows: bool,
    /// Never ask for confirmation: fail instead
    #[arg(long, global = true)]
    pub(crate) no_input: bool,
}

impl OutputArguments {
    /// Refuses options that the output format doesn't have.
    pub(crate) fn check(&self) -> Result<()> {
        if self.bom && self.output != Some(Format::Csv) {
            return Err(Failure::usage("--bom requires --output csv"));
        }
        let option = if self.no_headers { "--no-headers" } else { "--columns" };
        let is_given = self.no_headers || !self.columns.is_empty();
        if is_given && !matches!(Format::choose(self.output)?, Format::Table | Format::Csv) {
            return Err(Failure::usage(format!("{option} requires --output table or csv")));
        }
        Ok(())
    }
}

/// The options for the format of rows.
const ROW_OPTIONS: [&str; 4] = ["output", "columns", "no_headers", "bom"];

/// A command line, and where its metrics go.
pub(crate) struct Parsed {
    pub(crate) arguments: Arguments,
    pub(crate) metrics_file: Option<PathBuf>,
    pub(crate) metrics_labels: MetricsLabels,
}

/// Parses the command line.
pub(crate) fn parse(typed: &[OsString]) -> std::result::Result<Parsed, clap::Error> {
    let mut command = command();
    let matches = command.try_get_matches_from_mut(typed)?;
    audit::check_place(&command, &matches)
        .and_then(|()| sync::check_ledger(&matches))
        .map_err(|error| error.with_cmd(&command))?;
    let mut arguments = match PlainCall::of(&matches, GROUPS) {
        Some(call) => Arguments {
            command: Command::Plain(call),
            output_options: OutputArguments::from_arg_matches(&matches)?,
            connection: ConnectionArguments::from_arg_matches(&matches)?,
        },
        None => Arguments::from_arg_matches(&matches)?,
    };
    // The variable is a default, and doesn't apply to a command without that format.
    if matches.value_source("output") == Some(ValueSource::EnvVariable) {
        let OutputArguments { output, .. } = &mut arguments.output_options;
        *output = output.filter(|format| arguments.command.can_print(*format));
    }
    let (metrics_file, metrics_labels) = metrics_of(&matches);
    Ok(Parsed { arguments, metrics_file, metrics_labels })
}

/// Returns the command line, as clap declares it. Commands accept all global options, and list only
/// those that they use.
pub fn command() -> clap::Command {
    let command = with_environment(with_metrics(add_commands(Arguments::command(), GROUPS)));
    let hidden = |is_hidden: fn(&clap::Arg) -> bool| -> Vec<clap::Arg> {
        let options = command.get_arguments().filter(|it| is_hidden(it));
        options.map(|it| it.clone().hide(true)).collect()
    };
    let rows = hidden(|it| ROW_OPTIONS.contains(&it.get_id().as_str()));
    let requests = hidden(|it| it.get_help_heading() == Some(connection::HEADING));
    // A download prints a file and no rows.
    let shown = command
        .clone()
        .mut_subcommand("billing", |it| it.mut_subcommand("download", |it| it.args(&rows)));
    let shown = ["sandbox", "completions", "code", "report", "profile"]
        .into_iter()
        .fold(shown, |command, name| command.mut_subcommand(name, |it| it.args(&requests)));
    ["sandbox", "completions", "api"].into_iter().fold(shown, |command, name| {
        // `api` declares its own formats.
        let rows = rows.iter().filter(|it| name != "api" || it.get_id() != "output");
        command.mut_subcommand(name, |it| it.args(rows))
    })
}

/// The variable that sets the output format.
const OUTPUT_VARIABLE: &str = "WXBW_OUTPUT";

/// The variable that sets the ledger.
const LEDGER_VARIABLE: &str = "WXBW_LEDGER";

/// Refuses an output format of the environment that there isn't, unless an option sets another.
pub(crate) fn check_environment(typed: &[String]) -> Result<()> {
    let is_option = |word: &String| word.starts_with("-o") || word.starts_with("--output");
    match environment(OUTPUT_VARIABLE) {
        Some(value) if !Format::is_of_rows(&value) && !typed.iter().any(is_option) => {
            let value = value.to_string_lossy();
            Err(Failure::usage(format!(
                "{OUTPUT_VARIABLE}: expected table, json, ndjson or csv, got {value}"
            )))
        }
        _ => Ok(()),
    }
}

/// The value of an environment variable; an empty one counts as unset.
fn environment(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// Lets the environment variables that are set determine options.
fn with_environment(command: clap::Command) -> clap::Command {
    let has_format = environment(OUTPUT_VARIABLE).is_some_and(|it| Format::is_of_rows(&it));
    let output = has_format.then_some(("output", OUTPUT_VARIABLE));
    let ledger = environment(LEDGER_VARIABLE).map(|_| ("ledger", LEDGER_VARIABLE));
    output
        .into_iter()
        .chain(ledger)
        .fold(command, |command, (option, variable)| with_variable(command, option, variable))
}

/// Lets a variable set an option, in every command that has it.
fn with_variable(
    command: clap::Command,
    option: &'static str,
    variable: &'static str,
) -> clap::Command {
    command
        .mut_args(|argument| {
            let is_it = argument.get_id() == option;
            if is_it { argument.env(variable).hide_env(true) } else { argument }
        })
        .mut_subcommands(|inner| with_variable(inner, option, variable))
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List enterprises, or look up some of them
    #[command(subcommand, after_help = "Example:\n  wxbw enterprise list --starts-with Reseller1")]
    Enterprise(EnterpriseCommand),
    #[command(skip)]
    Plain(PlainCall),
    /// Check, turn on or off, and run directory sync
    #[command(subcommand, after_help = "Example:\n  wxbw sync status Reseller1+acme")]
    Sync(SyncCommand),
    /// Find enterprises and subscribers that need attention
    Audit(Box<AuditArguments>),
    /// Summarize a recorded run, for example for a ticket
    Report(ReportArguments),
    /// Explain the error codes of directory syncs and subscribers
    #[command(subcommand, after_help = "Example:\n  wxbw code explain 600014")]
    Code(CodeCommand),
    /// Start a local Webex simulator for testing
    #[command(after_help = "\
Example:
  wxbw sandbox --enterprises 5000 --clusters 12 --fault throttle=0.05 --port 8080")]
    Sandbox(Box<webex_broadworks_sandbox::command::Arguments>),
    /// Send a request to any route of the API
    Api(ApiArguments),
    /// List the profiles of profiles.toml
    #[command(subcommand, after_help = "Example:\n  wxbw profile list")]
    Profile(ProfileCommand),
    /// Inspect the token
    #[command(subcommand, after_help = "Example:\n  wxbw auth check")]
    Auth(AuthCommand),
    /// Generate a shell completion script
    #[command(
        visible_alias = "completion",
        after_help = "\
Example:
  source <(wxbw completions bash)"
    )]
    Completions {
        /// Shell
        #[arg(value_enum)]
        shell: Shell,
    },
}

impl Command {
    /// Whether a format of rows is one of its output.
    fn can_print(&self, format: Format) -> bool {
        match self {
            Self::Report(arguments) if !arguments.list => format != Format::Csv,
            Self::Api(_) => Format::OF_RESPONSES.contains(&format),
            _ => true,
        }
    }

    /// Whether the format of its output can be chosen.
    pub(crate) fn has_format(&self) -> bool {
        !matches!(self, Self::Sandbox(_) | Self::Completions { .. })
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum CodeCommand {
    /// List the known codes
    #[command(after_help = "Example:\n  wxbw code list --output csv")]
    List,
    /// Explain codes
    #[command(arg_required_else_help = true, after_help = "Example:\n  wxbw code explain 600014")]
    Explain {
        /// Codes such as 600014
        #[arg(value_name = "CODE", required = true)]
        codes: Vec<i64>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum AuthCommand {
    /// Show the owner, the permissions and the expiry of the token
    #[command(visible_alias = "status", after_help = "Example:\n  wxbw auth check --profile east")]
    Check,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ProfileCommand {
    /// List the profiles: name, partner and token source
    #[command(after_help = "Example:\n  wxbw profile list")]
    List,
    /// Show one profile, without its secrets
    #[command(after_help = "Example:\n  wxbw profile show east")]
    Show {
        /// Profile
        #[arg(value_name = "NAME")]
        name: String,
    },
}
