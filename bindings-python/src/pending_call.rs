//! A call that isn't sent yet, for `await` and for blocking callers.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};

use pyo3::IntoPyObjectExt as _;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use webex_broadworks::{Metadata, RawResponse};
use webex_broadworks_bindings::joined_headers;

use crate::decode::decode;
use crate::error::Result;
use crate::fork_guard::{ForkGuarded, forked_process_error};
use crate::imported::imported;
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
    /// The session of a call that has events. One that sends nothing has none.
    session: Option<Session>,
    work: Mutex<Option<ForkGuarded<Work>>>,
}

impl PendingCall {
    pub(crate) fn new<T: CallOutput + 'static>(
        session: impl Into<Option<Session>>,
        work: impl Future<Output = webex_broadworks::Result<T>> + Send + 'static,
    ) -> Self {
        let work: Work =
            Box::pin(async { work.await.map(|output| Box::new(output) as Box<dyn CallOutput>) });
        Self { session: session.into(), work: Mutex::new(Some(ForkGuarded::new(work))) }
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
}

#[pymethods]
impl PendingCall {
    /// Awaits the result, or a pair of the result and its metadata.
    #[pyo3(signature = (*, with_metadata = false))]
    async fn send(&self, with_metadata: bool) -> Result<Py<PyAny>> {
        let (call, wakers) = Python::attach(|py| -> Result<_> {
            Ok((self.start(py, true)?, runtime::waker_handle(py)?))
        })?;
        let output = wakers.drive(call).await?;
        Python::attach(|py| to_python(output, py, with_metadata).map(Bound::unbind))
    }

    /// Waits for the result, or for a pair of the result and its metadata.
    #[pyo3(signature = (*, with_metadata = false))]
    fn wait<'py>(&self, py: Python<'py>, with_metadata: bool) -> Result<Bound<'py, PyAny>> {
        to_python(runtime::block_on(py, self.start(py, false)?)?, py, with_metadata)
    }
}

fn to_python(
    output: Box<dyn CallOutput>,
    py: Python<'_>,
    with_metadata: bool,
) -> Result<Bound<'_, PyAny>> {
    if !with_metadata {
        return output.result(py);
    }
    let metadata = output.metadata().map(|metadata| self::metadata(py, metadata)).transpose()?;
    Ok((output.result(py)?, metadata).into_bound_py_any(py)?)
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
    let headers = PyDict::new(py);
    for (name, values) in joined_headers(metadata) {
        headers.set_item(name, values)?;
    }
    let arguments = (
        metadata.status,
        headers,
        metadata.tracking_id.as_deref(),
        metadata.attempts,
        metadata.elapsed,
    );
    Ok(imported!(py, "webex_broadworks._response", "ResponseMetadata")?.call1(arguments)?)
}

/// A call that panics, to test that Python survives it.
#[pyfunction]
pub(crate) fn _panic_for_tests() -> PendingCall {
    PendingCall::new::<()>(None, async { panic!("on purpose") })
}
