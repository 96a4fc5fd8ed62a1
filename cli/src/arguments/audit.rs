//! `wxbw audit`.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::builder::{NonEmptyStringValueParser, PossibleValuesParser, TypedValueParser};
use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgMatches, Args, Command, Subcommand};
use webex_broadworks_audit::{
    AuditTable, DEFAULT_MASS_DELETION_MINIMUM, DEFAULT_MASS_DELETION_SHARE, FindingKind, Kind,
    SubscriberAuditTable, SubscriberFindingKind,
};

use super::duration;

#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  wxbw audit --html audit.html --fail-on failing,stuck
  wxbw enterprise list > enterprises.ndjson && wxbw audit --input enterprises.ndjson")]
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
    #[arg(
        long,
        value_name = "TABLE",
        default_value = "findings",
        value_parser = table(AuditTable::ALL)
    )]
    pub(crate) table: AuditTable,
    /// Exit with status 4 if any of these findings exist
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = fail_on::<FindingKind>())]
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
    #[arg(
        long,
        value_name = "TABLE",
        default_value = "findings",
        value_parser = table(SubscriberAuditTable::ALL)
    )]
    pub(crate) table: SubscriberAuditTable,
    /// Exit with status 4 if any of these findings exist
    #[arg(
        long,
        value_name = "KIND",
        value_delimiter = ',',
        value_parser = fail_on::<SubscriberFindingKind>()
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
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) input: Option<PathBuf>,
    /// Do not fail if the list is empty
    #[arg(long, global = true)]
    pub(crate) allow_empty: bool,
    /// Do not fail if the list might be incomplete
    #[arg(long, global = true)]
    pub(crate) allow_incomplete: bool,
    /// Write a self-contained HTML report to FILE; -: standard output, instead of rows
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
    /// Report drift since a saved list
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) previous: Option<PathBuf>,
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

/// Refuses an option of the audit of enterprises before `subscribers`.
pub(super) fn check_place(command: &Command, matches: &ArgMatches) -> Result<(), clap::Error> {
    let audit = matches.subcommand_matches("audit").filter(|it| it.subcommand().is_some());
    let is_typed =
        |id: &str| audit.is_some_and(|it| it.value_source(id) == Some(ValueSource::CommandLine));
    let options = command.find_subcommand("audit").into_iter().flat_map(Command::get_arguments);
    let mut own = options.filter(|option| !option.is_global_set());
    match own.find(|option| is_typed(option.get_id().as_str())) {
        None => Ok(()),
        Some(option) => {
            let name = option.get_long().unwrap_or_default();
            let text = format!(
                "--{name} before `subscribers` is an option of the audit of enterprises. Options of \
                 the audit of subscribers come after `subscribers`\n"
            );
            Err(clap::Error::raw(ErrorKind::ArgumentConflict, text))
        }
    }
}

/// Reads `any`, or the name of a kind in kebab-case.
fn fail_on<K: Kind + Send + Sync>() -> impl TypedValueParser<Value = FailOn<K>> {
    let names = K::ALL.iter().map(|kind| kebab_case(kind.name()));
    PossibleValuesParser::new(["any".to_owned()].into_iter().chain(names)).map(|given| {
        let kind = K::ALL.iter().find(|kind| kebab_case(kind.name()) == given);
        kind.map_or(FailOn::Any, |kind| FailOn::Kind(*kind))
    })
}

/// `neverSynced` as `never-synced`.
fn kebab_case(name: &str) -> String {
    let letters = name.chars().flat_map(|letter| {
        let dash = letter.is_ascii_uppercase().then_some('-');
        dash.into_iter().chain([letter.to_ascii_lowercase()])
    });
    letters.collect()
}

/// Reads the name of a table.
fn table<T>(all: &'static [T]) -> impl TypedValueParser<Value = T>
where
    T: Copy + FromStr + Into<&'static str> + Send + Sync + 'static,
    T::Err: std::error::Error + Send + Sync,
{
    PossibleValuesParser::new(all.iter().map(|table| (*table).into()))
        .try_map(|name: String| name.parse())
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use webex_broadworks_audit::{
        DEFAULT_STALE_AFTER, DEFAULT_STUCK_AFTER, DEFAULT_SUBSCRIBER_STUCK_AFTER,
        DEFAULT_WAITING_AFTER,
    };

    use super::*;

    #[derive(Parser)]
    struct AuditCommandLine {
        #[command(flatten)]
        arguments: AuditArguments,
    }

    #[derive(Parser)]
    struct SubscriberCommandLine {
        #[command(flatten)]
        arguments: SubscriberAuditArguments,
    }

    #[test]
    fn durations_of_the_help_are_the_defaults() {
        let given = AuditCommandLine::try_parse_from(["audit"]).expect("arguments").arguments;
        assert_eq!(
            (given.stale_after, given.stuck_after),
            (DEFAULT_STALE_AFTER, DEFAULT_STUCK_AFTER)
        );
        let given =
            SubscriberCommandLine::try_parse_from(["subscribers"]).expect("arguments").arguments;
        assert_eq!(
            (given.stuck_after, given.waiting_after),
            (DEFAULT_SUBSCRIBER_STUCK_AFTER, DEFAULT_WAITING_AFTER)
        );
    }

    #[test]
    fn findings_are_named_in_kebab_case() {
        let fails = |kind: &str| {
            let given = AuditCommandLine::try_parse_from(["audit", "--fail-on", kind]);
            given.map(|it| it.arguments.fail_on).ok()
        };
        let massive = FailOn::Kind(FindingKind::MassDeletion);
        assert_eq!(fails("mass-deletion,any"), Some(vec![massive, FailOn::Any]));
        assert_eq!(fails("massDeletion"), None);
    }

    #[test]
    fn options_of_enterprises_are_refused_for_subscribers() {
        let parse = |words: &[&str]| {
            let typed: Vec<_> = ["wxbw", "audit"].iter().chain(words).map(Into::into).collect();
            super::super::parse(&typed).is_ok()
        };
        assert!(parse(&["subscribers", "--html", "x"]));
        assert!(parse(&["--html", "x", "--output", "csv", "subscribers"]));
        assert!(!parse(&["--ledger", "x", "subscribers"]));
        assert!(!parse(&["--stuck-after", "2h", "subscribers"]));
        assert!(!parse(&["subscribers", "--ledger", "x"]));
        assert!(!parse(&["subscribers", "--input", "x", "--sp-enterprise-id", "R+a"]));
    }
}
