//! The ledger: the intents and outcomes of bulk runs, in an `SQLite` file.
//!
//! Everything is recorded before it matters: the input before the first request, an intent before
//! its request, an outcome before the caller sees it. A process may be killed at any moment. The
//! same run, started again, knows which items are done, which aren't, and which to check first.
//!
//! One process at a time writes; within it, runs share a ledger. Other processes can read it at any
//! time, with [`Ledger::read`] or with any tool that reads `SQLite`: `docs/ledger.md` describes the
//! tables.

mod connection;
mod db_error;
mod file;
mod history;
mod intents;
mod items;
mod learned_clusters;
mod named_enum;
mod open_ledgers;
mod outcomes;
mod reader;
mod reports;
mod run;
mod run_lease;
pub(crate) mod run_name;
mod run_report;
mod run_state;
mod schema;
mod selection;
mod snapshots;
mod sql_types;
mod start_run;
mod wal_identity;
mod worker;
mod write_lock;
mod writer_thread;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use history::{DayTotals, LatestSnapshot};
pub(crate) use items::{RecordedItem, Standing};
pub use reader::LedgerReader;
pub use reports::{RunRecord, RunSummary};
pub use run_report::{Affected, Problem, RunReport};
pub use run_state::RunState;
pub(crate) use selection::SelectedItem;
pub use write_lock::Writer;

// Only bulk runs, and tests, write to a ledger.
#[doc(hidden)]
pub use intents::{IntentId, NewIntent, Settled};
#[doc(hidden)]
pub use items::{Item, NewItem, OpenIntent, UnfinishedItem};
#[doc(hidden)]
pub use outcomes::OutcomeRecord;
#[doc(hidden)]
pub use run::{Run, StartedRun};
#[doc(hidden)]
pub use snapshots::Snapshot;
#[doc(hidden)]
pub use start_run::RunSpec;

use open_ledgers::OpenLedger;
use webex_broadworks::internals::run_blocking;
use webex_broadworks::{Result, Timestamp};
use writer_thread::Durability;

/// A ledger that is open for writing. Clones share it, and so do all callers that open the same file.
///
/// Dropping the last clone or run finishes the queued work, writes the log back and releases the
/// lock. This blocks the thread for a moment. [`Ledger::close`] doesn't block.
#[derive(Clone, Debug)]
pub struct Ledger(Arc<OpenLedger>);

impl Ledger {
    /// Opens a ledger, and creates the file if it is missing.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::LedgerInUse`](webex_broadworks::ErrorKind::LedgerInUse) if another process has it open,
    /// [`ErrorKind::Ledger`](webex_broadworks::ErrorKind::Ledger) if it cannot be one.
    pub async fn open(path: impl Into<PathBuf>) -> Result<Self> {
        let path = path.into();
        run_blocking(move || open_ledgers::open(&path).map(Self)).await
    }

    /// Opens a ledger for reading, without a lock.
    ///
    /// # Errors
    /// [`ErrorKind::Ledger`](webex_broadworks::ErrorKind::Ledger) if the file isn't there, or can't
    /// be read.
    pub async fn read(path: impl Into<PathBuf>) -> Result<LedgerReader> {
        LedgerReader::open(path.into()).await
    }

    /// The file.
    pub fn path(&self) -> &Path {
        self.0.worker.path()
    }

    /// Resumes the requested run, or starts it.
    ///
    /// A run with a name is resumed at any age and in any state. Without a name, this resumes an
    /// unfinished unnamed run with equal operation, arguments and partner that was active within
    /// [`RunSpec::resume_within`]. Older ones are marked abandoned.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](webex_broadworks::ErrorKind::InvalidArgument) if the run of that name
    /// does something else, [`ErrorKind::LedgerInUse`](webex_broadworks::ErrorKind::LedgerInUse) if this
    /// process is carrying it out already.
    #[doc(hidden)]
    pub async fn begin(&self, spec: RunSpec) -> Result<StartedRun> {
        run::begin(Arc::clone(&self.0), spec).await
    }

    /// Records the labels of each cluster. Of several rows for a label, the latest is kept.
    ///
    /// # Errors
    /// [`ErrorKind::Ledger`](webex_broadworks::ErrorKind::Ledger) if it can't be written.
    #[doc(hidden)]
    pub async fn learn_clusters(
        &self,
        partner: Option<String>,
        clusters: Vec<Vec<String>>,
        learned_at: Timestamp,
    ) -> Result<()> {
        let work = move |connection: &_| {
            learned_clusters::learn(connection, partner.as_deref(), &clusters, learned_at)
        };
        self.0.worker.execute(Durability::Committed, work).await
    }

    /// The labels of each cluster of a partner, as far as earlier runs learned them.
    ///
    /// # Errors
    /// [`ErrorKind::Ledger`](webex_broadworks::ErrorKind::Ledger) if it can't be read.
    #[doc(hidden)]
    pub async fn clusters(&self, partner: Option<String>) -> Result<Vec<Vec<String>>> {
        let work = move |connection: &_| learned_clusters::clusters(connection, partner.as_deref());
        self.0.worker.execute(Durability::ReadOnly, work).await
    }

    /// Keeps snapshots, without waiting for it. A snapshot without new information is dropped.
    ///
    /// # Errors
    ///
    /// Should writing fail, the next call that waits is refused with that error.
    #[doc(hidden)]
    pub fn snapshot(&self, snapshots: Vec<Snapshot>) -> Result<()> {
        self.0.worker.execute_detached(move |connection| {
            snapshots
                .iter()
                .try_for_each(|snapshot| snapshots::insert_if_changed(connection, snapshot))
        })
    }

    /// Waits until everything that was passed to the ledger so far is recorded.
    ///
    /// # Errors
    ///
    /// What went wrong with that.
    pub async fn flush(&self) -> Result<()> {
        self.0.worker.execute(Durability::Committed, |_| Ok(())).await
    }

    /// Gives this handle up. If it was the last one, everything is written back and the lock is
    /// free once this returns, and what failed unheard until then is its error.
    ///
    /// # Errors
    /// [`ErrorKind::Ledger`](webex_broadworks::ErrorKind::Ledger) if something couldn't be written.
    pub async fn close(self) -> Result<()> {
        match Arc::into_inner(self.0) {
            Some(mut open) => run_blocking(move || open.worker.end()).await,
            None => Ok(()),
        }
    }
}
