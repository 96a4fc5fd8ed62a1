//! The best possible schedule: an oracle that knows the clusters and the end of each run.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use http::{Method, StatusCode};
use tokio::time::Instant;
use webex_broadworks_sandbox::{Sandbox, SandboxOptions};

use crate::simulation::send;

/// A client that knows everything: which enterprise is on which cluster, and when each run ends.
pub(crate) async fn oracle(options: &SandboxOptions, second_night: bool) -> f64 {
    let began = Instant::now();
    let sandbox =
        Arc::new(Sandbox::offline(options.clone(), move || began.elapsed()).expect("a sandbox"));
    let mut makespan = 0.0;
    for _ in 0..if second_night { 2 } else { 1 } {
        let began = Instant::now();
        let mut clusters: BTreeMap<u64, VecDeque<String>> = BTreeMap::new();
        for enterprise in sandbox.enterprises().as_array().expect("enterprises") {
            let cluster = enterprise["sandbox"]["cluster"].as_u64().expect("a cluster");
            let id = enterprise["id"].as_str().expect("an id").to_owned();
            clusters.entry(cluster).or_default().push_back(id);
        }
        let work = clusters.into_values().map(|waiting| {
            let sandbox = Arc::clone(&sandbox);
            tokio::spawn(async move {
                for id in waiting {
                    run_at_once(&sandbox, &id).await;
                }
            })
        });
        for cluster in work.collect::<Vec<_>>() {
            cluster.await.expect("a cluster's runs");
        }
        makespan = began.elapsed().as_secs_f64();
    }
    makespan
}

/// Triggers as soon as the slot is free, and returns when the run ends.
async fn run_at_once(sandbox: &Sandbox, id: &str) {
    loop {
        let accepted = send(sandbox, Method::POST, id).await.0 == StatusCode::OK;
        let holder = holder(sandbox, id);
        let Some(end) = holder else {
            tokio::time::sleep(Duration::from_millis(1)).await;
            continue;
        };
        tokio::time::sleep(end + Duration::from_millis(1)).await;
        if accepted {
            return;
        }
    }
}

/// How long the run still takes that holds the slot of an enterprise's cluster.
fn holder(sandbox: &Sandbox, id: &str) -> Option<Duration> {
    sandbox.slot_taken_until(id).expect("an enterprise").and_then(|end| end.since(sandbox.now()))
}
