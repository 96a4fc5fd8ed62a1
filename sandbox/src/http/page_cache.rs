//! Caches pages of lists until anything changes.

use std::collections::HashMap;
use std::sync::Arc;

use super::body::Body;
use super::link::Link;

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
    /// The page that a link asks for. If it isn't in the cache, `make` creates its JSON.
    pub(super) fn get(
        &mut self,
        version: u64,
        here: &Link,
        make: impl FnOnce() -> (Vec<u8>, Option<String>),
    ) -> Page {
        if self.version != version || self.bytes > MAX_CACHED_BYTES {
            *self = Self { version, ..Self::default() };
        }
        let key = (here.path.clone(), here.query.clone());
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
