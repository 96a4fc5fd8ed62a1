//! Carrying a caller into the tasks that core starts for its call.
//!
//! Core starts its tasks in the span of `tracing` that is current. So a call of which somebody is to
//! be told runs in a span that stands for its caller, wherever it goes on. Nothing else of `tracing`
//! is switched on by this.

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

use crate::watch::Caller;

/// The name of our spans.
const CALL: &str = "webex_broadworks::python::call";

/// The callers of one runtime, by the numbers of their spans.
#[derive(Default)]
pub(crate) struct Callers(Mutex<Table>);

#[derive(Default)]
struct Table {
    last: u64,
    entries: HashMap<u64, Entry>,
}

struct Entry {
    caller: Arc<Caller>,
    kind: &'static Metadata<'static>,
    holders: usize,
}

thread_local! {
    /// Those of the runtime that this thread belongs to. A forked child has others, and with them no
    /// lock that somebody holds who is no more.
    static CALLERS: RefCell<Option<Arc<Callers>>> = const { RefCell::new(None) };
    /// The caller for whom a span is being made.
    static NEXT: RefCell<Option<Arc<Caller>>> = const { RefCell::new(None) };
    /// The spans that this thread is in.
    static INSIDE: RefCell<Vec<(u64, Arc<Caller>, &'static Metadata<'static>)>> =
        const { RefCell::new(Vec::new()) };
}

impl Callers {
    /// Makes this thread one of theirs.
    pub(crate) fn adopt_thread(self: &Arc<Self>) {
        CALLERS.set(Some(Arc::clone(self)));
    }

    fn of_thread() -> Option<Arc<Self>> {
        CALLERS.with_borrow(Clone::clone)
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes a call in the name of its caller, on a thread of the runtime.
pub(crate) async fn carry<F: Future>(caller: Caller, call: F) -> F::Output {
    NEXT.set(Some(Arc::new(caller)));
    let span = error_span!(CALL);
    NEXT.set(None);
    call.instrument(span).await
}

/// The caller of the call that this thread is working on.
pub(crate) fn caller() -> Option<Arc<Caller>> {
    INSIDE.with_borrow(|inside| inside.last().map(|(_, caller, _)| Arc::clone(caller)))
}

/// Lets `tracing` know of our spans, and of nothing else.
pub(crate) fn install() {
    // Refused in a forked child, where it is in place already.
    let _ = tracing::subscriber::set_global_default(Carrier);
}

struct Carrier;

fn is_ours(metadata: &Metadata<'_>) -> bool {
    metadata.is_span() && metadata.name() == CALL
}

impl Subscriber for Carrier {
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
        let (Some(caller), Some(callers)) = (NEXT.take(), Callers::of_thread()) else {
            return Id::from_u64(u64::MAX);
        };
        let mut table = callers.table();
        table.last += 1;
        let number = table.last;
        table.entries.insert(number, Entry { caller, kind: attributes.metadata(), holders: 1 });
        Id::from_u64(number)
    }

    fn clone_span(&self, id: &Id) -> Id {
        if let Some(callers) = Callers::of_thread()
            && let Some(entry) = callers.table().entries.get_mut(&id.into_u64())
        {
            entry.holders += 1;
        }
        id.clone()
    }

    fn try_close(&self, id: Id) -> bool {
        let Some(callers) = Callers::of_thread() else { return false };
        let mut table = callers.table();
        let Some(entry) = table.entries.get_mut(&id.into_u64()) else { return false };
        entry.holders -= 1;
        if entry.holders > 0 {
            return false;
        }
        let entry = table.entries.remove(&id.into_u64());
        // Only then: with the last way to tell it something, the caller is woken.
        drop(table);
        drop(entry);
        true
    }

    fn enter(&self, id: &Id) {
        let Some(callers) = Callers::of_thread() else { return };
        let number = id.into_u64();
        let found = {
            let table = callers.table();
            table.entries.get(&number).map(|entry| (Arc::clone(&entry.caller), entry.kind))
        };
        if let Some((caller, kind)) = found {
            INSIDE.with_borrow_mut(|inside| inside.push((number, caller, kind)));
        }
    }

    fn exit(&self, id: &Id) {
        let left =
            INSIDE.with_borrow_mut(|inside| inside.pop_if(|(number, ..)| *number == id.into_u64()));
        drop(left);
    }

    fn current_span(&self) -> Current {
        INSIDE.with_borrow(|inside| match inside.last() {
            Some((number, _, kind)) => Current::new(Id::from_u64(*number), kind),
            None => Current::none(),
        })
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {}
}
