//! A script as people write it, for comparison.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use http::{Method, StatusCode};
use serde_json::Value;
use tokio::time::Instant;
use webex_broadworks_sandbox::{Sandbox, SandboxOptions};

use crate::simulation::{ONE_WAY, send};

/// A script as people write it: workers that trigger, try again while refused, and look until done.
pub(crate) async fn by_hand(options: &SandboxOptions, workers: usize) -> (f64, u64) {
    let began = Instant::now();
    let sandbox = Sandbox::offline(options.clone(), move || began.elapsed()).expect("a sandbox");
    let sandbox = Arc::new(sandbox);
    let ids: VecDeque<String> = sandbox
        .enterprises()
        .as_array()
        .expect("enterprises")
        .iter()
        .map(|enterprise| enterprise["id"].as_str().expect("an id").to_owned())
        .collect();
    let (ids, requests) = (Arc::new(std::sync::Mutex::new(ids)), Arc::new(AtomicU64::new(0)));
    let work: Vec<_> = (0..workers)
        .map(|_| {
            let (sandbox, ids, requests) =
                (Arc::clone(&sandbox), Arc::clone(&ids), Arc::clone(&requests));
            tokio::spawn(async move {
                loop {
                    let Some(id) = ids.lock().expect("the ids").pop_front() else { return };
                    trigger_and_look(&sandbox, &id, &requests).await;
                }
            })
        })
        .collect();
    for worker in work {
        worker.await.expect("a worker");
    }
    (began.elapsed().as_secs_f64(), requests.load(Ordering::Relaxed))
}

async fn trigger_and_look(sandbox: &Sandbox, id: &str, requests: &AtomicU64) {
    let send = async |method| {
        requests.fetch_add(1, Ordering::Relaxed);
        tokio::time::sleep(2 * ONE_WAY).await;
        send(sandbox, method, id).await
    };
    while send(Method::POST).await.0 != StatusCode::OK {
        tokio::time::sleep(Duration::from_secs(5)).await;
    }
    loop {
        tokio::time::sleep(Duration::from_secs(10)).await;
        let (_, body) = send(Method::GET).await;
        let status: Value = serde_json::from_slice(&body).expect("a status");
        if status["directorySyncStatus"]["syncStatus"] != "IN_PROGRESS" {
            return;
        }
    }
}
