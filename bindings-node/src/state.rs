//! Reading the state of directory sync out of JSON text.

use jiff::Timestamp;
use napi_derive::napi;

/// The state that an enterprise, a status or an outcome describes, as JSON text; nothing if the text
/// is not JSON.
#[napi(catch_unwind)]
pub fn directory_sync_state(text: String) -> Option<String> {
    let value = serde_json::from_str(&text).ok()?;
    let state = webex_broadworks::directory_sync_state(&value, Timestamp::now());
    serde_json::to_string(&state).ok()
}
