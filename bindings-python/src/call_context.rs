//! Gives the tasks that core starts for a call the event sink of that call.
//!
//! Core starts its tasks in the current span of `tracing`. So a call with an event sink runs in a span
//! that stands for the sink. Nothing else of `tracing` is turned on by this.

use std::cell::RefCell;
use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tracing::instrument::Instrument as _;
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
use tracing::{Event, Metadata, Subscriber, error_span};
use tracing_core::span::Current;

use crate::event_queue::EventSink;

/// The name of our spans.
const CALL: &str = "webex_broadworks::python::call";

/// The event sinks of one runtime, by the numbers of their spans.
#[derive(Default)]
pub(crate) struct SinkTable(Mutex<Entries>);

#[derive(Default)]
struct Entries {
    last: u64,
    by_span: HashMap<u64, Entry>,
}

struct Entry {
    sink: Arc<EventSink>,
    kind: &'static Metadata<'static>,
    holders: usize,
}

thread_local! {
    /// Those of the runtime that this thread belongs to. A forked child has its own, because a thread
    /// that it does not have may hold the lock.
    static SINK_TABLE: RefCell<Option<Arc<SinkTable>>> = const { RefCell::new(None) };
    /// The sink that a span is being made for.
    static NEXT_SINK: RefCell<Option<Arc<EventSink>>> = const { RefCell::new(None) };
    /// The spans that this thread is in.
    static ENTERED_SPANS: RefCell<Vec<(u64, Arc<EventSink>, &'static Metadata<'static>)>> =
        const { RefCell::new(Vec::new()) };
}

impl SinkTable {
    /// Makes this the table of the current thread.
    pub(crate) fn adopt_thread(self: &Arc<Self>) {
        SINK_TABLE.set(Some(Arc::clone(self)));
    }

    fn of_thread() -> Option<Arc<Self>> {
        SINK_TABLE.with_borrow(Clone::clone)
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes a call with an event sink, on a thread of the runtime.
pub(crate) async fn with_sink<F: Future>(sink: EventSink, call: F) -> F::Output {
    NEXT_SINK.set(Some(Arc::new(sink)));
    let span = error_span!(CALL);
    NEXT_SINK.set(None);
    call.instrument(span).await
}

/// The event sink of the call that this thread is working on.
pub(crate) fn current_sink() -> Option<Arc<EventSink>> {
    ENTERED_SPANS.with_borrow(|entered| entered.last().map(|(_, sink, _)| Arc::clone(sink)))
}

/// Lets `tracing` know of our spans, and of nothing else.
pub(crate) fn install() {
    // Refused in a forked child, where it is in place already.
    let _ = tracing::subscriber::set_global_default(SinkSubscriber);
}

struct SinkSubscriber;

fn is_ours(metadata: &Metadata<'_>) -> bool {
    metadata.is_span() && metadata.name() == CALL
}

impl Subscriber for SinkSubscriber {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        if is_ours(metadata) { Interest::always() } else { Interest::never() }
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        is_ours(metadata)
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::ERROR)
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let (Some(sink), Some(table)) = (NEXT_SINK.take(), SinkTable::of_thread()) else {
            return Id::from_u64(u64::MAX);
        };
        let mut entries = table.entries();
        entries.last += 1;
        let number = entries.last;
        entries.by_span.insert(number, Entry { sink, kind: attributes.metadata(), holders: 1 });
        Id::from_u64(number)
    }

    fn clone_span(&self, id: &Id) -> Id {
        if let Some(table) = SinkTable::of_thread()
            && let Some(entry) = table.entries().by_span.get_mut(&id.into_u64())
        {
            entry.holders += 1;
        }
        id.clone()
    }

    fn try_close(&self, id: Id) -> bool {
        let Some(table) = SinkTable::of_thread() else { return false };
        let mut entries = table.entries();
        let Some(entry) = entries.by_span.get_mut(&id.into_u64()) else { return false };
        entry.holders -= 1;
        if entry.holders > 0 {
            return false;
        }
        let entry = entries.by_span.remove(&id.into_u64());
        // Not under the lock: dropping the last sink wakes the caller.
        drop(entries);
        drop(entry);
        true
    }

    fn enter(&self, id: &Id) {
        let Some(table) = SinkTable::of_thread() else { return };
        let number = id.into_u64();
        let found = {
            let entries = table.entries();
            entries.by_span.get(&number).map(|entry| (Arc::clone(&entry.sink), entry.kind))
        };
        if let Some((sink, kind)) = found {
            ENTERED_SPANS.with_borrow_mut(|entered| entered.push((number, sink, kind)));
        }
    }

    fn exit(&self, id: &Id) {
        let left = ENTERED_SPANS
            .with_borrow_mut(|entered| entered.pop_if(|(number, ..)| *number == id.into_u64()));
        drop(left);
    }

    fn current_span(&self) -> Current {
        ENTERED_SPANS.with_borrow(|entered| match entered.last() {
            Some((number, _, kind)) => Current::new(Id::from_u64(*number), kind),
            None => Current::none(),
        })
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {}
}
