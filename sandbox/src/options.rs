//! The options of a sandbox.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::clock::VirtualTime;
use crate::codes::{CONNECT_FAILURE, PARTIAL_SUCCESS};
use crate::error_form::ErrorForm;
use crate::faults::Fault;
use crate::switches::Switches;

/// How a sandbox behaves. Every field has a default; as JSON, every key may be left out.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "independent yes-or-no questions")]
pub struct SandboxOptions {
    /// How many enterprises to make up. Default 250.
    pub enterprises: usize,
    /// How many subscribers to make up, spread over the enterprises. Default 20.
    pub subscribers: usize,
    /// Enterprises to serve word for word instead of made-up ones. An optional key `sandbox` in an item
    /// is taken out and sets what the service hides: `cluster`, `domain` (of its users),
    /// `provisionedUsers`, `runSeconds` (how long its last run took). Enterprises given as
    /// `IN_PROGRESS` start with a run going.
    pub items: Option<Vec<Value>>,
    /// The seed of all generated data, durations, failures and faults. Default 1.
    pub seed: u64,
    /// Some made-up ids hold `&`, `/`, `#`, `%`, spaces or letters beyond ASCII. Default true.
    pub odd_ids: bool,
    /// Every made-up enterprise has directory sync enabled and has been synced; false: there is one of
    /// everything that can be the matter. Default false.
    pub all_synced: bool,
    /// How many hidden BroadWorks clusters the enterprises are spread over. Default 4.
    pub clusters: usize,
    /// How many of the made-up enterprises each cluster has. Default all the same.
    pub cluster_sizes: ClusterSizes,
    /// What the provisioning ids (templates) of made-up enterprises reveal about the clusters.
    /// Default `per_cluster`.
    pub provisioning_ids: ProvisioningIds,
    /// How many provisioning ids belong to each cluster, with `per_cluster`. Default 1.
    pub provisioning_ids_per_cluster: usize,
    /// The order of a listing. Default by id.
    pub sort: Sort,

    /// The port on 127.0.0.1; 0 (the default) takes a free one.
    pub port: u16,
    /// The token of an administrator who may read and write. Default `sandbox-token`.
    pub token: String,
    /// A token with the read scope only. Default `sandbox-read-only-token`.
    pub read_only_token: String,
    /// Virtual seconds after which `token` is refused; the count restarts whenever it is replaced.
    /// Default none: it never expires.
    pub token_expires_after: Option<f64>,
    /// An OAuth client whose refresh token gets further access tokens at `/v1/access_token`. Default
    /// none: every refresh is refused.
    pub oauth: Option<OAuthOptions>,

    /// Virtual seconds per real second. Default 1.
    pub speed: f64,
    /// The clock moves only when it is advanced. Default false.
    pub manual: bool,
    /// Where the clock starts. Default: the present.
    pub start_time: Option<VirtualTime>,
    /// The shortest and the longest run in virtual seconds; lengths spread evenly over the orders of
    /// magnitude between. Equal values make every run that long. Default 2 to 4500.
    pub run_seconds: (f64, f64),
    /// Run lengths are log-normally distributed instead, and clipped to `run_seconds`. Default none.
    pub run_log_normal: Option<LogNormal>,
    /// The share by which a run may be shorter or longer than the one before of the same enterprise,
    /// which a listing shows. Default 0.25.
    pub run_spread: f64,
    /// Virtual seconds that the clean-up after disabling takes. Default 300.
    pub clean_up_seconds: f64,
    /// The share of runs that fail. Default 0.
    pub fail_share: f64,
    /// The codes for which runs fail, each with a weight. 600014 is said as the switch
    /// `connect_failure_code` has it. Default: every code that speaks of a failed run, lost connections
    /// most often.
    pub fail_codes: BTreeMap<u32, f64>,
    /// The share of runs that succeed in part. Default 0.
    pub partial_share: f64,
    /// The codes for which runs succeed in part, each with a weight. Default: 600003 and 600017 to 600019,
    /// one as often as the other.
    pub partial_codes: BTreeMap<u32, f64>,
    /// The service schedules syncs: every week, counted from the last sync or from enabling
    /// directory sync, and 24 hours after a run that failed. Each cluster has one slot for such
    /// runs, so they wait for each other. They block only triggers of the same enterprise.
    /// Default false: the service starts no runs.
    pub scheduled_runs: bool,
    /// The share of time for which Partner Hub or another tool holds each cluster's slot for runs on
    /// demand, at unpredictable moments. External clients wait while the slot is taken. Default 0.
    pub external_client_share: f64,
    /// External clients hold a slot without showing which enterprise they sync; false: one of the cluster's
    /// enterprises is `IN_PROGRESS` under a tracking id of theirs. Default false.
    pub anonymous_external_clients: bool,

    /// How long provisioning or updating a subscriber takes, in virtual seconds. Default median 20,
    /// sigma 0.8.
    pub provisioning_log_normal: LogNormal,
    /// How long provisioning the first subscriber of an enterprise takes, which creates the enterprise.
    /// Default median 240, sigma 0.5.
    pub first_provisioning_log_normal: LogNormal,
    /// The share of subscribers whose provisioning ends in `error` 10022. Default 0.
    pub provisioning_fail_share: f64,
    /// The share of new subscribers that wait for the consent of their person. Default 0.
    pub consent_share: f64,
    /// Virtual seconds after which a person does what a new subscriber waits for. Default none: a call of
    /// `grant_consent` does it.
    pub consent_seconds: Option<f64>,
    /// Virtual seconds that a billing report takes. Default 60.
    pub billing_report_seconds: f64,
    /// The share of billing reports that fail. Default 0.
    pub billing_report_fail_share: f64,

    /// Listings are paged by `Link` headers; false: a full page and no word of the rest. Default true.
    pub link_paging: bool,
    /// The page size that is never exceeded, silently. Default (and at most) 1000.
    pub clamp_max: usize,
    /// Requests per real second after which 429 is answered, with a `Retry-After` of whole seconds and
    /// at least one. Default none.
    pub rate_limit: Option<f64>,
    /// How many requests may come at once before `rate_limit` is felt: the size of a bucket that fills at
    /// that rate. Default: one second's worth, and one at least.
    pub rate_burst: Option<f64>,

    /// The shape of error bodies. Default `A`.
    pub error_body: ErrorForm,
    /// Bodies above 1 KiB are compressed for clients that accept it. Default true.
    pub gzip: bool,
    /// Bodies are sent chunked, as the service does, rather than with a length. Default true.
    pub chunked: bool,
    /// How many requests the log remembers. Default 100,000.
    pub log_limit: usize,

    /// The undocumented behavior of Webex.
    pub switches: Switches,
    /// The faults, and how often they apply.
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
            fail_codes: default_fail_codes(),
            partial_share: 0.0,
            partial_codes: default_partial_codes(),
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
            clamp_max: 1000,
            rate_limit: None,
            rate_burst: None,
            error_body: ErrorForm::A,
            gzip: true,
            chunked: true,
            log_limit: 100_000,
            switches: Switches::default(),
            faults: Vec::new(),
        }
    }
}

/// How many of the enterprises each hidden cluster has. As JSON `"even"`, `"zipf"` or a list of numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClusterSizes {
    /// All the same, give or take one.
    Even,
    /// The k-th has a k-th of what the first has.
    Zipf,
    /// In these proportions, which also say how many clusters there are. Numbers that add up to the number
    /// of enterprises are the sizes themselves.
    #[serde(untagged)]
    Shares(Vec<f64>),
}

/// What `provisioningId` reveals about the clusters. As JSON the name of a variant, or
/// `{"random": 20}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProvisioningIds {
    /// Enterprises that share one share a cluster; a cluster has `provisioning_ids_per_cluster` of them.
    PerCluster,
    /// This many ids, assigned at random regardless of the cluster, so they reveal nothing about
    /// it. 1: all enterprises have the same.
    Random(usize),
    /// Each enterprise has its own.
    PerEnterprise,
    /// There is none.
    Absent,
}

/// Durations of which most are short and a few very long: their logarithms are normally
/// distributed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogNormal {
    /// The median, in virtual seconds.
    pub median: f64,
    /// The standard deviation of the natural logarithm. At 1, one in six takes more than 2.7 times the
    /// median.
    pub sigma: f64,
}

/// The weights of the codes for which runs fail, unless told otherwise.
fn default_fail_codes() -> BTreeMap<u32, f64> {
    BTreeMap::from([
        (600_000, 1.0),
        (600_001, 1.0),
        (600_002, 1.0),
        (600_013, 3.0),
        (CONNECT_FAILURE, 8.0),
        (600_015, 1.0),
        (600_025, 1.0),
        (600_026, 1.0),
    ])
}

/// The weights of the codes for which runs succeed in part, unless told otherwise.
fn default_partial_codes() -> BTreeMap<u32, f64> {
    PARTIAL_SUCCESS.into_iter().map(|code| (code, 1.0)).collect()
}

/// An OAuth client and its refresh token. As JSON, every key may be left out.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OAuthOptions {
    /// Default `sandbox-client-id`.
    pub client_id: String,
    /// Default `sandbox-client-secret`.
    pub client_secret: String,
    /// Default `sandbox-refresh-token`.
    pub refresh_token: String,
    /// Virtual seconds that an access token lasts. Default 1,209,600: two weeks.
    pub expires_in: f64,
    /// Each refresh brings a new refresh token, and the one before works no longer. Default false.
    pub rotates: bool,
    /// Every refresh is refused. Default false.
    pub fails: bool,
    /// The shape in which a refresh is refused. Default `F`.
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

/// The order of enterprises in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// By `id`.
    Id,
    /// As given, or as generated.
    Insertion,
    /// Random, but the same every time.
    Shuffled,
}
