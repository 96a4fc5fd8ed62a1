//! The proxy of a client: from its argument or the environment, checked before anything is sent.

use std::fmt;

use http::Uri;
use hyper_util::client::proxy::matcher::Matcher;
use percent_encoding::percent_decode_str;
use secrecy::{ExposeSecret, SecretString};
use url::Host;

use crate::environment::Variables;
use crate::error::{Error, Result};
use crate::http::base_url::BaseUrl;
use crate::http::network::options::HttpOptions;
use crate::message::{Message, Name, message};

/// The variables for a proxy of https. The first that is set is used.
pub const VARIABLES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

/// The variables for hosts without a proxy. The first that is set is used.
const EXCEPTIONS: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// The schemes of proxies, each with its default port.
const SCHEMES: [(&str, u16); 6] = [
    ("http", 80),
    ("https", 443),
    ("socks4", 1080),
    ("socks4a", 1080),
    ("socks5", 1080),
    ("socks5h", 1080),
];

/// A proxy server. Its text form has no login.
#[derive(Clone)]
pub(crate) struct ProxyServer {
    scheme: &'static str,
    host: Host,
    port: u16,
    login: Option<(String, SecretString)>,
}

impl ProxyServer {
    /// Reads the URL of an environment variable. The user information ends at the last `@` and
    /// doesn't need percent encoding.
    fn parse(text: &str) -> Result<Self, &'static str> {
        let text = text.trim();
        if text.starts_with(['"', '\'', '`']) || text.ends_with(['"', '\'', '`']) {
            return Err("it is in quotes, which are part of the value");
        }
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) if is_scheme(scheme) => (Some(scheme), rest),
            _ => (None, text),
        };
        let (login, address) = match rest.rsplit_once('@') {
            Some((login, address)) => (Some(login), address),
            None => (None, rest),
        };
        let (scheme, default_port) = match scheme {
            None => SCHEMES[0],
            Some(scheme) => SCHEMES
                .into_iter()
                .find(|(name, _)| scheme.eq_ignore_ascii_case(name))
                .ok_or("its scheme is not http, https, socks4, socks4a, socks5 or socks5h")?,
        };
        let address = address.strip_suffix('/').unwrap_or(address);
        if address.contains(['/', '?', '#', '\\']) {
            return Err("it has a path, but a proxy is only a host and a port");
        }
        let (host, port) = match address.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => {
                let port = port.parse().ok().filter(|port| *port != 0);
                (host, port.ok_or("its port is not a number from 1 to 65535")?)
            }
            _ if !text.contains("://") => return Err("it has neither a scheme nor a port"),
            _ => (address, default_port),
        };
        let host = Host::parse(host).map_err(|_| "its host is not a host name or an IP address")?;
        if scheme.starts_with("socks4") && login.is_some() {
            return Err("it has a login, which SOCKS 4 does not support: use socks5");
        }
        let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let login = login.map(|login| {
            let (user, password) = login.split_once(':').unwrap_or((login, ""));
            (decode(user), SecretString::from(decode(password)))
        });
        Ok(Self { scheme, host, port, login })
    }

    /// The proxy for the one origin of a client; `None` is a direct connection.
    ///
    /// A loopback address never goes through a proxy: it would mean another machine there, and get
    /// the token in plaintext.
    pub(crate) fn choose(
        options: &HttpOptions,
        base: &BaseUrl,
        variables: &Variables,
    ) -> Result<Option<Self>> {
        let given = options.proxy.as_ref().map(|url| {
            Self::parse(&url.0).map_err(|why| {
                unusable(message!("{} cannot be used", Name::Argument("proxy")), why, "")
            })
        });
        let given = given.transpose()?;
        if given.is_some() || base.is_loopback() || !options.trust_env {
            return Ok(given.filter(|_| !base.is_loopback()));
        }
        if is_excepted(base, variables)? {
            return Ok(None);
        }
        for name in VARIABLES {
            if let Some(url) = variables.text(name)? {
                let what = format!("the environment variable {name} cannot be used as a proxy");
                let without = Name::Setting("trust_env", "False".to_owned());
                let without = Message::optional(", or pass ", without);
                let cure = message!(" Correct or unset it{}.", without);
                return Self::parse(&url).map(Some).map_err(|why| unusable(what, why, cure));
            }
        }
        Self::of_system(base)
    }

    /// The proxy in the settings of macOS and Windows.
    fn of_system(base: &BaseUrl) -> Result<Option<Self>> {
        if !cfg!(any(windows, target_os = "macos")) {
            return Ok(None);
        }
        let Some(found) = uri(base).and_then(|uri| Matcher::from_system().intercept(&uri)) else {
            return Ok(None);
        };
        Self::parse(&found.uri().to_string())
            .map(Some)
            .map_err(|why| unusable("the proxy of the system's settings cannot be used", why, ""))
    }

    /// User and password.
    fn login(&self) -> Option<(String, String)> {
        let (user, password) = self.login.as_ref()?;
        Some((user.clone(), password.expose_secret().to_owned()))
    }

    /// The proxy as reqwest takes it.
    pub(crate) fn for_reqwest(&self) -> reqwest::Result<reqwest::Proxy> {
        let proxy = reqwest::Proxy::all(self.to_string())?;
        Ok(match self.login() {
            Some((user, password)) => proxy.basic_auth(&user, &password),
            None => proxy,
        })
    }
}

impl fmt::Display for ProxyServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}:{}", self.scheme, self.host, self.port)
    }
}

impl fmt::Debug for ProxyServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

/// Gives the reason without the value, which may contain a password.
fn unusable(what: impl Into<Message>, why: &str, cure: impl Into<Message>) -> Error {
    Error::configuration(message!("{}: {why}. Expected http://proxy.example:3128.{}", what, cure))
}

fn uri(base: &BaseUrl) -> Option<Uri> {
    base.as_url().as_str().parse().ok()
}

/// Whether `NO_PROXY` names the host.
fn is_excepted(base: &BaseUrl, variables: &Variables) -> Result<bool> {
    for name in EXCEPTIONS {
        if let Some(hosts) = variables.text(name)? {
            let matcher = Matcher::builder().all("http://proxy.example:3128").no(hosts).build();
            return Ok(uri(base).is_some_and(|uri| matcher.intercept(&uri).is_none()));
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::network::options::RedactedUrl;

    const WEBEX: &str = "https://webexapis.com/v1";

    fn choose(
        proxy: Option<&str>,
        url: &str,
        variables: &[(&str, &str)],
    ) -> Result<Option<ProxyServer>> {
        let proxy = proxy.map(|proxy| RedactedUrl(proxy.to_owned()));
        let options = HttpOptions { proxy, trust_env: true, ..HttpOptions::default() };
        ProxyServer::choose(&options, &BaseUrl::parse(url).unwrap(), &Variables::given(variables))
    }

    fn of_variable(value: &str) -> Result<Option<ProxyServer>> {
        choose(None, WEBEX, &[("HTTPS_PROXY", value)])
    }

    #[test]
    fn loopback_never_goes_through_a_proxy() {
        let proxy = Some("http://proxy.example:3128");
        for loopback in ["http://127.0.0.1:1/v1", "https://[::1]:1/v1"] {
            assert!(choose(proxy, loopback, &[]).unwrap().is_none());
            assert!(choose(None, loopback, &[("HTTPS_PROXY", "nonsense")]).unwrap().is_none());
            assert!(choose(Some("nonsense"), loopback, &[]).is_err());
        }
        assert!(choose(proxy, WEBEX, &[]).unwrap().is_some());
    }

    #[test]
    fn user_information_ends_at_the_last_at_sign_and_needs_no_encoding() {
        for (url, user, password) in [
            ("http://CORP\\jane:pw@proxy.example:3128", "CORP\\jane", "pw"),
            ("http://jane:p@ss/w?o#r:d@proxy.example:3128", "jane", "p@ss/w?o#r:d"),
            ("http://jane%40corp:p%20w@proxy.example:3128/", "jane@corp", "p w"),
            ("jane:100%@proxy.example:3128", "jane", "100%"),
            ("  http://jane@proxy.example:3128 \n", "jane", ""),
        ] {
            let proxy = of_variable(url).unwrap().expect("a proxy");
            assert_eq!(proxy.to_string(), "http://proxy.example:3128", "{url}");
            assert_eq!(proxy.login(), Some((user.to_owned(), password.to_owned())), "{url}");
            assert!(!format!("{proxy:?}").contains("jane"), "{url}");
        }
    }

    #[test]
    fn hosts_and_ports_are_read_with_and_without_a_scheme() {
        for (url, shown) in [
            ("proxy.example:3128", "http://proxy.example:3128"),
            ("http://proxy.example", "http://proxy.example:80"),
            ("HTTPS://Proxy.Example", "https://proxy.example:443"),
            ("socks5h://10.0.0.1", "socks5h://10.0.0.1:1080"),
            ("http://[2001:db8::1]:8080", "http://[2001:db8::1]:8080"),
            ("http://[2001:db8::1]", "http://[2001:db8::1]:80"),
        ] {
            assert_eq!(of_variable(url).unwrap().expect("a proxy").to_string(), shown);
        }
    }

    #[test]
    fn what_cannot_be_a_proxy_is_refused_by_the_name_of_the_variable_or_argument() {
        for bad in [
            "nonsense",
            "3128",
            "htp://proxy.example:3128",
            "\"http://proxy.example:3128\"",
            "'http://proxy.example:3128'",
            "http:/proxy.example:3128",
            "http//proxy.example:3128",
            "http://proxy.example:port",
            "http://proxy.example:0",
            "http://proxy.example:70000",
            "http://proxy example:3128",
            "http://:3128",
            "http://",
            "http://wpad.example/proxy.pac",
            "DIRECT",
            "PROXY proxy.example:3128",
            "socks4://jane:SECRET@proxy.example",
            "htp://jane:SECRET@proxy.example:3128",
        ] {
            for name in VARIABLES {
                let error = choose(None, WEBEX, &[(name, bad)]).expect_err(bad).to_string();
                assert!(error.contains(name) && error.contains("trust_env"), "{bad}: {error}");
                assert!(!error.contains("SECRET"), "{error}");
            }
            let error = choose(Some(bad), WEBEX, &[]).expect_err(bad);
            assert!(error.to_string().contains("`proxy`"), "{bad}: {error}");
            assert!(!format!("{error} {error:?}").contains("SECRET"), "{error}");
        }
        assert!(choose(Some(""), WEBEX, &[]).is_err());
    }

    #[test]
    fn empty_variables_count_as_unset() {
        let proxy = choose(None, WEBEX, &[("HTTPS_PROXY", ""), ("all_proxy", "proxy:1")]).unwrap();
        assert_eq!(proxy.expect("a proxy").to_string(), "http://proxy:1");
        assert!(choose(None, WEBEX, &[("HTTPS_PROXY", " "), ("ALL_PROXY", "")]).unwrap().is_none());
        let excepted =
            [("HTTPS_PROXY", "proxy:1"), ("NO_PROXY", ""), ("no_proxy", ".webexapis.com")];
        assert!(choose(None, WEBEX, &excepted).unwrap().is_none());
        let other = [("HTTPS_PROXY", "proxy:1"), ("NO_PROXY", "example.com")];
        assert!(choose(None, WEBEX, &other).unwrap().is_some());
    }

    #[test]
    fn an_untrusted_environment_names_no_proxy() {
        let options = HttpOptions { trust_env: false, ..HttpOptions::default() };
        let variables = Variables::given(&[("HTTPS_PROXY", "nonsense")]);
        let base = BaseUrl::parse(WEBEX).unwrap();
        assert!(ProxyServer::choose(&options, &base, &variables).unwrap().is_none());
    }
}
