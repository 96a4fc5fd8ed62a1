//! The shared data of one bulk run.

use std::sync::Arc;
use std::time::SystemTime;

use serde_json::Value;
use tokio::sync::mpsc::UnboundedSender;

use super::journal::RunJournal;
use super::options::BulkOptions;
use super::outcome::{ItemResult, OutcomeContext, OutcomeKind, RawOutcome};
use super::progress::SharedProgress;
use super::stop_reason::StopReason;
use super::work_item::WorkItem;
use webex_broadworks::{CallOptions, Client, Operation, Result};

/// The operation on each item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BulkOperation {
    Status,
    Ensure { enable_dir_sync: Option<bool> },
    SyncUser,
    Run,
}

impl BulkOperation {
    /// The operation.
    pub(crate) const fn operation(self) -> Operation {
        match self {
            Self::Status => Operation::DirectorySyncGetStatus,
            Self::Ensure { .. } => Operation::DirectorySyncEnsure,
            Self::SyncUser => Operation::DirectorySyncTriggerUser,
            Self::Run => Operation::DirectorySyncRun,
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct RunContext {
    pub(crate) client: Client,
    pub(crate) task: BulkOperation,
    pub(crate) options: Arc<BulkOptions>,
    pub(crate) progress: Arc<SharedProgress>,
    pub(crate) outbox: UnboundedSender<RawOutcome>,
    pub(crate) journal: RunJournal,
}

impl RunContext {
    /// Records the outcome of an item and emits it. It is also emitted if it can't be recorded: the
    /// next attempt at the run then determines it again.
    pub(crate) async fn conclude(&self, job: WorkItem, verdict: ItemResult) -> Result<()> {
        let started_at = job.started_at.unwrap_or_else(|| self.wall());
        let verdict = match job.started_at {
            Some(_) => verdict.after(job.attempts, started_at),
            None => verdict,
        };
        let partner = self.client.partner();
        let about = OutcomeContext {
            partner,
            spelling: self.options.spelling,
            operation: self.task.operation(),
        };
        if verdict.attempts > 0 {
            self.progress.note_request();
        }
        let outcome = verdict.into_outcome(job.index, &job.item, about, self.wall());
        let written = self.journal.conclude(&job, &outcome).await;
        self.emit(outcome);
        written
    }

    /// Concludes an item as not started. If a request was sent for it before, it counts as not
    /// followed up.
    pub(crate) async fn leave(&self, mut job: WorkItem, reason: StopReason) -> Result<()> {
        let sent = job.sent.take();
        let verdict = match (sent, self.task) {
            (Some(sent), BulkOperation::Run) => {
                sent.interrupted(Operation::DirectorySyncRun).with_reason("not_watched")
            }
            (Some(sent), BulkOperation::SyncUser) => {
                sent.interrupted(Operation::DirectorySyncTriggerUser)
            }
            _ => ItemResult::new(OutcomeKind::NotStarted).with_reason(reason.as_str()),
        };
        self.conclude(job, verdict).await
    }

    /// Sends an outcome to the reader.
    pub(crate) fn emit(&self, outcome: RawOutcome) {
        self.progress.count(outcome.kind());
        // Fails if the reader has gone, which doesn't matter.
        let _ = self.outbox.send(outcome);
    }

    /// Replays an outcome of an earlier attempt at the run.
    pub(crate) fn replay(&self, outcome: RawOutcome) {
        // An earlier attempt at the run sent the requests for this outcome.
        self.progress.note_request();
        self.progress.change(|summary| summary.retold += 1);
        self.emit(outcome);
    }

    /// Whether the maintenance window is over.
    pub(crate) fn window_is_closed(&self) -> bool {
        self.options.stop_starting_after.is_some_and(|end| self.wall() > end)
    }

    /// Waits for a result, unless the reader goes before.
    pub(crate) async fn until_window_closes<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            () = self.progress.until(SharedProgress::is_closed) => None,
            done = work => Some(done),
        }
    }

    /// Whether nothing more may be started.
    pub(crate) fn is_too_late(&self) -> bool {
        self.progress.is_stopping() || self.window_is_closed()
    }

    /// Whether this directory sync state meets the conditions.
    pub(crate) fn is_meant(&self, sync: &Value) -> bool {
        self.options.only_if.holds(sync, self.client.now())
    }

    /// Options of one request: no timeout unless the run has one, in the task of the run.
    pub(crate) fn call(&self) -> CallOptions {
        let timeout = self.options.timeout.unwrap_or(std::time::Duration::MAX);
        CallOptions::default().timeout(timeout).without_task()
    }

    pub(crate) fn wall(&self) -> SystemTime {
        self.client.clock().wall()
    }
}
