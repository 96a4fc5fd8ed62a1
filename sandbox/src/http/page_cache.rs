//! Caches pages of lists until anything changes.

use std::collections::HashMap;
use std::sync::Arc;

use super::body::Body;

const MAX_CACHED_BYTES: usize = 96 * 1024 * 1024;

/// Pages by path and query, all of one version of the state.
#[derive(Default)]
pub(crate) struct PageCache {
    version: u64,
    bytes: usize,
    by_query: HashMap<(String, Vec<(String, String)>), Page>,
}

/// A page, and where the next one starts.
#[derive(Clone)]
pub(super) struct Page {
    pub(super) body: Arc<Body>,
    pub(super) next: Option<String>,
}

impl PageCache {
    /// The page of a path and a query. If it isn't in the cache, `make` creates its JSON.
    pub(super) fn get(
        &mut self,
        version: u64,
        path: &str,
        query: &[(String, String)],
        make: impl FnOnce() -> (Vec<u8>, Option<String>),
    ) -> Page {
        if self.version != version || self.bytes > MAX_CACHED_BYTES {
            *self = Self { version, ..Self::default() };
        }
        let key = (path.to_owned(), query.to_vec());
        if let Some(page) = self.by_query.get(&key) {
            return page.clone();
        }
        let (json, next) = make();
        self.bytes += json.len();
        let page = Page { body: Body::new(json), next };
        self.by_query.insert(key, page.clone());
        page
    }
}
