//! Delivers events to Python's hooks and its logger, on the thread that waits for the call.
//!
//! The thread or task that waits for a call delivers its events: with its own context variables, and
//! holding no lock. A hook can therefore make calls itself. Those have no events, because they would
//! never end.
//!
//! A page that is prefetched outlives the call that began it, and a bulk run works between the calls
//! that read it, too. The client's next call delivers their events.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use pyo3::exceptions::PyException;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;
use webex_broadworks::{Event, EventLevel};

use crate::error::Result;
use crate::event_queue::{
    CallObserver, EventQueue, Notify, OrphanedEvents, QueuedEvent, Subscriptions, hook_position,
};
use crate::extract::function;
use crate::fork_guard::ForkGuarded;

/// The arguments of a client.
pub(crate) const HOOKS: [&str; 3] = ["on_request", "on_response", "on_retry"];

/// The hooks of a client.
#[derive(Default)]
pub(crate) struct Hooks {
    given: [Option<Py<PyAny>>; 3],
    /// Whether one of them has already failed.
    failed: AtomicBool,
}

impl Hooks {
    /// Reads them from a complete dict.
    pub(crate) fn read(options: &Bound<'_, PyAny>) -> Result<Self> {
        let mut given = [None, None, None];
        for (name, hook) in HOOKS.into_iter().zip(&mut given) {
            let value = options.get_item(name)?;
            if !value.is_none() {
                function(name, &value, "a function that takes an event", false)?;
                *hook = Some(value.unbind());
            }
        }
        Ok(Self { given, failed: AtomicBool::new(false) })
    }

    /// The hooks, in the order of [`HOOKS`].
    pub(crate) fn given(&self) -> impl Iterator<Item = Option<&Py<PyAny>>> {
        self.given.iter().map(Option::as_ref)
    }

    /// The listener of a call that starts now; `None` if there is nothing to deliver to.
    ///
    /// # Errors
    /// `KeyboardInterrupt`, if Ctrl-C interrupts this.
    pub(crate) fn listener(
        self: &Arc<Self>,
        py: Python<'_>,
        observer: &CallObserver,
        orphans: &Arc<OrphanedEvents>,
    ) -> PyResult<Option<Arc<Listener>>> {
        if ReentrancyGuard::is_active() {
            return Ok(None);
        }
        let hooks = [0, 1, 2].map(|position: usize| self.given[position].is_some());
        let level = match lowest_level(py) {
            Ok(level) => level,
            // A faulty logger of a program must not make a call fail.
            Err(error) if error.is_instance_of::<PyException>(py) => None,
            Err(error) => return Err(error),
        };
        let subscriptions = Subscriptions { hooks, level };
        Ok(subscriptions.is_any().then(|| {
            let queue = Arc::new(EventQueue::new());
            observer.send_to(subscriptions, &queue);
            let queues = ForkGuarded::new((queue, Arc::clone(orphans)));
            Arc::new(Listener { hooks: Arc::clone(self), subscriptions, queues })
        }))
    }
}

/// The lowest level that the logger takes; `None` if no handler would get a record.
fn lowest_level(py: Python<'_>) -> PyResult<Option<EventLevel>> {
    static MODULES: PyOnceLock<Py<PyDict>> = PyOnceLock::new();
    static LOGGER: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let logger = match LOGGER.get(py) {
        Some(logger) => logger.bind(py),
        // A program that has not imported `logging` has not configured it.
        None if !MODULES.import(py, "sys", "modules")?.contains(intern!(py, "logging"))? => {
            return Ok(None);
        }
        None => LOGGER.import(py, "webex_broadworks._logger", "LOGGER")?,
    };
    if !logger.call_method0(intern!(py, "hasHandlers"))?.is_truthy()? {
        return Ok(None);
    }
    for level in EventLevel::ALL {
        if logger.call_method1(intern!(py, "isEnabledFor"), (number_of(level),))?.is_truthy()? {
            return Ok(Some(level));
        }
    }
    Ok(None)
}

/// The number of a level in `logging`.
const fn number_of(level: EventLevel) -> u8 {
    match level {
        EventLevel::Debug => 10,
        EventLevel::Info => 20,
        EventLevel::Warn => 30,
    }
}

thread_local! {
    static DELIVERING: Cell<bool> = const { Cell::new(false) };
}

/// Marks this thread while a hook or a log handler runs in it, because their calls have no events.
struct ReentrancyGuard;

impl ReentrancyGuard {
    fn enter() -> Self {
        DELIVERING.set(true);
        Self
    }

    fn is_active() -> bool {
        DELIVERING.get()
    }
}

impl Drop for ReentrancyGuard {
    fn drop(&mut self) {
        DELIVERING.set(false);
    }
}

/// Delivers the events of one call to the hooks and the logger.
pub(crate) struct Listener {
    hooks: Arc<Hooks>,
    subscriptions: Subscriptions,
    /// Threads that a forked child doesn't have may hold their locks.
    queues: ForkGuarded<(Arc<EventQueue>, Arc<OrphanedEvents>)>,
}

impl Listener {
    /// Makes events wake the thread or task that waits for the call, until the returned guard is
    /// dropped.
    pub(crate) fn notify(&self, notify: impl Fn() + Send + Sync + 'static) -> Arc<Notify> {
        let notify: Arc<Notify> = Arc::new(notify);
        if let Some((queue, _)) = self.queues.get() {
            queue.set_notify(&notify);
        }
        notify
    }

    /// Delivers the events so far. Fails only if the program is ending, for example by Ctrl-C.
    pub(crate) fn deliver(&self, py: Python<'_>) -> PyResult<()> {
        self.deliver_all(py, EventQueue::take)
    }

    /// Delivers the remaining events after the end of the call.
    pub(crate) fn deliver_rest(&self, py: Python<'_>) -> PyResult<()> {
        self.deliver_all(py, EventQueue::close)
    }

    /// Delivers the events before the call, and then those of the call that `take` returns.
    fn deliver_all(
        &self,
        py: Python<'_>,
        take: impl FnOnce(&EventQueue) -> Vec<QueuedEvent>,
    ) -> PyResult<()> {
        let Some((queue, orphans)) = self.queues.get() else { return Ok(()) };
        let mut events = orphans.take();
        events.extend(take(queue));
        events.iter().try_for_each(|event| self.deliver_one(py, event))
    }

    fn deliver_one(&self, py: Python<'_>, queued: &QueuedEvent) -> PyResult<()> {
        static LOG: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let _guard = ReentrancyGuard::enter();
        let QueuedEvent { kind, event } = queued;
        let Some(python) = self.survive(py, None, event_of(py, event))? else { return Ok(()) };
        if let Some(hook) =
            hook_position(*kind).and_then(|position| self.hooks.given[position].as_ref())
        {
            let hook = hook.bind(py);
            self.survive(py, Some(hook), hook.call1((&python,)))?;
        }
        if self.subscriptions.is_logged(*kind, event) {
            let log = LOG.import(py, "webex_broadworks._logger", "log")?;
            let level = number_of(kind.level(event));
            let logged = log.call1((level, kind.describe(event), kind.name(), &python));
            self.survive(py, Some(log), logged)?;
        }
        Ok(())
    }

    /// An exception of the user's code is shown once, like those of finalizers, and dropped.
    fn survive<T>(
        &self,
        py: Python<'_>,
        whose: Option<&Bound<'_, PyAny>>,
        result: PyResult<T>,
    ) -> PyResult<Option<T>> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(error) if !error.is_instance_of::<PyException>(py) => Err(error),
            Err(error) => {
                if !self.hooks.failed.swap(true, Ordering::Relaxed) {
                    error.write_unraisable(py, whose);
                }
                Ok(None)
            }
        }
    }
}

impl Drop for Listener {
    /// Events that were not delivered because the call was given up are delivered by the next one.
    fn drop(&mut self) {
        if let Some((queue, orphans)) = self.queues.get() {
            orphans.extend(queue.close());
        }
    }
}

fn event_of<'py>(py: Python<'py>, event: &Event) -> PyResult<Bound<'py, PyAny>> {
    static MAKE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    MAKE.import(py, "webex_broadworks._events", "event")?.call1((
        &event.method,
        event.route,
        event.operation,
        event.subject_kind,
        &event.subject_id,
        &event.partner,
        event.attempt,
        event.status,
        event.error,
        event.duration,
        &event.tracking_id,
    ))
}
