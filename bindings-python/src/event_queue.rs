//! The queue of events from core's observers to the Python code that waits for a call.
//!
//! Core calls observers on the runtime's threads, which must not wait for the interpreter. So events
//! are queued here, and [`Listener`](crate::hooks::Listener) delivers them.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use webex_broadworks::{Event, EventKind, EventLevel, Observer};

/// The position of an event's hook in [`HOOKS`](crate::hooks::HOOKS).
pub(crate) fn hook_position(kind: EventKind) -> Option<usize> {
    match kind {
        EventKind::Request => Some(0),
        EventKind::Response => Some(1),
        EventKind::Retry => Some(2),
        _ => None,
    }
}

/// An event that was not delivered yet.
pub(crate) struct QueuedEvent {
    pub(crate) kind: EventKind,
    pub(crate) event: Event,
}

/// Which events are delivered: to which hooks, and to the logger.
#[derive(Clone, Copy, Default)]
pub(crate) struct Subscriptions {
    pub(crate) hooks: [bool; 3],
    /// The lowest level that is logged.
    pub(crate) level: Option<EventLevel>,
}

impl Subscriptions {
    pub(crate) fn is_any(self) -> bool {
        self.level.is_some() || self.hooks.contains(&true)
    }

    pub(crate) fn is_logged(self, kind: EventKind, event: &Event) -> bool {
        self.level.is_some_and(|lowest| kind.level(event) >= lowest)
    }

    fn has_hook(self, kind: EventKind) -> bool {
        hook_position(kind).is_some_and(|position| self.hooks[position])
    }

    fn select(self, kind: EventKind, event: &Event) -> Option<QueuedEvent> {
        let is_selected = self.has_hook(kind) || self.is_logged(kind, event);
        is_selected.then(|| QueuedEvent { kind, event: event.clone() })
    }
}

/// Wakes the thread or task that waits for a call when there are events.
pub(crate) type Notify = dyn Fn() + Send + Sync;

/// The undelivered events of a call; `None` after its caller has gone.
pub(crate) struct EventQueue {
    events: Mutex<Option<Vec<QueuedEvent>>>,
    /// Wakes the thread or task that waited last.
    notify: Mutex<Option<Weak<Notify>>>,
}

impl EventQueue {
    pub(crate) fn new() -> Self {
        Self { events: Mutex::new(Some(Vec::new())), notify: Mutex::new(None) }
    }

    /// Makes events wake a thread or task, while the notify function exists.
    pub(crate) fn set_notify(&self, notify: &Arc<Notify>) {
        let mut last = self.notify.lock().unwrap_or_else(PoisonError::into_inner);
        *last = Some(Arc::downgrade(notify));
    }

    /// Wakes the thread or task that waits, holding no lock.
    fn notify(&self) {
        let last = self.notify.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(notify) = last.and_then(|notify| notify.upgrade()) {
            notify();
        }
    }

    /// Adds an event, or returns it if the caller has gone.
    fn push(&self, event: QueuedEvent) -> Option<QueuedEvent> {
        match self.events().as_mut() {
            Some(events) => {
                events.push(event);
                None
            }
            None => Some(event),
        }
    }

    pub(crate) fn take(&self) -> Vec<QueuedEvent> {
        self.events().as_mut().map(std::mem::take).unwrap_or_default()
    }

    pub(crate) fn close(&self) -> Vec<QueuedEvent> {
        self.events().take().unwrap_or_default()
    }

    fn events(&self) -> MutexGuard<'_, Option<Vec<QueuedEvent>>> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Events that happened while no call was waiting for them. The client's next call delivers them.
#[derive(Default)]
pub(crate) struct OrphanedEvents(Mutex<Vec<QueuedEvent>>);

impl OrphanedEvents {
    fn push(&self, event: QueuedEvent) {
        self.events().push(event);
    }

    pub(crate) fn extend(&self, events: Vec<QueuedEvent>) {
        self.events().extend(events);
    }

    pub(crate) fn take(&self) -> Vec<QueuedEvent> {
        std::mem::take(&mut *self.events())
    }

    fn events(&self) -> MutexGuard<'_, Vec<QueuedEvent>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Adds the events of a call to the queue that the caller reads. The calls that read one list or one
/// run share an observer: their events go to the call that started last.
#[derive(Default)]
pub(crate) struct CallObserver {
    orphans: Arc<OrphanedEvents>,
    current: Mutex<Option<(Subscriptions, Arc<EventQueue>)>>,
}

impl CallObserver {
    /// An observer that keeps events between calls.
    pub(crate) fn new(orphans: &Arc<OrphanedEvents>) -> Self {
        Self { orphans: Arc::clone(orphans), current: Mutex::default() }
    }

    /// Sends events to a queue from now on.
    pub(crate) fn send_to(&self, subscriptions: Subscriptions, queue: &Arc<EventQueue>) {
        *self.lock() = Some((subscriptions, Arc::clone(queue)));
    }

    fn lock(&self) -> MutexGuard<'_, Option<(Subscriptions, Arc<EventQueue>)>> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for CallObserver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CallObserver")
    }
}

impl Observer for CallObserver {
    fn is_listening(&self) -> bool {
        self.lock().is_some()
    }

    fn on_event(&self, kind: EventKind, event: &Event) {
        let Some((subscriptions, queue)) = self.lock().clone() else { return };
        let Some(event) = subscriptions.select(kind, event) else { return };
        match queue.push(event) {
            None => queue.notify(),
            Some(orphan) => self.orphans.push(orphan),
        }
    }
}
