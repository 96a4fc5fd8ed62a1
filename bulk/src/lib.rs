//! Bulk runs: one operation over many enterprises: each gets an outcome, whatever happens to the others.
//!
//! ```no_run
//! use webex_broadworks_bulk::{Bulk, BulkItems, BulkOptions};
//! use webex_broadworks::{Client, ListEnterprises};
//!
//! # async fn run() -> webex_broadworks::Result<()> {
//! let webex = Client::from_env()?;
//! let everyone = BulkItems::list(webex.list_enterprises(ListEnterprises::default())?);
//! let mut statuses = Bulk::new(&webex).get_directory_sync_status(everyone, BulkOptions::default())?;
//! while let Some(outcome) = statuses.next().await? {
//!     println!("{}: {:?}", outcome.enterprise_id, outcome.outcome);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! A bulk run goes on past the failures of items. It begins nothing more when going on would be
//! senseless, and says why in [`BulkSummary::stop_reason`]: the rest is `not_started`, and the
//! cause is the error at the end. Throttling fails no item, and neither does a network that is gone
//! for a few minutes.

#![forbid(unsafe_code)]
#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

mod active_run;
mod call_driver;
mod cluster_group_locks;
mod cluster_groups;
mod execute;
mod external_busy;
mod feed;
mod float;
mod handle;
mod input;
mod item;
mod journal;
pub mod ledger;
mod list_source;
mod metadata_prefetch;
mod only_if;
mod options;
mod outage_detector;
mod outcome;
mod plan;
mod poll_timing;
mod progress;
mod reachability;
mod run_context;
mod run_identity;
mod runner;
#[allow(clippy::indexing_slicing, reason = "ids are given out by the arena that they are for")]
mod scheduler;
mod scheduler_store;
mod stop_reason;
mod summary;
mod sync_driver;
#[cfg(test)]
mod tests;
mod trigger_guard;
mod trigger_sync;
mod work_item;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::{self, UnboundedReceiver};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};
use tracing::Instrument as _;

use self::cluster_groups::ClusterGroups;
pub use self::feed::{BulkFeed, BulkItems};
pub use self::handle::BulkHandle;
pub use self::item::BulkItem;
pub(crate) use self::item::ItemKey;
use self::journal::RunJournal;
pub use self::only_if::OnlyIf;
pub use self::options::{
    BulkOptions, DEFAULT_CONCURRENCY, DEFAULT_MAX_REFUSALS_PER_TRIGGER, DEFAULT_RESUME_WITHIN,
};
pub use self::outage_detector::BulkOutage;
pub use self::outcome::{Outcome, OutcomeError, OutcomeKind, RawOutcome};
pub use self::plan::BulkPlan;
use self::progress::SharedProgress;
use self::run_context::{BulkOperation, RunContext};
pub use self::stop_reason::StopReason;
pub use self::summary::{BulkSummary, Counts};
use webex_broadworks::{Client, RawClient};
use webex_broadworks::{Error, Result};

/// The operations over many enterprises: each makes a [`BulkRun`] that sends nothing until it is
/// read.
#[derive(Clone, Debug)]
pub struct Bulk {
    client: RawClient,
}

impl Bulk {
    /// The operations over many enterprises, with a client.
    pub fn new(client: &Client) -> Self {
        Self { client: client.raw().clone() }
    }

    /// Reads the directory sync of each enterprise.
    ///
    /// `GET /broadworks/enterprises/{id}/broadworksDirectorySync`
    ///
    /// # Errors
    /// [`ErrorKind::InvalidArgument`](webex_broadworks::ErrorKind::InvalidArgument) if an option is out of
    /// bounds.
    pub fn get_directory_sync_status(
        &self,
        items: BulkItems,
        options: BulkOptions,
    ) -> Result<BulkRun> {
        self.run(BulkOperation::Status, items, options)
    }

    /// Switches directory sync as wanted, and leaves alone what is so already.
    ///
    /// `GET` and, on a difference, `PUT /broadworks/enterprises/{id}/broadworksDirectorySync`
    ///
    /// `enable_dir_sync` is for the items that do not say themselves.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidArgument`](webex_broadworks::ErrorKind::InvalidArgument) if an option is out of
    /// bounds.
    pub fn ensure_directory_sync(
        &self,
        items: BulkItems,
        enable_dir_sync: Option<bool>,
        options: BulkOptions,
    ) -> Result<BulkRun> {
        self.run(BulkOperation::Ensure { enable_dir_sync }, items, options)
    }

    /// Triggers a directory sync of each enterprise and watches that very run to its end, as many at
    /// once as their clusters bear.
    ///
    /// `GET`, `POST` and `GET /broadworks/enterprises/{id}/broadworksDirectorySync`
    ///
    /// The items are read to their end before the first is begun. Enterprises with directory sync
    /// off are skipped.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidArgument`](webex_broadworks::ErrorKind::InvalidArgument) if an option is out of
    /// bounds.
    pub fn run_directory_sync(&self, items: BulkItems, options: BulkOptions) -> Result<BulkRun> {
        self.run(BulkOperation::Run, items, options)
    }

    /// Syncs one user of an enterprise for each item.
    ///
    /// `POST /broadworks/enterprises/{id}/broadworksDirectorySync/externalUser`
    ///
    /// # Errors
    /// [`ErrorKind::InvalidArgument`](webex_broadworks::ErrorKind::InvalidArgument) if an option is out of
    /// bounds.
    pub fn trigger_user_directory_sync(
        &self,
        items: BulkItems,
        options: BulkOptions,
    ) -> Result<BulkRun> {
        self.run(BulkOperation::SyncUser, items, options)
    }

    fn run(&self, task: BulkOperation, items: BulkItems, options: BulkOptions) -> Result<BulkRun> {
        options.check()?;
        // Only syncs of whole enterprises depend on what shares a cluster.
        let mut items = match task {
            BulkOperation::Run => items.grouped(ClusterGroups::new(&options.cluster_groups)),
            _ => items,
        };
        let progress = Arc::new(SharedProgress::new(items.total()));
        items.show_outages(&progress);
        let (outbox, outcomes) = mpsc::unbounded_channel();
        let context = RunContext {
            client: self.client.clone(),
            task,
            options: Arc::new(options),
            progress: Arc::clone(&progress),
            outbox,
            journal: RunJournal::default(),
        };
        let stage = Stage::New(Box::new((context, items)));
        Ok(BulkRun { progress, outcomes, stage, last_batch: None })
    }
}

/// How long outcomes are gathered for a reader who comes back at once.
const BATCH_DELAY: Duration = Duration::from_millis(1);

/// An operation over many enterprises, under way once it is read.
///
/// The work goes on in a task of its own while outcomes are not read, up to a bound. Dropping the
/// run begins nothing more; what is in flight then is still written down.
#[must_use = "a bulk run sends nothing until it is read"]
#[derive(Debug)]
pub struct BulkRun {
    progress: Arc<SharedProgress>,
    outcomes: UnboundedReceiver<RawOutcome>,
    stage: Stage,
    /// When the last batch was handed out.
    last_batch: Option<Instant>,
}

/// What a bulk run has for the one who reads and feeds it.
#[derive(Debug)]
pub enum BulkStep {
    /// Outcomes, at least one.
    Outcomes(Vec<RawOutcome>),
    /// Nothing at the moment, but it could use so many items.
    Wanted(usize),
    /// Every outcome was read.
    End,
}

#[derive(Debug)]
enum Stage {
    New(Box<(RunContext, BulkItems)>),
    Running(JoinHandle<Result<()>>),
    Over,
}

impl BulkRun {
    /// The next outcome as it comes; `None` behind the last.
    ///
    /// # Errors
    /// Behind the last outcome, what made the run stop early. Dropping the future loses no outcome.
    pub async fn next_raw(&mut self) -> Result<Option<RawOutcome>> {
        self.begin();
        if let Some(outcome) = self.outcomes.recv().await {
            self.progress.was_read();
            return Ok(Some(outcome));
        }
        self.finish().await.map(|()| None)
    }

    /// The outcomes that are there, at least one and at most so many; none behind the last.
    ///
    /// Whoever comes back at once for more is made to wait for a millisecond or two, so that not every
    /// outcome wakes another thread. Dropping the future loses no outcome.
    pub async fn next_batch(&mut self, most: usize) -> Result<Vec<RawOutcome>> {
        let mut batch = Vec::new();
        self.begin();
        if let Some(last) = self.last_batch
            && self.outcomes.len() < most
            && !self.outcomes.is_closed()
        {
            sleep_until(last + BATCH_DELAY).await;
        }
        if let Some(first) = self.next_raw().await? {
            batch.push(first);
            while batch.len() < most
                && let Ok(outcome) = self.outcomes.try_recv()
            {
                self.progress.was_read();
                batch.push(outcome);
            }
        }
        self.last_batch = Some(Instant::now());
        Ok(batch)
    }

    /// As [`Self::next_batch`], for a run whose items are handed over by the one who reads it: also
    /// tells how many are wanted.
    pub async fn step(&mut self, feed: &BulkFeed, most: usize) -> Result<BulkStep> {
        self.begin();
        // Who is gathering outcomes has some: those come first.
        let has_none = self.outcomes.is_empty();
        tokio::select! {
            biased;
            batch = self.next_batch(most) => batch.map(|batch| {
                if batch.is_empty() { BulkStep::End } else { BulkStep::Outcomes(batch) }
            }),
            Some(wanted) = feed.demand(), if has_none => Ok(BulkStep::Wanted(wanted)),
        }
    }

    /// As [`Self::next_raw`], decoded.
    pub async fn next(&mut self) -> Result<Option<Outcome>> {
        self.next_raw().await?.map(|outcome| outcome.decode()).transpose()
    }

    /// Finds out what the run would act on, before it is read: reads the items to their end, and what
    /// the ledger knows of an earlier attempt. Nothing is changed, and the run then begins nothing that
    /// the plan does not count as begun.
    ///
    /// # Errors
    /// What reading the items or the ledger brings, and
    /// [`ErrorKind::InvalidArgument`](webex_broadworks::ErrorKind::InvalidArgument) if the name of the run
    /// stands for another one, or the run was read already.
    pub async fn plan(&mut self) -> Result<BulkPlan> {
        match &mut self.stage {
            Stage::New(parts) => plan::plan(&parts.0, &mut parts.1).await,
            _ => Err(Error::invalid_argument("a bulk run is planned before it is read")),
        }
    }

    /// How it stands.
    pub fn summary(&self) -> BulkSummary {
        self.progress.summary()
    }

    /// The run as others see it, while it is read.
    pub fn handle(&self) -> BulkHandle {
        BulkHandle::new(&self.progress)
    }

    /// Begins nothing more and waits until what is in flight is written down. Outcomes that were
    /// not read are gone, except from a ledger.
    pub async fn close(mut self) -> Result<()> {
        self.progress.close();
        self.outcomes.close();
        self.finish().await
    }

    /// Gives the work up wherever it is, as if the process had ended.
    #[cfg(test)]
    pub(crate) async fn abort(mut self) {
        if let Stage::Running(task) = &mut self.stage {
            task.abort();
            let _ = task.await;
        }
    }

    fn begin(&mut self) {
        if let Stage::New(_) = self.stage
            && let Stage::New(plan) = std::mem::replace(&mut self.stage, Stage::Over)
        {
            let (context, items) = *plan;
            let work = runner::run_to_completion(context, items);
            self.stage = Stage::Running(tokio::spawn(work.in_current_span()));
        }
    }

    async fn finish(&mut self) -> Result<()> {
        let Stage::Running(task) = &mut self.stage else { return Ok(()) };
        let ended = task.await;
        self.progress.end();
        self.stage = Stage::Over;
        let ended = ended.unwrap_or_else(|error| {
            Err(Error::internal("the task of a bulk run was lost").with_source(error))
        });
        // The error may be of one request, and others were made for the run.
        let has_sent = self.progress.has_sent();
        ended.map_err(|error| error.with(|details| details.request_sent |= has_sent))
    }
}

impl Drop for BulkRun {
    fn drop(&mut self) {
        self.progress.close();
    }
}
