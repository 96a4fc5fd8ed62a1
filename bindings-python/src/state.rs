//! The states of directory sync and of subscribers, and the meaning of their codes.

use pyo3::prelude::*;
use serde::Serialize;
use webex_broadworks::{Error, Timestamp, error_codes, subscriber_error_codes as catalog};

use crate::decode::decode;
use crate::encode::encode_leniently;
use crate::error::Result;

/// The state as a dict with times as text; `now` is in microseconds since 1970.
#[pyfunction]
pub(crate) fn directory_sync_state<'py>(
    value: &Bound<'py, PyAny>,
    now: Option<i64>,
) -> Result<Bound<'py, PyAny>> {
    let state = webex_broadworks::directory_sync_state(&encode_leniently(value), present(now));
    plain(value.py(), &state)
}

/// The state of a subscriber as a dict with times as text; `now` is in microseconds since 1970.
#[pyfunction]
pub(crate) fn subscriber_state<'py>(
    value: &Bound<'py, PyAny>,
    now: Option<i64>,
) -> Result<Bound<'py, PyAny>> {
    let state = webex_broadworks::subscriber_state(&encode_leniently(value), present(now));
    plain(value.py(), &state)
}

/// A state doesn't belong to a client, so the default is the computer's clock.
fn present(now: Option<i64>) -> Timestamp {
    now.and_then(Timestamp::from_microsecond).unwrap_or_else(Timestamp::now)
}

/// Every directory sync error code in the catalog.
#[pyfunction]
pub(crate) fn directory_sync_error_codes(py: Python<'_>) -> Result<Bound<'_, PyAny>> {
    plain(py, &error_codes::all())
}

/// The catalog's entry for one code; `None` if it isn't listed.
#[pyfunction]
pub(crate) fn directory_sync_error_code<'py>(
    py: Python<'py>,
    code: &Bound<'py, PyAny>,
) -> Result<Bound<'py, PyAny>> {
    plain(py, &error_codes::explain(&encode_leniently(code)))
}

/// Every error code of subscribers in the catalog.
#[pyfunction]
pub(crate) fn subscriber_error_codes(py: Python<'_>) -> Result<Bound<'_, PyAny>> {
    plain(py, &catalog::all())
}

/// The catalog's entry for one code; `None` if it isn't listed.
#[pyfunction]
pub(crate) fn subscriber_error_code<'py>(
    py: Python<'py>,
    code: &Bound<'py, PyAny>,
) -> Result<Bound<'py, PyAny>> {
    plain(py, &catalog::explain(&encode_leniently(code)))
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
