//! Draining a list: page by page, to its true end, or with an error that says it may be short.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use futures_util::stream::StreamExt;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::client::RawClient;
use crate::error::{Error, Result};
use crate::http::response::{Metadata, RawResponse};
use crate::http::response_validation::raw_items;
use crate::models::enterprise::Enterprise;
use crate::models::operation::Operation;
use crate::paging::paginator::Paginator;
use crate::paging::request::ListEnterprises;
use crate::transport::Transport;

/// One page of a list as checked bytes.
#[derive(Clone, Debug)]
pub struct RawPage {
    pub(crate) body: Bytes,
    pub(crate) len: usize,
    pub(crate) cursor: Option<String>,
    pub(crate) possibly_truncated: bool,
    pub(crate) metadata: Metadata,
}

impl RawPage {
    /// A JSON object with the page's items under `items`.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The items as they were sent.
    pub fn items(&self) -> Result<Vec<&RawValue>> {
        raw_items(&self.body).map_err(defect)
    }

    /// The items as lines of JSON, each as it was sent, a newline behind it and none inside.
    pub fn lines(&self) -> Result<Vec<String>> {
        let line = |item: &RawValue| {
            // Text in JSON has its newlines escaped: what stands there is for the eye.
            let mut line = item.get().replace(['\n', '\r'], "");
            line.push('\n');
            line
        };
        Ok(self.items()?.into_iter().map(line).collect())
    }

    /// How many items it holds.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Where the next page begins, where the service said so.
    pub fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    /// Whether the service may hold more than it showed: a full first page and no link to another.
    pub fn possibly_truncated(&self) -> bool {
        self.possibly_truncated
    }

    /// How the page came about.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    fn decode(&self) -> Result<Page> {
        #[derive(Deserialize)]
        struct Items {
            items: Vec<Enterprise>,
        }
        let answer = RawResponse {
            body: self.body.clone(),
            metadata: self.metadata.clone(),
            items: None,
            max: None,
            about: (Operation::ListEnterprises, None),
            repeatable: true,
        };
        let Items { items } = answer.decode()?;
        Ok(Page {
            items,
            cursor: self.cursor.clone(),
            possibly_truncated: self.possibly_truncated,
            metadata: answer.metadata,
        })
    }
}

/// One page of enterprises.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Page {
    /// The enterprises.
    pub items: Vec<Enterprise>,
    /// Where the next page begins, where the service said so.
    pub cursor: Option<String>,
    /// Whether the service may hold more than it showed: a full first page and no link to another.
    pub possibly_truncated: bool,
    /// How the page came about.
    pub metadata: Metadata,
}

/// A list of enterprises that is fetched as it is read.
///
/// Nothing is sent before the first page is asked for.
#[must_use = "a list sends nothing until it is read"]
#[derive(Debug)]
pub struct EnterpriseList {
    pages: Paginator,
    /// A page that came and that nobody took, as when it does not fit the models: it can still be had as
    /// bytes.
    held: Option<RawPage>,
}

impl EnterpriseList {
    pub(crate) fn new(transport: Arc<Transport>, options: ListEnterprises) -> Result<Self> {
        Ok(Self { pages: Paginator::new(transport, options)?, held: None })
    }

    /// The next page as checked bytes; `None` after the last.
    ///
    /// After an error the same page can be asked for again. Dropping the future loses nothing.
    pub async fn next_raw_page(&mut self) -> Result<Option<RawPage>> {
        self.hold_next().await?;
        Ok(self.held.take())
    }

    /// The next page; `None` after the last.
    pub async fn next_page(&mut self) -> Result<Option<Page>> {
        self.hold_next().await?;
        let page = self.held.as_ref().map(RawPage::decode).transpose()?;
        self.held = None;
        Ok(page)
    }

    /// Waits for the next page, unless one is there that nobody took.
    async fn hold_next(&mut self) -> Result<()> {
        if self.held.is_none() {
            self.held = self.pages.next().await?;
        }
        Ok(())
    }

    /// The pages as a stream.
    pub fn pages(self) -> impl Stream<Item = Result<Page>> + Send {
        futures_util::stream::try_unfold(self, |mut list| async move {
            Ok(list.next_page().await?.map(|page| (page, list)))
        })
    }

    /// The enterprises as a stream.
    pub fn items(self) -> impl Stream<Item = Result<Enterprise>> + Send {
        self.pages()
            .map(|page| match page {
                Ok(page) => page.items.into_iter().map(Ok).collect::<Vec<_>>(),
                Err(error) => vec![Err(error)],
            })
            .flat_map(futures_util::stream::iter)
    }

    /// The enterprises as a stream of lines of JSON, each as it was sent, with a newline behind it.
    pub fn ndjson(self) -> impl Stream<Item = Result<String>> + Send {
        let pages = futures_util::stream::try_unfold(self, |mut list| async move {
            let page = list.next_raw_page().await?;
            page.map(|page| Ok((page.lines()?, list))).transpose()
        });
        pages
            .map(|lines| match lines {
                Ok(lines) => lines.into_iter().map(Ok).collect(),
                Err(error) => vec![Err(error)],
            })
            .flat_map(futures_util::stream::iter)
    }

    /// Every enterprise.
    pub async fn all(mut self) -> Result<Vec<Enterprise>> {
        self.read_ahead();
        let mut all = Vec::new();
        while let Some(page) = self.next_page().await? {
            all.extend(page.items);
        }
        Ok(all)
    }

    /// The first enterprise, if there is one; asks for no more than that.
    pub async fn first(mut self) -> Result<Option<Enterprise>> {
        self.pages.limit_to_one();
        while let Some(page) = self.next_page().await? {
            if let Some(enterprise) = page.items.into_iter().next() {
                return Ok(Some(enterprise));
            }
        }
        Ok(None)
    }

    /// Fetches each next page while the one before is read, from the first on.
    ///
    /// Without it that begins with the fourth page: who reads a page or two may want no more.
    pub fn read_ahead(&mut self) {
        self.pages.eager = true;
    }

    /// What is listed, as data.
    #[doc(hidden)]
    pub fn description(&self) -> serde_json::Value {
        let options = &self.pages.options;
        serde_json::json!({
            "spEnterpriseId": options.sp_enterprise_id,
            "startsWith": options.starts_with,
            "limit": options.limit,
            "cursor": options.cursor,
            "extraQuery": options.extra_query,
        })
    }

    /// Waits for each page without a deadline, unless the list was made with one of its own.
    pub fn read_patiently(&mut self) {
        self.pages.asking.timeout.get_or_insert(Duration::MAX);
    }

    /// The client that the list is read with.
    #[doc(hidden)]
    pub fn client(&self) -> RawClient {
        RawClient { transport: Arc::clone(&self.pages.transport) }
    }

    /// How long each further page may take.
    #[doc(hidden)]
    pub fn set_timeout(&mut self, timeout: Option<Duration>) {
        self.pages.asking.timeout = timeout;
    }

    /// The operation that the list is read for: events and errors name it.
    #[doc(hidden)]
    pub fn read_for(&mut self, operation: Operation) {
        self.pages.asking.operation = operation;
    }

    /// Ends the list after one enterprise: what `first` does in every language.
    pub fn limit_to_one(&mut self) {
        self.pages.limit_to_one();
    }
}

/// A page made of items as they were sent.
pub(crate) fn page_of<'a>(items: impl Iterator<Item = &'a RawValue>) -> Bytes {
    let items: Vec<&str> = items.map(RawValue::get).collect();
    Bytes::from(format!("{{\"items\":[{}]}}", items.join(",")))
}

/// The body was checked before, so this cannot happen; if it does, it is ours to mend.
pub(crate) fn defect(error: serde_json::Error) -> Error {
    Error::internal("a checked page could not be read again").with_source(error)
}
