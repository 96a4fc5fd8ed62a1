//! Reads JSON bodies of requests, and reports their faults.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::errors::ApiError;

/// The code for a body that isn't JSON.
const INVALID_JSON: u32 = 25_024;
/// The code for a missing field.
const NULL_PARAMETER: u32 = 1001;
/// The code for a text of invalid length.
const INVALID_PARAMETER_SIZE: u32 = 1002;

/// A required field of a JSON body.
pub(super) fn field<T: DeserializeOwned>(body: &[u8], name: &'static str) -> Result<T, ApiError> {
    let object: Map<String, Value> = serde_json::from_slice(body).map_err(|_| invalid_json())?;
    let value = object
        .get(name)
        .ok_or_else(|| ApiError::bad_request(name, format!("{name} is required.")))?;
    T::deserialize(value)
        .map_err(|_| ApiError::bad_request(name, format!("{name} has the wrong type.")))
}

/// The known fields of a JSON body.
pub(super) fn fields<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    let object: Map<String, Value> = serde_json::from_slice(body).map_err(|_| invalid_json())?;
    serde_path_to_error::deserialize(Value::Object(object))
        .map_err(|error| ApiError::new(400, format!("{} has the wrong type.", error.path())))
}

/// Refuses a request without one of these texts, or with an empty one.
pub(super) fn require(texts: &[(&'static str, &Option<String>)]) -> Result<(), ApiError> {
    for (name, text) in texts {
        if text.is_none() {
            let error = ApiError::bad_request(name, format!("{name} must not be null."));
            return Err(ApiError { code: Some(NULL_PARAMETER), ..error });
        }
    }
    not_empty(texts)
}

/// Refuses a request in which one of these texts is empty.
pub(super) fn not_empty(texts: &[(&'static str, &Option<String>)]) -> Result<(), ApiError> {
    for (name, text) in texts {
        if text.as_deref() == Some("") {
            let error = ApiError::bad_request(name, format!("{name} must not be empty."));
            return Err(ApiError { code: Some(INVALID_PARAMETER_SIZE), ..error });
        }
    }
    Ok(())
}

fn invalid_json() -> ApiError {
    ApiError {
        code: Some(INVALID_JSON),
        ..ApiError::new(400, "Invalid JSON format in request body.")
    }
}
