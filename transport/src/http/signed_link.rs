//! Links that are themselves the permission to read what they lead to.

use std::fmt;

use thiserror::Error;
use url::Url;

use crate::http::base_url::BaseUrl;

/// A link that is a secret. No text shows more of it than its host.
#[derive(Clone)]
pub struct SignedLink {
    url: Url,
    origin: BaseUrl,
}

/// Why a link is not followed.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum LinkError {
    /// It is not a URL.
    #[error("the link is not a URL")]
    NotAUrl,
    /// It leads to this place without TLS.
    #[error("the link leads to {0}, and the client follows only https")]
    Insecure(String),
    /// It holds a login.
    #[error("the link holds a user name or a password")]
    Login,
    /// It redirects more often than this.
    #[error("the link redirects more than {0} times")]
    TooManyRedirects(usize),
}

impl SignedLink {
    /// Reads a link. Only https is accepted, and http to a loopback address if the client's own requests
    /// don't leave this computer.
    ///
    /// # Errors
    /// Why it is not followed.
    pub fn parse(text: &str, is_local: bool) -> Result<Self, LinkError> {
        Self::check(Url::parse(text).map_err(|_| LinkError::NotAUrl)?, is_local)
    }

    /// The link to which this one redirects.
    pub(crate) fn redirect(&self, location: &str, is_local: bool) -> Result<Self, LinkError> {
        Self::check(self.url.join(location).map_err(|_| LinkError::NotAUrl)?, is_local)
    }

    fn check(mut url: Url, is_local: bool) -> Result<Self, LinkError> {
        if !url.username().is_empty() || url.password().is_some() {
            return Err(LinkError::Login);
        }
        let insecure = || LinkError::Insecure(url.scheme().to_owned());
        let origin = BaseUrl::parse(&url.origin().ascii_serialization()).map_err(|_| insecure())?;
        if url.scheme() != "https" && !is_local {
            return Err(insecure());
        }
        url.set_fragment(None);
        Ok(Self { url, origin })
    }

    /// Where requests go.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> &BaseUrl {
        &self.origin
    }
}

impl fmt::Debug for SignedLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignedLink({})", self.url.host_str().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_is_followed_and_http_to_loopback_by_a_client_that_stays_there() {
        let (webex, sandbox) = (false, true);
        let secure = "https://files.example/report.csv?Signature=s";
        let local = "http://127.0.0.1:2/report.csv?Signature=s";
        assert!(SignedLink::parse(secure, webex).is_ok());
        assert!(SignedLink::parse(secure, sandbox).is_ok());
        assert!(SignedLink::parse(local, sandbox).is_ok());
        let insecure = LinkError::Insecure("http".to_owned());
        for (link, is_local, expected) in [
            (local, webex, insecure.clone()),
            ("http://files.example/report.csv", sandbox, insecure.clone()),
            ("http://localhost:2/report.csv", sandbox, insecure),
            ("file:///etc/passwd", sandbox, LinkError::Insecure("file".to_owned())),
            ("https://me:pw@files.example/report.csv", webex, LinkError::Login),
            ("report.csv", webex, LinkError::NotAUrl),
        ] {
            assert_eq!(SignedLink::parse(link, is_local).unwrap_err(), expected, "{link}");
        }
    }

    #[test]
    fn a_redirect_is_checked_like_a_link() {
        let link = SignedLink::parse("https://files.example/a/report.csv?x=1", false).unwrap();
        let next = link.redirect("../b.csv?y=2#z", false).unwrap();
        assert_eq!(next.url().as_str(), "https://files.example/b.csv?y=2");
        let insecure = link.redirect("http://files.example/", false).unwrap_err();
        assert_eq!(insecure, LinkError::Insecure("http".to_owned()));
    }

    #[test]
    fn no_text_shows_more_than_the_host() {
        let link = SignedLink::parse("https://files.example/p.csv?Signature=s", false).unwrap();
        assert_eq!(format!("{link:?}"), "SignedLink(files.example)");
    }
}
