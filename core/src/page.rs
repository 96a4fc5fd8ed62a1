//! Draining a list: page by page, to its true end, or with an error that says it may be short.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use futures_util::stream::{FuturesOrdered, StreamExt};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::answer::{Answer, Metadata};
use crate::base_url::BaseUrl;
use crate::clock::BoxFuture;
use crate::enterprise::Enterprise;
use crate::enterprise_list::{ListEnterprises, ListTarget};
use crate::error::{Error, ErrorKind, Result};
use crate::operation::Operation;
use crate::prefix::{Probe, Seen, Splitter};
use crate::transport::shape::{Shape, raw_fields, raw_items, text_field};
use crate::transport::spawned::Spawned;
use crate::transport::{Call, Target, Transport, follow, link};

/// How many pages a list may have before it is taken for endless.
const MAX_PAGES: usize = 100_000;

/// How many prefixes are asked for at once while a list without links is completed.
const PROBES_AT_ONCE: usize = 8;

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
    /// A page that came and does not fit the models: it can still be had as bytes.
    undecoded: Option<RawPage>,
}

impl EnterpriseList {
    pub(crate) fn new(transport: Arc<Transport>, options: ListEnterprises) -> Result<Self> {
        Ok(Self { pages: Pages::new(transport, options)?, undecoded: None })
    }

    /// The next page as checked bytes; `None` after the last.
    ///
    /// After an error the same page can be asked for again. Dropping the future loses nothing.
    pub async fn next_raw_page(&mut self) -> Result<Option<RawPage>> {
        match self.undecoded.take() {
            Some(page) => Ok(Some(page)),
            None => self.pages.next().await,
        }
    }

    /// The next page; `None` after the last.
    pub async fn next_page(&mut self) -> Result<Option<Page>> {
        if self.undecoded.is_none() {
            self.undecoded = self.pages.next().await?;
        }
        let page = self.undecoded.as_ref().map(RawPage::decode).transpose()?;
        self.undecoded = None;
        Ok(page)
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

    /// How long each further page may take.
    pub(crate) fn set_timeout(&mut self, timeout: Option<Duration>) {
        self.pages.options.timeout = timeout;
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

struct Split {
    list: ListTarget,
    splitter: Splitter,
    in_flight: FuturesOrdered<BoxFuture<'static, (Probe, Result<Answer>)>>,
    /// Pages that answers to prefixes named, and all that ever were.
    named: VecDeque<(Probe, ListTarget)>,
    followed: HashSet<String>,
}

impl Split {
    /// What to ask next: a page that an answer named, else a prefix.
    fn next(&mut self) -> Option<(Probe, ListTarget)> {
        if let Some(named) = self.named.pop_front() {
            return Some(named);
        }
        let probe = self.splitter.next()?;
        let list = self.target(&probe);
        Some((probe, list))
    }

    fn target(&self, probe: &Probe) -> ListTarget {
        match probe {
            Probe::Prefix(prefix) => self.list.by_prefix(prefix.clone()),
            Probe::Exact(id) => self.list.by_exact_id(id.clone()),
        }
    }

    /// An answer to a prefix names a next page after all: it is read too, once.
    fn follow(&mut self, base: &BaseUrl, probe: &Probe, target: &str) {
        match follow::follow(target, base, &self.target(probe)) {
            Ok(_) if self.followed.len() >= MAX_PAGES => {
                self.splitter.doubt("its pages do not end".to_owned());
            }
            Ok(next) => {
                if self.followed.insert(next.url().into()) {
                    self.named.push_back((probe.clone(), next));
                }
            }
            Err(error) => self.splitter.doubt(error.details().reason.clone()),
        }
    }
}

impl std::fmt::Debug for Split {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Split").field("splitter", &self.splitter).finish_non_exhaustive()
    }
}

/// A page that is fetched before it is asked for; given up when the list is.
#[derive(Debug)]
struct Ahead {
    list: ListTarget,
    answer: Spawned<Answer>,
}

#[derive(Debug)]
struct Pages {
    transport: Arc<Transport>,
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
                Stage::Doubt(why) => return Err(incomplete(why, self.yielded)),
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
            None if possibly_truncated => Self::split(list, &body, count)?,
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
                self.transport.spawn(self.call(list.clone())).await
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
            let answer = self.transport.spawn(self.call(list.clone()));
            self.ahead = Some(Ahead { list, answer });
        }
    }

    /// How many to ask for: a page, or what the limit leaves.
    fn wanted(&self) -> u32 {
        let left = self.options.limit.map(|limit| limit - self.yielded);
        let left = left.map_or(u32::MAX, |left| u32::try_from(left).unwrap_or(u32::MAX));
        self.page_size.min(left)
    }

    fn call(&self, list: ListTarget) -> Call {
        Call {
            operation: Operation::ListEnterprises,
            method: http::Method::GET,
            target: Target::List(list),
            body: None,
            shape: Shape::Items,
            enterprise: None,
            timeout: self.options.timeout,
        }
    }

    fn follow(&self, target: &str, list: &ListTarget, count: usize) -> Result<ListTarget> {
        let listing = |error: Error| {
            error.with(|details| details.operation = Some(Operation::ListEnterprises))
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
    fn split(list: ListTarget, first: &Bytes, count: usize) -> Result<Stage> {
        if let Some(exact) = list.filter(true) {
            return Ok(Stage::Doubt(format!(
                "a full page of enterprises is called \"{exact}\" and the service names no next one"
            )));
        }
        let seen = seen(&raw_items(first).map_err(defect)?)?;
        let prefix = list.filter(false).unwrap_or_default().to_owned();
        let splitter = Splitter::new(&prefix, &seen, count);
        Ok(Stage::Split(Box::new(Split {
            list,
            splitter,
            in_flight: FuturesOrdered::new(),
            named: VecDeque::new(),
            followed: HashSet::new(),
        })))
    }

    /// The next answer to a prefix that holds anything new; `None` once all have been asked.
    async fn split_page(&mut self) -> Result<Option<RawPage>> {
        loop {
            self.send_probes();
            let Stage::Split(split) = &mut self.stage else {
                return Ok(None);
            };
            let Some((probe, answer)) = split.in_flight.next().await else {
                return Ok(None);
            };
            let answer = match answer {
                Ok(answer) => answer,
                Err(error) => {
                    split.splitter.put_back(probe);
                    return Err(error);
                }
            };
            let items = raw_items(&answer.body).map_err(defect)?;
            let max = answer.max.map_or(usize::MAX, |max| max as usize);
            split.list.set_max(answer.max.unwrap_or(split.list.max()).min(split.list.max()));
            let more = items.len() >= max;
            if let Some(target) = link::next_of(&answer.metadata.headers) {
                split.follow(&self.transport.base, &probe, &target);
            }
            let mut new = split.splitter.answer(probe, &seen(&items)?, more);
            if let Some(limit) = self.options.limit {
                new.truncate(limit - self.yielded);
            }
            if new.is_empty() {
                continue;
            }
            self.yielded += new.len();
            let body = page_of(new.iter().filter_map(|&position| items.get(position).copied()));
            return Ok(Some(RawPage {
                body,
                len: new.len(),
                cursor: None,
                possibly_truncated: false,
                metadata: answer.metadata,
            }));
        }
    }

    /// Keeps so many probes under way; moves on once none is left to send or to wait for.
    fn send_probes(&mut self) {
        loop {
            let Stage::Split(split) = &mut self.stage else {
                return;
            };
            if split.in_flight.len() >= PROBES_AT_ONCE {
                return;
            }
            let Some((probe, list)) = split.next() else {
                if split.in_flight.is_empty() {
                    self.finish_split();
                }
                return;
            };
            // Spawned now, not when somebody reads on: others wait for the places it takes.
            let answer = self.transport.spawn(self.call(list));
            let ask = async move { (probe, answer.await) };
            if let Stage::Split(split) = &mut self.stage {
                split.in_flight.push_back(Box::pin(ask));
            }
        }
    }

    fn finish_split(&mut self) {
        if let Stage::Split(split) = std::mem::replace(&mut self.stage, Stage::Done)
            && let Some(why) = split.splitter.into_doubt()
        {
            self.stage = Stage::Doubt(why);
        }
    }
}

fn seen(items: &[&RawValue]) -> Result<Vec<Seen>> {
    items
        .iter()
        .map(|item| {
            let fields = raw_fields(item).map_err(defect)?;
            Ok(Seen {
                id: text_field(&fields, "id"),
                sp_enterprise_id: text_field(&fields, "spEnterpriseId"),
            })
        })
        .collect()
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
    .with(|details| details.operation = Some(Operation::ListEnterprises))
}
