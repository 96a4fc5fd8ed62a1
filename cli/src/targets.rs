//! Resolves arguments to the enterprises that a command acts on.

use std::path::Path;

use webex_broadworks::{
    Client, Error, ErrorKind, FindEnterprises, FoundEnterprise, IdentifierKind, ListEnterprises,
};
use webex_broadworks_bulk::{BulkItem, BulkItems};

use crate::arguments::{IdentifierKindArgument, SingleTargetArguments, TargetArguments};
use crate::failure::{Failure, Result};
use crate::given::GivenOptions as _;
use crate::input::{Input, describe_decomposed_name};
use crate::messages;
use crate::session::Session;

/// The enterprises that a command acts on.
#[derive(Debug)]
pub(crate) enum Targets {
    /// The enterprises of a listing.
    Listed(ListEnterprises),
    /// Enterprises that were named.
    Named(Vec<FoundEnterprise>),
}

impl Targets {
    /// Resolves the arguments.
    pub(crate) async fn resolve(
        client: &Client,
        targets: &TargetArguments,
        session: &Session,
    ) -> Result<Self> {
        let listing = ListEnterprises::default().allow_incomplete(targets.allow_incomplete);
        if targets.all {
            return Ok(Self::Listed(listing));
        }
        if let Some(prefix) = &targets.starts_with {
            if !targets.names.is_empty() {
                return Err(Failure::usage(
                    "--starts-with can't be combined with enterprise names",
                ));
            }
            return Ok(Self::Listed(listing.starts_with(prefix)));
        }
        let names = read_names(&targets.names, targets.file.as_deref(), targets.by.by, session)?;
        let enterprises = client.enterprises();
        let found = enterprises.find(&names, find_options(targets.by.by));
        let found = found.await.map_err(|error| explain_not_found(error, &names))?;
        Ok(Self::Named(found))
    }

    /// The enterprises as the items of a bulk run.
    pub(crate) fn items(self, client: &Client) -> Result<BulkItems> {
        match self {
            Self::Listed(listing) => Ok(BulkItems::list(client.enterprises().list(listing)?)),
            Self::Named(found) => {
                let items: Vec<BulkItem> = found.iter().map(BulkItem::from).collect();
                Ok(BulkItems::new(items))
            }
        }
    }
}

/// Resolves the single enterprise of a command.
pub(crate) async fn resolve_one(
    client: &Client,
    targets: &SingleTargetArguments,
) -> Result<FoundEnterprise> {
    let names = [targets.name.clone()];
    let found = client.enterprises().find(&names, find_options(targets.by.by)).await?;
    found.into_iter().next().ok_or_else(|| Failure::usage("name an enterprise"))
}

/// Warns of decomposed accents if a name was not found.
pub(crate) fn explain_not_found(error: Error, names: &[String]) -> Failure {
    if error.kind() == ErrorKind::NotFound
        && let Some(note) = describe_decomposed_name(names.iter().map(String::as_str))
    {
        messages::warn(&note);
    }
    error.into()
}

pub(crate) fn find_options(by: Option<IdentifierKindArgument>) -> FindEnterprises {
    FindEnterprises::default().given(by.map(IdentifierKind::from), FindEnterprises::by)
}

/// Reads the names from the arguments, a file or standard input.
pub(crate) fn read_names(
    names: &[String],
    file: Option<&Path>,
    by: Option<IdentifierKindArgument>,
    session: &Session,
) -> Result<Vec<String>> {
    let mut all = Vec::new();
    if let Some(file) = file {
        all = Input::read(file, session)?.enterprises(by)?;
    }
    for name in names {
        if name == "-" {
            all.extend(Input::read(Path::new("-"), session)?.enterprises(by)?);
        } else {
            all.push(name.trim().to_owned());
        }
    }
    Ok(all)
}
