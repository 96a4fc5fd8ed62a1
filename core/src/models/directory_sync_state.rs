//! Reads the state of directory sync from anything that contains it, without ever failing.

use serde::{Serialize, Serializer};
use serde_json::Value;
use webex_broadworks_transport::lenient::{as_flag, as_instant, as_integer};
use webex_broadworks_transport::operation::error_codes::{self, CodeClass};
use webex_broadworks_transport::timestamp::Timestamp;

use crate::generated::models::Counters;

/// The directory sync state of one enterprise, in terms that programs can compare.
///
/// Times are in UTC; absent or unreadable values are `None`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct DirectorySyncState {
    /// Whether directory sync is on.
    pub enabled: Option<bool>,
    /// The state in upper case. `NOT_SYNCED` if directory sync is shown without a state, as for an
    /// enterprise that was never synced; [`UNKNOWN`] if the value has no directory sync.
    pub status: String,
    /// When the last or current sync started.
    #[serde(serialize_with = "exact")]
    pub last_start: Option<Timestamp>,
    /// When the last run ended.
    #[serde(serialize_with = "exact")]
    pub last_end: Option<Timestamp>,
    /// When a sync last succeeded: `lastSuccessfulSyncTime`, or else the end of a sync that is
    /// COMPLETE.
    #[serde(serialize_with = "exact")]
    pub last_success: Option<Timestamp>,
    /// Duration of the last sync in seconds; `None` while one is running.
    pub duration: Option<f64>,
    /// Seconds since the last success.
    pub age: Option<f64>,
    /// The counters of the sync, and the totals.
    pub counters: Counters,
    /// The sync's errors, with meaning and remedy.
    pub errors: Vec<RunError>,
}

/// One error of a sync, with an explanation if the catalog contains its code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RunError {
    /// Webex's `errorCode`.
    pub code: Option<i64>,
    /// The catalog's short name.
    pub name: Option<&'static str>,
    /// Webex's description.
    pub description: Option<String>,
    /// What the code means.
    pub meaning: Option<&'static str>,
    /// What to do.
    pub remedy: Option<&'static str>,
    /// The kind of failure.
    pub class: Option<CodeClass>,
    /// Whether it resolves without action.
    pub heals_by_itself: Option<bool>,
}

/// The status of a value without directory sync, such as null, a list or a number.
pub const UNKNOWN: &str = "UNKNOWN";

/// Reads the state from an enterprise, a directory sync status, an outcome with one, or a row of an
/// audit.
///
/// `now` is what [`DirectorySyncState::age`] counts from. Never fails: what does not show directory
/// sync at all has the status [`UNKNOWN`], and nothing else.
pub fn directory_sync_state(value: &Value, now: Timestamp) -> DirectorySyncState {
    if is_audit_row(value) {
        return of_audit_row(value, now);
    }
    let (sync, status) = (find_sync(value), status_of(value));
    let without_state = if sync.get("enableDirSync").is_some() || status.is_object() {
        "NOT_SYNCED"
    } else {
        UNKNOWN
    };
    let name = status.get("syncStatus").and_then(Value::as_str).unwrap_or(without_state);
    let name = name.to_ascii_uppercase();
    let time = |key: &str| status.get(key).and_then(as_instant);
    let last_start = time("lastSyncStartTime");
    let last_end = time("lastSyncEndTime");
    let last_success = last_success_of(&name, time("lastSuccessfulSyncTime"), last_end);
    DirectorySyncState {
        enabled: sync.get("enableDirSync").and_then(as_flag),
        duration: duration_of(&name, last_start, last_end),
        age: last_success.map(|success| seconds(success, now).max(0.0)),
        status: name,
        last_start,
        last_end,
        last_success,
        counters: Counters::read(status),
        errors: explain(status.get("errors").and_then(Value::as_array).map_or(&[], Vec::as_slice)),
    }
}

/// Whether a value is a row of an audit: those have all of these keys, and nothing from Webex has
/// any of them.
fn is_audit_row(value: &Value) -> bool {
    ["enabled", "status", "lastStart", "lastEnd", "errorCodes"]
        .iter()
        .all(|key| value.get(key).is_some())
}

fn of_audit_row(row: &Value, now: Timestamp) -> DirectorySyncState {
    let time = |key: &str| row.get(key).and_then(as_instant);
    let last_success = time("lastSuccess");
    let codes = match row.get("errorCodes") {
        Some(Value::Array(codes)) => codes.clone(),
        // In Arrow, a list is JSON text.
        Some(Value::String(text)) => serde_json::from_str(text).unwrap_or_default(),
        _ => Vec::new(),
    };
    DirectorySyncState {
        enabled: row.get("enabled").and_then(as_flag),
        status: row.get("status").and_then(Value::as_str).unwrap_or(UNKNOWN).to_ascii_uppercase(),
        last_start: time("lastStart"),
        last_end: time("lastEnd"),
        last_success,
        duration: row.get("duration").and_then(Value::as_f64),
        age: last_success.map(|success| seconds(success, now).max(0.0)),
        counters: Counters::read(row),
        errors: codes.iter().map(|code| explained(as_integer(code), None)).collect(),
    }
}

/// When a sync last succeeded, for a state in upper case.
pub fn last_success_of(
    status: &str,
    success: Option<Timestamp>,
    end: Option<Timestamp>,
) -> Option<Timestamp> {
    success.or_else(|| end.filter(|_| status == "COMPLETE"))
}

/// Duration of the last sync in seconds, for a state in upper case.
pub fn duration_of(status: &str, start: Option<Timestamp>, end: Option<Timestamp>) -> Option<f64> {
    let (start, end) = start.zip(end)?;
    (status != "IN_PROGRESS" && end >= start).then(|| seconds(start, end))
}

fn seconds(from: Timestamp, to: Timestamp) -> f64 {
    to.seconds_since(from)
}

/// Finds the object with `syncStatus`; null if there is none.
pub fn status_of(value: &Value) -> &Value {
    let sync = find_sync(value);
    match sync.get("directorySyncStatus") {
        Some(status) => status,
        None if sync.get("syncStatus").is_some() => sync,
        None => &Value::Null,
    }
}

/// A time in the format of all JSON: microseconds and `Z`, as Webex writes it.
///
/// # Errors
/// Those of the serializer.
pub fn utc<S: Serializer>(time: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
    match time {
        Some(time) => serializer.collect_str(&time.strftime("%Y-%m-%dT%H:%M:%S%.6fZ")),
        None => serializer.serialize_none(),
    }
}

/// A time for another language, which converts it: microseconds and an explicit offset, as Python
/// 3.10 reads it.
#[expect(clippy::ref_option, reason = "serde calls it with a reference to the field")]
pub(crate) fn exact<S: Serializer>(
    time: &Option<Timestamp>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match time {
        Some(time) => serializer.collect_str(&time.strftime("%Y-%m-%dT%H:%M:%S%.6f+00:00")),
        None => serializer.serialize_none(),
    }
}

/// Finds the object with `enableDirSync`.
fn find_sync(value: &Value) -> &Value {
    ["result", "before", "broadworksDirectorySync"].iter().fold(value, |value, key| {
        // After a change, the new state counts.
        let inner = match *key {
            "before" => value.get("after").filter(|it| it.is_object()).or(value.get(key)),
            key => value.get(key),
        };
        inner.filter(|inner| inner.is_object()).unwrap_or(value)
    })
}

fn explain(errors: &[Value]) -> Vec<RunError> {
    let one = |error: &Value| {
        let description = error.get("description").and_then(Value::as_str).map(str::to_owned);
        explained(error.get("errorCode").and_then(as_integer), description)
    };
    errors.iter().map(one).collect()
}

fn explained(code: Option<i64>, description: Option<String>) -> RunError {
    let known = code.and_then(error_codes::find);
    RunError {
        code,
        name: known.map(|entry| entry.name),
        description,
        meaning: known.map(|entry| entry.meaning),
        remedy: known.map(|entry| entry.remedy),
        class: known.map(|entry| entry.class),
        heals_by_itself: known.map(|entry| entry.heals_by_itself),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn an_enterprise_and_its_status_read_the_same() {
        let status = json!({"enableDirSync": true, "directorySyncStatus": {
            "syncStatus": "COMPLETE", "lastSyncStartTime": "2026-01-01T00:00:00Z",
            "lastSyncEndTime": "2026-01-01T00:00:02.5Z", "usersAdded": 44.0}});
        let now = at("2026-01-02T00:00:02.5Z");
        let state = directory_sync_state(&status, now);
        assert_eq!((state.enabled, state.status.as_str()), (Some(true), "COMPLETE"));
        assert_eq!((state.duration, state.age), (Some(2.5), Some(86_400.0)));
        assert_eq!(state.counters.users_added, Some(44));
        let enterprise = json!({"id": "x", "broadworksDirectorySync": status});
        assert_eq!(directory_sync_state(&enterprise, now), state);
        let outcome = json!({"outcome": "ok", "result": status});
        assert_eq!(directory_sync_state(&outcome, now), state);
        let ensured = json!({"result": {"changed": false, "before": status, "after": status}});
        assert_eq!(directory_sync_state(&ensured, now), state);
        let planned = json!({"changed": true, "before": status, "after": null});
        assert_eq!(directory_sync_state(&planned, now), state);
    }

    #[test]
    fn what_shows_no_directory_sync_has_an_unknown_status() {
        let status = |value: &Value| directory_sync_state(value, Timestamp::UNIX_EPOCH).status;
        for other in [
            json!(null),
            json!([]),
            json!(7),
            json!("COMPLETE"),
            json!({}),
            json!({"id": "E1", "spEnterpriseId": "R+a"}),
            json!({"userResponse": {"userId": "u"}, "status": "ADD"}),
            json!([{"syncStatus": "COMPLETE"}]),
        ] {
            assert_eq!(status(&other), UNKNOWN, "{other}");
        }
        for never in [
            json!({"enableDirSync": false}),
            json!({"id": "E1", "broadworksDirectorySync": {"enableDirSync": true}}),
            json!({"enableDirSync": true, "directorySyncStatus": {}}),
        ] {
            assert_eq!(status(&never), "NOT_SYNCED", "{never}");
        }
    }

    #[test]
    fn times_in_milliseconds_are_times() {
        let status = json!({"syncStatus": "COMPLETE", "lastSyncStartTime": 1_767_225_600_000_i64,
            "lastSyncEndTime": "1767225602500"});
        let state = directory_sync_state(&status, at("2026-01-02T00:00:02.5Z"));
        assert_eq!(state.last_start, Some(at("2026-01-01T00:00:00Z")));
        assert_eq!((state.duration, state.age), (Some(2.5), Some(86_400.0)));
    }

    #[test]
    fn a_failed_run_is_no_success_and_its_code_is_explained() {
        let status = json!({"directorySyncStatus": {"syncStatus": "failed",
            "lastSyncEndTime": "2026-01-01T00:00:00Z",
            "errors": [{"errorCode": "600014", "description": "x"}, {"errorCode": 1}, "odd"]}});
        let state = directory_sync_state(&status, at("2026-01-02T00:00:00Z"));
        assert_eq!((state.status.as_str(), state.last_success, state.age), ("FAILED", None, None));
        assert_eq!(state.errors.len(), 3);
        assert_eq!(state.errors[0].name, Some("CLUSTER_CONNECTION_FAILED"));
        assert_eq!((state.errors[1].code, state.errors[1].meaning), (Some(1), None));
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let key = prop_oneof![
            Just("directorySyncStatus".to_owned()),
            Just("broadworksDirectorySync".to_owned()),
            Just("syncStatus".to_owned()),
            Just("lastSyncStartTime".to_owned()),
            Just("errors".to_owned()),
            "[a-z]{0,4}",
        ];
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "\\PC{0,12}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 24, 4, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec((key.clone(), inner), 0..4)
                    .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn nothing_makes_it_fail(value in any_json()) {
            directory_sync_state(&value, Timestamp::UNIX_EPOCH);
        }
    }
}
