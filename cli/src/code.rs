//! `wxbw code`: what error codes mean, from core's catalogs.

use std::fmt::Write as _;

use serde_json::{Value, json};
use webex_broadworks::{error_codes, subscriber_error_codes};

use crate::arguments::CodeCommand;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::output::{Format, views, write};
use crate::session::Session;

pub(crate) fn run(command: &CodeCommand, session: &Session) -> Result<Exit> {
    let mut unknown = None;
    let entries: Vec<Value> = match command {
        CodeCommand::List => all(),
        CodeCommand::Explain { codes } => {
            let known = all();
            let is_known = |code: &i64| known.iter().any(|entry| entry["code"] == *code);
            unknown = codes.iter().find(|code| !is_known(code)).copied();
            let entries =
                codes.iter().filter_map(|code| known.iter().find(|it| it["code"] == *code));
            entries.cloned().collect()
        }
    };
    let explains = matches!(command, CodeCommand::Explain { .. });
    let is_text = session.format()? == Format::Table && session.output_options.columns.is_empty();
    if explains && is_text {
        entries.iter().try_for_each(|entry| write(&describe(entry)))?;
    } else if !entries.is_empty() {
        let mut output = session.output(&views::CODES)?;
        for entry in entries {
            output.row(&entry.to_string())?;
        }
        output.finish()?;
    }
    match unknown {
        None => Ok(Exit::Done),
        Some(code) => Err(Failure::Other(format!(
            "unknown code {code}. `wxbw code list` lists all known codes. For an unknown code, \
             contact Webex support with the tracking id"
        ))),
    }
}

/// The codes of both catalogs; `of` says what they are about.
fn all() -> Vec<Value> {
    fn entry(of: &str, entry: impl serde::Serialize) -> Value {
        let mut entry = json!(entry);
        entry["of"] = of.into();
        entry
    }
    let of_syncs = error_codes::all().iter().map(|it| entry("directory_sync", it));
    let of_subscribers = subscriber_error_codes::all().iter().map(|it| entry("subscriber", it));
    of_syncs.chain(of_subscribers).collect()
}

fn describe(entry: &Value) -> String {
    let text = |key: &str| entry[key].as_str().unwrap_or_default();
    let mut lines =
        format!("{} {}\n  Meaning: {}.\n", entry["code"], text("name"), text("meaning"));
    if let Some(resolves) = entry["healsByItself"].as_bool() {
        let resolves = if resolves { "yes" } else { "no" };
        let _ = writeln!(lines, "  Resolves without action: {resolves}.");
    }
    let _ = writeln!(lines, "  What to do: {}", text("remedy"));
    lines
}
