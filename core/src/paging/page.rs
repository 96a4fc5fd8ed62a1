//! One page of a list.

use bytes::Bytes;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use webex_broadworks_transport::error::{Error, Result};
use webex_broadworks_transport::http::list_body::ListBody;
use webex_broadworks_transport::http::response::{Metadata, RawResponse};
use webex_broadworks_transport::operation::Operation;

/// One page of a list as checked bytes.
#[derive(Clone, Debug)]
pub struct RawPage {
    pub(crate) list: ListBody,
    pub(crate) cursor: Option<String>,
    pub(crate) possibly_truncated: bool,
    pub(crate) metadata: Metadata,
}

impl RawPage {
    /// A JSON object with the page's items under `items`.
    pub fn body(&self) -> &Bytes {
        &self.list.bytes
    }

    /// The items as JSON, each as it was sent.
    pub fn items(&self) -> impl ExactSizeIterator<Item = &str> {
        self.list.items()
    }

    /// The items as JSON lines, each as received, with a newline at its end and none inside.
    pub fn lines(&self) -> Vec<String> {
        let line = |item: &str| {
            // JSON strings escape newlines, so a raw newline is only formatting.
            let mut line = item.replace(['\n', '\r'], "");
            line.push('\n');
            line
        };
        self.items().map(line).collect()
    }

    /// How many items it holds.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The position of the next page, if Webex returned one.
    pub fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    /// Whether there may be more items than shown: a full first page without a link to another.
    pub fn possibly_truncated(&self) -> bool {
        self.possibly_truncated
    }

    /// How the page came about.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    pub(crate) fn decode<T: DeserializeOwned>(&self, operation: Operation) -> Result<Page<T>> {
        #[derive(Deserialize)]
        struct Items<T> {
            items: Vec<T>,
        }
        let (body, metadata) = (self.list.bytes.clone(), self.metadata.clone());
        let answer = RawResponse::of_part(body, metadata, operation);
        let Items { items } = answer.decode()?;
        Ok(Page {
            items,
            cursor: self.cursor.clone(),
            possibly_truncated: self.possibly_truncated,
            metadata: answer.metadata,
        })
    }
}

/// One page of a list.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// The position of the next page, if Webex returned one.
    pub cursor: Option<String>,
    /// Whether there may be more items than shown: a full first page without a link to another.
    pub possibly_truncated: bool,
    /// How the page came about.
    pub metadata: Metadata,
}

/// Cannot happen, because the body was checked before. Otherwise it is a defect of this library.
pub(crate) fn unreadable_page(error: serde_json::Error) -> Error {
    Error::internal("a checked page could not be read again").with_source(error)
}
