//! `wxbw auth check`: shows the owner, the rights and the expiry of the token.

use http::Method;
use jiff::Timestamp;
use serde_json::{Value, json};
use webex_broadworks::{Client, ErrorKind, ListEnterprises};

use crate::arguments::ConnectionArguments;
use crate::exit::Exit;
use crate::failure::Result;
use crate::output::sanitize::escape_terminal;
use crate::output::{Format, views, write};
use crate::session::Session;
use crate::{targets, token};

pub(crate) async fn check(connection: &ConnectionArguments, session: &Session) -> Result<Exit> {
    let format = session.format()?;
    let client = token::client(connection, session)?;
    let work = check_token(&client, connection);
    let record =
        session.interrupt.run_unless_stopped(work, || "Nothing was changed.".to_owned()).await?;
    if format == Format::Table {
        write(&describe(&record))?;
    } else {
        session.print_single(&views::TOKEN, &record)?;
    }
    let can_read = record["canRead"].as_bool().unwrap_or_default();
    Ok(if can_read { Exit::Done } else { Exit::Authentication })
}

async fn check_token(client: &Client, connection: &ConnectionArguments) -> Result<Value> {
    // A token that can't list enterprises can't use the other operations. A refused token is an error.
    let can_read = may_read(client).await?;
    let person = get_or_null(client, "/people/me", connection).await?;
    let expiry = get_or_null(client, "/authorizations/tokenExpiry", connection).await?;
    let expires_at = expiry["exp"].as_i64().and_then(|it| Timestamp::from_millisecond(it).ok());
    Ok(json!({
        "source": client.token_source().describe(),
        "displayName": person["displayName"],
        "email": person["emails"][0],
        "orgId": person["orgId"],
        "expiresAt": expires_at.map(|it| format!("{it:.6}")),
        "canRead": can_read,
        "canWrite": null,
    }))
}

async fn may_read(client: &Client) -> Result<bool> {
    let listing = ListEnterprises::default().limit(1).allow_incomplete(true);
    match client.enterprises().list(listing)?.next_raw_page().await {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == ErrorKind::PermissionDenied => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Requests a resource; null if the token is not allowed to read it.
async fn get_or_null(
    client: &Client,
    path: &str,
    connection: &ConnectionArguments,
) -> Result<Value> {
    match targets::within(client.request(Method::GET, path, &[], None), connection).await {
        Ok(answer) => Ok(answer),
        Err(error) if error.details().status.is_some_and(|status| status != 401) => Ok(Value::Null),
        Err(error) => Err(error.into()),
    }
}

fn describe(record: &Value) -> String {
    let text = |key: &str| match &record[key] {
        Value::String(text) => escape_terminal(text).into_owned(),
        _ => "not told by Webex to this token".to_owned(),
    };
    let reads = if record["canRead"].as_bool().unwrap_or_default() {
        "yes"
    } else {
        "no: it needs the scope spark-admin:broadworks_enterprises_read, and a partner administrator"
    };
    format!(
        "token      {}\nwhose      {}, {}\npartner    {}\nexpires    {}\nmay read   {reads}\nmay \
         write  Webex does not tell before something is written; the scope is \
         spark-admin:broadworks_enterprises_write\n",
        text("source"),
        text("displayName"),
        text("email"),
        text("orgId"),
        text("expiresAt"),
    )
}
