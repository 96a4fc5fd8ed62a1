//! Builds the URL of each page of a list.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use percent_encoding::utf8_percent_encode;
use serde::{Deserialize, Serialize};
use url::Url;
use webex_broadworks_transport::call::PageRequest;
use webex_broadworks_transport::error::{Error, Result};
use webex_broadworks_transport::http::base_url::BaseUrl;
use webex_broadworks_transport::message::{Name, message};
use webex_broadworks_transport::operation::Operation;
use webex_broadworks_transport::operation::path_segment::UNRESERVED;

use crate::paging::options::{ListOptions, MAX};

/// The number of times that `max` is halved while a gateway times out on a page.
const LEAST_HALVED_MAX: u32 = 50;

/// The filters by which lists of enterprises are completed.
const SP_ENTERPRISE_ID: &str = "spEnterpriseId";
const STARTS_WITH: &str = "startsWith";

/// Webex's own parameters in links to next pages. Some lists also have them as filters.
const CURSOR_PARAMETERS: [&str; 2] = ["before", "after"];

/// The request of one page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ListPageRequest {
    operation: Operation,
    url: Url,
    filters: Vec<(&'static str, String)>,
    extra: Vec<(String, String)>,
    /// The page size; `None` if the list has no `max`.
    pub(crate) max: Option<u32>,
    /// Webex's part of the query: its cursor, unchanged.
    continuation: String,
}

/// The contents of a cursor: the filters, and the position.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CursorPayload {
    #[serde(rename = "o")]
    operation: String,
    #[serde(rename = "f", default, skip_serializing_if = "Vec::is_empty")]
    filters: Vec<(String, String)>,
    #[serde(rename = "x", default, skip_serializing_if = "Vec::is_empty")]
    extra: Vec<(String, String)>,
    #[serde(rename = "m", default, skip_serializing_if = "Option::is_none")]
    max: Option<u32>,
    #[serde(rename = "r")]
    continuation: String,
}

impl ListPageRequest {
    /// The first page, or the page that the options' cursor names.
    pub(crate) fn new(base: &BaseUrl, operation: Operation, options: &ListOptions) -> Result<Self> {
        options.check(operation)?;
        let segments: Vec<&str> = operation.route().trim_start_matches('/').split('/').collect();
        let first = Self {
            operation,
            url: base.join(&segments)?,
            filters: options.query(operation)?,
            extra: options.extra_query.clone(),
            max: options.page_size.or(operation.max_page_size()),
            continuation: String::new(),
        };
        match &options.cursor {
            Some(cursor) => first.at_cursor(cursor, options.page_size),
            None => Ok(first),
        }
    }

    /// The page of a cursor, if the cursor belongs to the same list.
    fn at_cursor(self, cursor: &str, page_size: Option<u32>) -> Result<Self> {
        let mark = URL_SAFE_NO_PAD
            .decode(cursor)
            .ok()
            .and_then(|bytes| serde_json::from_slice::<CursorPayload>(&bytes).ok())
            .filter(|mark| {
                let plain = |c: char| c.is_ascii_graphic() && !"#\"<>\\^`{|}".contains(c);
                let largest = self.operation.max_page_size();
                mark.operation == self.operation.id()
                    && mark.max.is_some() == largest.is_some()
                    && mark.max.is_none_or(|max| (1..=largest.unwrap_or_default()).contains(&max))
                    && !mark.continuation.is_empty()
                    && mark.continuation.chars().all(plain)
            });
        let Some(mark) = mark else {
            return Err(Error::of_argument(
                "cursor",
                message!("is not a cursor of {}, or it was changed", self.operation),
            ));
        };
        let mut filters = Vec::new();
        for parameter in self.operation.parameters() {
            let kept = mark.filters.iter().find(|(key, _)| key == parameter.key);
            let kept = kept.map(|(_, value)| value);
            let given = self.filters.iter().find(|(key, _)| *key == parameter.key);
            if given.is_some_and(|(_, given)| Some(given) != kept) {
                let made_with =
                    kept.map_or_else(|| "none".to_owned(), |value| format!("\"{value}\""));
                return Err(Error::of_argument(
                    "cursor",
                    message!(
                        "was created with {} {made_with}. Pass the same, or leave it out",
                        Name::Argument(parameter.name)
                    ),
                ));
            }
            filters.extend(kept.map(|value| (parameter.key, value.clone())));
        }
        if !self.extra.is_empty() && self.extra != mark.extra {
            return Err(Error::of_argument(
                "cursor",
                message!(
                    "was created with another {}. Pass the same, or leave it out",
                    Name::Argument("extra_query")
                ),
            ));
        }
        Ok(Self {
            filters,
            extra: mark.extra,
            max: page_size.or(mark.max),
            continuation: mark.continuation,
            ..self
        })
    }

    /// Whether a query parameter is one of our own.
    pub(crate) fn is_own_parameter(&self, name: &str, value: &str) -> bool {
        let is_filter = |(own, asked): &(&str, String)| {
            *own == name && (asked == value || !CURSOR_PARAMETERS.contains(own))
        };
        (name == MAX && self.max.is_some())
            || self.filters.iter().any(is_filter)
            || self.extra.iter().any(|(own, asked)| own == name && asked == value)
    }

    /// The same list, further on.
    pub(crate) fn with_continuation(&self, continuation: String) -> Self {
        Self { continuation, ..self.clone() }
    }

    /// The same list from its start, under another filter.
    fn with_filter(&self, name: &'static str, value: String) -> Self {
        Self { filters: vec![(name, value)], continuation: String::new(), ..self.clone() }
    }

    pub(crate) fn by_prefix(&self, prefix: String) -> Self {
        self.with_filter(STARTS_WITH, prefix)
    }

    pub(crate) fn by_exact_id(&self, id: String) -> Self {
        self.with_filter(SP_ENTERPRISE_ID, id)
    }

    pub(crate) fn operation(&self) -> Operation {
        self.operation
    }

    pub(crate) fn continuation(&self) -> &str {
        &self.continuation
    }

    /// The value of the filter by a prefix, or by the whole identifier.
    pub(crate) fn filter(&self, exact: bool) -> Option<&str> {
        let name = if exact { SP_ENTERPRISE_ID } else { STARTS_WITH };
        self.filters.iter().find(|(own, _)| *own == name).map(|(_, value)| value.as_str())
    }

    /// This page as a text for the argument `cursor`.
    pub(crate) fn cursor(&self, page_size: Option<u32>) -> String {
        let mark = CursorPayload {
            operation: self.operation.id().to_owned(),
            filters: self
                .filters
                .iter()
                .map(|(key, value)| ((*key).into(), value.clone()))
                .collect(),
            extra: self.extra.clone(),
            max: page_size,
            continuation: self.continuation.clone(),
        };
        // Serializing strings and numbers can't fail.
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(&mark).unwrap_or_default())
    }
}

impl PageRequest for ListPageRequest {
    /// A `+` or a space in a value is always encoded.
    fn url(&self) -> Url {
        let encode = |text: &str| utf8_percent_encode(text, UNRESERVED).to_string();
        // If Webex's cursor has the name of one of our parameters, it is the cursor.
        let taken = |name: &str| {
            self.continuation.split('&').any(|part| part.split('=').next() == Some(name))
        };
        let mut parts: Vec<String> = Vec::new();
        for (name, value) in self.filters.iter().filter(|(name, _)| !taken(name)) {
            parts.push(format!("{name}={}", encode(value)));
        }
        parts.extend(self.max.map(|max| format!("{MAX}={max}")));
        for (name, value) in self.extra.iter().filter(|(name, _)| !taken(name)) {
            parts.push(format!("{}={}", encode(name), encode(value)));
        }
        if !self.continuation.is_empty() {
            parts.push(self.continuation.clone());
        }
        let mut url = self.url.clone();
        url.set_query((!parts.is_empty()).then(|| parts.join("&")).as_deref());
        url
    }

    fn page_size(&self) -> Option<u32> {
        self.max
    }

    fn halve_page_size(&mut self) {
        self.max = self.max.map(|max| (max / 2).max(LEAST_HALVED_MAX).min(max));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base() -> BaseUrl {
        BaseUrl::parse("https://webexapis.com/v1").unwrap()
    }

    fn enterprises() -> ListOptions {
        ListOptions::default()
    }

    fn starting_with(prefix: &str) -> ListOptions {
        enterprises().filter("starts_with", prefix.to_owned())
    }

    fn target(options: &ListOptions) -> Result<ListPageRequest> {
        ListPageRequest::new(&base(), Operation::EnterprisesList, options)
    }

    #[test]
    fn no_plus_is_ever_on_the_wire() {
        let options = ListOptions::default()
            .filter("sp_enterprise_id", "Reseller1+acme & sons/é#%".to_owned())
            .extra_query("a b", "c+d");
        let url = target(&options).unwrap().url();
        let query =
            "spEnterpriseId=Reseller1%2Bacme%20%26%20sons%2F%C3%A9%23%25&max=1000&a%20b=c%2Bd";
        assert_eq!(url.query(), Some(query));
    }

    #[test]
    fn a_cursor_goes_on_and_is_bound_to_its_filters() {
        let options = starting_with("R").page_size(Some(10));
        let next = target(&options).unwrap().with_continuation("before&after=x%2B".to_owned());
        let cursor = next.cursor(Some(10));
        let alone = enterprises().cursor(Some(cursor.clone()));
        assert_eq!(target(&alone).unwrap().url(), next.url());
        let same = starting_with("R").cursor(Some(cursor.clone())).page_size(Some(20));
        assert!(target(&same).unwrap().url().query().unwrap().contains("max=20"));
        let other = starting_with("S").cursor(Some(cursor.clone()));
        assert!(target(&other).unwrap_err().to_string().contains("\"R\""));
    }

    #[test]
    fn a_cursor_of_another_list_is_refused() {
        let next = target(&enterprises()).unwrap().with_continuation("after=1".to_owned());
        let options = enterprises().cursor(Some(next.cursor(Some(10))));
        let error = ListPageRequest::new(&base(), Operation::SubscribersList, &options);
        assert!(error.unwrap_err().to_string().contains("`subscribers.list`"));
    }

    #[test]
    fn a_list_without_max_sends_none() {
        let list = Operation::BillingReportsList;
        let first = ListPageRequest::new(&base(), list, &ListOptions::default()).unwrap();
        assert_eq!(first.url().query(), None);
        let next = first.with_continuation("max=7&after=1".to_owned());
        let cursor = next.cursor(next.max);
        let options = ListOptions::default().cursor(Some(cursor));
        assert_eq!(ListPageRequest::new(&base(), list, &options).unwrap().url(), next.url());
    }

    #[test]
    fn a_cursor_of_another_make_is_refused() {
        for odd in ["", "x", "e30", "!!"] {
            assert!(target(&enterprises().cursor(Some(odd.to_owned()))).is_err(), "{odd}");
        }
    }

    #[test]
    fn bounds_are_checked_before_anything_is_sent() {
        let bad = [
            enterprises().page_size(Some(0)),
            enterprises().page_size(Some(1001)),
            enterprises().limit(Some(0)),
            starting_with(""),
            enterprises().extra_query("max", "10"),
            enterprises().extra_query("startsWith", "R"),
        ];
        for options in bad {
            assert!(target(&options).is_err(), "{options:?}");
        }
    }

    #[test]
    fn max_is_halved_down_to_a_floor() {
        let mut list = target(&enterprises().page_size(Some(150))).unwrap();
        list.halve_page_size();
        assert_eq!(list.max, Some(75));
        list.halve_page_size();
        assert_eq!(list.max, Some(50));
        let mut small = target(&enterprises().page_size(Some(20))).unwrap();
        small.halve_page_size();
        assert_eq!(small.max, Some(20));
    }
}
