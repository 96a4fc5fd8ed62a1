//! The options of a sandbox that have an option of the command. Written by `make generate` from `api/sandbox.toml`.

#![allow(clippy::doc_markdown, reason = "doc comments are help texts, which are shown unchanged")]

use serde::Serialize;
use serde_json::Value;

use crate::flag_values::{cluster_sizes, log_normal, provisioning_ids, range};

/// Options of a sandbox; those that aren't given have their defaults.
#[derive(Debug, clap::Args, Serialize)]
pub(crate) struct Flags {
    /// Number of generated enterprises [default: 250]
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    enterprises: Option<usize>,
    /// Number of generated subscribers, distributed over the enterprises [default: 20]
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    subscribers: Option<usize>,
    /// Seed of all generated data, durations, failures and faults [default: 1]
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<u64>,
    /// Create only enterprises that are synced, instead of one with each kind of problem
    #[arg(long)]
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    all_synced: bool,
    /// Number of hidden BroadWorks clusters [default: 4]
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    clusters: Option<usize>,
    /// Enterprises per cluster: even, zipf, or a list of proportions: 5,3,1 [default: even]
    #[arg(long, value_name = "SIZES", value_parser = cluster_sizes)]
    #[serde(skip_serializing_if = "Option::is_none")]
    cluster_sizes: Option<Value>,
    /// Provisioning ids: per-cluster, per-enterprise, absent, or random:COUNT [default: per-cluster]
    #[arg(long, value_name = "WHAT", value_parser = provisioning_ids)]
    #[serde(skip_serializing_if = "Option::is_none")]
    provisioning_ids: Option<Value>,
    /// Token of an administrator with read and write permission [default: sandbox-token]
    #[arg(long, value_name = "TOKEN")]
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
    /// Token with the read scope only [default: sandbox-read-only-token]
    #[arg(long, value_name = "TOKEN")]
    #[serde(skip_serializing_if = "Option::is_none")]
    read_only_token: Option<String>,
    /// Virtual seconds per real second [default: 1]
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    speed: Option<f64>,
    /// Shortest and longest sync, in virtual seconds [default: 2,4500]
    #[arg(long, value_name = "MIN,MAX", value_parser = range)]
    #[serde(skip_serializing_if = "Option::is_none")]
    run_seconds: Option<Value>,
    /// Log-normally distributed durations within --run-seconds: median in virtual seconds, sigma
    #[arg(long, value_name = "MEDIAN,SIGMA", value_parser = log_normal)]
    #[serde(skip_serializing_if = "Option::is_none")]
    run_log_normal: Option<Value>,
    /// Share of syncs that fail, 0 to 1 [default: 0]
    #[arg(long, value_name = "SHARE")]
    #[serde(skip_serializing_if = "Option::is_none")]
    fail_share: Option<f64>,
    /// Share of syncs that succeed partially, 0 to 1 [default: 0]
    #[arg(long, value_name = "SHARE")]
    #[serde(skip_serializing_if = "Option::is_none")]
    partial_share: Option<f64>,
    /// Start a sync of every enterprise weekly, and daily after a failure
    #[arg(long)]
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    scheduled_runs: bool,
    /// Share of the time in which Partner Hub or another tool uses each cluster [default: 0]
    #[arg(long, value_name = "SHARE")]
    #[serde(skip_serializing_if = "Option::is_none")]
    external_client_share: Option<f64>,
    /// Requests per second above which the answer is 429
    #[arg(long, value_name = "RATE")]
    #[serde(skip_serializing_if = "Option::is_none")]
    rate_limit: Option<f64>,
}
