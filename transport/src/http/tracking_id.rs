//! The tracking id of a call: sent with each attempt, and shown to Webex support.

use http::HeaderValue;
use uuid::Uuid;

/// The tracking id of a call with this name.
pub fn tracking_id_of(name: Uuid) -> String {
    format!("WEBEX-BROADWORKS_{name}")
}

/// The tracking id as it is sent: one for each call.
pub(crate) fn tracking_header(name: Uuid) -> HeaderValue {
    // A UUID is always a valid header value.
    HeaderValue::from_str(&tracking_id_of(name))
        .unwrap_or(HeaderValue::from_static("WEBEX-BROADWORKS"))
}
