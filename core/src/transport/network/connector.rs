//! Opens connections to one origin: TCP, the proxy's tunnel, TLS and the greeting of HTTP.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::header::{HOST, PROXY_AUTHORIZATION, USER_AGENT};
use http::{HeaderValue, Request, StatusCode, Uri};
use http_body_util::{Empty, Full};
use hyper::client::conn::{http1, http2};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::Name;
use hyper_util::client::legacy::connect::proxy::{SocksV4, SocksV5};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsConnector;
use tower_service::Service;
use url::Host;

use super::error::NetworkError;
use super::proxy::{ProxyServer, Scheme};
use super::{HttpOptions, MAX_HEAD};
use crate::base_url::BaseUrl;
use crate::clock::BoxFuture;
use crate::error::{Error, Result};

/// How long a TCP connection may be silent before the system probes it, and how often it then does.
const TCP_KEEP_ALIVE: Duration = Duration::from_secs(15);

/// How long sent bytes may stay unacknowledged before Linux gives the connection up.
#[cfg(any(target_os = "linux", target_os = "android"))]
const TCP_USER_TIMEOUT: Duration = Duration::from_secs(30);

/// How often an HTTP/2 session with open requests is pinged, and how long the answer may take.
const PING_INTERVAL: Duration = Duration::from_secs(10);
const PING_TIMEOUT: Duration = Duration::from_secs(10);

/// A connection on which requests can be sent.
pub(super) enum Opened {
    Http1(http1::SendRequest<Full<Bytes>>),
    Http2(http2::SendRequest<Full<Bytes>>),
}

/// A stream of bytes in both directions, whatever it goes through.
trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

type BoxStream = Box<dyn Stream>;

/// Opens connections to one origin.
pub(super) struct Connector {
    tcp: HttpConnector<Resolver>,
    origin: Address,
    proxy: Option<ProxyServer>,
    /// `None` for http.
    tls: Option<Arc<ClientConfig>>,
    user_agent: HeaderValue,
    timeout: Duration,
    pings: Pings,
}

/// How an HTTP/2 session is watched.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pings {
    pub(super) interval: Duration,
    pub(super) timeout: Duration,
}

impl Default for Pings {
    fn default() -> Self {
        Self { interval: PING_INTERVAL, timeout: PING_TIMEOUT }
    }
}

/// A host and a port.
#[derive(Clone)]
struct Address {
    host: Host,
    port: u16,
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

impl Address {
    fn server_name(&self) -> Result<ServerName<'static>, NetworkError> {
        Ok(match &self.host {
            Host::Domain(name) => ServerName::try_from(name.clone()).map_err(|error| {
                NetworkError::Tls(io::Error::new(io::ErrorKind::InvalidInput, error))
            })?,
            Host::Ipv4(address) => ServerName::from(std::net::IpAddr::V4(*address)),
            Host::Ipv6(address) => ServerName::from(std::net::IpAddr::V6(*address)),
        })
    }
}

impl Connector {
    pub(super) fn new(
        options: &HttpOptions,
        base: &BaseUrl,
        proxy: Option<ProxyServer>,
        tls: Option<ClientConfig>,
        user_agent: HeaderValue,
    ) -> Result<Self> {
        let url = base.as_url();
        let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
            return Err(Error::configuration("`base_url` names no host"));
        };
        let mut tcp = HttpConnector::new_with_resolver(Resolver);
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(options.connect_timeout));
        tcp.set_keepalive(Some(TCP_KEEP_ALIVE));
        tcp.set_keepalive_interval(Some(TCP_KEEP_ALIVE));
        #[cfg(any(target_os = "linux", target_os = "android"))]
        tcp.set_tcp_user_timeout(Some(TCP_USER_TIMEOUT));
        Ok(Self {
            tcp,
            origin: Address { host: host.to_owned(), port },
            proxy,
            tls: tls.map(Arc::new),
            user_agent,
            timeout: options.connect_timeout,
            pings: options.pings,
        })
    }

    /// Where connections go, in words.
    pub(super) fn route(&self) -> String {
        match &self.proxy {
            Some(proxy) => format!("{} through the proxy {proxy}", self.origin),
            None => self.origin.to_string(),
        }
    }

    /// Whether the server's protocol is known before a connection is there.
    pub(super) fn speaks_http1_only(&self) -> bool {
        self.tls.is_none()
    }

    /// Opens a connection within the time limit.
    pub(super) async fn open(&self) -> Result<Opened, NetworkError> {
        tokio::time::timeout(self.timeout, self.open_in_any_time())
            .await
            .unwrap_or(Err(NetworkError::ConnectTimeout(self.timeout)))
    }

    async fn open_in_any_time(&self) -> Result<Opened, NetworkError> {
        let stream = match &self.proxy {
            None => Box::new(self.tcp(&self.origin).await?),
            Some(proxy) => self.through(proxy).await?,
        };
        let Some(tls) = &self.tls else { return greet_http1(stream).await };
        let mut tls = ClientConfig::clone(tls);
        tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let (stream, protocol) = encrypt(tls, &self.origin, stream).await?;
        if protocol.as_deref() == Some(b"h2") {
            self.greet_http2(stream).await
        } else {
            greet_http1(stream).await
        }
    }

    async fn tcp(&self, address: &Address) -> Result<tokio::net::TcpStream, NetworkError> {
        let uri = uri_of(address)?;
        let connected = self.tcp.clone().call(uri).await;
        connected.map(TokioIo::into_inner).map_err(|error| NetworkError::Tcp(error.into()))
    }

    /// A stream to the origin that a proxy carries.
    async fn through(&self, proxy: &ProxyServer) -> Result<BoxStream, NetworkError> {
        let address = Address { host: proxy.host.clone(), port: proxy.port };
        match proxy.scheme {
            Scheme::Http => {
                let stream = self.tcp(&address).await?;
                self.tunnel(proxy, Box::new(stream)).await
            }
            Scheme::Https => {
                let stream = self.tcp(&address).await?;
                let tls = self.tls.as_deref().cloned().ok_or_else(no_tls)?;
                let (stream, _) = encrypt(tls, &address, Box::new(stream)).await?;
                self.tunnel(proxy, stream).await
            }
            Scheme::Socks4 { remote_dns } => {
                let destination = self.socks_destination(remote_dns, SocketAddr::is_ipv4).await?;
                let socks = SocksV4::new(uri_of(&address)?, self.tcp.clone());
                let stream = socks.clone().call(destination).await;
                Ok(Box::new(
                    stream.map_err(|error| NetworkError::Proxy(error.into()))?.into_inner(),
                ))
            }
            Scheme::Socks5 { remote_dns } => {
                let destination = self.socks_destination(remote_dns, |_| true).await?;
                let mut socks = SocksV5::new(uri_of(&address)?, self.tcp.clone());
                if let Some((user, password)) = proxy.login() {
                    socks = socks.with_auth(user, password);
                }
                let stream = socks.call(destination).await;
                Ok(Box::new(
                    stream.map_err(|error| NetworkError::Proxy(error.into()))?.into_inner(),
                ))
            }
        }
    }

    /// What a SOCKS proxy is asked for: the origin by its name, or by an address found here.
    async fn socks_destination(
        &self,
        remote_dns: bool,
        usable: impl Fn(&SocketAddr) -> bool,
    ) -> Result<Uri, NetworkError> {
        let Host::Domain(name) = &self.origin.host else { return uri_of(&self.origin) };
        if remote_dns {
            return uri_of(&self.origin);
        }
        let mut found = resolve(name.clone()).await?;
        let found = found.find(usable).ok_or_else(|| not_resolved(name, no_address()))?;
        let host = match found.ip() {
            std::net::IpAddr::V4(address) => Host::Ipv4(address),
            std::net::IpAddr::V6(address) => Host::Ipv6(address),
        };
        uri_of(&Address { host, port: self.origin.port })
    }

    /// Asks an HTTP proxy for a tunnel to the origin.
    async fn tunnel(
        &self,
        proxy: &ProxyServer,
        stream: BoxStream,
    ) -> Result<BoxStream, NetworkError> {
        let (mut sender, connection) =
            tolerant().handshake(TokioIo::new(stream)).await.map_err(NetworkError::Handshake)?;
        // It ends with the tunnel, or when the sender is dropped.
        tokio::spawn(connection.with_upgrades());
        let authority = self.origin.to_string();
        let mut request = Request::connect(&authority)
            .header(HOST, &authority)
            .header(USER_AGENT, self.user_agent.clone());
        if let Some(login) = proxy.authorization() {
            request = request.header(PROXY_AUTHORIZATION, login);
        }
        let request = request.body(Empty::<Bytes>::new());
        let request = request.map_err(|error| NetworkError::Proxy(error.into()))?;
        let response = sender
            .send_request(request)
            .await
            .map_err(|error| NetworkError::Proxy(error.into()))?;
        match response.status() {
            StatusCode::PROXY_AUTHENTICATION_REQUIRED => return Err(NetworkError::ProxyLogin),
            status if !status.is_success() => return Err(NetworkError::ProxyRefused(status)),
            _ => {}
        }
        let tunnel = hyper::upgrade::on(response).await;
        let tunnel = tunnel.map_err(|error| NetworkError::Proxy(error.into()))?;
        Ok(Box::new(TokioIo::new(tunnel)))
    }

    async fn greet_http2(&self, stream: BoxStream) -> Result<Opened, NetworkError> {
        let mut builder = http2::Builder::new(TokioExecutor::new());
        builder
            .timer(TokioTimer::new())
            .keep_alive_interval(self.pings.interval)
            .keep_alive_timeout(self.pings.timeout)
            .keep_alive_while_idle(false)
            .max_header_list_size(MAX_HEAD);
        let (sender, connection) =
            builder.handshake(TokioIo::new(stream)).await.map_err(NetworkError::Handshake)?;
        // The requests on it are told why it ended.
        tokio::spawn(async { drop(connection.await) });
        Ok(Opened::Http2(sender))
    }
}

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Connector({})", self.route())
    }
}

/// HTTP/1.1 that reads response heads as curl and browsers do.
fn tolerant() -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder
        .ignore_invalid_headers_in_responses(true)
        .allow_spaces_after_header_name_in_responses(true)
        .allow_obsolete_multiline_headers_in_responses(true);
    builder
}

async fn greet_http1(stream: BoxStream) -> Result<Opened, NetworkError> {
    let (mut sender, connection) =
        tolerant().handshake(TokioIo::new(stream)).await.map_err(NetworkError::Handshake)?;
    tokio::spawn(async { drop(connection.await) });
    // Whether it is open can only be seen once its task has begun.
    sender.ready().await.map_err(NetworkError::Handshake)?;
    Ok(Opened::Http1(sender))
}

/// TLS over a stream, and the protocol that the server chose.
async fn encrypt(
    config: ClientConfig,
    server: &Address,
    stream: BoxStream,
) -> Result<(BoxStream, Option<Vec<u8>>), NetworkError> {
    let connector = TlsConnector::from(Arc::new(config));
    let stream =
        connector.connect(server.server_name()?, stream).await.map_err(NetworkError::Tls)?;
    let protocol = stream.get_ref().1.alpn_protocol().map(<[u8]>::to_vec);
    Ok((Box::new(stream), protocol))
}

fn no_tls() -> NetworkError {
    NetworkError::Proxy("a proxy of the scheme https is for https alone".into())
}

/// The scheme is only what the connectors want to see: they open TCP connections.
fn uri_of(address: &Address) -> Result<Uri, NetworkError> {
    format!("https://{address}/")
        .parse()
        .map_err(|error: http::uri::InvalidUri| NetworkError::Tcp(error.into()))
}

/// Looks host names up, and says which one where that fails.
#[derive(Clone, Copy, Debug)]
struct Resolver;

type Addresses = std::vec::IntoIter<SocketAddr>;

impl Service<Name> for Resolver {
    type Response = Addresses;
    type Error = NetworkError;
    type Future = BoxFuture<'static, Result<Addresses, NetworkError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), NetworkError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        Box::pin(resolve(name.as_str().to_owned()))
    }
}

async fn resolve(name: String) -> Result<Addresses, NetworkError> {
    // The connector puts the port in.
    let found = tokio::net::lookup_host((name.as_str(), 0)).await;
    let found = found.map_err(|error| not_resolved(&name, error))?;
    Ok(found.collect::<Vec<_>>().into_iter())
}

fn not_resolved(name: &str, source: io::Error) -> NetworkError {
    NetworkError::NotResolved { host: name.to_owned(), source }
}

fn no_address() -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, "it has no address of the kind that the proxy needs")
}
