//! Bulk runs under a service that says for long that it is asked too much.

use std::sync::Mutex;

use bytes::Bytes;
use tokio::time::Instant;

use super::fleet::{World, fleet, kinds, read_all};
use super::*;
use crate::{Bulk, BulkItem, BulkItems, BulkOptions, BulkRun, OutcomeKind, StopReason};
use webex_broadworks::test_util::{HttpRequest, Service, response};
use webex_broadworks::{Client, ErrorKind};

/// A service that throttles everything for an hour, a minute at a time.
fn throttled_for_an_hour() -> (Client, Arc<Service>) {
    let began = Instant::now();
    let service = webex_broadworks::test_util::service(move |_, _: HttpRequest| async move {
        match began.elapsed().as_secs() {
            0..3_600 => response(429, &[("retry-after", "60")], Bytes::from_static(b"{}")),
            _ => {
                response(200, &[], Bytes::from_static(br#"{"enableDirSync":true,"status":"ADD"}"#))
            }
        }
    });
    (raw(Arc::clone(&service)), service)
}

fn items(number: usize) -> BulkItems {
    BulkItems::new((0..number).map(|id| BulkItem::new(id.to_string()).user_id("u")))
}

async fn assert_all_ok(mut run: BulkRun, number: usize) {
    let (outcomes, error) = read_all(&mut run).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(kinds(&outcomes), [(("ok", ""), number)].into());
    assert_eq!(run.summary().running, 0);
}

/// After the first, who could not know, at most one probe went out for each minute.
fn assert_probes(service: &Service, began: Instant) {
    let during: Vec<_> =
        service.arrivals().into_iter().filter(|at| at.duration_since(began) < HOUR).collect();
    let probes: Vec<_> =
        during.iter().filter(|at| at.duration_since(began).as_secs() > 0).collect();
    assert!(during.len() - probes.len() <= 8, "{} at once", during.len() - probes.len());
    assert!(probes.len() <= 60, "{} probes", probes.len());
    for pair in probes.windows(2) {
        assert!(*pair[1] - *pair[0] >= Duration::from_secs(60));
    }
}

#[tokio::test(start_paused = true)]
async fn an_hour_of_429_costs_an_hour_and_no_item() {
    for task in 0..3 {
        let (client, service) = throttled_for_an_hour();
        let (began, bulk, options) = (Instant::now(), Bulk::new(&client), BulkOptions::default());
        let run = match task {
            0 => bulk.directory_sync().get_status(items(1_000), options),
            1 => bulk.directory_sync().trigger_user(items(1_000), options),
            _ => bulk.directory_sync().get_status(items(1_000), options.concurrency(1)),
        };
        assert_all_ok(run.unwrap(), 1_000).await;
        assert_probes(&service, began);
    }
}

#[tokio::test(start_paused = true)]
async fn an_hour_of_429_in_the_middle_of_a_night_triggers_nothing_twice() {
    for retry_after in ["60", "1800"] {
        let world = World::new(fleet(40, 4));
        let fault = serde_json::json!({"name": "throttle", "retry_after": retry_after});
        let fault = serde_json::from_value(fault).unwrap();
        world.later(300, move |sandbox| sandbox.set_faults(vec![fault]));
        let throttled = Arc::new(Mutex::new(0));
        let counted = Arc::clone(&throttled);
        world.later(3_900, move |sandbox| {
            *counted.lock().unwrap() = sandbox.fault_counts()["throttle"];
            sandbox.set_faults(Vec::new());
        });
        let mut run = world.run(BulkOptions::default());
        let (outcomes, error) = read_all(&mut run).await;
        assert!(error.is_none());
        assert_eq!(kinds(&outcomes), [(("ok", ""), 40)].into());
        assert_eq!(world.accepted(), [(1, 40)].into());
        let throttled = *throttled.lock().unwrap();
        assert!(throttled <= 70, "{throttled} requests were throttled");
    }
}

#[tokio::test(start_paused = true)]
async fn one_at_a_time_bears_a_network_that_is_gone_as_well() {
    let began = Instant::now();
    let script = Arc::new(Mutex::new(0_usize));
    let counted = Arc::clone(&script);
    let service = webex_broadworks::test_util::service(move |_, _: HttpRequest| {
        *counted.lock().unwrap() += 1;
        async move {
            if began.elapsed().as_secs() < 600 {
                // No answer comes in the time that an attempt has.
                tokio::time::sleep(HOUR).await;
            }
            response(200, &[], Bytes::from_static(br#"{"enableDirSync":true}"#))
        }
    });
    let client = raw(service);
    let options = BulkOptions::default().concurrency(1);
    assert_all_ok(Bulk::new(&client).directory_sync().get_status(items(20), options).unwrap(), 20)
        .await;
    assert!(*script.lock().unwrap() < 60, "{}", script.lock().unwrap());
}

#[tokio::test(start_paused = true)]
async fn who_leaves_while_the_gate_is_closed_need_not_wait_for_it() {
    let service = webex_broadworks::test_util::service(|_, _: HttpRequest| async {
        response(429, &[("retry-after", "7200")], Bytes::from_static(b"{}"))
    });
    let client = raw(service);
    let mut run =
        Bulk::new(&client).directory_sync().get_status(items(50), BulkOptions::default()).unwrap();
    let read = tokio::time::timeout(Duration::from_secs(100), run.next()).await;
    assert!(read.is_err());
    let began = Instant::now();
    run.close().await.unwrap();
    assert!(began.elapsed() <= Duration::from_secs(61));
}

#[tokio::test(start_paused = true)]
async fn closing_a_run_does_not_wait_for_items_that_never_come() {
    let service = webex_broadworks::test_util::service(|_, _: HttpRequest| async {
        response(401, &[], Bytes::from_static(b"{}"))
    });
    let client = raw(service);
    let (feed, items) = BulkItems::feed(Some(100));
    feed.push([BulkItem::new("a")]);
    let mut run =
        Bulk::new(&client).directory_sync().get_status(items, BulkOptions::default()).unwrap();
    let first = run.next().await.unwrap().unwrap();
    assert_eq!(
        (first.outcome, first.reason.as_deref()),
        (OutcomeKind::NotStarted, Some("authentication"))
    );
    assert_eq!(run.summary().stop_reason, Some(StopReason::Authentication));
    let error = run.close().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
}

/// A list of two, of which the service shows nothing for so long.
fn a_list_after(answer: fn(Duration) -> Option<u16>) -> BulkRun {
    let began = Instant::now();
    let service = webex_broadworks::test_util::service(move |_, request: HttpRequest| async move {
        if !request.url.path().ends_with("/enterprises") {
            return response(200, &[], Bytes::from_static(br#"{"enableDirSync":true}"#));
        }
        match answer(began.elapsed()) {
            Some(429) => response(429, &[("retry-after", "600")], Bytes::from_static(b"{}")),
            Some(status) => response(status, &[], Bytes::from_static(b"{}")),
            None => response(200, &[], Bytes::from_static(br#"{"items":[{"id":"a"},{"id":"b"}]}"#)),
        }
    });
    let client = raw(service);
    let list = client.enterprises().list(webex_broadworks::ListEnterprises::default()).unwrap();
    Bulk::new(&client)
        .directory_sync()
        .get_status(BulkItems::list(list), BulkOptions::default())
        .unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_list_of_items_is_waited_for_as_long_as_the_items_are() {
    let throttled = a_list_after(|since| (since < HOUR).then_some(429));
    assert_all_ok(throttled, 2).await;
    let gone = a_list_after(|since| (since < Duration::from_secs(600)).then_some(503));
    assert_all_ok(gone, 2).await;
}

#[tokio::test(start_paused = true)]
async fn a_list_that_never_comes_is_told_apart_from_an_item() {
    let mut run = a_list_after(|_| Some(503));
    let (outcomes, error) = read_all(&mut run).await;
    assert!(outcomes.is_empty());
    let error = error.unwrap().to_string();
    assert!(error.contains("the items of the bulk run could not be listed"), "{error}");
    assert_eq!(run.summary().stop_reason, Some(StopReason::Items));
}
