//! A ledger opened for reading only.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::Connection;

use super::file::locate;
use super::history::{self, DayTotals, LatestSnapshot};
use super::items::{self, RecordedItem};
use super::reports::{self, RunRecord, RunSummary};
use super::start_run::RunSpec;
use super::worker::Worker;
use super::write_lock::Writer;
use super::writer_thread::Durability;
use super::{connection, outcomes};
use crate::OutcomeKind;
use webex_broadworks::internals::run_blocking;
use webex_broadworks::{Result, Timestamp};

/// A ledger for reading, also while this or another process writes it.
///
/// Every call sees what was committed when it began.
#[derive(Clone, Debug)]
pub struct LedgerReader(Arc<Worker>);

impl LedgerReader {
    pub(super) async fn open(path: PathBuf) -> Result<Self> {
        run_blocking(move || {
            let path = locate(&path)?;
            let connection = connection::for_reading(&path)?;
            Ok(Self(Arc::new(Worker::start(path, connection)?)))
        })
        .await
    }

    /// As [`Self::open`]; `None` if there is no file, or nothing in it.
    pub(crate) async fn open_if_there(path: PathBuf) -> Result<Option<Self>> {
        run_blocking(move || {
            let path = locate(&path)?;
            let Some(connection) = connection::for_reading_if_there(&path)? else {
                return Ok(None);
            };
            Ok(Some(Self(Arc::new(Worker::start(path, connection)?))))
        })
        .await
    }

    /// The name and the items of the run that would be resumed. An outcome in `retry` doesn't
    /// count.
    pub(crate) async fn find(
        &self,
        spec: RunSpec,
        retry: &[OutcomeKind],
    ) -> Result<Option<(String, Vec<RecordedItem>)>> {
        spec.check()?;
        let again = outcomes::retryable_outcomes_sql(retry);
        let work = move |connection: &Connection| {
            let Some(id) = spec.find(connection, None)?.id else { return Ok(None) };
            let sql = "SELECT name FROM runs WHERE run_id = ?1";
            let name = connection.query_row(sql, [id], |row| row.get(0))?;
            Ok(Some((name, items::standings(connection, id, &again)?)))
        };
        self.0.execute(Durability::ReadOnly, work).await
    }

    /// The file.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// All runs, the latest first.
    ///
    /// # Errors
    /// [`ErrorKind::Ledger`](webex_broadworks::ErrorKind::Ledger) if the file can't be read.
    pub async fn runs(&self) -> Result<Vec<RunRecord>> {
        self.0.execute(Durability::ReadOnly, reports::runs).await
    }

    /// The process that currently writes the ledger, if there is one.
    pub async fn writer(&self) -> Option<Writer> {
        let path = self.path().to_owned();
        run_blocking(move || Ok(Writer::of(&path))).await.unwrap_or_default()
    }

    /// How many items of a run were worked on and ended since a time.
    pub(super) async fn worked_on(&self, run: &str, since: Timestamp) -> Result<u64> {
        let name = run.to_owned();
        let work = move |connection: &_| {
            reports::worked_on(connection, reports::find(connection, &name)?, since)
        };
        self.0.execute(Durability::ReadOnly, work).await
    }

    /// A run's items by outcome.
    ///
    /// # Errors
    /// [`ErrorKind::Ledger`](webex_broadworks::ErrorKind::Ledger) if the file can't be read, or has
    /// no such run.
    pub async fn summary(&self, run: &str) -> Result<RunSummary> {
        let name = run.to_owned();
        self.0
            .execute(Durability::ReadOnly, move |connection| {
                reports::summary(connection, reports::find(connection, &name)?)
            })
            .await
    }

    /// The indices and records of a run's latest outcomes after an index, by index.
    ///
    /// # Errors
    /// [`ErrorKind::Ledger`](webex_broadworks::ErrorKind::Ledger) if the file can't be read, or has
    /// no such run.
    pub async fn outcomes(
        &self,
        run: &str,
        after: Option<u64>,
        limit: u32,
    ) -> Result<Vec<(u64, String)>> {
        let name = run.to_owned();
        self.0
            .execute(Durability::ReadOnly, move |connection| {
                let run = reports::find(connection, &name)?;
                reports::outcomes(connection, run, after, limit)
            })
            .await
    }

    /// The latest record of each enterprise, by its id.
    ///
    /// # Errors
    /// [`ErrorKind::Ledger`](webex_broadworks::ErrorKind::Ledger) if the file can't be read.
    pub async fn latest_snapshots(&self) -> Result<HashMap<String, LatestSnapshot>> {
        self.0.execute(Durability::ReadOnly, history::last_seen).await
    }

    /// The ended syncs of these enterprises, added up by the day of their end in UTC.
    ///
    /// # Errors
    /// [`ErrorKind::Ledger`](webex_broadworks::ErrorKind::Ledger) if the file can't be read.
    pub async fn totals_by_day(&self, ids: HashSet<String>) -> Result<BTreeMap<String, DayTotals>> {
        let work = move |connection: &_| history::totals_by_day(connection, &ids);
        self.0.execute(Durability::ReadOnly, work).await
    }
}
