//! The obvious rule, as a script: one sync at a time per `provisioningId`, the longest first.
//!
//! An enterprise that is refused as busy is retried after 3 s; each further pause is 1.5 times as
//! long, up to 240 s. A sync is polled from 75 % of its last length on, at intervals of 5 % of it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use http::{Method, StatusCode};
use serde_json::Value;
use tokio::time::Instant;
use webex_broadworks_sandbox::{Sandbox, SandboxOptions};

use crate::night::Night;
use crate::oracle::oracle;
use crate::simulation::{ONE_WAY, send, virtually};
use webex_broadworks::Timestamp;

/// One night by this rule.
pub(super) fn simulate(options: &SandboxOptions, second_night: bool) -> Night {
    let night = virtually(night(options, second_night));
    let oracle = virtually(oracle(options, second_night));
    Night { ratio: night.makespan / oracle, ..night.into_night(options.enterprises) }
}

#[derive(Default)]
struct Counts {
    requests: AtomicU64,
    refusals: AtomicU64,
}

struct Measured {
    makespan: f64,
    counts: Arc<Counts>,
}

impl Measured {
    fn into_night(self, enterprises: usize) -> Night {
        let per_enterprise =
            |count: &AtomicU64| count.load(Ordering::Relaxed) as f64 / enterprises as f64;
        Night {
            ratio: f64::NAN,
            refusals: per_enterprise(&self.counts.refusals),
            requests: per_enterprise(&self.counts.requests),
            done: true,
        }
    }
}

async fn night(options: &SandboxOptions, second_night: bool) -> Measured {
    let began = Instant::now();
    let sandbox = Sandbox::offline(options.clone(), move || began.elapsed()).expect("a sandbox");
    let sandbox = Arc::new(sandbox);
    for _ in 0..usize::from(second_night) {
        run_all(&sandbox, &Arc::default()).await;
    }
    let (began, counts) = (Instant::now(), Arc::default());
    run_all(&sandbox, &counts).await;
    let makespan = began.elapsed().as_secs_f64();
    Measured { makespan, counts }
}

async fn run_all(sandbox: &Arc<Sandbox>, counts: &Arc<Counts>) {
    let mut labels: BTreeMap<String, Vec<(Duration, String)>> = BTreeMap::new();
    for enterprise in sandbox.enterprises().as_array().expect("enterprises") {
        let id = enterprise["id"].as_str().expect("an id").to_owned();
        // An enterprise without a provisioningId is a label of its own.
        let label = enterprise["provisioningId"].as_str().unwrap_or(&id).to_owned();
        labels.entry(label).or_default().push((last_length(enterprise), id));
    }
    let work = labels.into_values().map(|mut enterprises| {
        enterprises.sort_by(|a, b| b.cmp(a));
        let (sandbox, counts) = (Arc::clone(sandbox), Arc::clone(counts));
        tokio::spawn(async move {
            for (length, id) in enterprises {
                run(&sandbox, &id, length, &counts).await;
            }
        })
    });
    for label in work.collect::<Vec<_>>() {
        label.await.expect("the syncs of a label");
    }
}

fn last_length(enterprise: &Value) -> Duration {
    let sync = &enterprise["broadworksDirectorySync"]["directorySyncStatus"];
    let time = |name: &str| sync[name].as_str().and_then(|text| text.parse::<Timestamp>().ok());
    let length = || time("lastSyncEndTime")?.duration_since(time("lastSyncStartTime")?);
    length().expect("the length of the last sync")
}

async fn run(sandbox: &Sandbox, id: &str, length: Duration, counts: &Counts) {
    let request = async |method| {
        counts.requests.fetch_add(1, Ordering::Relaxed);
        tokio::time::sleep(ONE_WAY).await;
        let answer = send(sandbox, method, id).await;
        tokio::time::sleep(ONE_WAY).await;
        answer
    };
    let mut backoff = Duration::from_secs(3);
    while request(Method::POST).await.0 != StatusCode::OK {
        counts.refusals.fetch_add(1, Ordering::Relaxed);
        tokio::time::sleep(backoff).await;
        backoff = backoff.mul_f64(1.5).min(Duration::from_secs(240));
    }
    let mut pause = length.mul_f64(0.75);
    loop {
        tokio::time::sleep(pause.max(Duration::from_secs(2))).await;
        let (_, body) = request(Method::GET).await;
        let status: Value = serde_json::from_slice(&body).expect("a status");
        if status["directorySyncStatus"]["syncStatus"] != "IN_PROGRESS" {
            return;
        }
        pause = length.mul_f64(0.05);
    }
}
