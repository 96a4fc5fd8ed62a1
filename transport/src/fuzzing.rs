//! Entry points for the fuzz targets. Each takes any bytes, and panics if an invariant is violated.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use serde_json::Value;

use crate::http::base_url::BaseUrl;
use crate::http::list_body::ListBody;
use crate::http::response_validation::{CheckedBody, ExpectedBody};
use crate::http::retry_after as waiting;

/// The base URL of the targets.
pub fn base() -> Option<BaseUrl> {
    BaseUrl::parse("https://webexapis.com/v1").ok()
}

/// Whether a body is accepted as an object.
pub fn is_object(data: &[u8]) -> bool {
    ExpectedBody::Object.check(data).is_ok()
}

/// Any `Retry-After` header is read.
pub fn retry_after(data: &[u8]) {
    if let Ok(value) = HeaderValue::from_bytes(data) {
        let mut headers = HeaderMap::new();
        headers.insert("retry-after", value);
        let _ = waiting::retry_after(&headers, std::time::SystemTime::UNIX_EPOCH);
    }
}

/// A body that is accepted as a list has as many items as were counted.
pub fn list(data: &[u8]) {
    if let Ok(CheckedBody { items: Some(places), .. }) = ExpectedBody::Items.check(data) {
        let list = ListBody::new(Bytes::copy_from_slice(data), places);
        assert!(list.items().all(|item| serde_json::from_str::<Value>(item).is_ok()));
    }
}

/// An accepted id is exactly one segment of the path.
pub fn id(data: &[u8]) {
    let (Ok(id), Some(base)) = (std::str::from_utf8(data), base()) else { return };
    if let Ok(url) = base.join(&["a", id, "b"]) {
        let segments = url.path_segments().map(Iterator::count);
        assert_eq!((segments, url.query(), url.fragment()), (Some(4), None, None));
    }
}
