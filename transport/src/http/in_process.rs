//! A service in this process instead of the network, for simulations with their own clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use std::{fmt, io};

use bytes::Bytes;
use http::{Request, Response};

use crate::clock::BoxFuture;
use crate::http::backend::{FailurePhase, HttpBackend, HttpRequest, HttpResponse, SendError};

type Answering =
    dyn Fn(Request<Bytes>) -> BoxFuture<'static, io::Result<Response<Bytes>>> + Send + Sync;

/// Whether this process has such a service, so that its time may be virtual.
static SIMULATES: AtomicBool = AtomicBool::new(cfg!(test));

/// Whether time may be virtual.
pub fn simulates() -> bool {
    SIMULATES.load(Ordering::Relaxed)
}

/// From here on, time may be virtual.
pub fn simulate() {
    SIMULATES.store(true, Ordering::Relaxed);
}

/// Answers requests. An error is a broken connection.
#[derive(Clone)]
pub struct InProcessService(Arc<Answering>);

impl InProcessService {
    /// A service made of a function.
    pub fn new<F>(answer: impl Fn(Request<Bytes>) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = io::Result<Response<Bytes>>> + Send + 'static,
    {
        simulate();
        Self(Arc::new(move |request| Box::pin(answer(request))))
    }
}

impl fmt::Debug for InProcessService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InProcessService")
    }
}

impl HttpBackend for InProcessService {
    fn execute(
        &self,
        request: HttpRequest,
        limit: Duration,
    ) -> BoxFuture<'_, Result<HttpResponse, SendError>> {
        Box::pin(async move {
            let broken = |timed_out: bool, source: Box<dyn std::error::Error + Send + Sync>| {
                SendError { timed_out, ..SendError::new(FailurePhase::Written, source) }
            };
            let mut wire = Request::new(request.body.unwrap_or_default());
            *wire.method_mut() = request.method;
            *wire.headers_mut() = request.headers;
            // A body arrives as it is: nothing here undoes a compression.
            wire.headers_mut().remove(http::header::ACCEPT_ENCODING);
            *wire.uri_mut() = request
                .url
                .as_str()
                .parse()
                .map_err(|error| broken(false, Box::<http::uri::InvalidUri>::new(error)))?;
            let answer = tokio::time::timeout(limit, (self.0)(wire)).await;
            let response = answer
                .map_err(|late| broken(true, late.into()))?
                .map_err(|error| broken(false, error.into()))?;
            let (head, body) = response.into_parts();
            Ok(HttpResponse { status: head.status, headers: head.headers, body })
        })
    }

    fn is_in_process(&self) -> bool {
        true
    }
}
