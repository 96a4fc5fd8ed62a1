//! The state that a client's calls share in one process.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use webex_broadworks::{ClientBuilder, Timeouts};

use crate::callbacks::CallbackContext;
use crate::error::Result;
use crate::event_queue::{CallObserver, OrphanedEvents};
use crate::fork_guard::ForkGuarded;
use crate::hooks::{Hooks, Listener};

/// The state of the calls of one object: a single call, a list, a wait or a bulk run.
#[derive(Clone)]
pub(crate) struct Session {
    /// Its events go to the observer.
    pub(crate) client: webex_broadworks::Client,
    observer: Arc<CallObserver>,
    shared: SharedSession,
}

/// The state that the calls of one process share.
#[derive(Clone)]
struct SharedSession {
    client: webex_broadworks::Client,
    orphans: Arc<OrphanedEvents>,
    hooks: Arc<Hooks>,
    /// Where the functions that return the token run.
    callback_context: Option<CallbackContext>,
}

impl Session {
    /// Starts a call, awaited on this thread's event loop or blocking, and returns its listener.
    pub(crate) fn begin(&self, py: Python<'_>, awaited: bool) -> PyResult<Option<Listener>> {
        let SharedSession { orphans, hooks, callback_context, .. } = &self.shared;
        if let Some(context) = callback_context {
            context.move_to(py, if awaited { running_loop(py) } else { None });
        }
        hooks.listener(py, &self.observer, orphans)
    }

    /// The session of another client whose events go to the same observer.
    pub(crate) fn of_other(&self, sessions: &SessionFactory) -> Result<Self> {
        Ok(sessions.shared()?.observed_by(Arc::clone(&self.observer)))
    }
}

impl SharedSession {
    fn observed_by(self, observer: Arc<CallObserver>) -> Session {
        let client = self.client.with_observer(observer.clone());
        Session { client, observer, shared: self }
    }
}

fn running_loop(py: Python<'_>) -> Option<Py<PyAny>> {
    static RUNNING: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let running = RUNNING.import(py, "asyncio", "get_running_loop").ok()?;
    running.call0().ok().map(Bound::unbind)
}

/// Creates the session of a process. A forked child creates its own in the same way.
pub(crate) struct SessionFactory {
    builder: ClientBuilder,
    callback_context: Option<CallbackContext>,
    hooks: Arc<Hooks>,
    is_closed: Arc<AtomicBool>,
    /// The factory whose connections it uses, and its own limits.
    base: Option<(Arc<Self>, Timeouts)>,
    session: Mutex<ForkGuarded<SharedSession>>,
}

impl SessionFactory {
    pub(crate) fn new(
        builder: ClientBuilder,
        callback_context: Option<CallbackContext>,
        hooks: Arc<Hooks>,
    ) -> Self {
        let (is_closed, session) = (Arc::default(), Mutex::new(ForkGuarded::empty()));
        Self { builder, callback_context, hooks, is_closed, base: None, session }
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
    pub(crate) fn session(&self) -> Result<Session> {
        let shared = self.shared()?;
        let observer = Arc::new(CallObserver::new(&shared.orphans));
        Ok(shared.observed_by(observer))
    }

    fn shared(&self) -> Result<SharedSession> {
        let mut session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(session) = session.get() {
            return Ok(session.clone());
        }
        let started = self.start()?;
        *session = ForkGuarded::new(started.clone());
        Ok(started)
    }

    fn start(&self) -> Result<SharedSession> {
        if let Some((base, limits)) = &self.base {
            let shared = base.shared()?;
            return Ok(SharedSession { client: shared.client.with_options(*limits)?, ..shared });
        }
        let client = self.builder.clone().build()?;
        if self.is_closed.load(Ordering::Acquire) {
            client.close();
        }
        let callback_context = self.callback_context.clone();
        let (orphans, hooks) = (Arc::default(), Arc::clone(&self.hooks));
        Ok(SharedSession { client, orphans, hooks, callback_context })
    }

    /// Refuses all further calls, also in a forked child.
    pub(crate) fn close(&self) -> Result<()> {
        self.is_closed.store(true, Ordering::Release);
        self.shared()?.client.close();
        Ok(())
    }
}
