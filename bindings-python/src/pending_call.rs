//! A call that isn't sent yet, for `await` and for blocking callers.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};

use pyo3::IntoPyObjectExt as _;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;
use webex_broadworks::{Metadata, RawResponse};
use webex_broadworks_bindings::joined_headers;

use crate::decode::decode;
use crate::error::Result;
use crate::fork_guard::{ForkGuarded, forked_process_error};
use crate::runtime;
use crate::session::Session;

type Work = Pin<Box<dyn Future<Output = webex_broadworks::Result<Box<dyn CallOutput>>> + Send>>;

/// The result of a call before its conversion to Python.
pub(crate) trait CallOutput: Send {
    fn result(self: Box<Self>, py: Python<'_>) -> Result<Bound<'_, PyAny>>;

    /// The metadata of the result, if it comes from one response.
    fn metadata(&self) -> Option<&Metadata> {
        None
    }
}

/// A call. The first of the methods below sends it.
#[pyclass(frozen, module = "webex_broadworks._core")]
pub(crate) struct PendingCall {
    /// The session of a call that has events.
    session: Option<Session>,
    work: Mutex<Option<ForkGuarded<Work>>>,
}

impl PendingCall {
    pub(crate) fn new<F, T>(session: Session, work: F) -> Self
    where
        F: Future<Output = webex_broadworks::Result<T>> + Send + 'static,
        T: CallOutput + 'static,
    {
        Self { session: Some(session), ..Self::without_events(work) }
    }

    /// A call without events, because it sends nothing.
    pub(crate) fn without_events<F, T>(work: F) -> Self
    where
        F: Future<Output = webex_broadworks::Result<T>> + Send + 'static,
        T: CallOutput + 'static,
    {
        let work: Work =
            Box::pin(async { work.await.map(|output| Box::new(output) as Box<dyn CallOutput>) });
        Self { session: None, work: Mutex::new(Some(ForkGuarded::new(work))) }
    }

    fn take(&self) -> Result<Work> {
        let work = self.work.lock().unwrap_or_else(PoisonError::into_inner).take();
        let work = work.ok_or_else(|| PyRuntimeError::new_err("this call was already made"))?;
        Ok(work.take().ok_or_else(forked_process_error)?)
    }

    /// Starts the call, awaited or blocking. Dropping the returned future cancels the request.
    ///
    /// # Errors
    /// `KeyboardInterrupt`, if Ctrl-C interrupts this.
    fn start(
        &self,
        py: Python<'_>,
        awaited: bool,
    ) -> Result<impl Future<Output = Result<Box<dyn CallOutput>>> + use<>> {
        let work = self.take()?;
        let listener = match &self.session {
            Some(session) => session.begin(py, awaited)?,
            None => None,
        };
        Ok(runtime::await_with_events(runtime::spawn(py, work)?, listener))
    }

    async fn run(&self) -> Result<Box<dyn CallOutput>> {
        let (call, wakers) = Python::attach(|py| -> Result<_> {
            Ok((self.start(py, true)?, runtime::waker_handle(py)?))
        })?;
        wakers.drive(call).await
    }

    fn block(&self, py: Python<'_>) -> Result<Box<dyn CallOutput>> {
        runtime::block_on(py, self.start(py, false)?)
    }
}

#[pymethods]
impl PendingCall {
    /// The result, by `await`.
    async fn send(&self) -> Result<Py<PyAny>> {
        let output = self.run().await?;
        Python::attach(|py| output.result(py).map(Bound::unbind))
    }

    /// Awaits the result with its metadata.
    async fn send_with_metadata(&self) -> Result<(Py<PyAny>, Py<PyAny>)> {
        let output = self.run().await?;
        Python::attach(|py| {
            let (result, metadata) = with_metadata(output, py)?;
            Ok((result.unbind(), metadata.unbind()))
        })
    }

    /// The result, by waiting.
    fn wait<'py>(&self, py: Python<'py>) -> Result<Bound<'py, PyAny>> {
        self.block(py)?.result(py)
    }

    /// Waits for the result with its metadata.
    fn wait_with_metadata<'py>(
        &self,
        py: Python<'py>,
    ) -> Result<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
        with_metadata(self.block(py)?, py)
    }
}

fn with_metadata(
    output: Box<dyn CallOutput>,
    py: Python<'_>,
) -> Result<(Bound<'_, PyAny>, Bound<'_, PyAny>)> {
    let metadata = match output.metadata() {
        Some(metadata) => self::metadata(py, metadata)?,
        None => py.None().into_bound(py),
    };
    Ok((output.result(py)?, metadata))
}

/// A response; the result of an empty body is `None`.
pub(crate) struct Response(pub(crate) RawResponse);

impl CallOutput for Response {
    fn result(self: Box<Self>, py: Python<'_>) -> Result<Bound<'_, PyAny>> {
        if self.0.body().iter().all(u8::is_ascii_whitespace) {
            return Ok(py.None().into_bound(py));
        }
        Ok(decode(py, self.0.body())?)
    }

    fn metadata(&self) -> Option<&Metadata> {
        Some(self.0.metadata())
    }
}

/// A value that needs no conversion of its own.
impl<T: for<'py> IntoPyObject<'py> + Send> CallOutput for T {
    fn result(self: Box<Self>, py: Python<'_>) -> Result<Bound<'_, PyAny>> {
        Ok((*self).into_bound_py_any(py)?)
    }
}

/// `webex_broadworks.ResponseMetadata`.
pub(crate) fn metadata<'py>(py: Python<'py>, metadata: &Metadata) -> Result<Bound<'py, PyAny>> {
    static FROM_PARTS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let headers = PyDict::new(py);
    for (name, values) in joined_headers(metadata) {
        headers.set_item(name, values)?;
    }
    let arguments = (
        metadata.status,
        headers,
        metadata.tracking_id.as_deref(),
        metadata.attempts,
        metadata.elapsed.as_secs_f64(),
    );
    Ok(FROM_PARTS.import(py, "webex_broadworks._response", "metadata")?.call1(arguments)?)
}

/// A call that panics, to test that Python survives it.
#[pyfunction]
pub(crate) fn _panic_for_tests() -> PendingCall {
    PendingCall::without_events::<_, ()>(async { panic!("on purpose") })
}
