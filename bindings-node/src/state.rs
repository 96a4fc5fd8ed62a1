//! The states of directory sync and of subscribers, read from JSON text, and the meaning of their
//! codes. Each function takes the kind of the subject: `enterprise` or `subscriber`.

use napi::bindgen_prelude::Latin1String;
use napi_derive::napi;
use serde_json::Value;
use webex_broadworks::{
    Timestamp, directory_sync_state, error_codes as catalog,
    subscriber_error_codes as subscriber_catalog, subscriber_state,
};

use crate::json_text::JsonText;

/// The state in an object or an outcome, as JSON text; nothing if the text is not JSON. Its age
/// counts from `now`, in milliseconds since 1970, or else from the present.
#[napi(catch_unwind)]
pub fn state_of(subject: String, text: String, now: Option<i64>) -> Option<String> {
    let value = serde_json::from_str(&text).ok()?;
    // A state doesn't belong to a client, so the default is the computer's clock.
    let now = now.and_then(Timestamp::from_millisecond).unwrap_or_else(Timestamp::now);
    match subject.as_str() {
        "subscriber" => serde_json::to_string(&subscriber_state(&value, now)).ok(),
        _ => serde_json::to_string(&directory_sync_state(&value, now)).ok(),
    }
}

/// Every error code in the catalog, as JSON.
#[napi(catch_unwind, ts_return_type = "string")]
pub fn error_codes(subject: String) -> Latin1String {
    match subject.as_str() {
        "subscriber" => JsonText::of(&subscriber_catalog::all()),
        _ => JsonText::of(&catalog::all()),
    }
    .into()
}

/// The catalog's entry for one code, written as text, as JSON; `null` if it has none.
#[napi(catch_unwind, ts_return_type = "string")]
pub fn error_code(subject: String, code: String) -> Latin1String {
    match subject.as_str() {
        "subscriber" => JsonText::of(&subscriber_catalog::explain(&Value::String(code))),
        _ => JsonText::of(&catalog::explain(&Value::String(code))),
    }
    .into()
}
