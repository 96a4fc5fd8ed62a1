//! One call between its attempts: the outcome of each, the time left, and the final error.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Method};
use tokio::time::Instant;
use uuid::Uuid;

use crate::call::attempt_outcome::AttemptOutcome;
use crate::call::backoff::{BackoffKind, MAX_JITTER, backoff_delay};
use crate::call::rate_limiter::ThrottledPastDeadline;
use crate::call::retry_policy::{Idempotency, RetryDecision};
use crate::call::{Call, Target, Transport};
use crate::error::{Error, ErrorKind, Result};
use crate::events::Event;
use crate::generated::operations::Operation;
use crate::http::error_body::{ErrorBody, tracking_id, truncated_body};
use crate::http::response::{Metadata, RawResponse};
use crate::http::response_validation::{CheckedBody, ExpectedBody};
use crate::http::tracking_id::tracking_header;
use crate::operation::subject::Subject;

/// The maximum number of requests of a call. Waiting because of throttling doesn't count.
const MAX_ATTEMPTS: u32 = 4;

/// What logs show in the place of a signed link.
const LINK_ROUTE: &str = "(signed link)";

/// The state of one call between its attempts.
#[expect(clippy::struct_excessive_bools, reason = "independent facts about one call")]
pub(crate) struct CallState<'a> {
    transport: &'a Transport,
    operation: Operation,
    method: Method,
    repeat: Idempotency,
    subject: Option<Subject>,
    started: Instant,
    timeout: Option<Duration>,
    send_within: Option<Duration>,
    pub(crate) tracking_id: HeaderValue,
    pub(crate) attempts: u32,
    /// Retries after a failure; waiting out a throttle doesn't count.
    retries: u32,
    /// The last response that throttled.
    pub(crate) throttled: Option<AttemptOutcome>,
    pub(crate) gateway_timeouts: u32,
    /// Whether a fresh token was already tried.
    pub(crate) reauthenticated: bool,
    /// Whether the token was found expired just now, after a wait.
    pub(crate) token_was_late: bool,
    pub(crate) requests_sent: bool,
    /// Whether Webex may have executed an attempt that changes something.
    pub(crate) may_be_executed: bool,
}

impl<'a> CallState<'a> {
    pub(crate) fn start(transport: &'a Transport, call: &Call) -> Self {
        Self {
            transport,
            operation: call.operation,
            method: call.method.clone(),
            repeat: Idempotency::of(call),
            subject: call.subject.clone(),
            started: transport.http.clock.now(),
            timeout: call.options.timeout_or(transport.http.limits.timeout),
            send_within: call.options.send_within,
            tracking_id: tracking_header(call.options.name.unwrap_or_else(Uuid::new_v4)),
            attempts: 0,
            retries: 0,
            throttled: None,
            gateway_timeouts: 0,
            reauthenticated: false,
            token_was_late: false,
            requests_sent: false,
            may_be_executed: false,
        }
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.transport.http.clock.now() - self.started
    }

    /// The time left until the deadline; `None` if there is no deadline.
    pub(crate) fn remaining(&self) -> Option<Duration> {
        self.timeout.map(|timeout| timeout.saturating_sub(self.elapsed()))
    }

    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.timeout.and_then(|timeout| self.started.checked_add(timeout))
    }

    /// The last moment at which a request may be sent; `None` if there is no limit.
    pub(crate) fn send_deadline(&self) -> Option<Instant> {
        let limit = [self.timeout, self.send_within].into_iter().flatten().min();
        limit.and_then(|limit| self.started.checked_add(limit))
    }

    /// Whether it is too late to send a request, although the call has time left.
    pub(crate) fn is_too_late_to_send(&self) -> bool {
        self.send_within.is_some_and(|within| self.elapsed() >= within)
    }

    /// The error of a call that would send its request too late. Webex has done nothing for it.
    pub(crate) fn too_late_error(&self) -> Error {
        let within = self.send_within.unwrap_or_default().as_secs_f64();
        let reason = format!("the request could not be sent within {within} s");
        let error = Error::new(ErrorKind::Timeout, reason);
        self.attach_context(error.with(|details| details.accepted = Some(false)))
    }

    /// Waits for the token, up to the deadline of the call.
    pub(crate) async fn token_in_time<T>(
        &self,
        work: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        let transport = self.transport;
        let Some(until) = self.send_deadline() else {
            return work.await.map_err(|error| self.attach_context(error));
        };
        let left = until.saturating_duration_since(transport.http.clock.now());
        tokio::select! {
            biased;
            done = work => done.map_err(|error| self.attach_context(error)),
            // Computed only if there is something to wait for.
            () = async { transport.http.clock.sleep(left).await } => {
                if self.is_too_late_to_send() {
                    return Err(self.too_late_error());
                }
                let reason = format!("{} {}", transport.tokens.is_too_slow(), self.deadline_phrase());
                Err(self.attach_context(Error::new(ErrorKind::Timeout, reason)))
            }
        }
    }

    pub(crate) fn timeout_error(&mut self) -> Error {
        // If Webex throttled the call and it then had no turn, the throttling is reported.
        if let Some(outcome) = self.throttled.take() {
            return self.error(ErrorKind::RateLimit, outcome);
        }
        let reason = format!("no response {}", self.deadline_phrase());
        self.attach_context(Error::new(ErrorKind::Timeout, reason))
    }

    /// The timeout of the next attempt, if any time is left.
    pub(crate) fn time_for_an_attempt(&mut self) -> Result<Duration> {
        if self.is_too_late_to_send() {
            return Err(self.too_late_error());
        }
        let attempt = self.transport.http.limits.attempt_timeout;
        match self.remaining() {
            Some(Duration::ZERO) => Err(self.timeout_error()),
            remaining => Ok(remaining.map_or(attempt, |left| left.min(attempt))),
        }
    }

    /// The pause before the next attempt, if there will be one.
    pub(crate) fn pause(&self, decision: RetryDecision, outcome: &AttemptOutcome) -> Duration {
        let RetryDecision::Retry(pause) = decision else { return Duration::ZERO };
        let before = match pause {
            BackoffKind::Transient | BackoffKind::Locked => self.retries,
            BackoffKind::Throttled => self.transport.rate_limiter.throttles_in_a_row(),
        };
        let retry = before.saturating_add(1);
        backoff_delay(pause, retry, outcome.retry_after, &self.transport.http.random)
    }

    /// Returns the outcome of a failed attempt if another may follow, or else its error.
    pub(crate) fn prepare_retry(
        &mut self,
        pause: Duration,
        outcome: AttemptOutcome,
    ) -> Result<AttemptOutcome> {
        let late = self.remaining().is_some_and(|left| pause >= left);
        if late || self.retries + 1 >= MAX_ATTEMPTS {
            return Err(self.error(outcome.kind(), outcome));
        }
        if self.send_within.is_some_and(|within| self.elapsed() + pause >= within) {
            return Err(self.too_late_error());
        }
        if !self.transport.retry_budget.try_spend() {
            let error = self.error(outcome.kind(), outcome);
            return Err(error.with(|details| details.retry_budget_exhausted = true));
        }
        self.retries += 1;
        Ok(outcome)
    }

    /// The error if the rate-limit pause is longer than the time that the call has left.
    pub(crate) fn throttled_error(&mut self, closed: ThrottledPastDeadline) -> Error {
        if let Some(mut outcome) = self.throttled.take() {
            // Webex may have asked other calls for a longer pause since. A difference that may be
            // jitter is ignored.
            if outcome
                .retry_after
                .is_none_or(|asked| closed.throttled_for > asked.saturating_add(MAX_JITTER))
            {
                outcome.retry_after = Some(closed.throttled_for);
            }
            return self.error(ErrorKind::RateLimit, outcome);
        }
        let reason = format!(
            "Webex throttles this client and asks for a pause of another {} s, longer than this \
             call has left",
            seconds(closed.throttled_for)
        );
        let error = Error::new(ErrorKind::RateLimit, reason)
            .with(|details| details.retry_after = Some(closed.throttled_for));
        self.attach_context(error)
    }

    pub(crate) fn build_response(
        &self,
        call: &Call,
        outcome: AttemptOutcome,
    ) -> Result<RawResponse> {
        let Ok(response) = outcome.result else {
            return Err(Error::internal("a failure was taken for an answer"));
        };
        let redactor = &self.transport.http.redactor;
        // If it is not a success, an earlier attempt has removed the object.
        let is_gone = !response.status.is_success();
        let body = if is_gone { Bytes::new() } else { redactor.redact_data(&response.body) };
        let metadata = Metadata {
            status: response.status.as_u16(),
            // What another host calls a tracking id means nothing to Webex support.
            tracking_id: tracking_id(&response.headers, redactor)
                .filter(|_| !self.operation.is_download()),
            headers: redactor.redact_headers(response.headers),
            attempts: self.attempts,
            elapsed: self.elapsed(),
            sent_tracking_id: self.tracking_id.clone(),
        };
        let about = (self.operation, self.subject.clone());
        let repeatable = self.repeat == Idempotency::Idempotent;
        let max = match &call.target {
            Target::Page(page) => page.page_size(),
            Target::Fixed(_) | Target::Link(_) => None,
        };
        self.transport.retry_budget.refund(self.retries);
        match call.shape.check(&body) {
            Ok(CheckedBody { items, reports_error }) => {
                let body = if call.shape == ExpectedBody::Nothing { Bytes::new() } else { body };
                Ok(RawResponse { body, metadata, items, reports_error, max, about, repeatable })
            }
            Err(fault) => {
                let fault = fault.describe(|length| redactor.redact_start(&body, length));
                let said = ErrorBody::read(&metadata.headers, &body, redactor);
                let reason = format!("Webex answered {}, but {fault}", metadata.status);
                let error = Error::new(ErrorKind::ResponseDecode, reason).with(|details| {
                    details.status = Some(metadata.status);
                    details.service_message = said.message;
                    details.errors = said.errors;
                    details.body = Some(truncated_body(&body, redactor));
                    details.tracking_id = metadata.tracking_id;
                    details.accepted = Some(true);
                });
                Err(self.attach_context(error))
            }
        }
    }

    /// The error for an outcome without a further attempt.
    pub(crate) fn error(&self, kind: ErrorKind, outcome: AttemptOutcome) -> Error {
        let reason = self.reason(kind, &outcome);
        let status = outcome.status();
        let is_open = kind != ErrorKind::DirectorySyncBusy && outcome.leaves_execution_open();
        let ErrorBody { message, errors, tracking_id, raw } = outcome.error_body;
        let mut error = Error::new(kind, reason).with(|details| {
            details.status = status;
            details.service_message = message;
            details.errors = errors;
            details.tracking_id = tracking_id;
            details.body = raw;
            details.retry_after = outcome.retry_after;
            details.accepted = match (kind, status) {
                (ErrorKind::AmbiguousOutcome, _) | (_, None) => None,
                (ErrorKind::ResponseDecode, _) if outcome.is_error_in_success => None,
                (ErrorKind::DirectorySyncBusy, _) => Some(false),
                (ErrorKind::ResponseDecode, _) | (_, Some(200..=299)) => Some(true),
                _ if is_open || self.may_be_executed => None,
                _ => Some(false),
            };
            details.safe_to_retry = self.repeat == Idempotency::Idempotent || !is_open;
        });
        if let Err(failure) = outcome.result {
            error = error.with_source(failure.source);
        }
        self.attach_context(error)
    }

    pub(crate) fn reason(&self, kind: ErrorKind, outcome: &AttemptOutcome) -> String {
        let status = outcome.status().unwrap_or_default();
        let named = http::StatusCode::from_u16(status)
            .ok()
            .and_then(|status| status.canonical_reason())
            .map_or_else(|| status.to_string(), |name| format!("{status} {name}"));
        let who = if self.operation.is_download() { "the download host" } else { "Webex" };
        match kind {
            ErrorKind::RateLimit => match outcome.retry_after {
                Some(asked) => format!(
                    "{who} answered {named} and asks for a pause of {} s, longer than this call \
                     has left",
                    asked.as_secs()
                ),
                None => format!("{who} still answered {named} {}", self.deadline_phrase()),
            },
            ErrorKind::AmbiguousOutcome if status != 0 => format!(
                "{who} answered {named}, which does not show whether the request was executed"
            ),
            ErrorKind::AmbiguousOutcome => {
                format!(
                    "the request was sent, but no response came{}: it may or may not have been \
                     executed",
                    outcome.route(" from ")
                )
            }
            ErrorKind::ResponseDecode if status == 0 => {
                "the response headers exceed this client's limit".to_owned()
            }
            ErrorKind::ResponseDecode if outcome.is_error_in_success => {
                format!("{who} answered {named}, but the body reports an error and no result")
            }
            ErrorKind::ResponseDecode => {
                format!("{who} answered {named}, but its body could not be read")
            }
            ErrorKind::Timeout if status != 0 => {
                format!("{who} answered {named}, but its body was not complete in time")
            }
            ErrorKind::Timeout if outcome.was_sent() => {
                format!("no response came in time{}", outcome.route(" from "))
            }
            ErrorKind::Timeout => {
                format!("no connection{} could be made in time", outcome.route(" to "))
            }
            ErrorKind::Connection if status != 0 => {
                format!(
                    "{who} answered {named}, but the connection broke before the end of its body"
                )
            }
            ErrorKind::Connection if outcome.was_sent() => {
                format!("the connection{} broke", outcome.route(" to "))
            }
            ErrorKind::Connection => {
                format!("no connection{} could be made", outcome.route(" to "))
            }
            _ if (300..400).contains(&status) && !self.operation.is_download() => format!(
                "{named}: unexpected redirect. Redirects are not followed, to protect the token. \
                 The usual cause is a proxy or a wrong base URL"
            ),
            _ => format!("{who} answered {named}"),
        }
    }

    pub(crate) fn deadline_phrase(&self) -> String {
        match self.timeout {
            Some(timeout) if self.elapsed() >= timeout => {
                format!("within the call's timeout of {} s", seconds(timeout))
            }
            _ => format!("within {} s", seconds(self.transport.http.limits.attempt_timeout)),
        }
    }

    /// Adds the details that every error of the call has.
    pub(crate) fn attach_context(&self, error: Error) -> Error {
        let sent = self.tracking_id.to_str().unwrap_or_default();
        // Text from outside may repeat what was sent.
        let error = self.transport.http.redactor.redact_error(error);
        error.with(|details| {
            details.operation.get_or_insert(self.operation);
            if self.subject.is_some() {
                details.subject.clone_from(&self.subject);
            }
            details.attempts = self.attempts;
            details.elapsed = Some(self.elapsed());
            details.request_sent = self.requests_sent;
            // The host of a download gets no tracking id.
            let has_sent = self.requests_sent && !self.operation.is_download();
            if has_sent && details.tracking_id.is_none() {
                details.tracking_id = Some(sent.to_owned());
            }
            let unknown =
                matches!(details.kind, ErrorKind::AmbiguousOutcome | ErrorKind::ResponseDecode);
            let harmless =
                self.repeat == Idempotency::Idempotent || self.operation.repeat_is_safe();
            details.safe_to_retry = harmless || (details.safe_to_retry && !unknown);
        })
    }

    pub(crate) fn event(&self) -> Event {
        Event {
            method: self.method.to_string(),
            route: if self.operation.is_download() { LINK_ROUTE } else { self.operation.route() },
            operation: self.operation.id(),
            subject_kind: self.subject.as_ref().map(|subject| subject.kind.name()),
            subject_id: self.subject.as_ref().map(|subject| subject.id.clone()),
            partner: self.transport.http.partner.clone(),
            attempt: self.attempts,
            tracking_id: self.tracking_id.to_str().unwrap_or_default().to_owned(),
            ..Event::default()
        }
    }

    pub(crate) fn event_of(&self, outcome: &AttemptOutcome) -> Event {
        let status = outcome.status();
        let failed = outcome.result.is_err()
            || outcome.is_error_in_success
            || status.is_none_or(|status| status >= 300);
        Event { status, error: failed.then(|| outcome.kind().code()), ..self.event() }
    }
}

fn seconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 10.0).round() / 10.0
}
