//! One request and its response, and in which phase it failed if it did.

use std::error::Error as StdError;
use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use url::Url;

use crate::clock::BoxFuture;

/// A request as it goes over the wire, but for the Authorization header: only the transport
/// itself, which knows where the token may go, adds that.
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
    /// Without the body: that of a token's refresh holds secrets.
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

/// How far an exchange had come when it failed: that, more than the failure, decides what is safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailurePhase {
    /// A retry can't succeed: certificates, an oversized body, a proxy that requires a login.
    NotRetryable,
    /// Nothing of the request was written.
    BeforeWrite,
    /// The request may have been read; no complete response head came.
    Written,
    /// The request was written, and what came back is more than this client reads.
    Unreadable,
    /// The head came, the body failed.
    Body,
}

/// A failed exchange.
#[derive(Debug)]
pub struct SendError {
    /// How far the exchange had come.
    pub phase: FailurePhase,
    /// Whether it failed because time was up.
    pub timed_out: bool,
    /// The response head, where one had come.
    pub head: Option<(StatusCode, HeaderMap)>,
    /// Where the connection went, in words; `None` where there is no network.
    pub route: Option<Arc<str>>,
    /// What the library below reported.
    pub source: Box<dyn StdError + Send + Sync>,
}

impl SendError {
    /// A failure in a phase. The rest can be added.
    pub fn new(phase: FailurePhase, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { phase, timed_out: false, head: None, route: None, source: source.into() }
    }
}

/// Something that can make an exchange: the network, or a script in a test.
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
