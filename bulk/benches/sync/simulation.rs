//! A virtual clock, and requests to a sandbox in this process.

use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{Method, Request, StatusCode};
use tokio::time::Instant;
use webex_broadworks::{Clock, SystemClock};
use webex_broadworks_sandbox::Sandbox;

/// The latency of the simulated network in each direction.
pub(crate) const ONE_WAY: Duration = Duration::from_millis(50);

/// Runs on tokio's paused clock until it is done.
pub(crate) fn virtually<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .expect("a runtime")
        .block_on(work)
}

/// A clock that keeps step with tokio's.
#[derive(Debug)]
pub(crate) struct VirtualClock {
    pub(crate) began: Instant,
    pub(crate) wall: SystemTime,
}

impl Clock for VirtualClock {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn wall(&self) -> SystemTime {
        self.wall + self.began.elapsed()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        SystemClock.sleep(duration)
    }
}

/// Sends one request without the client library.
pub(crate) async fn send(sandbox: &Sandbox, method: Method, id: &str) -> (StatusCode, Bytes) {
    let body = match method {
        Method::POST => Bytes::from_static(br#"{"syncStatus":"SYNC_NOW"}"#),
        _ => Bytes::new(),
    };
    let url = format!("{}/broadworks/enterprises/{id}/broadworksDirectorySync", sandbox.base_url());
    let request = Request::builder()
        .method(method)
        .uri(url)
        .header("authorization", format!("Bearer {}", sandbox.token()))
        .header("content-type", "application/json")
        .body(body)
        .expect("a request");
    let answer = sandbox.call(request).await.expect("an answer");
    (answer.status(), answer.into_body())
}
