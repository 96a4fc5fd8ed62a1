//! Which enterprises are meant.

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{ArgGroup, Args, ValueEnum};
use webex_broadworks::IdentifierKind;

/// Enterprises, named in one way or another.
#[derive(Clone, Debug, Args)]
#[command(
    next_help_heading = "Which enterprises",
    group(
        ArgGroup::new("which")
            .required(true)
            .multiple(true)
            .args(["names", "file", "all", "starts_with"])
    )
)]
pub(crate) struct TargetArguments {
    /// Enterprises by id or spEnterpriseId; - reads them from standard input, one in each line
    #[arg(value_name = "ENTERPRISE")]
    pub(crate) names: Vec<String>,
    /// Read them from a file, one in each line; empty lines and those that begin with # are skipped
    #[arg(long, value_name = "FILE", conflicts_with = "names")]
    pub(crate) file: Option<PathBuf>,
    /// All enterprises that the token may see
    #[arg(long, conflicts_with_all = ["names", "file", "starts_with"])]
    pub(crate) all: bool,
    /// Those whose spEnterpriseId begins so
    #[arg(long, value_name = "PREFIX", value_parser = NonEmptyStringValueParser::new(), conflicts_with_all = ["names", "file"])]
    pub(crate) starts_with: Option<String>,
    /// End without an error where there is no enterprise of that kind
    #[arg(long)]
    pub(crate) allow_empty: bool,
    #[command(flatten)]
    pub(crate) by: IdentifierKindArguments,
}

impl TargetArguments {
    /// What to say if there is none.
    pub(crate) fn empty_message(&self) -> Option<String> {
        (!self.allow_empty && self.names.is_empty() && self.file.is_none())
            .then(|| empty_listing_message(self.starts_with.as_deref()))
    }
}

/// What to say if a listing shows no enterprise.
pub(crate) fn empty_listing_message(prefix: Option<&str>) -> String {
    let what = match prefix {
        Some(prefix) => format!(
            "no enterprise that this token may see has an spEnterpriseId that begins with \
             {prefix:?}. Upper and lower case count; `wxbw enterprise list` shows which there are"
        ),
        None => {
            "there is no enterprise that this token may see: `wxbw auth check` shows whose it is"
                .to_owned()
        }
    };
    format!("{what}. If that can be so, pass --allow-empty. Nothing was done.")
}

/// One enterprise.
#[derive(Clone, Debug, Args)]
pub(crate) struct SingleTargetArguments {
    /// The enterprise, by id or spEnterpriseId
    #[arg(value_name = "ENTERPRISE")]
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) by: IdentifierKindArguments,
}

/// What the names are.
#[derive(Clone, Copy, Debug, Default, Args)]
pub(crate) struct IdentifierKindArguments {
    /// What the names are [default: an id if it decodes to ciscospark://, else an spEnterpriseId]
    #[arg(long, value_enum, value_name = "KIND")]
    pub(crate) by: Option<IdentifierKindArgument>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum IdentifierKindArgument {
    /// The id that the list shows
    Id,
    /// The identifier on BroadWorks: service provider, +, enterprise
    Sp,
    /// The id of the Webex organisation
    Org,
}

impl From<IdentifierKindArgument> for IdentifierKind {
    fn from(by: IdentifierKindArgument) -> Self {
        match by {
            IdentifierKindArgument::Id => Self::Id,
            IdentifierKindArgument::Sp => Self::SpEnterpriseId,
            IdentifierKindArgument::Org => Self::OrgId,
        }
    }
}
