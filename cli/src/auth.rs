//! `wxbw auth check`: shows the owner, the rights and the expiry of the token.

use http::Method;
use serde_json::{Value, json};
use webex_broadworks::{Client, ErrorKind, ListEnterprises, Timestamp};

use crate::exit::Exit;
use crate::failure::Result;
use crate::output::sanitize::escape_terminal;
use crate::output::{Format, views, write};
use crate::session::Session;
use crate::token;

pub(crate) async fn check(session: &Session) -> Result<Exit> {
    let format = session.format()?;
    let client = token::client(session)?;
    let work = check_token(&client);
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

async fn check_token(client: &Client) -> Result<Value> {
    // A token that can't list enterprises can't use the other operations. A refused token is an error.
    let can_read = may_read(client).await?;
    let person = get_or_null(client, "/people/me").await?;
    let expiry = get_or_null(client, "/authorizations/tokenExpiry").await?;
    let expires_at = expiry["exp"].as_i64().and_then(Timestamp::from_millisecond);
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
async fn get_or_null(client: &Client, path: &str) -> Result<Value> {
    match client.request(Method::GET, path, &[], None).await {
        Ok(answer) => Ok(answer),
        Err(error) if error.details().status.is_some_and(|status| status != 401) => Ok(Value::Null),
        Err(error) => Err(error.into()),
    }
}

fn describe(record: &Value) -> String {
    let text = |key: &str| match &record[key] {
        Value::String(text) => escape_terminal(text).into_owned(),
        _ => "unavailable".to_owned(),
    };
    let reads = if record["canRead"].as_bool().unwrap_or_default() {
        "yes"
    } else {
        "no (requires the scope spark-admin:broadworks_enterprises_read and the role partner administrator)"
    };
    format!(
        "token      {}\nowner      {}, {}\npartner    {}\nexpires    {}\ncan read   {reads}\ncan \
         write  unknown (can't be checked without a change; requires the scope \
         spark-admin:broadworks_enterprises_write)\n",
        text("source"),
        text("displayName"),
        text("email"),
        text("orgId"),
        text("expiresAt"),
    )
}
