//! One run in the ledger, which a bulk driver writes while it works.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::{Connection, params};

use super::db_error::DbResult;
use super::intents::{self, IntentId, NewIntent, Settled};
use super::items::{self, NewItem, RecordedItem, UnfinishedItem};
use super::open_ledgers::OpenLedger;
use super::outcomes::{self, OutcomeRecord};
use super::reports::{self, RunSummary};
use super::run_lease::RunLease;
use super::run_state::RunState;
use super::sql_types::Time;
use super::start_run::{Found, RunSpec};
use super::writer_thread::Durability;
use crate::OutcomeKind;
use webex_broadworks::{Operation, Result, Timestamp};

/// A run that was started or resumed.
#[derive(Debug)]
#[non_exhaustive]
pub struct StartedRun {
    /// The run.
    pub run: Run,
    /// Its name, given or generated.
    pub name: String,
    /// Whether it was there already.
    pub resumed: bool,
    /// The names of unfinished equal runs that are too old to be resumed, and are now marked
    /// abandoned.
    pub abandoned: Vec<String>,
    /// Whether all of its input is recorded.
    pub input_complete: bool,
    /// Number of items in the input.
    pub total: Option<u64>,
}

/// A run that this process executes.
///
/// When the last clone is dropped before [`Run::finish`], the run is marked interrupted.
#[derive(Clone, Debug)]
pub struct Run(Arc<Current>);

#[derive(Debug)]
struct Current {
    id: i64,
    name: String,
    /// The last outcome when the run was opened. Later ones belong to this session.
    last_outcome: i64,
    finished: AtomicBool,
    // In this order: the lease is released after the mark was queued, and before the ledger.
    _claim: RunLease,
    open: Arc<OpenLedger>,
}

impl Drop for Current {
    fn drop(&mut self) {
        if !self.finished.load(Ordering::Relaxed) {
            let id = self.id;
            let _ = self.open.worker.execute_detached(move |connection| interrupt(connection, id));
        }
    }
}

pub(super) async fn begin(open: Arc<OpenLedger>, spec: RunSpec) -> Result<StartedRun> {
    spec.check()?;
    let (found, claim) = loop {
        let mut released = std::pin::pin!(open.under_way.released.notified());
        released.as_mut().enable();
        let (spec, under_way) = (spec.clone(), Arc::clone(&open.under_way));
        let work = move |connection: &Connection| {
            let found = spec.find_or_start(connection, &under_way)?;
            let claim = RunLease::take((found.id, &found.name), &spec.ending, &under_way)?;
            Ok(claim.map(|claim| (found, claim)))
        };
        if let Some(begun) = open.worker.execute(Durability::Committed, work).await? {
            break begun;
        }
        // The run no longer has a reader: it ends once the items in flight are recorded.
        released.await;
    };
    let Found { id, name, last_outcome, resumed, abandoned, input_complete, total } = found;
    let run = Run(Arc::new(Current {
        id,
        name: name.clone(),
        last_outcome,
        finished: AtomicBool::new(false),
        _claim: claim,
        open,
    }));
    Ok(StartedRun { run, name, resumed, abandoned, input_complete, total })
}

impl Run {
    /// The name, given or generated.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Records items, and returns the index of each in the same order. Call it with batches.
    ///
    /// An item whose enterprise and user are already recorded keeps its index, so the same input
    /// can be recorded again on resuming. A new one gets the index that it asks for, or, if that is
    /// taken, one after the last.
    ///
    /// # Errors
    /// [`ErrorKind::Ledger`](webex_broadworks::ErrorKind::Ledger) if the file can't be written.
    pub async fn record_items(&self, items: Vec<NewItem>, now: Timestamp) -> Result<Vec<u64>> {
        self.write(Durability::Committed, now, move |connection, id| {
            items.iter().map(|item| items::record(connection, id, item)).collect()
        })
        .await
    }

    /// Records that the input is complete, and its number of items, including duplicates.
    ///
    /// # Errors
    /// [`ErrorKind::Ledger`](webex_broadworks::ErrorKind::Ledger) if the file can't be written.
    pub async fn input_complete(&self, total: u64, now: Timestamp) -> Result<()> {
        self.write(Durability::Committed, now, move |connection, id| {
            connection.execute(
                "UPDATE runs SET input_complete = 1, total = ?2 WHERE run_id = ?1",
                params![id, total],
            )?;
            Ok(())
        })
        .await
    }

    /// Every recorded item and its state. An outcome in `retry` doesn't count.
    pub(crate) async fn standings(&self, retry: &[OutcomeKind]) -> Result<Vec<RecordedItem>> {
        let again = outcomes::retryable_outcomes_sql(retry);
        self.read(move |connection, id| items::standings(connection, id, &again)).await
    }

    /// The items after an index that still need work, by index: those without an outcome, those
    /// that were not started, and those whose last outcome is in `retry`.
    ///
    /// What was concluded since [`Ledger::begin`](super::Ledger::begin) is not among them.
    ///
    /// # Errors
    /// [`ErrorKind::Ledger`](webex_broadworks::ErrorKind::Ledger) if the file can't be read.
    pub async fn unfinished(
        &self,
        after: Option<u64>,
        limit: u32,
        retry: &[OutcomeKind],
    ) -> Result<Vec<UnfinishedItem>> {
        let (last_outcome, again) = (self.0.last_outcome, outcomes::retryable_outcomes_sql(retry));
        self.read(move |connection, id| {
            items::unfinished(connection, id, after, limit, &again, last_outcome)
        })
        .await
    }

    /// The indices and records of the items after an index that were finished before
    /// [`Ledger::begin`](super::Ledger::begin) and need no work, by index.
    ///
    /// # Errors
    /// [`ErrorKind::Ledger`](webex_broadworks::ErrorKind::Ledger) if the file can't be read.
    pub async fn finished(
        &self,
        after: Option<u64>,
        limit: u32,
        retry: &[OutcomeKind],
    ) -> Result<Vec<(u64, String)>> {
        let (last_outcome, again) = (self.0.last_outcome, outcomes::retryable_outcomes_sql(retry));
        self.read(move |connection, id| {
            outcomes::finished(connection, id, after, limit, &again, last_outcome)
        })
        .await
    }

    /// Records an intent. Once this returns, the record survives a crash of the process, and also
    /// of the computer if `operation` must not be sent twice.
    ///
    /// # Errors
    /// [`ErrorKind::Ledger`](webex_broadworks::ErrorKind::Ledger) if the file can't be written.
    pub async fn record_intent(&self, intent: NewIntent) -> Result<IntentId> {
        let survives = match intent.operation {
            Operation::DirectorySyncTrigger
            | Operation::DirectorySyncTriggerUser
            | Operation::Request => Durability::Synced,
            _ => Durability::Committed,
        };
        self.write(survives, intent.now, move |connection, id| {
            intents::record(connection, id, &intent)
        })
        .await
    }

    /// Records the outcome of an intent. It is settled once, except that a lost intent can be
    /// settled again as accepted.
    ///
    /// # Errors
    /// [`ErrorKind::Ledger`](webex_broadworks::ErrorKind::Ledger) if the file can't be written.
    pub async fn settle(&self, intent: IntentId, how: Settled, now: Timestamp) -> Result<()> {
        self.write(Durability::Committed, now, move |connection, _| {
            intents::settle(connection, intent, how, now)
        })
        .await
    }

    /// Records the outcome of an item.
    ///
    /// # Errors
    /// [`ErrorKind::Ledger`](webex_broadworks::ErrorKind::Ledger) if the file can't be written.
    pub async fn conclude(&self, conclusion: OutcomeRecord) -> Result<()> {
        let now = conclusion.ended_at;
        self.write(Durability::Committed, now, move |connection, id| {
            outcomes::record(connection, id, &conclusion)
        })
        .await
    }

    /// Records that the run is active. The time since then decides whether it can be resumed.
    ///
    /// # Errors
    /// [`ErrorKind::Ledger`](webex_broadworks::ErrorKind::Ledger) if the file can't be written.
    pub async fn touch(&self, now: Timestamp) -> Result<()> {
        self.write(Durability::Committed, now, |_, _| Ok(())).await
    }

    /// As [`Self::touch`], without waiting until it is written.
    pub(crate) fn note_alive(&self, now: Timestamp) -> Result<()> {
        let id = self.0.id;
        self.0.open.worker.execute_detached(move |connection| touch(connection, id, now))
    }

    /// The run's items by outcome.
    ///
    /// # Errors
    /// [`ErrorKind::Ledger`](webex_broadworks::ErrorKind::Ledger) if the file can't be read.
    pub async fn summary(&self) -> Result<RunSummary> {
        self.read(reports::summary).await
    }

    /// Ends the run, with the reason if it is not complete.
    ///
    /// # Errors
    /// [`ErrorKind::Ledger`](webex_broadworks::ErrorKind::Ledger) if the file can't be written.
    pub async fn finish(
        &self,
        state: RunState,
        reason: Option<String>,
        now: Timestamp,
    ) -> Result<()> {
        self.write(Durability::Committed, now, move |connection, id| {
            connection.execute(
                "UPDATE runs SET state = ?2, reason = ?3, ended_at = ?4 WHERE run_id = ?1",
                params![id, state, reason, Time(now)],
            )?;
            Ok(())
        })
        .await?;
        self.0.finished.store(true, Ordering::Relaxed);
        Ok(())
    }

    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection, i64) -> DbResult<T> + Send + 'static,
    ) -> Result<T> {
        let id = self.0.id;
        self.0
            .open
            .worker
            .execute(Durability::ReadOnly, move |connection| work(connection, id))
            .await
    }

    async fn write<T: Send + 'static>(
        &self,
        survives: Durability,
        now: Timestamp,
        work: impl FnOnce(&Connection, i64) -> DbResult<T> + Send + 'static,
    ) -> Result<T> {
        let id = self.0.id;
        let work = move |connection: &Connection| {
            touch(connection, id, now)?;
            work(connection, id)
        };
        self.0.open.worker.execute(survives, work).await
    }
}

fn touch(connection: &Connection, id: i64, now: Timestamp) -> DbResult<()> {
    connection
        .prepare_cached("UPDATE runs SET updated_at = ?2 WHERE run_id = ?1 AND updated_at < ?2")?
        .execute(params![id, Time(now)])?;
    Ok(())
}

/// The time of the end is that of the last activity.
fn interrupt(connection: &Connection, id: i64) -> DbResult<()> {
    connection.execute(
        "UPDATE runs SET state = 'interrupted', ended_at = updated_at
         WHERE run_id = ?1 AND state = 'running'",
        [id],
    )?;
    Ok(())
}
