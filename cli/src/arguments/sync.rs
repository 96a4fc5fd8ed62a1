//! `wxbw sync`.

use std::path::PathBuf;
use std::time::Duration;

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgMatches, Args, Subcommand};
use webex_broadworks_bulk::DEFAULT_MAX_REFUSALS_PER_TRIGGER;

use super::bulk::{BulkArguments, LedgerArguments};
use super::conditions::ConditionArguments;
use super::duration;
use super::targets::{IdentifierKindArguments, SingleTargetArguments, TargetArguments};

#[derive(Debug, Subcommand)]
pub(crate) enum SyncCommand {
    /// Show whether directory sync is on, and the status of the last sync
    #[command(after_help = "\
Example:
  wxbw sync status Reseller1+acme
  wxbw sync status --all --status FAILED")]
    Status(Box<StatusArguments>),
    /// Turn directory sync on, if it isn't on
    #[command(after_help = "Example:\n  wxbw sync enable --starts-with Reseller1 --dry-run")]
    Enable(Box<SwitchArguments>),
    /// Turn directory sync off, if it isn't off; always asks for confirmation
    ///
    /// Webex doesn't document whether that removes users or contacts. Try it with a test enterprise
    /// first.
    #[command(after_help = "Example:\n  wxbw sync disable Reseller1+acme")]
    Disable(Box<SwitchArguments>),
    /// Run syncs and wait for them to finish, in parallel across BroadWorks clusters
    #[command(after_help = "\
Example:
  wxbw sync run Reseller1+acme
  wxbw sync run Reseller1+acme --no-wait
  wxbw sync run --all --stale-after 8d --ledger runs.sqlite --stop-starting-after 05:30 --yes")]
    Run(Box<RunArguments>),
    /// Wait for the running sync of an enterprise
    #[command(after_help = "Example:\n  wxbw sync wait Reseller1+acme --timeout 2h")]
    Wait(Box<WaitArguments>),
    /// Sync single users of an enterprise
    #[command(after_help = "\
Example:
  wxbw sync user Reseller1+acme john.anderson@acme.example
  wxbw sync user --file users.csv --ledger users.sqlite --yes

users.csv has a header with the columns enterprise and user.")]
    User(Box<UserArguments>),
}

#[derive(Debug, Args)]
pub(crate) struct StatusArguments {
    #[command(flatten)]
    pub(crate) targets: TargetArguments,
    #[command(flatten)]
    pub(crate) conditions: ConditionArguments,
    /// Number of enterprises in parallel [default: 32]
    #[arg(long, value_name = "COUNT")]
    pub(crate) concurrency: Option<usize>,
    /// Time limit for each enterprise: 90s, 2h [default: none]
    #[arg(long, value_name = "DURATION", value_parser = duration::parse)]
    pub(crate) timeout: Option<Duration>,
    #[command(flatten)]
    pub(crate) ledger: LedgerArguments,
}

#[derive(Debug, Args)]
pub(crate) struct SwitchArguments {
    #[command(flatten)]
    pub(crate) targets: TargetArguments,
    #[command(flatten)]
    pub(crate) conditions: ConditionArguments,
    #[command(flatten)]
    pub(crate) bulk: BulkArguments,
    #[command(flatten)]
    pub(crate) ledger: LedgerArguments,
}

/// The options that can't be combined with `--no-wait`, which sends one request. `--ledger` can't
/// either, but `WXBW_LEDGER` can: see [`check_ledger`].
const NOT_WITH_NO_WAIT: [&str; 19] = [
    "file",
    "all",
    "starts_with",
    "enabled",
    "disabled",
    "status",
    "stale_after",
    "never_synced",
    "dry_run",
    "stop_starting_after",
    "window",
    "concurrency",
    "timeout",
    "max_refusals_per_trigger",
    "settle_after",
    "run_name",
    "resume_within",
    "retry",
    "metrics_file",
];

/// Refuses a typed `--ledger` with `--no-wait`. That of the environment is a default, and is unused.
pub(super) fn check_ledger(matches: &ArgMatches) -> Result<(), clap::Error> {
    let run = matches.subcommand_matches("sync").and_then(|it| it.subcommand_matches("run"));
    let is_typed = |id| run.is_some_and(|it| it.value_source(id) == Some(ValueSource::CommandLine));
    if is_typed("no_wait") && is_typed("ledger") {
        let text = "the argument '--no-wait' cannot be used with '--ledger <FILE>'\n";
        return Err(clap::Error::raw(ErrorKind::ArgumentConflict, text));
    }
    Ok(())
}

#[derive(Debug, Args)]
pub(crate) struct RunArguments {
    #[command(flatten)]
    pub(crate) targets: TargetArguments,
    #[command(flatten)]
    pub(crate) conditions: ConditionArguments,
    #[command(flatten)]
    pub(crate) bulk: BulkArguments,
    /// Start the sync of one enterprise and return immediately
    #[arg(long, conflicts_with_all = NOT_WITH_NO_WAIT)]
    pub(crate) no_wait: bool,
    /// Refused requests allowed per started sync while clusters are being learned
    #[arg(long, value_name = "COUNT", default_value_t = DEFAULT_MAX_REFUSALS_PER_TRIGGER)]
    pub(crate) max_refusals_per_trigger: f64,
    /// Time to look for the sync after a trigger without a response, before the trigger is sent again
    /// [default: 1m]
    #[arg(long, value_name = "DURATION", value_parser = duration::parse)]
    pub(crate) settle_after: Option<Duration>,
    #[command(flatten)]
    pub(crate) ledger: LedgerArguments,
}

#[derive(Debug, Args)]
pub(crate) struct WaitArguments {
    #[command(flatten)]
    pub(crate) targets: SingleTargetArguments,
    /// How long to wait: 90s, 2h [default: 3h]
    #[arg(long, value_name = "DURATION", value_parser = duration::parse)]
    pub(crate) timeout: Option<Duration>,
}

#[derive(Debug, Args)]
pub(crate) struct UserArguments {
    /// Enterprise, by id or spEnterpriseId
    #[arg(value_name = "ENTERPRISE", requires = "users", required_unless_present = "file")]
    pub(crate) enterprise: Option<String>,
    /// Users, by BroadWorks user id; -: read them from standard input, one per line
    #[arg(value_name = "USER")]
    pub(crate) users: Vec<String>,
    /// Read enterprises and users from a CSV file with the columns enterprise and user; -: standard
    /// input
    #[arg(long, short = 'f', value_name = "FILE", conflicts_with = "enterprise")]
    pub(crate) file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) by: IdentifierKindArguments,
    #[command(flatten)]
    pub(crate) bulk: BulkArguments,
    #[command(flatten)]
    pub(crate) ledger: LedgerArguments,
}
