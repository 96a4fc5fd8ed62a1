//! The state that a client's calls share in one process.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::prelude::*;
use webex_broadworks::{Client, ClientBuilder, Timeouts};

use crate::callbacks::CallbackContext;
use crate::error::Result;
use crate::event_queue::{CallObserver, OrphanedEvents};
use crate::fork_guard::ForkGuarded;
use crate::hooks::{Hooks, Listener};
use crate::imported::imported;

/// The state of the calls of one object: a single call, a list, a wait or a bulk run.
#[derive(Clone)]
pub(crate) struct Session {
    /// Its events go to the observer.
    pub(crate) client: Client,
    observer: Arc<CallObserver>,
    factory: Arc<SessionFactory>,
}

impl Session {
    /// Starts a call, awaited on this thread's event loop or blocking, and returns its listener.
    pub(crate) fn begin(&self, py: Python<'_>, awaited: bool) -> PyResult<Option<Listener>> {
        if let Some(context) = &self.factory.callback_context {
            context.move_to(py, if awaited { running_loop(py) } else { None });
        }
        self.factory.hooks.listener(py, &self.observer)
    }

    /// The session of another client whose events go to the same observer.
    pub(crate) fn of_other(&self, factory: &Arc<SessionFactory>) -> Result<Self> {
        Ok(factory.observed_by(&factory.shared()?.0, Arc::clone(&self.observer)))
    }
}

fn running_loop(py: Python<'_>) -> Option<Py<PyAny>> {
    let running = imported!(py, "asyncio", "get_running_loop").ok()?;
    running.call0().ok().map(Bound::unbind)
}

/// The client of a process, and the events between its calls.
type Shared = (Client, Arc<OrphanedEvents>);

/// Creates the sessions of a process. A forked child creates its own in the same way.
pub(crate) struct SessionFactory {
    builder: ClientBuilder,
    /// Where the functions that return the token run.
    callback_context: Option<CallbackContext>,
    hooks: Arc<Hooks>,
    is_closed: Arc<AtomicBool>,
    /// The factory whose connections it uses, and its own limits.
    base: Option<(Arc<Self>, Timeouts)>,
    shared: Mutex<Option<ForkGuarded<Shared>>>,
}

impl SessionFactory {
    pub(crate) fn new(
        builder: ClientBuilder,
        callback_context: Option<CallbackContext>,
        hooks: Arc<Hooks>,
    ) -> Self {
        let (is_closed, shared) = (Arc::default(), Mutex::default());
        Self { builder, callback_context, hooks, is_closed, base: None, shared }
    }

    /// A factory of sessions with other limits, which shares connections with `base`.
    pub(crate) fn with_limits(base: &Arc<Self>, limits: Timeouts) -> Self {
        let context = base.callback_context.clone();
        Self {
            base: Some((Arc::clone(base), limits)),
            is_closed: Arc::clone(&base.is_closed),
            ..Self::new(base.builder.clone(), context, Arc::clone(&base.hooks))
        }
    }

    /// A session for a call, or for the calls of one list, wait or run.
    pub(crate) fn session(self: &Arc<Self>) -> Result<Session> {
        let (client, orphans) = self.shared()?;
        Ok(self.observed_by(&client, Arc::new(CallObserver::new(orphans))))
    }

    fn observed_by(self: &Arc<Self>, client: &Client, observer: Arc<CallObserver>) -> Session {
        let client = client.with_observer(observer.clone());
        Session { client, observer, factory: Arc::clone(self) }
    }

    fn shared(&self) -> Result<Shared> {
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(shared) = shared.as_ref().and_then(ForkGuarded::get) {
            return Ok(shared.clone());
        }
        let started = self.start()?;
        *shared = Some(ForkGuarded::new(started.clone()));
        Ok(started)
    }

    fn start(&self) -> Result<Shared> {
        if let Some((base, limits)) = &self.base {
            let (client, orphans) = base.shared()?;
            return Ok((client.with_options(*limits)?, orphans));
        }
        let client = self.builder.clone().build()?;
        if self.is_closed.load(Ordering::Acquire) {
            client.close();
        }
        Ok((client, Arc::default()))
    }

    /// Refuses all further calls, also in a forked child.
    pub(crate) fn close(&self) -> Result<()> {
        self.is_closed.store(true, Ordering::Release);
        self.shared()?.0.close();
        Ok(())
    }
}
