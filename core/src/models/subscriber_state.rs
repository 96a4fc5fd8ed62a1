//! Reads the state of a subscriber's provisioning from anything that contains it, without ever
//! failing.

use serde::Serialize;
use serde_json::Value;
use webex_broadworks_transport::lenient::{as_instant, as_integer};
use webex_broadworks_transport::operation::subscriber_error_codes;
use webex_broadworks_transport::timestamp::Timestamp;

use crate::generated::models::SubscriberStatus;
use crate::models::directory_sync_state::exact;

/// The state of a subscriber's provisioning, in terms that programs can compare.
///
/// Times are in UTC; absent or unreadable values are `None`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SubscriberState {
    /// The status in lower case, as Webex writes it. `unknown` if the value has no status.
    pub status: String,
    /// Whether Webex has finished: the subscriber is provisioned, or provisioning failed.
    pub is_final: bool,
    /// Who must act next; `None` in a final or unknown status.
    pub waits_for: Option<WaitsFor>,
    /// When the status last changed. If Webex doesn't show that: when the subscriber was created.
    #[serde(serialize_with = "exact")]
    pub since: Option<Timestamp>,
    /// Seconds since then.
    pub age: Option<f64>,
    /// The errors of provisioning or of the last update, with meaning and remedy.
    pub errors: Vec<SubscriberStateError>,
}

/// Who must act before a subscriber is provisioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WaitsFor {
    /// Webex provisions or updates the subscriber.
    Webex,
    /// The person must enter or confirm an e-mail address, or consent.
    Person,
}

/// One error of a subscriber, with an explanation if the catalog contains its code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SubscriberStateError {
    /// Webex's `errorCode`.
    pub code: Option<i64>,
    /// The catalog's short name.
    pub name: Option<&'static str>,
    /// What Webex says about it.
    pub description: Option<String>,
    /// What the code means.
    pub meaning: Option<&'static str>,
    /// What to do.
    pub remedy: Option<&'static str>,
}

/// The status of a value without one, such as null, a list or a number.
const UNKNOWN: &str = "unknown";

/// Reads the state of a subscriber, or of an outcome whose result is one.
///
/// [`SubscriberState::age`] counts up to `now`. Never fails: a value that shows no status has the status
/// `unknown`, and nothing else.
pub fn subscriber_state(value: &Value, now: Timestamp) -> SubscriberState {
    let subscriber = value.get("result").filter(|it| it.is_object()).unwrap_or(value);
    let Some(status) = subscriber.get("status").and_then(Value::as_str) else {
        return SubscriberState {
            status: UNKNOWN.to_owned(),
            is_final: false,
            waits_for: None,
            since: None,
            age: None,
            errors: Vec::new(),
        };
    };
    let status = status.to_ascii_lowercase();
    let known = SubscriberStatus::from(status.clone());
    let is_final = matches!(known, SubscriberStatus::Provisioned | SubscriberStatus::Error);
    let time = |key: &str| subscriber.get(key).and_then(as_instant);
    let since = time("lastStatusChange").or_else(|| time("created"));
    let errors = subscriber.get("errors").and_then(Value::as_array);
    SubscriberState {
        status,
        is_final,
        waits_for: waits_for(&known),
        since,
        age: since.map(|since| now.seconds_since(since).max(0.0)),
        errors: errors.into_iter().flatten().map(explained).collect(),
    }
}

/// Who must act next in a status; `None` if it is final or unknown.
pub(crate) fn waits_for(status: &SubscriberStatus) -> Option<WaitsFor> {
    match status {
        SubscriberStatus::Provisioning | SubscriberStatus::Updating => Some(WaitsFor::Webex),
        SubscriberStatus::PendingEmailInput
        | SubscriberStatus::PendingEmailValidation
        | SubscriberStatus::PendingUserMigration => Some(WaitsFor::Person),
        _ => None,
    }
}

fn explained(error: &Value) -> SubscriberStateError {
    let code = error.get("errorCode").and_then(as_integer);
    let known = code.and_then(subscriber_error_codes::find);
    SubscriberStateError {
        code,
        name: known.map(|entry| entry.name),
        description: error.get("description").and_then(Value::as_str).map(str::to_owned),
        meaning: known.map(|entry| entry.meaning),
        remedy: known.map(|entry| entry.remedy),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_status_says_whose_turn_it_is() {
        for (status, is_final, waits_for) in [
            ("pending_email_input", false, Some(WaitsFor::Person)),
            ("pending_email_validation", false, Some(WaitsFor::Person)),
            ("pending_user_migration", false, Some(WaitsFor::Person)),
            ("provisioning", false, Some(WaitsFor::Webex)),
            ("UPDATING", false, Some(WaitsFor::Webex)),
            ("provisioned", true, None),
            ("error", true, None),
            ("pending_something_new", false, None),
        ] {
            let state = subscriber_state(&json!({"status": status}), Timestamp::UNIX_EPOCH);
            assert_eq!((state.is_final, state.waits_for), (is_final, waits_for), "{status}");
            assert_eq!(state.status, status.to_ascii_lowercase());
        }
    }

    #[test]
    fn the_age_is_that_of_the_status_and_errors_are_explained() {
        let subscriber = json!({"status": "error", "created": "2026-01-01T00:00:00Z",
            "lastStatusChange": "2026-01-02T00:00:00Z",
            "errors": [{"errorCode": "10022", "description": "x"}, {"errorCode": 7}, "odd"]});
        let now = at("2026-01-02T00:01:00Z");
        let state = subscriber_state(&subscriber, now);
        assert_eq!((state.since, state.age), (Some(at("2026-01-02T00:00:00Z")), Some(60.0)));
        assert_eq!(state.errors.len(), 3);
        assert_eq!(state.errors[0].name, Some("USER_ID_IN_USE"));
        assert_eq!((state.errors[1].code, state.errors[1].meaning), (Some(7), None));
        assert_eq!(subscriber_state(&json!({"outcome": "ok", "result": subscriber}), now), state);
        let created = json!({"status": "provisioning", "created": 1_767_225_600_000_i64});
        assert_eq!(subscriber_state(&created, now).age, Some(86_460.0));
    }

    #[test]
    fn a_value_without_a_status_is_unknown() {
        for value in [json!(null), json!([]), json!("error"), json!({}), json!({"status": 1})] {
            assert_eq!(subscriber_state(&value, Timestamp::UNIX_EPOCH).status, UNKNOWN, "{value}");
        }
    }
}
