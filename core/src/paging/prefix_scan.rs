//! Completes a truncated list by requesting several prefixes at a time.

use std::collections::hash_map::RandomState;
use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::hash::BuildHasher as _;
use std::sync::Arc;

use futures_util::stream::{FuturesOrdered, StreamExt};
use webex_broadworks_transport::call::PageRequest;
use webex_broadworks_transport::call::Transport;
use webex_broadworks_transport::clock::BoxFuture;
use webex_broadworks_transport::error::{ErrorKind, Result};
use webex_broadworks_transport::http::list_body::ListBody;
use webex_broadworks_transport::http::response::RawResponse;
use webex_broadworks_transport::http::response_validation::RawFields;
use webex_broadworks_transport::message::Message;

use crate::paging::page::{RawPage, unreadable_page};
use crate::paging::page_call::{MAX_PAGES, PageCall};
use crate::paging::prefix_search::{ListedIds, PrefixQuery, PrefixSearch};
use crate::paging::request::ListPageRequest;
use crate::paging::{link_header, next_link};

/// Number of concurrent requests.
const PROBES_AT_ONCE: usize = 8;

/// The smallest page size.
const LEAST_MAX: u32 = 2;

/// The prefixes of one list, and the requests in flight.
pub(crate) struct PrefixScan {
    transport: Arc<Transport>,
    page_call: PageCall,
    list: ListPageRequest,
    search: PrefixSearch,
    in_flight: FuturesOrdered<BoxFuture<'static, (PrefixQuery, Result<RawResponse>)>>,
    /// Pages that responses to prefixes link to, and a hash of each one so far.
    named: VecDeque<(PrefixQuery, ListPageRequest)>,
    followed: HashSet<u64>,
    hasher: RandomState,
}

impl PrefixScan {
    /// Starts from a truncated first page.
    pub(crate) fn new(
        transport: Arc<Transport>,
        page_call: PageCall,
        mut list: ListPageRequest,
        first: &ListBody,
    ) -> Result<Self> {
        let seen = seen(first)?;
        let prefix = list.filter(false).unwrap_or_default().to_owned();
        // If one item was requested, a response with one item doesn't show whether there are more.
        list.max = list.max.map(|max| max.max(LEAST_MAX));
        Ok(Self {
            transport,
            page_call,
            search: PrefixSearch::new(&prefix, &seen, seen.len().max(LEAST_MAX as usize)),
            list,
            in_flight: FuturesOrdered::new(),
            named: VecDeque::new(),
            followed: HashSet::new(),
            hasher: RandomState::new(),
        })
    }

    /// Takes the response to a prefix that was already requested.
    pub(crate) fn take(&mut self, probe: PrefixQuery, answer: RawResponse) {
        self.search.asked_before(&probe);
        self.in_flight.push_back(Box::pin(async move { (probe, Ok(answer)) }));
    }

    /// The next response with new items, cut to `limit`; `None` after all requests.
    pub(crate) async fn page(&mut self, limit: usize) -> Result<Option<RawPage>> {
        loop {
            self.send();
            let Some((probe, answer)) = self.in_flight.next().await else { return Ok(None) };
            let answer = match answer {
                Ok(answer) => answer,
                Err(error) if error.kind() == ErrorKind::BadRequest => {
                    self.search.refused(&probe);
                    continue;
                }
                Err(error) => {
                    self.search.put_back(probe);
                    return Err(error);
                }
            };
            let items = answer.list_body();
            if answer.reports_error {
                let why = "a response reports an error beside its items";
                self.search.mark_incomplete(why.to_owned());
            }
            // A gateway may have made the client request less, which then counts as a full
            // response.
            self.list.max = answer.max.or(self.list.max).min(self.list.max);
            if let Some(target) = link_header::next_of(&answer.metadata.headers) {
                self.follow(&probe, &target);
            }
            let full = self.list.max.is_some_and(|max| items.len() >= max as usize);
            let mut new = self.search.answer(probe, &seen(&items)?, full);
            new.truncate(limit);
            if !new.is_empty() {
                let items: Vec<&str> = items.items().collect();
                let new = new.iter().filter_map(|&position| items.get(position).copied());
                return Ok(Some(RawPage {
                    list: ListBody::of_items(new),
                    cursor: None,
                    possibly_truncated: false,
                    metadata: answer.metadata,
                }));
            }
        }
    }

    /// Why the list may still be incomplete.
    pub(crate) fn into_incomplete_reason(self) -> Option<Message> {
        self.search.into_incomplete_reason()
    }

    /// Keeps this many requests in flight.
    fn send(&mut self) {
        while self.in_flight.len() < PROBES_AT_ONCE {
            let Some((probe, list)) = self.next() else { return };
            // Spawned immediately and not when its response is read, because other calls wait for
            // its permits.
            let answer = self.transport.spawn_call(self.page_call.call(list));
            self.in_flight.push_back(Box::pin(async move { (probe, answer.await) }));
        }
    }

    /// The next request: a linked page, or else a prefix.
    fn next(&mut self) -> Option<(PrefixQuery, ListPageRequest)> {
        if let Some(named) = self.named.pop_front() {
            return Some(named);
        }
        let probe = self.search.next()?;
        let list = self.target(&probe);
        Some((probe, list))
    }

    fn target(&self, probe: &PrefixQuery) -> ListPageRequest {
        match probe {
            PrefixQuery::Prefix(prefix) => self.list.by_prefix(prefix.clone()),
            PrefixQuery::Exact(id) => self.list.by_exact_id(id.clone()),
        }
    }

    /// A response to a prefix has a link to a next page: it is also read, once.
    fn follow(&mut self, probe: &PrefixQuery, target: &str) {
        match next_link::follow(target, &self.transport.http.base, &self.target(probe)) {
            Ok(_) if self.followed.len() >= MAX_PAGES => {
                self.search.mark_incomplete("its pages do not end".to_owned());
            }
            Ok(next) => {
                if self.followed.insert(self.hasher.hash_one(next.url())) {
                    self.named.push_back((probe.clone(), next));
                }
            }
            Err(error) => {
                let error = self.transport.http.redactor.redact_error(error);
                self.search.mark_incomplete(error.details().reason.clone());
            }
        }
    }
}

impl fmt::Debug for PrefixScan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PrefixScan").field("splitter", &self.search).finish_non_exhaustive()
    }
}

/// What items say about themselves.
pub(crate) fn seen(page: &ListBody) -> Result<Vec<ListedIds>> {
    page.items()
        .map(|item| {
            let fields = RawFields::read(item).map_err(unreadable_page)?;
            let text = |name| fields.text(name).filter(|text| !text.is_empty());
            Ok(ListedIds {
                identity: text("id").unwrap_or_else(|| item.to_owned()),
                sp_enterprise_id: text("spEnterpriseId"),
            })
        })
        .collect()
}
