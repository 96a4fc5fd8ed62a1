//! Builds a client, and checks its options.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use derive_setters::Setters;
use webex_broadworks_transport::auth::{
    PROFILE_VARIABLE, Profile, TOKEN_VARIABLE, TokenSource, default_profiles_file,
};
use webex_broadworks_transport::call::Transport;
use webex_broadworks_transport::call::rate_limiter_state::ConcurrencyLimits;
use webex_broadworks_transport::clock::{Chance, Clock, Random, SystemClock, SystemRandom};
use webex_broadworks_transport::environment::Variables;
use webex_broadworks_transport::error::{Error, Result};
use webex_broadworks_transport::events::{Observer, Observers, StderrLog};
use webex_broadworks_transport::http::backend::HttpBackend;
use webex_broadworks_transport::http::base_url::{BaseUrl, DEFAULT_BASE_URL};
use webex_broadworks_transport::http::context::HttpContext;
use webex_broadworks_transport::http::network::options::{HttpOptions, RedactedUrl};
use webex_broadworks_transport::http::network::{
    PROXY_VARIABLES, ReqwestBackend, system_has_no_authorities,
};
use webex_broadworks_transport::message::{Name, message};
use webex_broadworks_transport::options::{Limits, require_nonzero};
use webex_broadworks_transport::redact::Redactor;

use crate::client::Client;

/// The environment variable that can replace Webex by a loopback address.
pub const BASE_URL_VARIABLE: &str = "WEBEX_BASE_URL";

/// The default timeout of a call.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(180);

/// The default timeout of one attempt.
pub const DEFAULT_ATTEMPT_TIMEOUT: Duration = Duration::from_secs(60);

const DEFAULT_CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const DEFAULT_READ_TIMEOUT: Duration = Duration::from_secs(30);

/// Options of a [`Client`].
#[derive(Clone, Debug, Setters)]
#[must_use]
#[setters(generate = false)]
pub struct ClientBuilder {
    token: Option<Result<TokenSource>>,
    /// The profile with the token, unless another source is given. Default: the environment
    /// variable `WEBEX_PROFILE`.
    #[setters(generate, into, strip_option)]
    profile: Option<String>,
    /// The file of the profiles. Default: [`default_profiles_file`].
    #[setters(generate, into, strip_option)]
    profiles_file: Option<PathBuf>,
    base_url: Option<RedactedUrl>,
    /// How long a call may take, pauses included; `None` means no deadline. Default: 180 s.
    #[setters(generate)]
    timeout: Option<Duration>,
    /// How long one attempt of a call may take. Default: 60 s.
    #[setters(generate)]
    attempt_timeout: Duration,
    ceiling: ConcurrencyLimits,
    observers: Observers,
    /// A label for the partner of this client, shown in events and outcomes. Default: none.
    #[setters(generate, into, strip_option)]
    partner: Option<String>,
    http: HttpOptions,
    clock: Arc<dyn Clock>,
    random: Chance,
    #[cfg(any(test, feature = "test-util"))]
    in_process: Option<webex_broadworks_transport::http::in_process::InProcessService>,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            token: None,
            profile: None,
            profiles_file: None,
            base_url: None,
            timeout: Some(DEFAULT_TIMEOUT),
            attempt_timeout: DEFAULT_ATTEMPT_TIMEOUT,
            ceiling: ConcurrencyLimits::default(),
            observers: Observers::default(),
            partner: None,
            http: HttpOptions {
                connect_timeout: DEFAULT_CONNECT_TIMEOUT,
                read_timeout: DEFAULT_READ_TIMEOUT,
                trust_env: true,
                ..HttpOptions::default()
            },
            clock: Arc::new(SystemClock),
            random: Chance::new(SystemRandom),
            #[cfg(any(test, feature = "test-util"))]
            in_process: None,
        }
    }
}

impl Client {
    /// A client with the token of `WEBEX_ACCESS_TOKEN` and the default options.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) if there is no token, or a
    /// variable can't be used.
    pub fn from_env() -> Result<Self> {
        Self::builder().build()
    }

    /// Options for a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }
}

impl ClientBuilder {
    /// The access token. Default: the environment variable `WEBEX_ACCESS_TOKEN`.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(TokenSource::literal(token));
        self
    }

    /// The source of the access token, unless it is a literal.
    pub fn token_source(mut self, source: TokenSource) -> Self {
        self.token = Some(Ok(source));
        self
    }

    /// The base URL of the API, with or without a path. Default: <https://webexapis.com/v1>.
    ///
    /// Only https is accepted, and http for loopback addresses.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(RedactedUrl(url.into()));
        self
    }

    /// Sends requests to this backend instead of the network.
    #[cfg(any(test, feature = "test-util"))]
    pub fn in_process(
        mut self,
        service: webex_broadworks_transport::http::in_process::InProcessService,
    ) -> Self {
        self.in_process = Some(service);
        self
    }

    /// Connect timeout. Default: 5 s.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.http.connect_timeout = timeout;
        self
    }

    /// Read timeout: how long to wait for more data of a response. Default: 30 s.
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.http.read_timeout = timeout;
        self
    }

    /// The proxy, such as `http://proxy.example:3128`. Default: what the environment says.
    ///
    /// Requests to a loopback address never go through one.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.http.proxy = Some(RedactedUrl(url.into()));
        self
    }

    /// Whether the environment's proxies (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`), certificate
    /// stores (`SSL_CERT_FILE`, `SSL_CERT_DIR`), `WEBEX_BASE_URL` and `WEBEX_LOG` are used.
    /// Default: true.
    pub fn trust_env(mut self, trust: bool) -> Self {
        self.http.trust_env = trust;
        self
    }

    /// A file of certificate authorities to trust in addition to the system's, as PEM or DER.
    /// A leading `~` is the home directory. Each call adds one. Default: none.
    pub fn ca_file(mut self, file: impl Into<PathBuf>) -> Self {
        self.http.ca_files.push(file.into());
        self
    }

    /// Follows the conventions of Node: `NODE_EXTRA_CA_CERTS` names a file of further authorities,
    /// and a missing one leads to a notice. Default: does not.
    pub fn node_environment(mut self) -> Self {
        self.http.node_environment = true;
        self
    }

    /// Certificate authorities in PEM form for a system without any. Default: the built-in list of
    /// Mozilla.
    pub fn fallback_roots(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.http.fallback_roots = Some(pem.into());
        self
    }

    /// Whether the system has no certificate authorities, so that [`Self::fallback_roots`] apply.
    pub fn system_has_no_authorities() -> bool {
        system_has_no_authorities()
    }

    /// Text after our own in the User-Agent header, such as `nightly-sync/1.2`. Default: none.
    pub fn user_agent_suffix(mut self, suffix: impl Into<String>) -> Self {
        self.http.user_agent_suffix = Some(suffix.into());
        self
    }

    /// Maximum number of concurrent requests, at least 1. Default: 100.
    ///
    /// The client starts with 8 and allows more while Webex answers without errors.
    pub fn max_in_flight(mut self, requests: usize) -> Self {
        self.ceiling.in_flight = requests;
        self
    }

    /// Maximum number of requests per second, at least 0.001. Default: no limit.
    pub fn max_requests_per_second(mut self, requests: f64) -> Self {
        self.ceiling.per_second = Some(requests);
        self
    }

    /// An observer of every request; each call adds one. Default: none, or standard error if
    /// `WEBEX_LOG` asks for it.
    pub fn observer(mut self, observer: impl Observer) -> Self {
        self.observers.0.push(Arc::new(observer));
        self
    }

    /// The clock. Default: the computer's.
    #[cfg_attr(not(feature = "test-util"), doc(hidden))]
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// The source of randomness. Default: the operating system.
    #[cfg_attr(not(feature = "test-util"), doc(hidden))]
    pub fn random(mut self, random: impl Random) -> Self {
        self.random = Chance::new(random);
        self
    }

    /// Builds the client; sends nothing.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) if there is no token, or an
    /// option cannot be used.
    pub fn build(self) -> Result<Client> {
        let base = self.choose_base_url()?;
        let limits = Limits { timeout: self.timeout, attempt_timeout: self.attempt_timeout };
        let limits = limits.check()?;
        require_nonzero("connect_timeout", Some(self.http.connect_timeout))?;
        require_nonzero("read_timeout", Some(self.http.read_timeout))?;
        if self.ceiling.in_flight == 0 {
            return Err(Error::invalid_argument(message!(
                "{}: expected at least 1, got 0",
                Name::Argument("max_in_flight")
            )));
        }
        let bounds = 0.001..=1_000_000.0;
        if let Some(rate) = self.ceiling.per_second.filter(|rate| !bounds.contains(rate)) {
            return Err(Error::invalid_argument(message!(
                "{}: expected 0.001 to 1,000,000, got {rate}",
                Name::Argument("max_requests_per_second")
            )));
        }
        let (token, partner) = self.choose_token()?;
        let mut observers = self.observers;
        if self.http.trust_env
            && let Some(log) = StderrLog::from_env()?
        {
            observers.0.push(Arc::new(log));
        }
        let (network, notices) = ReqwestBackend::build(&self.http, &base)?;
        for notice in &notices {
            observers.notice(&notice.to_string());
        }
        let network = Arc::new(network);
        let backend: Arc<dyn HttpBackend> = network.clone();
        #[cfg(any(test, feature = "test-util"))]
        let backend = match self.in_process {
            Some(service) => Arc::new(service),
            None => backend,
        };
        let network = Some(network).filter(|_| !backend.is_in_process());
        token.check(base.is_loopback() || backend.is_in_process())?;
        let redactor = Arc::new(Redactor::default());
        for password in proxy_passwords(&self.http) {
            redactor.add("[the proxy's password]", &password);
        }
        let http = HttpContext {
            backend,
            base,
            limits,
            observers,
            redactor,
            partner,
            clock: self.clock,
            random: self.random,
            caller: None,
        };
        let mut transport = Transport::new(http, token, self.ceiling);
        transport.network = network;
        transport.notices = notices.into();
        Ok(Client::from_transport(transport))
    }

    /// Chooses the first of: the argument, the given profile, `WEBEX_PROFILE`,
    /// `WEBEX_ACCESS_TOKEN`, and the OAuth variables. The partner label comes with it.
    fn choose_token(&self) -> Result<(TokenSource, Option<String>)> {
        if let Some(token) = &self.token {
            return Ok((token.clone()?, self.partner.clone()));
        }
        let variables = Variables::Process;
        let profile = match &self.profile {
            Some(name) => Some(name.clone()),
            None => variables.text(PROFILE_VARIABLE)?,
        };
        if let Some(name) = profile {
            let file = self.profiles_file.clone().map_or_else(default_profiles_file, Ok)?;
            let profile = Profile::load(&file, &name)?;
            return Ok((profile.token, self.partner.clone().or(Some(profile.partner))));
        }
        if variables.value(TOKEN_VARIABLE).is_none()
            && let Some(refresh) = TokenSource::oauth_from_env()?
        {
            return Ok((refresh, self.partner.clone()));
        }
        if variables.value(TOKEN_VARIABLE).is_none() {
            return Err(Error::configuration(message!(
                "no access token. Set the environment variable {TOKEN_VARIABLE}, or pass {} or {}. The \
                 token must belong to a partner administrator. For a first test, copy your personal \
                 token from developer.webex.com, which is valid for 12 hours",
                Name::Argument("token"),
                Name::Argument("profile")
            )));
        }
        Ok((TokenSource::environment(TOKEN_VARIABLE)?, self.partner.clone()))
    }

    fn choose_base_url(&self) -> Result<BaseUrl> {
        if let Some(RedactedUrl(url)) = &self.base_url {
            return BaseUrl::parse(url);
        }
        let variable =
            if self.http.trust_env { Variables::Process.text(BASE_URL_VARIABLE)? } else { None };
        let Some(url) = variable else { return BaseUrl::parse(DEFAULT_BASE_URL) };
        // Other users might set a variable, so it can't redirect the token to another host.
        let base = BaseUrl::parse(url.trim()).ok().filter(BaseUrl::is_loopback);
        base.ok_or_else(|| {
            Error::configuration(message!(
                "the environment variable {BASE_URL_VARIABLE} may name only a loopback address \
                 such as http://127.0.0.1:8080/v1. To use another host, pass {}",
                Name::Argument("base_url")
            ))
        })
    }
}

/// The passwords in the URLs of the possible proxies.
fn proxy_passwords(http: &HttpOptions) -> Vec<String> {
    let given = http.proxy.iter().map(|RedactedUrl(url)| url.clone());
    let from_env = PROXY_VARIABLES.iter().filter_map(|name| std::env::var(name).ok());
    given
        .chain(from_env.filter(|_| http.trust_env))
        .filter_map(|url| {
            let (login, _) = url.rsplit_once('@')?;
            let login = login.split_once("://").map_or(login, |(_, login)| login);
            login.split_once(':').map(|(_, password)| password.to_owned())
        })
        .collect()
}
