//! Executes a call: token, rate limiter, request, response, and retry.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use http::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method};

use crate::auth::Credential;
use crate::call::attempt_outcome::AttemptOutcome;
use crate::call::backoff::BackoffKind;
use crate::call::call_state::CallState;
use crate::call::rate_limiter::Permit;
use crate::call::retry_policy::RetryDecision;
use crate::call::{Call, Target, Transport, rate_limiter_state};
use crate::error::{Error, ErrorKind, Result};
use crate::events::Attempt;
use crate::http::backend::HttpRequest;
use crate::http::response::RawResponse;
use crate::options::require_nonzero;
use crate::task::AbortOnDrop;

impl Transport {
    /// Makes a call in the task that its options select.
    ///
    /// # Errors
    /// Those of the operation.
    pub async fn execute(self: &Arc<Self>, call: Call) -> Result<RawResponse> {
        if call.options.without_task {
            Box::pin(self.execute_inline(call)).await
        } else {
            self.spawn_call(call).await
        }
    }

    /// Makes a call in its own task.
    pub fn spawn_call(self: &Arc<Self>, call: Call) -> AbortOnDrop<RawResponse> {
        let transport = Arc::clone(self);
        AbortOnDrop::new(async move { transport.execute_inline(call).await })
    }

    /// Makes a call and returns its checked response.
    ///
    /// # Errors
    /// Those of the operation.
    pub async fn execute_inline(self: &Arc<Self>, mut call: Call) -> Result<RawResponse> {
        let mut run = CallState::start(self, &call);
        require_nonzero("timeout", call.options.timeout)
            .map_err(|error| run.attach_context(error))?;
        loop {
            if self.closed.load(Ordering::Acquire) {
                return Err(Error::new(ErrorKind::ClientClosed, "the client is closed"));
            }
            // The token is fetched before the permit, so that no permit is held while waiting for
            // it.
            let credential = match call.target {
                Target::Link(_) => None,
                Target::Fixed(_) | Target::Page(_) => {
                    Some(run.token_in_time(self.tokens.credential(&self.http)).await?)
                }
            };
            let patience = if call.options.skips_rate_limit_wait {
                Some(self.http.clock.now())
            } else {
                run.deadline()
            };
            let permit = match self.rate_limiter.acquire(run.send_deadline(), patience).await {
                Ok(Some(permit)) => permit,
                Ok(None) if run.is_too_late_to_send() => return Err(run.too_late_error()),
                Ok(None) => return Err(run.timeout_error()),
                Err(closed) => return Err(run.throttled_error(closed)),
            };
            // The token may have expired in the queue. This is checked once, because Webex decides.
            if let Some(credential) = &credential
                && !run.token_was_late
            {
                let is_stale = async { Ok(self.tokens.is_stale(credential, &self.http).await) };
                if run.token_in_time(is_stale).await? {
                    run.token_was_late = true;
                    continue;
                }
            }
            run.token_was_late = false;
            let limit = run.time_for_an_attempt()?;
            let request = self.request(&call, credential.as_deref(), &run.tracking_id)?;
            run.attempts += 1;
            let attempt = Attempt::begin(&self.http.observers, &*self.http.clock, || run.event());
            let outcome = self.http.backend.execute(request, limit).await;
            let outcome =
                AttemptOutcome::of(outcome, self.http.clock.wall(), &self.http.redactor, &call);
            run.requests_sent |= outcome.was_sent();
            let decision = match outcome.decision(&call) {
                RetryDecision::Fail(ErrorKind::NotFound)
                    if run.may_be_executed && call.method == Method::DELETE =>
                {
                    RetryDecision::Accept
                }
                decision => decision,
            };
            run.may_be_executed |= call.method != Method::GET && outcome.is_unconfirmed(&call);
            let pause = run.pause(decision, &outcome);
            release(permit, decision, &outcome, pause);
            attempt.end(|| run.event_of(&outcome));
            match decision {
                RetryDecision::Accept => return run.build_response(&call, outcome),
                RetryDecision::Fail(kind) => return Err(run.error(kind, outcome)),
                RetryDecision::Reauthenticate => {
                    let again = match &credential {
                        Some(credential) if !run.reauthenticated => {
                            let refreshed =
                                self.tokens.refresh_after_rejection(credential, &self.http);
                            run.token_in_time(refreshed).await?
                        }
                        _ => false,
                    };
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
                // All calls wait for the end of the rate-limit pause.
                RetryDecision::Retry(BackoffKind::Throttled) => {
                    self.http.observers.retry(|| run.event_of(&outcome).took(pause));
                    run.throttled = Some(outcome);
                }
                RetryDecision::Retry(BackoffKind::Transient | BackoffKind::Locked) => {
                    if let (Target::Page(page), Some(504)) = (&mut call.target, outcome.status()) {
                        run.gateway_timeouts += 1;
                        if run.gateway_timeouts > 1 {
                            page.halve_page_size();
                        }
                    }
                    let outcome = run.prepare_retry(pause, outcome)?;
                    self.http.observers.retry(|| run.event_of(&outcome).took(pause));
                    self.http.clock.sleep(pause).await;
                }
            }
        }
    }

    fn request(
        &self,
        call: &Call,
        credential: Option<&Credential>,
        tracking_id: &HeaderValue,
    ) -> Result<HttpRequest> {
        let url = match &call.target {
            Target::Fixed(url) => url.clone(),
            Target::Page(page) => page.url(),
            Target::Link(link) => {
                let mut headers = HeaderMap::new();
                headers.insert(ACCEPT, HeaderValue::from_static("text/csv, */*"));
                headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
                let (method, url) = (call.method.clone(), link.url().clone());
                return Ok(HttpRequest { method, url, headers, body: None });
            }
        };
        // The last check before the token is sent.
        if !self.http.base.same_origin(&url) {
            return Err(Error::new(
                ErrorKind::UntrustedLink,
                "the request would go to a host other than this client's",
            ));
        }
        let mut headers = HeaderMap::new();
        if let Some(credential) = credential {
            headers.insert(AUTHORIZATION, credential.header.clone());
        }
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        headers.insert("trackingid", tracking_id.clone());
        if call.body.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        Ok(HttpRequest { method: call.method.clone(), url, headers, body: call.body.clone() })
    }
}

/// Releases a permit, and reports how busy the response says that Webex is.
fn release(permit: Permit<'_>, decision: RetryDecision, outcome: &AttemptOutcome, pause: Duration) {
    permit.release(match (decision, outcome.status()) {
        (RetryDecision::Retry(BackoffKind::Throttled), _) => {
            rate_limiter_state::Feedback::Throttled(pause)
        }
        // Shows neither free nor exhausted capacity.
        (RetryDecision::Fail(ErrorKind::DirectorySyncBusy), _)
        | (_, Some(401 | 408 | 423 | 425 | 500..=599)) => rate_limiter_state::Feedback::Neutral,
        (_, Some(_)) => rate_limiter_state::Feedback::Answered,
        (_, None) => rate_limiter_state::Feedback::Lost,
    });
}
