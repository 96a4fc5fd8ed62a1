//! A wait, one check at a time.

use std::sync::Arc;

use pyo3::prelude::*;
use tokio::sync::Mutex;
use webex_broadworks::internals::Waiter as CoreWaiter;
use webex_broadworks::{Metadata, WaitStep};

use crate::decode::decode;
use crate::error::Result;
use crate::fork_guard::ForkGuarded;
use crate::pending_call::{CallOutput, PendingCall};
use crate::session::Session;

/// Something that is waited for.
#[pyclass(frozen, module = "webex_broadworks._core")]
pub(crate) struct Waiter {
    session: Session,
    waiter: ForkGuarded<Arc<Mutex<CoreWaiter>>>,
}

impl Waiter {
    pub(crate) fn new(session: Session, waiter: CoreWaiter) -> Self {
        Self { session, waiter: ForkGuarded::new(Arc::new(Mutex::new(waiter))) }
    }
}

#[pymethods]
impl Waiter {
    /// The next step as a pair of a reason to wait, or None, and the status; None after the last
    /// one.
    fn next_step(&self) -> Result<PendingCall> {
        let waiter = Arc::clone(self.waiter.owned()?);
        Ok(PendingCall::new(self.session.clone(), async move {
            waiter.lock().await.next_step().await.map(Step)
        }))
    }
}

/// The reason why the sync has not started yet, or `None`, and the status; `None` after the last step.
struct Step(Option<WaitStep>);

impl CallOutput for Step {
    fn result(self: Box<Self>, py: Python<'_>) -> Result<Bound<'_, PyAny>> {
        let Some(step) = self.0 else { return Ok(py.None().into_bound(py)) };
        let reason = step.phase.is_waiting().then(|| step.phase.name());
        Ok((reason, decode(py, step.status.body())?).into_pyobject(py)?.into_any())
    }

    fn metadata(&self) -> Option<&Metadata> {
        self.0.as_ref().map(|step| step.status.metadata())
    }
}
