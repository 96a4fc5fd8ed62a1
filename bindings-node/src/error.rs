//! Converts errors for JavaScript: the message of a thrown native error is the record of ours,
//! which `ts/internal/errors.ts` turns into the class that the record names.

use napi::JsError;
use napi_derive::napi;
use webex_broadworks::Error;
use webex_broadworks::internals::operation_of;

use crate::spelling::camel_case;

/// The result of a function that JavaScript calls.
pub(crate) type Result<T> = std::result::Result<T, Thrown>;

/// A native error before it is thrown: its message.
pub struct Thrown(String);

impl From<Error> for Thrown {
    fn from(error: Error) -> Self {
        Self(record(&error))
    }
}

impl From<Thrown> for napi::Error {
    fn from(thrown: Thrown) -> Self {
        Self::from_reason(thrown.0)
    }
}

impl From<Thrown> for JsError {
    fn from(thrown: Thrown) -> Self {
        napi::Error::from(thrown).into()
    }
}

/// The record of an error, as JSON.
fn record(error: &Error) -> String {
    error.to_record(camel_case).to_string()
}

/// The record of an error in an argument that the JavaScript side found, perhaps after a request.
#[napi]
pub fn invalid_argument(reason: String, may_have_sent: bool) -> String {
    let error = Error::invalid_argument(reason);
    record(&error.with(|details| details.request_sent = may_have_sent))
}

/// The record of the error that explains why a list has no argument called `max`.
#[napi]
pub fn ambiguous_max_error(operation: String) -> String {
    let operation = operation_of(&operation);
    record(&operation.map_or_else(|error| error, webex_broadworks::ambiguous_max_error))
}

/// The record of an error that is a defect of this library, such as a panic.
#[napi]
pub fn defect(reason: String) -> String {
    record(&Error::internal(reason))
}

/// The name and the code of each error class, and whether it is transient.
#[napi]
pub fn error_classes() -> Vec<(&'static str, &'static str, bool)> {
    webex_broadworks_bindings::error_classes()
        .into_iter()
        .map(|class| (class.name, class.code, class.is_transient))
        .collect()
}
