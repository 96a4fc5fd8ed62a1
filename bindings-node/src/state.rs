//! The states of directory sync and of subscribers, read from JSON text, and the meaning of their
//! codes.

use napi::bindgen_prelude::Latin1String;
use napi_derive::napi;
use serde_json::Value;
use webex_broadworks::{Timestamp, error_codes, subscriber_error_codes as catalog};

use crate::json_text::JsonText;

/// The state in an enterprise, a status or an outcome, as JSON text; nothing if the text is not
/// JSON. Its age counts from `now`, in milliseconds since 1970, or else from the present.
#[napi(catch_unwind)]
pub fn directory_sync_state(text: String, now: Option<i64>) -> Option<String> {
    let value = serde_json::from_str(&text).ok()?;
    serde_json::to_string(&webex_broadworks::directory_sync_state(&value, present(now))).ok()
}

/// The state of a subscriber in a text, as JSON text, in the same way.
#[napi(catch_unwind)]
pub fn subscriber_state(text: String, now: Option<i64>) -> Option<String> {
    let value = serde_json::from_str(&text).ok()?;
    serde_json::to_string(&webex_broadworks::subscriber_state(&value, present(now))).ok()
}

/// A state doesn't belong to a client, so the default is the computer's clock.
fn present(now: Option<i64>) -> Timestamp {
    now.and_then(Timestamp::from_millisecond).unwrap_or_else(Timestamp::now)
}

/// Every directory sync error code in the catalog, as JSON.
#[napi(catch_unwind, ts_return_type = "string")]
pub fn directory_sync_error_codes() -> Latin1String {
    JsonText::of(&error_codes::all()).into()
}

/// The catalog's entry for one code, written as text, as JSON; `null` if it has none.
#[napi(catch_unwind, ts_return_type = "string")]
pub fn directory_sync_error_code(code: String) -> Latin1String {
    JsonText::of(&error_codes::explain(&Value::String(code))).into()
}

/// Every error code of subscribers that the catalog knows, as JSON.
#[napi(catch_unwind, ts_return_type = "string")]
pub fn subscriber_error_codes() -> Latin1String {
    JsonText::of(&catalog::all()).into()
}

/// The catalog's entry for one code, written as text, as JSON; `null` if it has none.
#[napi(catch_unwind, ts_return_type = "string")]
pub fn subscriber_error_code(code: String) -> Latin1String {
    JsonText::of(&catalog::explain(&Value::String(code))).into()
}
