//! `wxbw explain`: what a directory sync error code means, from core's catalog.

use serde_json::value::to_raw_value;
use webex_broadworks::error_codes::{self, ErrorCode};

use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::output::{Format, views, write};
use crate::session::Session;

pub(crate) fn run(codes: &[i64], session: &Session) -> Result<Exit> {
    let format = session.format()?;
    let entries = find_codes(codes)?;
    if format == Format::Table && !codes.is_empty() {
        entries.into_iter().try_for_each(print_description)?;
        return Ok(Exit::Done);
    }
    let mut output = session.output(&views::CODES)?;
    for entry in entries {
        let row = to_raw_value(entry).map_err(|error| Failure::Other(error.to_string()))?;
        output.row(row.get())?;
    }
    output.finish()?;
    Ok(Exit::Done)
}

fn find_codes(codes: &[i64]) -> Result<Vec<&'static ErrorCode>> {
    if codes.is_empty() {
        return Ok(error_codes::all().iter().collect());
    }
    codes
        .iter()
        .map(|code| {
            error_codes::find(*code).ok_or_else(|| {
                Failure::Other(format!(
                    "unknown code {code}. `wxbw explain` lists all known codes. For an unknown code, \
                     contact Webex support with the tracking id"
                ))
            })
        })
        .collect()
}

fn print_description(entry: &ErrorCode) -> Result<()> {
    let resolves = if entry.heals_by_itself { "yes" } else { "no" };
    write(&format!(
        "{} {}\n  Meaning: {}.\n  Resolves without action: {resolves}.\n  What to do: {}\n",
        entry.code, entry.name, entry.meaning, entry.remedy
    ))
}
