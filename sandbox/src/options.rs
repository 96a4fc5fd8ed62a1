//! The options of a sandbox.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::clock::VirtualTime;
use crate::codes::{CONNECT_FAILURE, PARTIAL_SUCCESS};
use crate::error_form::ErrorForm;
use crate::faults::Fault;
use crate::switches::Switches;

/// The options of a sandbox. Every option has a default.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "independent yes-or-no questions")]
pub struct SandboxOptions {
    /// Number of generated enterprises. Default: 250.
    pub enterprises: usize,
    /// Number of generated subscribers, distributed over the enterprises. Default: 20.
    pub subscribers: usize,
    /// Enterprises to serve exactly as given, instead of generated ones. The optional key `sandbox` of an
    /// item is not served. It sets what Webex hides: `cluster`, `domain` (of its users), `provisionedUsers`
    /// and `runSeconds` (duration of its last sync). An enterprise given as `IN_PROGRESS` is syncing at the
    /// start.
    pub items: Option<Vec<Value>>,
    /// Seed of all generated data, durations, failures and faults. Default: 1.
    pub seed: u64,
    /// Some generated ids contain `&`, `/`, `#`, `%`, spaces or non-ASCII letters. Default: true.
    pub odd_ids: bool,
    /// Every generated enterprise has directory sync enabled and has been synced. If false, there is at
    /// least one with each kind of problem. Default: false.
    pub all_synced: bool,
    /// Number of hidden BroadWorks clusters. Each runs one triggered sync at a time. Default: 4.
    pub clusters: usize,
    /// Distribution of the generated enterprises over the clusters. Default: even.
    pub cluster_sizes: ClusterSizes,
    /// What the provisioning ids (templates) of generated enterprises reveal about the clusters.
    /// Default: `per_cluster`.
    pub provisioning_ids: ProvisioningIds,
    /// Number of provisioning ids of each cluster, with `per_cluster`. Default: 1.
    pub provisioning_ids_per_cluster: usize,
    /// Order of a list. Default: `id`.
    pub sort: Sort,

    /// Port on 127.0.0.1. Default: 0, a free one.
    pub port: u16,
    /// Token of an administrator with read and write permission. Default: `sandbox-token`.
    pub token: String,
    /// Token with the read scope only. Default: `sandbox-read-only-token`.
    pub read_only_token: String,
    /// Virtual seconds after which `token` expires. A new token restarts the count. Default: never.
    pub token_expires_after: Option<f64>,
    /// OAuth client whose refresh token gets access tokens at `/v1/access_token`. Default: none, every
    /// refresh is refused.
    pub oauth: Option<OAuthOptions>,

    /// Virtual seconds per real second. Default: 1.
    pub speed: f64,
    /// The clock moves only when it is advanced. Default: false.
    pub manual: bool,
    /// Initial time of the clock. Default: the present.
    pub start_time: Option<VirtualTime>,
    /// Shortest and longest sync, in virtual seconds. Durations are distributed evenly in between, on a
    /// logarithmic scale. Default: 2 to 4500.
    pub run_seconds: (f64, f64),
    /// Log-normal distribution of sync durations, limited to `run_seconds`. Default: none.
    pub run_log_normal: Option<LogNormal>,
    /// Maximum share by which a sync is shorter or longer than the enterprise's last one, whose duration a
    /// list shows. Default: 0.25.
    pub run_spread: f64,
    /// Virtual seconds that the clean-up after disabling takes. Default: 300.
    pub clean_up_seconds: f64,
    /// Share of syncs that fail, 0 to 1. Default: 0.
    pub fail_share: f64,
    /// Error codes of failed syncs, each with a weight. The switch `connect_failure_code` replaces 600014.
    /// Default: every code of a failed sync, most often lost connections.
    pub fail_codes: BTreeMap<u32, f64>,
    /// Share of syncs that succeed partially, 0 to 1. Default: 0.
    pub partial_share: f64,
    /// Error codes of partially successful syncs, each with a weight. Default: 600003 and 600017 to 600019,
    /// with equal weights.
    pub partial_codes: BTreeMap<u32, f64>,
    /// Webex starts scheduled syncs: a week after the last sync or after directory sync was enabled,
    /// and 24 hours after a failed sync. Each cluster has one slot for scheduled syncs, so they wait for
    /// each other. They block only a trigger of the same enterprise. Default: false, only triggered syncs
    /// run.
    pub scheduled_runs: bool,
    /// Share of time, 0 to 1, in which Partner Hub or another tool occupies each cluster's slot for
    /// triggered syncs, at random moments. If the slot is taken, it waits. Default: 0.
    pub external_client_share: f64,
    /// External clients occupy a slot without showing which enterprise they sync. If false, one of the
    /// cluster's enterprises is `IN_PROGRESS` with their tracking id. Default: false.
    pub anonymous_external_clients: bool,

    /// Duration of provisioning or updating a subscriber, in virtual seconds. Default: median 20, sigma
    /// 0.8.
    pub provisioning_log_normal: LogNormal,
    /// Duration of provisioning an enterprise's first subscriber, which creates the enterprise, in virtual
    /// seconds. Default: median 240, sigma 0.5.
    pub first_provisioning_log_normal: LogNormal,
    /// Share of subscribers, 0 to 1, whose provisioning ends in `error` 10022. Default: 0.
    pub provisioning_fail_share: f64,
    /// Share of new subscribers, 0 to 1, that wait for their person's consent. Default: 0.
    pub consent_share: f64,
    /// Virtual seconds after which a person does what a new subscriber waits for. Default: never, only
    /// `grant_consent` does it.
    pub consent_seconds: Option<f64>,
    /// Virtual seconds that a billing report takes. Default: 60.
    pub billing_report_seconds: f64,
    /// Share of billing reports that fail, 0 to 1. Default: 0.
    pub billing_report_fail_share: f64,

    /// Lists are paged with `Link` headers. If false, a list ends after a full page, without a link.
    /// Default: true.
    pub link_paging: bool,
    /// Maximum page size. Larger requests get this many items, without an error. Default and maximum: 1000.
    pub clamp_max: usize,
    /// Requests per real second above which the response is 429, with a `Retry-After` in whole seconds (at
    /// least 1). Default: no limit.
    pub rate_limit: Option<f64>,
    /// Number of requests that `rate_limit` allows at once (size of the token bucket). Default: the
    /// requests of one second, at least 1.
    pub rate_burst: Option<f64>,

    /// Format of error bodies. Default: `A`.
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

/// The distribution of enterprises over the hidden clusters.
///
/// In JSON: `"even"`, `"zipf"` or a list of numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClusterSizes {
    /// Sizes that differ by at most one.
    Even,
    /// The k-th cluster has 1/k of the enterprises of the first.
    Zipf,
    /// One cluster for each number, in these proportions. If their sum is the number of enterprises, they
    /// are the sizes.
    #[serde(untagged)]
    Shares(Vec<f64>),
}

/// What `provisioningId` reveals about the clusters.
///
/// In JSON: the name of a variant, or `{"random": 20}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProvisioningIds {
    /// Enterprises with the same id share a cluster. A cluster has `provisioning_ids_per_cluster` ids.
    PerCluster,
    /// This many ids, assigned at random, so they reveal nothing about the cluster. 1: all enterprises
    /// have the same.
    Random(usize),
    /// Each enterprise has an id of its own.
    PerEnterprise,
    /// Enterprises have no such id.
    Absent,
}

/// A log-normal distribution of durations: most are short, and a few are very long.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogNormal {
    /// The median, in virtual seconds.
    pub median: f64,
    /// The standard deviation of the natural logarithm. With 1, one in six takes over 2.7 times the median.
    pub sigma: f64,
}

/// The default weights of the codes of failed syncs.
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

/// The default weights of the codes of partially successful syncs.
fn default_partial_codes() -> BTreeMap<u32, f64> {
    PARTIAL_SUCCESS.into_iter().map(|code| (code, 1.0)).collect()
}

/// An OAuth client and its refresh token. Every option has a default.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OAuthOptions {
    /// Default: `sandbox-client-id`.
    pub client_id: String,
    /// Default: `sandbox-client-secret`.
    pub client_secret: String,
    /// Default: `sandbox-refresh-token`.
    pub refresh_token: String,
    /// Virtual seconds in which an access token is valid. Default: 1,209,600 (two weeks).
    pub expires_in: f64,
    /// Each refresh returns a new refresh token, and the old one becomes invalid. Default: false.
    pub rotates: bool,
    /// Every refresh is refused. Default: false.
    pub fails: bool,
    /// Format of a refused refresh. Default: `F`.
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
    /// In the order in which they were given or generated.
    Insertion,
    /// Random, but always the same for a seed.
    Shuffled,
}
