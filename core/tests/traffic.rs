//! Many workers against a service that counts requests a second: few refusals, no call lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::task::JoinSet;
use webex_broadworks::{CallOptions, Client};
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
                let answer = client.get_directory_sync_status(&*id, CallOptions::default()).await;
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
