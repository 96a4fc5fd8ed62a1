//! Scripted services instead of the network, for the tests of this crate and related ones.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that is set up wrongly must fail"
)]

mod oauth_service;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use tokio::time::Instant;

use crate::auth::TokenSource;
use crate::call::rate_limiter_state::ConcurrencyLimits;
use crate::call::{Call, Target, Transport};
use crate::clock::{BoxFuture, Chance, Random, SystemClock};
use crate::error::Result;
use crate::events::Observers;
pub use crate::http::backend::{FailurePhase, HttpBackend, HttpRequest, HttpResponse, SendError};
use crate::http::base_url::BaseUrl;
use crate::http::context::HttpContext;
use crate::http::in_process::simulate;
use crate::http::response::RawResponse;
use crate::http::response_validation::ExpectedBody;
use crate::operation::subject::Subject;
use crate::operation::{Operation, SubjectKind};
use crate::options::{CallOptions, Limits};
pub use crate::test_util::oauth_service::{Memory, OAuthService, client, oauth};

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
    pub replies: Mutex<VecDeque<Reply>>,
    /// The reply after the end of the script.
    pub forever: Option<fn() -> Reply>,
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
struct Longest;

impl Random for Longest {
    fn unit(&self) -> f64 {
        1.0
    }
}

/// A transport to this exchange, with a literal token.
pub fn transport(exchange: impl HttpBackend + 'static, limits: Limits) -> Transport {
    let token = TokenSource::literal("canary-token").unwrap();
    transport_with(exchange, limits, token, ConcurrencyLimits::default())
}

/// A transport to this exchange, with the token of a source.
pub fn transport_with(
    exchange: impl HttpBackend + 'static,
    limits: Limits,
    token: TokenSource,
    concurrency: ConcurrencyLimits,
) -> Transport {
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
    Transport::new(http, token, concurrency)
}

/// The usual limits.
pub const LIMITS: Limits =
    Limits { timeout: Some(Duration::from_secs(180)), attempt_timeout: Duration::from_secs(60) };

/// A transport to this exchange, with the usual limits, in a simulation.
pub fn simulated(exchange: impl HttpBackend + 'static) -> Arc<Transport> {
    simulate();
    Arc::new(transport(exchange, LIMITS))
}

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

/// Reads the status of an enterprise.
pub async fn status(transport: &Arc<Transport>) -> Result<RawResponse> {
    let call = Call {
        operation: Operation::DirectorySyncGetStatus,
        method: Method::GET,
        target: Target::Fixed(transport.http.base.join(&["broadworks"]).unwrap()),
        body: None,
        shape: ExpectedBody::Object,
        subject: Some(Subject::new(SubjectKind::Enterprise, "E1")),
        options: CallOptions::default(),
    };
    transport.execute_inline(call).await
}

/// Reads the status this many times concurrently. The results are in the order of the calls.
pub async fn at_once(calls: usize, transport: &Arc<Transport>) -> Vec<Result<RawResponse>> {
    let call = |_| {
        let transport = Arc::clone(transport);
        tokio::spawn(async move { status(&transport).await })
    };
    let tasks: Vec<_> = (0..calls).map(call).collect();
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.unwrap());
    }
    results
}
