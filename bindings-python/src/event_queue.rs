//! The queues of events from core's observers to the Python code that waits for a call.
//!
//! Core calls observers on the runtime's threads, which must not wait for the interpreter. So events
//! are queued here, and [`Listener`](crate::hooks::Listener) delivers them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use webex_broadworks::{Event, EventKind, EventLevel, Observer};

/// The arguments of a client that are hooks, each named after its kind of events.
pub(crate) const HOOKS: [&str; 3] = ["on_request", "on_response", "on_retry"];

/// The position of an event's hook in [`HOOKS`].
pub(crate) fn hook_position(kind: EventKind) -> Option<usize> {
    HOOKS.iter().position(|hook| hook.strip_prefix("on_") == Some(kind.name()))
}

/// The number of an event's level in `logging`.
pub(crate) fn level_number(kind: EventKind, event: &Event) -> u8 {
    match kind.level(event) {
        EventLevel::Debug => 10,
        EventLevel::Info => 20,
        EventLevel::Warn => 30,
    }
}

/// An event that was not delivered yet.
#[derive(Debug)]
pub(crate) struct QueuedEvent {
    pub(crate) kind: EventKind,
    pub(crate) event: Event,
}

/// Which events are delivered: to which hooks, and to the logger.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subscriptions {
    pub(crate) hooks: [bool; 3],
    /// The number of the lowest level that is logged.
    pub(crate) level: Option<u8>,
}

impl Subscriptions {
    pub(crate) fn is_any(self) -> bool {
        self.level.is_some() || self.hooks.contains(&true)
    }

    pub(crate) fn is_logged(self, kind: EventKind, event: &Event) -> bool {
        self.level.is_some_and(|lowest| level_number(kind, event) >= lowest)
    }

    fn has_hook(self, kind: EventKind) -> bool {
        hook_position(kind).is_some_and(|position| self.hooks[position])
    }
}

/// Events that happened while no call was waiting for them. The client's next call delivers them.
#[derive(Debug, Default)]
pub(crate) struct OrphanedEvents(Mutex<Vec<QueuedEvent>>);

impl OrphanedEvents {
    pub(crate) fn extend(&self, events: impl IntoIterator<Item = QueuedEvent>) {
        self.events().extend(events);
    }

    pub(crate) fn take(&self) -> Vec<QueuedEvent> {
        std::mem::take(&mut *self.events())
    }

    fn events(&self) -> MutexGuard<'_, Vec<QueuedEvent>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sends the events of a call to the queue that the caller reads. The calls that read one list or one
/// run share an observer: their events go to the call that started last.
#[derive(Debug)]
pub(crate) struct CallObserver {
    orphans: Arc<OrphanedEvents>,
    current: Mutex<Option<(Subscriptions, UnboundedSender<QueuedEvent>)>>,
}

impl CallObserver {
    /// An observer that keeps events between calls.
    pub(crate) fn new(orphans: Arc<OrphanedEvents>) -> Self {
        Self { orphans, current: Mutex::default() }
    }

    /// Sends events to a new queue from now on. Returns it with the events between calls.
    pub(crate) fn subscribe(
        &self,
        to: Subscriptions,
    ) -> (UnboundedReceiver<QueuedEvent>, Arc<OrphanedEvents>) {
        let (sender, receiver) = unbounded_channel();
        *self.current() = Some((to, sender));
        (receiver, Arc::clone(&self.orphans))
    }

    fn current(&self) -> MutexGuard<'_, Option<(Subscriptions, UnboundedSender<QueuedEvent>)>> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Observer for CallObserver {
    fn is_listening(&self) -> bool {
        self.current().is_some()
    }

    fn on_event(&self, kind: EventKind, event: &Event) {
        let Some((subscriptions, queue)) = self.current().clone() else { return };
        if subscriptions.has_hook(kind) || subscriptions.is_logged(kind, event) {
            // Refused once the caller has gone.
            if let Err(refused) = queue.send(QueuedEvent { kind, event: event.clone() }) {
                self.orphans.extend([refused.0]);
            }
        }
    }
}
