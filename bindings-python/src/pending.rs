//! A call that has not been made yet, for `await` and for waiting alike.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::task::AtomicWaker;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;
use webex_broadworks::{Metadata, RawPage, RawResponse, WaitStep};
use webex_broadworks_audit::Audit as CoreAudit;
use webex_broadworks_tables::Table as CoreTable;

use crate::audit::Audit;
use crate::bulk::Step;
use crate::client::Session;
use crate::decode::{decode, items};
use crate::error::Result;
use crate::process::OfProcess;
use crate::runtime;
use crate::table::Table;
use crate::watch::Listener;

type Work = Pin<Box<dyn Future<Output = webex_broadworks::Result<Reply>> + Send>>;

/// What a call brings back.
pub(crate) enum Reply {
    Answer(RawResponse),
    Page(Option<RawPage>),
    WaitStep(Option<WaitStep>),
    Step(Step),
    Audit(CoreAudit),
    Lines(Option<Vec<String>>),
    Table(CoreTable),
    Nothing,
}

/// Who is told what a call does.
enum Audience {
    Nobody,
    Call(Session),
    Run(Session, Arc<Ears>),
}

/// The listener of all calls that read one run, made by the first of them.
#[derive(Default)]
pub(crate) struct Ears(PyOnceLock<Option<Arc<Listener>>>);

impl Audience {
    /// Begins the call; returns who listens to it.
    ///
    /// # Errors
    /// `KeyboardInterrupt`, if Ctrl-C comes meanwhile.
    fn begin(&self, py: Python<'_>, awaited: bool) -> PyResult<Option<Arc<Listener>>> {
        match self {
            Self::Nobody => Ok(None),
            Self::Call(session) => {
                session.begin(py, awaited);
                session.listener(py, false)
            }
            Self::Run(session, ears) => {
                session.begin(py, awaited);
                ears.0.get_or_try_init(py, || session.listener(py, true)).cloned()
            }
        }
    }
}

/// A call: sent by the first of the methods below, and by that alone.
#[pyclass(frozen, module = "webex_broadworks._core")]
pub(crate) struct Pending {
    audience: Audience,
    work: Mutex<Option<OfProcess<Work>>>,
}

impl Pending {
    pub(crate) fn new<F>(session: Session, work: F) -> Self
    where
        F: Future<Output = webex_broadworks::Result<Reply>> + Send + 'static,
    {
        Self { audience: Audience::Call(session), ..Self::untold(work) }
    }

    /// One of several calls that read one run.
    pub(crate) fn of_run<F>(session: Session, ears: Arc<Ears>, work: F) -> Self
    where
        F: Future<Output = webex_broadworks::Result<Reply>> + Send + 'static,
    {
        Self { audience: Audience::Run(session, ears), ..Self::untold(work) }
    }

    /// A call of which nobody is told, because it sends nothing.
    pub(crate) fn untold<F>(work: F) -> Self
    where
        F: Future<Output = webex_broadworks::Result<Reply>> + Send + 'static,
    {
        let work: Work = Box::pin(work);
        Self { audience: Audience::Nobody, work: Mutex::new(Some(OfProcess::new(work))) }
    }

    fn take(&self) -> Result<Work> {
        let work = self.work.lock().unwrap_or_else(PoisonError::into_inner).take();
        let work = work.ok_or_else(|| PyRuntimeError::new_err("this call was already made"))?;
        Ok(work.take().ok_or_else(runtime::other_process)?)
    }

    /// Dropping this future drops the request.
    async fn run(&self) -> Result<Reply> {
        let work = self.take()?;
        let waker = Arc::new(AtomicWaker::new());
        let (task, listener, bell) = Python::attach(|py| -> Result<_> {
            let listener = self.audience.begin(py, true)?;
            let knocks = Arc::clone(&waker);
            let caller =
                listener.as_ref().and_then(|listener| listener.caller(move || knocks.wake()));
            Ok((runtime::spawn(py, caller, work)?, listener, runtime::pull(py)?))
        })?;
        bell.over(async {
            match listener {
                Some(listener) => listener.hear(task, waker).await,
                None => Ok(task.await?),
            }
        })
        .await
    }

    fn block(&self, py: Python<'_>) -> Result<Reply> {
        let work = self.take()?;
        let listener = self.audience.begin(py, false)?;
        runtime::block_on(py, listener.as_deref(), work)
    }
}

#[pymethods]
impl Pending {
    /// The result, by `await`.
    async fn send(&self) -> Result<Py<PyAny>> {
        let reply = self.run().await?;
        Python::attach(|py| reply.result(py).map(Bound::unbind))
    }

    /// The result and how it came about, by `await`.
    async fn send_with_metadata(&self) -> Result<(Py<PyAny>, Py<PyAny>)> {
        let reply = self.run().await?;
        Python::attach(|py| {
            let (result, metadata) = reply.both(py)?;
            Ok((result.unbind(), metadata.unbind()))
        })
    }

    /// The result, by waiting.
    fn wait<'py>(&self, py: Python<'py>) -> Result<Bound<'py, PyAny>> {
        self.block(py)?.result(py)
    }

    /// The result and how it came about, by waiting.
    fn wait_with_metadata<'py>(
        &self,
        py: Python<'py>,
    ) -> Result<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
        self.block(py)?.both(py)
    }
}

impl Reply {
    fn result(self, py: Python<'_>) -> Result<Bound<'_, PyAny>> {
        match self {
            Self::Answer(answer) if answer.body().iter().all(u8::is_ascii_whitespace) => {
                Ok(py.None().into_bound(py))
            }
            Self::Answer(answer) => Ok(decode(py, answer.body())?),
            Self::WaitStep(Some(step)) => wait_step(py, &step),
            Self::Page(None) | Self::WaitStep(None) | Self::Nothing => Ok(py.None().into_bound(py)),
            Self::Lines(lines) => Ok(lines.into_pyobject(py)?),
            Self::Table(table) => Ok(Bound::new(py, Table::new(table))?.into_any()),
            Self::Page(Some(raw)) => page(py, &raw),
            Self::Step(step) => step.result(py),
            Self::Audit(audit) => Ok(Bound::new(py, Audit::new(audit))?.into_any()),
        }
    }

    fn both(self, py: Python<'_>) -> Result<(Bound<'_, PyAny>, Bound<'_, PyAny>)> {
        let how = match &self {
            Self::Answer(answer) => metadata(py, answer.metadata())?,
            Self::WaitStep(Some(step)) => metadata(py, step.status.metadata())?,
            Self::Page(Some(raw)) => metadata(py, raw.metadata())?,
            _ => py.None().into_bound(py),
        };
        Ok((self.result(py)?, how))
    }
}

/// The reason why the sync has not started yet, or `None`; and the status.
fn wait_step<'py>(py: Python<'py>, step: &WaitStep) -> Result<Bound<'py, PyAny>> {
    let reason = step.phase.is_waiting().then(|| step.phase.name());
    Ok((reason, decode(py, step.status.body())?).into_pyobject(py)?.into_any())
}

fn page<'py>(py: Python<'py>, raw: &RawPage) -> Result<Bound<'py, PyAny>> {
    static PAGE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let arguments = (
        items(py, raw.body())?,
        raw.cursor(),
        raw.possibly_truncated(),
        metadata(py, raw.metadata())?,
    );
    Ok(PAGE.import(py, "webex_broadworks._response", "Page")?.call1(arguments)?)
}

fn metadata<'py>(py: Python<'py>, metadata: &Metadata) -> Result<Bound<'py, PyAny>> {
    static FROM_PARTS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let headers = PyDict::new(py);
    for name in metadata.headers.keys() {
        let values = metadata.headers.get_all(name).iter();
        let values: Vec<_> =
            values.map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
        headers.set_item(name.as_str(), values.join(", "))?;
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

/// A call that panics, to see that Python survives it.
#[pyfunction]
pub(crate) fn _panic_for_tests() -> Pending {
    Pending::untold(async { panic!("on purpose") })
}
