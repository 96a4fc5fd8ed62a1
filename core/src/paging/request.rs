//! The list of enterprises: what to ask for, and where each page is asked.

use std::str::FromStr;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use derive_setters::Setters;
use percent_encoding::utf8_percent_encode;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::error::{Error, Result};
use crate::generated::operations::Operation;
use crate::http::base_url::BaseUrl;
use crate::message::{Name, message};
use crate::models::path_segment::UNRESERVED;

/// The largest `page_size`, which is Webex's largest `max`.
pub const MAX_PAGE_SIZE: u32 = 1000;

/// How far `max` is halved when a gateway keeps timing out on a page.
const LEAST_HALVED_MAX: u32 = 50;

const SP_ENTERPRISE_ID: &str = "spEnterpriseId";
const STARTS_WITH: &str = "startsWith";
const MAX: &str = "max";

/// What a list does to be sure that none is missing, where the service names no next page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Completion {
    /// One request shows whether the last page was cut; if it was, the rest is asked for by
    /// `startsWith` prefixes.
    #[default]
    Auto,
    /// Sends nothing beyond the pages. A full last page is still an
    /// [`ErrorKind::IncompleteList`](crate::ErrorKind::IncompleteList), unless the list allows that.
    Off,
}

impl FromStr for Completion {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match text {
            "auto" => Ok(Self::Auto),
            "off" => Ok(Self::Off),
            _ => Err(Error::invalid_argument(message!(
                "{}: expected \"auto\" or \"off\", got {text:?}",
                Name::Argument("completion")
            ))),
        }
    }
}

/// What to list, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq, Setters)]
#[must_use]
#[setters(strip_option)]
pub struct ListEnterprises {
    /// Only the enterprise with exactly this identifier. Default: any.
    ///
    /// With `starts_with` too, both are sent and both should hold; whether the service takes them
    /// together is documented by its example alone.
    #[setters(into)]
    pub(crate) sp_enterprise_id: Option<String>,
    /// Only enterprises whose identifier starts so. Default: any.
    #[setters(into)]
    pub(crate) starts_with: Option<String>,
    /// How many enterprises to ask for at once, Webex's `max`: 1 to 1000. Default: 1000.
    pub(crate) page_size: Option<u32>,
    /// Stop after so many enterprises, at least 1. Default: all.
    pub(crate) limit: Option<usize>,
    /// Go on where a page's `cursor` says. It belongs to the filters it was made with.
    #[setters(into)]
    pub(crate) cursor: Option<String>,
    /// What is done to be sure that none is missing, where the service names no next page. Default:
    /// [`Completion::Auto`].
    pub(crate) completion: Completion,
    /// End without an error where the list may be short. Default: false.
    pub(crate) allow_incomplete: bool,
    #[setters(skip)]
    pub(crate) extra_query: Vec<(String, String)>,
    /// How long each page may take, instead of the client's own; [`Duration::MAX`] is no deadline.
    pub(crate) timeout: Option<Duration>,
}

impl ListEnterprises {
    /// Whether the list may end before the last enterprise that meets its filters.
    #[doc(hidden)]
    pub fn may_be_partial(&self) -> bool {
        self.allow_incomplete || self.limit.is_some() || self.cursor.is_some()
    }

    /// Adds a query parameter that this crate does not know, such as a beta filter.
    pub fn extra_query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.extra_query.push((name.into(), value.into()));
        self
    }

    pub(crate) fn check(&self) -> Result<()> {
        match self.page_size {
            Some(size) if !(1..=MAX_PAGE_SIZE).contains(&size) => {
                return Err(Error::invalid_argument(message!(
                    "{} is out of bounds: 1 to {MAX_PAGE_SIZE}, and {MAX_PAGE_SIZE} by default",
                    Name::Setting("page_size", size.to_string())
                )));
            }
            _ => {}
        }
        if self.limit == Some(0) {
            return Err(Error::invalid_argument(message!(
                "{} would list nothing: leave it out to list all, or give 1 or more",
                Name::Setting("limit", "0".to_owned())
            )));
        }
        for (name, value) in
            [("sp_enterprise_id", &self.sp_enterprise_id), ("starts_with", &self.starts_with)]
        {
            if value.as_deref() == Some("") {
                return Err(Error::of_argument(name, "is empty: leave it out to list all"));
            }
        }
        for (name, _) in &self.extra_query {
            let instead = match name.as_str() {
                MAX => return Err(ambiguous_max_error()),
                SP_ENTERPRISE_ID => "sp_enterprise_id",
                STARTS_WITH => "starts_with",
                "" => {
                    return Err(Error::of_argument("extra_query", "holds an empty name"));
                }
                _ => continue,
            };
            return Err(Error::of_argument(
                "extra_query",
                message!("holds {name}: pass it as {}", Name::Argument(instead)),
            ));
        }
        Ok(())
    }
}

/// Why there is no argument called `max`.
pub fn ambiguous_max_error() -> Error {
    Error::invalid_argument(message!(
        "there is no {}, because it could mean two things: {} (1 to 1000) is how many enterprises \
         each request asks for, Webex's own {}; {} ends the list after so many",
        Name::Argument("max"),
        Name::Argument("page_size"),
        Name::Argument("max"),
        Name::Argument("limit")
    ))
}

/// Where one page of a list is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ListPageRequest {
    url: Url,
    filters: Vec<(&'static str, String)>,
    extra: Vec<(String, String)>,
    max: u32,
    /// The part of the query that the service wrote: its cursor, to the letter.
    continuation: String,
}

/// What a cursor holds: what was asked, and where to go on.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CursorPayload {
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    sp_enterprise_id: Option<String>,
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    starts_with: Option<String>,
    #[serde(rename = "x", default, skip_serializing_if = "Vec::is_empty")]
    extra: Vec<(String, String)>,
    #[serde(rename = "m")]
    max: u32,
    #[serde(rename = "r")]
    continuation: String,
}

impl ListPageRequest {
    /// The first page, or the page that the options' cursor names.
    pub(crate) fn new(base: &BaseUrl, options: &ListEnterprises) -> Result<Self> {
        options.check()?;
        let bookmark = options.cursor.as_deref().map(|cursor| open(cursor, options)).transpose()?;
        let own = |option: &Option<String>, kept: Option<Option<String>>| {
            option.clone().or_else(|| kept.flatten())
        };
        let (kept_sp, kept_prefix, kept_extra, kept_max, continuation) = match bookmark {
            Some(mark) => (
                Some(mark.sp_enterprise_id),
                Some(mark.starts_with),
                mark.extra,
                mark.max,
                mark.continuation,
            ),
            None => (None, None, options.extra_query.clone(), MAX_PAGE_SIZE, String::new()),
        };
        let mut filters = Vec::new();
        if let Some(value) = own(&options.sp_enterprise_id, kept_sp) {
            filters.push((SP_ENTERPRISE_ID, value));
        }
        if let Some(value) = own(&options.starts_with, kept_prefix) {
            filters.push((STARTS_WITH, value));
        }
        Ok(Self {
            url: base.join(&["broadworks", "enterprises"])?,
            filters,
            extra: kept_extra,
            max: options.page_size.unwrap_or(kept_max),
            continuation,
        })
    }

    /// The whole URL; a `+` or a space in a value never stands in it as itself.
    pub(crate) fn url(&self) -> Url {
        let encode = |text: &str| utf8_percent_encode(text, UNRESERVED).to_string();
        let mut parts: Vec<String> = Vec::new();
        parts.extend(self.filters.iter().map(|(name, value)| format!("{name}={}", encode(value))));
        parts.push(format!("{MAX}={}", self.max));
        // The service's cursor may be called as a parameter of the caller's: then it is the cursor.
        let taken = |name: &str| {
            self.continuation.split('&').any(|part| part.split('=').next() == Some(name))
        };
        for (name, value) in self.extra.iter().filter(|(name, _)| !taken(name)) {
            parts.push(format!("{}={}", encode(name), encode(value)));
        }
        if !self.continuation.is_empty() {
            parts.push(self.continuation.clone());
        }
        let mut url = self.url.clone();
        url.set_query(Some(&parts.join("&")));
        url
    }

    /// Whether a query parameter is one of those we write ourselves.
    pub(crate) fn is_own_parameter(&self, name: &str, value: &str) -> bool {
        name == MAX
            || self.filters.iter().any(|(own, _)| *own == name)
            || self.extra.iter().any(|(own, asked)| own == name && asked == value)
    }

    /// The same list, further on.
    pub(crate) fn with_continuation(&self, continuation: String) -> Self {
        Self { continuation, ..self.clone() }
    }

    /// The same list from its start, under other filters.
    pub(crate) fn with_filters(&self, filters: Vec<(&'static str, String)>) -> Self {
        Self { filters, continuation: String::new(), ..self.clone() }
    }

    pub(crate) fn by_prefix(&self, prefix: String) -> Self {
        self.with_filters(vec![(STARTS_WITH, prefix)])
    }

    pub(crate) fn by_exact_id(&self, id: String) -> Self {
        self.with_filters(vec![(SP_ENTERPRISE_ID, id)])
    }

    pub(crate) fn max(&self) -> u32 {
        self.max
    }

    pub(crate) fn set_max(&mut self, max: u32) {
        self.max = max;
    }

    /// Asks for half as many: what the service advises when a gateway times out on a list.
    pub(crate) fn halve_max(&mut self) {
        self.max = (self.max / 2).max(LEAST_HALVED_MAX).min(self.max);
    }

    pub(crate) fn continuation(&self) -> &str {
        &self.continuation
    }

    pub(crate) fn filter(&self, exact: bool) -> Option<&str> {
        let name = if exact { SP_ENTERPRISE_ID } else { STARTS_WITH };
        self.filters.iter().find(|(own, _)| *own == name).map(|(_, value)| value.as_str())
    }

    /// This page as a text that [`ListEnterprises::cursor`] takes.
    pub(crate) fn cursor(&self, page_size: u32) -> String {
        let mark = CursorPayload {
            sp_enterprise_id: self.filter(true).map(str::to_owned),
            starts_with: self.filter(false).map(str::to_owned),
            extra: self.extra.clone(),
            max: page_size,
            continuation: self.continuation.clone(),
        };
        // Strings and numbers always serialise.
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(&mark).unwrap_or_default())
    }
}

/// Opens a cursor and makes sure that it belongs to the filters it comes with.
fn open(cursor: &str, options: &ListEnterprises) -> Result<CursorPayload> {
    let mark = URL_SAFE_NO_PAD
        .decode(cursor)
        .ok()
        .and_then(|bytes| serde_json::from_slice::<CursorPayload>(&bytes).ok())
        .filter(|mark| {
            let plain = |c: char| c.is_ascii_graphic() && !"#\"<>\\^`{|}".contains(c);
            (1..=MAX_PAGE_SIZE).contains(&mark.max)
                && !mark.continuation.is_empty()
                && mark.continuation.chars().all(plain)
        });
    let Some(mark) = mark else {
        return Err(Error::invalid_argument(message!(
            "{} is not one that a page of {} gave, or it was changed",
            Name::Argument("cursor"),
            Operation::EnterprisesList
        )));
    };
    let made_with = |kept: &Option<String>| match kept {
        Some(value) => format!("\"{value}\""),
        None => "none".to_owned(),
    };
    for (name, given, kept) in [
        ("sp_enterprise_id", &options.sp_enterprise_id, &mark.sp_enterprise_id),
        ("starts_with", &options.starts_with, &mark.starts_with),
    ] {
        if given.is_some() && given != kept {
            return Err(Error::invalid_argument(message!(
                "{} belongs to a list made with {} {}; pass the same, or leave it out",
                Name::Argument("cursor"),
                Name::Argument(name),
                made_with(kept)
            )));
        }
    }
    if !options.extra_query.is_empty() && options.extra_query != mark.extra {
        return Err(Error::invalid_argument(message!(
            "{} belongs to a list made with another {}; pass the same, or leave it out",
            Name::Argument("cursor"),
            Name::Argument("extra_query")
        )));
    }
    Ok(mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base() -> BaseUrl {
        BaseUrl::parse("https://webexapis.com/v1").unwrap()
    }

    fn target(options: &ListEnterprises) -> Result<ListPageRequest> {
        ListPageRequest::new(&base(), options)
    }

    #[test]
    fn no_plus_is_ever_on_the_wire() {
        let options = ListEnterprises::default()
            .sp_enterprise_id("Reseller1+acme & sons/é#%")
            .extra_query("a b", "c+d");
        let url = target(&options).unwrap().url();
        let query =
            "spEnterpriseId=Reseller1%2Bacme%20%26%20sons%2F%C3%A9%23%25&max=1000&a%20b=c%2Bd";
        assert_eq!(url.query(), Some(query));
    }

    #[test]
    fn a_cursor_goes_on_and_is_bound_to_its_filters() {
        let options = ListEnterprises::default().starts_with("R").page_size(10);
        let next = target(&options).unwrap().with_continuation("before&after=x%2B".to_owned());
        let cursor = next.cursor(10);
        let alone = ListEnterprises::default().cursor(&cursor);
        assert_eq!(target(&alone).unwrap().url(), next.url());
        let same = ListEnterprises::default().cursor(&cursor).starts_with("R").page_size(20);
        assert!(target(&same).unwrap().url().query().unwrap().contains("max=20"));
        let other = ListEnterprises::default().cursor(&cursor).starts_with("S");
        assert!(target(&other).unwrap_err().to_string().contains("\"R\""));
    }

    #[test]
    fn a_cursor_of_another_make_is_refused() {
        for odd in ["", "x", "e30", "!!"] {
            assert!(target(&ListEnterprises::default().cursor(odd)).is_err(), "{odd}");
        }
    }

    #[test]
    fn bounds_are_checked_before_anything_is_sent() {
        let bad = [
            ListEnterprises::default().page_size(0),
            ListEnterprises::default().page_size(1001),
            ListEnterprises::default().limit(0),
            ListEnterprises::default().starts_with(""),
            ListEnterprises::default().extra_query("max", "10"),
            ListEnterprises::default().extra_query("startsWith", "R"),
        ];
        for options in bad {
            assert!(target(&options).is_err(), "{options:?}");
        }
    }

    #[test]
    fn max_is_halved_down_to_a_floor() {
        let mut list = target(&ListEnterprises::default().page_size(150)).unwrap();
        list.halve_max();
        assert_eq!(list.max(), 75);
        list.halve_max();
        assert_eq!(list.max(), 50);
        let mut small = target(&ListEnterprises::default().page_size(20)).unwrap();
        small.halve_max();
        assert_eq!(small.max(), 20);
    }
}
