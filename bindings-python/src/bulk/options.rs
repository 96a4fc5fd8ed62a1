//! What a bulk run is told in Python, as core takes it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use pyo3::prelude::*;
use pyo3::types::{PyMapping, PyString};
use webex_broadworks::Error;
use webex_broadworks::sync::bulk::{BulkOptions, LedgerOptions, OnlyIf, OutcomeKind};

use crate::arguments::{count, duration, flag, function, number, optional_text, path, text, wrong};
use crate::error::Result;

/// Reads the options from a dict; those that an operation does not have are absent.
pub(super) fn read(given: &Bound<'_, PyAny>) -> Result<BulkOptions> {
    let get = |name: &str| given.get_item(name);
    let mut options = BulkOptions::default()
        .dry_run(flag("dry_run", &get("dry_run")?)?)
        .only_if(only_if(&get("only_if")?)?);
    if let Some(items) = count("concurrency", &get("concurrency")?)? {
        options = options.concurrency(items);
    }
    if let Some(timeout) = duration("timeout", &get("timeout")?)? {
        options = options.timeout(timeout);
    }
    if let Some(moment) = moment("stop_starting_after", &get("stop_starting_after")?)? {
        options = options.stop_starting_after(moment);
    }
    if given.contains("exploration")?
        && let Some(refusals) = number("exploration", &get("exploration")?)?
    {
        options = options.exploration(refusals);
    }
    if given.contains("settle_after")?
        && let Some(wait) = duration("settle_after", &get("settle_after")?)?
    {
        options = options.settle_after(wait);
    }
    if let Some(ledger) = ledger(given)? {
        options = options.ledger(ledger);
    }
    progress(given)?;
    Ok(options)
}

fn progress(given: &Bound<'_, PyAny>) -> Result<()> {
    let on_progress = given.get_item("on_progress")?;
    if on_progress.is_none() {
        return Ok(());
    }
    let awaited = flag("awaited", &given.get_item("awaited")?)?;
    function("on_progress", &on_progress, "a function that takes a summary", awaited)
}

/// The conditions, where they are data.
fn only_if(given: &Bound<'_, PyAny>) -> Result<OnlyIf> {
    let mut only_if = OnlyIf::default();
    let Ok(conditions) = given.cast::<PyMapping>() else { return Ok(only_if) };
    for entry in conditions.items()?.iter() {
        let (name, value) = entry.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>()?;
        if value.is_none() {
            continue;
        }
        let name = text("only_if", &name)?;
        only_if = match name.as_str() {
            "enabled" => only_if.enabled(flag("only_if[\"enabled\"]", &value)?),
            "never_synced" => only_if.never_synced(flag("only_if[\"never_synced\"]", &value)?),
            "status" => only_if.status(texts("only_if[\"status\"]", &value)?),
            "stale_after" => {
                let age = duration("only_if[\"stale_after\"]", &value)?;
                only_if.stale_after(age.unwrap_or(Duration::MAX))
            }
            _ => {
                return Err(Error::invalid_argument(format!(
                    "`only_if` has no condition {name:?}: there are \"enabled\", \"status\", \
                     \"stale_after\" and \"never_synced\""
                ))
                .into());
            }
        };
    }
    Ok(only_if)
}

fn ledger(given: &Bound<'_, PyAny>) -> Result<Option<LedgerOptions>> {
    let run = optional_text("run", &given.get_item("run")?)?;
    let retry = texts("retry", &given.get_item("retry")?)?;
    let resume_within = duration("resume_within", &given.get_item("resume_within")?)?;
    let file = given.get_item("ledger")?;
    if file.is_none() {
        let needless = [("run", run.is_some()), ("retry", !retry.is_empty())];
        return match needless.into_iter().find(|(_, is_given)| *is_given) {
            None => Ok(None),
            Some((name, _)) => Err(Error::invalid_argument(format!(
                "`{name}` is about what a ledger knows: pass `ledger` too, the path of its file"
            ))
            .into()),
        };
    }
    let mut options = LedgerOptions::new(path("ledger", &file)?)
        .resume_within(resume_within.unwrap_or(Duration::MAX))
        .retry(retry.iter().map(|name| kind(name)).collect::<Result<Vec<_>>>()?);
    if let Some(run) = run {
        options = options.run(run);
    }
    Ok(Some(options))
}

fn kind(name: &str) -> Result<OutcomeKind> {
    Ok(OutcomeKind::from_name(name).ok_or_else(|| {
        let names = OutcomeKind::ALL.map(OutcomeKind::name).join(", ");
        Error::invalid_argument(format!("`retry` has {name:?}, which is no outcome: pass {names}"))
    })?)
}

/// One text, or several.
fn texts(name: &str, value: &Bound<'_, PyAny>) -> Result<Vec<String>> {
    if value.is_instance_of::<PyString>() {
        return Ok(vec![text(name, value)?]);
    }
    let Ok(values) = value.try_iter() else {
        return Err(wrong(name, value, "text (str), or a list of texts").into());
    };
    values.map(|value| text(name, &value?)).collect()
}

/// A moment that is the same everywhere.
fn moment(name: &str, value: &Bound<'_, PyAny>) -> Result<Option<SystemTime>> {
    if value.is_none() {
        return Ok(None);
    }
    let instead = "an aware datetime, such as datetime.now(timezone.utc) + timedelta(hours=2)";
    // A time of day has an offset as well, and is no moment.
    let offset = value.call_method0("utcoffset");
    let (Ok(offset), true) = (offset, value.hasattr("timestamp")?) else {
        return Err(wrong(name, value, instead).into());
    };
    if offset.is_none() {
        return Err(Error::invalid_argument(format!(
            "`{name}` has no time zone, so it could mean several moments: pass {instead}"
        ))
        .into());
    }
    let seconds = value.call_method0("timestamp")?.extract::<f64>()?;
    // Before 1970 it is over in any case.
    let since = Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or_default();
    Ok(Some(UNIX_EPOCH + since))
}
