//! Completing a list that named no next page: prefixes are asked for, several at once.

use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::{FuturesOrdered, StreamExt};
use serde_json::value::RawValue;

use super::{Asking, MAX_PAGES, RawPage, defect, page_of};
use crate::answer::Answer;
use crate::clock::BoxFuture;
use crate::enterprise_list::ListTarget;
use crate::error::Result;
use crate::prefix::{Probe, Seen, Splitter};
use crate::transport::shape::{raw_fields, raw_items, text_field};
use crate::transport::{Transport, follow, link};

/// How many prefixes are asked for at once.
const PROBES_AT_ONCE: usize = 8;

/// The prefixes of one list, and the answers under way.
pub(super) struct Split {
    transport: Arc<Transport>,
    asking: Asking,
    list: ListTarget,
    splitter: Splitter,
    in_flight: FuturesOrdered<BoxFuture<'static, (Probe, Result<Answer>)>>,
    /// Pages that answers to prefixes named, and all that ever were.
    named: VecDeque<(Probe, ListTarget)>,
    followed: HashSet<String>,
}

impl Split {
    /// Starts from a first page that was full, with so many items.
    pub(super) fn new(
        transport: Arc<Transport>,
        asking: Asking,
        list: ListTarget,
        first: &Bytes,
        count: usize,
    ) -> Result<Self> {
        let seen = seen(&raw_items(first).map_err(defect)?)?;
        let prefix = list.filter(false).unwrap_or_default().to_owned();
        Ok(Self {
            transport,
            asking,
            splitter: Splitter::new(&prefix, &seen, count),
            list,
            in_flight: FuturesOrdered::new(),
            named: VecDeque::new(),
            followed: HashSet::new(),
        })
    }

    /// The next answer that holds anything new, cut to `limit`; `None` once all has been asked.
    pub(super) async fn page(&mut self, limit: usize) -> Result<Option<RawPage>> {
        loop {
            self.send();
            let Some((probe, answer)) = self.in_flight.next().await else { return Ok(None) };
            let answer = match answer {
                Ok(answer) => answer,
                Err(error) => {
                    self.splitter.put_back(probe);
                    return Err(error);
                }
            };
            let items = raw_items(&answer.body).map_err(defect)?;
            // A gateway may have made us ask for less: then less is a full answer.
            let max = answer.max.unwrap_or(self.list.max()).min(self.list.max());
            self.list.set_max(max);
            if let Some(target) = link::next_of(&answer.metadata.headers) {
                self.follow(&probe, &target);
            }
            let full = items.len() >= max as usize;
            let mut new = self.splitter.answer(probe, &seen(&items)?, full);
            new.truncate(limit);
            if !new.is_empty() {
                let items = new.iter().filter_map(|&position| items.get(position).copied());
                return Ok(Some(RawPage {
                    body: page_of(items),
                    len: new.len(),
                    cursor: None,
                    possibly_truncated: false,
                    metadata: answer.metadata,
                }));
            }
        }
    }

    /// Why the list may still be short, if it may.
    pub(super) fn into_doubt(self) -> Option<String> {
        self.splitter.into_doubt()
    }

    /// Keeps so many questions under way.
    fn send(&mut self) {
        while self.in_flight.len() < PROBES_AT_ONCE {
            let Some((probe, list)) = self.next() else { return };
            // Spawned now, not when somebody reads on: others wait for the places it takes.
            let answer = self.transport.spawn(self.asking.call(list));
            self.in_flight.push_back(Box::pin(async move { (probe, answer.await) }));
        }
    }

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
    fn follow(&mut self, probe: &Probe, target: &str) {
        match follow::follow(target, &self.transport.base, &self.target(probe)) {
            Ok(_) if self.followed.len() >= MAX_PAGES => {
                self.splitter.doubt("its pages do not end".to_owned());
            }
            Ok(next) => {
                if self.followed.insert(next.url().into()) {
                    self.named.push_back((probe.clone(), next));
                }
            }
            Err(error) => {
                let redactor = &self.transport.redactor;
                self.splitter.doubt(redactor.redact(&error.details().reason).into_owned());
            }
        }
    }
}

impl fmt::Debug for Split {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Split").field("splitter", &self.splitter).finish_non_exhaustive()
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
