//! Entry points for the fuzz targets. Each takes any bytes, and panics if an invariant is violated.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use serde_json::Value;
use webex_broadworks_transport::http::base_url::BaseUrl;
use webex_broadworks_transport::http::list_body::ListBody;
use webex_broadworks_transport::http::response_validation::{CheckedBody, ExpectedBody};
use webex_broadworks_transport::http::retry_after as waiting;
use webex_broadworks_transport::operation::Operation;
use webex_broadworks_transport::timestamp::Timestamp;

use crate::generated::models::DirectorySync;
use crate::models::directory_sync_state::directory_sync_state;
use crate::models::subscriber_state::subscriber_state;
use crate::paging::options::ListOptions;
use crate::paging::request::ListPageRequest;
use crate::paging::{link_header, next_link};

fn base() -> Option<BaseUrl> {
    BaseUrl::parse("https://webexapis.com/v1").ok()
}

/// For any `Link` header, the next page is on our own list.
pub fn link(data: &[u8]) {
    let (Ok(text), Some(base)) = (std::str::from_utf8(data), base()) else { return };
    let Some(target) = link_header::next(std::iter::once(text)) else { return };
    let (operation, options) = (Operation::SubscribersList, ListOptions::default());
    let Ok(list) = ListPageRequest::new(&base, operation, &options) else { return };
    if let Ok(next) = next_link::follow(&target, &base, &list) {
        let (url, own) = (next.url(), list.url());
        assert!(base.same_origin(&url) && url.path() == own.path() && url.fragment().is_none());
    }
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

/// A body that is accepted as a status can be decoded, and has a readable state.
pub fn status(data: &[u8]) {
    if ExpectedBody::Object.check(data).is_ok() {
        let _ = serde_json::from_slice::<DirectorySync>(data);
        if let Ok(value) = serde_json::from_slice(data) {
            let _ = directory_sync_state(&value, Timestamp::UNIX_EPOCH);
            let _ = subscriber_state(&value, Timestamp::UNIX_EPOCH);
        }
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
