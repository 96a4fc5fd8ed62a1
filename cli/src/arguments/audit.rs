//! `wxbw audit`.

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{NonEmptyStringValueParser, PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand, ValueEnum};
use webex_broadworks_audit::{
    DEFAULT_MASS_DELETION_MINIMUM, DEFAULT_MASS_DELETION_SHARE, FindingKind, SubscriberFindingKind,
};

use super::duration;
use super::metrics::MetricsArguments;

#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
Example:
  wxbw audit --html audit.html --fail-on failing,stuck
  wxbw enterprise list > enterprises.ndjson && wxbw audit --input enterprises.ndjson"
)]
pub(crate) struct AuditArguments {
    #[command(subcommand)]
    pub(crate) command: Option<AuditCommand>,
    #[command(flatten)]
    pub(crate) common: CommonAuditArguments,
    /// Audit only enterprises whose spEnterpriseId starts with PREFIX
    #[arg(
        long,
        value_name = "PREFIX",
        value_parser = NonEmptyStringValueParser::new(),
        conflicts_with = "input"
    )]
    pub(crate) starts_with: Option<String>,
    /// Table to print
    #[arg(long, value_enum, default_value_t = AuditedTable::Findings)]
    pub(crate) table: AuditedTable,
    /// Exit with status 4 if any of these findings exist
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = fail_on(&KINDS))]
    pub(crate) fail_on: Vec<FailOn<FindingKind>>,
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
    /// Record states in this ledger, report drift since the last ones, and read trends [env: WXBW_LEDGER]
    #[arg(long, value_name = "FILE")]
    pub(crate) ledger: Option<PathBuf>,
    /// Only read the ledger
    #[arg(long, requires = "ledger")]
    pub(crate) no_record: bool,
}

/// What is audited instead of enterprises.
#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// Find subscribers that are in error, stuck, waiting for a person, duplicated or changed
    Subscribers(SubscriberAuditArguments),
}

#[derive(Debug, Args)]
#[command(after_help = "\
Rows and report hold names, e-mail addresses and phone numbers.

Example:
  wxbw audit subscribers --html subscribers.html --fail-on error,stuck
  wxbw audit subscribers --package premium --output csv
  wxbw audit subscribers --table subscribers --output ndjson > monday.ndjson
  wxbw audit subscribers --previous monday.ndjson")]
pub(crate) struct SubscriberAuditArguments {
    #[command(flatten)]
    pub(crate) common: CommonAuditArguments,
    /// Audit only subscribers of the enterprise with this spEnterpriseId
    #[arg(
        long,
        value_name = "NAME",
        value_parser = NonEmptyStringValueParser::new(),
        conflicts_with = "input"
    )]
    pub(crate) sp_enterprise_id: Option<String>,
    /// Audit only subscribers of the onboarding template with this id
    #[arg(
        long,
        value_name = "ID",
        value_parser = NonEmptyStringValueParser::new(),
        conflicts_with = "input"
    )]
    pub(crate) provisioning_id: Option<String>,
    /// Table to print
    #[arg(long, value_enum, default_value_t = AuditedSubscriberTable::Findings)]
    pub(crate) table: AuditedSubscriberTable,
    /// Exit with status 4 if any of these findings exist
    #[arg(
        long,
        value_name = "KIND",
        value_delimiter = ',',
        value_parser = fail_on(&SUBSCRIBER_KINDS)
    )]
    pub(crate) fail_on: Vec<FailOn<SubscriberFindingKind>>,
    /// Maximum duration of provisioning and of an update
    #[arg(long, value_name = "DURATION", default_value = "2h", value_parser = duration::parse)]
    pub(crate) stuck_after: Duration,
    /// Maximum time for which a subscriber waits for a person
    #[arg(long, value_name = "DURATION", default_value = "7d", value_parser = duration::parse)]
    pub(crate) waiting_after: Duration,
    /// Report subscribers on these packages
    #[arg(long, value_name = "PACKAGE", value_delimiter = ',')]
    pub(crate) package: Vec<String>,
}

/// The arguments that audits of enterprises and of subscribers share.
#[derive(Debug, Args)]
pub(crate) struct CommonAuditArguments {
    /// Audit a saved list (NDJSON or JSON; -: standard input), without a token
    #[arg(long, value_name = "FILE")]
    pub(crate) input: Option<PathBuf>,
    /// Do not fail if the list is empty
    #[arg(long)]
    pub(crate) allow_empty: bool,
    /// Do not fail if the list might be incomplete
    #[arg(long)]
    pub(crate) allow_incomplete: bool,
    /// Write a self-contained HTML report to FILE
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
    /// Report drift since a saved list
    #[arg(long, value_name = "FILE")]
    pub(crate) previous: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) metrics: MetricsArguments,
}

impl CommonAuditArguments {
    /// Whether an audit of nothing is a success.
    pub(crate) const fn may_be_empty(&self) -> bool {
        self.input.is_some() || self.allow_empty
    }
}

/// A table of an audit of enterprises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum AuditedTable {
    Findings,
    Enterprises,
    Errors,
    Trends,
}

/// A table of an audit of subscribers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum AuditedSubscriberTable {
    Findings,
    Subscribers,
    Errors,
    Waiting,
    Duplicates,
}

/// A finding that counts as a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FailOn<K> {
    Any,
    Kind(K),
}

impl<K: Copy + PartialEq> FailOn<K> {
    pub(crate) fn is_of(self, kind: K) -> bool {
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

/// The same for subscribers.
const SUBSCRIBER_KINDS: [(&str, SubscriberFindingKind); 7] = [
    ("error", SubscriberFindingKind::Error),
    ("stuck", SubscriberFindingKind::Stuck),
    ("waiting", SubscriberFindingKind::Waiting),
    ("duplicate-email", SubscriberFindingKind::DuplicateEmail),
    ("no-number-or-extension", SubscriberFindingKind::NoNumberOrExtension),
    ("drift", SubscriberFindingKind::Drift),
    ("on-package", SubscriberFindingKind::OnPackage),
];

fn fail_on<K: Copy + Send + Sync + 'static>(
    kinds: &'static [(&'static str, K)],
) -> impl TypedValueParser<Value = FailOn<K>> {
    let names = kinds.iter().map(|(name, _)| *name);
    PossibleValuesParser::new(["any"].into_iter().chain(names)).map(|given| {
        let kind = kinds.iter().find(|(name, _)| *name == given);
        kind.map_or(FailOn::Any, |(_, kind)| FailOn::Kind(*kind))
    })
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use webex_broadworks_audit::{
        DEFAULT_STALE_AFTER, DEFAULT_STUCK_AFTER, DEFAULT_SUBSCRIBER_STUCK_AFTER,
        DEFAULT_WAITING_AFTER, Kind,
    };

    use super::*;

    #[derive(Parser)]
    struct Command {
        #[command(flatten)]
        arguments: AuditArguments,
    }

    #[derive(Parser)]
    struct SubscriberCommand {
        #[command(flatten)]
        arguments: SubscriberAuditArguments,
    }

    #[test]
    fn durations_of_the_help_are_the_defaults() {
        let given = Command::try_parse_from(["audit"]).expect("arguments").arguments;
        assert_eq!(
            (given.stale_after, given.stuck_after),
            (DEFAULT_STALE_AFTER, DEFAULT_STUCK_AFTER)
        );
        let given =
            SubscriberCommand::try_parse_from(["subscribers"]).expect("arguments").arguments;
        assert_eq!(
            (given.stuck_after, given.waiting_after),
            (DEFAULT_SUBSCRIBER_STUCK_AFTER, DEFAULT_WAITING_AFTER)
        );
    }

    fn assert_every_kind_is_named<K: Kind + std::fmt::Debug>(kinds: &[(&str, K)]) {
        assert_eq!(kinds.iter().map(|(_, kind)| *kind).collect::<Vec<_>>(), K::ALL);
        for (name, kind) in kinds {
            assert_eq!(name.replace('-', ""), kind.name().to_lowercase());
        }
    }

    #[test]
    fn every_kind_has_a_name() {
        assert_every_kind_is_named(&KINDS);
        assert_every_kind_is_named(&SUBSCRIBER_KINDS);
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

    #[test]
    fn options_of_enterprises_are_refused_for_subscribers() {
        let parse = |arguments: &[&str]| Command::try_parse_from(arguments).is_ok();
        assert!(parse(&["audit", "subscribers", "--html", "x"]));
        assert!(!parse(&["audit", "--html", "x", "subscribers"]));
        assert!(!parse(&["audit", "subscribers", "--ledger", "x"]));
        assert!(!parse(&["audit", "subscribers", "--input", "x", "--sp-enterprise-id", "R+a"]));
    }
}
