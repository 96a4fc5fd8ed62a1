//! Many workers against a service that counts requests a second: few refusals, no call lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::json;
use tokio::task::JoinSet;
use webex_broadworks::{Client, ScaledClock};
use webex_broadworks_sandbox::{Sandbox, SandboxOptions};

/// Makes the calls from 32 workers; returns how many answers were 429.
async fn refusals(calls: usize, rate_limit: f64) -> usize {
    let options = SandboxOptions { rate_limit: Some(rate_limit), ..SandboxOptions::default() };
    let sandbox = Sandbox::start(options).expect("a sandbox");
    let client = Client::builder()
        .base_url(sandbox.base_url())
        .token(sandbox.token())
        .build()
        .expect("a client");
    let enterprises = sandbox.enterprises();
    let id: Arc<str> = enterprises[0]["id"].as_str().expect("an id").into();
    let next = Arc::new(AtomicUsize::new(0));
    let mut workers = JoinSet::new();
    for _ in 0..32 {
        let (client, next, id) = (client.clone(), Arc::clone(&next), Arc::clone(&id));
        workers.spawn(async move {
            while next.fetch_add(1, Ordering::Relaxed) < calls {
                let answer = client.directory_sync().get_status(&*id).await;
                answer.expect("no call is lost");
            }
        });
    }
    while let Some(worker) = workers.join_next().await {
        worker.expect("a worker that ends well");
    }
    let answered =
        |status| sandbox.requests().iter().filter(|request| request.status == Some(status)).count();
    assert_eq!(answered(200), calls);
    answered(429)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_a_second_is_found_and_kept() {
    let refused = refusals(600, 100.0).await;
    assert!(refused <= 40, "{refused} answers of 429");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_a_second_is_found_and_kept() {
    let refused = refusals(100, 10.0).await;
    assert!(refused <= 40, "{refused} answers of 429");
}

/// The client's clock runs 3,600 times as fast as ours, so that an hour takes a second.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_hour_of_429_loses_no_call_and_sends_one_probe_a_minute() {
    const CALLS: usize = 1_000;
    // The requests under way when the gate closes, and a probe for each of sixty minutes.
    const REFUSED: usize = 8 + 60;
    let options = json!({"faults": [{"name": "throttle", "retry_after": "60"}]});
    let options: SandboxOptions = serde_json::from_value(options).expect("options");
    let sandbox = Arc::new(Sandbox::start(options).expect("a sandbox"));
    let client = Client::builder()
        .base_url(sandbox.base_url())
        .token(sandbox.token())
        .timeout(None)
        .clock(ScaledClock::new(3_600.0))
        .build()
        .expect("a client");
    let id = sandbox.enterprises()[0]["id"].as_str().expect("an id").to_owned();
    let mut calls = JoinSet::new();
    for _ in 0..CALLS {
        let (client, id) = (client.clone(), id.clone());
        calls.spawn(async move { client.directory_sync().get_status(id).await });
    }
    let began = std::time::Instant::now();
    let watched = Arc::clone(&sandbox);
    let an_hour = tokio::task::spawn_blocking(move || {
        watched.wait_for_requests(REFUSED, Duration::from_secs(60))
    });
    assert!(an_hour.await.expect("a count"), "the probes stopped");
    let minutes = began.elapsed().mul_f64(3_600.0).as_secs() / 60;
    sandbox.set_faults(Vec::new());
    while let Some(call) = calls.join_next().await {
        call.expect("a call that ends well").expect("no call is lost");
    }
    // One probe a minute at most, and each waits a little longer than it was asked to.
    assert!(minutes >= 60 - 8, "{REFUSED} requests within {minutes} minutes");
    let refused = sandbox.requests().iter().filter(|request| request.status == Some(429)).count();
    assert!(refused <= REFUSED + 1, "{refused} answers of 429");
}
