//! What was seen of an enterprise's directory sync at one moment.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::ServiceError;
use crate::lenient::{as_flag, parse_instant};
use crate::transport::error_body::service_errors;

/// The parts of a directory sync status that tell one run from another.
///
/// Times stay in the service's own words: they are compared with each other, and never with a
/// clock of this computer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Sighting {
    pub(crate) enable_dir_sync: Option<bool>,
    /// In upper case; `NOT_SYNCED` where none is given.
    pub(crate) sync_status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_sync_start_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_sync_end_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_sync_tracking_id: Option<String>,
    #[serde(skip)]
    pub(crate) errors: Vec<ServiceError>,
}

/// How a state bears on a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    NotSynced,
    InProgress,
    Complete,
    Failed,
    /// A state that this library does not know.
    Unknown,
}

impl Sighting {
    /// Reads the answer of any of the directory sync operations.
    pub(crate) fn of(sync: &Value) -> Self {
        let status = sync.get("directorySyncStatus").unwrap_or(&Value::Null);
        let text = |key: &str| status.get(key).and_then(Value::as_str).map(str::to_owned);
        Self {
            enable_dir_sync: sync.get("enableDirSync").and_then(as_flag),
            sync_status: text("syncStatus")
                .map_or_else(|| "NOT_SYNCED".to_owned(), |state| state.to_ascii_uppercase()),
            last_sync_start_time: text("lastSyncStartTime"),
            last_sync_end_time: text("lastSyncEndTime"),
            last_sync_tracking_id: text("lastSyncTrackingId"),
            errors: service_errors(status),
        }
    }

    pub(crate) fn phase(&self) -> Phase {
        match self.sync_status.as_str() {
            "NOT_SYNCED" => Phase::NotSynced,
            "IN_PROGRESS" => Phase::InProgress,
            "COMPLETE" => Phase::Complete,
            "FAILED" => Phase::Failed,
            _ => Phase::Unknown,
        }
    }

    /// Whether both speak of one run, as far as they tell.
    pub(crate) fn is_same_run(&self, other: &Self) -> bool {
        self.last_sync_tracking_id == other.last_sync_tracking_id
            && same_time(self.start(), other.start())
    }

    /// Whether the end of a run is told here that was not told there.
    pub(crate) fn ended_since(&self, other: &Self) -> bool {
        self.last_sync_end_time.is_some() && !same_time(self.end(), other.end())
    }

    /// Whether it started another run than the other and ended before that: what it tells of the
    /// end is then left over from the run before.
    pub(crate) fn end_is_left_over(&self, other: &Self) -> bool {
        if same_time(self.start(), other.start()) {
            return false;
        }
        matches!((instant(self.start()), instant(self.end())), (Some(start), Some(end)) if end < start)
    }

    /// How long the run took, where it has ended and says so.
    pub(crate) fn length(&self) -> Option<Duration> {
        let (start, end) = (instant(self.start())?, instant(self.end())?);
        if self.phase() == Phase::InProgress {
            return None;
        }
        Duration::try_from(end.duration_since(start)).ok()
    }

    fn start(&self) -> Option<&str> {
        self.last_sync_start_time.as_deref()
    }

    fn end(&self) -> Option<&str> {
        self.last_sync_end_time.as_deref()
    }
}

/// Whether two texts name one moment: the service may write it with more or fewer digits.
fn same_time(one: Option<&str>, other: Option<&str>) -> bool {
    one == other || instant(one).is_some_and(|moment| Some(moment) == instant(other))
}

fn instant(text: Option<&str>) -> Option<Timestamp> {
    text.and_then(parse_instant)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn seen(state: &str, start: &str, end: &str) -> Sighting {
        Sighting::of(&json!({"enableDirSync": true, "directorySyncStatus": {
            "syncStatus": state, "lastSyncStartTime": start, "lastSyncEndTime": end}}))
    }

    #[test]
    fn one_moment_in_two_spellings_is_one_run() {
        let one = seen("complete", "2026-11-21T20:00:00Z", "2026-11-21T20:01:00.500Z");
        let other = seen("COMPLETE", "2026-11-21T20:00:00.000Z", "2026-11-21T20:01:00.5Z");
        assert!(one.is_same_run(&other) && !one.ended_since(&other));
        assert_eq!(one.phase(), Phase::Complete);
        assert_eq!(one.length(), Some(Duration::from_millis(60_500)));
    }

    #[test]
    fn an_enterprise_without_a_status_is_not_synced() {
        let seen = Sighting::of(&json!({"enableDirSync": false}));
        assert_eq!((seen.phase(), seen.enable_dir_sync), (Phase::NotSynced, Some(false)));
    }

    #[test]
    fn the_baseline_survives_being_written_down() {
        let seen = seen("COMPLETE", "2026-11-21T20:00:00Z", "2026-11-21T20:01:00Z");
        let text = serde_json::to_string(&seen).unwrap();
        assert_eq!(serde_json::from_str::<Sighting>(&text).unwrap(), seen);
    }
}
