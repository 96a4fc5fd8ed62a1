//! `wxbw audit`.

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{NonEmptyStringValueParser, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use webex_broadworks_audit::{AuditTable, FindingKind};

use super::connection::ConnectionArguments;
use super::duration;
use super::metrics::MetricsArguments;

#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  wxbw audit --html audit.html --fail-on failing,stuck
  wxbw enterprise list > enterprises.ndjson && wxbw audit --input enterprises.ndjson")]
pub(crate) struct AuditArguments {
    /// Audit a saved listing (NDJSON or JSON; - is standard input); needs no token
    #[arg(long, value_name = "FILE", conflicts_with = "starts_with")]
    pub(crate) input: Option<PathBuf>,
    /// Audit only those whose spEnterpriseId begins so
    #[arg(long, value_name = "PREFIX", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) starts_with: Option<String>,
    /// End without an error where there is no enterprise
    #[arg(long)]
    pub(crate) allow_empty: bool,
    /// Which table to print
    #[arg(long, value_enum, default_value_t = AuditedTable::Findings)]
    pub(crate) table: AuditedTable,
    /// Write a report that needs nothing else to this file
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
    /// End with exit code 4 if there is a finding of one of these kinds, or any
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = fail_on())]
    pub(crate) fail_on: Vec<FailOn>,
    /// How long ago the last success may be [default: 8d]
    #[arg(long, value_name = "DURATION", value_parser = duration::parse)]
    pub(crate) stale_after: Option<Duration>,
    /// How long a run may go on [default: 3h]
    #[arg(long, value_name = "DURATION", value_parser = duration::parse)]
    pub(crate) stuck_after: Option<Duration>,
    /// The share of deletions that is a mass: 0.2 is a fifth
    #[arg(long, value_name = "SHARE")]
    pub(crate) mass_deletion_share: Option<f64>,
    /// How many deletions it takes besides
    #[arg(long, value_name = "COUNT")]
    pub(crate) mass_deletion_minimum: Option<u64>,
    /// Look for drift since a saved listing
    #[arg(long, value_name = "FILE")]
    pub(crate) previous: Option<PathBuf>,
    /// Look for drift since what a ledger last saw, and read the trends out of it
    #[arg(long, value_name = "FILE")]
    pub(crate) ledger: Option<PathBuf>,
    /// Only read the ledger, and don't record the state of each enterprise in it
    #[arg(long, requires = "ledger")]
    pub(crate) no_record: bool,
    #[command(flatten)]
    pub(crate) metrics: MetricsArguments,
    #[command(flatten)]
    pub(crate) connection: ConnectionArguments,
}

/// A table of an audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum AuditedTable {
    Findings,
    Enterprises,
    Errors,
    Trends,
}

impl From<AuditedTable> for AuditTable {
    fn from(table: AuditedTable) -> Self {
        match table {
            AuditedTable::Findings => Self::Findings,
            AuditedTable::Enterprises => Self::Enterprises,
            AuditedTable::Errors => Self::Errors,
            AuditedTable::Trends => Self::Trends,
        }
    }
}

/// A finding that is taken for a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FailOn {
    Any,
    Kind(FindingKind),
}

impl FailOn {
    pub(crate) fn is_of(self, kind: FindingKind) -> bool {
        match self {
            Self::Any => true,
            Self::Kind(named) => named == kind,
        }
    }
}

fn fail_on() -> impl TypedValueParser<Value = FailOn> {
    let kinds = FindingKind::ALL.map(FindingKind::name);
    PossibleValuesParser::new(["any"].into_iter().chain(kinds))
        .map(|name| FindingKind::from_name(&name).map_or(FailOn::Any, FailOn::Kind))
}
