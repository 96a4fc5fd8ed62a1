//! Events for logs, metrics and spans. They contain only metadata.

use std::fmt::Debug;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use tokio::time::Instant;
use tracing::{Level, debug, enabled, error, info, warn};

use crate::clock::Clock;
use crate::environment::Variables;
use crate::error::{Error, Result};
use crate::timestamp::Timestamp;

/// The environment variable that makes every client of a process log to standard error.
pub const LOG_VARIABLE: &str = "WEBEX_LOG";

/// The target of our events in `tracing`.
const TARGET: &str = "webex_broadworks";

/// The error of an attempt whose call was dropped before its end.
const CANCELED: &str = "CANCELED";

/// An event of a request. It contains no body, no user id and no token.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Event {
    /// The HTTP method.
    pub method: String,
    /// The path under the base URL with placeholders instead of ids.
    pub route: &'static str,
    /// The operation's id, such as `directory_sync.trigger`; `access_token.refresh` for a refresh
    /// of the token.
    pub operation: &'static str,
    /// The kind of the subject; `None` if the request has none.
    pub subject_kind: Option<&'static str>,
    /// The id of the subject.
    pub subject_id: Option<String>,
    /// The partner label of the client.
    pub partner: Option<String>,
    /// The number of the attempt, from 1. It is 0 for a refresh that could not start, and for steps
    /// of a list.
    pub attempt: u32,
    /// The HTTP status; `None` without a response.
    pub status: Option<u16>,
    /// The stable code of the attempt's error; `CANCELED` if its call was dropped.
    pub error: Option<&'static str>,
    /// Duration of the attempt in seconds. For a retry: the shortest time in seconds until it is
    /// sent.
    pub duration: Option<f64>,
    /// The tracking id that was sent: the same for all attempts of a call.
    pub tracking_id: String,
}

impl Event {
    pub(crate) fn took(mut self, duration: Duration) -> Self {
        self.duration = Some(duration.as_secs_f64());
        self
    }
}

/// An additional step of a list, if there is no link to a next page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ListStep {
    /// One request shows whether the last page was truncated.
    Check,
    /// The page was truncated: prefixes request the rest.
    Completion,
}

impl ListStep {
    /// What logs call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Check => "list check",
            Self::Completion => "list completion",
        }
    }
}

/// What an [`Event`] reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventKind {
    /// An attempt is about to be sent.
    Request,
    /// An attempt has ended.
    Response,
    /// Another attempt will be made.
    Retry,
    /// A list sends additional requests.
    List(ListStep),
}

/// The log levels, from the least to the most important.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EventLevel {
    /// Requests and responses without errors.
    Debug,
    /// Failures, and events that cause further requests.
    Info,
    /// Retries.
    Warn,
}

impl EventLevel {
    /// Every level, the least important first.
    pub const ALL: [Self; 3] = [Self::Debug, Self::Info, Self::Warn];

    /// Its name in lower case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warn => "warn",
        }
    }
}

impl EventKind {
    /// What logs call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response => "response",
            Self::Retry => "retry",
            Self::List(step) => step.name(),
        }
    }

    /// The level at which an event of this kind is logged.
    pub const fn level(self, event: &Event) -> EventLevel {
        match self {
            Self::Retry => EventLevel::Warn,
            Self::Response if event.error.is_some() => EventLevel::Info,
            Self::List(_) => EventLevel::Info,
            Self::Request | Self::Response => EventLevel::Debug,
        }
    }

    /// Formats the event as one line for a log: the kind, the request, and each field that is set.
    pub fn describe(self, event: &Event) -> String {
        let mut line =
            format!("{} {} {} attempt={}", self.name(), event.method, event.route, event.attempt);
        let mut add = |key: &str, value: Option<&str>| {
            if let Some(value) = value {
                line.extend([" ", key, "="]);
                line.extend(value.escape_debug());
            }
        };
        let status = event.status.map(|status| status.to_string());
        let seconds = event.duration.map(|seconds| format!("{seconds:.3}"));
        add("operation", Some(event.operation));
        add("partner", event.partner.as_deref());
        add(event.subject_kind.unwrap_or("subject"), event.subject_id.as_deref());
        add("status", status.as_deref());
        add("error", event.error);
        add("seconds", seconds.as_deref());
        add("tracking", Some(&event.tracking_id));
        line
    }
}

/// Gets the events of every request of a client.
///
/// A panic of an observer is caught and reported to `tracing`; the call continues.
///
/// The client calls it on its own threads, between awaits. It should be quick, and must not block.
pub trait Observer: Debug + Send + Sync + 'static {
    /// Whether the observer currently handles events. If none does, the client doesn't create them.
    fn is_listening(&self) -> bool {
        true
    }

    /// Something happened. Calls the method for events of that kind, unless an observer that treats all
    /// kinds alike implements this one instead.
    fn on_event(&self, kind: EventKind, event: &Event) {
        match kind {
            EventKind::Request => self.on_request(event),
            EventKind::Response => self.on_response(event),
            EventKind::Retry => self.on_retry(event),
            EventKind::List(step) => self.on_list_step(step, event),
        }
    }

    /// An attempt is about to be sent.
    fn on_request(&self, event: &Event) {
        let _ = event;
    }

    /// An attempt has ended: with a response, without one, or because its call was dropped, which
    /// has the error `CANCELED`. Comes once for each [`Observer::on_request`].
    fn on_response(&self, event: &Event) {
        let _ = event;
    }

    /// Another attempt will be made. If a refresh failed while the token is still valid, the first
    /// call after the event's duration makes it; until then the client keeps using the token.
    fn on_retry(&self, event: &Event) {
        let _ = event;
    }

    /// The client was built, and has a notice for its user: a sentence without secrets.
    fn on_notice(&self, notice: &str) {
        let _ = notice;
    }

    /// A list sends additional requests. The event has the tracking id of the last page.
    fn on_list_step(&self, step: ListStep, event: &Event) {
        let _ = (step, event);
    }
}

/// All observers of a client, and `tracing`.
#[derive(Clone, Debug, Default)]
pub struct Observers(pub Vec<Arc<dyn Observer>>);

/// Sends an event to `tracing`, with some optional fields.
macro_rules! log_event {
    ($level:ident, $event:ident, $what:literal $(, $field:ident)*) => {
        $level!(
            target: TARGET,
            method = $event.method,
            route = $event.route,
            operation = $event.operation,
            subject_kind = $event.subject_kind,
            subject_id = $event.subject_id,
            attempt = $event.attempt,
            $($field,)*
            tracking_id = $event.tracking_id,
            $what
        )
    };
}

impl Observers {
    /// Reports that an attempt is about to be sent.
    pub(crate) fn request(&self, make: impl FnOnce() -> Event) {
        if !self.listen() && !enabled!(target: TARGET, Level::DEBUG) {
            return;
        }
        let event = make();
        log_event!(debug, event, "request");
        self.each(|observer| observer.on_event(EventKind::Request, &event));
    }

    /// Reports the result of an attempt.
    pub(crate) fn response(&self, make: impl FnOnce() -> Event) {
        if !self.listen() && !enabled!(target: TARGET, Level::INFO) {
            return;
        }
        let event = make();
        let Event { status, error, duration, .. } = event;
        if error.is_some() {
            log_event!(info, event, "response", status, error, duration);
        } else {
            log_event!(debug, event, "response", status, error, duration);
        }
        self.each(|observer| observer.on_event(EventKind::Response, &event));
    }

    /// Reports that another attempt will be made.
    pub(crate) fn retry(&self, make: impl FnOnce() -> Event) {
        if !self.listen() && !enabled!(target: TARGET, Level::WARN) {
            return;
        }
        let event = make();
        let Event { status, error, duration: wait, .. } = event;
        log_event!(warn, event, "retry", status, error, wait);
        self.each(|observer| observer.on_event(EventKind::Retry, &event));
    }

    /// Reports a notice about the client.
    pub fn notice(&self, text: &str) {
        warn!(target: TARGET, "{text}");
        self.each(|observer| observer.on_notice(text));
    }

    /// Reports an additional request of a list.
    pub fn list_step(&self, step: ListStep, make: impl FnOnce() -> Event) {
        if !self.listen() && !enabled!(target: TARGET, Level::INFO) {
            return;
        }
        let event = make();
        info!(
            target: TARGET,
            method = event.method,
            route = event.route,
            operation = event.operation,
            tracking_id = event.tracking_id,
            "{}",
            step.name()
        );
        self.each(|observer| observer.on_event(EventKind::List(step), &event));
    }

    fn listen(&self) -> bool {
        self.0.iter().any(|observer| observer.is_listening())
    }

    /// Calls every observer. A panic of one neither ends the call nor skips the others.
    fn each(&self, tell: impl Fn(&dyn Observer)) {
        for observer in &self.0 {
            let told = catch_unwind(AssertUnwindSafe(|| tell(&**observer)));
            if told.is_err() {
                error!(target: TARGET, "an observer panicked");
            }
        }
    }
}

/// An attempt that was reported to observers. If it is dropped, its end is reported too.
#[derive(Debug)]
pub(crate) struct Attempt<'a> {
    observers: &'a Observers,
    clock: &'a dyn Clock,
    began: Instant,
    request: Option<Event>,
}

impl<'a> Attempt<'a> {
    /// Reports that an attempt is about to be sent.
    pub(crate) fn begin(
        observers: &'a Observers,
        clock: &'a dyn Clock,
        make: impl FnOnce() -> Event,
    ) -> Self {
        let mut request = None;
        observers.request(|| request.insert(make()).clone());
        Self { observers, clock, began: clock.now(), request }
    }

    /// Tells how the attempt ended.
    pub(crate) fn end(mut self, make: impl FnOnce() -> Event) {
        self.request = None;
        self.observers.response(|| make().took(self.took()));
    }

    fn took(&self) -> Duration {
        self.clock.now() - self.began
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        if let Some(request) = self.request.take() {
            let canceled = Event { error: Some(CANCELED), ..request };
            self.observers.response(|| canceled.took(self.took()));
        }
    }
}

/// Writes events to standard error, one line each, as `WEBEX_LOG` configures.
#[derive(Clone, Copy, Debug)]
pub struct StderrLog {
    level: EventLevel,
}

impl StderrLog {
    /// The log that `WEBEX_LOG` configures; `None` if it is unset, empty or `off`.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::error::ErrorKind::Configuration) if the variable names no
    /// level.
    pub fn from_env() -> Result<Option<Self>> {
        Variables::Process.text(LOG_VARIABLE)?.map_or(Ok(None), |text| Self::of_level(&text))
    }

    /// A log of `debug`, `info` or `warn`; `None` for `off`.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::error::ErrorKind::Configuration) if the text names no level.
    pub fn of_level(text: &str) -> Result<Option<Self>> {
        let level = match text.trim().to_ascii_lowercase().as_str() {
            "" | "off" => return Ok(None),
            "debug" | "trace" => EventLevel::Debug,
            "info" => EventLevel::Info,
            "warn" | "warning" => EventLevel::Warn,
            _ => {
                return Err(Error::configuration(format!(
                    "{LOG_VARIABLE}: expected debug, info, warn or off, got \"{}\"",
                    text.escape_debug()
                )));
            }
        };
        Ok(Some(Self { level }))
    }
}

/// Writes to standard error without the lock of the standard library. After a fork, a thread that
/// no longer exists may hold that lock without a limit.
#[cfg(unix)]
fn write_to_stderr(bytes: &[u8]) -> std::io::Result<()> {
    use std::os::fd::AsFd as _;

    let descriptor = std::io::stderr().as_fd().try_clone_to_owned()?;
    std::fs::File::from(descriptor).write_all(bytes)
}

#[cfg(not(unix))]
fn write_to_stderr(bytes: &[u8]) -> std::io::Result<()> {
    std::io::stderr().write_all(bytes)
}

fn line(level: EventLevel, text: &str) -> String {
    // The computer's clock, as in every other log of this machine.
    let now = Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S%.3fZ");
    let level = level.name().to_uppercase();
    format!("{now} {level} webex_broadworks {text}\n")
}

impl Observer for StderrLog {
    fn on_event(&self, kind: EventKind, event: &Event) {
        let level = kind.level(event);
        if level < self.level {
            return;
        }
        // A call must not fail because the log can't be written.
        let _ = write_to_stderr(line(level, &kind.describe(event)).as_bytes());
    }

    fn on_notice(&self, notice: &str) {
        // Building a client must not fail because the log can't be written.
        let _ = write_to_stderr(line(EventLevel::Warn, notice).as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variable_names_a_level_or_is_refused() {
        assert!(StderrLog::of_level("off").unwrap().is_none());
        assert!(StderrLog::of_level("").unwrap().is_none());
        assert_eq!(StderrLog::of_level("Info").unwrap().unwrap().level, EventLevel::Info);
        assert!(StderrLog::of_level("loud").unwrap_err().to_string().contains("debug, info"));
    }

    #[test]
    fn an_event_is_logged_on_one_line_with_the_fields_that_there_are() {
        let event = Event {
            method: "GET".to_owned(),
            route: "/x/{id}",
            operation: "request",
            subject_kind: Some("enterprise"),
            subject_id: Some("a\nb".to_owned()),
            partner: None,
            attempt: 2,
            status: Some(503),
            error: Some("SERVER"),
            duration: Some(0.25),
            tracking_id: "T".to_owned(),
        };
        let line = line(EventLevel::Info, &EventKind::Response.describe(&event));
        assert!(line.ends_with(
            "INFO webex_broadworks response GET /x/{id} attempt=2 operation=request \
             enterprise=a\\nb status=503 error=SERVER seconds=0.250 tracking=T\n"
        ));
    }

    #[derive(Debug)]
    struct Deaf;

    impl Observer for Deaf {
        fn is_listening(&self) -> bool {
            false
        }

        fn on_request(&self, _: &Event) {
            panic!("it was reported");
        }
    }

    #[test]
    fn without_an_observer_no_event_is_made() {
        for observers in [vec![], vec![Arc::new(Deaf) as Arc<dyn Observer>]] {
            let observers = Observers(observers);
            observers.request(|| panic!("made"));
            observers.response(|| panic!("made"));
            observers.retry(|| panic!("made"));
        }
    }
}
