//! From what was typed to the enterprises that are meant: read here, resolved by core.

use std::io::Read as _;
use std::path::Path;

use webex_broadworks::sync::bulk::{BulkItem, BulkItems};
use webex_broadworks::{
    CallOptions, Client, FindEnterprises, FoundEnterprise, ListEnterprises, NameKind,
};

use crate::arguments::{By, ConnectionArguments, OneArguments, WhoArguments};
use crate::failure::{Failure, Result};

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
        let found = client.find_enterprises(&names, options(who.by.by), call(connection)).await?;
        Ok(Self::Named(found))
    }

    /// The enterprises as the items of a bulk run.
    pub(crate) fn items(self, client: &Client) -> Result<BulkItems> {
        match self {
            Self::Listed(listing) => Ok(BulkItems::list(client.list_enterprises(listing)?)),
            Self::Named(found) => {
                let items: Vec<BulkItem> = found.iter().map(FoundEnterprise::item).collect();
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

pub(crate) fn options(by: Option<By>) -> FindEnterprises {
    by.map_or_else(FindEnterprises::default, |by| FindEnterprises::default().by(NameKind::from(by)))
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
        names = lines(&read(file, connection)?);
    }
    for name in &who.names {
        if name == "-" {
            names.extend(lines(&read(Path::new("-"), connection)?));
        } else {
            names.push(name.trim().to_owned());
        }
    }
    if names.is_empty() {
        return Err(Failure::usage("there is no name of an enterprise in what was read"));
    }
    Ok(names)
}

/// The text of a file, or of standard input.
pub(crate) fn read(file: &Path, connection: &ConnectionArguments) -> Result<String> {
    if file == Path::new("-") {
        if connection.token_stdin {
            return Err(Failure::usage(
                "standard input can bring the token or the names, not both: put one of them into a \
                 file",
            ));
        }
        let mut text = String::new();
        std::io::stdin().lock().read_to_string(&mut text)?;
        return Ok(text);
    }
    std::fs::read_to_string(file)
        .map_err(|error| Failure::usage(format!("{} cannot be read: {error}", file.display())))
}

/// One name in each line; empty lines and comments are none.
pub(crate) fn lines(text: &str) -> Vec<String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_a_name_in_each_line_and_may_have_comments() {
        let text = "\u{feff}# partners\nReseller1+acme\n\n  R+b & c \r\n#R+d\n";
        assert_eq!(lines(text), ["Reseller1+acme", "R+b & c"]);
    }
}
