//! Converts arguments from Python. Each error names the argument and the expected value.

use std::time::{Duration, SystemTime};

use pyo3::prelude::*;
use pyo3::types::{PyBool, PyFloat, PyInt, PyList, PyMapping, PyString, PyTuple};
use webex_broadworks::{Error, Timestamp};
use webex_broadworks_bindings::{duration_from_seconds, moment_from_seconds};

use crate::error::{Failure, Result};

/// The name of a value's type, for messages.
pub(crate) fn type_name(value: &Bound<'_, PyAny>) -> String {
    value.get_type().name().map_or_else(|_| "unknown".to_owned(), |name| name.to_string())
}

/// Creates the error for a value of the wrong type.
pub(crate) fn type_error(name: &str, value: &Bound<'_, PyAny>, expected: &str) -> Failure {
    value_error(name, expected, &type_name(value))
}

/// Creates the error for a value that can't be used.
pub(crate) fn value_error(name: &str, expected: &str, got: &str) -> Failure {
    Error::invalid_argument(format!("`{name}`: expected {expected}, got {got}")).into()
}

/// Text.
pub(crate) fn text(name: &str, value: &Bound<'_, PyAny>) -> Result<String> {
    match value.cast::<PyString>() {
        Ok(text) => text
            .to_str()
            .map(str::to_owned)
            .map_err(|_| value_error(name, "valid text", "half of a surrogate pair")),
        Err(_) => Err(type_error(name, value, "text (str)")),
    }
}

/// One text or several.
pub(crate) fn texts(name: &str, value: &Bound<'_, PyAny>) -> Result<Vec<String>> {
    if value.is_instance_of::<PyString>() {
        return Ok(vec![text(name, value)?]);
    }
    let several =
        value.try_iter().map_err(|_| type_error(name, value, "text (str) or a list of text"))?;
    several.map(|one| text(name, &one?)).collect()
}

/// A path as text: a `str`, or an object with the method `__fspath__`.
pub(crate) fn path(name: &str, value: &Bound<'_, PyAny>) -> Result<String> {
    match value.call_method0("__fspath__") {
        Ok(path) => text(name, &path),
        Err(_) => text(name, value),
    }
}

/// A program and its arguments.
pub(crate) fn command(name: &str, value: &Bound<'_, PyAny>) -> Result<Vec<String>> {
    let is_list = value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>();
    let command = is_list.then(|| value.extract().ok()).flatten();
    let expected = "a list of text (a program and its arguments)";
    command.ok_or_else(|| type_error(name, value, expected))
}

/// Yes or no.
pub(crate) fn flag(name: &str, value: &Bound<'_, PyAny>) -> Result<bool> {
    match value.cast::<PyBool>() {
        Ok(flag) => Ok(flag.is_true()),
        Err(_) => Err(type_error(name, value, "True or False")),
    }
}

/// A whole number.
pub(crate) fn count<T>(name: &str, value: &Bound<'_, PyAny>) -> Result<T>
where
    T: TryFrom<i64>,
{
    if value.is_instance_of::<PyBool>() || !value.is_instance_of::<PyInt>() {
        return Err(type_error(name, value, "a whole number (int)"));
    }
    let number = value.extract::<i64>().ok().and_then(|number| T::try_from(number).ok());
    number.ok_or_else(|| {
        let is_negative = value.lt(0).unwrap_or(false);
        let expected = if is_negative { "a non-negative number" } else { "a smaller number" };
        value_error(name, expected, &text_for_message(value))
    })
}

/// A number.
pub(crate) fn number(name: &str, value: &Bound<'_, PyAny>) -> Result<f64> {
    if !is_number(value) {
        return Err(type_error(name, value, "a number (int or float)"));
    }
    // An int that is too large for a float counts as infinite.
    Ok(value.extract::<f64>().unwrap_or(f64::INFINITY))
}

fn is_number(value: &Bound<'_, PyAny>) -> bool {
    let numeric = value.is_instance_of::<PyInt>() || value.is_instance_of::<PyFloat>();
    numeric && !value.is_instance_of::<PyBool>()
}

/// Seconds or a timedelta. Infinity is [`Duration::MAX`].
pub(crate) fn duration(name: &str, value: &Bound<'_, PyAny>) -> Result<Duration> {
    let seconds = number(name, value).or_else(|_| {
        let seconds = value.call_method0("total_seconds").and_then(|seconds| seconds.extract());
        seconds.map_err(|_| type_error(name, value, "seconds (int or float) or a timedelta"))
    })?;
    if seconds.is_nan() || seconds < 0.0 {
        let expected = "0 or more seconds (math.inf for no limit)";
        return Err(value_error(name, expected, &text_for_message(value)));
    }
    Ok(duration_from_seconds(seconds))
}

/// The argument `timeout` of a method: seconds or a timedelta.
#[derive(Clone, Copy)]
pub(crate) struct Timeout(pub(crate) Option<Duration>);

impl<'py> FromPyObject<'_, 'py> for Timeout {
    type Error = Failure;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> Result<Self> {
        let given = (!value.is_none()).then(|| duration("timeout", &value));
        Ok(Self(given.transpose()?))
    }
}

/// An aware datetime.
pub(crate) fn aware_datetime(name: &str, value: &Bound<'_, PyAny>) -> Result<SystemTime> {
    let expected = "an aware datetime, such as datetime.now(timezone.utc) + timedelta(hours=2)";
    // A `datetime.time` also has an offset, but isn't a point in time.
    let offset = value.call_method0("utcoffset");
    let (Ok(offset), true) = (offset, value.hasattr("timestamp")?) else {
        return Err(type_error(name, value, expected));
    };
    if offset.is_none() {
        return Err(value_error(name, expected, "a datetime without a time zone"));
    }
    // Raised for a moment that another time zone has before year 1 or after 9999.
    let seconds = value.call_method0("timestamp").and_then(|seconds| seconds.extract());
    let seconds = seconds.map_err(|_| value_error(name, expected, &text_for_message(value)))?;
    Ok(moment_from_seconds(seconds))
}

/// An aware datetime that the calendar has.
pub(crate) fn timestamp(name: &str, value: &Bound<'_, PyAny>) -> Result<Timestamp> {
    let moment = aware_datetime(name, value)?;
    let out_of_range = |_| Error::invalid_argument(format!("`{name}` is out of range"));
    Ok(Timestamp::try_from(moment).map_err(out_of_range)?)
}

/// Query parameters: a mapping, or pairs if a name occurs several times.
pub(crate) fn query(name: &str, value: &Bound<'_, PyAny>) -> Result<Vec<(String, String)>> {
    if value.is_none() {
        return Ok(Vec::new());
    }
    let bad = || type_error(name, value, "a dict or pairs of names (str) and values");
    let pairs = match value.cast::<PyMapping>() {
        Ok(mapping) => mapping.items()?.into_any(),
        Err(_) if value.is_instance_of::<PyString>() => return Err(bad()),
        Err(_) => value.clone(),
    };
    let mut query = Vec::new();
    for pair in pairs.try_iter().map_err(|_| bad())? {
        let pair = pair?.extract::<(String, Bound<'_, PyAny>)>().map_err(|_| bad())?;
        let no_value = || type_error(name, &pair.1, "text, numbers, True or False as values");
        let value = parameter(&pair.1).ok_or_else(no_value)?;
        query.push((pair.0, value));
    }
    Ok(query)
}

fn parameter(value: &Bound<'_, PyAny>) -> Option<String> {
    if let Ok(flag) = value.cast::<PyBool>() {
        return Some(flag.is_true().to_string());
    }
    let plain = value.is_instance_of::<PyString>()
        || value.is_instance_of::<PyInt>()
        || value.is_instance_of::<PyFloat>();
    plain.then(|| value.str().ok()?.extract().ok()).flatten()
}

fn text_for_message(value: &Bound<'_, PyAny>) -> String {
    value.str().map_or_else(|_| type_name(value), |text| text.to_string_lossy().into_owned())
}
