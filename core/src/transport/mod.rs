//! One call made safe: it is sent, judged, paused, sent again where that is safe, and checked.
//!
//! [`Transport::call`] is the only place that sends anything. What it decides by stands in
//! [`judge`], how long it waits in [`delay`], what it reads under which limits in [`body`].

pub(crate) mod body;
pub(crate) mod delay;
pub(crate) mod error_body;
pub(crate) mod exchange;
pub(crate) mod flow;
pub(crate) mod follow;
pub(crate) mod http_client;
pub(crate) mod judge;
pub(crate) mod link;
pub(crate) mod quota;
pub(crate) mod retry_after;
pub(crate) mod shape;
#[cfg(test)]
mod tests;
pub(crate) mod turnstile;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method};
use tokio::time::Instant;
use tracing::debug;
use url::Url;

use self::delay::{Pause, delay};
use self::error_body::{ErrorBody, kept, tracking_id};
use self::exchange::{Exchange, Failure, Phase, WireRequest, WireResponse};
use self::judge::Verdict;
use self::quota::Quota;
use self::retry_after::retry_after;
use self::shape::Shape;
use self::turnstile::{ClosedTooLong, Place, Turnstile};
use crate::answer::{Answer, Metadata};
use crate::base_url::BaseUrl;
use crate::clock::{Clock, Random};
use crate::enterprise_list::ListTarget;
use crate::error::{Error, ErrorKind, Result};
use crate::id::EnterpriseRef;
use crate::operation::{Operation, Repeat};
use crate::token::TokenSource;

/// How many requests a call makes at most; waiting out a throttle does not count.
const MAX_ATTEMPTS: u32 = 4;

/// How long things may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// The whole call, pauses included; `None` is no deadline.
    pub(crate) timeout: Option<Duration>,
    /// One attempt.
    pub(crate) attempt_timeout: Duration,
}

/// One logical call.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) operation: Operation,
    pub(crate) method: Method,
    pub(crate) target: Target,
    pub(crate) body: Option<Bytes>,
    pub(crate) shape: Shape,
    pub(crate) enterprise: Option<EnterpriseRef>,
    /// Instead of the client's own; [`Duration::MAX`] is no deadline.
    pub(crate) timeout: Option<Duration>,
}

/// Where a call goes.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    Fixed(Url),
    /// A list, whose `max` may have to shrink.
    List(ListTarget),
}

/// Sends calls to one origin with one token source.
#[derive(Debug)]
pub(crate) struct Transport {
    pub(crate) exchange: Box<dyn Exchange>,
    pub(crate) base: BaseUrl,
    pub(crate) token: TokenSource,
    pub(crate) limits: Limits,
    pub(crate) turnstile: Turnstile,
    pub(crate) quota: Quota,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) closed: AtomicBool,
}

impl Transport {
    /// Makes a call and returns its checked answer.
    pub(crate) async fn call(&self, mut call: Call) -> Result<Answer> {
        let mut run = Run::start(self, &call);
        loop {
            if self.closed.load(Ordering::Acquire) {
                return Err(Error::new(ErrorKind::ClientClosed, "the client is closed"));
            }
            let place = match self.turnstile.pass(run.deadline()).await {
                Ok(Some(place)) => place,
                Ok(None) => return Err(run.out_of_time()),
                Err(closed) => return Err(run.gate_closed(closed)),
            };
            let limit = run.time_for_an_attempt()?;
            let request = self.request(&call, &run.tracking_id)?;
            run.attempts += 1;
            let began = self.clock.now();
            let outcome = self.exchange.exchange(request, limit).await;
            let outcome = Outcome::of(outcome, self.clock.wall());
            run.log(&outcome, self.clock.now() - began);
            run.requests_sent |= outcome.was_sent();
            let verdict = outcome.verdict(&call);
            let pause = run.pause(verdict, &outcome);
            leave(place, verdict, &outcome, pause);
            match verdict {
                Verdict::Accept => return run.accept(&call, outcome),
                Verdict::Raise(kind) => return Err(run.error(kind, outcome)),
                // A token given as text is as good the second time as the first.
                Verdict::Reauthenticate => {
                    return Err(run.error(ErrorKind::Authentication, outcome));
                }
                // Everyone waits at the gate, this call too.
                Verdict::Retry(Pause::Throttled) => run.throttled = Some(outcome),
                Verdict::Retry(Pause::Transient | Pause::Locked) => {
                    if let (Target::List(list), Some(504)) = (&mut call.target, outcome.status()) {
                        run.gateway_timeouts += 1;
                        if run.gateway_timeouts > 1 {
                            list.halve_max();
                        }
                    }
                    run.may_try_again(pause, outcome)?;
                    self.clock.sleep(pause).await;
                }
            }
        }
    }

    fn request(&self, call: &Call, tracking_id: &HeaderValue) -> Result<WireRequest> {
        let url = match &call.target {
            Target::Fixed(url) => url.clone(),
            Target::List(list) => list.url(),
        };
        // The last look before the token goes out.
        if !self.base.same_origin(&url) {
            return Err(Error::new(
                ErrorKind::UntrustedLink,
                "the request would go to another host than the one this client is for",
            ));
        }
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, self.token.authorization()?);
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        headers.insert("trackingid", tracking_id.clone());
        if call.body.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        Ok(WireRequest { method: call.method.clone(), url, headers, body: call.body.clone() })
    }
}

/// Gives a place back and tells the others what the answer says about how busy the service is.
fn leave(place: Place<'_>, verdict: Verdict, outcome: &Outcome, pause: Duration) {
    place.leave(match (verdict, outcome.status()) {
        (Verdict::Retry(Pause::Throttled), _) => flow::Outcome::Throttled(pause),
        (Verdict::Raise(ErrorKind::DirectorySyncBusy), _) | (_, Some(500..=599)) => {
            flow::Outcome::Neutral
        }
        (_, Some(_)) => flow::Outcome::Answered,
        (_, None) => flow::Outcome::Lost,
    });
}

/// What came of one attempt, with the parts that decisions need already read.
struct Outcome {
    result: Result<WireResponse, Failure>,
    retry_after: Option<Duration>,
    error_body: ErrorBody,
}

impl Outcome {
    fn of(result: Result<WireResponse, Failure>, wall: std::time::SystemTime) -> Self {
        let (headers, body) = match &result {
            Ok(response) if response.status.is_success() => {
                return Self { result, retry_after: None, error_body: ErrorBody::default() };
            }
            Ok(response) => (Some(&response.headers), &response.body[..]),
            Err(failure) => (failure.head.as_ref().map(|(_, headers)| headers), &[][..]),
        };
        let wait = headers.and_then(|headers| retry_after(headers, wall));
        let error_body = headers.map(|headers| ErrorBody::read(headers, body)).unwrap_or_default();
        Self { result, retry_after: wait, error_body }
    }

    fn verdict(&self, call: &Call) -> Verdict {
        let repeat = Repeat::of(&call.method);
        match &self.result {
            Ok(response) => judge::response(
                call.operation,
                repeat,
                response.status.as_u16(),
                self.retry_after,
                &self.error_body,
            ),
            Err(failure) => judge::failure(call.operation, repeat, failure, self.retry_after),
        }
    }

    fn status(&self) -> Option<u16> {
        match &self.result {
            Ok(response) => Some(response.status.as_u16()),
            Err(failure) => failure.head.as_ref().map(|(status, _)| status.as_u16()),
        }
    }

    fn was_sent(&self) -> bool {
        match &self.result {
            Ok(_) => true,
            Err(failure) => match failure.phase {
                Phase::BeforeWrite => false,
                Phase::Never => failure.head.is_some(),
                Phase::Written | Phase::Body => true,
            },
        }
    }

    /// The kind to raise when no further attempt is made.
    fn kind(&self) -> ErrorKind {
        match (&self.result, self.status()) {
            (Err(failure), _) if failure.timed_out => ErrorKind::Timeout,
            (Err(_), None | Some(200..=299)) => ErrorKind::Connection,
            (_, status) => ErrorKind::of_status(status.unwrap_or_default()),
        }
    }
}

/// The state of one call between its attempts.
struct Run<'a> {
    transport: &'a Transport,
    operation: Operation,
    method: Method,
    enterprise: Option<EnterpriseRef>,
    started: Instant,
    timeout: Option<Duration>,
    tracking_id: HeaderValue,
    attempts: u32,
    /// Attempts that were made again after a failure; waiting out a throttle is none.
    retries: u32,
    /// The last answer that said to slow down.
    throttled: Option<Outcome>,
    gateway_timeouts: u32,
    requests_sent: bool,
}

impl<'a> Run<'a> {
    fn start(transport: &'a Transport, call: &Call) -> Self {
        let tracking_id = format!("WEBEX-BROADWORKS_{}", uuid::Uuid::new_v4());
        Self {
            transport,
            operation: call.operation,
            method: call.method.clone(),
            enterprise: call.enterprise.clone(),
            started: transport.clock.now(),
            timeout: match call.timeout {
                Some(Duration::MAX) => None,
                Some(timeout) => Some(timeout),
                None => transport.limits.timeout,
            },
            // A UUID is always a valid header value.
            tracking_id: HeaderValue::from_str(&tracking_id)
                .unwrap_or(HeaderValue::from_static("WEBEX-BROADWORKS")),
            attempts: 0,
            retries: 0,
            throttled: None,
            gateway_timeouts: 0,
            requests_sent: false,
        }
    }

    fn elapsed(&self) -> Duration {
        self.transport.clock.now() - self.started
    }

    /// What the deadline leaves; `None` is no deadline.
    fn remaining(&self) -> Option<Duration> {
        self.timeout.map(|timeout| timeout.saturating_sub(self.elapsed()))
    }

    fn deadline(&self) -> Option<Instant> {
        self.timeout.and_then(|timeout| self.started.checked_add(timeout))
    }

    fn out_of_time(&self) -> Error {
        let reason = format!("no answer {}", self.within());
        self.fill(Error::new(ErrorKind::Timeout, reason))
    }

    /// How long the next attempt may take, as long as any time is left.
    fn time_for_an_attempt(&self) -> Result<Duration> {
        let attempt = self.transport.limits.attempt_timeout;
        match self.remaining() {
            Some(Duration::ZERO) => Err(self.out_of_time()),
            remaining => Ok(remaining.map_or(attempt, |left| left.min(attempt))),
        }
    }

    /// How long to wait before the next attempt, if there is to be one.
    fn pause(&self, verdict: Verdict, outcome: &Outcome) -> Duration {
        let Verdict::Retry(pause) = verdict else { return Duration::ZERO };
        let before = match pause {
            Pause::Transient | Pause::Locked => self.retries,
            Pause::Throttled => self.transport.turnstile.closed_in_a_row(),
        };
        let retry = before.saturating_add(1);
        delay(pause, retry, outcome.retry_after, &*self.transport.random)
    }

    /// Whether a failed attempt may be followed by another; its error, if not.
    fn may_try_again(&mut self, pause: Duration, outcome: Outcome) -> Result<()> {
        let late = self.remaining().is_some_and(|left| pause >= left);
        if late || self.retries + 1 >= MAX_ATTEMPTS {
            return Err(self.error(outcome.kind(), outcome));
        }
        if !self.transport.quota.draw() {
            let error = self.error(outcome.kind(), outcome);
            return Err(error.with(|details| details.retry_quota_exhausted = true));
        }
        self.retries += 1;
        debug!(
            operation = self.operation.name(),
            attempt = self.attempts,
            wait_ms = pause.as_millis(),
            "sending it again"
        );
        Ok(())
    }

    /// The error where the gate stays closed for longer than the call has left.
    fn gate_closed(&mut self, closed: ClosedTooLong) -> Error {
        if let Some(outcome) = self.throttled.take() {
            return self.error(ErrorKind::RateLimit, outcome);
        }
        let reason = format!(
            "Webex throttles this client and asks to wait another {} s, longer than this call has \
             left",
            seconds(closed.opens_in)
        );
        let error = Error::new(ErrorKind::RateLimit, reason)
            .with(|details| details.retry_after = Some(closed.opens_in));
        self.fill(error)
    }

    fn accept(&self, call: &Call, outcome: Outcome) -> Result<Answer> {
        let Ok(response) = outcome.result else {
            return Err(Error::internal("a failure was taken for an answer"));
        };
        let metadata = Metadata {
            status: response.status.as_u16(),
            tracking_id: tracking_id(&response.headers),
            headers: response.headers,
            attempts: self.attempts,
            elapsed: self.elapsed(),
        };
        let max = match &call.target {
            Target::List(list) => Some(list.max()),
            Target::Fixed(_) => None,
        };
        self.transport.quota.give_back(self.retries);
        match call.shape.check(&response.body) {
            Ok(items) => Ok(Answer { body: response.body, metadata, items, max }),
            Err(fault) => {
                let reason = format!("Webex answered {}, but {fault}", metadata.status);
                let error = Error::new(ErrorKind::ResponseDecode, reason).with(|details| {
                    details.status = Some(metadata.status);
                    details.body = Some(kept(&response.body));
                    details.tracking_id = metadata.tracking_id;
                    details.accepted = Some(true);
                });
                Err(self.fill(error))
            }
        }
    }

    /// The error for an outcome after which no further attempt is made.
    fn error(&self, kind: ErrorKind, outcome: Outcome) -> Error {
        let reason = self.reason(kind, &outcome);
        let status = outcome.status();
        let ErrorBody { message, errors, tracking_id, raw } = outcome.error_body;
        let mut error = Error::new(kind, reason).with(|details| {
            details.status = status;
            details.service_message = message;
            details.errors = errors;
            details.tracking_id = tracking_id;
            details.body = raw;
            details.retry_after = outcome.retry_after;
            details.accepted = match kind {
                ErrorKind::AmbiguousOutcome => None,
                ErrorKind::ResponseDecode => Some(true),
                _ => status.map(|_| false),
            };
        });
        if let Err(failure) = outcome.result {
            error = error.with_source(failure.source);
        }
        self.fill(error)
    }

    fn reason(&self, kind: ErrorKind, outcome: &Outcome) -> String {
        let status = outcome.status().unwrap_or_default();
        let named = http::StatusCode::from_u16(status)
            .ok()
            .and_then(|status| status.canonical_reason())
            .map_or_else(|| status.to_string(), |name| format!("{status} {name}"));
        match kind {
            ErrorKind::RateLimit => match outcome.retry_after {
                Some(asked) => format!(
                    "Webex answered {named} and asks to wait {} s, longer than this call has left",
                    asked.as_secs()
                ),
                None => format!("Webex went on answering {named} {}", self.within()),
            },
            ErrorKind::AmbiguousOutcome if status != 0 => format!(
                "Webex answered {named}, which does not tell whether the request was carried out"
            ),
            ErrorKind::AmbiguousOutcome => {
                "the request was sent and no answer came, so whether it was carried out is not \
                 known"
                    .to_owned()
            }
            ErrorKind::ResponseDecode => {
                format!("Webex answered {named}, but its body could not be read")
            }
            ErrorKind::Timeout => format!("no answer {}", self.within()),
            ErrorKind::Connection if outcome.was_sent() => "the connection broke".to_owned(),
            ErrorKind::Connection => "no connection could be made".to_owned(),
            _ if (300..400).contains(&status) => format!(
                "{named}: a redirect, which is not followed, because that would take the token to \
                 wherever it points"
            ),
            _ => format!("Webex answered {named}"),
        }
    }

    fn within(&self) -> String {
        match self.timeout {
            Some(timeout) if self.elapsed() >= timeout => {
                format!("within the {} s that the call may take", seconds(timeout))
            }
            _ => format!("within {} s", seconds(self.transport.limits.attempt_timeout)),
        }
    }

    /// Adds what every error of the call has.
    fn fill(&self, error: Error) -> Error {
        let sent = self.tracking_id.to_str().unwrap_or_default();
        error.with(|details| {
            details.operation = Some(self.operation);
            if let Some(enterprise) = &self.enterprise {
                details.enterprise_id = Some(enterprise.id.clone());
                details.sp_enterprise_id.clone_from(&enterprise.sp_enterprise_id);
            }
            details.attempts = self.attempts;
            details.request_sent = self.requests_sent;
            if self.requests_sent && details.tracking_id.is_none() {
                details.tracking_id = Some(sent.to_owned());
            }
            let unknown =
                matches!(details.kind, ErrorKind::AmbiguousOutcome | ErrorKind::ResponseDecode);
            details.safe_to_retry = !unknown
                || Repeat::of(&self.method) == Repeat::Harmless
                || self.operation == Operation::TriggerUserDirectorySync;
        })
    }

    fn log(&self, outcome: &Outcome, took: Duration) {
        debug!(
            method = %self.method,
            route = self.operation.route(),
            operation = self.operation.name(),
            enterprise_id = self.enterprise.as_ref().map(|enterprise| enterprise.id.as_str()),
            status = outcome.status(),
            attempt = self.attempts,
            duration_ms = took.as_millis(),
            tracking_id = self.tracking_id.to_str().unwrap_or_default(),
            "exchange"
        );
    }
}

fn seconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 10.0).round() / 10.0
}
