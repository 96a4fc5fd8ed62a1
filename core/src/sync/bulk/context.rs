//! What all parts of one bulk run share.

use std::sync::Arc;
use std::time::SystemTime;

use jiff::Timestamp;
use serde_json::Value;
use tokio::sync::mpsc::UnboundedSender;

use super::book::{Book, Sent};
use super::desk::Desk;
use super::item::BulkItem;
use super::options::BulkOptions;
use super::outcome::{About, OutcomeKind, RawOutcome, Verdict};
use super::stop::StopReason;
use crate::client::{CallOptions, RawClient};
use crate::error::Result;
#[cfg(feature = "ledger")]
use crate::operation::Operation;

/// What is done with each item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Task {
    Status,
    Ensure { enable_dir_sync: Option<bool> },
    SyncUser,
    Run,
}

impl Task {
    /// The name of the operation.
    #[cfg(feature = "ledger")]
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Status => Operation::GetDirectorySyncStatus.name(),
            Self::Ensure { .. } => Operation::EnsureDirectorySync.name(),
            Self::SyncUser => Operation::TriggerUserDirectorySync.name(),
            Self::Run => Operation::RunDirectorySync.name(),
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
    /// How often it failed without its own fault.
    pub(crate) accidents: u32,
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
        let partner = self.client.transport.partner.as_deref();
        let about = About { partner, names: self.options.names };
        let outcome = verdict.into_outcome(job.index, &job.item, about, self.wall());
        let written = self.book.conclude(&job, &outcome).await;
        self.hand_out(outcome);
        written
    }

    /// Says of an item that its turn did not come; of one that something was sent for before, that
    /// it was not looked after.
    pub(crate) async fn leave(&self, mut job: Job, reason: StopReason) -> Result<()> {
        let verdict = match (job.sent.take(), self.task) {
            (Some(_), Task::Run) => Verdict::new(OutcomeKind::Ambiguous).because("not_watched"),
            (Some(_), Task::SyncUser) => {
                Verdict::new(OutcomeKind::Ambiguous).because("interrupted")
            }
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
        let now = Timestamp::try_from(self.wall()).unwrap_or(Timestamp::UNIX_EPOCH);
        self.options.only_if.holds(sync, now)
    }

    /// Options of one request: as long as it takes, unless the run says otherwise; in the task of the
    /// run.
    pub(crate) fn call(&self) -> CallOptions {
        let timeout = self.options.timeout.unwrap_or(std::time::Duration::MAX);
        CallOptions::default().timeout(timeout).in_place()
    }

    pub(crate) fn wall(&self) -> SystemTime {
        self.client.transport.clock.wall()
    }
}
