//! Syncs for tests: past ones, and the next one.

use serde::{Deserialize, Serialize};

use crate::clock::VirtualTime;

/// A past or current sync, with details that Webex never shows in one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SandboxRun {
    /// The `id` of the enterprise; none if an external client holds the cluster anonymously.
    pub enterprise_id: Option<String>,
    /// The hidden cluster.
    pub cluster: usize,
    /// Who started it.
    pub kind: RunKind,
    /// When it started, in virtual time.
    pub start: VirtualTime,
    /// When it ended or is going to end, in virtual time.
    pub end: VirtualTime,
    /// Its `lastSyncTrackingId`.
    pub tracking_id: Option<String>,
    /// The directory sync codes that it ends with; none when all goes well.
    pub codes: Vec<u32>,
}

/// Who started a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RunKind {
    /// A trigger that the sandbox accepted. Takes the cluster's slot for runs on demand.
    OnDemand,
    /// Webex itself. Takes the cluster's slot for scheduled runs.
    Scheduled,
    /// Partner Hub or another tool. Takes the cluster's slot for runs on demand.
    ExternalClient,
}

/// What is certain about the next run of an enterprise. As JSON, every key may be left out.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NextRun {
    /// How long it takes, in virtual seconds. Default: about as long as the last.
    pub seconds: Option<f64>,
    /// The directory sync codes that it ends with. None of them: it succeeds. 600003 and 600017 to 600019
    /// alone: it succeeds in part. Others: it fails. Default: as the options' shares have it.
    pub codes: Option<Vec<u32>>,
}
