//! One request and its response, and in which phase it failed if it did.

use std::error::Error as StdError;
use std::fmt::Debug;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use url::Url;

use super::body::{Body, BodyFault, Caps};
use crate::clock::BoxFuture;

/// A request as it goes over the wire, but for the Authorization header: only the transport
/// itself, which knows where the token may go, adds that.
#[derive(Clone)]
pub(crate) struct WireRequest {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Bytes>,
}

impl Debug for WireRequest {
    /// Without the body: that of a token's refresh holds secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.method, self.url.path())
    }
}

/// A whole response.
#[derive(Clone, Debug)]
pub(crate) struct WireResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// How far an exchange had come when it failed: that, more than the failure, decides what is safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Nothing a repeat could mend: certificates, an over-large body, a proxy that wants a login.
    Never,
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
pub(crate) struct Failure {
    pub(crate) phase: Phase,
    /// Whether it failed because time was up.
    pub(crate) timed_out: bool,
    /// The response head, where one had come.
    pub(crate) head: Option<(StatusCode, HeaderMap)>,
    pub(crate) source: Box<dyn StdError + Send + Sync>,
}

/// Something that can make an exchange: the network, or a script in a test.
pub(crate) trait Exchange: Debug + Send + Sync {
    /// Makes one exchange within `limit`.
    fn exchange(
        &self,
        request: WireRequest,
        limit: Duration,
    ) -> BoxFuture<'_, Result<WireResponse, Failure>>;
}

/// The network, by way of reqwest.
#[derive(Debug)]
pub(crate) struct Network {
    http: reqwest::Client,
    caps: Caps,
}

impl Network {
    pub(crate) fn new(http: reqwest::Client) -> Self {
        Self { http, caps: Caps::default() }
    }

    /// Sends a request and reads the response: its head goes to `head`, its body comes back.
    async fn send(
        &self,
        request: WireRequest,
        head: &mut Option<(StatusCode, HeaderMap)>,
    ) -> Result<Bytes, Failure> {
        let mut builder = self.http.request(request.method, request.url).headers(request.headers);
        if let Some(body) = request.body {
            builder = builder.body(body);
        }
        let mut response = builder.send().await.map_err(|error| Failure {
            phase: phase_of(&error),
            timed_out: error.is_timeout(),
            head: None,
            source: error.without_url().into(),
        })?;
        let headers = std::mem::take(response.headers_mut());
        let (_, headers) = head.insert((response.status(), headers));
        let size: usize =
            headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
        if size > self.caps.headers {
            return Err(fail(Phase::Never, "the response's headers are too large".into()));
        }
        let fault = |fault: BodyFault| {
            let phase = if fault.may_be_transmission() { Phase::Body } else { Phase::Never };
            fail(phase, fault.into())
        };
        let mut body = Body::new(headers, self.caps).map_err(fault)?;
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) => body.push(&chunk).map_err(fault)?,
                Ok(None) => return body.finish().map_err(fault),
                Err(error) => {
                    let timed_out = error.is_timeout();
                    let failure = fail(Phase::Body, error.without_url().into());
                    return Err(Failure { timed_out, ..failure });
                }
            }
        }
    }
}

/// A failure whose head, if there was one, is still to be added.
fn fail(phase: Phase, source: Box<dyn StdError + Send + Sync>) -> Failure {
    Failure { phase, timed_out: false, head: None, source }
}

impl Exchange for Network {
    fn exchange(
        &self,
        request: WireRequest,
        limit: Duration,
    ) -> BoxFuture<'_, Result<WireResponse, Failure>> {
        Box::pin(async move {
            let mut head = None;
            let sent = tokio::time::timeout(limit, self.send(request, &mut head)).await;
            match (sent, head) {
                (Ok(Ok(body)), Some((status, headers))) => {
                    Ok(WireResponse { status, headers, body })
                }
                (Ok(Ok(_)), None) => Err(fail(Phase::Written, "a body came without a head".into())),
                (Ok(Err(failure)), head) => Err(Failure { head, ..failure }),
                (Err(_), head) => Err(Failure {
                    // Without a head, whether the request was written is not known: so it was.
                    phase: if head.is_some() { Phase::Body } else { Phase::Written },
                    timed_out: true,
                    head,
                    source: format!("no whole response within {:.1} s", limit.as_secs_f64()).into(),
                }),
            }
        })
    }
}

/// Finds the phase in the chain of causes. reqwest alone calls certificate errors, unknown hosts
/// and refused connections by one name.
fn phase_of(error: &reqwest::Error) -> Phase {
    if error.is_builder() || error.is_redirect() {
        return Phase::Never;
    }
    // Once there is a connection, its failures say nothing of how much of the request was read.
    let connecting = error.is_connect();
    let mut phase = if connecting { Phase::BeforeWrite } else { Phase::Written };
    let mut next: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(cause) = next {
        if let Some(found) = phase_of_cause(cause, connecting) {
            phase = found;
        }
        next = match cause.downcast_ref::<std::io::Error>() {
            // An io error hides what it wraps: its `source` is already the wrapped error's own.
            Some(io) => io.get_ref().map(|inner| inner as &(dyn StdError + 'static)),
            None => cause.source(),
        };
    }
    phase
}

fn phase_of_cause(cause: &(dyn StdError + 'static), connecting: bool) -> Option<Phase> {
    if let Some(tls) = cause.downcast_ref::<rustls::Error>() {
        return tls_phase(tls).filter(|_| connecting);
    }
    if let Some(hyper) = cause.downcast_ref::<hyper::Error>() {
        // The method that tells this apart is there for servers only.
        if hyper.is_parse() && hyper.to_string().contains("too large") {
            return Some(Phase::Unreadable);
        }
        // Cancelled means that the connection was given up before the request was taken from it.
        return hyper.is_canceled().then_some(Phase::BeforeWrite);
    }
    if let Some(h2) = cause.downcast_ref::<h2::Error>() {
        let unprocessed = match h2.reason() {
            Some(h2::Reason::REFUSED_STREAM) => h2.is_reset() || h2.is_go_away(),
            Some(h2::Reason::NO_ERROR) => h2.is_go_away(),
            _ => false,
        };
        return (h2.is_remote() && unprocessed).then_some(Phase::BeforeWrite);
    }
    // The proxy's error type is private to the crate that makes it.
    let refused_by_proxy = || cause.to_string().contains("proxy authorization required");
    (connecting && refused_by_proxy()).then_some(Phase::Never)
}

/// Handshake failures that are the same next time; the rest is the network's.
fn tls_phase(error: &rustls::Error) -> Option<Phase> {
    use rustls::Error as Tls;
    match error {
        Tls::InvalidCertificate(_)
        | Tls::NoCertificatesPresented
        | Tls::UnsupportedNameType
        | Tls::PeerIncompatible(_)
        | Tls::AlertReceived(_)
        | Tls::InvalidCertRevocationList(_)
        | Tls::General(_) => Some(Phase::Never),
        _ => None,
    }
}
