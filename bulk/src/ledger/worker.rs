//! The handle to the thread that has the connection.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};
use std::thread::{Builder, JoinHandle};

use rusqlite::Connection;
use tokio::sync::oneshot::{self, error::RecvError};

use super::db_error::{DbResult, ledger, of_io};
use super::writer_thread::{Durability, QueuedWork, Task, Work, WriterThread};
use webex_broadworks::{Error, Result};

/// Sends work to the thread over a channel, and returns its result after the commit.
pub(super) struct Worker {
    path: PathBuf,
    pid: u32,
    sender: Option<Sender<QueuedWork>>,
    thread: Option<JoinHandle<Result<()>>>,
}

impl fmt::Debug for Worker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Worker").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Worker {
    /// Moves a connection to its own thread.
    pub(super) fn start(path: PathBuf, connection: Connection) -> Result<Self> {
        let (sender, jobs) = channel();
        let desk = WriterThread::new(path.clone(), connection);
        let thread = Builder::new()
            .name("webex-ledger".to_owned())
            .spawn(move || desk.serve(&jobs))
            .map_err(|error| of_io(&path, error))?;
        let pid = std::process::id();
        Ok(Self { path, pid, sender: Some(sender), thread: Some(thread) })
    }

    /// The file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Runs work on the connection, and returns once it is committed. The work is done even if the
    /// caller stops waiting.
    pub(super) async fn execute<T: Send + 'static>(
        &self,
        survives: Durability,
        work: impl FnOnce(&Connection) -> DbResult<T> + Send + 'static,
    ) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        self.send(survives, Task::new(work, Some(reply)))?;
        received(answer).await.unwrap_or_else(|_| Err(self.lost()))
    }

    /// Queues work on the connection without waiting. If it fails, the next caller that waits gets
    /// the error.
    pub(super) fn execute_detached(
        &self,
        work: impl FnOnce(&Connection) -> DbResult<()> + Send + 'static,
    ) -> Result<()> {
        self.send(Durability::Committed, Task::new(work, None))
    }

    fn send(&self, survives: Durability, task: impl Work + 'static) -> Result<()> {
        // A forked child doesn't have the thread.
        if self.pid != std::process::id() {
            let what = format!(
                "belongs to process {}, from which this one was forked. Open another ledger here, \
                 or make bulk runs in one process only",
                self.pid
            );
            return Err(ledger(&self.path, &what));
        }
        let job = QueuedWork::new(survives, task);
        let sender = self.sender.as_ref().ok_or_else(|| self.lost())?;
        sender.send(job).map_err(|_| self.lost())
    }

    fn lost(&self) -> Error {
        Error::internal(format!("the thread of the ledger {} has ended", self.path.display()))
    }

    /// Completes the queued work, writes the log back and closes the file.
    pub(super) fn end(&mut self) -> Result<()> {
        let (sender, thread) = (self.sender.take(), self.thread.take());
        if self.pid != std::process::id() {
            // Threads that the child doesn't have may hold their locks.
            std::mem::forget((sender, thread));
            return Ok(());
        }
        drop(sender);
        thread.map_or(Ok(()), |thread| thread.join().unwrap_or_else(|_| Err(self.lost())))
    }
}

async fn received<T: Send + 'static>(answer: oneshot::Receiver<T>) -> Result<T, RecvError> {
    #[cfg(any(test, feature = "test-util"))]
    if webex_broadworks::internals::simulates() {
        // On a virtual clock, no time may pass while a real thread works. A blocking task stops it.
        let (back, received) = oneshot::channel();
        tokio::task::spawn_blocking(move || back.send(answer.blocking_recv()));
        return received.await?;
    }
    answer.await
}

impl Drop for Worker {
    fn drop(&mut self) {
        if let Err(error) = self.end() {
            tracing::warn!("{error}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use webex_broadworks::ErrorKind;

    #[tokio::test]
    async fn a_forked_child_is_told_whose_ledger_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ledger");
        let connection = super::super::connection::for_writing(&path).unwrap();
        let mut worker = Worker::start(path, connection).unwrap();
        worker.pid += 1;
        let error = worker.execute(Durability::ReadOnly, |_| Ok(())).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Ledger);
        assert!(error.to_string().contains(&worker.pid.to_string()), "{error}");
        assert!(worker.end().is_ok());
    }
}
