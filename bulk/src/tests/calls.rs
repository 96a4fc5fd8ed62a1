//! Bulk runs in which each item is a call or two.

use std::sync::Mutex;

use bytes::Bytes;
use http::Method;

use super::*;
use crate::{
    Bulk, BulkItem, BulkItems, BulkOptions, BulkRun, BulkStep, OnlyIf, Outcome, OutcomeKind,
    StopReason,
};
use webex_broadworks::test_util::{HttpRequest, Service, response};
use webex_broadworks::{Error, ErrorKind};

/// A bulk namespace over a service that answers by method, enterprise, and how many came before.
fn bulk_over(
    answer: impl Fn(usize, &Method, &str) -> (u16, String) + Send + Sync + 'static,
) -> (Bulk, Arc<Service>) {
    let service = webex_broadworks::test_util::service(move |number, request: HttpRequest| {
        let id = request.url.path_segments().unwrap().nth(3).unwrap().to_owned();
        let (status, body) = answer(number, &request.method, &id);
        async move { response(status, &[], Bytes::from(body)) }
    });
    let client = raw(Arc::clone(&service));
    (Bulk::new(&client), service)
}

fn on(id: &str) -> String {
    format!(r#"{{"enableDirSync":true,"marker":"{id}"}}"#)
}

async fn read(run: &mut BulkRun) -> (Vec<Outcome>, Option<Error>) {
    let mut outcomes = Vec::new();
    loop {
        match run.next().await {
            Ok(Some(outcome)) => outcomes.push(outcome),
            Ok(None) => return (outcomes, None),
            Err(error) => return (outcomes, Some(error)),
        }
    }
}

fn kinds(outcomes: &[Outcome]) -> Vec<(&str, OutcomeKind, Option<&str>)> {
    let mut kinds: Vec<_> = outcomes
        .iter()
        .map(|it| (it.enterprise_id.as_str(), it.outcome, it.reason.as_deref()))
        .collect();
    kinds.sort_unstable();
    kinds
}

#[tokio::test(start_paused = true)]
async fn each_item_has_one_outcome_and_duplicates_are_told() {
    let (bulk, service) = bulk_over(|_, _, id| match id {
        "missing" => (404, "{}".to_owned()),
        id => (200, on(id)),
    });
    let items = BulkItems::new(["a", "missing", "b", "a", "../x"]);
    let mut run = bulk.directory_sync().get_status(items, BulkOptions::default()).unwrap();
    assert_eq!(service.arrivals().len(), 0);
    let (outcomes, error) = read(&mut run).await;
    assert!(error.is_none());
    let expected = [
        ("../x", OutcomeKind::Failed, Some("invalid_argument")),
        ("a", OutcomeKind::Ok, None),
        ("a", OutcomeKind::Skipped, Some("duplicate")),
        ("b", OutcomeKind::Ok, None),
        ("missing", OutcomeKind::Failed, Some("not_found")),
    ];
    assert_eq!(kinds(&outcomes), expected);
    let mut indices: Vec<_> = outcomes.iter().map(|outcome| outcome.index).collect();
    indices.sort_unstable();
    assert_eq!(indices, [0, 1, 2, 3, 4]);
    let summary = run.summary();
    assert_eq!((summary.total, summary.done, summary.running), (Some(5), 5, 0));
    let b = outcomes.iter().find(|outcome| outcome.enterprise_id == "b").unwrap();
    assert_eq!(b.result.as_ref().unwrap()["marker"], "b");
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_starts_nothing_more_and_the_rest_can_be_run_again() {
    let (bulk, service) =
        bulk_over(|number, _, id| if number < 2 { (200, on(id)) } else { (401, "{}".to_owned()) });
    let items = BulkItems::new((0..50).map(|number| BulkItem::new(number.to_string())));
    let options = BulkOptions::default().concurrency(1);
    let mut run = bulk.directory_sync().get_status(items, options).unwrap();
    let (outcomes, error) = read(&mut run).await;
    assert_eq!(error.unwrap().kind(), ErrorKind::Authentication);
    assert_eq!((outcomes.len(), service.arrivals().len()), (50, 3));
    let summary = run.summary();
    assert_eq!(summary.count(OutcomeKind::Ok), 2);
    assert_eq!(summary.count(OutcomeKind::NotStarted), 48);
    assert_eq!(summary.stop_reason, Some(StopReason::Authentication));
    assert!(run.next().await.unwrap().is_none());
}

#[tokio::test(start_paused = true)]
async fn five_answers_of_403_without_a_success_are_enough() {
    let (bulk, service) = bulk_over(|_, _, _| (403, "{}".to_owned()));
    let items = BulkItems::new((0..50).map(|number| BulkItem::new(number.to_string())));
    let options = BulkOptions::default().concurrency(1);
    let mut run = bulk.directory_sync().get_status(items, options).unwrap();
    let (outcomes, error) = read(&mut run).await;
    assert_eq!(error.unwrap().kind(), ErrorKind::PermissionDenied);
    assert_eq!((outcomes.len(), service.arrivals().len()), (50, 5));
    assert_eq!(run.summary().count(OutcomeKind::Failed), 5);
}

#[tokio::test(start_paused = true)]
async fn a_service_that_is_gone_for_ten_minutes_fails_no_item() {
    let began = tokio::time::Instant::now();
    let (bulk, _) = bulk_over(move |_, _, id| match began.elapsed().as_secs() {
        60..660 => (503, "{}".to_owned()),
        _ => (200, on(id)),
    });
    let items = BulkItems::stream(futures_util::stream::unfold(0, |number| async move {
        tokio::time::sleep(Duration::from_secs(1)).await;
        (number < 120).then(|| (Ok(BulkItem::new(number.to_string())), number + 1))
    }));
    let mut run = bulk.directory_sync().get_status(items, BulkOptions::default()).unwrap();
    let (outcomes, error) = read(&mut run).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(outcomes.len(), 120);
    assert_eq!(run.summary().count(OutcomeKind::Ok), 120);
}

#[tokio::test(start_paused = true)]
async fn a_service_that_stays_away_ends_the_run_after_a_quarter_of_an_hour() {
    let (bulk, _) = bulk_over(|_, _, _| (503, "{}".to_owned()));
    let items = BulkItems::new((0..20).map(|number| BulkItem::new(number.to_string())));
    let began = tokio::time::Instant::now();
    let mut run = bulk.directory_sync().get_status(items, BulkOptions::default()).unwrap();
    let (outcomes, error) = read(&mut run).await;
    assert_eq!(error.unwrap().kind(), ErrorKind::Server);
    assert_eq!(run.summary().stop_reason, Some(StopReason::Connection));
    assert_eq!((outcomes.len(), run.summary().count(OutcomeKind::NotStarted)), (20, 20));
    assert!((900..1_300).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn one_enterprise_that_always_fails_stops_no_other() {
    let (bulk, _) = bulk_over(|_, _, id| match id {
        "bad" => (500, "{}".to_owned()),
        id => (200, on(id)),
    });
    let mut ids: Vec<_> = (0..30).map(|number| number.to_string()).collect();
    ids.insert(3, "bad".to_owned());
    let mut run =
        bulk.directory_sync().get_status(BulkItems::new(ids), BulkOptions::default()).unwrap();
    let (_, error) = read(&mut run).await;
    assert!(error.is_none());
    assert_eq!(run.summary().count(OutcomeKind::Ok), 30);
    assert_eq!(run.summary().count(OutcomeKind::Failed), 1);
}

#[tokio::test(start_paused = true)]
async fn several_that_always_fail_end_no_run() {
    for count in [2, 10] {
        let (bulk, _) = bulk_over(|_, _, id| match id.strip_prefix("bad") {
            Some(_) => (500, "{}".to_owned()),
            None => (200, on(id)),
        });
        let good = (0..30).map(|number| number.to_string());
        let bad = (0..count).map(|number| format!("bad{number}"));
        let items = BulkItems::new(good.chain(bad).collect::<Vec<_>>());
        let mut run = bulk.directory_sync().get_status(items, BulkOptions::default()).unwrap();
        let (outcomes, error) = read(&mut run).await;
        assert!(error.is_none(), "{error:?}");
        assert_eq!(run.summary().count(OutcomeKind::Ok), 30);
        assert_eq!(run.summary().count(OutcomeKind::Failed), count);
        let failed = outcomes.iter().filter(|it| it.outcome == OutcomeKind::Failed);
        assert!(failed.clone().all(|it| it.error.as_ref().is_some_and(|it| it.code == "SERVER")));
    }
}

#[tokio::test(start_paused = true)]
async fn switching_tells_what_changed_and_a_dry_run_what_would() {
    for dry_run in [false, true] {
        let puts = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&puts);
        let (bulk, _) = bulk_over(move |_, method, id| {
            if method == Method::PUT {
                seen.lock().unwrap().push(id.to_owned());
            }
            (200, format!(r#"{{"enableDirSync":{}}}"#, id == "on" || method == Method::PUT))
        });
        let items = BulkItems::new([
            BulkItem::new("on"),
            BulkItem::new("off"),
            BulkItem::new("stay").enable_dir_sync(false),
        ]);
        let options = BulkOptions::default().dry_run(dry_run);
        let mut run = bulk.directory_sync().ensure(items, Some(true), options).unwrap();
        let (outcomes, _) = read(&mut run).await;
        let changed = if dry_run { OutcomeKind::Planned } else { OutcomeKind::Ok };
        let expected = [
            ("off", changed, None),
            ("on", OutcomeKind::Unchanged, None),
            ("stay", OutcomeKind::Unchanged, None),
        ];
        assert_eq!(kinds(&outcomes), expected);
        assert_eq!(*puts.lock().unwrap(), if dry_run { vec![] } else { vec!["off"] });
    }
}

#[tokio::test(start_paused = true)]
async fn users_are_synced_and_those_of_disabled_enterprises_skipped() {
    let (bulk, service) = bulk_over(|_, method, id| match (method, id) {
        (&Method::GET, "off") => (200, r#"{"enableDirSync":false}"#.to_owned()),
        (_, "told") => (409, r#"{"errorCode":600011,"message":"disabled"}"#.to_owned()),
        (_, "lost") => (500, "{}".to_owned()),
        (_, "same") => (200, r#"{"status":"NO_OPERATION"}"#.to_owned()),
        _ => (200, r#"{"status":"ADD"}"#.to_owned()),
    });
    let off = serde_json::value::RawValue::from_string(
        r#"{"id":"off","userId":"u","broadworksDirectorySync":{"enableDirSync":false}}"#.to_owned(),
    );
    let mut items: Vec<_> =
        ["ok", "told", "lost", "same"].map(|id| BulkItem::new(id).user_id("u")).into();
    items.push(BulkItem::from_json(off.unwrap().get()));
    items.push(BulkItem::new("nouser"));
    let run = bulk.directory_sync().trigger_user(BulkItems::new(items), BulkOptions::default());
    let (outcomes, error) = read(&mut run.unwrap()).await;
    assert!(error.is_none());
    let expected = [
        ("lost", OutcomeKind::Ambiguous, Some("ambiguous_outcome")),
        ("nouser", OutcomeKind::Failed, Some("invalid_argument")),
        ("off", OutcomeKind::Skipped, Some("disabled")),
        ("ok", OutcomeKind::Ok, None),
        ("same", OutcomeKind::Unchanged, None),
        ("told", OutcomeKind::Skipped, Some("disabled")),
    ];
    assert_eq!(kinds(&outcomes), expected);
    assert_eq!(service.arrivals().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn items_that_are_handed_over_behind_the_stop_have_outcomes_too() {
    let (bulk, _) = bulk_over(|_, _, _| (401, "{}".to_owned()));
    let (feed, items) = BulkItems::feed(Some(6));
    let mut run = bulk.directory_sync().get_status(items, BulkOptions::default()).unwrap();
    let mut outcomes = 0;
    for id in ["a", "b", "c", "d", "e", "f"] {
        assert!(matches!(run.step(Some(&feed), 1).await, Ok(BulkStep::Wanted(_))));
        feed.push([BulkItem::new(id)]);
        outcomes += run.next_batch(1).await.unwrap().len();
        // The run sees that it was read while it waits for the next item.
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    feed.end();
    let error = run.next().await.unwrap_err();
    assert_eq!((outcomes, error.kind()), (6, ErrorKind::Authentication));
}

#[tokio::test(start_paused = true)]
async fn conditions_skip_what_is_not_meant() {
    let (bulk, service) = bulk_over(|_, _, id| (200, on(id)));
    let listed = serde_json::value::RawValue::from_string(
        r#"{"id":"b","broadworksDirectorySync":{"enableDirSync":false}}"#.to_owned(),
    );
    let items = BulkItems::new([
        BulkItem::new("a"),
        BulkItem::from_json(listed.unwrap().get()),
        BulkItem::new("c").left_out(),
    ]);
    let options = BulkOptions::default().only_if(OnlyIf::default().enabled(true));
    let mut run = bulk.directory_sync().get_status(items, options).unwrap();
    let (outcomes, _) = read(&mut run).await;
    let skipped = |id| (id, OutcomeKind::Skipped, Some("only_if"));
    assert_eq!(kinds(&outcomes), [("a", OutcomeKind::Ok, None), skipped("b"), skipped("c")]);
    assert_eq!(service.arrivals().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn after_the_window_nothing_is_begun() {
    let (bulk, service) = bulk_over(|_, _, id| (200, on(id)));
    let options = BulkOptions::default().stop_starting_after(std::time::SystemTime::UNIX_EPOCH);
    let mut run = bulk.directory_sync().get_status(BulkItems::new(["a", "b"]), options).unwrap();
    let (outcomes, error) = read(&mut run).await;
    assert!(error.is_none());
    let not_started = |id| (id, OutcomeKind::NotStarted, Some("window_closed"));
    assert_eq!(kinds(&outcomes), [not_started("a"), not_started("b")]);
    assert_eq!(service.arrivals().len(), 0);
}

#[tokio::test(start_paused = true)]
async fn who_does_not_read_gets_no_more_than_fits_and_who_leaves_nothing() {
    let (bulk, service) = bulk_over(|_, _, id| (200, on(id)));
    let endless =
        futures_util::stream::iter((0_u64..).map(|number| Ok(BulkItem::new(number.to_string()))));
    let mut run = bulk
        .directory_sync()
        .get_status(BulkItems::stream(endless), BulkOptions::default())
        .unwrap();
    run.next().await.unwrap().unwrap();
    tokio::time::sleep(Duration::from_secs(3_600)).await;
    let sent = service.arrivals().len();
    assert!((1_024..1_100).contains(&sent), "{sent}");
    run.close().await.unwrap();
    assert_eq!(service.arrivals().len(), sent);
}

#[tokio::test(start_paused = true)]
async fn who_leaves_does_not_wait_for_as_long_as_the_service_asks() {
    let service = webex_broadworks::test_util::service(|_, _| async {
        response(429, &[("retry-after", "7200")], Bytes::from("{}"))
    });
    let bulk = Bulk::new(&raw(Arc::clone(&service)));
    let mut run = bulk
        .directory_sync()
        .get_status(BulkItems::new(["a", "b"]), BulkOptions::default())
        .unwrap();
    assert!(tokio::time::timeout(Duration::from_secs(600), run.next()).await.is_err());
    tokio::time::timeout(Duration::from_secs(61), run.close()).await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_breaks_the_items_is_the_error_at_the_end() {
    let (bulk, _) = bulk_over(|_, _, id| (200, on(id)));
    let items = futures_util::stream::iter([
        Ok(BulkItem::new("a")),
        Err(Error::invalid_argument("the file ends in the middle")),
        Ok(BulkItem::new("b")),
    ]);
    let mut run =
        bulk.directory_sync().get_status(BulkItems::stream(items), BulkOptions::default()).unwrap();
    let (outcomes, error) = read(&mut run).await;
    assert_eq!(kinds(&outcomes), [("a", OutcomeKind::Ok, None)]);
    assert_eq!(error.unwrap().kind(), ErrorKind::InvalidArgument);
    assert_eq!(run.summary().stop_reason, Some(StopReason::Items));
}

#[tokio::test(start_paused = true)]
async fn who_reads_a_run_can_feed_it_too() {
    let (bulk, _) = bulk_over(|_, _, id| (200, on(id)));
    let (feed, items) = BulkItems::feed(None);
    let mut run = bulk.directory_sync().get_status(items, BulkOptions::default()).unwrap();
    let (mut given, mut done) = (0, 0);
    loop {
        match run.step(Some(&feed), 100).await.unwrap() {
            BulkStep::Outcomes(outcomes) => done += outcomes.len(),
            BulkStep::Wanted(wanted) => {
                let more = wanted.min(1_000 - given);
                feed.push((given..given + more).map(|number| BulkItem::new(number.to_string())));
                given += more;
                if given == 1_000 {
                    feed.end();
                }
            }
            BulkStep::End => break,
        }
    }
    assert_eq!((given, done), (1_000, 1_000));
}

#[tokio::test(start_paused = true)]
async fn who_does_not_read_a_run_sees_how_it_stands_and_can_end_it() {
    let (bulk, service) = bulk_over(|_, _, id| (200, on(id)));
    let endless =
        futures_util::stream::iter((0_u64..).map(|number| Ok(BulkItem::new(number.to_string()))));
    let mut run = bulk
        .directory_sync()
        .get_status(BulkItems::stream(endless), BulkOptions::default())
        .unwrap();
    let handle = run.handle();
    let reader = tokio::spawn(async move {
        let mut count = 0;
        while run.next().await.unwrap().is_some() {
            count += 1;
        }
        count
    });
    while handle.summary().done < 100 {
        tokio::task::yield_now().await;
    }
    handle.close();
    assert_eq!(reader.await.unwrap(), service.arrivals().len());
    assert_eq!(handle.summary().stop_reason, Some(StopReason::Closed));
}

#[tokio::test(start_paused = true)]
async fn a_run_that_came_to_its_end_is_not_closed_by_being_dropped() {
    let (bulk, _) = bulk_over(|_, _, id| (200, on(id)));
    let options = BulkOptions::default();
    let mut run = bulk.directory_sync().get_status(BulkItems::new(["a"]), options).unwrap();
    let handle = run.handle();
    read(&mut run).await;
    drop(run);
    assert_eq!(handle.summary().stop_reason, None);
}
