//! Bodies of replies.

use std::sync::Arc;

use bytes::Bytes;
use once_cell::sync::OnceCell;

use crate::gzip::gzip;

/// A body, which is compressed at most once.
#[derive(Debug)]
pub(crate) struct Body {
    pub(crate) plain: Bytes,
    compressed: OnceCell<Bytes>,
}

impl Body {
    pub(crate) fn new(plain: impl Into<Bytes>) -> Arc<Self> {
        Arc::new(Self { plain: plain.into(), compressed: OnceCell::new() })
    }

    pub(super) fn compressed(&self) -> Bytes {
        self.compressed.get_or_init(|| gzip(&self.plain)).clone()
    }
}
