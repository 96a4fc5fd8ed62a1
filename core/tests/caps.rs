//! Answers that would fill the memory: each is refused, and little memory is used.

use std::time::Duration;

use serde_json::json;
use webex_broadworks::{Client, Error, ErrorKind, ListEnterprises};
use webex_broadworks_sandbox::{Sandbox, SandboxOptions};

/// A client of a sandbox in which everything goes wrong in one way.
async fn failing(fault: serde_json::Value) -> Error {
    let options = json!({"enterprises": 10, "faults": [fault]});
    let options: SandboxOptions = serde_json::from_value(options).expect("options");
    let sandbox = Sandbox::start(options).expect("a sandbox");
    let client = Client::builder()
        .base_url(sandbox.base_url())
        .token(sandbox.token())
        .timeout(Some(Duration::from_secs(60)))
        .build()
        .expect("a client");
    let list = client.enterprises().list(ListEnterprises::default()).expect("options");
    let error = list.all().await.expect_err("an answer that is too much");
    let posted = client.directory_sync().trigger("E1").await.expect_err("too much");
    assert_eq!(posted.details().attempts, 1, "{posted}");
    error
}

/// The most memory that this process ever used, in MiB; `None` where the system does not tell.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib >> 10)
}

#[tokio::test]
async fn a_gzip_bomb_is_defused() {
    let before = peak();
    let error = failing(json!({"name": "gzip_bomb", "megabytes": 512})).await;
    assert_eq!((error.kind(), error.details().attempts), (ErrorKind::ResponseDecode, 1), "{error}");
    assert!(error.to_string().contains("limit of 64 MiB"), "{error}");
    if let (Some(before), Some(after)) = (before, peak()) {
        // 64 MiB of body and what the process itself takes, 78 to 80 MiB: no second copy of it fits.
        assert!(after - before < 96, "{} MiB more", after - before);
    }
}

#[tokio::test]
async fn a_huge_header_is_refused() {
    for kilobytes in [100, 1024] {
        let error = failing(json!({"name": "huge_header", "kilobytes": kilobytes})).await;
        assert_eq!(error.kind(), ErrorKind::ResponseDecode, "{error}");
        assert_eq!(error.details().attempts, 1, "{error}");
    }
}
