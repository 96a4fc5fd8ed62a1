//! The state of directory sync, read by core out of whatever describes it.

use jiff::Timestamp;
use pyo3::prelude::*;
use webex_broadworks::Error;

use crate::decode::decode;
use crate::encode::encode_leniently;
use crate::error::Result;

/// The state as a dict with times as text; `now` is in microseconds since 1970.
#[pyfunction]
pub(crate) fn directory_sync_state<'py>(
    value: &Bound<'py, PyAny>,
    now: Option<i64>,
) -> Result<Bound<'py, PyAny>> {
    let now = now.and_then(|now| Timestamp::from_microsecond(now).ok());
    let now = now.unwrap_or_else(Timestamp::now);
    let state = webex_broadworks::directory_sync_state(&encode_leniently(value), now);
    let record = serde_json::to_vec(&state).map_err(|error| Error::internal(error.to_string()))?;
    Ok(decode(value.py(), &record)?)
}

/// What the bytes of an answer become, to compare it with what `json.loads` makes of them.
#[pyfunction]
pub(crate) fn _decode_for_tests<'py>(
    py: Python<'py>,
    document: &[u8],
) -> PyResult<Bound<'py, PyAny>> {
    decode(py, document)
}
