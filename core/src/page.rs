//! Draining a list: page by page, to its true end, or with an error that says it may be short.

mod split;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use futures_util::stream::StreamExt;
use serde::Deserialize;
use serde_json::value::RawValue;

use self::split::Split;
use crate::answer::{Answer, Metadata};
use crate::client::CallOptions;
use crate::enterprise::Enterprise;
use crate::enterprise_list::{ListEnterprises, ListTarget};
use crate::error::{Error, ErrorKind, Result};
use crate::operation::Operation;
use crate::transport::shape::{Shape, raw_items};
use crate::transport::spawned::Spawned;
use crate::transport::{Call, Target, Transport, follow, link};

/// How many pages a list may have before it is taken for endless.
const MAX_PAGES: usize = 100_000;

/// Page sizes to which a service might silently clamp what it was asked for.
const LIKELY_CLAMPS: [usize; 4] = [100, 200, 250, 500];

/// One page of a list as checked bytes.
#[derive(Clone, Debug)]
pub struct RawPage {
    body: Bytes,
    len: usize,
    cursor: Option<String>,
    possibly_truncated: bool,
    metadata: Metadata,
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
        let answer = Answer {
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
    pages: Pages,
    /// A page that came and that nobody took, as when it does not fit the models: it can still be had as
    /// bytes.
    held: Option<RawPage>,
}

impl EnterpriseList {
    pub(crate) fn new(transport: Arc<Transport>, options: ListEnterprises) -> Result<Self> {
        Ok(Self { pages: Pages::new(transport, options)?, held: None })
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
    pub(crate) fn description(&self) -> serde_json::Value {
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

    pub(crate) fn transport(&self) -> &Transport {
        &self.pages.transport
    }

    /// How long each further page may take.
    pub(crate) fn set_timeout(&mut self, timeout: Option<Duration>) {
        self.pages.asking.timeout = timeout;
    }

    /// The operation that the list is read for: events and errors name it.
    pub(crate) fn read_for(&mut self, operation: Operation) {
        self.pages.asking.operation = operation;
    }

    /// Ends the list after one enterprise: what `first` does in every language.
    pub fn limit_to_one(&mut self) {
        self.pages.limit_to_one();
    }
}

/// Where a listing stands.
#[derive(Debug)]
enum Stage {
    /// The next page is known.
    Linked(ListTarget),
    /// There was no link, and prefixes are asked instead.
    Split(Box<Split>),
    /// Nothing is left but to say why the list may be short.
    Doubt(String),
    /// The page before names a next one that must not be read.
    Astray(Error),
    Done,
}

/// A page that is fetched before it is asked for; given up when the list is.
#[derive(Debug)]
struct Ahead {
    list: ListTarget,
    answer: Spawned<Answer>,
}

/// How each page is asked for.
#[derive(Clone, Copy, Debug)]
struct Asking {
    operation: Operation,
    timeout: Option<Duration>,
}

impl Asking {
    /// Asks for one page.
    fn call(self, list: ListTarget) -> Call {
        Call {
            operation: self.operation,
            method: http::Method::GET,
            target: Target::List(list),
            body: None,
            shape: Shape::Items,
            enterprise: None,
            options: CallOptions { timeout: self.timeout, ..CallOptions::default() },
        }
    }
}

#[derive(Debug)]
struct Pages {
    transport: Arc<Transport>,
    asking: Asking,
    options: ListEnterprises,
    page_size: u32,
    stage: Stage,
    /// The service's part of each query asked so far, to notice a circle.
    asked: HashSet<String>,
    linked: bool,
    empty_before: bool,
    yielded: usize,
    /// Whether the next page is fetched while one is read; else that begins with the fourth.
    eager: bool,
    ahead: Option<Ahead>,
}

impl Pages {
    fn new(transport: Arc<Transport>, options: ListEnterprises) -> Result<Self> {
        let first = ListTarget::new(&transport.base, &options)?;
        Ok(Self {
            transport,
            asking: Asking { operation: Operation::ListEnterprises, timeout: options.timeout },
            page_size: first.max(),
            linked: !first.rest().is_empty(),
            stage: Stage::Linked(first),
            asked: HashSet::new(),
            empty_before: false,
            yielded: 0,
            eager: false,
            ahead: None,
            options,
        })
    }

    fn limit_to_one(&mut self) {
        self.options.limit = Some(1);
    }

    async fn next(&mut self) -> Result<Option<RawPage>> {
        loop {
            if self.options.limit.is_some_and(|limit| self.yielded >= limit) {
                self.stage = Stage::Done;
            }
            match &mut self.stage {
                Stage::Linked(list) => {
                    let list = list.clone();
                    return self.linked_page(list).await.map(Some);
                }
                Stage::Split(_) => {
                    if let Some(page) = self.split_page().await? {
                        return Ok(Some(page));
                    }
                }
                Stage::Doubt(_) if self.options.allow_incomplete => self.stage = Stage::Done,
                // Asked again, the list answers the same: its end is not a good one.
                Stage::Doubt(why) => {
                    let error = incomplete(why, self.yielded);
                    return Err(
                        error.with(|details| details.operation = Some(self.asking.operation))
                    );
                }
                Stage::Astray(error) => return Err(error.copy()),
                Stage::Done => return Ok(None),
            }
        }
    }

    /// Asks for a page whose place is known.
    async fn linked_page(&mut self, mut list: ListTarget) -> Result<RawPage> {
        let wanted = self.wanted();
        list.set_max(wanted.min(list.max()));
        let answer = self.fetch(&list).await?;
        let count = answer.items.unwrap_or_default();
        let used = answer.max.unwrap_or(wanted);
        if used < wanted {
            // A gateway made us ask for less; what was too much once is too much again.
            self.page_size = used;
        }
        list.set_max(self.page_size);
        self.asked.insert(list.rest().to_owned());
        let next = link::next_of(&answer.metadata.headers);
        let unreadable = next.is_none() && link::has_unreadable(&answer.metadata.headers);
        let next = next.map(|target| self.follow(&target, &list, count));
        self.empty_before = count == 0;
        let full = count > 0 && (count >= used as usize || LIKELY_CLAMPS.contains(&count));
        let possibly_truncated = next.is_none() && !self.linked && full;
        let cursor = next.as_ref().and_then(|next| next.as_ref().ok());
        let cursor = cursor.map(|next| next.cursor(self.page_size));
        self.linked |= next.is_some();
        let (body, len) = self.keep_to_limit(answer.body, count)?;
        self.stage = match next {
            Some(Ok(next)) => Stage::Linked(next),
            // What came is right; the error comes in the place of what would come next.
            Some(Err(error)) => Stage::Astray(error),
            None if possibly_truncated => self.split(list, &body, count)?,
            None if unreadable => Stage::Doubt("its link to the next page is malformed".to_owned()),
            None => Stage::Done,
        };
        self.yielded += len;
        self.look_ahead();
        // A page cut short by `limit` has a rest that no cursor names.
        let cursor = cursor.filter(|_| len == count);
        Ok(RawPage { body, len, cursor, possibly_truncated, metadata: answer.metadata })
    }

    /// Fetches a page, or takes it from where it was fetched ahead.
    async fn fetch(&mut self, list: &ListTarget) -> Result<Answer> {
        match &mut self.ahead {
            Some(ahead) if ahead.list == *list => {
                let fetched = (&mut ahead.answer).await;
                self.ahead = None;
                fetched
            }
            _ => {
                self.ahead = None;
                self.transport.spawn(self.asking.call(list.clone())).await
            }
        }
    }

    /// Fetches the next page while this one is read, where it is likely to be wanted.
    fn look_ahead(&mut self) {
        let enough = self.options.limit.is_some_and(|limit| self.yielded >= limit);
        if enough || (!self.eager && self.asked.len() < 3) {
            return;
        }
        if let Stage::Linked(list) = &self.stage {
            let mut list = list.clone();
            list.set_max(self.wanted().min(list.max()));
            let answer = self.transport.spawn(self.asking.call(list.clone()));
            self.ahead = Some(Ahead { list, answer });
        }
    }

    /// How many to ask for: a page, or what the limit leaves.
    fn wanted(&self) -> u32 {
        let left = self.options.limit.map(|limit| limit - self.yielded);
        let left = left.map_or(u32::MAX, |left| u32::try_from(left).unwrap_or(u32::MAX));
        self.page_size.min(left)
    }

    fn follow(&self, target: &str, list: &ListTarget, count: usize) -> Result<ListTarget> {
        let listing = |error: Error| {
            let error = self.transport.redactor.redact_error(error);
            error.with(|details| details.operation = Some(self.asking.operation))
        };
        let next = follow::follow(target, &self.transport.base, list).map_err(listing)?;
        let again = self.asked.contains(next.rest());
        let fault = if again {
            "the service named a next page that was already read"
        } else if count == 0 && self.empty_before {
            "the service sent two empty pages running and names yet another"
        } else if self.asked.len() >= MAX_PAGES {
            "the list did not end within 100,000 pages"
        } else {
            return Ok(next);
        };
        Err(listing(Error::new(
            ErrorKind::PaginationLoop,
            format!("{fault}; {} enterprises were listed before", self.yielded + count),
        )))
    }

    /// Cuts a page to what the limit leaves.
    fn keep_to_limit(&self, body: Bytes, count: usize) -> Result<(Bytes, usize)> {
        match self.options.limit.map(|limit| limit - self.yielded) {
            Some(left) if left < count => {
                let items = raw_items(&body).map_err(defect)?;
                Ok((page_of(items.into_iter().take(left)), left))
            }
            _ => Ok((body, count)),
        }
    }

    /// Prepares to complete a list that ended in a full page without a link.
    fn split(&self, list: ListTarget, first: &Bytes, count: usize) -> Result<Stage> {
        if let Some(exact) = list.filter(true) {
            return Ok(Stage::Doubt(format!(
                "a full page of enterprises is called \"{exact}\" and the service names no next one"
            )));
        }
        let transport = Arc::clone(&self.transport);
        let split = Split::new(transport, self.asking, list, first, count)?;
        Ok(Stage::Split(Box::new(split)))
    }

    /// The next page of a list that is completed by prefixes; `None` where there is none.
    async fn split_page(&mut self) -> Result<Option<RawPage>> {
        let left = self.options.limit.map_or(usize::MAX, |limit| limit - self.yielded);
        let Stage::Split(split) = &mut self.stage else { return Ok(None) };
        let page = split.page(left).await?;
        match &page {
            Some(page) => self.yielded += page.len,
            None => {
                if let Stage::Split(split) = std::mem::replace(&mut self.stage, Stage::Done)
                    && let Some(why) = split.into_doubt()
                {
                    self.stage = Stage::Doubt(why);
                }
            }
        }
        Ok(page)
    }
}

/// A page made of items as they were sent.
fn page_of<'a>(items: impl Iterator<Item = &'a RawValue>) -> Bytes {
    let items: Vec<&str> = items.map(RawValue::get).collect();
    Bytes::from(format!("{{\"items\":[{}]}}", items.join(",")))
}

/// The body was checked before, so this cannot happen; if it does, it is ours to mend.
fn defect(error: serde_json::Error) -> Error {
    Error::internal("a checked page could not be read again").with_source(error)
}

fn incomplete(why: &str, yielded: usize) -> Error {
    Error::new(
        ErrorKind::IncompleteList,
        format!(
            "the service may hold more enterprises than the {yielded} it listed: {why}. What was \
             listed is right; pass `allow_incomplete` to end without this error, or list by \
             `starts_with` in smaller parts"
        ),
    )
}
