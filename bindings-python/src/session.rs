//! What the calls of a client share in one process, and how a process gets it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use webex_broadworks::{ClientBuilder, Timeouts};

use crate::callbacks::CallbackContext;
use crate::error::Result;
use crate::event_queue::OrphanedEvents;
use crate::fork_guard::ForkGuarded;
use crate::hooks::{EventObserver, Hooks, Listener};
use crate::token::TokenSource;

/// What calls of one process share.
#[derive(Clone)]
pub(crate) struct Session {
    pub(crate) client: webex_broadworks::Client,
    orphans: Arc<OrphanedEvents>,
    hooks: Arc<Hooks>,
    /// Where the functions run that return the token.
    callback_context: Option<CallbackContext>,
}

impl Session {
    /// Begins a call, awaited on this thread's event loop or blocking.
    pub(crate) fn begin(&self, py: Python<'_>, awaited: bool) {
        if let Some(context) = &self.callback_context {
            context.move_to(py, if awaited { running_loop(py) } else { None });
        }
    }

    /// The listener of a call that begins, or of several of which this is the first.
    pub(crate) fn listener(
        &self,
        py: Python<'_>,
        several: bool,
    ) -> PyResult<Option<Arc<Listener>>> {
        self.hooks.listener(py, &self.orphans, several)
    }
}

fn running_loop(py: Python<'_>) -> Option<Py<PyAny>> {
    static RUNNING: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let running = RUNNING.import(py, "asyncio", "get_running_loop").ok()?;
    running.call0().ok().map(Bound::unbind)
}

/// Makes the session of a process; a forked child gets one of its own, made the same way.
pub(crate) struct SessionFactory {
    pub(crate) builder: ClientBuilder,
    /// The token source, if the caller passed one.
    pub(crate) source: Option<Py<TokenSource>>,
    pub(crate) hooks: Arc<Hooks>,
    is_closed: Arc<AtomicBool>,
    /// The factory whose connections it uses, and its own limits.
    base: Option<(Arc<Self>, Timeouts)>,
    session: Mutex<ForkGuarded<Session>>,
}

impl SessionFactory {
    pub(crate) fn new(
        builder: ClientBuilder,
        source: Option<Py<TokenSource>>,
        hooks: Arc<Hooks>,
    ) -> Self {
        let (is_closed, session) = (Arc::default(), Mutex::new(ForkGuarded::empty()));
        Self { builder, source, hooks, is_closed, base: None, session }
    }

    /// A factory of sessions with other limits that share connections with those of `base`.
    pub(crate) fn with_limits(base: &Arc<Self>, limits: Timeouts, py: Python<'_>) -> Self {
        let source = base.source.as_ref().map(|source| source.clone_ref(py));
        Self {
            base: Some((Arc::clone(base), limits)),
            is_closed: Arc::clone(&base.is_closed),
            ..Self::new(base.builder.clone(), source, Arc::clone(&base.hooks))
        }
    }

    /// The session of this process.
    pub(crate) fn session(&self) -> Result<Session> {
        let mut session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(session) = session.get() {
            return Ok(session.clone());
        }
        let started = self.start()?;
        *session = ForkGuarded::new(started.clone());
        Ok(started)
    }

    fn start(&self) -> Result<Session> {
        if let Some((base, limits)) = &self.base {
            let session = base.session()?;
            return Ok(Session { client: session.client.with_options(*limits)?, ..session });
        }
        let client = self.builder.clone().observer(EventObserver).build()?;
        if self.is_closed.load(Ordering::Acquire) {
            client.close();
        }
        let callback_context = self.source.as_ref().and_then(|source| source.get().context());
        let (orphans, hooks) = (Arc::default(), Arc::clone(&self.hooks));
        Ok(Session { client, orphans, hooks, callback_context })
    }

    /// Refuses all further calls, also in a forked child.
    pub(crate) fn close(&self) -> Result<()> {
        self.is_closed.store(true, Ordering::Release);
        self.session()?.client.close();
        Ok(())
    }
}
