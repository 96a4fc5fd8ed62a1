//! One observed status of an enterprise's directory sync.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use webex_broadworks_transport::error::{Result, ServiceError};
use webex_broadworks_transport::http::error_body::service_errors;
use webex_broadworks_transport::http::response::RawResponse;
use webex_broadworks_transport::lenient::{self, Time, as_flag, as_text, as_time};
use webex_broadworks_transport::timestamp::Timestamp;

/// The maximum difference between two spellings of the same time: Webex may write it with more or
/// fewer digits, and no two syncs of one enterprise start within a second.
const SAME_MOMENT_SECONDS: f64 = 1.0;

/// The parts of a directory sync status that distinguish syncs.
///
/// Times stay as Webex sent them. They are compared with each other and with the `Date` of Webex's
/// responses, and never with a clock of this computer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct StatusSnapshot {
    /// Whether directory sync is on.
    pub enable_dir_sync: Option<bool>,
    /// In upper case; `NOT_SYNCED` if there is none.
    pub sync_status: String,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "lenient::time")]
    /// When the last sync started.
    pub last_sync_start_time: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "lenient::time")]
    /// When it ended.
    pub last_sync_end_time: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    /// The id of the last sync.
    pub last_sync_tracking_id: Option<String>,
    /// When Webex answered, by its own clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<Timestamp>,
    /// The errors of the last sync.
    #[serde(skip)]
    pub errors: Vec<ServiceError>,
}

/// What a state means for a sync.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunPhase {
    /// `NOT_SYNCED`: none has run.
    NotSynced,
    /// `IN_PROGRESS`.
    InProgress,
    /// `COMPLETE`.
    Complete,
    /// `FAILED`.
    Failed,
    /// An unknown state.
    Unknown,
}

/// Whether two statuses show the same sync. A field counts only if both have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Same,
    Other,
    /// They have no distinguishing field in common.
    Unknown,
}

impl StatusSnapshot {
    /// Reads the response of any directory sync operation.
    pub fn of(sync: &Value) -> Self {
        let status = sync.get("directorySyncStatus").unwrap_or(&Value::Null);
        let text = |key: &str| status.get(key).and_then(as_text).filter(|text| !text.is_empty());
        let time =
            |key: &str| status.get(key).and_then(as_time).filter(|time| !time.text().is_empty());
        Self {
            enable_dir_sync: sync.get("enableDirSync").and_then(as_flag),
            sync_status: text("syncStatus")
                .map_or_else(|| "NOT_SYNCED".to_owned(), |state| state.to_ascii_uppercase()),
            last_sync_start_time: time("lastSyncStartTime"),
            last_sync_end_time: time("lastSyncEndTime"),
            last_sync_tracking_id: text("lastSyncTrackingId"),
            answered_at: None,
            errors: service_errors(status),
        }
    }

    /// The same with the time of the response.
    ///
    /// # Errors
    /// [`ErrorKind::ResponseDecode`](crate::ErrorKind::ResponseDecode) if the answer reports an error
    /// and no status: it would pass for an enterprise that was never synced.
    pub fn of_answer(answer: &RawResponse) -> Result<Self> {
        let sync: Value = answer.decode()?;
        let has_status = sync.get("directorySyncStatus").is_some_and(|status| !status.is_null());
        let errors = service_errors(&sync);
        if !has_status && !errors.is_empty() {
            let error = answer.decode_error("the response reports an error and no sync status");
            return Err(error.with(|details| details.errors = errors));
        }
        Ok(Self { answered_at: answer.metadata().server_time(), ..Self::of(&sync) })
    }

    /// The progress of the last sync.
    pub fn phase(&self) -> RunPhase {
        match self.sync_status.as_str() {
            "NOT_SYNCED" => RunPhase::NotSynced,
            "IN_PROGRESS" => RunPhase::InProgress,
            "COMPLETE" => RunPhase::Complete,
            "FAILED" => RunPhase::Failed,
            _ => RunPhase::Unknown,
        }
    }

    /// Whether both show the same sync: by tracking id and start, or else by the end. Equal times
    /// outweigh a different id.
    pub fn compare(&self, other: &Self) -> Comparison {
        let ids = self.last_sync_tracking_id.as_ref().zip(other.last_sync_tracking_id.as_ref());
        let ids = ids.map(|(one, other)| one == other);
        let starts = both(self.last_sync_start_time.as_ref(), other.last_sync_start_time.as_ref());
        match (ids, starts) {
            (Some(false), _) if self.has_times_of(other) => Comparison::Same,
            (Some(false), _) | (_, Some(false)) => Comparison::Other,
            (Some(true), _) | (_, Some(true)) => Comparison::Same,
            (None, None) => {
                match both(self.last_sync_end_time.as_ref(), other.last_sync_end_time.as_ref()) {
                    Some(true) => Comparison::Same,
                    Some(false) => Comparison::Other,
                    None => Comparison::Unknown,
                }
            }
        }
    }

    /// Whether start and end are the same, which means the same sync with any id. An end alone may
    /// remain while another sync runs.
    pub fn has_times_of(&self, other: &Self) -> bool {
        let starts = both(self.last_sync_start_time.as_ref(), other.last_sync_start_time.as_ref());
        starts == Some(true) && self.has_other_end(other) == Some(false)
    }

    /// Whether this sync started before the other. Without a start, whether it ended before.
    pub fn is_older_than(&self, other: &Self) -> bool {
        let before = |one: Option<Timestamp>, other: Option<Timestamp>| {
            one.zip(other).map(|(one, other)| other.seconds_since(one) >= SAME_MOMENT_SECONDS)
        };
        before(self.started_at(), other.started_at())
            .or_else(|| before(self.ended_at(), other.ended_at()))
            .unwrap_or(false)
    }

    /// Whether the ends differ; `None` if one of them is missing.
    pub fn has_other_end(&self, other: &Self) -> Option<bool> {
        both(self.last_sync_end_time.as_ref(), other.last_sync_end_time.as_ref()).map(|same| !same)
    }

    /// Whether the end remains from an earlier sync, because it is before a start that has changed.
    pub fn has_stale_end_time(&self, other: &Self) -> bool {
        let is_same_start =
            both(self.last_sync_start_time.as_ref(), other.last_sync_start_time.as_ref());
        is_same_start != Some(true)
            && self.started_at().zip(self.ended_at()).is_some_and(|(start, end)| end < start)
    }

    /// Whether it contains nothing that distinguishes syncs.
    pub fn is_bare(&self) -> bool {
        self.last_sync_tracking_id.is_none()
            && self.last_sync_start_time.is_none()
            && self.last_sync_end_time.is_none()
    }

    /// Duration of the sync, if it has ended and the status shows it.
    pub fn length(&self) -> Option<Duration> {
        let (start, end) = (self.started_at()?, self.ended_at()?);
        if self.phase() == RunPhase::InProgress {
            return None;
        }
        end.duration_since(start)
    }

    /// When the last sync started, if that is readable.
    pub fn started_at(&self) -> Option<Timestamp> {
        self.last_sync_start_time.as_ref()?.instant()
    }

    /// When the last sync ended, if that is readable.
    pub fn ended_at(&self) -> Option<Timestamp> {
        self.last_sync_end_time.as_ref()?.instant()
    }
}

/// Whether two times are the same; `None` if they can't be compared.
fn both(one: Option<&Time>, other: Option<&Time>) -> Option<bool> {
    let (one, other) = one.zip(other)?;
    match (one.instant(), other.instant()) {
        (Some(one), Some(other)) => Some(one.seconds_since(other).abs() < SAME_MOMENT_SECONDS),
        (None, None) => Some(one.text() == other.text()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn seen(state: &str, start: &str, end: &str) -> StatusSnapshot {
        StatusSnapshot::of(&json!({"enableDirSync": true, "directorySyncStatus": {
            "syncStatus": state, "lastSyncStartTime": start, "lastSyncEndTime": end}}))
    }

    #[test]
    fn one_moment_in_two_spellings_is_one_run() {
        let one = seen("complete", "2026-11-21T20:00:00Z", "2026-11-21T20:01:00.500Z");
        let other = seen("COMPLETE", "2026-11-21T20:00:00.000Z", "2026-11-21T20:01:00.5Z");
        assert_eq!(one.compare(&other), Comparison::Same);
        assert_eq!(one.has_other_end(&other), Some(false));
        assert_eq!(one.phase(), RunPhase::Complete);
        assert_eq!(one.length(), Some(Duration::from_millis(60_500)));
    }

    #[test]
    fn an_enterprise_without_a_status_is_not_synced() {
        let seen = StatusSnapshot::of(&json!({"enableDirSync": false}));
        assert_eq!((seen.phase(), seen.enable_dir_sync), (RunPhase::NotSynced, Some(false)));
    }

    #[test]
    fn a_field_counts_only_where_both_have_it() {
        let full = |id: &str, start: &str| {
            StatusSnapshot::of(&json!({"directorySyncStatus": {"syncStatus": "COMPLETE",
                "lastSyncTrackingId": id, "lastSyncStartTime": start}}))
        };
        let whole = full("A", "2026-11-21T20:00:00Z");
        assert_eq!(whole.compare(&full("", "2026-11-21T20:00:00.704Z")), Comparison::Same);
        assert_eq!(whole.compare(&full("A", "")), Comparison::Same);
        assert_eq!(whole.compare(&full("B", "")), Comparison::Other);
        assert_eq!(whole.compare(&full("", "2026-11-21T21:00:00Z")), Comparison::Other);
        assert_eq!(whole.compare(&full("", "soon")), Comparison::Unknown);
        assert_eq!(whole.compare(&full("", "")), Comparison::Unknown);
    }

    #[test]
    fn the_same_times_are_the_same_run_whatever_its_id() {
        let named = |id: &str, end: &str| {
            StatusSnapshot::of(&json!({"directorySyncStatus": {"syncStatus": "COMPLETE",
                "lastSyncTrackingId": id, "lastSyncStartTime": "2026-11-21T20:00:00Z",
                "lastSyncEndTime": end}}))
        };
        let one = named("A", "2026-11-21T20:01:00Z");
        assert_eq!(one.compare(&named("a", "2026-11-21T20:01:00.5Z")), Comparison::Same);
        assert_eq!(one.compare(&named("a", "2026-11-21T20:01:01Z")), Comparison::Other);
        assert_eq!(one.compare(&named("a", "")), Comparison::Other);
        let left_over = StatusSnapshot { last_sync_start_time: None, ..one.clone() };
        assert_eq!(left_over.compare(&named("a", "2026-11-21T20:01:00Z")), Comparison::Other);
    }

    #[test]
    fn times_in_milliseconds_are_the_same_moments() {
        let text = seen("COMPLETE", "2026-11-21T20:00:00Z", "2026-11-21T20:01:00.5Z");
        for [start, end] in [
            [json!(1_795_291_200_000_i64), json!(1_795_291_260_500_i64)],
            [json!("1795291200000"), json!("1795291260500")],
        ] {
            let number =
                StatusSnapshot::of(&json!({"directorySyncStatus": {"syncStatus": "COMPLETE",
                "lastSyncStartTime": start, "lastSyncEndTime": end}}));
            assert_eq!(number.compare(&text), Comparison::Same);
            assert_eq!(number.length(), text.length());
        }
    }

    #[test]
    fn the_baseline_survives_being_written_down() {
        let seen = seen("COMPLETE", "2026-11-21T20:00:00Z", "2026-11-21T20:01:00Z");
        let seen = StatusSnapshot { answered_at: Some(Timestamp::UNIX_EPOCH), ..seen };
        let text = serde_json::to_string(&seen).unwrap();
        assert_eq!(serde_json::from_str::<StatusSnapshot>(&text).unwrap(), seen);
    }
}
