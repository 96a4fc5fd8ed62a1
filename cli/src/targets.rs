//! Resolves arguments to the enterprises that a command acts on.

use std::path::Path;

use webex_broadworks::{
    Client, Error, ErrorKind, FindEnterprises, FoundEnterprise, IdentifierKind, ListEnterprises,
    Request,
};
use webex_broadworks_bulk::{BulkItem, BulkItems};

use crate::arguments::{
    ConnectionArguments, IdentifierKindArgument, SingleTargetArguments, TargetArguments,
};
use crate::failure::{Failure, Result};
use crate::input::{Input, describe_decomposed_name};
use crate::messages;

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
        connection: &ConnectionArguments,
    ) -> Result<Self> {
        if targets.all {
            return Ok(Self::Listed(ListEnterprises::default()));
        }
        if let Some(prefix) = &targets.starts_with {
            if !targets.names.is_empty() {
                return Err(Failure::usage("pass either --starts-with or names"));
            }
            return Ok(Self::Listed(ListEnterprises::default().starts_with(prefix)));
        }
        let names = read_names(targets, connection)?;
        let enterprises = client.enterprises();
        let found = enterprises.find(&names, find_options(targets.by.by, connection));
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
    connection: &ConnectionArguments,
) -> Result<FoundEnterprise> {
    let names = [targets.name.clone()];
    let found = client.enterprises().find(&names, find_options(targets.by.by, connection)).await?;
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

pub(crate) fn find_options(
    by: Option<IdentifierKindArgument>,
    connection: &ConnectionArguments,
) -> FindEnterprises {
    let mut options = FindEnterprises::default();
    if let Some(by) = by {
        options = options.by(IdentifierKind::from(by));
    }
    if let Some(timeout) = connection.timeout {
        options = options.timeout(timeout);
    }
    options
}

/// A request with the timeout that was given, if one was.
pub(crate) fn within<T>(request: Request<T>, connection: &ConnectionArguments) -> Request<T> {
    match connection.timeout {
        Some(timeout) => request.timeout(timeout),
        None => request,
    }
}

/// Reads the names from the arguments, a file or standard input.
pub(crate) fn read_names(
    targets: &TargetArguments,
    connection: &ConnectionArguments,
) -> Result<Vec<String>> {
    let mut names = Vec::new();
    if let Some(file) = &targets.file {
        names = Input::read(file, connection)?.enterprises(targets.by.by)?;
    }
    for name in &targets.names {
        if name == "-" {
            names.extend(Input::read(Path::new("-"), connection)?.enterprises(targets.by.by)?);
        } else {
            names.push(name.trim().to_owned());
        }
    }
    Ok(names)
}
