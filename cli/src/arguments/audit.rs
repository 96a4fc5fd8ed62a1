//! `wxbw audit`.

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{NonEmptyStringValueParser, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use webex_broadworks_audit::{
    AuditTable, DEFAULT_MASS_DELETION_MINIMUM, DEFAULT_MASS_DELETION_SHARE, FindingKind,
};

use super::duration;
use super::metrics::MetricsArguments;

#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  wxbw audit --html audit.html --fail-on failing,stuck
  wxbw enterprise list > enterprises.ndjson && wxbw audit --input enterprises.ndjson")]
pub(crate) struct AuditArguments {
    /// Audit a saved list (NDJSON or JSON; -: standard input), without a token
    #[arg(long, value_name = "FILE", conflicts_with = "starts_with")]
    pub(crate) input: Option<PathBuf>,
    /// Audit only enterprises whose spEnterpriseId starts with PREFIX
    #[arg(long, value_name = "PREFIX", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) starts_with: Option<String>,
    /// Do not fail if there is no enterprise
    #[arg(long)]
    pub(crate) allow_empty: bool,
    /// Do not fail if the list might be incomplete
    #[arg(long)]
    pub(crate) allow_incomplete: bool,
    /// Table to print
    #[arg(long, value_enum, default_value_t = AuditedTable::Findings)]
    pub(crate) table: AuditedTable,
    /// Write a self-contained HTML report to FILE
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
    /// Exit with status 4 if any of these findings exist
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = fail_on())]
    pub(crate) fail_on: Vec<FailOn>,
    /// Maximum age of the last success
    #[arg(long, value_name = "DURATION", default_value = "8d", value_parser = duration::parse)]
    pub(crate) stale_after: Duration,
    /// Maximum duration of a sync
    #[arg(long, value_name = "DURATION", default_value = "3h", value_parser = duration::parse)]
    pub(crate) stuck_after: Duration,
    /// Minimum share of deleted users that is a mass deletion
    #[arg(long, value_name = "SHARE", default_value_t = DEFAULT_MASS_DELETION_SHARE)]
    pub(crate) mass_deletion_share: f64,
    /// Minimum number of deleted users that is a mass deletion
    #[arg(long, value_name = "COUNT", default_value_t = DEFAULT_MASS_DELETION_MINIMUM)]
    pub(crate) mass_deletion_minimum: u64,
    /// Report drift since a saved list
    #[arg(long, value_name = "FILE")]
    pub(crate) previous: Option<PathBuf>,
    /// Record states in this ledger, report drift since the last ones, and read trends [env: WXBW_LEDGER]
    #[arg(long, value_name = "FILE")]
    pub(crate) ledger: Option<PathBuf>,
    /// Only read the ledger
    #[arg(long, requires = "ledger")]
    pub(crate) no_record: bool,
    #[command(flatten)]
    pub(crate) metrics: MetricsArguments,
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

/// A finding that counts as a failure.
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

/// The kinds of findings, as they are named on the command line.
const KINDS: [(&str, FindingKind); 8] = [
    ("failing", FindingKind::Failing),
    ("stuck", FindingKind::Stuck),
    ("mass-deletion", FindingKind::MassDeletion),
    ("stale", FindingKind::Stale),
    ("never-synced", FindingKind::NeverSynced),
    ("partial", FindingKind::Partial),
    ("drift", FindingKind::Drift),
    ("disabled", FindingKind::Disabled),
];

fn fail_on() -> impl TypedValueParser<Value = FailOn> {
    let names = KINDS.map(|(name, _)| name);
    PossibleValuesParser::new(["any"].into_iter().chain(names)).map(|given| {
        let kind = KINDS.into_iter().find(|(name, _)| *name == given);
        kind.map_or(FailOn::Any, |(_, kind)| FailOn::Kind(kind))
    })
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use webex_broadworks_audit::{DEFAULT_STALE_AFTER, DEFAULT_STUCK_AFTER};

    use super::*;

    #[derive(Parser)]
    struct Command {
        #[command(flatten)]
        arguments: AuditArguments,
    }

    #[test]
    fn durations_of_the_help_are_the_defaults() {
        let given = Command::try_parse_from(["audit"]).expect("arguments").arguments;
        assert_eq!(
            (given.stale_after, given.stuck_after),
            (DEFAULT_STALE_AFTER, DEFAULT_STUCK_AFTER)
        );
    }

    #[test]
    fn every_kind_has_a_name() {
        assert_eq!(KINDS.map(|(_, kind)| kind), FindingKind::ALL);
        for (name, kind) in KINDS {
            assert_eq!(name.replace('-', ""), kind.name().to_lowercase());
        }
    }

    #[test]
    fn findings_are_named_in_kebab_case() {
        let fails = |kind: &str| {
            let given = Command::try_parse_from(["audit", "--fail-on", kind]);
            given.map(|it| it.arguments.fail_on).ok()
        };
        let massive = FailOn::Kind(FindingKind::MassDeletion);
        assert_eq!(fails("mass-deletion,any"), Some(vec![massive, FailOn::Any]));
        assert_eq!(fails("massDeletion"), None);
    }
}
