//! A sandbox without a port, on a clock that the test owns.

use std::io::{ErrorKind, Read as _};
use std::time::Duration;

use axum::http::{Method, Request, Response};
use bytes::Bytes;
use serde_json::{Value, json};
use tokio::time::Instant;
use webex_broadworks_sandbox::{RunKind, Sandbox, SandboxOptions, VirtualTime};

const SYNC_NOW: &str = r#"{"syncStatus": "SYNC_NOW"}"#;

/// A sandbox on tokio's clock.
fn offline(options: Value) -> Sandbox {
    let options = SandboxOptions {
        start_time: VirtualTime::parse("2026-11-21T10:00:00Z"),
        ..serde_json::from_value(options).expect("options")
    };
    let started = Instant::now();
    Sandbox::offline(options, move || started.elapsed()).expect("a sandbox")
}

fn request(sandbox: &Sandbox, method: Method, path: &str, body: &'static str) -> Request<Bytes> {
    Request::builder()
        .method(method)
        .uri(format!("{}/broadworks/enterprises{path}", sandbox.base_url()))
        .header("authorization", format!("Bearer {}", sandbox.token()))
        .header("trackingid", "TRACK_1")
        .body(Bytes::from_static(body.as_bytes()))
        .expect("a request")
}

async fn send(
    sandbox: &Sandbox,
    method: Method,
    path: &str,
    body: &'static str,
) -> Response<Bytes> {
    sandbox.call(request(sandbox, method, path, body)).await.expect("a response")
}

async fn state(sandbox: &Sandbox, path: &str) -> Value {
    let got = send(sandbox, Method::GET, path, "").await;
    let body: Value = serde_json::from_slice(got.body()).expect("JSON");
    body["directorySyncStatus"]["syncStatus"].clone()
}

fn acme(sandbox: &Sandbox) -> String {
    let truth = sandbox.enterprises();
    format!("/{}/broadworksDirectorySync", truth[0]["id"].as_str().expect("an id"))
}

#[tokio::test(start_paused = true)]
async fn time_is_what_the_caller_says() {
    let sandbox = offline(json!({"run_seconds": [60, 60]}));
    let path = acme(&sandbox);
    assert_eq!(send(&sandbox, Method::POST, &path, SYNC_NOW).await.status(), 200);
    tokio::time::advance(Duration::from_millis(59_999)).await;
    assert_eq!(state(&sandbox, &path).await, "IN_PROGRESS");
    tokio::time::advance(Duration::from_millis(1)).await;
    assert_eq!(state(&sandbox, &path).await, "COMPLETE");
    let runs = sandbox.runs();
    assert_eq!((runs.len(), runs[0].kind), (1, RunKind::OnDemand));
    assert_eq!(runs[0].tracking_id.as_deref(), Some("TRACK_1"));
    assert_eq!(runs[0].end.to_string(), "2026-11-21T10:01:00Z");
}

#[tokio::test(start_paused = true)]
async fn the_same_calls_get_the_same_answers() {
    let mut answers = Vec::new();
    for _ in 0..2 {
        let sandbox = offline(json!({
            "enterprises": 40, "external_client_share": 0.3, "scheduled_runs": true, "fail_share": 0.2,
        }));
        let path = acme(&sandbox);
        let mut heard = Vec::new();
        for _ in 0..50 {
            tokio::time::advance(Duration::from_secs(7200)).await;
            let triggered = send(&sandbox, Method::POST, &path, SYNC_NOW).await;
            let listed = send(&sandbox, Method::GET, "?max=40", "").await;
            heard.push((triggered.status(), listed.into_body()));
        }
        answers.push((heard, sandbox.runs(), sandbox.refusals()));
    }
    assert_eq!(answers[0], answers[1]);
    let kinds = [RunKind::OnDemand, RunKind::Scheduled, RunKind::ExternalClient];
    assert!(kinds.iter().all(|kind| answers[0].1.iter().any(|run| run.kind == *kind)));
}

#[tokio::test]
async fn pages_are_linked_under_the_base_url_and_requests_logged() {
    let sandbox = offline(json!({}));
    let first = send(&sandbox, Method::GET, "?max=200", "").await;
    let link = first.headers()["link"].to_str().expect("text");
    let next = link.strip_prefix('<').and_then(|it| it.split_once('>')).expect("an address").0;
    let path = next.strip_prefix(&sandbox.base_url()).expect("the base URL");
    let path = path.strip_prefix("/broadworks/enterprises").expect("the same path");
    let second = send(&sandbox, Method::GET, path, "").await;
    let body: Value = serde_json::from_slice(second.body()).expect("JSON");
    assert_eq!(body["items"].as_array().map(Vec::len), Some(50));
    let logged = &sandbox.requests()[0];
    assert_eq!(logged.target, "/v1/broadworks/enterprises?max=200");
    assert_eq!((logged.header("host"), logged.status), (Some("127.0.0.1:1"), Some(200)));
}

#[tokio::test]
async fn bodies_are_compressed_for_those_who_accept_it() {
    let sandbox = offline(json!({}));
    let plain = send(&sandbox, Method::GET, "", "").await;
    assert_eq!(plain.headers().get("content-encoding"), None);
    let mut asked = request(&sandbox, Method::GET, "", "");
    asked.headers_mut().insert("accept-encoding", "gzip".parse().expect("a value"));
    let compressed = sandbox.call(asked).await.expect("a response");
    assert_eq!(compressed.headers()["content-encoding"], "gzip");
    let mut body = Vec::new();
    flate2::read::GzDecoder::new(&compressed.body()[..]).read_to_end(&mut body).expect("gzip");
    assert_eq!(body, plain.body()[..]);
}

#[tokio::test(start_paused = true)]
async fn faults_apply_as_they_do_over_a_connection() {
    let sandbox = offline(json!({"faults": [
        {"name": "refuse", "first": 1},
        {"name": "cut", "first": 1},
        {"name": "slow", "seconds": 30, "first": 1},
    ]}));
    let started = Instant::now();
    for kind in [ErrorKind::ConnectionRefused, ErrorKind::ConnectionReset] {
        let error = sandbox.call(request(&sandbox, Method::GET, "", "")).await.err();
        assert_eq!(error.map(|error| error.kind()), Some(kind));
    }
    assert_eq!(started.elapsed(), Duration::ZERO);
    assert_eq!(send(&sandbox, Method::GET, "", "").await.status(), 200);
    assert_eq!(started.elapsed(), Duration::from_secs(30));
}

#[tokio::test(start_paused = true)]
async fn the_rate_limit_counts_in_the_callers_time() {
    let sandbox = offline(json!({"rate_limit": 1.0}));
    assert_eq!(send(&sandbox, Method::GET, "", "").await.status(), 200);
    assert_eq!(send(&sandbox, Method::GET, "", "").await.status(), 429);
    assert_eq!(sandbox.throttled(), 1);
    tokio::time::advance(Duration::from_secs(1)).await;
    assert_eq!(send(&sandbox, Method::GET, "", "").await.status(), 200);
}
