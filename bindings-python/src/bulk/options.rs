//! Converts the options of a bulk run from Python to Rust.

use std::collections::HashMap;
use std::time::Duration;

use pyo3::prelude::*;
use pyo3::types::PyMapping;
use webex_broadworks::Error;
use webex_broadworks_bulk::{BulkOptions, DEFAULT_RESUME_WITHIN, OnlyIf, OutcomeKind};

use crate::error::Result;
use crate::extract::{duration, flag, function, optional_text, text, texts};
use crate::keywords::{Keywords, set_options};

/// Reads the options from a dict. Options that an operation doesn't have are absent.
pub(super) fn read(given: &Bound<'_, PyAny>) -> Result<BulkOptions> {
    progress(given)?;
    let (only_if, groups) = (given.get_item("only_if")?, given.get_item("cluster_group")?);
    let given = Keywords::new(given)?;
    let mut options = set_options!(BulkOptions::default(), given, {
        flag: dry_run;
        count: concurrency;
        duration: timeout, settle_after;
        moment: stop_starting_after;
        number: max_refusals_per_trigger;
        path: ledger;
        text: run_name;
    });
    // The default value doesn't count as an option that the caller set.
    let age = given.duration("resume_within")?.filter(|age| *age != DEFAULT_RESUME_WITHIN);
    if let Some(age) = age {
        options = options.resume_within(age);
    }
    if let Some(retry) = given.value("retry")? {
        options = options.retry(OutcomeKind::retried(texts("retry", &retry)?)?);
    }
    Ok(options
        .item_function(is_code(&only_if))
        .only_if(self::only_if(&only_if)?)
        .cluster_groups(cluster_groups(&groups)?))
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
