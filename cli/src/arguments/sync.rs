//! `wxbw sync`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::bulk::{BulkArguments, LedgerArguments};
use super::conditions::ConditionArguments;
use super::connection::ConnectionArguments;
use super::metrics::MetricsArguments;
use super::targets::{IdentifierKindArguments, SingleTargetArguments, TargetArguments};

#[derive(Debug, Subcommand)]
pub(crate) enum SyncCommand {
    /// Read whether directory sync is on, and how the last run went
    #[command(after_help = "\
Example:
  wxbw sync status Reseller1+acme
  wxbw sync status --all --only-status FAILED")]
    Status(Box<StatusArguments>),
    /// Switch directory sync on, and leave alone where it is on already
    #[command(after_help = "Example:\n  wxbw sync enable --starts-with Reseller1 --dry-run")]
    Enable(Box<SwitchArguments>),
    /// Switch directory sync off, and leave alone where it is off already
    #[command(after_help = "Example:\n  wxbw sync disable Reseller1+acme")]
    Disable(Box<SwitchArguments>),
    /// Trigger a directory sync of one enterprise, and do not wait for it
    #[command(after_help = "Example:\n  wxbw sync trigger Reseller1+acme")]
    Trigger(Box<TriggerArguments>),
    /// Run directory syncs and watch each to its end, as many at once as the clusters bear
    #[command(after_help = "\
Example:
  wxbw sync run Reseller1+acme
  wxbw sync run --all --stale-after 8d --ledger runs.sqlite --window 05:30 --yes")]
    Run(Box<RunArguments>),
    /// Wait for whatever directory sync of an enterprise is running
    #[command(after_help = "Example:\n  wxbw sync wait Reseller1+acme --timeout 2h")]
    Wait(Box<WaitArguments>),
    /// Sync single users
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
    /// How many enterprises are read at once
    #[arg(long, value_name = "COUNT")]
    pub(crate) concurrency: Option<usize>,
    #[command(flatten)]
    pub(crate) ledger: LedgerArguments,
    #[command(flatten)]
    pub(crate) metrics: MetricsArguments,
    #[command(flatten)]
    pub(crate) connection: ConnectionArguments,
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
    #[command(flatten)]
    pub(crate) metrics: MetricsArguments,
    #[command(flatten)]
    pub(crate) connection: ConnectionArguments,
}

#[derive(Debug, Args)]
pub(crate) struct RunArguments {
    #[command(flatten)]
    pub(crate) targets: TargetArguments,
    #[command(flatten)]
    pub(crate) conditions: ConditionArguments,
    #[command(flatten)]
    pub(crate) bulk: BulkArguments,
    /// How many refused triggers an accepted one may cost while the clusters are being found out
    /// [default: 2]
    #[arg(long, value_name = "COUNT")]
    pub(crate) max_refusals_per_trigger: Option<f64>,
    #[command(flatten)]
    pub(crate) ledger: LedgerArguments,
    #[command(flatten)]
    pub(crate) metrics: MetricsArguments,
    #[command(flatten)]
    pub(crate) connection: ConnectionArguments,
}

#[derive(Debug, Args)]
pub(crate) struct TriggerArguments {
    #[command(flatten)]
    pub(crate) targets: SingleTargetArguments,
    #[command(flatten)]
    pub(crate) connection: ConnectionArguments,
}

#[derive(Debug, Args)]
pub(crate) struct WaitArguments {
    #[command(flatten)]
    pub(crate) targets: SingleTargetArguments,
    #[command(flatten)]
    pub(crate) connection: ConnectionArguments,
}

#[derive(Debug, Args)]
pub(crate) struct UserArguments {
    /// The enterprise, by id or spEnterpriseId
    #[arg(value_name = "ENTERPRISE", requires = "users", required_unless_present = "file")]
    pub(crate) enterprise: Option<String>,
    /// Its users, by their BroadWorks ids; - reads them from standard input, one in each line
    #[arg(value_name = "USER")]
    pub(crate) users: Vec<String>,
    /// Read enterprises and users from a CSV file with the columns enterprise and user; - is
    /// standard input
    #[arg(long, value_name = "FILE", conflicts_with = "enterprise")]
    pub(crate) file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) by: IdentifierKindArguments,
    #[command(flatten)]
    pub(crate) bulk: BulkArguments,
    #[command(flatten)]
    pub(crate) ledger: LedgerArguments,
    #[command(flatten)]
    pub(crate) metrics: MetricsArguments,
    #[command(flatten)]
    pub(crate) connection: ConnectionArguments,
}
