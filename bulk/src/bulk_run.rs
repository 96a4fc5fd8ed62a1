//! One operation over many enterprises, from its first item to its last outcome.

use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::try_unfold;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};
use tracing::Instrument as _;

use crate::feed::{BulkFeed, BulkItems};
use crate::handle::BulkHandle;
use crate::outcome::{Outcome, RawOutcome};
use crate::plan::{self, BulkPlan};
use crate::progress::SharedProgress;
use crate::run_context::RunContext;
use crate::runner;
use crate::summary::BulkSummary;
use webex_broadworks::{Error, Result, ResultStream};

/// How long outcomes are collected for a reader that returns immediately.
const BATCH_DELAY: Duration = Duration::from_millis(1);

/// An operation over many enterprises, which starts when it is first read.
///
/// The work continues in a task of its own while outcomes are not read, up to a bound. After the
/// run is dropped, no more items start; those in flight are still recorded.
#[must_use = "a bulk run sends nothing until it is read"]
#[derive(Debug)]
pub struct BulkRun {
    progress: Arc<SharedProgress>,
    outcomes: UnboundedReceiver<RawOutcome>,
    stage: Stage,
    /// When the last batch was returned.
    last_batch: Option<Instant>,
}

/// What a bulk run has for its reader, which may also feed it.
#[derive(Debug)]
pub enum BulkStep {
    /// Outcomes, at least one.
    Outcomes(Vec<RawOutcome>),
    /// Nothing at the moment, but it can take this many items.
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
    pub(crate) fn new(
        context: RunContext,
        items: BulkItems,
        outcomes: UnboundedReceiver<RawOutcome>,
    ) -> Self {
        let progress = Arc::clone(&context.progress);
        let stage = Stage::New(Box::new((context, items)));
        Self { progress, outcomes, stage, last_batch: None }
    }

    /// The next outcome as it comes; `None` after the last.
    ///
    /// # Errors
    /// After the last outcome, what made the run stop early. Dropping the future loses no outcome.
    pub async fn next_raw(&mut self) -> Result<Option<RawOutcome>> {
        self.begin();
        if let Some(outcome) = self.outcomes.recv().await {
            self.progress.was_read();
            return Ok(Some(outcome));
        }
        self.finish().await.map(|()| None)
    }

    /// The available outcomes: at least one and up to `most`; none after the last.
    ///
    /// A caller that asks for more immediately waits for a millisecond or two, so that not every
    /// outcome wakes another thread. Dropping the future loses no outcome.
    ///
    /// # Errors
    /// Those of [`Self::next_raw`].
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

    /// Does the same as [`Self::next_batch`]. If the reader of the run also passes its items, this also
    /// reports how many are needed.
    ///
    /// # Errors
    /// Those of [`Self::next_raw`].
    #[doc(hidden)]
    pub async fn step(&mut self, feed: Option<&BulkFeed>, most: usize) -> Result<BulkStep> {
        self.begin();
        // If another caller is collecting outcomes, those come first.
        let has_none = self.outcomes.is_empty();
        let demand = async {
            match feed {
                Some(feed) => feed.demand().await,
                None => None,
            }
        };
        tokio::select! {
            biased;
            batch = self.next_batch(most) => batch.map(|batch| {
                if batch.is_empty() { BulkStep::End } else { BulkStep::Outcomes(batch) }
            }),
            Some(wanted) = demand, if has_none => Ok(BulkStep::Wanted(wanted)),
        }
    }

    /// As [`Self::next_raw`], decoded.
    ///
    /// # Errors
    /// Those of [`Self::next_raw`].
    pub async fn next(&mut self) -> Result<Option<Outcome>> {
        self.next_raw().await?.map(|outcome| outcome.decode()).transpose()
    }

    /// The outcomes as a stream, which ends after what made the run stop early, if anything did.
    pub fn outcomes(self) -> ResultStream<Outcome> {
        ResultStream::new(try_unfold(self, |mut run| async move {
            Ok(run.next().await?.map(|outcome| (outcome, run)))
        }))
    }

    /// Determines what the run would act on before it is read. Reads all items, and what the ledger
    /// has of an earlier attempt. Nothing is changed. The run then starts nothing that the plan
    /// doesn't count as started.
    ///
    /// # Errors
    /// The errors of reading the items or the ledger, and
    /// [`ErrorKind::InvalidArgument`](webex_broadworks::ErrorKind::InvalidArgument) if the name belongs to
    /// another run, or this run was already read.
    pub async fn plan(&mut self) -> Result<BulkPlan> {
        match &mut self.stage {
            Stage::New(parts) => plan::plan(&parts.0, &mut parts.1).await,
            _ => Err(Error::invalid_argument("a bulk run is planned before it is read")),
        }
    }

    /// The current summary of the run.
    pub fn summary(&self) -> BulkSummary {
        self.progress.summary()
    }

    /// A handle to the run, for use while it is read.
    pub fn handle(&self) -> BulkHandle {
        BulkHandle::new(&self.progress)
    }

    /// Starts no more items and waits until those in flight are recorded. Outcomes that were not
    /// read are lost, unless the run has a ledger.
    ///
    /// # Errors
    /// What made the run stop early.
    pub async fn close(mut self) -> Result<()> {
        self.progress.close();
        self.outcomes.close();
        self.finish().await
    }

    /// Stops the work anywhere, as if the process had ended.
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
        // The error may concern one request, but the run sent others.
        let has_sent = self.progress.has_sent();
        ended.map_err(|error| error.with(|details| details.request_sent |= has_sent))
    }
}

impl Drop for BulkRun {
    fn drop(&mut self) {
        self.progress.close();
    }
}
