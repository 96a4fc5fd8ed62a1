//! Reads a list page by page, then makes sure that no item is missing.

use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use webex_broadworks_transport::call::Transport;
use webex_broadworks_transport::error::{Error, ErrorKind, Result};
use webex_broadworks_transport::events::{Event, ListStep};
use webex_broadworks_transport::http::list_body::ListBody;
use webex_broadworks_transport::http::response::{Metadata, RawResponse};
use webex_broadworks_transport::message::{Message, Name, message};
use webex_broadworks_transport::operation::Operation;
use webex_broadworks_transport::options::CallOptions;
use webex_broadworks_transport::task::AbortOnDrop;

use crate::paging::completeness::{Check, Finding};
use crate::paging::options::{Completion, ListOptions};
use crate::paging::page::RawPage;
use crate::paging::page_call::{MAX_PAGES, PageCall};
use crate::paging::prefix_scan::PrefixScan;
use crate::paging::request::ListPageRequest;
use crate::paging::{link_header, next_link};

/// The position in a list.
#[derive(Debug)]
enum Stage {
    /// The next page is known.
    NextPage(ListPageRequest),
    /// The last page had no link to a next page: one request shows whether it was truncated.
    Check(Box<Check>),
    /// The list was truncated without a link, and is completed by prefixes.
    PrefixScan(Box<PrefixScan>),
    /// All items were returned. The list may be incomplete for this reason.
    PossiblyIncomplete(Message),
    /// The page before links to a page that must not be read.
    InvalidNextLink(Error),
    Done,
}

/// A page that is fetched ahead. Dropping the list cancels it.
#[derive(Debug)]
struct Prefetch {
    list: ListPageRequest,
    answer: AbortOnDrop<RawResponse>,
}

#[derive(Debug)]
pub(crate) struct Paginator {
    pub(crate) transport: Arc<Transport>,
    pub(crate) page_call: PageCall,
    pub(crate) operation: Operation,
    pub(crate) options: ListOptions,
    /// The page size; `None` if the list has no `max`.
    page_size: Option<u32>,
    stage: Stage,
    /// A hash of the service's part of each query so far, to detect a loop. Cursors can be long.
    asked: HashSet<u64>,
    hasher: RandomState,
    /// Hashes of the ids that were listed. Pages overlap if an item was added between two requests.
    listed: HashSet<u64>,
    linked: bool,
    /// Why the list may be incomplete, even if no further problem occurs.
    incomplete_reason: Option<&'static str>,
    /// Whether the last page had only items that were already listed.
    nothing_new_before: bool,
    yielded: usize,
    /// The metadata of the last page, for errors that don't come from a request.
    last: Option<Metadata>,
    /// Whether the next page is fetched while one is read. Otherwise that starts with the fourth
    /// page.
    pub(crate) prefetch_always: bool,
    ahead: Option<Prefetch>,
}

impl Paginator {
    pub(crate) fn new(
        transport: Arc<Transport>,
        operation: Operation,
        options: ListOptions,
    ) -> Result<Self> {
        let first = ListPageRequest::new(&transport.http.base, operation, &options)
            .map_err(|error| error.with(|details| details.operation = Some(operation)))?;
        let call_options = CallOptions::default();
        let call_options =
            options.timeout.map_or(call_options, |timeout| call_options.timeout(timeout));
        Ok(Self {
            transport,
            page_call: PageCall { operation, options: call_options },
            operation,
            page_size: first.max,
            linked: !first.continuation().is_empty(),
            stage: Stage::NextPage(first),
            asked: HashSet::new(),
            hasher: RandomState::new(),
            listed: HashSet::new(),
            incomplete_reason: None,
            nothing_new_before: false,
            yielded: 0,
            last: None,
            prefetch_always: false,
            ahead: None,
            options,
        })
    }

    pub(crate) fn limit_to_first(&mut self) {
        self.options.limit = Some(1);
    }

    pub(crate) async fn next(&mut self) -> Result<Option<RawPage>> {
        let next = self.advance().await;
        // What fails now may not have been sent; the list was.
        next.map_err(|error| match self.last {
            Some(_) => error.with(|details| details.request_sent = true),
            None => error,
        })
    }

    async fn advance(&mut self) -> Result<Option<RawPage>> {
        loop {
            if self.options.limit.is_some_and(|limit| self.yielded >= limit) {
                self.stage = Stage::Done;
                return Ok(None);
            }
            match &mut self.stage {
                Stage::NextPage(list) => {
                    let list = list.clone();
                    return self.linked_page(list).await.map(Some);
                }
                Stage::Check(_) => self.check().await?,
                Stage::PrefixScan(_) => {
                    if let Some(page) = self.split_page().await? {
                        return Ok(Some(page));
                    }
                }
                Stage::PossiblyIncomplete(_) if self.options.allow_incomplete => {
                    self.stage = Stage::Done;
                }
                // Reading again would return the same, so the list always ends with this error.
                Stage::PossiblyIncomplete(why) => {
                    let reason = message!(
                        "the list of {} may be incomplete ({} listed): {}",
                        self.operation.items(),
                        self.yielded.to_string(),
                        why.clone()
                    );
                    return Err(self.after_a_page(Error::new(ErrorKind::IncompleteList, reason)));
                }
                Stage::InvalidNextLink(error) => return Err(error.clone()),
                Stage::Done => {
                    let Some(why) = self.incomplete_reason.take() else { return Ok(None) };
                    self.stage = Stage::PossiblyIncomplete(why.into());
                }
            }
        }
    }

    /// Requests a page whose position is known.
    async fn linked_page(&mut self, mut list: ListPageRequest) -> Result<RawPage> {
        let wanted = self.wanted(&list);
        list.max = wanted;
        let answer = self.fetch(&list).await?;
        let page = answer.list_body();
        let count = page.len();
        let used = answer.max.or(wanted);
        if used < wanted {
            // A gateway made the client request smaller pages. Larger ones would fail again.
            self.page_size = used;
        }
        list.max = self.page_size;
        self.asked.insert(self.hasher.hash_one(list.continuation()));
        self.last = Some(answer.metadata.clone());
        if answer.reports_error {
            self.incomplete_reason = Some("a page reports an error beside its items");
        }
        let page = self.leave_out_repetitions(page);
        let new = page.len();
        let next = link_header::next_of(&answer.metadata.headers);
        if next.is_none() && answer.metadata.status == 206 {
            self.incomplete_reason = Some("its last page is partial (206)");
        }
        let unreadable = next.is_none() && link_header::has_unreadable(&answer.metadata.headers);
        let next = next.map(|target| self.follow(&target, &list, new));
        self.nothing_new_before = new == 0;
        if let Some(Ok(_)) = &next {
            self.linked = true;
            if self.operation.is_completed_by_prefix() {
                self.transport.names_next_pages.store(true, Ordering::Relaxed);
            }
        }
        // A service that links next pages always links one if there is one.
        let linked = self.linked
            || self.operation.is_completed_by_prefix()
                && self.transport.names_next_pages.load(Ordering::Relaxed);
        let full = count > 0 && used.is_some_and(|used| count >= used as usize);
        let possibly_truncated = next.is_none() && !linked && full;
        let cursor = next.as_ref().and_then(|next| next.as_ref().ok());
        let cursor = cursor.map(|next| next.cursor(self.page_size));
        let page = self.truncate_to_limit(page);
        let len = page.len();
        self.stage = match next {
            Some(Ok(next)) => Stage::NextPage(next),
            // This page is valid, so the error is reported in place of the next page.
            Some(Err(error)) => Stage::InvalidNextLink(error),
            None if unreadable && !possibly_truncated => {
                Stage::PossiblyIncomplete("its link to the next page is malformed".into())
            }
            None if linked || len < new => Stage::Done,
            None => self.last_stage(list, &page, full)?,
        };
        self.yielded += len;
        self.start_prefetch();
        // A page that `limit` cut has a remainder that no cursor points to.
        let cursor = cursor.filter(|_| len == new);
        Ok(RawPage { list: page, cursor, possibly_truncated, metadata: answer.metadata })
    }

    /// Returns a page that was fetched ahead, or fetches it.
    async fn fetch(&mut self, list: &ListPageRequest) -> Result<RawResponse> {
        match &mut self.ahead {
            Some(ahead) if ahead.list == *list => {
                let fetched = (&mut ahead.answer).await;
                self.ahead = None;
                fetched
            }
            _ => {
                self.ahead = None;
                self.transport.execute(self.page_call.call(list.clone())).await
            }
        }
    }

    /// Fetches the next page while this one is read, if it will probably be needed.
    fn start_prefetch(&mut self) {
        let enough = self.options.limit.is_some_and(|limit| self.yielded >= limit);
        if enough || (!self.prefetch_always && self.asked.len() < 3) {
            return;
        }
        if let Stage::NextPage(list) = &self.stage {
            let mut list = list.clone();
            list.max = self.wanted(&list);
            let answer = self.transport.spawn_call(self.page_call.call(list.clone()));
            self.ahead = Some(Prefetch { list, answer });
        }
    }

    /// The page size, or less if the limit leaves less.
    fn wanted(&self, list: &ListPageRequest) -> Option<u32> {
        let left = self.options.limit.map(|limit| limit - self.yielded);
        let left = left.and_then(|left| u32::try_from(left).ok());
        [self.page_size, list.max, left.filter(|_| list.max.is_some())].into_iter().flatten().min()
    }

    fn follow(&self, target: &str, list: &ListPageRequest, new: usize) -> Result<ListPageRequest> {
        let next = next_link::follow(target, &self.transport.http.base, list)
            .map_err(|error| self.after_a_page(self.transport.http.redactor.redact_error(error)))?;
        let again = self.asked.contains(&self.hasher.hash_one(next.continuation()));
        let fault = if again {
            "Webex linked to a next page that was already read"
        } else if new == 0 && self.nothing_new_before {
            "Webex returned two pages in a row that are empty or have nothing new, and a link to a \
             third"
        } else if self.asked.len() >= MAX_PAGES {
            "the list did not end within 100,000 pages"
        } else {
            return Ok(next);
        };
        Err(self.after_a_page(Error::new(
            ErrorKind::PaginationLoop,
            format!(
                "{fault}. {} {} were listed before",
                self.yielded + new,
                self.operation.items()
            ),
        )))
    }

    /// Adds details to an error that comes from a page rather than from a request.
    fn after_a_page(&self, error: Error) -> Error {
        error.with(|details| {
            details.operation = Some(self.page_call.operation);
            let Some(page) = &self.last else { return };
            details.request_sent = true;
            details.attempts = page.attempts;
            details.elapsed = Some(page.elapsed);
            details.tracking_id = Some(page.any_tracking_id());
        })
    }

    /// Removes items that were already listed.
    fn leave_out_repetitions(&mut self, page: ListBody) -> ListBody {
        // Items without an id can't be compared, so all of them are kept.
        let is_new = |id: Option<u64>| id.is_none_or(|id| self.listed.insert(id));
        let is_new: Vec<bool> = page.ids().map(is_new).collect();
        if is_new.iter().all(|new| *new) {
            return page;
        }
        let left = page.items().zip(is_new).filter_map(|(item, new)| new.then_some(item));
        ListBody::of_items(left)
    }

    /// Cuts a page to what the limit leaves.
    fn truncate_to_limit(&self, page: ListBody) -> ListBody {
        match self.options.limit.map(|limit| limit - self.yielded) {
            Some(left) if left < page.len() => ListBody::of_items(page.items().take(left)),
            _ => page,
        }
    }

    /// The next stage after a page without a link, if no page had one.
    fn last_stage(&self, list: ListPageRequest, page: &ListBody, full: bool) -> Result<Stage> {
        let exact = list.filter(true).filter(|_| self.operation.is_completed_by_prefix());
        let why: Message = if let Some(exact) = exact {
            format!(
                "every enterprise of a full page is named \"{exact}\", and there is no link to a \
                 next page"
            )
            .into()
        } else if self.options.completion == Completion::Off {
            message!(
                "its last page is full and has no link to a next page, and {} is off",
                Name::Argument("completion")
            )
        } else {
            let check = Check::of(list, page, full)?;
            return Ok(check.map_or(Stage::Done, |check| Stage::Check(Box::new(check))));
        };
        Ok(if full { Stage::PossiblyIncomplete(why) } else { Stage::Done })
    }

    /// Checks whether the last page was truncated, and completes the list if so.
    async fn check(&mut self) -> Result<()> {
        if matches!(&self.stage, Stage::Check(check) if !check.is_asked()) {
            self.transport.http.observers.list_step(ListStep::Check, || self.event());
        }
        let Stage::Check(check) = &mut self.stage else { return Ok(()) };
        let finding = match check.send(&self.transport, self.page_call).await {
            Ok(finding) => finding,
            Err(error) if error.kind() == ErrorKind::BadRequest => {
                self.stage = Stage::PossiblyIncomplete(
                    "the check for more items failed, because Webex refused its request".into(),
                );
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        self.stage = match finding {
            Finding::Whole => Stage::Done,
            Finding::Cut(split) => {
                self.transport.http.observers.list_step(ListStep::Completion, || self.event());
                Stage::PrefixScan(split)
            }
            Finding::Unknown(why) => Stage::PossiblyIncomplete(message!(
                "the check for more items failed, because {}",
                why
            )),
        };
        Ok(())
    }

    fn event(&self) -> Event {
        let mut event = Event::default();
        event.method = http::Method::GET.to_string();
        event.route = self.page_call.operation.route();
        event.operation = self.page_call.operation.id();
        event.partner.clone_from(&self.transport.http.partner);
        event.tracking_id = self.last.as_ref().map(Metadata::any_tracking_id).unwrap_or_default();
        event
    }

    /// The next page of a list that is completed by prefixes; `None` after the last.
    async fn split_page(&mut self) -> Result<Option<RawPage>> {
        let left = self.options.limit.map_or(usize::MAX, |limit| limit - self.yielded);
        let Stage::PrefixScan(split) = &mut self.stage else { return Ok(None) };
        let page = split.page(left).await?;
        match &page {
            Some(page) => self.yielded += page.len(),
            None => {
                if let Stage::PrefixScan(split) = std::mem::replace(&mut self.stage, Stage::Done)
                    && let Some(why) = split.into_incomplete_reason()
                {
                    self.stage = Stage::PossiblyIncomplete(why);
                }
            }
        }
        Ok(page)
    }
}
