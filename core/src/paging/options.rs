//! Options of a list: its filters, and how it is read.

use std::str::FromStr;
use std::time::Duration;

use derive_setters::Setters;
use webex_broadworks_transport::error::{Error, Result};
use webex_broadworks_transport::message::{Name, message};
use webex_broadworks_transport::operation::Operation;

use crate::client::argument::{Argument, to_query};

/// The query parameter for the page size.
pub(crate) const MAX: &str = "max";

/// How a list makes sure that no item is missing if there is no link to a next page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Completion {
    /// One request shows whether the last page was truncated. If so, `startsWith` prefixes request
    /// the rest.
    #[default]
    Auto,
    /// Sends nothing beyond the pages. A full last page is still an
    /// [`ErrorKind::IncompleteList`](crate::ErrorKind::IncompleteList), unless the list allows
    /// that.
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

/// The arguments of an operation that lists.
#[derive(Clone, Debug, Default, PartialEq, Setters)]
#[must_use]
pub struct ListOptions {
    /// The filters, by their names.
    #[setters(skip)]
    filters: Vec<(&'static str, Argument)>,
    /// The page size.
    pub(crate) page_size: Option<u32>,
    /// Ends the list after this many items.
    pub(crate) limit: Option<usize>,
    /// Resumes at a page's `cursor`.
    pub(crate) cursor: Option<String>,
    /// How to make sure that no item is missing.
    pub(crate) completion: Completion,
    /// Ends without an error if the list may be incomplete.
    pub(crate) allow_incomplete: bool,
    #[setters(skip)]
    pub(crate) extra_query: Vec<(String, String)>,
    /// Timeout of each page, instead of the client's. [`Duration::MAX`]: no limit.
    pub(crate) timeout: Option<Duration>,
}

impl ListOptions {
    /// Sets a filter of the operation.
    pub fn filter(mut self, name: &'static str, value: impl Into<Argument>) -> Self {
        self.filters.retain(|(known, _)| *known != name);
        self.filters.push((name, value.into()));
        self
    }

    /// Sets the filters that are given, one for each argument of the operation.
    pub fn filters(self, operation: Operation, given: Vec<Option<Argument>>) -> Self {
        let filters = operation.parameters().iter().zip(given);
        filters.fold(self, |options, (parameter, value)| match value {
            Some(value) => options.filter(parameter.name, value),
            None => options,
        })
    }

    /// Adds a query parameter that this crate doesn't know, such as a beta filter.
    pub fn extra_query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.extra_query.push((name.into(), value.into()));
        self
    }

    /// The filters for the query, in the order of the operation's arguments.
    pub(crate) fn query(&self, operation: Operation) -> Result<Vec<(&'static str, String)>> {
        let mut query = Vec::new();
        for parameter in operation.parameters() {
            let given = self.filters.iter().find(|(name, _)| *name == parameter.name);
            if let Some((_, Argument::Value(value))) = given {
                query.push((parameter.key, to_query(parameter, value)?));
            }
        }
        Ok(query)
    }

    /// Checks the options; sends nothing.
    pub(crate) fn check(&self, operation: Operation) -> Result<()> {
        let largest = operation.max_page_size().unwrap_or_default();
        if let Some(size) = self.page_size
            && !(1..=largest).contains(&size)
        {
            return Err(Error::invalid_argument(message!(
                "{}: expected 1 to {largest}, got {size}. The default is {largest}",
                Name::Argument("page_size")
            )));
        }
        if self.limit == Some(0) {
            return Err(Error::invalid_argument(message!(
                "{}: expected at least 1, got 0. To list all, leave it out",
                Name::Argument("limit")
            )));
        }
        for (name, _) in &self.extra_query {
            if name.is_empty() {
                return Err(Error::of_argument("extra_query", "contains an empty name"));
            }
            if name == MAX && operation.max_page_size().is_some() {
                return Err(ambiguous_max_error(operation));
            }
            if let Some(known) = operation.parameters().iter().find(|known| known.key == name) {
                return Err(Error::of_argument(
                    "extra_query",
                    message!("contains {name}. Pass it as {}", Name::Argument(known.name)),
                ));
            }
        }
        Ok(())
    }
}

/// Why a list has no argument called `max`.
pub fn ambiguous_max_error(operation: Operation) -> Error {
    let items = operation.items();
    Error::invalid_argument(match operation.max_page_size() {
        Some(largest) => message!(
            "unknown argument {}. Use {} (1 to {largest}) for the number of {items} in each \
             request (Webex's {}), or {} for the number of {items} in all",
            Name::Argument(MAX),
            Name::Argument("page_size"),
            Name::Argument(MAX),
            Name::Argument("limit")
        ),
        None => {
            message!(
                "unknown argument {}: Webex returns all {items} in one response",
                Name::Argument(MAX)
            )
        }
    })
}
