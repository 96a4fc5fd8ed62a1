//! The base URL: one origin and one path prefix, which are checked once.

use std::net::{Ipv4Addr, Ipv6Addr};

use url::{Host, Position, Url};

use crate::error::{Error, Result};
use crate::message::{Name, message};
use crate::operation::path_segment::{encode_segment, path_remedy, validate_path_segment};

/// Where the real service lives.
pub const DEFAULT_BASE_URL: &str = "https://webexapis.com/v1";

/// A checked base URL, whose path has no trailing slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl(Url);

impl BaseUrl {
    /// Checks a base URL.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::error::ErrorKind) if the token would not be safe there.
    pub fn parse(text: &str) -> Result<Self> {
        let refuse = |why: &str| {
            Err(Error::configuration(message!(
                "{} {why}. Expected an https URL such as {DEFAULT_BASE_URL}. Plain http is allowed \
                 only for loopback addresses such as http://127.0.0.1:8080/v1.",
                Name::Argument("base_url")
            )))
        };
        let Ok(mut url) = Url::parse(text) else {
            return refuse("is not a URL");
        };
        if !url.username().is_empty() || url.password().is_some() {
            return refuse("contains a user name or password");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return refuse("contains a query or a fragment");
        }
        match url.scheme() {
            "https" if url.host().is_some() => {}
            "http" if is_loopback(&url) => {}
            "http" => return refuse("uses http, which would send the token unencrypted"),
            _ => return refuse("doesn't use https"),
        }
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path);
        Ok(Self(url))
    }

    /// The URL.
    pub fn as_url(&self) -> &Url {
        &self.0
    }

    /// Whether it leads to this computer.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }

    /// Builds the URL of a path from unencoded segments.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidArgument`](crate::error::ErrorKind) if a URL would change a segment.
    pub fn join(&self, segments: &[&str]) -> Result<Url> {
        let base = self.0.path().trim_end_matches('/');
        let room = segments.iter().map(|segment| 1 + segment.len()).sum::<usize>();
        let mut path = String::with_capacity(base.len() + room);
        path.push_str(base);
        for segment in segments {
            validate_path_segment("path", segment, path_remedy)?;
            path.push('/');
            path.extend(encode_segment(segment));
        }
        let mut url = self.0.clone();
        url.set_path(&path);
        // The parser normalizes paths. An id that passed the checks above must not address
        // another resource after that.
        if url.path() != path {
            return Err(Error::invalid_argument(
                "an id is not valid in a path. Pass ids exactly as they were listed",
            ));
        }
        Ok(url)
    }

    /// Whether a URL has our scheme, host and port, and no user information.
    pub fn same_origin(&self, url: &Url) -> bool {
        // A parsed URL has a lower-case scheme and host, and no default port.
        url[..Position::BeforePath] == self.0[..Position::BeforePath]
    }

    /// Whether a URL has our host, no user information, and either no port or ours. Its scheme may differ.
    /// Such a URL isn't for sending: behind a gateway, a service doesn't know the scheme and port of its
    /// public address.
    pub fn same_host(&self, url: &Url) -> bool {
        matches!(url.scheme(), "http" | "https")
            && url.host() == self.0.host()
            && url.port().is_none_or(|port| Some(port) == self.0.port_or_known_default())
            && url.username().is_empty()
            && url.password().is_none()
    }
}

/// Whether the host is a numeric loopback address. `localhost` is a name, which a resolver could
/// map to another host.
fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => Ipv4Addr::is_loopback(&address),
        Some(Host::Ipv6(address)) => Ipv6Addr::is_loopback(&address),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_loopback_literals_pass() {
        for good in ["https://webexapis.com/v1", "http://127.0.0.1:80/v1/", "http://[::1]:9/x"] {
            assert!(BaseUrl::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "http://webexapis.com/v1",
            "http://localhost:8080/v1",
            "https://user:pw@webexapis.com/v1",
            "https://webexapis.com/v1?x=1",
            "ftp://webexapis.com",
            "webexapis.com/v1",
            "http://127.0.0.1.example.com/v1",
        ] {
            assert!(BaseUrl::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn segments_are_joined_one_by_one() {
        let base = BaseUrl::parse("https://webexapis.com/v1/").unwrap();
        let url = base.join(&["broadworks", "enterprises", "a+b=é"]).unwrap();
        assert_eq!(url.as_str(), "https://webexapis.com/v1/broadworks/enterprises/a%2Bb%3D%C3%A9");
        assert!(base.join(&["broadworks", ".."]).is_err());
    }

    #[test]
    fn a_host_is_the_same_whatever_the_scheme() {
        let same = |base: &str, url: &str| {
            BaseUrl::parse(base).unwrap().same_host(&Url::parse(url).unwrap())
        };
        let webex = "https://webexapis.com/v1";
        assert!(same(webex, "http://webexapis.com/") && same(webex, "http://webexapis.com:443/"));
        assert!(same("http://127.0.0.1:8080/v1", "https://127.0.0.1/"));
        for other in [
            "https://webexapis.com:444/",
            "http://webexapis.com:8080/",
            "http://me@webexapis.com/",
            "http://:pw@webexapis.com/",
            "ftp://webexapis.com/",
            "http://webexapis.com.evil.example/",
        ] {
            assert!(!same(webex, other), "{other}");
        }
    }

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        let base = BaseUrl::parse("https://webexapis.com/v1").unwrap();
        let same = |text: &str| base.same_origin(&Url::parse(text).unwrap());
        assert!(same("https://webexapis.com:443/other"));
        assert!(same("https://WEBEXAPIS.com/"));
        assert!(!same("https://webexapis.com:444/"));
        assert!(!same("http://webexapis.com/"));
        assert!(!same("https://webexapis.com.evil.example/"));
        assert!(!same("https://me@webexapis.com/"));
    }
}
