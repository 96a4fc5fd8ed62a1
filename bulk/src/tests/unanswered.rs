//! Items that never get an answer, or are refused, while others fare well: what is the item's own.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use http::Method;
use tokio::time::Instant;
use webex_broadworks_sandbox::SandboxOptions;

use super::fleet::{World, fleet, kinds, read_all};
use super::*;
use crate::{Bulk, BulkItem, BulkItems, BulkOptions, OnlyIf, OutcomeKind, StopReason};
use webex_broadworks::ErrorKind;
use webex_broadworks::internals::BoxFuture;
use webex_broadworks::test_util::{
    HttpBackend, HttpRequest, HttpResponse, SendError, failure, response, service,
};

const ON: &str = r#"{"enableDirSync":true}"#;

/// How a request for the enterprise "bad" ends.
#[derive(Clone, Copy, Debug)]
enum Bad {
    Hangs,
    Resets,
    Answers(u16),
}

/// A service that answers everything but requests for the enterprise "bad", and from a moment on
/// until another nothing at all.
#[derive(Debug)]
struct Moody {
    bad: Bad,
    gone: std::ops::Range<u64>,
    began: Instant,
    requests: AtomicUsize,
}

impl Moody {
    fn requests(&self) -> usize {
        self.requests.load(Ordering::Relaxed)
    }
}

impl HttpBackend for Moody {
    fn execute(
        &self,
        request: HttpRequest,
        limit: Duration,
    ) -> BoxFuture<'_, Result<HttpResponse, SendError>> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        let is_bad = request.url.path().contains("/bad/");
        Box::pin(async move {
            tokio::time::sleep(Duration::from_millis(100)).await;
            if self.gone.contains(&self.began.elapsed().as_secs()) {
                return Err(failure(FailurePhase::BeforeWrite, false));
            }
            match self.bad {
                Bad::Hangs if is_bad => {
                    tokio::time::sleep(limit).await;
                    Err(failure(FailurePhase::Written, true))
                }
                Bad::Resets if is_bad => Err(failure(FailurePhase::Written, false)),
                Bad::Answers(status) if is_bad => Ok(response(status, &[], "{}")),
                _ => Ok(response(200, &[], ON)),
            }
        })
    }
}

fn bulk_with(bad: Bad, gone: std::ops::Range<u64>) -> (Bulk, Arc<Moody>) {
    let requests = AtomicUsize::new(0);
    let service = Arc::new(Moody { bad, gone, began: Instant::now(), requests });
    (Bulk::new(&raw(Arc::clone(&service))), service)
}

fn ids(good: usize) -> BulkItems {
    let mut ids: Vec<_> = (0..good).map(|number| number.to_string()).collect();
    ids.insert(good / 2, "bad".to_owned());
    BulkItems::new(ids)
}

#[tokio::test(start_paused = true)]
async fn an_item_that_is_never_answered_is_a_failure_of_its_own() {
    for (bad, code) in [(Bad::Hangs, "timeout"), (Bad::Resets, "connection")] {
        let (bulk, service) = bulk_with(bad, 0..0);
        let began = Instant::now();
        let run = bulk.directory_sync().get_status(ids(200), BulkOptions::default());
        let mut run = run.unwrap();
        let (outcomes, error) = read_all(&mut run).await;
        assert!(error.is_none(), "{bad:?} {error:?}");
        assert_eq!(kinds(&outcomes), [(("failed", code), 1), (("ok", ""), 200)].into(), "{bad:?}");
        assert_eq!(run.summary().stop_reason, None);
        assert!(began.elapsed() < Duration::from_secs(600), "{bad:?} {:?}", began.elapsed());
        assert!(service.requests() < 230, "{}", service.requests());
    }
}

#[tokio::test(start_paused = true)]
async fn a_network_that_is_gone_when_one_item_is_left_fails_it_not() {
    // The last item comes when the others are long done and nothing can be reached.
    let (bulk, _) = bulk_with(Bad::Answers(200), 30..600);
    let items = futures_util::stream::unfold(0_u64, |number| async move {
        tokio::time::sleep(Duration::from_secs(if number == 20 { 60 } else { 1 })).await;
        (number < 21).then(|| (Ok(BulkItem::new(number.to_string())), number + 1))
    });
    let run = bulk.directory_sync().get_status(BulkItems::stream(items), BulkOptions::default());
    let (outcomes, error) = read_all(&mut run.unwrap()).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(kinds(&outcomes), [(("ok", ""), 21)].into());
}

#[tokio::test(start_paused = true)]
async fn an_enterprise_that_is_never_answered_holds_up_no_run_of_syncs() {
    let first =
        World::new(fleet(40, 4)).sandbox.enterprises()[0]["id"].as_str().unwrap().to_owned();
    let path = format!("/{first}/");
    let gateway = move |request: &http::Request<Bytes>| {
        let is_bad = request.uri().path().contains(&path);
        is_bad.then(|| http::Response::builder().status(503).body(Bytes::from("{}")).unwrap())
    };
    let options =
        SandboxOptions { run_seconds: (60.0, 60.0), run_log_normal: None, ..fleet(40, 4) };
    let world = World::with(options, gateway);
    let began = Instant::now();
    let (outcomes, error) = read_all(&mut world.run(BulkOptions::default())).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(kinds(&outcomes), [(("failed", "server"), 1), (("ok", ""), 39)].into());
    assert!(began.elapsed() < Duration::from_secs(20 * 60), "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn items_skipped_without_a_request_and_reads_excuse_no_refused_token() {
    let some = |number: u64| BulkItem::new(number.to_string());
    let listed = |number: u64| {
        let json =
            format!(r#"{{"id":"{number}","broadworksDirectorySync":{{"enableDirSync":false}}}}"#);
        BulkItem::from_json(&json)
    };
    let left_out = |number: u64| some(number).left_out();
    let skips: [&dyn Fn(u64) -> BulkItem; 2] = [&left_out, &listed];
    for skip in skips {
        let service = service(|_, _| async { response(403, &[], Bytes::from("{}")) });
        let bulk = Bulk::new(&raw(Arc::clone(&service)));
        let items: Vec<_> = (0..200).map(|n| if n % 3 == 0 { skip(n) } else { some(n) }).collect();
        let options =
            BulkOptions::default().concurrency(4).only_if(OnlyIf::default().enabled(true));
        let mut run = bulk.directory_sync().get_status(BulkItems::new(items), options).unwrap();
        let (outcomes, error) = read_all(&mut run).await;
        assert_eq!(error.unwrap().kind(), ErrorKind::PermissionDenied);
        assert_eq!(run.summary().stop_reason, Some(StopReason::PermissionDenied));
        assert!(service.arrivals().len() <= 5 + 4, "{}", service.arrivals().len());
        assert_eq!(outcomes.len(), 200);
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_that_may_only_read_switches_nothing_and_stops_after_five() {
    let service = service(|_, request: HttpRequest| async move {
        // The first is already in the requested state: it is only read, which doesn't show
        // whether the token may write.
        let on = request.url.path().contains("/0/");
        match request.method {
            Method::PUT => response(403, &[], Bytes::from("{}")),
            _ => response(200, &[], Bytes::from(format!(r#"{{"enableDirSync":{on}}}"#))),
        }
    });
    let bulk = Bulk::new(&raw(Arc::clone(&service)));
    let items = BulkItems::new((0..100).map(|number: u64| number.to_string()).collect::<Vec<_>>());
    let options = BulkOptions::default().concurrency(1);
    let mut run = bulk.directory_sync().ensure(items, Some(true), options).unwrap();
    let (outcomes, error) = read_all(&mut run).await;
    assert_eq!(error.unwrap().kind(), ErrorKind::PermissionDenied);
    assert_eq!(service.arrivals().len(), 1 + 5 * 2);
    let expected: BTreeMap<_, _> = [
        (("unchanged", ""), 1),
        (("failed", "permission_denied"), 5),
        (("not_started", "permission_denied"), 94),
    ]
    .into();
    assert_eq!(kinds(&outcomes), expected);
}

#[tokio::test(start_paused = true)]
async fn an_odd_item_is_one_failed_outcome_in_its_place() {
    let (bulk, service) = bulk_with(Bad::Answers(404), 0..0);
    let read = BulkItem::from_json;
    let items = [
        r#""a""#,
        r#"{"spEnterpriseId":"R+b"}"#,
        r#"{"id":"c","spEnterpriseId":"R+c","userId":{}}"#,
        "null",
        "null",
        r#"{"id":"d","provisioningId":7,"enableDirSync":"true","spEnterpriseId":12}"#,
        r#""e""#,
    ];
    let items = BulkItems::new(items.map(read));
    let mut run = bulk.directory_sync().get_status(items, BulkOptions::default()).unwrap();
    let (mut outcomes, error) = read_all(&mut run).await;
    assert!(error.is_none());
    outcomes.sort_by_key(|outcome| outcome.index);
    let told: Vec<_> = outcomes.iter().map(|it| (it.enterprise_id.as_str(), it.outcome)).collect();
    let (ok, failed) = (OutcomeKind::Ok, OutcomeKind::Failed);
    let expected =
        [("a", ok), ("", failed), ("c", failed), ("", failed), ("", failed), ("d", ok), ("e", ok)];
    assert_eq!(told, expected);
    let error = outcomes[2].error.as_ref().unwrap();
    assert_eq!((error.code.as_str(), error.request_sent), ("INVALID_ARGUMENT", false));
    assert!(error.message.contains("(enterprise R+c, id c): `userId` of the item: expected text"));
    assert!(error.message.contains("Nothing was sent for this item."), "{}", error.message);
    assert_eq!(outcomes[1].sp_enterprise_id.as_deref(), Some("R+b"));
    assert_eq!((service.requests(), run.summary().total), (3, Some(7)));
}

#[tokio::test(start_paused = true)]
async fn an_error_behind_a_run_that_sent_requests_does_not_say_that_nothing_was_sent() {
    let (bulk, _) = bulk_with(Bad::Answers(404), 0..0);
    let broken = || {
        let items = [
            Ok(BulkItem::new("a")),
            Err(webex_broadworks::Error::invalid_argument("the file ends")),
        ];
        BulkItems::stream(futures_util::stream::iter(items))
    };
    let mut run = bulk.directory_sync().get_status(broken(), BulkOptions::default()).unwrap();
    let error = read_all(&mut run).await.1.unwrap();
    assert!(error.details().request_sent, "{error}");
    assert!(!error.to_string().contains("Nothing was sent"), "{error}");
    let mut run = bulk.directory_sync().run(broken(), BulkOptions::default()).unwrap();
    let error = read_all(&mut run).await.1.unwrap();
    assert!(error.to_string().contains("Nothing was sent"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_trigger_may_be_looked_for_without_end() {
    let lost =
        serde_json::json!({"name": "cut", "first": 1, "operation": "directory_sync.trigger"});
    let faults = vec![serde_json::from_value(lost).unwrap()];
    let world = World::new(SandboxOptions { faults, ..fleet(3, 3) });
    let options = BulkOptions::default().settle_after(Duration::MAX);
    let (outcomes, error) = read_all(&mut world.run(options)).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(kinds(&outcomes), [(("ok", ""), 3)].into());
    let run = BulkOptions::default().timeout(Duration::ZERO);
    let refused = Bulk::new(&world.client).directory_sync().run(world.everyone(), run).unwrap_err();
    assert!(refused.to_string().contains("`timeout`"), "{refused}");
}
