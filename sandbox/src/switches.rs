//! All behavior of Webex that isn't known for certain, in one place.
//!
//! Where the documentation is silent, the sandbox has to choose. Each choice is a switch here, so that a
//! script can be tested against the alternatives, too.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Undocumented behavior of Webex, so that a script can be tested against each variant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "independent yes-or-no questions")]
pub struct Switches {
    /// HTTP status by error code. Default: 429 for 600005 and 600009 (busy), 503 for 600006, 404 for
    /// 600007, 600008 and 2024 (no such billing report), 409 for others.
    pub refusal_status: BTreeMap<u32, u16>,
    /// Error code if another sync occupies the cluster. `null`: 429 without a code. Default: 600009.
    pub busy_code: Option<u32>,
    /// Error code if the same enterprise is already syncing. `null`: 429 without a code. Default: 600009.
    pub already_running_code: Option<u32>,
    /// `Retry-After` header of both refusals above. Default: `null`, no header.
    pub busy_retry_after: Option<String>,
    /// Error code of a sync that couldn't reach its BroadWorks cluster: 600014 as in the help pages, or
    /// 6003 as in the API's example. Default: 600014.
    pub connect_failure_code: u32,
    /// State of a failed sync. Default: `FAILED`.
    pub failed_state: String,
    /// Virtual seconds after a trigger in which the old status is shown. Default: 0.
    pub stale_seconds: f64,
    /// Status of an enterprise that was never synced. Default: `mixed`.
    pub never_synced: NeverSynced,
    /// `lastSyncEndTime` and the counters of the previous sync stay while the next one runs.
    /// Default: false.
    pub end_time_while_running: bool,
    /// Status of a partially successful sync. Default: `complete_with_errors`.
    pub partial_success: PartialSuccess,
    /// `syncStatus` between disabling and the end of the clean-up. Default: `CLEANUP_IN_PROGRESS`.
    pub clean_up_state: String,
    /// `spEnterpriseId` and `startsWith` in one request are refused with 400. If false, both apply.
    /// Default: false.
    pub both_filters_refused: bool,
    /// `startsWith` ignores case. Default: false.
    pub case_insensitive_prefix: bool,
    /// `spEnterpriseId` as a filter ignores case. Default: false.
    pub case_insensitive_exact: bool,
    /// A bare UUID is accepted as an id. Default: false.
    pub bare_uuid_accepted: bool,
    /// Lists show `orgCreationTimeStamp`, which only the documentation of a beta program mentions.
    /// Default: false.
    pub org_creation_time_stamp: bool,
    /// `lastSyncTrackingId` is the `TrackingID` of the request that triggered the sync. If false, it is
    /// `NA_<uuid>`, as for scheduled syncs. Default: true.
    pub tracking_id_of_trigger: bool,
    /// Effect of a subscriber's user id that is already in use: the subscriber ends in `error` 10022, or is
    /// refused immediately. Default: `error_later`.
    pub duplicate_user_id: Duplicate,
    /// Effect of a subscriber's e-mail address that is already in use, by another subscriber or by a person
    /// of another enterprise. Default: `error_later`.
    pub duplicate_email: Duplicate,
    /// A subscriber can't be updated or removed while it is `provisioning` or `updating`. Default: true.
    pub busy_subscriber_refused: bool,
    /// Virtual seconds after its removal in which a subscriber is still shown. Default: 0.
    pub removal_seconds: f64,
    /// Number of consent e-mails that can be sent again to one subscriber. After that, the response is 429.
    /// Default: `null`, no limit.
    pub consent_email_limit: Option<u32>,
    /// HTTP status of a precheck that finds a conflict. Default: 200.
    pub precheck_failure_status: u16,
    /// A list of subscribers with the filter `status` is paged with `Link` headers, too. Default: true.
    pub status_filter_paged: bool,
    /// Virtual seconds in which the signed link of a billing report is valid. Default: 900.
    pub signed_link_seconds: f64,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            refusal_status: BTreeMap::new(),
            busy_code: Some(600_009),
            already_running_code: Some(600_009),
            busy_retry_after: None,
            connect_failure_code: 600_014,
            failed_state: "FAILED".into(),
            stale_seconds: 0.0,
            never_synced: NeverSynced::Mixed,
            end_time_while_running: false,
            partial_success: PartialSuccess::CompleteWithErrors,
            clean_up_state: "CLEANUP_IN_PROGRESS".into(),
            both_filters_refused: false,
            case_insensitive_prefix: false,
            case_insensitive_exact: false,
            bare_uuid_accepted: false,
            org_creation_time_stamp: false,
            tracking_id_of_trigger: true,
            duplicate_user_id: Duplicate::ErrorLater,
            duplicate_email: Duplicate::ErrorLater,
            busy_subscriber_refused: true,
            removal_seconds: 0.0,
            consent_email_limit: None,
            precheck_failure_status: 200,
            status_filter_paged: true,
            signed_link_seconds: 900.0,
        }
    }
}

impl Switches {
    /// The HTTP status of a refusal with this code.
    pub fn status_of(&self, code: u32) -> u16 {
        self.refusal_status.get(&code).copied().unwrap_or(match code {
            600_005 | 600_009 => 429,
            600_006 => 503,
            600_007 | 600_008 | 2024 => 404,
            _ => 409,
        })
    }
}

/// The status of an enterprise that was never synced, or was cleaned up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NeverSynced {
    /// There is no `directorySyncStatus`.
    Absent,
    /// It is `{"syncStatus": "NOT_SYNCED"}`.
    NotSynced,
    /// Each of these for some enterprises.
    Mixed,
}

/// The status of a sync that reached only some of its users, machines or contacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartialSuccess {
    /// `COMPLETE`, with `errors`.
    CompleteWithErrors,
    /// The status of a failed sync.
    Failed,
}

/// The effect of a subscriber's user id or e-mail address that is already in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Duplicate {
    /// The subscriber is accepted, and ends in `error` with the code 10022.
    ErrorLater,
    /// The subscriber is refused immediately, with the code 10022.
    Refused,
}
