//! Reads users from arguments, standard input or a CSV file.

use std::path::Path;

use webex_broadworks::Client;
use webex_broadworks_bulk::BulkItem;

use crate::arguments::UserArguments;
use crate::failure::{Failure, Result};
use crate::input::{Input, User, has_line_break};
use crate::session::Session;
use crate::targets::{explain_not_found, find_options};

/// Reads the users from the arguments, a file or standard input.
pub(crate) fn read_users(arguments: &UserArguments, session: &Session) -> Result<Vec<User>> {
    if let Some(file) = &arguments.file {
        return Input::read(file, session)?.users();
    }
    let enterprise = arguments.enterprise.clone().unwrap_or_default();
    let mut users = Vec::new();
    for user in arguments.users.iter().map(|user| user.trim()) {
        if user == "-" {
            users.extend(Input::read(Path::new("-"), session)?.user_lines()?);
        } else if user.is_empty() || has_line_break(user) {
            return Err(Failure::usage(format!("USER: expected a user id, got {user:?}")));
        } else {
            users.push(user.to_owned());
        }
    }
    if users.is_empty() {
        return Err(Failure::usage("no users found in standard input"));
    }
    Ok(users.into_iter().map(|user| User { enterprise: enterprise.clone(), user }).collect())
}

/// Resolves each enterprise once, and returns the users as items of a bulk run.
pub(crate) async fn resolve_items(
    client: &Client,
    users: &[User],
    arguments: &UserArguments,
) -> Result<Vec<BulkItem>> {
    let names: Vec<String> = users.iter().map(|user| user.enterprise.clone()).collect();
    let found = client
        .enterprises()
        .find(&names, find_options(arguments.by.by))
        .await
        .map_err(|error| explain_not_found(error, &names))?;
    let item = |(found, user): (&webex_broadworks::FoundEnterprise, &User)| {
        BulkItem::from(found).user_id(user.user.as_str())
    };
    Ok(found.iter().zip(users).map(item).collect())
}
