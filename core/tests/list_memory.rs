//! A long list that is read page by page takes the memory of a few pages.

use http::Response;
use serde_json::json;
use webex_broadworks::{Client, InProcessService, ListSubscribers};

const PAGES: usize = 1_000;
const PAGE_SIZE: usize = 100;

/// The memory that this process has now, in MiB; `None` where the system does not tell.
fn resident() -> Option<u64> {
    let pages = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = pages.split_whitespace().nth(1)?.parse().ok()?;
    Some((pages * 4_096) >> 20)
}

/// A page of subscribers, with a link to the next one.
fn page(number: usize) -> Response<bytes::Bytes> {
    let item = |at| json!({"id": format!("S{number}-{at}"), "email": "x".repeat(500)});
    let items: Vec<_> = (0..PAGE_SIZE).map(item).collect();
    let mut response = Response::builder();
    if number + 1 < PAGES {
        response = response.header("Link", format!("<?cursor={}>; rel=\"next\"", number + 1));
    }
    response.body(json!({"items": items}).to_string().into()).expect("a response")
}

#[tokio::test]
async fn a_hundred_thousand_subscribers_are_read_in_bounded_memory() {
    let service = InProcessService::new(|request| {
        let query = request.uri().query().unwrap_or_default();
        let number = query.rsplit_once("cursor=").map_or("0", |(_, number)| number);
        let page = page(number.parse().expect("the number of a page"));
        async { Ok(page) }
    });
    let client = Client::builder().token("t").in_process(service).build().expect("a client");
    let mut list = client.subscribers().list(ListSubscribers::default()).expect("options");
    let (mut read, mut before) = (0, None);
    while let Some(page) = list.next_page().await.expect("a page") {
        read += page.items.len();
        if read == PAGES * PAGE_SIZE / 50 {
            before = resident();
        }
    }
    assert_eq!(read, PAGES * PAGE_SIZE);
    if let (Some(before), Some(after)) = (before, resident()) {
        // All pages together have more than 50 MiB.
        assert!(after.saturating_sub(before) < 25, "{} MiB more", after - before);
    }
}
