//! Showing everything that there is to see, on standard output.

use std::error::Error as StdError;
use std::fmt::{self, Debug, Write as _};
use std::io::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event as TracingEvent, Metadata, Subscriber};
use webex_broadworks::{Error, Event, Observer, snake_case};

pub(super) fn show(what: &str, text: impl fmt::Display) {
    let line = format!("{what}: {text}\n");
    std::io::stdout().write_all(line.as_bytes()).expect("an output");
}

/// How much there was to see.
#[derive(Default)]
pub(super) struct Seen {
    pub(super) scenarios: AtomicU64,
    pub(super) records: AtomicU64,
    pub(super) events: AtomicU64,
    pub(super) results: AtomicU64,
    kinds: Mutex<Vec<&'static str>>,
}

pub(super) static SEEN: Seen = Seen {
    scenarios: AtomicU64::new(0),
    records: AtomicU64::new(0),
    events: AtomicU64::new(0),
    results: AtomicU64::new(0),
    kinds: Mutex::new(Vec::new()),
};

impl Seen {
    pub(super) fn count(counter: &AtomicU64) {
        counter.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn summary(&self) -> String {
        let mut kinds = self.kinds.lock().unwrap().clone();
        kinds.sort_unstable();
        kinds.dedup();
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        serde_json::json!({
            "scenarios": count(&self.scenarios),
            "records": count(&self.records),
            "events": count(&self.events),
            "results": count(&self.results),
            "kinds": kinds,
        })
        .to_string()
    }
}

/// Shows an error, all that it knows, and everything that it came from.
pub(super) fn show_error(error: &Error) {
    SEEN.kinds.lock().unwrap().push(error.kind().code());
    show("error", format!("{error} {error:?} {error:#?}"));
    show("record", error.to_record(snake_case));
    let mut cause = error.source();
    while let Some(error) = cause {
        show("cause", format!("{error} {error:?}"));
        cause = error.source();
    }
}

/// Shows what a call came to.
pub(super) fn show_result<T: Debug>(result: Result<T, Error>) {
    match result {
        Ok(value) => {
            Seen::count(&SEEN.results);
            show("result", format!("{value:?}"));
        }
        Err(error) => show_error(&error),
    }
}

/// Shows the events that observers get.
#[derive(Debug)]
pub(super) struct Everything;

impl Everything {
    fn show(event: &Event) {
        Seen::count(&SEEN.events);
        show("event", format!("{event:?} {}", serde_json::to_string(event).unwrap()));
    }
}

impl Observer for Everything {
    fn on_request(&self, event: &Event) {
        Self::show(event);
    }

    fn on_response(&self, event: &Event) {
        Self::show(event);
    }

    fn on_retry(&self, event: &Event) {
        Self::show(event);
    }
}

/// Shows what any crate tells `tracing` and `log`, at every level and with every field.
pub(super) struct Recorder;

impl Recorder {
    pub(super) fn install() {
        tracing::subscriber::set_global_default(Self).expect("no other subscriber");
        log::set_logger(&Self).expect("no other logger");
        log::set_max_level(log::LevelFilter::Trace);
    }
}

struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, " {field}={value:?}");
    }
}

impl Subscriber for Recorder {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut fields = Fields(attributes.metadata().name().to_owned());
        attributes.record(&mut fields);
        show("span", fields.0);
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut fields = Fields(String::new());
        values.record(&mut fields);
        show("span", fields.0);
    }

    fn event(&self, event: &TracingEvent<'_>) {
        Seen::count(&SEEN.records);
        let metadata = event.metadata();
        let mut fields = Fields(format!("{} {}", metadata.level(), metadata.target()));
        event.record(&mut fields);
        show("tracing", fields.0);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

impl log::Log for Recorder {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        Seen::count(&SEEN.records);
        show("log", format!("{} {} {}", record.level(), record.target(), record.args()));
    }

    fn flush(&self) {}
}
