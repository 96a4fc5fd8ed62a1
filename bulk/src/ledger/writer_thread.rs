//! The writer thread. It executes queued work, and commits it as one group.
//!
//! A commit costs a write to disk. Work that must survive a power cut also waits for the disk. All work
//! that is queued during one commit shares the next.

use std::path::PathBuf;
use std::sync::mpsc::Receiver;

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::db_error::{DbError, DbResult};
use super::wal_identity::WalIdentity;
use webex_broadworks::{Error, ErrorKind, Result};

/// The maximum number of tasks in one commit, so that no caller waits for a long queue.
const MAX_GROUP: usize = 1024;

/// What the result of a task must survive, in ascending order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Durability {
    /// It only reads.
    ReadOnly,
    /// The end of this process at any time.
    Committed,
    /// The end of the computer.
    Synced,
}

/// A task, and whether a caller waits for it.
pub(super) struct QueuedWork {
    survives: Durability,
    task: Box<dyn Work>,
}

impl QueuedWork {
    pub(super) fn new(survives: Durability, task: impl Work + 'static) -> Self {
        Self { survives, task: Box::new(task) }
    }
}

/// A task of the writer thread, with a result of any type.
pub(super) trait Work: Send {
    /// Whether a caller waits for the result.
    fn is_awaited(&self) -> bool;
    fn run(&mut self, connection: &Connection) -> DbResult<()>;
    /// Sends the result; returns the error if no caller received it.
    fn answer(self: Box<Self>, committed: Result<()>) -> Option<Error>;
}

/// Work that has one result.
pub(super) struct Task<T, F> {
    work: Option<F>,
    result: Option<T>,
    reply: Option<oneshot::Sender<Result<T>>>,
}

impl<T, F> Task<T, F> {
    pub(super) fn new(work: F, reply: Option<oneshot::Sender<Result<T>>>) -> Self {
        Self { work: Some(work), result: None, reply }
    }
}

impl<T: Send, F: FnOnce(&Connection) -> DbResult<T> + Send> Work for Task<T, F> {
    fn is_awaited(&self) -> bool {
        self.reply.is_some()
    }

    fn run(&mut self, connection: &Connection) -> DbResult<()> {
        if let Some(work) = self.work.take() {
            self.result = Some(work(connection)?);
        }
        Ok(())
    }

    fn answer(self: Box<Self>, committed: Result<()>) -> Option<Error> {
        let result = match (committed, self.result) {
            (Ok(()), Some(result)) => Ok(result),
            (Ok(()), None) => Err(Error::internal("work on the ledger brought no result")),
            (Err(error), _) => Err(error),
        };
        match self.reply {
            Some(reply) => reply.send(result).err().and_then(Result::err),
            None => result.err(),
        }
    }
}

/// The thread's side.
pub(super) struct WriterThread {
    path: PathBuf,
    connection: Connection,
    log: WalIdentity,
    /// Whether each commit waits for the disk; `None` before the first.
    fsync: Option<bool>,
    /// An error that no caller has received yet.
    untold: Option<Error>,
}

impl WriterThread {
    pub(super) fn new(path: PathBuf, connection: Connection) -> Self {
        Self { log: WalIdentity::of(&path), path, connection, fsync: None, untold: None }
    }

    /// Works until all senders are gone, then closes the file.
    pub(super) fn serve(mut self, jobs: &Receiver<QueuedWork>) -> Result<()> {
        while let Ok(first) = jobs.recv() {
            let mut group = vec![first];
            group.extend(jobs.try_iter().take(MAX_GROUP - 1));
            self.commit_group(group);
        }
        self.close()
    }

    fn commit_group(&mut self, group: Vec<QueuedWork>) {
        let survives = group.iter().map(|job| job.survives).max().unwrap_or(Durability::ReadOnly);
        let begun = self.begin(survives).map_err(|fault| fault.at(&self.path));
        let mut lost = begun.err();
        let mut done = Vec::with_capacity(group.len());
        for mut job in group {
            let result = match (&lost, self.untold.take_if(|_| job.task.is_awaited())) {
                (_, Some(untold)) => Err(untold),
                (Some(lost), None) => Err(lost.clone()),
                (None, None) => self.run(job.task.as_mut(), &mut lost),
            };
            done.push((job.task, result));
        }
        if lost.is_none() {
            lost = self.commit(survives).err();
        }
        for (task, result) in done {
            let committed = lost.as_ref().map_or(Ok(()), |lost| Err(lost.clone()));
            // Errors of other kinds, such as invalid arguments, concern only their caller.
            let untold = task.answer(result.and(committed));
            let untold = untold.filter(|error| error.kind() == ErrorKind::Ledger);
            self.untold = self.untold.take().or(untold);
        }
    }

    fn begin(&mut self, survives: Durability) -> DbResult<()> {
        if survives == Durability::ReadOnly {
            return Ok(self.connection.execute_batch("BEGIN")?);
        }
        let fsync = survives == Durability::Synced;
        if self.fsync != Some(fsync) {
            // This can't be changed within a transaction.
            let level = if fsync { "full" } else { "normal" };
            self.connection.pragma_update(None, "synchronous", level)?;
            self.fsync = Some(fsync);
        }
        Ok(self.connection.execute_batch("BEGIN IMMEDIATE")?)
    }

    /// Executes a task in a savepoint, so that its failure doesn't affect others, unless the
    /// failure ends the transaction.
    fn run(&self, task: &mut dyn Work, lost: &mut Option<Error>) -> Result<()> {
        let mut in_savepoint = || -> DbResult<()> {
            self.connection.prepare_cached("SAVEPOINT task")?.execute([])?;
            let result = task.run(&self.connection);
            if result.is_err() && !self.connection.is_autocommit() {
                self.connection.execute_batch("ROLLBACK TO task")?;
            }
            if !self.connection.is_autocommit() {
                self.connection.prepare_cached("RELEASE task")?.execute([])?;
            }
            result
        };
        let result = in_savepoint().map_err(|fault| fault.at(&self.path));
        if let Err(error) = &result
            && self.connection.is_autocommit()
        {
            *lost = Some(error.clone());
        }
        result
    }

    fn commit(&self, survives: Durability) -> Result<()> {
        let committed = self.connection.execute_batch("COMMIT");
        if committed.is_err() && !self.connection.is_autocommit() {
            // Fails only if the transaction already ended.
            let _ = self.connection.execute_batch("ROLLBACK");
        }
        committed.map_err(|error| DbError::from(error).at(&self.path))?;
        if survives == Durability::ReadOnly { Ok(()) } else { self.log.check(&self.path) }
    }

    fn close(mut self) -> Result<()> {
        // Passive, so that it doesn't wait for readers. Closing does the rest if there are none.
        let written_back = match self.connection.is_readonly("main") {
            Ok(false) => self.connection.execute_batch("PRAGMA wal_checkpoint(PASSIVE)"),
            other => other.map(drop),
        };
        let closed = self.connection.close().map_err(|(_, error)| error);
        let ended = written_back.and(closed).map_err(|error| DbError::from(error).at(&self.path));
        self.untold.take().map_or(ended, Err)
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::sync::mpsc::channel;
    use std::task::Poll;

    use tempfile::TempDir;

    use super::super::worker::Worker;
    use super::*;

    fn worker() -> (TempDir, Worker) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ledger");
        let connection = super::super::connection::for_writing(&path).unwrap();
        connection.execute_batch("CREATE TABLE t (a TEXT UNIQUE)").unwrap();
        (folder, Worker::start(path, connection).unwrap())
    }

    fn insert(text: String) -> impl FnOnce(&Connection) -> DbResult<()> + Send {
        move |connection| {
            connection.execute("INSERT INTO t VALUES (?1)", [text])?;
            Ok(())
        }
    }

    fn count(connection: &Connection) -> DbResult<i64> {
        Ok(connection.query_row("SELECT count(*) FROM t", [], |row| row.get(0))?)
    }

    fn level(connection: &Connection) -> DbResult<i64> {
        Ok(connection.pragma_query_value(None, "synchronous", |row| row.get(0))?)
    }

    /// Holds the worker until `group` has queued all its work, so that it is done as one group.
    async fn as_one_group<T>(worker: &Worker, group: impl Future<Output = T>) -> T {
        let (go, wait) = channel::<()>();
        let (at_work, begun) = channel::<()>();
        let gate = worker.execute(Durability::ReadOnly, move |_| {
            drop(at_work);
            let _ = wait.recv();
            Ok(())
        });
        let (mut gate, mut group) = (std::pin::pin!(gate), std::pin::pin!(group));
        poll_fn(|cx| {
            assert!(gate.as_mut().poll(cx).is_pending());
            // If the gate hadn't started yet, it would share its group with some of these.
            let _ = begun.recv();
            assert!(group.as_mut().poll(cx).is_pending());
            Poll::Ready(())
        })
        .await;
        drop(go);
        gate.await.unwrap();
        group.await
    }

    fn limit_pages(pages: i64) -> impl FnOnce(&Connection) -> DbResult<()> + Send {
        move |connection| {
            let set = |row: &rusqlite::Row<'_>| row.get::<_, i64>(0);
            connection.pragma_update_and_check(None, "max_page_count", pages, set)?;
            Ok(())
        }
    }

    #[tokio::test]
    async fn one_that_fails_leaves_the_others_alone() {
        let (_folder, worker) = worker();
        let group = async {
            tokio::join!(
                worker.execute(Durability::Committed, insert("a".to_owned())),
                worker.execute(Durability::Committed, insert("a".to_owned())),
                worker.execute(Durability::Committed, insert("b".to_owned())),
            )
        };
        let (first, second, third) = as_one_group(&worker, group).await;
        assert!(first.is_ok() && third.is_ok());
        assert!(second.unwrap_err().to_string().contains("UNIQUE"));
        assert_eq!(worker.execute(Durability::ReadOnly, count).await.unwrap(), 2);
    }

    #[tokio::test]
    async fn a_group_waits_for_the_disk_if_one_of_it_has_to() {
        let (_folder, worker) = worker();
        assert_eq!(worker.execute(Durability::Committed, level).await.unwrap(), 1);
        let group = async {
            tokio::join!(
                worker.execute(Durability::Committed, level),
                worker.execute(Durability::Synced, level),
            )
        };
        let (one, other) = as_one_group(&worker, group).await;
        assert_eq!((one.unwrap(), other.unwrap()), (2, 2));
        assert_eq!(worker.execute(Durability::Committed, level).await.unwrap(), 1);
    }

    #[tokio::test]
    async fn a_full_disk_is_told_to_those_who_wait_and_forgotten_once_there_is_room() {
        let (_folder, worker) = worker();
        worker.execute(Durability::Committed, limit_pages(1)).await.unwrap();
        let large = || insert("x".repeat(1 << 20));
        let error = worker.execute(Durability::Committed, large()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Ledger);
        let text = error.to_string();
        assert!(text.contains("a.ledger") && text.contains("disk is full"), "{text}");
        worker.execute(Durability::Committed, limit_pages(1 << 20)).await.unwrap();
        worker.execute(Durability::Committed, large()).await.unwrap();
    }

    #[tokio::test]
    async fn an_error_without_a_waiter_is_reported_to_the_next_one_and_once() {
        let (_folder, worker) = worker();
        worker.execute(Durability::Committed, limit_pages(1)).await.unwrap();
        let (done, wait) = channel::<()>();
        worker.execute_detached(insert("x".repeat(1 << 20))).unwrap();
        worker
            .execute_detached(move |_| {
                let _ = done.send(());
                Ok(())
            })
            .unwrap();
        // Work that is requested from here on isn't in the same group.
        let _ = wait.recv();
        let error = worker.execute(Durability::ReadOnly, count).await.unwrap_err();
        assert!(error.to_string().contains("disk is full"), "{error}");
        assert_eq!(worker.execute(Durability::ReadOnly, count).await.unwrap(), 0);
    }

    #[tokio::test]
    async fn what_failed_unheard_is_the_error_of_the_end() {
        let (_folder, mut worker) = worker();
        worker.execute_detached(insert("a".to_owned())).unwrap();
        worker.execute_detached(insert("a".to_owned())).unwrap();
        assert!(worker.end().unwrap_err().to_string().contains("UNIQUE"));
    }
}
