//! Which list an audit covers.

use serde_json::Value;

/// The identity of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Listing {
    pub(crate) partner: Option<String>,
    pub(crate) scope: Scope,
}

/// The enterprises or subscribers that an audit covers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scope {
    /// The filters of the list.
    pub(crate) filters: Option<Value>,
    /// Whether the list may have ended before the last matching item.
    pub(crate) may_be_partial: bool,
}

impl Scope {
    /// The scope of a list with these filters. Filters that are not set are ignored.
    pub(crate) fn of(filters: Value, may_be_partial: bool) -> Self {
        let filters = match filters {
            Value::Object(mut filters) => {
                filters
                    .retain(|_, value| !value.is_null() && value.as_array() != Some(&Vec::new()));
                (!filters.is_empty()).then_some(Value::Object(filters))
            }
            _ => None,
        };
        Self { filters, may_be_partial }
    }
}

impl Listing {
    /// Whether an item in only one of the two lists has appeared or disappeared between them.
    pub(crate) fn is_comparable(&self, other: &Self) -> bool {
        self == other && !self.scope.may_be_partial
    }
}
