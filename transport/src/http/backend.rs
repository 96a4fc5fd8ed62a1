//! One request, its response, and the phase of a failure.

use std::error::Error as StdError;
use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use url::Url;

use crate::clock::BoxFuture;

/// A request without the Authorization header. Only the transport adds that, because it knows where
/// the token may be sent.
#[derive(Clone)]
pub struct HttpRequest {
    /// The method.
    pub method: Method,
    /// The whole address.
    pub url: Url,
    /// The headers, without the token.
    pub headers: HeaderMap,
    /// The body, if there is one.
    pub body: Option<Bytes>,
}

impl Debug for HttpRequest {
    /// Omits the body: that of a token refresh contains secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.method, self.url.path())
    }
}

/// A whole response.
#[derive(Clone, Debug)]
pub struct HttpResponse {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, decompressed.
    pub body: Bytes,
}

/// The phase of a failed exchange, which decides whether a retry is safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailurePhase {
    /// A retry can't succeed: certificates, an oversized body, a proxy that requires a login.
    NotRetryable,
    /// No part of the request was sent.
    BeforeWrite,
    /// The request may have been read, but no complete response head was received.
    Written,
    /// The request was sent, and the response exceeds this client's limits.
    Unreadable,
    /// The head was received, but the body failed.
    Body,
}

/// A failed exchange.
#[derive(Debug)]
pub struct SendError {
    /// The phase of the failure.
    pub phase: FailurePhase,
    /// Whether it failed because of a timeout.
    pub timed_out: bool,
    /// The response head, if it was received.
    pub head: Option<(StatusCode, HeaderMap)>,
    /// The target of the connection, for messages; `None` without a network.
    pub route: Option<Arc<str>>,
    /// What the library below reported.
    pub source: Box<dyn StdError + Send + Sync>,
}

impl SendError {
    /// Creates a failure in a phase, without further details.
    pub fn new(phase: FailurePhase, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { phase, timed_out: false, head: None, route: None, source: source.into() }
    }
}

/// Makes exchanges: over the network, or scripted in a test.
pub trait HttpBackend: Debug + Send + Sync {
    /// Makes one exchange within `limit`.
    fn execute(
        &self,
        request: HttpRequest,
        limit: Duration,
    ) -> BoxFuture<'_, Result<HttpResponse, SendError>>;

    /// Whether requests stay in this process.
    fn is_in_process(&self) -> bool {
        false
    }
}

impl<T: HttpBackend + ?Sized> HttpBackend for Arc<T> {
    fn execute(
        &self,
        request: HttpRequest,
        limit: Duration,
    ) -> BoxFuture<'_, Result<HttpResponse, SendError>> {
        (**self).execute(request, limit)
    }

    fn is_in_process(&self) -> bool {
        (**self).is_in_process()
    }
}
