//! The source of the items of a bulk run.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_core::Stream;
use futures_util::StreamExt;
use tokio::sync::Notify;

use super::cluster_groups::ClusterGroups;
use super::item::BulkItem;
use super::list_source::ListSource;
use super::progress::SharedProgress;
use webex_broadworks::{EnterpriseList, Error, List, Result};

/// How many items are requested at a time.
const BATCH: usize = 256;

/// The items of a bulk run.
#[must_use]
pub struct BulkItems {
    source: Source,
    total: Option<u64>,
    /// The filters of the list with the items, if they come from a list.
    listing: Option<serde_json::Value>,
    groups: ClusterGroups,
}

enum Source {
    Stream(Pin<Box<dyn Stream<Item = Result<BulkItem>> + Send>>),
    List(Box<ListSource>),
    Feed(Arc<FeedBuffer>),
    /// Items that were read before.
    Read(VecDeque<BulkItem>),
}

impl fmt::Debug for BulkItems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BulkItems").field("total", &self.total).finish_non_exhaustive()
    }
}

impl BulkItems {
    /// Creates a source from all items: ids, enterprises, or [`BulkItem`]s.
    pub fn new<I>(items: I) -> Self
    where
        I: IntoIterator<Item: Into<BulkItem>, IntoIter: ExactSizeIterator + Send + 'static>,
    {
        let items = items.into_iter();
        let total = Some(items.len() as u64);
        let items = futures_util::stream::iter(items.map(|item| Ok(item.into())));
        Self::of(Source::Stream(Box::pin(items)), total)
    }

    /// Creates a source of items that arrive one by one.
    pub fn stream(items: impl Stream<Item = Result<BulkItem>> + Send + 'static) -> Self {
        Self::of(Source::Stream(Box::pin(items)), None)
    }

    /// The enterprises of a list, which is read as they are needed.
    ///
    /// A list without its own `timeout` waits for Webex as long as the run does.
    pub fn list(list: EnterpriseList) -> Self {
        let listing = Some(list.description());
        let mut items = Self::of(Source::List(Box::new(ListSource::new(list))), None);
        items.listing = listing;
        items
    }

    /// Declares that the items are those of a list with these filters, although they are passed one
    /// by one. A run over a list is resumed with the current list.
    pub fn listed_by<T: 'static>(mut self, list: &List<T>) -> Self {
        self.listing = Some(list.description());
        self
    }

    const fn of(source: Source, total: Option<u64>) -> Self {
        Self { source, total, listing: None, groups: ClusterGroups::NONE }
    }

    /// Assigns items to the clusters that the caller named.
    pub(crate) fn grouped(mut self, groups: ClusterGroups) -> Self {
        self.groups = groups;
        self
    }

    /// Reports outages to the run that reads the items.
    pub(crate) fn show_outages(&mut self, progress: &Arc<SharedProgress>) {
        if let Source::List(listed) = &mut self.source {
            listed.show_outages(progress);
        }
    }

    /// Creates items that the caller passes through the feed, which reports how many are needed.
    #[doc(hidden)]
    pub fn feed(total: Option<u64>) -> (BulkFeed, Self) {
        let trough = Arc::new(FeedBuffer::default());
        (BulkFeed(Arc::clone(&trough)), Self::of(Source::Feed(trough), total))
    }

    /// The filters of the list with the items, if they come from a list.
    pub(crate) fn listing(&self) -> Option<&serde_json::Value> {
        self.listing.as_ref()
    }

    /// Reads the items to their end and keeps them.
    pub(crate) async fn read_all(&mut self) -> Result<&VecDeque<BulkItem>> {
        if !matches!(self.source, Source::Read(_)) {
            let mut read = VecDeque::new();
            while let Some(item) = self.next().await {
                read.push_back(item?);
            }
            self.total = Some(read.len() as u64);
            self.source = Source::Read(read);
        }
        match &self.source {
            Source::Read(read) => Ok(read),
            _ => Err(Error::internal("items that were read are gone")),
        }
    }

    /// Marks some of the items as left out. Reads all items for that.
    pub(crate) async fn exclude(&mut self, is_left_out: impl Fn(&BulkItem) -> bool) -> Result<()> {
        self.read_all().await?;
        if let Source::Read(read) = &mut self.source {
            read.iter_mut().filter(|item| is_left_out(item)).for_each(|item| item.left_out = true);
        }
        Ok(())
    }

    /// Items that were read before.
    pub(crate) fn again(read: &VecDeque<BulkItem>) -> Self {
        Self::of(Source::Read(read.clone()), Some(read.len() as u64))
    }

    /// The number of items, if it is known beforehand.
    pub(crate) fn total(&self) -> Option<u64> {
        self.total
    }

    /// The next item. Dropping the future loses none.
    pub(crate) async fn next(&mut self) -> Option<Result<BulkItem>> {
        let item = match &mut self.source {
            Source::Stream(items) => items.next().await,
            Source::List(listed) => listed.next().await.transpose(),
            Source::Feed(trough) => trough.take().await.transpose(),
            Source::Read(items) => items.pop_front().map(Ok),
        };
        match item {
            Some(Ok(item)) => Some(Ok(self.groups.assign(item))),
            Some(Err(error)) => Some(Err(error)),
            None => self.groups.take_unknown().map(Err),
        }
    }
}

impl Drop for BulkItems {
    fn drop(&mut self) {
        if let Source::Feed(trough) = &self.source {
            trough.change(|state| state.is_wanted = false);
        }
    }
}

/// Passes items to a bulk run when it needs them.
///
/// A demand is reported once. The next one is reported after items were passed.
#[derive(Clone, Debug)]
pub struct BulkFeed(Arc<FeedBuffer>);

impl BulkFeed {
    /// How many items are needed, once any are; 0 if the run takes no more.
    pub async fn wanted(&self) -> usize {
        loop {
            let mut told = std::pin::pin!(self.0.taken.notified());
            told.as_mut().enable();
            if let Some(wanted) = self.0.take_demand() {
                return wanted;
            }
            told.await;
        }
    }

    /// How many items are needed, without waiting; 0 if none are.
    pub fn wanted_now(&self) -> usize {
        self.0.take_demand().unwrap_or(0)
    }

    /// As [`Self::wanted`]; `None` if the run takes no more.
    pub(crate) async fn demand(&self) -> Option<usize> {
        Some(self.wanted().await).filter(|wanted| *wanted > 0)
    }

    /// Passes items.
    pub fn push(&self, items: impl IntoIterator<Item = BulkItem>) {
        self.0.change(|state| {
            if state.demand == Demand::Reported {
                state.demand = Demand::Unreported;
            }
            state.waiting.extend(items.into_iter().map(Ok));
        });
    }

    /// Declares that there are no more items.
    pub fn end(&self) {
        self.0.change(|state| state.has_ended = true);
    }

    /// Declares that the items can't be read any further, and why.
    pub fn fail(&self, error: Error) {
        self.0.change(|state| {
            state.waiting.push_back(Err(error));
            state.has_ended = true;
        });
    }
}

/// The state that a feeder shares with its run.
#[derive(Debug, Default)]
struct FeedBuffer {
    state: Mutex<FeedState>,
    /// Notifies the run that items were passed.
    filled: Notify,
    /// Notifies the feeder that items were taken.
    taken: Notify,
}

#[derive(Debug)]
struct FeedState {
    waiting: VecDeque<Result<BulkItem>>,
    demand: Demand,
    is_wanted: bool,
    has_ended: bool,
}

/// Whether the feeder is notified that items are needed, if few are waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Demand {
    /// The run has not started to read.
    None,
    Unreported,
    /// The feeder was notified, and has passed nothing since.
    Reported,
}

impl Default for FeedState {
    fn default() -> Self {
        Self { waiting: VecDeque::new(), demand: Demand::None, is_wanted: true, has_ended: false }
    }
}

impl FeedBuffer {
    async fn take(&self) -> Result<Option<BulkItem>> {
        loop {
            let mut told = std::pin::pin!(self.filled.notified());
            told.as_mut().enable();
            {
                let mut state = self.state();
                let first = state.demand == Demand::None;
                if first {
                    state.demand = Demand::Unreported;
                }
                let item = state.waiting.pop_front();
                if first || state.waiting.len() == BATCH / 2 || item.is_none() {
                    self.taken.notify_waiters();
                }
                match item {
                    Some(item) => return item.map(Some),
                    None if state.has_ended => return Ok(None),
                    None => {}
                }
            }
            told.await;
        }
    }

    /// How many items are needed; 0 if none are any more; `None` if there are enough, or the feeder
    /// was already notified.
    fn take_demand(&self) -> Option<usize> {
        let mut state = self.state();
        if !state.is_wanted || state.has_ended {
            return Some(0);
        }
        if state.demand != Demand::Unreported || state.waiting.len() > BATCH / 2 {
            return None;
        }
        state.demand = Demand::Reported;
        Some(BATCH - state.waiting.len())
    }

    fn change(&self, change: impl FnOnce(&mut FeedState)) {
        change(&mut self.state());
        self.filled.notify_waiters();
        self.taken.notify_waiters();
    }

    fn state(&self) -> MutexGuard<'_, FeedState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_feeder_is_asked_for_as_much_as_is_used() {
        let (feed, mut items) = BulkItems::feed(None);
        let feeder = tokio::spawn(async move {
            let (mut given, mut wishes) = (0, 0);
            loop {
                let wanted = feed.wanted().await.min(1_000 - given);
                if wanted == 0 {
                    feed.end();
                    return wishes;
                }
                wishes += 1;
                feed.push((given..given + wanted).map(|number| BulkItem::new(number.to_string())));
                given += wanted;
            }
        });
        let mut taken = 0;
        while let Some(item) = items.next().await {
            assert_eq!(item.unwrap().enterprise.id, taken.to_string());
            taken += 1;
        }
        assert_eq!(taken, 1_000);
        assert!(feeder.await.unwrap() >= 1_000 / BATCH);
    }

    #[tokio::test]
    async fn a_demand_is_reported_once_until_items_come() {
        let (feed, mut items) = BulkItems::feed(None);
        let reading = tokio::spawn(async move { items.next().await });
        assert_eq!(feed.wanted().await, BATCH);
        assert_eq!(feed.wanted_now(), 0);
        feed.push([]);
        assert_eq!(feed.wanted_now(), BATCH);
        feed.end();
        assert!(reading.await.unwrap().is_none());
    }

    #[tokio::test]
    async fn a_feeder_learns_that_reading_has_stopped() {
        let (feed, items) = BulkItems::feed(Some(3));
        assert_eq!(items.total(), Some(3));
        drop(items);
        assert_eq!(feed.wanted().await, 0);
    }
}
