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
use std::task::{Context, Poll};

use pyo3::prelude::*;
use pyo3::types::PyTuple;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::event_queue::{
    CallObserver, HOOKS, OrphanedEvents, QueuedEvent, Subscriptions, hook_position, level_number,
};
use crate::fork_guard::ForkGuarded;
use crate::imported::imported;

thread_local! {
    /// Whether a hook or a log handler runs in this thread, because their calls have no events.
    static IS_DELIVERING: Cell<bool> = const { Cell::new(false) };
}

/// The hooks of a client.
#[derive(Default)]
pub(crate) struct Hooks {
    given: [Option<Py<PyAny>>; 3],
    /// Whether one of them has already failed.
    has_failed: AtomicBool,
}

impl Hooks {
    /// Reads them from a complete dict.
    pub(crate) fn read(options: &Bound<'_, PyAny>) -> PyResult<Self> {
        let mut given = [None, None, None];
        for (name, hook) in HOOKS.into_iter().zip(&mut given) {
            *hook = options.get_item(name)?.extract()?;
        }
        Ok(Self { given, has_failed: AtomicBool::new(false) })
    }

    /// The listener of a call that starts now; `None` if there is nothing to deliver to.
    ///
    /// # Errors
    /// `KeyboardInterrupt`, if Ctrl-C interrupts this.
    pub(crate) fn listener(
        self: &Arc<Self>,
        py: Python<'_>,
        observer: &CallObserver,
    ) -> PyResult<Option<Listener>> {
        if IS_DELIVERING.get() {
            return Ok(None);
        }
        let level = imported!(py, "webex_broadworks._hooks", "lowest_level")?.call0()?;
        let hooks = self.given.each_ref().map(Option::is_some);
        let subscriptions = Subscriptions { hooks, level: level.extract()? };
        Ok(subscriptions.is_any().then(|| {
            let queues = ForkGuarded::new(observer.subscribe(subscriptions));
            Listener { hooks: Arc::clone(self), subscriptions, queues }
        }))
    }

    /// Shows an exception of the user's code, like those of finalizers, unless one was shown before.
    fn show(&self, error: PyErr, whose: &Bound<'_, PyAny>) {
        if !self.has_failed.swap(true, Ordering::Relaxed) {
            error.write_unraisable(whose.py(), Some(whose));
        }
    }
}

/// Delivers the events of one call to the hooks and the logger.
pub(crate) struct Listener {
    hooks: Arc<Hooks>,
    subscriptions: Subscriptions,
    /// Threads that a forked child doesn't have may hold their locks.
    queues: ForkGuarded<(UnboundedReceiver<QueuedEvent>, Arc<OrphanedEvents>)>,
}

impl Listener {
    /// Delivers the events so far, first those before the call. Later ones wake the thread or task.
    /// Fails only if the program is ending, for example by Ctrl-C.
    pub(crate) fn deliver(&mut self, py: Python<'_>, context: &mut Context<'_>) -> PyResult<()> {
        let Some((queue, orphans)) = self.queues.get_mut() else { return Ok(()) };
        let mut events = orphans.take();
        while let Poll::Ready(Some(event)) = queue.poll_recv(context) {
            events.push(event);
        }
        if events.is_empty() {
            return Ok(());
        }
        let events = events.iter().map(|event| self.to_python(py, event));
        let events = events.collect::<PyResult<Vec<_>>>()?;
        let deliver = imported!(py, "webex_broadworks._hooks", "deliver")?;
        IS_DELIVERING.set(true);
        let raised = deliver.call1((events,));
        IS_DELIVERING.set(false);
        for (error, whose) in raised?.extract::<Vec<(Bound<'_, PyAny>, Bound<'_, PyAny>)>>()? {
            self.hooks.show(PyErr::from_value(error), &whose);
        }
        Ok(())
    }

    /// The hook of an event, its log record without its fields, and its fields.
    fn to_python<'py>(
        &self,
        py: Python<'py>,
        QueuedEvent { kind, event }: &QueuedEvent,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let hook = hook_position(*kind).and_then(|position| self.hooks.given[position].as_ref());
        let is_logged = self.subscriptions.is_logged(*kind, event);
        let record =
            is_logged.then(|| (level_number(*kind, event), kind.describe(event), kind.name()));
        let fields = (
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
        );
        (hook, record, fields).into_pyobject(py)
    }
}

impl Drop for Listener {
    /// Events that were not delivered because the call was given up are delivered by the next one.
    fn drop(&mut self) {
        if let Some((queue, orphans)) = self.queues.get_mut() {
            queue.close();
            while let Ok(event) = queue.try_recv() {
                orphans.extend([event]);
            }
        }
    }
}
