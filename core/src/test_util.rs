//! Scripted services instead of the network, for the tests of this crate and related ones.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that is set up wrongly must fail"
)]

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode};
use tokio::time::Instant;

use crate::auth::{TokenManager, TokenSource};
use crate::client::Client;
use crate::client::options::Limits;
use crate::clock::{BoxFuture, Chance, Random, SystemClock};
use crate::events::Observers;
pub use crate::http::backend::{FailurePhase, HttpBackend, HttpRequest, HttpResponse, SendError};
use crate::http::base_url::BaseUrl;
use crate::http::context::HttpContext;
use crate::http::in_process::simulate;
use crate::transport::rate_limiter::RateLimiter;
use crate::transport::{Transport, rate_limiter_state};

/// A scripted reply: immediately, or after a pause.
pub enum Reply {
    /// A response: status, headers, body.
    Status(u16, &'static [(&'static str, &'static str)], &'static str),
    /// A connection that breaks at this phase.
    Broken(FailurePhase),
    /// A connection that is never made.
    Unconnected,
    /// No answer until the time limit.
    Silent,
}

#[derive(Default)]
/// Replies in order, and the received requests.
pub struct Script {
    pub(crate) replies: Mutex<VecDeque<Reply>>,
    /// The reply after the end of the script.
    pub(crate) forever: Option<fn() -> Reply>,
    /// The requests, each with its time and its timeout.
    pub seen: Mutex<Vec<(Instant, HttpRequest, Duration)>>,
}

impl std::fmt::Debug for Script {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Script")
    }
}

impl HttpBackend for Script {
    fn execute(
        &self,
        request: HttpRequest,
        limit: Duration,
    ) -> BoxFuture<'_, Result<HttpResponse, SendError>> {
        Box::pin(async move {
            self.seen.lock().unwrap().push((Instant::now(), request, limit));
            let reply = self.replies.lock().unwrap().pop_front();
            match reply.or_else(|| self.forever.map(|reply| reply())).expect("one reply too few") {
                Reply::Status(status, headers, body) => Ok(response(status, headers, body)),
                Reply::Broken(phase) => Err(failure(phase, false)),
                Reply::Unconnected => Err(failure(FailurePhase::BeforeWrite, true)),
                Reply::Silent => {
                    tokio::time::sleep(limit).await;
                    Err(failure(FailurePhase::Written, true))
                }
            }
        })
    }

    fn is_in_process(&self) -> bool {
        true
    }
}

/// A response of a service.
pub fn response(
    status: u16,
    headers: &[(&'static str, &'static str)],
    body: impl Into<Bytes>,
) -> HttpResponse {
    let status = StatusCode::from_u16(status).unwrap();
    HttpResponse { status, headers: header_map(headers), body: body.into() }
}

/// A request that failed in a phase.
pub fn failure(phase: FailurePhase, timed_out: bool) -> SendError {
    let head = (phase == FailurePhase::Body).then(|| (StatusCode::OK, HeaderMap::new()));
    SendError { timed_out, head, ..SendError::new(phase, "so the script says") }
}

fn header_map(headers: &[(&'static str, &'static str)]) -> HeaderMap {
    let pair = |&(name, value): &(&'static str, &'static str)| {
        (http::HeaderName::from_static(name), HeaderValue::from_static(value))
    };
    headers.iter().map(pair).collect()
}

/// Randomness that always returns the maximum: every pause is as long as possible.
#[derive(Debug)]
pub(crate) struct Longest;

impl Random for Longest {
    fn unit(&self) -> f64 {
        1.0
    }
}

pub(crate) fn transport(exchange: impl HttpBackend + 'static, limits: Limits) -> Transport {
    let http = HttpContext {
        backend: Arc::new(exchange),
        base: BaseUrl::parse("https://webexapis.com/v1").unwrap(),
        limits,
        observers: Observers::default(),
        redactor: Arc::default(),
        partner: None,
        clock: Arc::new(SystemClock),
        random: Chance::new(Longest),
        caller: None,
    };
    Transport {
        http: Arc::new(http),
        network: None,
        tokens: Arc::new(TokenManager::new(TokenSource::literal("canary-token").unwrap())),
        rate_limiter: Arc::new(RateLimiter::new(
            rate_limiter_state::ConcurrencyLimits::default(),
            Arc::new(SystemClock),
        )),
        retry_budget: Arc::default(),
        closed: Arc::default(),
        notices: Arc::default(),
        names_next_pages: Arc::default(),
    }
}

pub(crate) const LIMITS: Limits =
    Limits { timeout: Some(Duration::from_secs(180)), attempt_timeout: Duration::from_secs(60) };

/// A service with these replies, in this order.
pub fn script(replies: Vec<Reply>) -> Script {
    Script { replies: Mutex::new(replies.into()), ..Script::default() }
}

type Answering = dyn Fn(usize, HttpRequest) -> BoxFuture<'static, HttpResponse> + Send + Sync;

/// A service made of a function, and when its requests arrived.
pub struct Service {
    answer: Box<Answering>,
    arrivals: Mutex<Vec<Instant>>,
}

/// A service that answers depending on the request and on the number of requests before.
pub fn service<F>(answer: impl Fn(usize, HttpRequest) -> F + Send + Sync + 'static) -> Arc<Service>
where
    F: Future<Output = HttpResponse> + Send + 'static,
{
    let answer =
        move |number, request| -> BoxFuture<'static, _> { Box::pin(answer(number, request)) };
    Arc::new(Service { answer: Box::new(answer), arrivals: Mutex::default() })
}

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Service")
    }
}

impl Service {
    /// When each request arrived.
    pub fn arrivals(&self) -> Vec<Instant> {
        self.arrivals.lock().unwrap().clone()
    }
}

impl HttpBackend for Service {
    fn execute(
        &self,
        request: HttpRequest,
        limit: Duration,
    ) -> BoxFuture<'_, Result<HttpResponse, SendError>> {
        let number = {
            let mut arrivals = self.arrivals.lock().unwrap();
            arrivals.push(Instant::now());
            arrivals.len() - 1
        };
        let answer = tokio::time::timeout(limit, (self.answer)(number, request));
        Box::pin(async { answer.await.map_err(|_| failure(FailurePhase::Written, true)) })
    }

    fn is_in_process(&self) -> bool {
        true
    }
}

/// A client of this exchange, with the usual limits.
pub fn raw(exchange: impl HttpBackend + 'static) -> Client {
    simulate();
    Client { transport: Arc::new(transport(exchange, LIMITS)) }
}
