//! The options of a sandbox, its switches and its faults. Written by `make generate` from `api/sandbox.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use strum::IntoStaticStr;

use super::operation::Operation;
use crate::bounds;
use crate::clock::VirtualTime;

/// The known formats of Webex's error bodies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum ErrorForm {
    /// `{"message", "errors": [{"description"}], "trackingId"}`: the usual one. An error that has a
    /// directory sync code shows it as `errorCode` beside `description`.
    #[serde(rename = "A")]
    A,
    /// As A, with an `errorCode` beside `message` and in each of `errors`, code or no code.
    #[serde(rename = "B")]
    B,
    /// `{"errorCode", "message"}` and no more.
    #[serde(rename = "C")]
    C,
    /// As B, with a `fieldName` in each of `errors` and no `errorCode` beside `message`.
    #[serde(rename = "D")]
    D,
    /// `{"error": [{"key", "message": [{"description", "code", "location"}]}], "trackingId"}`.
    #[serde(rename = "E")]
    E,
    /// OAuth's `{"error", "error_description", "trackingID"}`.
    #[serde(rename = "F")]
    F,
    /// A gateway's `{"code", "message", "trackingId"}`.
    #[serde(rename = "G")]
    G,
    /// A proxy's HTML page.
    #[serde(rename = "H")]
    H,
}

/// Where the connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum DisconnectAt {
    /// Nothing is sent.
    #[serde(rename = "before_head")]
    BeforeHead,
    /// Half of the head is sent.
    #[serde(rename = "in_head")]
    InHead,
    /// The head, which declares the whole body, and half of the body are sent.
    #[serde(rename = "in_body")]
    InBody,
}

/// The order of enterprises in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Sort {
    /// By `id`.
    #[serde(rename = "id")]
    Id,
    /// In the order in which they were given or generated.
    #[serde(rename = "insertion")]
    Insertion,
    /// Random, but always the same for a seed.
    #[serde(rename = "shuffled")]
    Shuffled,
}

/// The distribution of enterprises over the hidden clusters.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub enum ClusterSizes {
    /// Sizes that differ by at most one.
    #[serde(rename = "even")]
    Even,
    /// The k-th cluster has 1/k of the enterprises of the first.
    #[serde(rename = "zipf")]
    Zipf,
    /// One cluster for each number, in these proportions. If their sum is the number of
    /// enterprises, they are the sizes.
    #[serde(untagged)]
    Shares(Vec<f64>),
}

/// What `provisioningId` reveals about the clusters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum ProvisioningIds {
    /// Enterprises with the same id share a cluster. A cluster has `provisioning_ids_per_cluster`
    /// ids.
    #[serde(rename = "per_cluster")]
    PerCluster,
    /// This many ids, assigned at random, so they reveal nothing about the cluster. 1: all
    /// enterprises have the same.
    #[serde(rename = "random")]
    Random(usize),
    /// Each enterprise has an id of its own.
    #[serde(rename = "per_enterprise")]
    PerEnterprise,
    /// Enterprises have no such id.
    #[serde(rename = "absent")]
    Absent,
}

/// The status of an enterprise that was never synced, or was cleaned up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum NeverSynced {
    /// There is no `directorySyncStatus`.
    #[serde(rename = "absent")]
    Absent,
    /// It is `{"syncStatus": "NOT_SYNCED"}`.
    #[serde(rename = "not_synced")]
    NotSynced,
    /// Each of these for some enterprises.
    #[serde(rename = "mixed")]
    Mixed,
}

/// The status of a sync that reached only some of its users, machines or contacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum PartialSuccess {
    /// `COMPLETE`, with `errors`.
    #[serde(rename = "complete_with_errors")]
    CompleteWithErrors,
    /// The status of a failed sync.
    #[serde(rename = "failed")]
    Failed,
}

/// The effect of a subscriber's user id or e-mail address that is already in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Duplicate {
    /// The subscriber is accepted, and ends in `error` with the code 10022.
    #[serde(rename = "error_later")]
    ErrorLater,
    /// The subscriber is refused immediately, with the code 10022.
    #[serde(rename = "refused")]
    Refused,
}

/// The faults of a list's next link, or of its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum LinkFault {
    /// It starts `https,https://`.
    #[serde(rename = "double_scheme")]
    DoubleScheme,
    /// It says `max=null`, which is refused when followed.
    #[serde(rename = "max_null")]
    MaxNull,
    /// It has forgotten the filters.
    #[serde(rename = "lost_filters")]
    LostFilters,
    /// It has forgotten `max`.
    #[serde(rename = "lost_max")]
    LostMax,
    /// It carries a parameter without a value or an equals sign, `?before&max=`.
    #[serde(rename = "valueless")]
    Valueless,
    /// It names another host.
    #[serde(rename = "foreign_host")]
    ForeignHost,
    /// It names another path of this host.
    #[serde(rename = "foreign_path")]
    ForeignPath,
    /// It names the page it stands on.
    #[serde(rename = "repeat")]
    Repeat,
    /// It stands among other links, before one whose quoted title reads like a next link to
    /// elsewhere.
    #[serde(rename = "quoted")]
    Quoted,
    /// The page is empty, and the link leads on.
    #[serde(rename = "empty_page")]
    EmptyPage,
    /// The page is empty, and the link leads to the page itself.
    #[serde(rename = "empty_forever")]
    EmptyForever,
    /// The page has no body at all.
    #[serde(rename = "no_body")]
    NoBody,
    /// The page has no `items`.
    #[serde(rename = "no_items")]
    NoItems,
}

/// A log-normal distribution of durations: most are short, and a few are very long.
#[derive(Clone, Debug, PartialEq, Deserialize, Copy)]
#[serde(deny_unknown_fields)]
pub struct LogNormal {
    /// The median, in virtual seconds.
    pub median: f64,
    /// The standard deviation of the natural logarithm. With 1, one in six takes over 2.7 times the
    /// median.
    pub sigma: f64,
}

impl LogNormal {
    /// Refuses values that are out of bounds. `path` comes before their names.
    pub(crate) fn check_values(&self, path: &str) -> Result<(), String> {
        bounds::positive(&format!("{path}median"), self.median)?;
        bounds::length(&format!("{path}sigma"), self.sigma)?;
        Ok(())
    }
}

/// An OAuth client and its refresh token. Every option has a default.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OAuthOptions {
    /// The client id. Default: `"sandbox-client-id"`.
    pub client_id: String,
    /// The client secret. Default: `"sandbox-client-secret"`.
    pub client_secret: String,
    /// The first refresh token. Default: `"sandbox-refresh-token"`.
    pub refresh_token: String,
    /// Virtual seconds in which an access token is valid. Default: 1,209,600 (two weeks).
    pub expires_in: f64,
    /// Each refresh returns a new refresh token, and the old one becomes invalid. Default: false.
    pub rotates: bool,
    /// Every refresh is refused. Default: false.
    pub fails: bool,
    /// Format of a refused refresh. Default: `"F"`.
    pub error_body: ErrorForm,
}

impl Default for OAuthOptions {
    fn default() -> Self {
        Self {
            client_id: "sandbox-client-id".into(),
            client_secret: "sandbox-client-secret".into(),
            refresh_token: "sandbox-refresh-token".into(),
            expires_in: 1_209_600.0,
            rotates: false,
            fails: false,
            error_body: ErrorForm::F,
        }
    }
}

impl OAuthOptions {
    /// Refuses values that are out of bounds. `path` comes before their names.
    pub(crate) fn check_values(&self, path: &str) -> Result<(), String> {
        bounds::length(&format!("{path}expires_in"), self.expires_in)?;
        Ok(())
    }
}

/// Undocumented behavior of Webex, so that a script can be tested against each variant.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "independent yes-or-no questions")]
pub struct Switches {
    /// HTTP status by error code. Default: 429 for 600005 and 600009 (busy), 503 for 600006, 404
    /// for 600007, 600008 and 2024 (no such billing report), 409 for others.
    pub refusal_status: BTreeMap<u32, u16>,
    /// Error code if another sync occupies the cluster. `null`: 429 without a code. Default:
    /// 600009.
    pub busy_code: Option<u32>,
    /// Error code if the same enterprise is already syncing. `null`: 429 without a code. Default:
    /// 600009.
    pub already_running_code: Option<u32>,
    /// `Retry-After` header of both refusals above. Default: `null`, no header.
    pub busy_retry_after: Option<String>,
    /// Error code of a sync that couldn't reach its BroadWorks cluster: 600014 as in the help
    /// pages, or 6003 as in the API's example. Default: 600014.
    pub connect_failure_code: u32,
    /// State of a failed sync. Default: `"FAILED"`.
    pub failed_state: String,
    /// Virtual seconds after a trigger in which the old status is shown. Default: 0.
    pub stale_seconds: f64,
    /// Status of an enterprise that was never synced. Default: `"mixed"`.
    pub never_synced: NeverSynced,
    /// `lastSyncEndTime` and the counters of the previous sync stay while the next one runs.
    /// Default: false.
    pub end_time_while_running: bool,
    /// Status of a partially successful sync. Default: `"complete_with_errors"`.
    pub partial_success: PartialSuccess,
    /// `syncStatus` between disabling and the end of the clean-up. Default:
    /// `"CLEANUP_IN_PROGRESS"`.
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
    /// `lastSyncTrackingId` is the `TrackingID` of the request that triggered the sync. If false,
    /// it is `NA_<uuid>`, as for scheduled syncs. Default: true.
    pub tracking_id_of_trigger: bool,
    /// Effect of a subscriber's user id that is already in use: the subscriber ends in `"error"`
    /// 10022, or is refused immediately. Default: `"error_later"`.
    pub duplicate_user_id: Duplicate,
    /// Effect of a subscriber's e-mail address that is already in use, by another subscriber or by
    /// a person of another enterprise. Default: `"error_later"`.
    pub duplicate_email: Duplicate,
    /// A subscriber can't be updated or removed while it is `"provisioning"` or `"updating"`.
    /// Default: true.
    pub busy_subscriber_refused: bool,
    /// Virtual seconds after its removal in which a subscriber is still shown. Default: 0.
    pub removal_seconds: f64,
    /// Number of consent e-mails that can be sent again to one subscriber. After that, the response
    /// is 429. Default: `null`, no limit.
    pub consent_email_limit: Option<u32>,
    /// HTTP status of a precheck that finds a conflict. Default: 200.
    pub precheck_failure_status: u16,
    /// A list of subscribers with the filter `status` is paged with `Link` headers, too. Default:
    /// true.
    pub status_filter_paged: bool,
    /// Virtual seconds in which the signed link of a billing report is valid. Default: 900.
    pub signed_link_seconds: f64,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            refusal_status: BTreeMap::default(),
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
    /// Refuses values that are out of bounds. `path` comes before their names.
    pub(crate) fn check_values(&self, path: &str) -> Result<(), String> {
        bounds::length(&format!("{path}stale_seconds"), self.stale_seconds)?;
        bounds::length(&format!("{path}removal_seconds"), self.removal_seconds)?;
        bounds::length(&format!("{path}signed_link_seconds"), self.signed_link_seconds)?;
        Ok(())
    }
}

/// The options of a sandbox. Every option has a default.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "independent yes-or-no questions")]
pub struct SandboxOptions {
    /// Number of generated enterprises. Default: 250.
    pub enterprises: usize,
    /// Number of generated subscribers, distributed over the enterprises. Default: 20.
    pub subscribers: usize,
    /// Enterprises to serve exactly as given, instead of generated ones. The optional key `sandbox`
    /// of an item is not served. It sets what Webex hides: `cluster`, `domain` (of its users),
    /// `provisionedUsers` and `runSeconds` (duration of its last sync). An enterprise given as
    /// `IN_PROGRESS` is syncing at the start.
    pub items: Option<Vec<Value>>,
    /// Seed of all generated data, durations, failures and faults. Default: 1.
    pub seed: u64,
    /// Some generated ids contain `&`, `/`, `#`, `%`, spaces or non-ASCII letters. Default: true.
    pub odd_ids: bool,
    /// Every generated enterprise has directory sync enabled and has been synced. If false, there
    /// is at least one with each kind of problem. Default: false.
    pub all_synced: bool,
    /// Number of hidden BroadWorks clusters. Each runs one triggered sync at a time. Default: 4.
    pub clusters: usize,
    /// Distribution of the generated enterprises over the clusters. Default: `"even"`.
    pub cluster_sizes: ClusterSizes,
    /// What the provisioning ids (templates) of generated enterprises reveal about the clusters.
    /// Default: `"per_cluster"`.
    pub provisioning_ids: ProvisioningIds,
    /// Number of provisioning ids of each cluster, with `"per_cluster"`. Default: 1.
    pub provisioning_ids_per_cluster: usize,
    /// Order of a list. Default: `"id"`.
    pub sort: Sort,
    /// Port on 127.0.0.1. Default: 0, a free one.
    pub port: u16,
    /// Token of an administrator with read and write permission. Default: `"sandbox-token"`.
    pub token: String,
    /// Token with the read scope only. Default: `"sandbox-read-only-token"`.
    pub read_only_token: String,
    /// Virtual seconds after which `token` expires. A new token restarts the count. Default: never.
    pub token_expires_after: Option<f64>,
    /// OAuth client whose refresh token gets access tokens at `/v1/access_token`. Default: none,
    /// every refresh is refused.
    pub oauth: Option<OAuthOptions>,
    /// Virtual seconds per real second. Default: 1.
    pub speed: f64,
    /// Only `advance` changes the clock. Default: false.
    pub manual: bool,
    /// Initial time of the clock. Default: the present.
    pub start_time: Option<VirtualTime>,
    /// Shortest and longest sync, in virtual seconds. Durations are distributed evenly in between,
    /// on a logarithmic scale. Default: 2 to 4500.
    pub run_seconds: (f64, f64),
    /// Log-normal distribution of sync durations, limited to `run_seconds`. Default: none.
    pub run_log_normal: Option<LogNormal>,
    /// Maximum share by which a sync is shorter or longer than the enterprise's last one, whose
    /// duration a list shows. Default: 0.25.
    pub run_spread: f64,
    /// Virtual seconds that the clean-up after disabling takes. Default: 300.
    pub clean_up_seconds: f64,
    /// Share of syncs that fail, 0 to 1. Default: 0.
    pub fail_share: f64,
    /// Error codes of failed syncs, each with a weight. The switch `connect_failure_code` replaces
    /// 600014. Default: every code of a failed sync, most often lost connections.
    pub fail_codes: BTreeMap<u32, f64>,
    /// Share of syncs that succeed partially, 0 to 1. Default: 0.
    pub partial_share: f64,
    /// Error codes of partially successful syncs, each with a weight. Default: 600003 and 600017 to
    /// 600019, with equal weights.
    pub partial_codes: BTreeMap<u32, f64>,
    /// Webex starts scheduled syncs: a week after the last sync or after directory sync was
    /// enabled, and 24 hours after a failed sync. Each cluster has one slot for scheduled syncs, so
    /// they wait for each other. They block only a trigger of the same enterprise. Default: false,
    /// only triggered syncs run.
    pub scheduled_runs: bool,
    /// Share of time, 0 to 1, in which Partner Hub or another tool occupies each cluster's slot for
    /// triggered syncs, at random moments. If the slot is taken, it waits. Default: 0.
    pub external_client_share: f64,
    /// External clients occupy a slot without showing which enterprise they sync. If false, one of
    /// the cluster's enterprises is `IN_PROGRESS` with their tracking id. Default: false.
    pub anonymous_external_clients: bool,
    /// Duration of provisioning or updating a subscriber, in virtual seconds. Default: median 20,
    /// sigma 0.8.
    pub provisioning_log_normal: LogNormal,
    /// Duration of provisioning an enterprise's first subscriber, which creates the enterprise, in
    /// virtual seconds. Default: median 240, sigma 0.5.
    pub first_provisioning_log_normal: LogNormal,
    /// Share of subscribers, 0 to 1, whose provisioning ends in `"error"` 10022. Default: 0.
    pub provisioning_fail_share: f64,
    /// Share of new subscribers, 0 to 1, that wait for their person's consent. Default: 0.
    pub consent_share: f64,
    /// Virtual seconds after which a person does what a new subscriber waits for. Default: never,
    /// only `grant_consent` does it.
    pub consent_seconds: Option<f64>,
    /// Virtual seconds that a billing report takes. Default: 60.
    pub billing_report_seconds: f64,
    /// Share of billing reports that fail, 0 to 1. Default: 0.
    pub billing_report_fail_share: f64,
    /// Lists are paged with `Link` headers. If false, a list ends after a full page, without a
    /// link. Default: true.
    pub link_paging: bool,
    /// Maximum page size. Larger requests get this many items, without an error. Default: 1000, the
    /// maximum.
    pub clamp_max: usize,
    /// Requests per real second above which the response is 429, with a `Retry-After` in whole
    /// seconds (at least 1). Default: no limit.
    pub rate_limit: Option<f64>,
    /// Number of requests that `rate_limit` allows at once (size of the token bucket). Default: the
    /// requests of one second, at least 1.
    pub rate_burst: Option<f64>,
    /// Format of error bodies. Default: `"A"`.
    pub error_body: ErrorForm,
    /// Bodies over 1 KiB are compressed if the client accepts it. Default: true.
    pub gzip: bool,
    /// Bodies are sent in chunks, as Webex does, instead of with a `Content-Length`. Default: true.
    pub chunked: bool,
    /// Number of requests that the log keeps. Default: 100,000.
    pub log_limit: usize,
    /// Undocumented behavior of Webex.
    pub switches: Switches,
    /// Faults, and how often they apply. Default: none.
    pub faults: Vec<Fault>,
}

impl Default for SandboxOptions {
    fn default() -> Self {
        Self {
            enterprises: 250,
            subscribers: 20,
            items: None,
            seed: 1,
            odd_ids: true,
            all_synced: false,
            clusters: 4,
            cluster_sizes: ClusterSizes::Even,
            provisioning_ids: ProvisioningIds::PerCluster,
            provisioning_ids_per_cluster: 1,
            sort: Sort::Id,
            port: 0,
            token: "sandbox-token".into(),
            read_only_token: "sandbox-read-only-token".into(),
            token_expires_after: None,
            oauth: None,
            speed: 1.0,
            manual: false,
            start_time: None,
            run_seconds: (2.0, 4500.0),
            run_log_normal: None,
            run_spread: 0.25,
            clean_up_seconds: 300.0,
            fail_share: 0.0,
            fail_codes: BTreeMap::from([
                (600_000, 1.0),
                (600_001, 1.0),
                (600_002, 1.0),
                (600_013, 3.0),
                (600_014, 8.0),
                (600_015, 1.0),
                (600_025, 1.0),
                (600_026, 1.0),
            ]),
            partial_share: 0.0,
            partial_codes: BTreeMap::from([
                (600_003, 1.0),
                (600_017, 1.0),
                (600_018, 1.0),
                (600_019, 1.0),
            ]),
            scheduled_runs: false,
            external_client_share: 0.0,
            anonymous_external_clients: false,
            provisioning_log_normal: LogNormal { median: 20.0, sigma: 0.8 },
            first_provisioning_log_normal: LogNormal { median: 240.0, sigma: 0.5 },
            provisioning_fail_share: 0.0,
            consent_share: 0.0,
            consent_seconds: None,
            billing_report_seconds: 60.0,
            billing_report_fail_share: 0.0,
            link_paging: true,
            clamp_max: 1_000,
            rate_limit: None,
            rate_burst: None,
            error_body: ErrorForm::A,
            gzip: true,
            chunked: true,
            log_limit: 100_000,
            switches: Switches::default(),
            faults: Vec::default(),
        }
    }
}

impl SandboxOptions {
    /// Refuses values that are out of bounds. `path` comes before their names.
    pub(crate) fn check_values(&self, path: &str) -> Result<(), String> {
        bounds::within(&format!("{path}clusters"), self.clusters, 1, None)?;
        bounds::within(
            &format!("{path}provisioning_ids_per_cluster"),
            self.provisioning_ids_per_cluster,
            1,
            None,
        )?;
        if let Some(value) = self.token_expires_after {
            bounds::length(&format!("{path}token_expires_after"), value)?;
        }
        if let Some(value) = self.oauth.as_ref() {
            value.check_values(&format!("{path}oauth."))?;
        }
        if let Some(value) = self.run_log_normal.as_ref() {
            value.check_values(&format!("{path}run_log_normal."))?;
        }
        bounds::share(&format!("{path}run_spread"), self.run_spread)?;
        bounds::length(&format!("{path}clean_up_seconds"), self.clean_up_seconds)?;
        bounds::share(&format!("{path}fail_share"), self.fail_share)?;
        bounds::share(&format!("{path}partial_share"), self.partial_share)?;
        bounds::share(&format!("{path}external_client_share"), self.external_client_share)?;
        self.provisioning_log_normal.check_values(&format!("{path}provisioning_log_normal."))?;
        self.first_provisioning_log_normal
            .check_values(&format!("{path}first_provisioning_log_normal."))?;
        bounds::share(&format!("{path}provisioning_fail_share"), self.provisioning_fail_share)?;
        bounds::share(&format!("{path}consent_share"), self.consent_share)?;
        if let Some(value) = self.consent_seconds {
            bounds::length(&format!("{path}consent_seconds"), value)?;
        }
        bounds::length(&format!("{path}billing_report_seconds"), self.billing_report_seconds)?;
        bounds::share(&format!("{path}billing_report_fail_share"), self.billing_report_fail_share)?;
        bounds::within(&format!("{path}clamp_max"), self.clamp_max, 1, Some(1000))?;
        if let Some(value) = self.rate_limit {
            bounds::positive(&format!("{path}rate_limit"), value)?;
        }
        if let Some(value) = self.rate_burst {
            bounds::within(&format!("{path}rate_burst"), value, 1.0, None)?;
        }
        self.switches.check_values(&format!("{path}switches."))?;
        Ok(())
    }
}

/// The requests that a fault applies to.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FaultAim {
    /// The operation that it can apply to. Default: any.
    pub operation: Option<Operation>,
    /// Only lists that request more items than this are affected. Default: all.
    pub max_over: Option<u64>,
    /// How many requests pass before the fault is considered. Default: 0.
    pub after: u64,
    /// N: after that, every N-th request is considered, starting with the first. Default: 1.
    pub every: u64,
    /// The share of the considered requests that are affected. Default: 1.
    pub share: f64,
    /// How many times it applies at most. Default: no limit.
    pub first: Option<u64>,
    /// The name that it is counted under. Default: the effect's.
    pub label: Option<String>,
}

impl Default for FaultAim {
    fn default() -> Self {
        Self {
            operation: None,
            max_over: None,
            after: 0,
            every: 1,
            share: 1.0,
            first: None,
            label: None,
        }
    }
}

impl FaultAim {
    /// Refuses values that are out of bounds. `path` comes before their names.
    pub(crate) fn check_values(&self, path: &str) -> Result<(), String> {
        bounds::within(&format!("{path}every"), self.every, 1, None)?;
        bounds::share(&format!("{path}share"), self.share)?;
        Ok(())
    }
}

/// A fault: an effect, and the requests that it applies to.
///
/// As JSON, it is one object with the `name` of the effect, the effect's keys, and those of [`FaultAim`]:
/// `{"name": "throttle", "retry_after": "3", "operation": "enterprises.list", "share": 0.05}`. If several
/// faults match one request, the first in the list applies. A fault doesn't count requests that its effect
/// can't apply to.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// What happens.
    pub effect: Effect,
    /// To which requests.
    pub aim: FaultAim,
}

/// The names of the fields of [`FaultAim`].
pub(crate) const AIM_KEYS: &[&str] =
    &["operation", "max_over", "after", "every", "share", "first", "label"];

/// The effect of a fault. In JSON, its name is the variant's in `snake_case`, and every field is optional.
#[derive(Clone, Debug, PartialEq, IntoStaticStr, Deserialize)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Effect {
    /// 429, as for too many requests.
    Throttle {
        /// The text of `Retry-After`; `null`: no such header. Default: `"1"`.
        #[serde(default = "throttle_retry_after")]
        retry_after: Option<String>,
    },
    /// Any status.
    Status {
        /// The status. Default: 503.
        #[serde(default = "status_status")]
        status: u16,
        /// The format of the body. Default: the sandbox's `error_body`.
        #[serde(default)]
        form: Option<ErrorForm>,
        /// A code for the body and the `Cisco-Spark-Error-Codes` header. Default: none.
        #[serde(default)]
        code: Option<u32>,
        /// The message in the body. Default: the usual one for the status.
        #[serde(default)]
        message: Option<String>,
        /// A body to send verbatim instead.
        #[serde(default)]
        body: Option<String>,
        /// Further headers. Default: none.
        #[serde(default)]
        headers: Vec<(String, String)>,
        /// The operation is executed anyway. Default: false.
        #[serde(default)]
        performed: bool,
    },
    /// No response.
    Hang {
        /// The operation is executed anyway. Default: false.
        #[serde(default)]
        performed: bool,
    },
    /// The connection ends too early.
    Cut {
        /// Where. Default: `"before_head"`.
        #[serde(default = "cut_at")]
        at: DisconnectAt,
        /// By RST instead of FIN. Default: false.
        #[serde(default)]
        reset: bool,
        /// The operation is executed anyway. Default: true.
        #[serde(default = "cut_performed")]
        performed: bool,
    },
    /// A proxy's page instead of JSON.
    Html {
        /// The status. Default: 200.
        #[serde(default = "html_status")]
        status: u16,
        /// The operation is executed anyway. Default: true.
        #[serde(default = "html_performed")]
        performed: bool,
    },
    /// JSON with a comma missing, as in an example of the documentation.
    BrokenJson {},
    /// Fields and a state that no documentation mentions.
    UnknownFields {},
    /// Whole numbers with a fraction: `44.0`.
    FloatNumbers {},
    /// A broken next link. Applies to lists only.
    Link {
        /// Its fault. Default: `"foreign_host"`.
        #[serde(default = "link_kind")]
        kind: LinkFault,
        /// The origin of the foreign host. No server listens at the default. Default:
        /// `"http://127.0.0.1:9"`.
        #[serde(default = "link_origin")]
        origin: String,
    },
    /// A late response.
    Slow {
        /// Real seconds. Default: 1.
        #[serde(default = "slow_seconds")]
        seconds: f64,
    },
    /// A response in small pieces.
    Dribble {
        /// Bytes in a piece. Default: 64.
        #[serde(default = "dribble_bytes")]
        bytes: usize,
        /// Real seconds before each. Default: 0.05.
        #[serde(default = "dribble_seconds")]
        seconds: f64,
    },
    /// A small compressed body that becomes a very large one.
    GzipBomb {
        /// Decompressed size in MiB. Default: 512.
        #[serde(default = "gzip_bomb_megabytes")]
        megabytes: usize,
    },
    /// A very large response header.
    HugeHeader {
        /// Its size in KiB. Default: 1024.
        #[serde(default = "huge_header_kilobytes")]
        kilobytes: usize,
    },
    /// No response, and the operation is executed later. Applies to POST and PUT only. An operation
    /// that would be refused is never executed.
    Late {
        /// Virtual seconds until it is executed. Default: 60.
        #[serde(default = "late_seconds")]
        seconds: f64,
        /// The connection stays open. If false, it is cut immediately. Default: false.
        #[serde(default)]
        hang: bool,
    },
    /// A connection is refused. Counts connections instead of requests, so `operation` and
    /// `max_over` are ignored. Connections that are already open stay open.
    Refuse {
        /// Real seconds for which the port is closed. Attempts to connect during this time aren't
        /// counted. Default: 0.
        #[serde(default)]
        seconds: f64,
    },
}

impl Effect {
    /// Refuses values that are out of bounds.
    #[expect(clippy::match_same_arms, reason = "each effect has its own bounds")]
    pub(crate) fn check_values(&self, path: &str) -> Result<(), String> {
        match self {
            Self::Status { status, .. } => {
                bounds::within(&format!("{path}status"), *status, 200, Some(599))?;
            }
            Self::Html { status, .. } => {
                bounds::within(&format!("{path}status"), *status, 200, Some(599))?;
            }
            Self::Slow { seconds, .. } => {
                bounds::length(&format!("{path}seconds"), *seconds)?;
            }
            Self::Dribble { bytes, seconds, .. } => {
                bounds::within(&format!("{path}bytes"), *bytes, 1, None)?;

                bounds::length(&format!("{path}seconds"), *seconds)?;
            }
            Self::Late { seconds, .. } => {
                bounds::length(&format!("{path}seconds"), *seconds)?;
            }
            Self::Refuse { seconds, .. } => {
                bounds::length(&format!("{path}seconds"), *seconds)?;
            }
            _ => {}
        }
        Ok(())
    }
}

#[expect(clippy::unnecessary_wraps, reason = "the field is an option")]
fn throttle_retry_after() -> Option<String> {
    Some("1".into())
}

fn status_status() -> u16 {
    503
}

fn cut_at() -> DisconnectAt {
    DisconnectAt::BeforeHead
}

fn cut_performed() -> bool {
    true
}

fn html_status() -> u16 {
    200
}

fn html_performed() -> bool {
    true
}

fn link_kind() -> LinkFault {
    LinkFault::ForeignHost
}

fn link_origin() -> String {
    "http://127.0.0.1:9".into()
}

fn slow_seconds() -> f64 {
    1.0
}

fn dribble_bytes() -> usize {
    64
}

fn dribble_seconds() -> f64 {
    0.05
}

fn gzip_bomb_megabytes() -> usize {
    512
}

fn huge_header_kilobytes() -> usize {
    1_024
}

fn late_seconds() -> f64 {
    60.0
}
