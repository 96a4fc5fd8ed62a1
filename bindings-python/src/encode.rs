//! Plain Python values to JSON.

use pyo3::prelude::*;
use pyo3::types::{PyBool, PyFloat, PyInt, PyList, PyMapping, PyString, PyTuple};
use serde::de::DeserializeOwned;
use serde_json::{Map, Number, Value};
use webex_broadworks::Error;
use webex_broadworks_sandbox::from_json;

use crate::error::Result;
use crate::extract::type_name;

/// Core's limit, deep enough for anything that isn't circular.
const MAX_DEPTH: usize = 128;

/// Converts a value to JSON. For a value that JSON doesn't support, the error names `argument`.
pub(crate) fn encode(argument: &str, value: &Bound<'_, PyAny>) -> Result<Value> {
    let mut refused = None;
    let json = walk(value, 0, &mut |why| {
        refused.get_or_insert(why);
        Value::Null
    })?;
    match refused {
        None => Ok(json),
        Some(why) => Err(Error::invalid_argument(format!(
            "`{argument}` can't be converted to JSON, because it contains {why}. Use dict, list, \
             str, int, float, bool and None"
        ))
        .into()),
    }
}

/// Converts a value to JSON, with null for values that JSON doesn't support.
pub(crate) fn encode_leniently(value: &Bound<'_, PyAny>) -> Value {
    walk(value, 0, &mut |_| Value::Null).unwrap_or_default()
}

/// Converts a value to JSON text; `None` for a value that JSON doesn't support.
#[pyfunction]
pub(crate) fn json_of(value: &Bound<'_, PyAny>) -> Option<String> {
    encode("", value).ok().map(|json| json.to_string())
}

/// Converts a value to one of the sandbox's types.
pub(crate) fn for_sandbox<T: DeserializeOwned>(
    argument: &str,
    value: &Bound<'_, PyAny>,
) -> Result<T> {
    let json = encode(argument, value)?;
    Ok(from_json(&json.to_string())
        .map_err(|reason| Error::invalid_argument(format!("`{argument}`: {reason}")))?)
}

fn walk(
    value: &Bound<'_, PyAny>,
    depth: usize,
    refuse: &mut impl FnMut(String) -> Value,
) -> PyResult<Value> {
    if depth > MAX_DEPTH {
        return Ok(refuse(format!("more than {MAX_DEPTH} levels, or itself")));
    }
    if value.is_none() {
        return Ok(Value::Null);
    }
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(match text.to_str() {
            Ok(text) => Value::from(text),
            Err(_) => refuse("half of a surrogate pair".to_owned()),
        });
    }
    if let Ok(flag) = value.cast::<PyBool>() {
        return Ok(Value::from(flag.is_true()));
    }
    if value.is_instance_of::<PyInt>() {
        let signed = value.extract::<i64>().map(Value::from);
        return Ok(signed
            .or_else(|_| value.extract::<u64>().map(Value::from))
            .unwrap_or_else(|_| refuse("an integer of more than 64 bits".to_owned())));
    }
    if let Ok(number) = value.cast::<PyFloat>() {
        let number = number.value();
        return Ok(Number::from_f64(number)
            .map_or_else(|| refuse(format!("the number {number}")), Value::Number));
    }
    if value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>() {
        let mut array = Vec::with_capacity(value.len()?);
        for item in value.try_iter()? {
            array.push(walk(&item?, depth + 1, refuse)?);
        }
        return Ok(Value::Array(array));
    }
    let Ok(mapping) = value.cast::<PyMapping>() else {
        return Ok(refuse(format!("an object of type {}", type_name(value))));
    };
    let mut object = Map::new();
    for entry in mapping.items()? {
        let (name, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = entry.extract()?;
        match name.extract() {
            Ok(name) => drop(object.insert(name, walk(&value, depth + 1, refuse)?)),
            Err(_) => drop(refuse(format!("a key of type {}", type_name(&name)))),
        }
    }
    Ok(Value::Object(object))
}
