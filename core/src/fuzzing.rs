//! Entry points for the fuzz targets. Each takes any bytes, and panics if an invariant is violated.

use webex_broadworks_transport::call::PageRequest;
use webex_broadworks_transport::fuzzing::{base, is_object};
pub use webex_broadworks_transport::fuzzing::{id, list, retry_after};
use webex_broadworks_transport::operation::Operation;
use webex_broadworks_transport::timestamp::Timestamp;

use crate::generated::models::DirectorySync;
use crate::models::directory_sync_state::directory_sync_state;
use crate::models::subscriber_state::subscriber_state;
use crate::paging::options::ListOptions;
use crate::paging::request::ListPageRequest;
use crate::paging::{link_header, next_link};

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

/// A body that is accepted as a status can be decoded, and has a readable state.
pub fn status(data: &[u8]) {
    if is_object(data) {
        let _ = serde_json::from_slice::<DirectorySync>(data);
        if let Ok(value) = serde_json::from_slice(data) {
            let _ = directory_sync_state(&value, Timestamp::UNIX_EPOCH);
            let _ = subscriber_state(&value, Timestamp::UNIX_EPOCH);
        }
    }
}
