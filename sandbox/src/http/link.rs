//! Addresses of pages.

use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::form_urlencoded;

use crate::wire::Request;

/// Everything that may not stand for itself in a query.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The address of one page of a listing.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub(crate) origin: String,
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    /// A parameter to be written as a bare name, without even an equals sign.
    pub(crate) valueless: Option<&'static str>,
}

impl Link {
    /// The address that a request was sent to, on the host as the client calls it.
    pub(crate) fn of(request: &Request, origin: &str) -> Self {
        let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
        Self {
            origin: request
                .header("host")
                .map_or_else(|| origin.to_owned(), |it| format!("http://{it}")),
            path: path.to_owned(),
            query: decode(query),
            valueless: None,
        }
    }

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

/// The parameters of a query, read as forms are: a `+` is a space.
pub(crate) fn decode(query: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_raw_plus_is_a_space() {
        let query = decode("spEnterpriseId=Reseller1+acme&startsWith=a%2Bb");
        assert_eq!(query[0].1, "Reseller1 acme");
        assert_eq!(query[1].1, "a+b");
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
