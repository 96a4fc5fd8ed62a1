//! Converts the options of a bulk run from Python to Rust.

use pyo3::prelude::*;
use pyo3::types::PyMapping;
use webex_broadworks_bindings::bulk_options;
use webex_broadworks_bulk::BulkOptions;

use crate::error::Result;
use crate::extract::{flag, function};
use crate::keywords::Keywords;

/// Reads the options from a dict. Options that an operation doesn't have are absent.
pub(super) fn read(given: &Bound<'_, PyAny>) -> Result<BulkOptions> {
    progress(given)?;
    let has_item_function = is_code(&given.get_item("only_if")?);
    Ok(bulk_options(&Keywords::new(given)?)?.item_function(has_item_function))
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
