//! Which users are meant: arguments, lines, or a CSV file with the columns enterprise and user.

use std::path::Path;

use webex_broadworks::Client;
use webex_broadworks::sync::bulk::BulkItem;

use crate::arguments::UserArguments;
use crate::enterprises::{call, lines, options, read};
use crate::failure::{Failure, Result};

/// A user of an enterprise, both as they were named.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct User {
    pub(crate) enterprise: String,
    pub(crate) user: String,
}

/// The users, wherever they stand.
pub(crate) fn users(arguments: &UserArguments) -> Result<Vec<User>> {
    if let Some(file) = &arguments.file {
        return table(&read(file, &arguments.connection)?);
    }
    let enterprise = arguments.enterprise.clone().unwrap_or_default();
    let mut users = Vec::new();
    for user in &arguments.users {
        if user == "-" {
            users.extend(lines(&read(Path::new("-"), &arguments.connection)?));
        } else {
            users.push(user.clone());
        }
    }
    if users.is_empty() {
        return Err(Failure::usage("there is no user in what was read"));
    }
    Ok(users.into_iter().map(|user| User { enterprise: enterprise.clone(), user }).collect())
}

/// Finds the enterprises, each once, and makes items of the users.
pub(crate) async fn items(
    client: &Client,
    users: &[User],
    arguments: &UserArguments,
) -> Result<Vec<BulkItem>> {
    let names: Vec<String> = users.iter().map(|user| user.enterprise.clone()).collect();
    let found = client
        .find_enterprises(&names, options(arguments.by.by), call(&arguments.connection))
        .await?;
    let item = |(found, user): (&webex_broadworks::FoundEnterprise, &User)| {
        found.item().user_id(user.user.as_str())
    };
    Ok(found.iter().zip(users).map(item).collect())
}

fn table(text: &str) -> Result<Vec<User>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let headers = reader.headers();
    let wrong = |error| Failure::usage(format!("the CSV cannot be read: {error}"));
    let headers = headers.map_err(wrong)?.clone();
    let column = |names: [&str; 3]| {
        let is_named = |header: &str| names.iter().any(|name| header.eq_ignore_ascii_case(name));
        headers.iter().position(is_named).ok_or_else(|| {
            Failure::usage(
                "the first line has to be a header with the columns enterprise and user, such as\n\
                 enterprise,user\nReseller1+acme,john.anderson@acme.com",
            )
        })
    };
    let enterprise = column(["enterprise", "spEnterpriseId", "enterpriseId"])?;
    let user = column(["user", "userId", "user_id"])?;
    let mut users = Vec::new();
    for (at, record) in reader.records().enumerate() {
        let record =
            record.map_err(|error| Failure::usage(format!("the CSV cannot be read: {error}")))?;
        let field = |at: usize| record.get(at).filter(|it| !it.is_empty()).map(str::to_owned);
        let (Some(enterprise), Some(user)) = (field(enterprise), field(user)) else {
            let row = at + 1;
            return Err(Failure::usage(format!("row {row} lacks its enterprise or its user")));
        };
        users.push(User { enterprise, user });
    }
    if users.is_empty() {
        return Err(Failure::usage("there is no user in what was read"));
    }
    Ok(users)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_csv_says_who_belongs_where() {
        let read = table("user,enterprise\n# none\njane@a.com, R+a\n\"o,k@b.com\",R+b\n");
        let user = |enterprise: &str, user: &str| User {
            enterprise: enterprise.to_owned(),
            user: user.to_owned(),
        };
        assert_eq!(read.expect("users"), [user("R+a", "jane@a.com"), user("R+b", "o,k@b.com")]);
    }

    #[test]
    fn a_csv_without_its_header_or_with_gaps_is_refused() {
        for text in ["", "R+a,jane@a.com\n", "enterprise,user\n", "enterprise,user\nR+a,\n"] {
            assert!(matches!(table(text), Err(Failure::Usage(_))), "{text:?}");
        }
    }
}
