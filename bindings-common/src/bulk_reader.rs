//! A bulk run for a caller in another language, which reads it in steps and passes items in
//! between.

use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::sync::Mutex;
use webex_broadworks::{Client, Error, Operation, Result, Spelling};
use webex_broadworks_bulk::{
    Bulk, BulkFeed, BulkHandle, BulkItem, BulkItems, BulkOptions, BulkRun, BulkStep, BulkSummary,
    RawOutcome,
};

use crate::bulk_error::BulkFailures;

/// The maximum number of outcomes in a step.
const MAX_OUTCOMES: usize = 256;

/// How long items are read before they are passed to the run.
const BATCH_TIMEOUT: Duration = Duration::from_millis(20);

/// How long an interrupted run with a ledger waits until what is in flight is recorded. Without a
/// ledger, it doesn't wait.
pub const INTERRUPTED_CLOSE_TIMEOUT: Duration = Duration::from_secs(5);

/// Items that a caller reads from its own iterator, to pass them to the run together.
#[derive(Debug)]
pub struct FeedBatch {
    items: Vec<BulkItem>,
    wanted: usize,
    until: Instant,
    is_last: bool,
}

impl FeedBatch {
    /// A batch of up to `wanted` items, whose reading starts now.
    pub fn new(wanted: usize, now: Instant) -> Self {
        Self { items: Vec::new(), wanted, until: now + BATCH_TIMEOUT, is_last: false }
    }

    /// Whether to pass it on: it has as many items as are wanted, or reading them took too long.
    pub fn is_complete(&self, now: Instant) -> bool {
        self.items.len() >= self.wanted || now > self.until
    }

    /// Adds an item.
    pub fn push(&mut self, item: BulkItem) {
        self.items.push(item);
    }

    /// Declares that there are no more items.
    pub fn end(&mut self) {
        self.is_last = true;
    }

    /// Passes the items to the run.
    pub fn push_to(self, feed: &BulkFeed) {
        feed.push(self.items);
        if self.is_last {
            feed.end();
        }
    }
}

/// Creates a run of the operation with this id; sends nothing.
///
/// # Errors
/// [`ErrorKind::InvalidArgument`](webex_broadworks::ErrorKind::InvalidArgument) if an option is out of
/// bounds.
pub fn start_bulk_run(
    client: &Client,
    operation: Operation,
    items: BulkItems,
    enable_dir_sync: Option<bool>,
    options: BulkOptions,
) -> Result<BulkRun> {
    let bulk = Bulk::new(client).directory_sync();
    match operation {
        Operation::DirectorySyncGetStatus => bulk.get_status(items, options),
        Operation::DirectorySyncEnsure => bulk.ensure(items, enable_dir_sync, options),
        Operation::DirectorySyncRun => bulk.run(items, options),
        Operation::DirectorySyncTriggerUser => bulk.trigger_user(items, options),
        other => Err(Error::internal(format!("{} has no bulk run", other.id()))),
    }
}

/// A bulk run that is read in steps.
#[derive(Debug)]
pub struct BulkReader {
    operation: Operation,
    spelling: Spelling,
    run: Mutex<OpenRun>,
    handle: BulkHandle,
    feed: Option<BulkFeed>,
    failures: BulkFailures,
}

/// The run until it is closed.
#[derive(Debug)]
struct OpenRun {
    run: Option<BulkRun>,
    has_begun: bool,
}

impl BulkReader {
    /// Creates a reader of a run; `feed` is for a run whose items are passed later, and `spelling`
    /// for errors.
    pub fn new(
        operation: Operation,
        run: BulkRun,
        feed: Option<BulkFeed>,
        spelling: Spelling,
    ) -> Self {
        let handle = run.handle();
        let run = Mutex::new(OpenRun { run: Some(run), has_begun: false });
        Self { operation, spelling, run, handle, feed, failures: BulkFailures::default() }
    }

    /// Waits for the next event. A caller that `feeds` the run also learns how many items are
    /// needed.
    ///
    /// # Errors
    /// What stopped the run early, after its last outcome. Dropping the future loses no outcome.
    pub async fn step(&self, feeds: bool) -> Result<BulkStep> {
        let mut open = self.run.lock().await;
        open.has_begun = true;
        match &mut open.run {
            Some(run) => run.step(self.feed.as_ref().filter(|_| feeds), MAX_OUTCOMES).await,
            None => Ok(BulkStep::End),
        }
    }

    /// Where items are handed over.
    ///
    /// # Errors
    /// The run reads a list.
    pub fn feed(&self) -> Result<&BulkFeed> {
        let reason = "a run over a list got items";
        self.feed.as_ref().ok_or_else(|| Error::internal(reason))
    }

    /// Ends the items because the caller's own code can't give any more.
    pub fn fail_items(&self) {
        if let Some(feed) = &self.feed {
            let reason = "`items` cannot be read any further";
            feed.fail(Error::invalid_argument(reason));
        }
    }

    /// Returns its numbers.
    pub fn summary(&self) -> BulkSummary {
        self.handle.summary()
    }

    /// Starts nothing more.
    pub fn stop(&self) {
        self.handle.close();
    }

    /// Starts nothing more, and waits until the outcomes of items in flight are recorded, or for `limit`.
    ///
    /// Another call waits, too, and goes on where this one was dropped.
    ///
    /// # Errors
    /// What stopped the run early.
    pub async fn close(&self, limit: Duration) -> Result<()> {
        self.stop();
        let ended = tokio::time::timeout(limit, async {
            let mut open = self.run.lock().await;
            let has_begun = open.has_begun;
            if let Some(run) = &mut open.run {
                while has_begun && !run.next_batch(MAX_OUTCOMES).await?.is_empty() {}
            }
            open.run = None;
            Ok(())
        });
        ended.await.unwrap_or(Ok(()))
    }

    /// Keeps the failures among outcomes that the caller has received.
    pub fn keep_failures(&self, outcomes: &[RawOutcome]) {
        self.failures.keep(outcomes, self.operation, self.spelling);
    }

    /// Returns the outcomes of the kept failures, each as JSON.
    pub fn failures(&self) -> Vec<Vec<u8>> {
        self.failures.outcomes()
    }

    /// Returns the record of the error that summarizes the failures; `None` without any.
    pub fn bulk_error(&self) -> Option<Value> {
        self.failures.error(self.operation, self.spelling, &self.summary())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_iterator_holds_back_no_more_than_it_must() {
        let start = Instant::now();
        let mut batch = FeedBatch::new(2, start);
        batch.push(BulkItem::new("a"));
        assert!(!batch.is_complete(start + BATCH_TIMEOUT));
        assert!(batch.is_complete(start + BATCH_TIMEOUT + Duration::from_nanos(1)));
        batch.push(BulkItem::new("b"));
        assert!(batch.is_complete(start));
    }
}
