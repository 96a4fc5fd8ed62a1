//! Reads a list page by page to its end, or to an error that says that it may be incomplete.

use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use futures_util::TryStreamExt as _;
use futures_util::stream::{iter, try_unfold};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use webex_broadworks_transport::error::{Error, Result};
use webex_broadworks_transport::operation::Operation;
use webex_broadworks_transport::options::CallOptions;

use crate::client::Client;
use crate::generated::models::Enterprise;
use crate::paging::options::ListOptions;
use crate::paging::page::{Page, RawPage};
use crate::paging::paginator::Paginator;
use crate::result_stream::ResultStream;

/// A list that is fetched while it is read.
///
/// Nothing is sent before the first page is asked for.
#[must_use = "a list sends nothing until it is read"]
#[derive(Debug)]
pub struct List<T> {
    pages: Paginator,
    /// A received page that the caller hasn't taken, for example because it doesn't fit the models.
    /// It is still available as bytes.
    pending_page: Option<RawPage>,
    item: PhantomData<fn() -> T>,
}

impl<T: 'static> List<T> {
    pub(crate) fn new(client: &Client, operation: Operation, options: ListOptions) -> Result<Self> {
        let pages = Paginator::new(Arc::clone(&client.transport), operation, options)?;
        Ok(Self { pages, pending_page: None, item: PhantomData })
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

    /// Waits for the next page, unless a received page is still pending.
    async fn fill_pending_page(&mut self) -> Result<()> {
        if self.pending_page.is_none() {
            self.pending_page = self.pages.next().await?;
        }
        Ok(())
    }

    /// The items as a stream of JSON lines, each as received and followed by a newline.
    /// The stream ends after an error.
    pub fn ndjson(self) -> ResultStream<String> {
        let pages = try_unfold(self, |mut list| async move {
            let page = list.next_raw_page().await?;
            Ok(page.map(|page| (page.lines(), list)))
        });
        ResultStream::new(
            pages.map_ok(|lines| iter(lines.into_iter().map(Ok::<_, Error>))).try_flatten(),
        )
    }

    /// Fetches each next page while the current one is read, starting with the first.
    ///
    /// Without it, prefetching starts with the fourth page, because many callers read only a page or two.
    pub fn prefetch(&mut self) {
        self.pages.prefetch_always = true;
    }

    /// The operation that lists.
    #[doc(hidden)]
    pub fn operation(&self) -> Operation {
        self.pages.operation
    }

    /// The operation and the filters of the list, as data.
    #[doc(hidden)]
    pub fn description(&self) -> Value {
        let (operation, options) = (self.pages.operation, &self.pages.options);
        // The filters were checked when the list was created.
        let given = options.query(operation).unwrap_or_default();
        let mut description = Map::new();
        for parameter in operation.parameters() {
            let value = given.iter().find(|(key, _)| *key == parameter.key).map(|(_, value)| value);
            description.insert(parameter.key.to_owned(), json!(value));
        }
        description.insert("limit".to_owned(), json!(options.limit));
        description.insert("cursor".to_owned(), json!(options.cursor));
        description.insert("extraQuery".to_owned(), json!(options.extra_query));
        description.into()
    }

    /// Whether the list may end before the last item that meets its filters.
    #[doc(hidden)]
    pub fn may_be_partial(&self) -> bool {
        let options = &self.pages.options;
        options.allow_incomplete || options.limit.is_some() || options.cursor.is_some()
    }

    /// Fetches pages in the task that reads the list, except those fetched ahead. For callers that
    /// poll it whenever it is woken, as a runtime does.
    #[doc(hidden)]
    pub fn without_task(mut self) -> Self {
        let options = &mut self.pages.page_call.options;
        *options = options.without_task();
        self
    }

    /// Waits for each page without a deadline, unless the list has its own.
    pub fn without_deadline(&mut self) {
        let options = &mut self.pages.page_call.options;
        if options.own_timeout().is_none() {
            *options = options.timeout(Duration::MAX);
        }
    }

    /// The client of the list.
    #[doc(hidden)]
    pub fn client(&self) -> Client {
        Client { transport: Arc::clone(&self.pages.transport) }
    }

    /// Sets the options of the calls for all further pages.
    pub(crate) fn set_call_options(&mut self, options: CallOptions) {
        self.pages.page_call.options = options;
    }

    /// The operation of the list, for events and errors.
    #[doc(hidden)]
    pub fn attribute_to(&mut self, operation: Operation) {
        self.pages.page_call.operation = operation;
    }

    /// Ends the list after one item, for `first`.
    pub fn limit_to_first(&mut self) {
        self.pages.limit_to_first();
    }
}

impl Client {
    /// A list of an operation whose items are plain JSON.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if an option is out of
    /// bounds.
    #[doc(hidden)]
    pub fn list(&self, operation: Operation, options: ListOptions) -> Result<List<Value>> {
        List::new(self, operation, options)
    }
}

impl List<Value> {
    /// Converts it to a list of enterprises, which bulk runs and audits read.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if it lists something else.
    #[doc(hidden)]
    pub fn into_enterprises(self) -> Result<List<Enterprise>> {
        let operation = self.pages.operation;
        if operation != Operation::EnterprisesList {
            return Err(Error::invalid_argument(format!(
                "expected a list of enterprises, got one of {}",
                operation.items()
            )));
        }
        Ok(List { pages: self.pages, pending_page: self.pending_page, item: PhantomData })
    }
}

impl<T: DeserializeOwned + Send + 'static> List<T> {
    /// The next page; `None` after the last.
    ///
    /// # Errors
    /// Those of [`Self::next_raw_page`].
    pub async fn next_page(&mut self) -> Result<Option<Page<T>>> {
        self.fill_pending_page().await?;
        let page =
            self.pending_page.as_ref().map(|page| page.decode(self.pages.operation)).transpose()?;
        self.pending_page = None;
        Ok(page)
    }

    /// The pages as a stream, which ends after an error.
    pub fn pages(self) -> ResultStream<Page<T>> {
        ResultStream::new(try_unfold(self, |mut list| async move {
            Ok(list.next_page().await?.map(|page| (page, list)))
        }))
    }

    /// The items as a stream, which ends after an error.
    pub fn items(self) -> ResultStream<T> {
        let pages = self.pages();
        ResultStream::new(
            pages.map_ok(|page| iter(page.items.into_iter().map(Ok::<_, Error>))).try_flatten(),
        )
    }

    /// Every item.
    ///
    /// # Errors
    /// Those of [`Self::next_raw_page`].
    pub async fn all(mut self) -> Result<Vec<T>> {
        self.prefetch();
        let mut all = Vec::new();
        while let Some(page) = self.next_page().await? {
            all.extend(page.items);
        }
        Ok(all)
    }

    /// The first item, if there is one. Requests no more than that.
    ///
    /// # Errors
    /// Those of [`Self::next_raw_page`].
    pub async fn first(mut self) -> Result<Option<T>> {
        self.pages.limit_to_first();
        while let Some(page) = self.next_page().await? {
            if let Some(item) = page.items.into_iter().next() {
                return Ok(Some(item));
            }
        }
        Ok(None)
    }
}
