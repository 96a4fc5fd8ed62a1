//! The network: connections to one origin, and exchanges on them.

pub(crate) mod error;
mod generation;
pub mod options;
mod proxy;
#[cfg(test)]
mod tests;
mod trust;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::clock::BoxFuture;
use crate::environment::Variables;
use crate::error::{Error, Result};
use crate::http::backend::{FailurePhase, HttpBackend, HttpRequest, HttpResponse, SendError};
use crate::http::base_url::BaseUrl;
use crate::http::body_decoder::{Body, BodyError, BodyLimits};
use crate::http::body_sink::BodySink;
use crate::http::network::error::{NetworkError, causes};
use crate::http::network::generation::Generations;
use crate::http::network::options::HttpOptions;
use crate::http::network::proxy::ProxyServer;
use crate::http::network::trust::Trust;
use crate::message::{Message, message};

pub use crate::http::network::proxy::VARIABLES as PROXY_VARIABLES;
pub use crate::http::network::trust::system_has_no_authorities;

/// The largest head that is received over HTTP/2, in bytes. Its content has a lower limit, so that
/// the error can name the cause.
const MAX_HEAD: u32 = 1 << 20;

/// How long a TCP connection may be silent before the system probes it, and how often it then does.
const TCP_KEEP_ALIVE: Duration = Duration::from_secs(15);

/// How long sent bytes may be unacknowledged before Linux closes the connection.
#[cfg(any(target_os = "linux", target_os = "android"))]
const TCP_USER_TIMEOUT: Duration = Duration::from_secs(30);

/// A hundred years. reqwest adds the read timeout to the time, which must not overflow.
const MAX_READ_TIMEOUT: Duration = Duration::from_secs(100 * 366 * 24 * 60 * 60);

/// Makes exchanges over the network with reqwest.
#[derive(Debug)]
pub struct ReqwestBackend {
    generations: Generations,
    connect_timeout: Duration,
    read_timeout: Duration,
    caps: BodyLimits,
    route: Arc<str>,
    options: HttpOptions,
    /// How it recognizes servers; nothing for plain http.
    tls: Option<rustls::ClientConfig>,
}

/// The progress of an exchange.
#[derive(Default)]
struct Progress {
    /// The generation of its connection, after the request was handed over.
    generation: Option<u64>,
    head: Option<(StatusCode, HeaderMap)>,
}

impl ReqwestBackend {
    /// Builds the network backend of one origin; returns it with notices for the caller.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::error::ErrorKind) if an option can't be used.
    pub fn build(options: &HttpOptions, base: &BaseUrl) -> Result<(Self, Vec<Message>)> {
        Self::build_in(options, base, &Variables::Process)
    }

    fn build_in(
        options: &HttpOptions,
        base: &BaseUrl,
        variables: &Variables,
    ) -> Result<(Self, Vec<Message>)> {
        if is_https(base) {
            let Trust { tls, notices } = Trust::build(options, variables)?;
            return Ok((Self::with_tls(options, base, variables, Some(tls))?, notices));
        }
        // Plain http is only for loopback addresses and needs no certificates, so the system may
        // have none. An invalid argument is still an error.
        trust::given_authorities(options)?;
        Ok((Self::with_tls(options, base, variables, None)?, Vec::new()))
    }

    fn with_tls(
        options: &HttpOptions,
        base: &BaseUrl,
        variables: &Variables,
        tls: Option<rustls::ClientConfig>,
    ) -> Result<Self> {
        let user_agent = user_agent(options.user_agent_suffix.as_deref())?;
        let proxy = ProxyServer::choose(options, base, variables)?;
        let url = base.as_url();
        let origin = format!(
            "{}:{}",
            url.host_str().unwrap_or_default(),
            url.port_or_known_default().unwrap_or_default()
        );
        let route = match &proxy {
            Some(proxy) => format!("{origin} through the proxy {proxy}"),
            None => origin,
        };
        let trusted = tls.clone().map_or_else(|| Ok(Trust::in_nothing()?.tls), Ok)?;
        let connections = options.clone();
        let build = move || client(&connections, &user_agent, proxy.as_ref(), &trusted);
        Ok(Self {
            generations: Generations::new(build, is_https(base), options.connect_timeout)?,
            connect_timeout: options.connect_timeout,
            read_timeout: options.read_timeout,
            caps: BodyLimits::default(),
            route: route.into(),
            options: options.clone(),
            tls,
        })
    }

    /// The network of another origin, with the same settings and other limits for bodies.
    pub(crate) fn of_other_origin(&self, origin: &BaseUrl, caps: BodyLimits) -> Result<Self> {
        let variables = Variables::Process;
        let tls = match &self.tls {
            _ if !is_https(origin) => None,
            Some(tls) => Some(tls.clone()),
            None => Some(Trust::build(&self.options, &variables)?.tls),
        };
        Ok(Self { caps, ..Self::with_tls(&self.options, origin, &variables, tls)? })
    }

    /// Makes one exchange within `limit`. The body of a success goes to `sink` as it arrives, and any
    /// other isn't read.
    pub(crate) async fn execute_into(
        &self,
        request: HttpRequest,
        limit: Duration,
        sink: &BodySink,
    ) -> Result<HttpResponse, SendError> {
        self.exchange(request, limit, Some(sink)).await
    }

    async fn exchange(
        &self,
        request: HttpRequest,
        limit: Duration,
        sink: Option<&BodySink>,
    ) -> Result<HttpResponse, SendError> {
        let mut progress = Progress::default();
        let sent = tokio::time::timeout(limit, self.send(request, sink, &mut progress)).await;
        let failure = match (sent, progress.head.take()) {
            (Ok(Ok(body)), Some((status, headers))) => {
                return Ok(HttpResponse { status, headers, body });
            }
            (Ok(Ok(_)), None) => {
                SendError::new(FailurePhase::Written, "a body came without a head")
            }
            (Ok(Err(failure)), head) => SendError { head, ..failure },
            (Err(_), head) => {
                let phase = match (&head, progress.generation) {
                    (Some(_), _) => FailurePhase::Body,
                    // Whether the request was written is not known, so it may have been.
                    (None, Some(_)) => FailurePhase::Written,
                    (None, None) => FailurePhase::BeforeWrite,
                };
                let failure = SendError::new(phase, NetworkError::AttemptTimeout(limit));
                SendError { head, timed_out: true, ..failure }
            }
        };
        if let Some(generation) = progress.generation
            && may_be_stale_connection(&failure)
        {
            self.generations.retire(generation);
        }
        Err(SendError { route: Some(Arc::clone(&self.route)), ..failure })
    }

    /// Sends a request and reads the response. The head goes to `progress`, and the body to `sink` or
    /// to the caller.
    async fn send(
        &self,
        request: HttpRequest,
        sink: Option<&BodySink>,
        progress: &mut Progress,
    ) -> Result<Bytes, SendError> {
        let (generation, first_turn) = self.generations.take().await;
        progress.generation = Some(generation.number);
        let mut builder =
            generation.http.request(request.method, request.url).headers(request.headers);
        if let Some(body) = request.body {
            builder = builder.body(body);
        }
        let mut response = builder.send().await.map_err(|error| self.unanswered(error))?;
        generation.opened();
        drop(first_turn);
        let headers = std::mem::take(response.headers_mut());
        let (status, headers) = progress.head.insert((response.status(), headers));
        let size: usize =
            headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
        if size > self.caps.headers {
            return Err(SendError::new(
                FailurePhase::NotRetryable,
                "the response's headers are too large",
            ));
        }
        if sink.is_some() && !status.is_success() {
            return Ok(Bytes::new());
        }
        let fault = |fault: BodyError| {
            let phase = if fault.may_be_transmission() {
                FailurePhase::Body
            } else {
                FailurePhase::NotRetryable
            };
            SendError::new(phase, fault)
        };
        let unwritten = |error| SendError::new(FailurePhase::NotRetryable, error);
        let mut body = Body::new(headers, self.caps).map_err(fault)?;
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) => {
                    body.push(&chunk).map_err(fault)?;
                    if let Some(sink) = sink {
                        sink.write(&body.take()).await.map_err(unwritten)?;
                    }
                }
                Ok(None) => {
                    let Some(sink) = sink else { return body.finish().map_err(fault) };
                    let rest = body.finish_as_sent().map_err(fault)?;
                    return sink.write(&rest).await.map(|()| Bytes::new()).map_err(unwritten);
                }
                Err(error) if error.is_timeout() => {
                    return Err(self.read_timed_out(FailurePhase::Body));
                }
                Err(error) => return Err(SendError::new(FailurePhase::Body, error.without_url())),
            }
        }
    }

    /// The failure of a request without a response head.
    fn unanswered(&self, error: reqwest::Error) -> SendError {
        if error.is_connect() {
            if let Some(error) = NetworkError::of_connecting(&error, self.connect_timeout) {
                let phase = if error.is_permanent() {
                    FailurePhase::NotRetryable
                } else {
                    FailurePhase::BeforeWrite
                };
                let timed_out = error.is_timeout();
                return SendError { timed_out, ..SendError::new(phase, error) };
            }
            return SendError::new(FailurePhase::BeforeWrite, error.without_url());
        }
        // A session that misses a ping is a lost connection, not a slow response.
        let is_ping =
            causes(&error).any(|it| it.downcast_ref().is_some_and(hyper::Error::is_timeout));
        if error.is_timeout() && !is_ping {
            return self.read_timed_out(FailurePhase::Written);
        }
        SendError::new(phase_of(&error), error.without_url())
    }

    fn read_timed_out(&self, phase: FailurePhase) -> SendError {
        let failure = SendError::new(phase, NetworkError::ReadTimeout(self.read_timeout));
        SendError { timed_out: true, ..failure }
    }
}

impl HttpBackend for ReqwestBackend {
    fn execute(
        &self,
        request: HttpRequest,
        limit: Duration,
    ) -> BoxFuture<'_, Result<HttpResponse, SendError>> {
        Box::pin(self.exchange(request, limit, None))
    }
}

fn is_https(base: &BaseUrl) -> bool {
    base.as_url().scheme() == "https"
}

/// A client that doesn't follow redirects, sends nothing twice, and reads heads as curl and
/// browsers do.
fn client(
    options: &HttpOptions,
    user_agent: &HeaderValue,
    proxy: Option<&ProxyServer>,
    tls: &rustls::ClientConfig,
) -> reqwest::Result<reqwest::Client> {
    let mut builder = reqwest::Client::builder()
        .user_agent(user_agent)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .connect_timeout(options.connect_timeout)
        .read_timeout(options.read_timeout.min(MAX_READ_TIMEOUT))
        .pool_idle_timeout(options.keep_alive.max_idle)
        .tcp_nodelay(true)
        .tcp_keepalive(TCP_KEEP_ALIVE)
        .tcp_keepalive_interval(TCP_KEEP_ALIVE)
        .http1_ignore_invalid_headers_in_responses(true)
        .http1_allow_spaces_after_header_name_in_responses(true)
        .http1_allow_obsolete_multiline_headers_in_responses(true)
        .http2_keep_alive_interval(options.keep_alive.ping_interval)
        .http2_keep_alive_timeout(options.keep_alive.ping_timeout)
        .http2_keep_alive_while_idle(false)
        .http2_max_header_list_size(MAX_HEAD)
        .tls_backend_preconfigured(tls.clone())
        .dns_resolver(Arc::new(Resolver))
        .no_proxy();
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        builder = builder.tcp_user_timeout(TCP_USER_TIMEOUT);
    }
    if let Some(proxy) = proxy {
        builder = builder.proxy(proxy.for_reqwest()?);
    }
    builder.build()
}

/// Resolves host names, and names the host in errors.
#[derive(Clone, Copy, Debug)]
struct Resolver;

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            // The connector sets the port.
            match tokio::net::lookup_host((name.as_str(), 0)).await {
                Ok(found) => Ok(Box::new(found.collect::<Vec<_>>().into_iter()) as Addrs),
                Err(error) => {
                    let host = name.as_str().to_owned();
                    Err(NetworkError::NotResolved { host, source: Arc::new(error) }.into())
                }
            }
        })
    }
}

fn user_agent(suffix: Option<&str>) -> Result<HeaderValue> {
    let own = concat!("webex-broadworks/", env!("CARGO_PKG_VERSION"));
    let text = match suffix {
        None => own.to_owned(),
        Some(suffix) => format!("{own} {}", suffix.trim()),
    };
    let is_printable = text.chars().all(|c| c.is_ascii_graphic() || c == ' ');
    HeaderValue::try_from(text).ok().filter(|_| is_printable).ok_or_else(|| {
        Error::configuration(message!(
            "{}: expected printable ASCII, such as nightly-sync/1.2",
            crate::message::Name::Argument("user_agent_suffix")
        ))
    })
}

/// Whether the connection may be why an attempt failed. Then no other request should use it or one
/// that was opened before. If the server reset a single stream, the connection isn't the cause.
fn may_be_stale_connection(failure: &SendError) -> bool {
    if failure.timed_out {
        return true;
    }
    let is_reset = |error: &h2::Error| error.is_reset() && error.is_remote();
    match failure.source.downcast_ref::<reqwest::Error>() {
        Some(error) => !causes(error).any(|cause| cause.downcast_ref().is_some_and(is_reset)),
        None => false,
    }
}

/// The phase in which an exchange on an open connection failed. Only some failures show that the
/// server read nothing of the request; the others don't show how much it read.
fn phase_of(error: &reqwest::Error) -> FailurePhase {
    if error.is_builder() || error.is_redirect() {
        return FailurePhase::NotRetryable;
    }
    for cause in causes(error) {
        if let Some(hyper) = cause.downcast_ref::<hyper::Error>() {
            // hyper has a method for this check, but for servers only.
            if hyper.is_parse() && hyper.to_string().contains("too large") {
                return FailurePhase::Unreadable;
            }
            // The connection failed before the request was taken from the queue.
            if hyper.is_canceled() {
                return FailurePhase::BeforeWrite;
            }
        }
        if let Some(h2) = cause.downcast_ref::<h2::Error>() {
            let unprocessed = match h2.reason() {
                Some(h2::Reason::REFUSED_STREAM) => h2.is_reset() || h2.is_go_away(),
                Some(h2::Reason::NO_ERROR) => h2.is_go_away(),
                _ => false,
            };
            if h2.is_remote() && unprocessed {
                return FailurePhase::BeforeWrite;
            }
        }
    }
    FailurePhase::Written
}
