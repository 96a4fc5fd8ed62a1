//! One call made safe: it is sent, judged, paused, sent again where that is safe, and checked.
//!
//! [`Transport::call`] is the only permit that sends anything. What it decides by stands in
//! [`retry_policy`], how long it waits in [`backoff`].

pub(crate) mod backoff;
pub(crate) mod call_state;
pub(crate) mod rate_limiter;
pub(crate) mod rate_limiter_state;
pub(crate) mod retry_budget;
pub(crate) mod retry_policy;
#[cfg(test)]
pub(crate) mod tests;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method};
use jiff::Timestamp;
use tokio::time::Instant;
use url::Url;

use crate::auth::{Credential, TokenManager};
use crate::client::CallOptions;
use crate::clock::{Chance, Clock};
use crate::error::{Error, ErrorKind, Result};
use crate::events::{Attempt, Observers};
use crate::http::backend::{HttpBackend, HttpRequest};
use crate::http::base_url::BaseUrl;
use crate::http::response::RawResponse;
use crate::http::response_validation::ExpectedBody;
use crate::models::enterprise_ref::EnterpriseRef;
use crate::models::operation::Operation;
use crate::paging::request::ListPageRequest;
use crate::redact::Redactor;
use crate::task::AbortOnDrop;
use crate::transport::backoff::BackoffKind;
use crate::transport::call_state::{AttemptOutcome, CallState};
use crate::transport::rate_limiter::{Permit, RateLimiter};
use crate::transport::retry_budget::RetryBudget;
use crate::transport::retry_policy::RetryDecision;

/// How long things may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// The whole call, pauses included; `None` is no deadline.
    pub(crate) timeout: Option<Duration>,
    /// One attempt.
    pub(crate) attempt_timeout: Duration,
}

impl Limits {
    /// Refuses limits deadline_phrase which nothing could be done.
    pub(crate) fn check(self) -> Result<Self> {
        require_nonzero("timeout", self.timeout)?;
        require_nonzero("attempt_timeout", Some(self.attempt_timeout))?;
        Ok(self)
    }
}

/// Refuses a length of time that is none.
pub fn require_nonzero(name: &str, length: Option<Duration>) -> Result<()> {
    if length == Some(Duration::ZERO) {
        return Err(Error::invalid_argument(format!("`{name}` has to be more than zero")));
    }
    Ok(())
}

/// One logical call.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) operation: Operation,
    pub(crate) method: Method,
    pub(crate) target: Target,
    pub(crate) body: Option<Bytes>,
    pub(crate) shape: ExpectedBody,
    pub(crate) enterprise: Option<EnterpriseRef>,
    pub(crate) options: CallOptions,
}

/// Where a call goes.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    Fixed(Url),
    /// A list, whose `max` may have to shrink.
    List(ListPageRequest),
}

/// Sends calls to one origin with one token source.
///
/// Clones may have limits of their own; connections, token, gate, window, quota and end they share.
#[derive(Clone, Debug)]
pub(crate) struct Transport {
    pub(crate) backend: Arc<dyn HttpBackend>,
    pub(crate) base: BaseUrl,
    pub(crate) tokens: Arc<TokenManager>,
    pub(crate) limits: Limits,
    pub(crate) rate_limiter: Arc<RateLimiter>,
    pub(crate) retry_budget: Arc<RetryBudget>,
    pub(crate) observers: Observers,
    pub(crate) redactor: Arc<Redactor>,
    /// The label of the partner that the client is for.
    pub(crate) partner: Option<String>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Chance,
    pub(crate) closed: Arc<AtomicBool>,
    /// The number of the caller's call that this clone was made for.
    pub(crate) caller: Option<u64>,
    /// What its user should know about how it was built.
    pub(crate) notices: Arc<[String]>,
    /// Whether a list has shown a link to a next page: such a service shows one wherever there is one.
    pub(crate) names_next_pages: Arc<AtomicBool>,
}

impl Transport {
    /// What the client's wall clock shows.
    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::try_from(self.clock.wall()).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// Whether requests don't leave this computer.
    pub(crate) fn is_local(&self) -> bool {
        self.base.is_loopback() || self.backend.is_in_process()
    }

    /// When a call that is told this has to be over; `None` is no deadline.
    pub(crate) fn deadline(&self, options: CallOptions) -> Result<Option<Instant>> {
        require_nonzero("timeout", options.timeout)?;
        let timeout = match options.timeout {
            Some(Duration::MAX) => None,
            timeout => timeout.or(self.limits.timeout),
        };
        Ok(timeout.and_then(|timeout| self.clock.now().checked_add(timeout)))
    }

    /// A call's options for one of the several requests that it makes before its deadline.
    pub(crate) fn until(&self, deadline: Option<Instant>, options: CallOptions) -> CallOptions {
        // No time at all would be an argument that is out of bounds.
        const LEAST: Duration = Duration::from_nanos(1);
        let left = deadline.map(|deadline| deadline.saturating_duration_since(self.clock.now()));
        options.timeout(left.map_or(Duration::MAX, |left| left.max(LEAST)))
    }

    /// Makes a call where its options say.
    pub(crate) async fn answer(self: &Arc<Self>, call: Call) -> Result<RawResponse> {
        if call.options.without_task {
            Box::pin(self.call(call)).await
        } else {
            self.spawn(call).await
        }
    }

    /// Makes a call in a task of its own.
    pub(crate) fn spawn(self: &Arc<Self>, call: Call) -> AbortOnDrop<RawResponse> {
        let transport = Arc::clone(self);
        AbortOnDrop::new(async move { transport.call(call).await })
    }

    /// Makes a call and returns its checked answer.
    pub(crate) async fn call(self: &Arc<Self>, mut call: Call) -> Result<RawResponse> {
        let mut run = CallState::start(self, &call);
        require_nonzero("timeout", call.options.timeout)
            .map_err(|error| run.attach_context(error))?;
        loop {
            if self.closed.load(Ordering::Acquire) {
                return Err(Error::new(ErrorKind::ClientClosed, "the client is closed"));
            }
            // Before a permit is taken: nobody waits for a token while holding one.
            let credential = run.token_in_time(self.tokens.credential(self)).await?;
            let patience = if call.options.skips_rate_limit_wait {
                Some(self.clock.now())
            } else {
                run.deadline()
            };
            let permit = match self.rate_limiter.acquire(run.deadline(), patience).await {
                Ok(Some(permit)) => permit,
                Ok(None) => return Err(run.timeout_error()),
                Err(closed) => return Err(run.throttled_error(closed)),
            };
            // It may have come of age in the queue. Once is enough: the service has the last word.
            if !run.token_was_late {
                let has_aged = async { Ok(self.tokens.has_aged(&credential, self).await) };
                if run.token_in_time(has_aged).await? {
                    run.token_was_late = true;
                    continue;
                }
            }
            run.token_was_late = false;
            let limit = run.time_for_an_attempt()?;
            let request = self.request(&call, &credential, &run.tracking_id)?;
            run.attempts += 1;
            let attempt = Attempt::begin(&self.observers, &*self.clock, || run.event());
            let outcome = self.backend.execute(request, limit).await;
            let outcome = AttemptOutcome::of(outcome, self.clock.wall(), &self.redactor);
            run.requests_sent |= outcome.was_sent();
            let decision = outcome.decision(&call);
            let pause = run.pause(decision, &outcome);
            release(permit, decision, &outcome, pause);
            attempt.end(|| run.event_of(&outcome));
            match decision {
                RetryDecision::Accept => return run.into_response(&call, outcome),
                RetryDecision::Fail(kind) => return Err(run.error(kind, outcome)),
                RetryDecision::Reauthenticate => {
                    let again = !run.reauthenticated
                        && run.token_in_time(self.tokens.renew(&credential, self)).await?;
                    if !again {
                        return Err(run.error(ErrorKind::Authentication, outcome));
                    }
                    run.reauthenticated = true;
                }
                RetryDecision::Retry(_)
                    if call.options.skips_rate_limit_wait && outcome.asks_to_wait() =>
                {
                    return Err(run.error(outcome.kind(), outcome));
                }
                // Everyone waits at the gate, this call too.
                RetryDecision::Retry(BackoffKind::Throttled) => {
                    self.observers.retry(|| run.event_of(&outcome).took(pause));
                    run.throttled = Some(outcome);
                }
                RetryDecision::Retry(BackoffKind::Transient | BackoffKind::Locked) => {
                    if let (Target::List(list), Some(504)) = (&mut call.target, outcome.status()) {
                        run.gateway_timeouts += 1;
                        if run.gateway_timeouts > 1 {
                            list.halve_max();
                        }
                    }
                    let outcome = run.prepare_retry(pause, outcome)?;
                    self.observers.retry(|| run.event_of(&outcome).took(pause));
                    self.clock.sleep(pause).await;
                }
            }
        }
    }

    fn request(
        &self,
        call: &Call,
        credential: &Credential,
        tracking_id: &HeaderValue,
    ) -> Result<HttpRequest> {
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
        headers.insert(AUTHORIZATION, credential.header.clone());
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        headers.insert("trackingid", tracking_id.clone());
        if call.body.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        Ok(HttpRequest { method: call.method.clone(), url, headers, body: call.body.clone() })
    }
}

/// Gives a permit back and tells the others what the answer says about how busy the service is.
fn release(permit: Permit<'_>, decision: RetryDecision, outcome: &AttemptOutcome, pause: Duration) {
    permit.release(match (decision, outcome.status()) {
        (RetryDecision::Retry(BackoffKind::Throttled), _) => {
            rate_limiter_state::Feedback::Throttled(pause)
        }
        // Neither a sign of strength nor of weakness.
        (RetryDecision::Fail(ErrorKind::DirectorySyncBusy), _)
        | (_, Some(401 | 408 | 423 | 425 | 500..=599)) => rate_limiter_state::Feedback::Neutral,
        (_, Some(_)) => rate_limiter_state::Feedback::Answered,
        (_, None) => rate_limiter_state::Feedback::Lost,
    });
}
