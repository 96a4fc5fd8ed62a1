//! An outage of Webex as who watches a bulk run sees it.

use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use http::Response;
use webex_broadworks_sandbox::SandboxOptions;

use super::fleet::{World, kinds, read_all};
use super::*;
use crate::{Bulk, BulkItems, BulkOptions, BulkRun, Outcome};

const MINUTE: Duration = Duration::from_secs(60);

/// A fleet whose service gives no answer but 503 while the flag is set.
fn world_with_outages(enterprises: usize) -> (World, Arc<AtomicBool>) {
    let is_down = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&is_down);
    let options = SandboxOptions {
        enterprises,
        all_synced: true,
        run_seconds: (600.0, 600.0),
        ..SandboxOptions::default()
    };
    let world = World::with(options, move |_| {
        let answer = Response::builder().status(503).body(Bytes::new()).unwrap();
        flag.load(Ordering::Relaxed).then_some(answer)
    });
    (world, is_down)
}

/// Reads a run for so long.
async fn read_for(run: &mut BulkRun, time: Duration) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    let reading = async {
        while let Some(outcome) = run.next().await.unwrap() {
            outcomes.push(outcome);
        }
    };
    let _ = tokio::time::timeout(time, reading).await;
    outcomes
}

/// When the outage began that a run shows, and how long it is waited out, in whole minutes.
#[track_caller]
fn shown(world: &World, run: &BulkRun) -> (Duration, u64) {
    let outage = run.summary().outage.expect("an outage");
    let limit = outage.until.duration_since(outage.since).unwrap();
    (outage.since.duration_since(world.wall).unwrap(), limit.as_secs() / 60)
}

#[tokio::test(start_paused = true)]
async fn an_outage_is_shown_while_items_are_listed_and_read() {
    let (world, is_down) = world_with_outages(40);
    is_down.store(true, Ordering::Relaxed);
    let listed = Bulk::new(&world.client).directory_sync().get_status(world.everyone(), options());
    let ids: Vec<String> = {
        let all = world.sandbox.enterprises();
        let ids = all.as_array().unwrap().iter();
        ids.map(|it| it["id"].as_str().unwrap().to_owned()).collect()
    };
    let named = BulkItems::new(ids);
    let named = Bulk::new(&world.client).directory_sync().get_status(named, options());
    for run in [listed, named] {
        is_down.store(true, Ordering::Relaxed);
        let mut run = run.unwrap();
        assert!(run.summary().outage.is_none());
        assert!(read_for(&mut run, 5 * MINUTE).await.is_empty());
        let (since, minutes) = shown(&world, &run);
        assert_eq!(minutes, 15);
        read_for(&mut run, 5 * MINUTE).await;
        assert_eq!(shown(&world, &run).0, since);
        is_down.store(false, Ordering::Relaxed);
        let (outcomes, error) = read_all(&mut run).await;
        assert!(error.is_none());
        assert_eq!(kinds(&outcomes), [(("ok", ""), 40)].into());
        assert!(run.summary().outage.is_none());
    }
}

#[tokio::test(start_paused = true)]
async fn an_outage_is_shown_while_syncs_are_watched() {
    let (world, is_down) = world_with_outages(3);
    let mut run = world.run(options());
    let _ = read_for(&mut run, MINUTE).await;
    assert!(run.summary().running > 0 && run.summary().outage.is_none());
    is_down.store(true, Ordering::Relaxed);
    let _ = read_for(&mut run, 12 * MINUTE).await;
    let (since, _) = shown(&world, &run);
    assert!(since >= MINUTE, "{since:?}");
    is_down.store(false, Ordering::Relaxed);
    let (outcomes, error) = read_all(&mut run).await;
    assert!(error.is_none() && run.summary().outage.is_none());
    assert!(outcomes.iter().all(|it| it.outcome.name() == "ok"), "{outcomes:?}");
}

#[tokio::test(start_paused = true)]
async fn an_outage_that_ended_a_run_is_over_with_it() {
    let (world, is_down) = world_with_outages(8);
    is_down.store(true, Ordering::Relaxed);
    let mut run = world.run(options());
    let (_, error) = read_all(&mut run).await;
    assert!(error.is_some() && run.summary().outage.is_none());
}

fn options() -> BulkOptions {
    BulkOptions::default()
}
