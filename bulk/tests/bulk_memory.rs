//! A bulk run over very many enterprises needs no more memory than one over a few.

use bytes::Bytes;
use http::Response;
use webex_broadworks::{Client, InProcessService};
use webex_broadworks_bulk::{Bulk, BulkItems, BulkOptions, OutcomeKind};

const ENTERPRISES: usize = 100_000;

/// The memory that this process has now, in MiB; `None` where the system does not tell.
fn resident() -> Option<u64> {
    let pages = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = pages.split_whitespace().nth(1)?.parse().ok()?;
    Some((pages * 4_096) >> 20)
}

#[tokio::test]
async fn a_hundred_thousand_statuses_are_read_in_bounded_memory() {
    let body = Bytes::from_static(
        br#"{"enableDirSync":true,"directorySyncStatus":{"syncStatus":"COMPLETE"}}"#,
    );
    let service = InProcessService::new(move |_| {
        let body = body.clone();
        async { Ok(Response::new(body)) }
    });
    let client = Client::builder().token("t").in_process(service).build().expect("a client");
    let items = (0..ENTERPRISES).map(|number| format!("E{number}"));
    let mut run = Bulk::new(&client)
        .directory_sync()
        .get_status(BulkItems::new(items), BulkOptions::default())
        .expect("a run");
    let (mut read, mut before) = (0, None);
    while let Some(outcome) = run.next_raw().await.expect("an outcome") {
        assert_eq!(outcome.kind(), OutcomeKind::Ok);
        read += 1;
        if read == ENTERPRISES / 50 {
            before = resident();
        }
    }
    assert_eq!((read, run.summary().done), (ENTERPRISES, ENTERPRISES as u64));
    if let (Some(before), Some(after)) = (before, resident()) {
        assert!(after.saturating_sub(before) < 60, "{} MiB more", after - before);
    }
}
