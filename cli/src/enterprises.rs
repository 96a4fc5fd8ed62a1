//! From what was typed to the enterprises that are meant: read here, resolved by core.

use std::path::Path;

use webex_broadworks::{
    CallOptions, Client, Error, ErrorKind, FindEnterprises, FoundEnterprise, IdentifierKind,
    ListEnterprises,
};
use webex_broadworks_bulk::{BulkItem, BulkItems};

use crate::arguments::{By, ConnectionArguments, OneArguments, WhoArguments};
use crate::failure::{Failure, Result};
use crate::input::{Input, decomposed};
use crate::say;

/// The enterprises that are meant.
#[derive(Debug)]
pub(crate) enum Meant {
    /// Those that a listing shows.
    Listed(ListEnterprises),
    /// These.
    Named(Vec<FoundEnterprise>),
}

impl Meant {
    /// Finds out who is meant.
    pub(crate) async fn find(
        client: &Client,
        who: &WhoArguments,
        connection: &ConnectionArguments,
    ) -> Result<Self> {
        if who.all {
            return Ok(Self::Listed(ListEnterprises::default()));
        }
        if let Some(prefix) = &who.starts_with {
            if !who.names.is_empty() {
                return Err(Failure::usage("pass either --starts-with or names"));
            }
            return Ok(Self::Listed(ListEnterprises::default().starts_with(prefix)));
        }
        let names = names(who, connection)?;
        let found = client.find_enterprises(&names, options(who.by.by), call(connection));
        let found = found.await.map_err(|error| explained(error, &names))?;
        Ok(Self::Named(found))
    }

    /// The enterprises as the items of a bulk run.
    pub(crate) fn items(self, client: &Client) -> Result<BulkItems> {
        match self {
            Self::Listed(listing) => Ok(BulkItems::list(client.list_enterprises(listing)?)),
            Self::Named(found) => {
                let items: Vec<BulkItem> = found.iter().map(BulkItem::from).collect();
                Ok(BulkItems::new(items))
            }
        }
    }
}

/// The one enterprise that is meant.
pub(crate) async fn one(
    client: &Client,
    who: &OneArguments,
    connection: &ConnectionArguments,
) -> Result<FoundEnterprise> {
    let names = [who.name.clone()];
    let found = client.find_enterprises(&names, options(who.by.by), call(connection)).await?;
    found.into_iter().next().ok_or_else(|| Failure::usage("name an enterprise"))
}

/// Says more about names that were not found, where they may look alike others.
pub(crate) fn explained(error: Error, names: &[String]) -> Failure {
    if error.kind() == ErrorKind::NotFound
        && let Some(note) = decomposed(names.iter().map(String::as_str))
    {
        say::warn(&note);
    }
    error.into()
}

pub(crate) fn options(by: Option<By>) -> FindEnterprises {
    by.map_or_else(FindEnterprises::default, |by| {
        FindEnterprises::default().by(IdentifierKind::from(by))
    })
}

pub(crate) fn call(connection: &ConnectionArguments) -> CallOptions {
    connection
        .timeout
        .map_or_else(CallOptions::default, |timeout| CallOptions::default().timeout(timeout))
}

/// The names, wherever they stand.
pub(crate) fn names(who: &WhoArguments, connection: &ConnectionArguments) -> Result<Vec<String>> {
    let mut names = Vec::new();
    if let Some(file) = &who.file {
        names = Input::read(file, connection)?.enterprises(who.by.by)?;
    }
    for name in &who.names {
        if name == "-" {
            names.extend(Input::read(Path::new("-"), connection)?.enterprises(who.by.by)?);
        } else {
            names.push(name.trim().to_owned());
        }
    }
    Ok(names)
}
