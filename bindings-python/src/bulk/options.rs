//! Converts the options of a bulk run from Python to Rust.

use std::collections::HashMap;
use std::time::Duration;

use pyo3::prelude::*;
use pyo3::types::{PyMapping, PyString};
use webex_broadworks::Error;
use webex_broadworks_bulk::{BulkOptions, DEFAULT_RESUME_WITHIN, OnlyIf, OutcomeKind};

use crate::error::Result;
use crate::extract::{
    aware_datetime, count, duration, flag, function, number, optional_text, path, text, type_error,
};

/// Reads the options from a dict. Options that an operation doesn't have are absent.
pub(super) fn read(given: &Bound<'_, PyAny>) -> Result<BulkOptions> {
    let get = |name: &str| given.get_item(name);
    let mut options = BulkOptions::default()
        .dry_run(flag("dry_run", &get("dry_run")?)?)
        .item_function(is_code(&get("only_if")?))
        .only_if(only_if(&get("only_if")?)?);
    if let Some(items) = count("concurrency", &get("concurrency")?)? {
        options = options.concurrency(items);
    }
    if let Some(timeout) = duration("timeout", &get("timeout")?)? {
        options = options.timeout(timeout);
    }
    if let Some(moment) = aware_datetime("stop_starting_after", &get("stop_starting_after")?)? {
        options = options.stop_starting_after(moment);
    }
    if given.contains("max_refusals_per_trigger")?
        && let Some(refusals) =
            number("max_refusals_per_trigger", &get("max_refusals_per_trigger")?)?
    {
        options = options.max_refusals_per_trigger(refusals);
    }
    if given.contains("settle_after")?
        && let Some(wait) = duration("settle_after", &get("settle_after")?)?
    {
        options = options.settle_after(wait);
    }
    options = options.cluster_groups(cluster_groups(&get("cluster_group")?)?);
    progress(given)?;
    with_ledger(options, given)
}

fn progress(given: &Bound<'_, PyAny>) -> Result<()> {
    let on_progress = given.get_item("on_progress")?;
    if on_progress.is_none() {
        return Ok(());
    }
    let awaited = flag("awaited", &given.get_item("awaited")?)?;
    function("on_progress", &on_progress, "a function that takes a summary", awaited)
}

/// Whether a condition is code, not data.
pub(super) fn is_code(only_if: &Bound<'_, PyAny>) -> bool {
    !only_if.is_none() && only_if.cast::<PyMapping>().is_err()
}

/// The conditions, if they are data.
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
                    "`only_if`: expected \"enabled\", \"status\", \"stale_after\" or \
                     \"never_synced\", got {name:?}"
                ))
                .into());
            }
        };
    }
    Ok(only_if)
}

/// Reads the options for a ledger. Core refuses those that need one if there is none.
fn with_ledger(mut options: BulkOptions, given: &Bound<'_, PyAny>) -> Result<BulkOptions> {
    let file = given.get_item("ledger")?;
    if !file.is_none() {
        options = options.ledger(path("ledger", &file)?);
    }
    if let Some(run) = optional_text("run_name", &given.get_item("run_name")?)? {
        options = options.run_name(run);
    }
    let age = duration("resume_within", &given.get_item("resume_within")?)?;
    // The default value doesn't count as an option that the caller set.
    if let Some(age) = age.filter(|age| *age != DEFAULT_RESUME_WITHIN) {
        options = options.resume_within(age);
    }
    let retry = texts("retry", &given.get_item("retry")?)?;
    Ok(options.retry(OutcomeKind::retried(retry)?))
}

/// Cluster names by enterprise, if they are data.
fn cluster_groups(given: &Bound<'_, PyAny>) -> Result<HashMap<String, String>> {
    let mut groups = HashMap::new();
    let Ok(mapping) = given.cast::<PyMapping>() else { return Ok(groups) };
    for entry in mapping.items()?.iter() {
        let (id, name) = entry.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>()?;
        if let Some(name) = optional_text("cluster_group", &name)? {
            groups.insert(text("cluster_group", &id)?, name);
        }
    }
    Ok(groups)
}

/// One text, or several.
fn texts(name: &str, value: &Bound<'_, PyAny>) -> Result<Vec<String>> {
    if value.is_instance_of::<PyString>() {
        return Ok(vec![text(name, value)?]);
    }
    let Ok(values) = value.try_iter() else {
        return Err(type_error(name, value, "text (str) or a list of text").into());
    };
    values.map(|value| text(name, &value?)).collect()
}
