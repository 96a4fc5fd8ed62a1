//! The network: connections to one origin, and one request with its response on them.

mod connector;
pub(crate) mod error;
mod pool;
mod proxy;
#[cfg(test)]
mod tests;
mod trust;

use std::error::Error as StdError;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{HOST, USER_AGENT};
use http::uri::InvalidUri;
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use url::Position;

use self::connector::{Connector, Pings};
use self::error::NetworkError;
use self::pool::{Connection, MAX_IDLE, MAX_IDLE_FOR_POST, Pool, Sender};
use self::proxy::ProxyServer;
use self::trust::Trust;
use super::body::{Body, BodyFault, Caps};
use super::exchange::{Exchange, Failure, Phase, WireRequest, WireResponse};
use crate::base_url::BaseUrl;
use crate::clock::BoxFuture;
use crate::environment::Variables;
use crate::error::{Error, Result};

pub(crate) use self::trust::system_has_no_authorities;

/// The largest head that is received, in bytes. What it holds is checked against a smaller bound, so
/// that the error can say more than that the connection broke.
const MAX_HEAD: u32 = 1 << 20;

/// How many connections are tried that the server has closed while they were idle.
const MAX_CLOSED: u32 = 3;

/// What connections are made with.
#[derive(Clone, Debug, Default)]
pub(crate) struct HttpOptions {
    pub(crate) connect_timeout: Duration,
    pub(crate) read_timeout: Duration,
    pub(crate) proxy: Option<GivenUrl>,
    pub(crate) trust_env: bool,
    pub(crate) ca_files: Vec<PathBuf>,
    /// Whether the variables count that Node reads.
    pub(crate) node_environment: bool,
    /// Authorities in PEM form for a system that has none.
    #[cfg_attr(
        not(all(unix, not(target_vendor = "apple"))),
        allow(dead_code, reason = "the system verifies there")
    )]
    pub(crate) fallback_roots: Option<Vec<u8>>,
    pub(crate) user_agent_suffix: Option<String>,
    pub(crate) pings: Pings,
}

/// A URL as the caller wrote it, which may hold a password.
#[derive(Clone)]
pub(crate) struct GivenUrl(pub(crate) String);

impl fmt::Debug for GivenUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = url::Url::parse(&self.0).ok().and_then(|url| url.host_str().map(str::to_owned));
        f.write_str(host.as_deref().unwrap_or("(not a URL)"))
    }
}

/// Makes exchanges over the network.
#[derive(Debug)]
pub(crate) struct Network {
    pool: Arc<Pool>,
    user_agent: HeaderValue,
    host: HeaderValue,
    read_timeout: Duration,
    caps: Caps,
    route: Arc<str>,
}

/// How far an exchange has come.
#[derive(Default)]
struct Progress {
    /// The generation of the connection that it uses.
    generation: Option<u64>,
    head: Option<(StatusCode, HeaderMap)>,
}

impl Network {
    /// The network for one origin, and what the caller should be told about it.
    pub(crate) fn build(options: &HttpOptions, base: &BaseUrl) -> Result<(Self, Vec<String>)> {
        Self::build_in(options, base, &Variables::Process)
    }

    fn build_in(
        options: &HttpOptions,
        base: &BaseUrl,
        variables: &Variables,
    ) -> Result<(Self, Vec<String>)> {
        let user_agent = user_agent(options.user_agent_suffix.as_deref())?;
        let proxy = ProxyServer::choose(options, base, variables)?;
        let url = base.as_url();
        let (tls, notices) = if url.scheme() == "https" {
            let trust = Trust::build(options, variables)?;
            (Some(trust.tls), trust.notices)
        } else {
            // http is for loopback alone. Nothing has to be trusted there, and no system needs
            // certificates for it. An argument that can't be used is a mistake all the same.
            trust::given_authorities(options)?;
            (None, Vec::new())
        };
        let host = HeaderValue::from_str(&url[Position::BeforeHost..Position::AfterPort])
            .map_err(|error| Error::configuration("`base_url` names no host").with_source(error))?;
        let connector = Connector::new(options, base, proxy, tls, user_agent.clone())?;
        let pool = Arc::new(Pool::new(connector));
        let network = Self {
            user_agent,
            host,
            read_timeout: options.read_timeout,
            caps: Caps::default(),
            route: pool.route().into(),
            pool,
        };
        Ok((network, notices))
    }

    /// Sends a request and reads the response: its head goes to `progress`, its body comes back.
    async fn send(&self, request: &WireRequest, progress: &mut Progress) -> Result<Bytes, Failure> {
        let (response, connection) = self.head_of(request, progress).await?;
        let (head, mut incoming) = response.into_parts();
        let (_, headers) = progress.head.insert((head.status, head.headers));
        let size: usize =
            headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
        if size > self.caps.headers {
            return Err(Failure::new(Phase::Never, "the response's headers are too large"));
        }
        let fault = |fault: BodyFault| {
            let phase = if fault.may_be_transmission() { Phase::Body } else { Phase::Never };
            Failure::new(phase, fault)
        };
        let mut body = Body::new(headers, self.caps).map_err(fault)?;
        loop {
            match tokio::time::timeout(self.read_timeout, incoming.frame()).await {
                Ok(Some(Ok(frame))) => {
                    if let Ok(chunk) = frame.into_data() {
                        body.push(&chunk).map_err(fault)?;
                    }
                }
                Ok(None) => break,
                Ok(Some(Err(error))) => return Err(Failure::new(Phase::Body, error)),
                Err(_) => return Err(self.read_timed_out(Phase::Body)),
            }
        }
        self.pool.give_back(connection).await;
        body.finish().map_err(fault)
    }

    /// Sends a request on a connection and waits for the head of the response.
    async fn head_of(
        &self,
        request: &WireRequest,
        progress: &mut Progress,
    ) -> Result<(Response<Incoming>, Connection), Failure> {
        let max_idle = max_idle_for(&request.method);
        let unsendable = |error: InvalidUri| Failure::new(Phase::Never, error);
        let mut closed = 0;
        loop {
            let mut connection =
                self.pool.take(max_idle).await.map_err(|error| Failure::unconnected(&error))?;
            progress.generation = Some(connection.generation);
            let response = match &mut connection.sender {
                Sender::Http1(sender) => {
                    let request = self.http1_request(request).map_err(unsendable)?;
                    tokio::time::timeout(self.read_timeout, sender.try_send_request(request)).await
                }
                Sender::Http2(sender) => {
                    let request = self.http2_request(request).map_err(unsendable)?;
                    tokio::time::timeout(self.read_timeout, sender.try_send_request(request)).await
                }
            };
            match response {
                Ok(Ok(response)) => return Ok((response, connection)),
                Ok(Err(error)) => {
                    let not_sent = error.message().is_some();
                    if not_sent && connection.was_used && closed < MAX_CLOSED {
                        closed += 1;
                        self.pool.retire(connection.generation);
                        progress.generation = None;
                        continue;
                    }
                    let phase = if not_sent { Phase::BeforeWrite } else { phase_of(error.error()) };
                    return Err(Failure::new(phase, error.into_error()));
                }
                Err(_) => return Err(self.read_timed_out(Phase::Written)),
            }
        }
    }

    fn read_timed_out(&self, phase: Phase) -> Failure {
        let failure = Failure::new(phase, NetworkError::ReadTimeout(self.read_timeout));
        Failure { timed_out: true, ..failure }
    }

    fn http1_request(&self, request: &WireRequest) -> Result<Request<Full<Bytes>>, InvalidUri> {
        let mut headers = HeaderMap::with_capacity(request.headers.len() + 2);
        headers.insert(HOST, self.host.clone());
        let target = &request.url[Position::BeforePath..Position::AfterQuery];
        self.request(request, headers, target)
    }

    fn http2_request(&self, request: &WireRequest) -> Result<Request<Full<Bytes>>, InvalidUri> {
        let headers = HeaderMap::with_capacity(request.headers.len() + 1);
        self.request(request, headers, request.url.as_str())
    }

    fn request(
        &self,
        request: &WireRequest,
        mut headers: HeaderMap,
        target: &str,
    ) -> Result<Request<Full<Bytes>>, InvalidUri> {
        headers.insert(USER_AGENT, self.user_agent.clone());
        headers.extend(request.headers.clone());
        let mut wire = Request::new(Full::new(request.body.clone().unwrap_or_default()));
        *wire.method_mut() = request.method.clone();
        *wire.headers_mut() = headers;
        *wire.uri_mut() = target.parse()?;
        Ok(wire)
    }
}

impl Exchange for Network {
    fn exchange(
        &self,
        request: WireRequest,
        limit: Duration,
    ) -> BoxFuture<'_, Result<WireResponse, Failure>> {
        Box::pin(async move {
            let mut progress = Progress::default();
            let sent = tokio::time::timeout(limit, self.send(&request, &mut progress)).await;
            let failure = match (sent, progress.head.take()) {
                (Ok(Ok(body)), Some((status, headers))) => {
                    return Ok(WireResponse { status, headers, body });
                }
                (Ok(Ok(_)), None) => Failure::new(Phase::Written, "a body came without a head"),
                (Ok(Err(failure)), head) => Failure { head, ..failure },
                (Err(_), head) => {
                    let phase = match (&head, progress.generation) {
                        (Some(_), _) => Phase::Body,
                        // Whether the request was written is not known, so it may have been.
                        (None, Some(_)) => Phase::Written,
                        (None, None) => Phase::BeforeWrite,
                    };
                    let failure = Failure::new(phase, NetworkError::AttemptTimeout(limit));
                    Failure { head, timed_out: true, ..failure }
                }
            };
            if let Some(generation) = progress.generation
                && puts_connection_in_doubt(&failure)
            {
                self.pool.retire(generation);
            }
            Err(Failure { route: Some(Arc::clone(&self.route)), ..failure })
        })
    }
}

impl Failure {
    /// No connection could be opened.
    fn unconnected(error: &Arc<NetworkError>) -> Self {
        let phase = if error.is_permanent() { Phase::Never } else { Phase::BeforeWrite };
        let failure = Self::new(phase, Arc::clone(error));
        Self { timed_out: error.is_timeout(), ..failure }
    }
}

/// How long a connection may have been idle that a request of this method takes.
fn max_idle_for(method: &Method) -> Duration {
    if *method == Method::POST { MAX_IDLE_FOR_POST } else { MAX_IDLE }
}

fn user_agent(suffix: Option<&str>) -> Result<HeaderValue> {
    let own = concat!("webex-broadworks/", env!("CARGO_PKG_VERSION"));
    let text = match suffix {
        None => own.to_owned(),
        Some(suffix) => format!("{own} {}", suffix.trim()),
    };
    let is_printable = text.chars().all(|c| c.is_ascii_graphic() || c == ' ');
    HeaderValue::try_from(text).ok().filter(|_| is_printable).ok_or_else(|| {
        Error::configuration(
            "`user_agent_suffix` holds characters that cannot stand in a header; use printable \
             ASCII such as nightly-sync/1.2",
        )
    })
}

/// Whether the connection may be why an attempt failed, so that no other request should use it or
/// one that was opened before. A stream that the server reset by itself says nothing of the rest.
fn puts_connection_in_doubt(failure: &Failure) -> bool {
    if failure.timed_out {
        return true;
    }
    let is_reset = |error: &h2::Error| error.is_reset() && error.is_remote();
    match failure.source.downcast_ref::<hyper::Error>() {
        Some(error) => !causes(error).any(|cause| cause.downcast_ref().is_some_and(is_reset)),
        None => false,
    }
}

/// Where an exchange failed that had a connection. Its failures say nothing of how much of the
/// request was read, save for those that say that none of it was.
fn phase_of(error: &hyper::Error) -> Phase {
    for cause in causes(error) {
        if let Some(hyper) = cause.downcast_ref::<hyper::Error>() {
            // The method that tells this apart is there for servers only.
            if hyper.is_parse() && hyper.to_string().contains("too large") {
                return Phase::Unreadable;
            }
            // The connection was given up before the request was taken from it.
            if hyper.is_canceled() {
                return Phase::BeforeWrite;
            }
        }
        if let Some(h2) = cause.downcast_ref::<h2::Error>() {
            let unprocessed = match h2.reason() {
                Some(h2::Reason::REFUSED_STREAM) => h2.is_reset() || h2.is_go_away(),
                Some(h2::Reason::NO_ERROR) => h2.is_go_away(),
                _ => false,
            };
            if h2.is_remote() && unprocessed {
                return Phase::BeforeWrite;
            }
        }
    }
    Phase::Written
}

/// An error and what caused it, outermost first.
fn causes<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error: &&'a (dyn StdError + 'static)| {
        let error: &'a (dyn StdError + 'static) = *error;
        match error.downcast_ref::<std::io::Error>() {
            // An io error hides what it wraps: its `source` is already the wrapped error's own.
            Some(io) => io.get_ref().map(|inner| inner as &(dyn StdError + 'static)),
            None => error.source(),
        }
    })
}
