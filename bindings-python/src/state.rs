//! The states of directory sync and of subscribers, and the meaning of their codes.

use pyo3::prelude::*;
use serde::Serialize;
use webex_broadworks::{
    Error, Timestamp, directory_sync_state, error_codes as directory_sync_codes,
    subscriber_error_codes, subscriber_state,
};

use crate::decode::decode;
use crate::encode::encode_leniently;
use crate::error::Result;
use crate::extract::timestamp;

/// The state of directory sync, or of a subscriber, as a dict with times as text. `now` is an aware
/// datetime.
#[pyfunction]
#[pyo3(signature = (kind, value, now: "Any"))]
pub(crate) fn state<'py>(
    kind: &str,
    value: &Bound<'py, PyAny>,
    now: &Bound<'py, PyAny>,
) -> Result<Bound<'py, PyAny>> {
    let json = encode_leniently(value);
    // A state doesn't belong to a client, so the default is the computer's clock.
    let now = if now.is_none() { Timestamp::now() } else { timestamp("now", now)? };
    match kind {
        "subscriber" => plain(value.py(), &subscriber_state(&json, now)),
        _ => plain(value.py(), &directory_sync_state(&json, now)),
    }
}

/// The catalog of the error codes of directory sync, or of subscribers.
#[pyfunction]
pub(crate) fn error_codes<'py>(py: Python<'py>, kind: &str) -> Result<Bound<'py, PyAny>> {
    match kind {
        "subscriber" => plain(py, &subscriber_error_codes::all()),
        _ => plain(py, &directory_sync_codes::all()),
    }
}

/// The catalog's entry for one code; `None` if it isn't listed.
#[pyfunction]
pub(crate) fn error_code<'py>(kind: &str, code: &Bound<'py, PyAny>) -> Result<Bound<'py, PyAny>> {
    let json = encode_leniently(code);
    match kind {
        "subscriber" => plain(code.py(), &subscriber_error_codes::explain(&json)),
        _ => plain(code.py(), &directory_sync_codes::explain(&json)),
    }
}

/// Core's values as plain Python values.
pub(crate) fn plain<'py>(py: Python<'py>, shown: &impl Serialize) -> Result<Bound<'py, PyAny>> {
    let record = serde_json::to_vec(shown).map_err(|error| Error::internal(error.to_string()))?;
    Ok(decode(py, &record)?)
}

/// Decodes the bytes of a response, to compare the result with that of `json.loads`.
#[pyfunction]
pub(crate) fn _decode_for_tests<'py>(
    py: Python<'py>,
    document: &[u8],
) -> PyResult<Bound<'py, PyAny>> {
    decode(py, document)
}
