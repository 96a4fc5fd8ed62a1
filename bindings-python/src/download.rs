//! A file that is still to be downloaded.

use std::sync::Arc;
use std::time::Duration;

use pyo3::prelude::*;
use pyo3::types::PyTuple;
use webex_broadworks::internals::download_of;
use webex_broadworks::{Argument, BillingReportDownload, Operation};
use webex_broadworks_tables::DownloadTable as _;

use crate::argument::arguments_of;
use crate::error::Result;
use crate::extract::{Timeout, path};
use crate::pending_call::PendingCall;
use crate::session::{Session, SessionFactory};
use crate::table::Table;

/// What to download; each of the methods downloads it once.
#[pyclass(frozen, module = "webex_broadworks._core")]
pub(crate) struct Download {
    sessions: Arc<SessionFactory>,
    operation: Operation,
    arguments: Vec<Option<Argument>>,
    timeout: Option<Duration>,
}

impl Download {
    /// Checks the arguments before anything is sent.
    pub(crate) fn new(
        sessions: Arc<SessionFactory>,
        operation: Operation,
        arguments: &Bound<'_, PyTuple>,
        timeout: Timeout,
    ) -> Result<Self> {
        let arguments = arguments_of(operation, arguments)?;
        let download = Self { sessions, operation, arguments, timeout: timeout.0 };
        drop(download.start()?);
        Ok(download)
    }

    fn start(&self) -> Result<(Session, BillingReportDownload)> {
        let session = self.sessions.session()?;
        let download = download_of(&session.client, self.operation, self.arguments.clone())?;
        let download = match self.timeout {
            Some(timeout) => download.timeout(timeout),
            None => download,
        };
        Ok((session, download))
    }
}

#[pymethods]
impl Download {
    /// Writes it to a file; the result is its size in bytes.
    fn save(&self, path: &Bound<'_, PyAny>) -> Result<PendingCall> {
        let path = self::path("path", path)?;
        let (session, download) = self.start()?;
        Ok(PendingCall::new(session, async move { download.save(path).await }))
    }

    /// Reads it into memory.
    fn bytes(&self) -> Result<PendingCall> {
        let (session, download) = self.start()?;
        Ok(PendingCall::new(session, async move { download.bytes().await.map(Vec::from) }))
    }

    /// Reads it into a table.
    fn table(&self) -> Result<PendingCall> {
        let (session, download) = self.start()?;
        Ok(PendingCall::new(session, async move { download.table().await.map(Table::new) }))
    }
}
