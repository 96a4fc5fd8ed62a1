//! `wxbw api`: sends any request, and prints its response.

use http::Method;
use serde_json::{Map, Value};

use crate::arguments::ApiArguments;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::output::{Format, write_json, write_line};
use crate::session::Session;
use crate::token;

pub(crate) async fn run(arguments: ApiArguments, session: &Session) -> Result<Exit> {
    let ApiArguments { method, path, query, fields, .. } = arguments;
    let format = format(session)?;
    let method = Method::from_bytes(method.to_ascii_uppercase().as_bytes())
        .map_err(|error| Failure::usage(error.to_string()))?;
    let reads = method == Method::GET;
    if reads && !fields.is_empty() {
        return Err(Failure::usage("--field can't be used with GET. Use --query"));
    }
    let body =
        (!fields.is_empty()).then(|| Value::Object(fields.into_iter().collect::<Map<_, _>>()));
    let client = token::client(session)?;
    let request = async { Ok(client.request(method, &path, &query, body).await?) };
    let hint = || {
        let text =
            if reads { "Nothing was changed." } else { "Webex may have executed the request." };
        text.to_owned()
    };
    let response = session.interrupt.run_unless_stopped(request, hint).await?;
    match format {
        Format::Ndjson => write_line(&response.to_string())?,
        _ => write_json(&response)?,
    }
    Ok(Exit::Done)
}

/// The form of the response. Any response is JSON, and no table.
fn format(session: &Session) -> Result<Format> {
    match session.output_options.output {
        None if session.format()? == Format::Table => Ok(Format::Json),
        None => Ok(Format::Ndjson),
        Some(format) if Format::OF_RESPONSES.contains(&format) => Ok(format),
        Some(_) => Err(Failure::usage(
            "expected --output json or ndjson, because a response isn't a table",
        )),
    }
}
