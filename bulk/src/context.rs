//! What all parts of one bulk run share.

use std::sync::Arc;
use std::time::SystemTime;

use serde_json::Value;
use tokio::sync::mpsc::UnboundedSender;

use super::book::{Book, Sent};
use super::desk::Desk;
use super::item::BulkItem;
use super::options::BulkOptions;
use super::outage::Trial;
use super::outcome::{About, OutcomeKind, RawOutcome, Verdict};
use super::perform::interrupted;
use super::stop::{StopReason, Succeeded};
use webex_broadworks::Operation;
use webex_broadworks::Result;
use webex_broadworks::{CallOptions, RawClient};

/// What is done with each item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Task {
    Status,
    Ensure { enable_dir_sync: Option<bool> },
    SyncUser,
    Run,
}

impl Task {
    /// The operation.
    pub(crate) const fn operation(self) -> Operation {
        match self {
            Self::Status => Operation::GetDirectorySyncStatus,
            Self::Ensure { .. } => Operation::EnsureDirectorySync,
            Self::SyncUser => Operation::TriggerUserDirectorySync,
            Self::Run => Operation::RunDirectorySync,
        }
    }
}

/// An item in its place.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) index: u64,
    pub(crate) item: BulkItem,
    /// Requests that were made for it before.
    pub(crate) attempts: u32,
    /// How often it got no answer although another enterprise did.
    pub(crate) accidents: u32,
    /// How many answers the run had seen when the item last failed without one.
    pub(crate) answers_at_failure: Option<u64>,
    pub(crate) trial: Trial,
    /// Which requests for it were answered with success.
    pub(crate) succeeded: Succeeded,
    pub(crate) started_at: Option<SystemTime>,
    /// Which of its outcomes this will be, where it is run again.
    #[cfg_attr(not(feature = "ledger"), expect(dead_code, reason = "a ledger counts them"))]
    pub(crate) round: u32,
    /// Whether it stands in the ledger.
    #[cfg_attr(not(feature = "ledger"), expect(dead_code, reason = "without one it never does"))]
    pub(crate) is_recorded: bool,
    /// How many triggers went out for it.
    pub(crate) triggers: u32,
    /// What was sent for it before, and has to be looked after before anything else is.
    pub(crate) sent: Option<Sent>,
    /// What was sent for it and taken for lost: it may turn up after all.
    pub(crate) lost: Option<Sent>,
}

impl Job {
    pub(crate) fn new(index: u64, item: BulkItem) -> Self {
        Self {
            index,
            item,
            attempts: 0,
            accidents: 0,
            answers_at_failure: None,
            trial: Trial::default(),
            succeeded: Succeeded::default(),
            started_at: None,
            round: 1,
            is_recorded: false,
            triggers: 0,
            sent: None,
            lost: None,
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Context {
    pub(crate) client: RawClient,
    pub(crate) task: Task,
    pub(crate) options: Arc<BulkOptions>,
    pub(crate) desk: Arc<Desk>,
    pub(crate) outbox: UnboundedSender<RawOutcome>,
    pub(crate) book: Book,
}

impl Context {
    /// Writes the outcome of an item down and hands it out, which it also is where it cannot be
    /// written down: then it is found out anew by the next attempt at the run.
    pub(crate) async fn conclude(&self, job: Job, verdict: Verdict) -> Result<()> {
        let started_at = job.started_at.unwrap_or_else(|| self.wall());
        let verdict = match job.started_at {
            Some(_) => verdict.after(job.attempts, started_at),
            None => verdict,
        };
        let partner = self.client.partner();
        let about = About { partner, names: self.options.names, operation: self.task.operation() };
        if verdict.attempts > 0 {
            self.desk.note_request();
        }
        let outcome = verdict.into_outcome(job.index, &job.item, about, self.wall());
        let written = self.book.conclude(&job, &outcome).await;
        self.hand_out(outcome);
        written
    }

    /// Says of an item that its turn did not come; of one that something was sent for before, that
    /// it was not looked after.
    pub(crate) async fn leave(&self, mut job: Job, reason: StopReason) -> Result<()> {
        let sent = job.sent.take();
        let verdict = match (sent, self.task) {
            (Some(sent), Task::Run) => {
                interrupted(&sent, Operation::RunDirectorySync).because("not_watched")
            }
            (Some(sent), Task::SyncUser) => interrupted(&sent, Operation::TriggerUserDirectorySync),
            _ => Verdict::new(OutcomeKind::NotStarted).because(reason.as_str()),
        };
        self.conclude(job, verdict).await
    }

    /// Hands an outcome out.
    pub(crate) fn hand_out(&self, outcome: RawOutcome) {
        self.desk.count(outcome.kind());
        // Refused where the reader has gone: then nobody wants it.
        let _ = self.outbox.send(outcome);
    }

    /// Tells again what an earlier attempt at the run came to.
    #[cfg(feature = "ledger")]
    pub(crate) fn tell_again(&self, outcome: RawOutcome) {
        // An earlier attempt at the run sent what this outcome tells of.
        self.desk.note_request();
        self.desk.change(|summary| summary.retold += 1);
        self.hand_out(outcome);
    }

    /// Whether the maintenance window is over.
    pub(crate) fn window_is_closed(&self) -> bool {
        self.options.stop_starting_after.is_some_and(|end| self.wall() > end)
    }

    /// What comes of something, unless the reader goes before.
    pub(crate) async fn unless_closed<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            () = self.desk.until(Desk::is_closed) => None,
            done = work => Some(done),
        }
    }

    /// Whether nothing more may be begun.
    pub(crate) fn is_too_late(&self) -> bool {
        self.desk.is_stopping() || self.window_is_closed()
    }

    /// Whether the directory sync that this shows is meant.
    pub(crate) fn is_meant(&self, sync: &Value) -> bool {
        self.options.only_if.holds(sync, self.client.now())
    }

    /// Options of one request: as long as it takes, unless the run says otherwise; in the task of the
    /// run.
    pub(crate) fn call(&self) -> CallOptions {
        let timeout = self.options.timeout.unwrap_or(std::time::Duration::MAX);
        CallOptions::default().timeout(timeout).without_task()
    }

    pub(crate) fn wall(&self) -> SystemTime {
        self.client.clock().wall()
    }
}
