//! One call made safe: it is sent, judged, paused, sent again where that is safe, and checked.
//!
//! [`Transport::call`] is the only place that sends anything. What it decides by stands in
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

use crate::transport::backoff::Pause;
use crate::http::backend::{Exchange, WireRequest};
use crate::transport::retry_policy::Verdict;
use crate::transport::retry_budget::Quota;
use crate::transport::call_state::{Outcome, Run};
use crate::http::response_validation::Shape;
use crate::task::Spawned;
use crate::transport::rate_limiter::{Place, Turnstile};
use crate::http::response::Answer;
use crate::http::base_url::BaseUrl;
use crate::client::CallOptions;
use crate::clock::{Chance, Clock};
use crate::paging::request::ListTarget;
use crate::error::{Error, ErrorKind, Result};
use crate::models::enterprise_ref::EnterpriseRef;
use crate::events::{Attempt, Observers};
use crate::models::operation::Operation;
use crate::redact::Redactor;
use crate::auth::{Credential, Keeper};

/// How long things may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// The whole call, pauses included; `None` is no deadline.
    pub(crate) timeout: Option<Duration>,
    /// One attempt.
    pub(crate) attempt_timeout: Duration,
}

impl Limits {
    /// Refuses limits within which nothing could be done.
    pub(crate) fn check(self) -> Result<Self> {
        check_length("timeout", self.timeout)?;
        check_length("attempt_timeout", Some(self.attempt_timeout))?;
        Ok(self)
    }
}

/// Refuses a length of time that is none.
pub fn check_length(name: &str, length: Option<Duration>) -> Result<()> {
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
    pub(crate) shape: Shape,
    pub(crate) enterprise: Option<EnterpriseRef>,
    pub(crate) options: CallOptions,
}

/// Where a call goes.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    Fixed(Url),
    /// A list, whose `max` may have to shrink.
    List(ListTarget),
}

/// Sends calls to one origin with one token source.
///
/// Clones may have limits of their own; connections, token, gate, window, quota and end they share.
#[derive(Clone, Debug)]
pub(crate) struct Transport {
    pub(crate) exchange: Arc<dyn Exchange>,
    pub(crate) base: BaseUrl,
    pub(crate) keeper: Arc<Keeper>,
    pub(crate) limits: Limits,
    pub(crate) turnstile: Arc<Turnstile>,
    pub(crate) quota: Arc<Quota>,
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
        self.base.is_loopback() || self.exchange.is_in_process()
    }

    /// When a call that is told this has to be over; `None` is no deadline.
    pub(crate) fn deadline(&self, options: CallOptions) -> Result<Option<Instant>> {
        check_length("timeout", options.timeout)?;
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
    pub(crate) async fn answer(self: &Arc<Self>, call: Call) -> Result<Answer> {
        if call.options.in_place { Box::pin(self.call(call)).await } else { self.spawn(call).await }
    }

    /// Makes a call in a task of its own.
    pub(crate) fn spawn(self: &Arc<Self>, call: Call) -> Spawned<Answer> {
        let transport = Arc::clone(self);
        Spawned::new(async move { transport.call(call).await })
    }

    /// Makes a call and returns its checked answer.
    pub(crate) async fn call(self: &Arc<Self>, mut call: Call) -> Result<Answer> {
        let mut run = Run::start(self, &call);
        check_length("timeout", call.options.timeout).map_err(|error| run.fill(error))?;
        loop {
            if self.closed.load(Ordering::Acquire) {
                return Err(Error::new(ErrorKind::ClientClosed, "the client is closed"));
            }
            // Before a place is taken: nobody waits for a token while holding one.
            let credential = run.token_in_time(self.keeper.credential(self)).await?;
            let patience =
                if call.options.fails_fast { Some(self.clock.now()) } else { run.deadline() };
            let place = match self.turnstile.pass(run.deadline(), patience).await {
                Ok(Some(place)) => place,
                Ok(None) => return Err(run.out_of_time()),
                Err(closed) => return Err(run.gate_closed(closed)),
            };
            // It may have come of age in the queue. Once is enough: the service has the last word.
            if !run.token_was_late {
                let has_aged = async { Ok(self.keeper.has_aged(&credential, self).await) };
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
            let outcome = self.exchange.exchange(request, limit).await;
            let outcome = Outcome::of(outcome, self.clock.wall(), &self.redactor);
            run.requests_sent |= outcome.was_sent();
            let verdict = outcome.verdict(&call);
            let pause = run.pause(verdict, &outcome);
            leave(place, verdict, &outcome, pause);
            attempt.end(|| run.event_of(&outcome));
            match verdict {
                Verdict::Accept => return run.accept(&call, outcome),
                Verdict::Raise(kind) => return Err(run.error(kind, outcome)),
                Verdict::Reauthenticate => {
                    let again = !run.reauthenticated
                        && run.token_in_time(self.keeper.renew(&credential, self)).await?;
                    if !again {
                        return Err(run.error(ErrorKind::Authentication, outcome));
                    }
                    run.reauthenticated = true;
                }
                Verdict::Retry(_) if call.options.fails_fast && outcome.asks_to_wait() => {
                    return Err(run.error(outcome.kind(), outcome));
                }
                // Everyone waits at the gate, this call too.
                Verdict::Retry(Pause::Throttled) => {
                    self.observers.retry(|| run.event_of(&outcome).took(pause));
                    run.throttled = Some(outcome);
                }
                Verdict::Retry(Pause::Transient | Pause::Locked) => {
                    if let (Target::List(list), Some(504)) = (&mut call.target, outcome.status()) {
                        run.gateway_timeouts += 1;
                        if run.gateway_timeouts > 1 {
                            list.halve_max();
                        }
                    }
                    let outcome = run.may_try_again(pause, outcome)?;
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
    ) -> Result<WireRequest> {
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
        Ok(WireRequest { method: call.method.clone(), url, headers, body: call.body.clone() })
    }
}

/// Gives a place back and tells the others what the answer says about how busy the service is.
fn leave(place: Place<'_>, verdict: Verdict, outcome: &Outcome, pause: Duration) {
    place.leave(match (verdict, outcome.status()) {
        (Verdict::Retry(Pause::Throttled), _) => rate_limiter_state::Outcome::Throttled(pause),
        // Neither a sign of strength nor of weakness.
        (Verdict::Raise(ErrorKind::DirectorySyncBusy), _)
        | (_, Some(401 | 408 | 423 | 425 | 500..=599)) => rate_limiter_state::Outcome::Neutral,
        (_, Some(_)) => rate_limiter_state::Outcome::Answered,
        (_, None) => rate_limiter_state::Outcome::Lost,
    });
}
