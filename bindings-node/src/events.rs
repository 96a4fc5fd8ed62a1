//! Events for hooks and loggers: buffered off the main thread, fetched by it in bundles.

use std::fmt;
use std::mem::take;
use std::sync::{Arc, Mutex, PoisonError};

use napi::bindgen_prelude::{Latin1String, Result};
use napi_derive::napi;
use serde::Serialize;
use webex_broadworks::{Event, EventKind, Observer};

use crate::event_loop_waker::{EventLoopWaker, WakeFunction};
use crate::json_text::JsonText;

/// The events of a client that JavaScript has not fetched yet.
#[napi]
pub struct Events {
    buffer: Arc<EventBuffer>,
}

#[napi]
impl Events {
    /// Keeps events, and calls `wake` once for each bundle, on the main thread.
    #[napi(constructor, catch_unwind, ts_args_type = "wake: () => void")]
    pub fn new(wake: WakeFunction<'_>) -> Result<Self> {
        let buffer = EventBuffer { text: Mutex::default(), wake: EventLoopWaker::new(&wake)? };
        Ok(Self { buffer: Arc::new(buffer) })
    }

    /// The events since the last call as a JSON array, in order; `null` if there are none.
    #[napi(ts_return_type = "string | null")]
    pub fn take(&self) -> Option<Latin1String> {
        let text = take(&mut *self.buffer.text.lock().unwrap_or_else(PoisonError::into_inner));
        (!text.is_empty()).then(|| JsonText::of_text(&format!("[{text}]")).into())
    }
}

impl Events {
    /// Writes the events of one call.
    pub(crate) fn observer(&self, caller: u64) -> Arc<dyn Observer> {
        Arc::new(EventObserver { caller, buffer: Arc::clone(&self.buffer) })
    }
}

struct EventBuffer {
    /// JSON objects with commas between them.
    text: Mutex<String>,
    wake: EventLoopWaker,
}

struct EventObserver {
    caller: u64,
    buffer: Arc<EventBuffer>,
}

/// An event, its kind, its log line, and its call.
#[derive(Serialize)]
struct Entry<'a> {
    kind: &'static str,
    level: &'static str,
    text: String,
    caller: u64,
    #[serde(flatten)]
    event: &'a Event,
}

impl Observer for EventObserver {
    fn on_event(&self, kind: EventKind, event: &Event) {
        let entry = Entry {
            kind: kind.name(),
            level: kind.level(event).name(),
            text: kind.describe(event),
            caller: self.caller,
            event,
        };
        // Keys and values of an event always serialize.
        let Ok(entry) = serde_json::to_string(&entry) else { return };
        let mut text = self.buffer.text.lock().unwrap_or_else(PoisonError::into_inner);
        let first = text.is_empty();
        if !first {
            text.push(',');
        }
        text.push_str(&entry);
        drop(text);
        if first {
            self.buffer.wake.call();
        }
    }
}

impl fmt::Debug for EventObserver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Events")
    }
}
