//! Addresses of pages.

use std::convert::Infallible;
use std::fmt::Write as _;

use axum::extract::{FromRequestParts, Query};
use axum::http::Uri;
use axum::http::header::HOST;
use axum::http::request::Parts;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::service::Shared;

/// All characters that must be encoded in a query.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The address of one page of a list.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub(crate) origin: String,
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    /// A parameter that is written as a bare name, without an equals sign.
    pub(crate) valueless: Option<&'static str>,
}

impl Link {
    pub(crate) fn url(&self) -> String {
        let mut url = format!("{}{}", self.origin, self.path);
        for (place, (name, value)) in self.query.iter().enumerate() {
            url.push(if place == 0 { '?' } else { '&' });
            // Writing to a string does not fail.
            let _ = write!(url, "{}", utf8_percent_encode(name, RESERVED));
            if self.valueless != Some(name) {
                let _ = write!(url, "={}", utf8_percent_encode(value, RESERVED));
            }
        }
        url
    }
}

/// The address of a request, with the host as the client wrote it.
impl FromRequestParts<Shared> for Link {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, service: &Shared) -> Result<Self, Infallible> {
        let host = parts.headers.get(HOST).and_then(|it| it.to_str().ok());
        Ok(Self {
            origin: host.map_or_else(|| service.origin.clone(), |it| format!("http://{it}")),
            path: parts.uri.path().to_owned(),
            query: query(&parts.uri),
            valueless: None,
        })
    }
}

/// The parameters of a query, parsed like a form: a `+` is a space.
fn query(uri: &Uri) -> Vec<(String, String)> {
    // Any text is a list of pairs.
    Query::try_from_uri(uri).map(|Query(pairs)| pairs).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_raw_plus_is_a_space() {
        let uri = Uri::from_static("/v1/x?spEnterpriseId=Reseller1+acme&startsWith=a%2Bb&zeta&%FF");
        let query = query(&uri);
        assert_eq!(query[0].1, "Reseller1 acme");
        assert_eq!(query[1].1, "a+b");
        assert_eq!(
            query[2..],
            [("zeta".into(), String::new()), ("\u{fffd}".into(), String::new())]
        );
    }

    #[test]
    fn an_address_holds_no_plus_and_no_raw_letters_beyond_ascii() {
        let link = Link {
            origin: "http://127.0.0.1:1".into(),
            path: "/v1/x".into(),
            query: vec![("before".into(), String::new()), ("startsWith".into(), "a+b ü&c".into())],
            valueless: Some("before"),
        };
        assert_eq!(link.url(), "http://127.0.0.1:1/v1/x?before&startsWith=a%2Bb%20%C3%BC%26c");
    }
}
