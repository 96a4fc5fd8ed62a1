//! A directory sync run that is waited for: one look at it after the other.

use std::sync::Arc;
use std::time::Duration;

use pyo3::prelude::*;
use tokio::sync::Mutex;
use webex_broadworks::WaitOptions;

use crate::arguments::{duration, function};
use crate::client::Session;
use crate::error::Result;
use crate::pending::{Pending, Reply};
use crate::process::OfProcess;
use crate::runtime::other_process;

/// A run that is waited for.
#[pyclass(frozen, module = "webex_broadworks._core")]
pub(crate) struct DirectorySyncWatch {
    session: Session,
    watch: OfProcess<Arc<Mutex<webex_broadworks::DirectorySyncWaiter>>>,
}

impl DirectorySyncWatch {
    pub(crate) fn over(session: Session, watch: webex_broadworks::DirectorySyncWaiter) -> Self {
        Self { session, watch: OfProcess::new(Arc::new(Mutex::new(watch))) }
    }
}

#[pymethods]
impl DirectorySyncWatch {
    /// The next step as a pair of a reason to wait, or None, and the status; None after the last one.
    fn next_step(&self) -> Result<Pending> {
        let watch = Arc::clone(self.watch.get().ok_or_else(other_process)?);
        Ok(Pending::new(self.session.clone(), async move {
            watch.lock().await.next_step().await.map(Reply::WaitStep)
        }))
    }
}

/// What a wait can be told; `None` is no deadline.
pub(crate) fn wait_options(timeout: &Bound<'_, PyAny>) -> Result<WaitOptions> {
    let timeout = duration("timeout", timeout)?.unwrap_or(Duration::MAX);
    Ok(WaitOptions::default().timeout(timeout))
}

/// Refuses what cannot be a callback of a wait; `awaited` says whether a coroutine would be awaited.
#[pyfunction]
pub(crate) fn check_wait_callbacks(
    on_progress: &Bound<'_, PyAny>,
    on_waiting: &Bound<'_, PyAny>,
    awaited: bool,
) -> Result<()> {
    if !on_progress.is_none() {
        function("on_progress", on_progress, "a function that takes a status", awaited)?;
    }
    if !on_waiting.is_none() {
        function("on_waiting", on_waiting, "a function that takes a dict", awaited)?;
    }
    Ok(())
}
