//! All behavior of Webex that isn't known for certain, in one place.
//!
//! Where the documentation is silent the sandbox has to pick something. Each pick is a switch here, so
//! that a script can be tested against the other answer too.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The undocumented choices of the service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "independent yes-or-no questions")]
pub struct Switches {
    /// HTTP status by error code, over the defaults: 429 for the busy codes 600005 and 600009, 503 for
    /// 600006, 404 for 600007, 600008 and 2024 (no such billing report), 409 for every other refusal.
    pub refusal_status: BTreeMap<u32, u16>,
    /// The code that says another run occupies the cluster; `null`: a bare 429. Default 600009.
    pub busy_code: Option<u32>,
    /// The code that says the same enterprise is already running; `null`: a bare 429.
    /// Default 600009.
    pub already_running_code: Option<u32>,
    /// The `Retry-After` of both refusals above. Default `null`: none.
    pub busy_retry_after: Option<String>,
    /// The code of a run that could not reach its BroadWorks cluster: 600014 in the help pages (the
    /// default), 6003 in the API's example.
    pub connect_failure_code: u32,
    /// How a failed run is spelt. Default `FAILED`.
    pub failed_state: String,
    /// For so many (virtual) seconds after a trigger, reading still shows what was before. Default 0.
    pub stale_seconds: f64,
    /// How an enterprise that has never been synced looks. Default `mixed`.
    pub never_synced: NeverSynced,
    /// `lastSyncEndTime` and the counters of the previous run stay while the next one runs. Default
    /// false.
    pub end_time_while_running: bool,
    /// How a partial success ends. Default `complete_with_errors`.
    pub partial_success: PartialSuccess,
    /// The `syncStatus` between disabling and the end of the clean-up. Default `CLEANUP_IN_PROGRESS`.
    pub clean_up_state: String,
    /// `spEnterpriseId` and `startsWith` in one request are refused with 400 rather than both applied.
    /// Default false.
    pub both_filters_refused: bool,
    /// `startsWith` ignores case. Default false.
    pub case_insensitive_prefix: bool,
    /// The filter `spEnterpriseId` ignores case. Default false.
    pub case_insensitive_exact: bool,
    /// A bare UUID is accepted where an id is expected. Default false.
    pub bare_uuid_accepted: bool,
    /// Lists show `orgCreationTimeStamp`, which only the documentation of a beta program mentions.
    /// Default false.
    pub org_creation_time_stamp: bool,
    /// `lastSyncTrackingId` is the `TrackingID` of the request that triggered the run; false: an
    /// `NA_<uuid>` as scheduled runs have. Default true.
    pub tracking_id_of_trigger: bool,
    /// What becomes of a subscriber whose user id belongs to another. Default `error_later`.
    pub duplicate_user_id: Duplicate,
    /// What becomes of a subscriber whose e-mail address belongs to another, or to a person of another
    /// enterprise. Default `error_later`.
    pub duplicate_email: Duplicate,
    /// Updating and removing a subscriber is refused while it is `provisioning` or `updating`. Default
    /// true.
    pub busy_subscriber_refused: bool,
    /// For so many (virtual) seconds after its removal, a subscriber still shows. Default 0.
    pub removal_seconds: f64,
    /// How often a consent e-mail is sent again to one subscriber before 429 is answered; `null`: always.
    /// Default `null`.
    pub consent_email_limit: Option<u32>,
    /// The HTTP status of a precheck that finds a conflict. Default 200.
    pub precheck_failure_status: u16,
    /// A list of subscribers is paged by `Link` headers also with the filter `status`. Default true.
    pub status_filter_paged: bool,
    /// How many (virtual) seconds the signed link of a billing report can be used. Default 900.
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
    /// The HTTP status with which a code is refused.
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
    /// Some enterprises have one form, some the other.
    Mixed,
}

/// How a sync ends that reached only some of its users, machines or contacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartialSuccess {
    /// `COMPLETE`, with `errors`.
    CompleteWithErrors,
    /// As a failed run.
    Failed,
}

/// What happens to a subscriber whose user id or e-mail address is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Duplicate {
    /// It is accepted, and ends in `error` with the code 10022.
    ErrorLater,
    /// It is refused immediately with the code 10022.
    Refused,
}
