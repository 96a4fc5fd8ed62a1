//! Bulk runs of syncs that end early: who has gone, what is said of whom, and that they do end.

use std::time::SystemTime;

use bytes::Bytes;
use http::Response;
use tokio::time::Instant;
use webex_broadworks_sandbox::{Fault, LogNormal, SandboxOptions};

use super::fleet::{World, fleet, kinds, read_all};
use super::*;
use crate::{Bulk, BulkItem, BulkItems, BulkOptions, BulkRun, OutcomeKind, StopReason};
use webex_broadworks::{Error, ErrorKind};

/// A fleet of which each run takes ten minutes.
fn steady(enterprises: usize, clusters: usize) -> SandboxOptions {
    SandboxOptions {
        run_seconds: (600.0, 600.0),
        run_log_normal: None,
        ..fleet(enterprises, clusters)
    }
}

fn throttled(seconds: u64) -> Vec<Fault> {
    let fault = serde_json::json!({"name": "throttle", "retry_after": seconds.to_string()});
    vec![serde_json::from_value(fault).unwrap()]
}

fn window(world: &World, seconds: u64) -> BulkOptions {
    BulkOptions::default().stop_starting_after(world.wall + Duration::from_secs(seconds))
}

/// Reads a run, and at a moment closes it instead.
async fn read_until(mut run: BulkRun, seconds: u64) -> (u64, Duration) {
    let until = Instant::now() + Duration::from_secs(seconds);
    while let Ok(Ok(Some(_))) = tokio::time::timeout_at(until, run.next()).await {}
    tokio::time::sleep_until(until).await;
    let done = run.summary().done;
    run.close().await.unwrap();
    (done, Instant::now() - until)
}

#[tokio::test(start_paused = true)]
async fn after_the_window_what_runs_is_watched_and_nothing_else_begun() {
    let world = World::new(steady(40, 4));
    let mut run = world.run(window(&world, 1_500));
    let (outcomes, error) = read_all(&mut run).await;
    assert!(error.is_none());
    let accepted = world.accepted()[&1];
    assert!(accepted > 8 && accepted < 40);
    let expected = [(("ok", ""), accepted), (("not_started", "window_closed"), 40 - accepted)];
    assert_eq!(kinds(&outcomes), expected.into());
    let summary = run.summary();
    assert_eq!((summary.running, summary.stop_reason), (0, Some(StopReason::WindowClosed)));
    let end = world.wall + Duration::from_secs(1_501);
    let late = |it: &&webex_broadworks_sandbox::SandboxRun| {
        SystemTime::UNIX_EPOCH + Duration::from_millis(it.start.milliseconds().cast_unsigned())
            > end
    };
    assert_eq!(world.sandbox.runs().iter().filter(late).count(), 0);
}

#[tokio::test(start_paused = true)]
async fn what_a_throttle_held_up_beyond_the_window_is_not_begun() {
    let world = World::new(steady(8, 4));
    world.sandbox.set_faults(throttled(3_600));
    world.later(3_000, |sandbox| sandbox.set_faults(Vec::new()));
    let items = truth_ids(&world);
    let run =
        Bulk::new(&world.client).directory_sync().run(BulkItems::new(items), window(&world, 600));
    let (outcomes, error) = read_all(&mut run.unwrap()).await;
    assert!(error.is_none());
    assert_eq!(kinds(&outcomes), [(("not_started", "window_closed"), 8)].into());
    assert_eq!(world.accepted().len(), 0);
}

fn truth_ids(world: &World) -> Vec<String> {
    let all = world.sandbox.enterprises();
    all.as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_refused_in_the_middle_is_the_error_at_the_end() {
    let world = World::new(steady(40, 4));
    world.later(1_000, |sandbox| sandbox.set_token("another"));
    let mut run = world.run(BulkOptions::default());
    let (outcomes, error) = read_all(&mut run).await;
    assert_eq!(error.unwrap().kind(), ErrorKind::Authentication);
    assert!(run.next().await.unwrap().is_none(), "the error is reported once");
    assert_eq!(outcomes.len(), 40);
    let kinds = kinds(&outcomes);
    assert_eq!(kinds[&("ambiguous", "not_watched")], 4);
    assert_eq!(kinds[&("ok", "")] + 4, world.accepted()[&1]);
    assert_eq!(kinds[&("not_started", "authentication")], 40 - world.accepted()[&1]);
    for unwatched in outcomes.iter().filter(|it| it.outcome == OutcomeKind::Ambiguous) {
        let error = unwatched.error.as_ref().unwrap();
        assert!(error.tracking_id.is_some() && error.remedy.is_some(), "{error:?}");
    }
    let summary = run.summary();
    assert_eq!((summary.running, summary.stop_reason), (0, Some(StopReason::Authentication)));
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_refused_after_the_window_ends_the_watching_too() {
    let world = World::new(steady(40, 4));
    world.later(900, |sandbox| sandbox.set_token("another"));
    let mut run = world.run(window(&world, 700));
    let (outcomes, error) = read_all(&mut run).await;
    assert_eq!(error.unwrap().kind(), ErrorKind::Authentication);
    assert_eq!((outcomes.len(), kinds(&outcomes)[&("ambiguous", "not_watched")]), (40, 4));
}

#[tokio::test(start_paused = true)]
async fn who_leaves_waits_for_nothing_that_runs() {
    for (options, faults) in [
        (BulkOptions::default(), Vec::new()),
        // The window was over before: what runs would have been watched to its end.
        (BulkOptions::default().stop_starting_after(SystemTime::UNIX_EPOCH), Vec::new()),
        // Everything waits at a closed gate.
        (BulkOptions::default(), throttled(7_200)),
    ] {
        let world = World::new(steady(40, 4));
        world.later(700, move |sandbox| sandbox.set_faults(faults));
        let (_, taken) = read_until(world.run(options), 900).await;
        assert!(taken <= Duration::from_secs(61), "{taken:?}");
        let triggers = world.triggers();
        tokio::time::sleep(HOUR).await;
        assert_eq!(world.triggers(), triggers);
    }
}

#[tokio::test(start_paused = true)]
async fn who_leaves_after_the_window_does_not_wait_either() {
    let world = World::new(steady(40, 4));
    let run = world.run(window(&world, 700));
    let (done, taken) = read_until(run, 900).await;
    assert!(done >= 4 && taken <= Duration::from_secs(1), "{done} {taken:?}");
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_dropped_begins_nothing_more() {
    let world = World::new(steady(40, 4));
    let mut run = world.run(BulkOptions::default());
    run.next().await.unwrap().unwrap();
    drop(run);
    let triggers = world.triggers();
    tokio::time::sleep(HOUR).await;
    assert!(world.triggers() <= triggers + 4 && world.triggers() < 15);
}

#[tokio::test(start_paused = true)]
async fn who_reads_slowly_misses_nothing() {
    let world = World::new(steady(40, 4));
    let mut run = world.run(BulkOptions::default());
    let mut read = 0;
    while let Some(outcome) = run.next().await.unwrap() {
        assert_eq!(outcome.outcome, OutcomeKind::Ok);
        read += 1;
        tokio::time::sleep(HOUR).await;
    }
    assert_eq!((read, world.accepted()), (40, [(1, 40)].into()));
}

#[tokio::test(start_paused = true)]
async fn items_that_cannot_be_read_to_their_end_begin_nothing() {
    let world = World::new(steady(40, 4));
    let mut items: Vec<_> =
        truth_ids(&world).into_iter().take(10).map(|id| Ok(BulkItem::new(id))).collect();
    items.push(Err(Error::invalid_argument("the file ends in the middle")));
    let items = BulkItems::stream(futures_util::stream::iter(items));
    let mut run =
        Bulk::new(&world.client).directory_sync().run(items, BulkOptions::default()).unwrap();
    let (outcomes, error) = read_all(&mut run).await;
    assert_eq!(error.unwrap().kind(), ErrorKind::InvalidArgument);
    assert_eq!(kinds(&outcomes), [(("not_started", "items"), 10)].into());
    assert_eq!(world.triggers(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_network_that_stays_away_ends_the_run_and_says_what_may_be_running() {
    let world = World::new(SandboxOptions {
        run_log_normal: Some(LogNormal { median: 90.0, sigma: 0.5 }),
        ..fleet(40, 4)
    });
    let gone: Fault =
        serde_json::from_value(serde_json::json!({"name": "cut", "performed": false})).unwrap();
    world.later(300, move |sandbox| sandbox.set_faults(vec![gone]));
    let mut run = world.run(BulkOptions::default());
    let (outcomes, error) = read_all(&mut run).await;
    assert!(error.is_none_or(|error| error.kind() == ErrorKind::Connection));
    assert_eq!((outcomes.len(), run.summary().running), (40, 0));
    let kinds = kinds(&outcomes);
    let unknown = kinds[&("ambiguous", "not_watched")];
    assert!(unknown >= 1 && kinds[&("ok", "")] + unknown >= world.accepted()[&1], "{kinds:?}");
}

#[tokio::test(start_paused = true)]
async fn an_enterprise_that_vanishes_while_it_runs_is_told_apart_from_one_that_was_not_begun() {
    let gone = truth_ids(&World::new(steady(4, 4))).remove(0);
    let path = format!("/{gone}/");
    let began = Instant::now();
    let world = World::with(steady(4, 4), move |request| {
        let is_gone = began.elapsed().as_secs() > 100 && request.uri().path().contains(&path);
        is_gone.then(|| Response::builder().status(404).body(Bytes::from_static(b"{}")).unwrap())
    });
    let (outcomes, error) = read_all(&mut world.run(BulkOptions::default())).await;
    assert!(error.is_none());
    let vanished = outcomes.iter().find(|it| it.enterprise_id == gone).unwrap();
    assert_eq!(
        (vanished.outcome, vanished.reason.as_deref()),
        (OutcomeKind::Ambiguous, Some("not_found"))
    );
    let error = vanished.error.as_ref().unwrap();
    assert!(error.request_sent && !error.safe_to_retry, "{error:?}");
}
