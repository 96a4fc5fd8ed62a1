//! Asking the user's own Python code for something, and waiting for what it returns.
//!
//! It runs on a thread of Python's own, which the interpreter can end as it ends any other, and never
//! on one of the runtime's: it may block, and it may make calls itself.

use std::error::Error as StdError;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pyo3::exceptions::{PyBaseException, PyRuntimeError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use tokio::sync::oneshot;
use webex_broadworks::Canceled;

use crate::bell::visit;

type Answer = PyResult<Py<PyAny>>;

/// Where the answer is to be handed in. Lost, it is an answer too: that there will be none.
#[pyclass(frozen, module = "webex_broadworks._core")]
pub(crate) struct Ticket(Mutex<Option<oneshot::Sender<Answer>>>);

#[pymethods]
impl Ticket {
    /// This was returned.
    fn returned(&self, value: Py<PyAny>) {
        self.settle(Ok(value));
    }

    /// This was raised.
    fn raised(&self, exception: Bound<'_, PyBaseException>) {
        self.settle(Err(PyErr::from_value(exception.into_any())));
    }
}

impl Ticket {
    fn settle(&self, answer: Answer) {
        let sender = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        // Nobody waits any more where the call was given up.
        let _ = sender.map(|sender| sender.send(answer));
    }
}

/// Where code of the user's runs: in the context of the call that began last; coroutines on its event
/// loop, or, where that call blocks, on a loop of their own.
///
/// Locked only by threads that are attached to the interpreter, and never while they detach.
#[derive(Clone, Default)]
pub(crate) struct Home(Arc<Mutex<Place>>);

#[derive(Default)]
struct Place {
    event_loop: Option<Py<PyAny>>,
    /// A copy of the context variables.
    context: Option<Py<PyAny>>,
}

impl Home {
    /// Moves to the calling thread's context, and to this event loop.
    pub(crate) fn move_to(&self, py: Python<'_>, event_loop: Option<Py<PyAny>>) {
        static COPY: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let context = COPY.import(py, "contextvars", "copy_context").and_then(Bound::call0);
        let place = Place { event_loop, context: context.map(Bound::unbind).ok() };
        let before = std::mem::replace(&mut *self.place(), place);
        drop(before);
    }

    fn place(&self) -> MutexGuard<'_, Place> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Calls a function, with one argument or with none, and awaits what it returns if that can be.
pub(crate) async fn ask(
    home: &Home,
    function: &Py<PyAny>,
    argument: impl FnOnce(Python<'_>) -> PyResult<Option<Bound<'_, PyAny>>>,
) -> Answer {
    static START: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let (sender, receiver) = oneshot::channel();
    visit(|py| {
        let ticket = Ticket(Mutex::new(Some(sender)));
        let arguments: Vec<_> = argument(py)?.into_iter().collect();
        let start = START.import(py, "webex_broadworks._ask", "start")?;
        let (event_loop, context) = {
            let place = home.place();
            let copy = |object: &Option<Py<PyAny>>| object.as_ref().map(|it| it.clone_ref(py));
            (copy(&place.event_loop), copy(&place.context))
        };
        start.call1((ticket, function, arguments, event_loop, context)).map(drop)
    })?;
    receiver.await.unwrap_or_else(|_| {
        Err(PyRuntimeError::new_err("the event loop ended before the coroutine did"))
    })
}

/// An exception of the user's code on its way through core, and back to be the cause of ours.
///
/// Its text may hold what must not be shown: only its type is.
pub(crate) struct Raised {
    error: PyErr,
    kind: String,
    canceled: Option<Canceled>,
}

impl Raised {
    pub(crate) fn boxed(error: PyErr) -> Box<dyn StdError + Send + Sync> {
        let kind = visit(|py| error.get_type(py).name().map(|name| name.to_string()));
        let kind = kind.unwrap_or_default();
        // asyncio and concurrent.futures have one each.
        let canceled = (kind == "CancelledError").then_some(Canceled);
        Box::new(Self { error, kind, canceled })
    }

    /// The exception behind an error of core's, if there is one.
    pub(crate) fn behind(error: &webex_broadworks::Error) -> Option<&PyErr> {
        let source = error.details().source.as_deref()?;
        source.downcast_ref::<Self>().map(|raised| &raised.error)
    }
}

impl fmt::Display for Raised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "it raised {}", self.kind)
    }
}

impl fmt::Debug for Raised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Raised({})", self.kind)
    }
}

impl StdError for Raised {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.canceled.as_ref().map(|canceled| canceled as _)
    }
}
