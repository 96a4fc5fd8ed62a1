//! The selection of enterprises.

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{ArgGroup, Args, ValueEnum};
use webex_broadworks::IdentifierKind;

/// A selection of enterprises.
#[derive(Clone, Debug, Args)]
#[command(
    next_help_heading = "Selection",
    group(
        ArgGroup::new("which")
            .required(true)
            .multiple(true)
            .args(["names", "file", "all", "starts_with"])
    )
)]
pub(crate) struct TargetArguments {
    /// Enterprises by id or spEnterpriseId; -: read them from standard input, one per line
    #[arg(value_name = "ENTERPRISE")]
    pub(crate) names: Vec<String>,
    /// Read enterprises from a file: one per line, or a table
    #[arg(long, short = 'f', value_name = "FILE", conflicts_with = "names")]
    pub(crate) file: Option<PathBuf>,
    /// All enterprises of the token's partner
    #[arg(long, conflicts_with_all = ["names", "file", "starts_with"])]
    pub(crate) all: bool,
    /// Enterprises whose spEnterpriseId starts with PREFIX
    #[arg(long, value_name = "PREFIX", value_parser = NonEmptyStringValueParser::new(), conflicts_with_all = ["names", "file"])]
    pub(crate) starts_with: Option<String>,
    /// Do not fail if there is no such enterprise
    #[arg(long)]
    pub(crate) allow_empty: bool,
    /// Do not fail if the list might be incomplete
    #[arg(long)]
    pub(crate) allow_incomplete: bool,
    #[command(flatten)]
    pub(crate) by: IdentifierKindArguments,
}

impl TargetArguments {
    /// Returns the message for an empty selection.
    pub(crate) fn empty_message(&self) -> Option<String> {
        (!self.allow_empty && self.names.is_empty() && self.file.is_none())
            .then(|| empty_listing_message(self.starts_with.as_deref()))
    }
}

/// Returns the message for an empty list.
pub(crate) fn empty_listing_message(prefix: Option<&str>) -> String {
    let what = match prefix {
        Some(prefix) => format!(
            "no enterprise that is visible to this token has an spEnterpriseId that starts with \
             {prefix:?}. Names are case-sensitive; `wxbw enterprise list` shows the valid ones"
        ),
        None => "no enterprise is visible to this token: `wxbw auth check` shows whose token it is"
            .to_owned(),
    };
    format!("{what}. If that is expected, pass --allow-empty. Nothing was done.")
}

/// One enterprise.
#[derive(Clone, Debug, Args)]
pub(crate) struct SingleTargetArguments {
    /// Enterprise, by id or spEnterpriseId
    #[arg(value_name = "ENTERPRISE")]
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) by: IdentifierKindArguments,
}

/// The kind of names.
#[derive(Clone, Copy, Debug, Default, Args)]
pub(crate) struct IdentifierKindArguments {
    /// Kind of the names [default: id if it decodes to ciscospark://, otherwise sp-enterprise-id]
    #[arg(long, value_enum, value_name = "KIND")]
    pub(crate) by: Option<IdentifierKindArgument>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum IdentifierKindArgument {
    /// The id of the list
    Id,
    /// The identifier on BroadWorks: service provider, +, enterprise
    SpEnterpriseId,
    /// The id of the Webex organization
    OrgId,
}

impl From<IdentifierKindArgument> for IdentifierKind {
    fn from(by: IdentifierKindArgument) -> Self {
        match by {
            IdentifierKindArgument::Id => Self::Id,
            IdentifierKindArgument::SpEnterpriseId => Self::SpEnterpriseId,
            IdentifierKindArgument::OrgId => Self::OrgId,
        }
    }
}
