//! Options of connections.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// How long a connection may be idle before it is no longer used. A server or a middlebox may have
/// dropped it, and a trigger on it would have an unknown outcome.
const MAX_IDLE: Duration = Duration::from_secs(5);

/// How often an HTTP/2 session with open requests is pinged, and the timeout of the ping.
const PING_INTERVAL: Duration = Duration::from_secs(10);
const PING_TIMEOUT: Duration = Duration::from_secs(10);

/// What connections are made with.
#[derive(Clone, Debug, Default)]
pub struct HttpOptions {
    /// How long opening a connection may take.
    pub connect_timeout: Duration,
    /// How long nothing may arrive.
    pub read_timeout: Duration,
    /// The proxy, instead of the environment's.
    pub proxy: Option<RedactedUrl>,
    /// Whether the environment names proxies and authorities.
    pub trust_env: bool,
    /// Files of further certificate authorities.
    pub ca_files: Vec<PathBuf>,
    /// Whether Node's variables are read.
    pub node_environment: bool,
    /// Authorities in PEM form for a system without any.
    #[cfg_attr(
        not(all(unix, not(target_vendor = "apple"))),
        allow(dead_code, reason = "the system verifies there")
    )]
    pub fallback_roots: Option<Vec<u8>>,
    /// What follows in the header `User-Agent`.
    pub user_agent_suffix: Option<String>,
    /// How connections are kept open.
    pub keep_alive: KeepAlive,
}

/// A URL from the caller, which may contain a password.
#[derive(Clone)]
pub struct RedactedUrl(pub String);

impl fmt::Debug for RedactedUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = url::Url::parse(&self.0).ok().and_then(|url| url.host_str().map(str::to_owned));
        f.write_str(host.as_deref().unwrap_or("(not a URL)"))
    }
}

/// How long connections are trusted.
#[derive(Clone, Copy, Debug)]
pub struct KeepAlive {
    pub(crate) ping_interval: Duration,
    pub(crate) ping_timeout: Duration,
    pub(crate) max_idle: Duration,
}

impl Default for KeepAlive {
    fn default() -> Self {
        Self { ping_interval: PING_INTERVAL, ping_timeout: PING_TIMEOUT, max_idle: MAX_IDLE }
    }
}
