//! Calls the user's Python functions, and waits for their results.
//!
//! They run on a thread of Python's own, which the interpreter can end as it ends any other, and never
//! on one of the runtime's: they may block, and they may make calls themselves.

use std::error::Error as StdError;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pyo3::IntoPyObjectExt as _;
use pyo3::exceptions::{PyBaseException, PyRuntimeError};
use pyo3::prelude::*;
use tokio::sync::oneshot;
use webex_broadworks::Canceled;

use crate::decode::decode_all;
use crate::imported::imported;
use crate::waker_thread::attach_blocking;

type Returned = PyResult<Py<PyAny>>;

/// Receives the result of a user's function. If it is dropped first, the call gets no result.
#[pyclass(frozen, module = "webex_broadworks._core")]
pub(crate) struct CallbackResult(Mutex<Option<oneshot::Sender<Returned>>>);

#[pymethods]
impl CallbackResult {
    /// This was returned.
    fn returned(&self, value: Py<PyAny>) {
        self.send(Ok(value));
    }

    /// This was raised.
    fn raised(&self, exception: Bound<'_, PyBaseException>) {
        self.send(Err(PyErr::from_value(exception.into_any())));
    }
}

impl CallbackResult {
    fn send(&self, returned: Returned) {
        let sender = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        // Refused if the call was canceled.
        let _ = sender.map(|sender| sender.send(returned));
    }
}

/// Where the user's code runs: in the context of the call that started last. Coroutines run on its
/// event loop or, if that call blocks, on their own loop.
///
/// Locked only by threads that are attached to the interpreter, and never while they detach.
#[derive(Clone, Debug, Default)]
pub(crate) struct CallbackContext(Arc<Mutex<Option<Py<PyAny>>>>);

impl CallbackContext {
    /// Changes to a copy of the calling thread's context variables, and to this event loop.
    pub(crate) fn move_to(&self, py: Python<'_>, event_loop: Option<Py<PyAny>>) {
        let context = imported!(py, "contextvars", "copy_context").and_then(Bound::call0).ok();
        let pair = (context, event_loop).into_py_any(py).ok();
        let before = std::mem::replace(&mut *self.pair(), pair);
        drop(before);
    }

    /// The context variables and the event loop, each `None` without one; `None` before any call.
    fn pair(&self) -> MutexGuard<'_, Option<Py<PyAny>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Calls a function with a JSON document as its argument or none, and awaits its result if that is
/// awaitable. A function that isn't the method of a store returns a token.
pub(crate) async fn call_python(
    home: &CallbackContext,
    function: &Py<PyAny>,
    argument: Option<&[u8]>,
    is_store: bool,
) -> Returned {
    let (sender, receiver) = oneshot::channel();
    attach_blocking(|py| {
        let result = CallbackResult(Mutex::new(Some(sender)));
        let arguments = decode_all(py, argument)?;
        let start = imported!(py, "webex_broadworks._callbacks", "start")?;
        let context = home.pair().as_ref().map(|pair| pair.clone_ref(py));
        start.call1((result, function, arguments, context, is_store)).map(drop)
    })?;
    receiver.await.unwrap_or_else(|_| {
        Err(PyRuntimeError::new_err("the event loop ended before the coroutine did"))
    })
}

/// An exception of the user's code that passes through core and becomes the cause of our error.
///
/// Its text may hold what must not be shown: only its type is.
#[derive(thiserror::Error)]
#[error("it raised {kind}")]
pub(crate) struct PythonException {
    error: PyErr,
    kind: String,
    #[source]
    canceled: Option<Canceled>,
}

impl PythonException {
    pub(crate) fn boxed(error: PyErr) -> Box<dyn StdError + Send + Sync> {
        let kind = attach_blocking(|py| error.get_type(py).name().map(|name| name.to_string()));
        let kind = kind.unwrap_or_default();
        // asyncio and concurrent.futures have one each.
        let canceled = (kind == "CancelledError").then_some(Canceled);
        Box::new(Self { error, kind, canceled })
    }

    /// The exception that caused one of core's errors, if there is one.
    pub(crate) fn source_of(error: &webex_broadworks::Error) -> Option<&PyErr> {
        let source = error.details().source.as_deref()?;
        source.downcast_ref::<Self>().map(|raised| &raised.error)
    }
}

impl fmt::Debug for PythonException {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PythonException({})", self.kind)
    }
}
