//! Draining a list: page by page, to its true end, or with an error that says it may be short.

use std::sync::Arc;
use std::time::Duration;

use futures_util::TryStreamExt as _;
use futures_util::stream::{iter, try_unfold};

use crate::client::Client;
use crate::error::{Error, Result};
use crate::generated::models::Enterprise;
use crate::generated::operations::Operation;
use crate::generated::resources::EnterprisesResource;
use crate::paging::page::{Page, RawPage};
use crate::paging::paginator::Paginator;
use crate::paging::request::ListEnterprises;
use crate::result_stream::ResultStream;
use crate::transport::Transport;

/// A list of enterprises that is fetched as it is read.
///
/// Nothing is sent before the first page is asked for.
#[must_use = "a list sends nothing until it is read"]
#[derive(Debug)]
pub struct EnterpriseList {
    pages: Paginator,
    /// A page that came and that nobody took, as when it does not fit the models: it can still be had as
    /// bytes.
    pending_page: Option<RawPage>,
}

impl EnterpriseList {
    pub(crate) fn new(transport: Arc<Transport>, options: ListEnterprises) -> Result<Self> {
        Ok(Self { pages: Paginator::new(transport, options)?, pending_page: None })
    }

    /// The next page as checked bytes; `None` after the last.
    ///
    /// After an error the same page can be asked for again. Dropping the future loses nothing.
    ///
    /// # Errors
    /// Those of the request, and [`ErrorKind::IncompleteList`](crate::ErrorKind::IncompleteList)
    /// after the last page of a list that may be short.
    pub async fn next_raw_page(&mut self) -> Result<Option<RawPage>> {
        self.fill_pending_page().await?;
        Ok(self.pending_page.take())
    }

    /// The next page; `None` after the last.
    ///
    /// # Errors
    /// Those of [`Self::next_raw_page`].
    pub async fn next_page(&mut self) -> Result<Option<Page>> {
        self.fill_pending_page().await?;
        let page = self.pending_page.as_ref().map(RawPage::decode).transpose()?;
        self.pending_page = None;
        Ok(page)
    }

    /// Waits for the next page, unless one is there that nobody took.
    async fn fill_pending_page(&mut self) -> Result<()> {
        if self.pending_page.is_none() {
            self.pending_page = self.pages.next().await?;
        }
        Ok(())
    }

    /// The pages as a stream, which ends after an error.
    pub fn pages(self) -> ResultStream<Page> {
        ResultStream::new(try_unfold(self, |mut list| async move {
            Ok(list.next_page().await?.map(|page| (page, list)))
        }))
    }

    /// The enterprises as a stream, which ends after an error.
    pub fn items(self) -> ResultStream<Enterprise> {
        let pages = self.pages();
        ResultStream::new(
            pages.map_ok(|page| iter(page.items.into_iter().map(Ok::<_, Error>))).try_flatten(),
        )
    }

    /// The enterprises as a stream of lines of JSON, each as it was sent, with a newline behind it.
    /// It ends after an error.
    pub fn ndjson(self) -> ResultStream<String> {
        let pages = try_unfold(self, |mut list| async move {
            let page = list.next_raw_page().await?;
            Ok(page.map(|page| (page.lines(), list)))
        });
        ResultStream::new(
            pages.map_ok(|lines| iter(lines.into_iter().map(Ok::<_, Error>))).try_flatten(),
        )
    }

    /// Every enterprise.
    ///
    /// # Errors
    /// Those of [`Self::next_raw_page`].
    pub async fn all(mut self) -> Result<Vec<Enterprise>> {
        self.prefetch();
        let mut all = Vec::new();
        while let Some(page) = self.next_page().await? {
            all.extend(page.items);
        }
        Ok(all)
    }

    /// The first enterprise, if there is one; asks for no more than that.
    ///
    /// # Errors
    /// Those of [`Self::next_raw_page`].
    pub async fn first(mut self) -> Result<Option<Enterprise>> {
        self.pages.limit_to_first();
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
    pub fn prefetch(&mut self) {
        self.pages.prefetch_always = true;
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

    /// Fetches pages in the task that reads the list, except those that are fetched ahead: for those
    /// who poll it whenever it is woken, as a runtime does.
    #[doc(hidden)]
    pub fn without_task(mut self) -> Self {
        self.pages.page_call.without_task = true;
        self
    }

    /// Waits for each page without a deadline, unless the list was made with one of its own.
    pub fn without_deadline(&mut self) {
        self.pages.page_call.timeout.get_or_insert(Duration::MAX);
    }

    /// The client that the list is read with.
    #[doc(hidden)]
    pub fn client(&self) -> Client {
        Client { transport: Arc::clone(&self.pages.transport) }
    }

    /// How long each further page may take.
    #[doc(hidden)]
    pub fn set_timeout(&mut self, timeout: Option<Duration>) {
        self.pages.page_call.timeout = timeout;
    }

    /// The operation that the list is read for: events and errors name it.
    #[doc(hidden)]
    pub fn attribute_to(&mut self, operation: Operation) {
        self.pages.page_call.operation = operation;
    }

    /// Ends the list after one enterprise: what `first` does in every language.
    pub fn limit_to_first(&mut self) {
        self.pages.limit_to_first();
    }
}

impl EnterprisesResource {
    /// Lists enterprises, page by page as they are read.
    ///
    /// `GET /broadworks/enterprises`
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if an option is out of
    /// bounds.
    pub fn list(&self, options: ListEnterprises) -> Result<EnterpriseList> {
        EnterpriseList::new(Arc::clone(&self.client.transport), options)
    }
}
