//! The error codes of subscribers: the meaning and the remedy of each.
//!
//! Webex publishes no complete table. The codes are those of the older Webex for `BroadWorks`
//! developer guide (1001, 1002) and of the API's own example (10022); the words are ours. The service
//! may send other codes: [`find`] then returns `None`.

use serde::Serialize;
use serde_json::Value;

use crate::lenient::as_integer;

/// The entry of one error code of subscribers in the catalog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SubscriberErrorCode {
    /// The number that Webex sends as `errorCode`.
    pub code: i64,
    /// A short name for tables and metrics.
    pub name: &'static str,
    /// What it means, as a clause without a full stop.
    pub meaning: &'static str,
    /// What to do, as complete sentences.
    pub remedy: &'static str,
    /// Where Webex documents the code.
    pub source: &'static str,
}

const DEVELOPER_GUIDE: &str = "Webex for BroadWorks developer guide";
const API_REFERENCE: &str = "example in Webex's API reference";

const CATALOG: &[SubscriberErrorCode] = &[
    SubscriberErrorCode {
        code: 1001,
        name: "NULL_PARAMETER",
        meaning: "a required parameter is missing",
        remedy: "Pass the parameter that the error names, and send the request again.",
        source: DEVELOPER_GUIDE,
    },
    SubscriberErrorCode {
        code: 1002,
        name: "INVALID_PARAMETER_SIZE",
        meaning: "a parameter is too short or too long",
        remedy: "Correct the parameter that the error names, and send the request again.",
        source: DEVELOPER_GUIDE,
    },
    SubscriberErrorCode {
        code: 10_022,
        name: "USER_ID_IN_USE",
        meaning: "the BroadWorks user id already belongs to another Webex person",
        remedy: "Find the subscriber that has the user id. Remove it there, or provision this one \
                 with another user id.",
        source: API_REFERENCE,
    },
];

/// Returns the entry of a code, if the catalog has it.
pub fn find(code: i64) -> Option<&'static SubscriberErrorCode> {
    CATALOG.iter().find(|entry| entry.code == code)
}

/// Returns the entry of a code in JSON: a number, or a number as text.
pub fn explain(code: &Value) -> Option<&'static SubscriberErrorCode> {
    find(as_integer(code)?)
}

/// Returns every code, in ascending order.
pub fn all() -> &'static [SubscriberErrorCode] {
    CATALOG
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn codes_are_in_order_and_found_however_json_spells_them() {
        assert!(all().windows(2).all(|pair| pair[0].code < pair[1].code));
        for code in [json!(10_022), json!(10_022.0), json!("10022")] {
            assert_eq!(explain(&code).map(|entry| entry.name), Some("USER_ID_IN_USE"), "{code}");
        }
        for code in [json!(null), json!(10_023), json!("x")] {
            assert_eq!(explain(&code), None, "{code}");
        }
    }
}
