//! Whole fleets under a service, a network and others who make it hard.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use http::Response;
use serde_json::{Value, json};
use webex_broadworks_sandbox::{Fault, LogNormal, NextRun, RunKind, SandboxOptions, Switches};

use super::fleet::{World, fleet, kinds, read, read_all};
use super::*;
use crate::{Bulk, BulkItem, BulkItems, BulkOptions, Outcome, OutcomeKind};

fn fault(json: Value) -> Fault {
    serde_json::from_value(json).unwrap()
}

/// Everyone was synced, and once.
fn assert_all_ok(world: &World, outcomes: &[Outcome], enterprises: usize) {
    assert_eq!(kinds(outcomes), [(("ok", ""), enterprises)].into());
    assert_eq!(world.accepted(), [(1, enterprises)].into());
}

/// The enterprises as they are, by their ids.
fn truth(world: &World) -> BTreeMap<String, Value> {
    let Value::Array(all) = world.sandbox.enterprises() else { panic!("a list") };
    all.into_iter().map(|it| (it["id"].as_str().unwrap().to_owned(), it)).collect()
}

#[tokio::test(start_paused = true)]
async fn external_clients_that_hold_clusters_starve_no_enterprise() {
    for anonymous_external_clients in [false, true] {
        let options = SandboxOptions {
            external_client_share: 0.4,
            anonymous_external_clients,
            ..fleet(40, 4)
        };
        let world = World::new(options);
        let mut run = world.run(BulkOptions::default());
        let outcomes = read(&mut run).await;
        assert_all_ok(&world, &outcomes, 40);
        assert_eq!(run.summary().running, 0);
        assert!(run.summary().busy_refusals > 0, "no cluster was busy");
    }
}

#[tokio::test(start_paused = true)]
async fn scheduled_runs_are_not_taken_for_ours() {
    let lengths = LogNormal { median: 3_000.0, sigma: 0.3 };
    let switches = Switches { stale_seconds: 30.0, ..Switches::default() };
    let options = SandboxOptions {
        scheduled_runs: true,
        run_log_normal: Some(lengths),
        switches,
        ..fleet(80, 2)
    };
    let world = World::new(options);
    let outcomes = read(&mut world.run(BulkOptions::default())).await;
    assert_all_ok(&world, &outcomes, 80);
    let runs = world.sandbox.runs();
    assert!(runs.iter().any(|run| run.kind == RunKind::Scheduled), "none was in the way");
}

#[tokio::test(start_paused = true)]
async fn each_outcome_tells_of_the_run_that_was_triggered_and_how_it_ended() {
    let switches = Switches {
        stale_seconds: 20.0,
        end_time_while_running: true,
        tracking_id_of_trigger: false,
        ..Switches::default()
    };
    let options = SandboxOptions { fail_share: 0.3, partial_share: 0.3, switches, ..fleet(60, 6) };
    let world = World::new(options);
    let outcomes = read(&mut world.run(BulkOptions::default())).await;
    assert_eq!(outcomes.len(), 60);
    let runs: BTreeMap<_, _> = world
        .sandbox
        .runs()
        .into_iter()
        .map(|run| (run.enterprise_id.clone().unwrap(), run))
        .collect();
    for outcome in &outcomes {
        let run = &runs[&outcome.enterprise_id];
        let status = &outcome.result.as_ref().unwrap()["directorySyncStatus"];
        assert_eq!(status["lastSyncTrackingId"].as_str(), run.tracking_id.as_deref());
        let Some(error) = &outcome.error else {
            assert_eq!((outcome.outcome, run.codes.len()), (OutcomeKind::Ok, 0));
            continue;
        };
        let reason = match outcome.outcome {
            OutcomeKind::Partial => "directory_sync_errors",
            _ => "directory_sync_failed",
        };
        assert_eq!(outcome.reason.as_deref(), Some(reason));
        assert_eq!(error.directory_sync_codes, *json!(run.codes).as_array().unwrap());
        assert!(error.remedy.is_some(), "{error:?}");
    }
    let count = |kind| outcomes.iter().filter(|outcome| outcome.outcome == kind).count();
    assert!(count(OutcomeKind::Failed) > 5 && count(OutcomeKind::Partial) > 5);
    assert_eq!(world.accepted(), [(1, 60)].into());
}

#[tokio::test(start_paused = true)]
async fn enterprises_with_directory_sync_off_are_skipped_and_not_triggered() {
    let world = World::new(SandboxOptions { all_synced: false, ..fleet(60, 4) });
    let off: BTreeSet<_> = truth(&world)
        .into_iter()
        .filter(|(_, it)| it["broadworksDirectorySync"]["enableDirSync"] == false)
        .map(|(id, _)| id)
        .collect();
    let outcomes = read(&mut world.run(BulkOptions::default())).await;
    let disabled = |it: &&Outcome| it.reason.as_deref() == Some("disabled");
    let skipped: BTreeSet<_> =
        outcomes.iter().filter(disabled).map(|it| it.enterprise_id.clone()).collect();
    assert!(!off.is_empty() && off == skipped);
    assert_eq!(outcomes.len(), 60);
    assert_eq!(world.accepted(), [(1, 60 - off.len())].into());
}

#[tokio::test(start_paused = true)]
async fn a_network_that_is_gone_for_ten_minutes_costs_no_item_and_triggers_none_twice() {
    for gone in [
        json!({"name": "cut", "performed": false}),
        json!({"name": "cut", "performed": true}),
        json!({"name": "hang"}),
        json!({"name": "status", "status": 503}),
    ] {
        let world = World::new(fleet(40, 4));
        let fault = fault(gone.clone());
        world.later(300, move |sandbox| sandbox.set_faults(vec![fault]));
        world.later(900, |sandbox| sandbox.set_faults(Vec::new()));
        let outcomes = read(&mut world.run(BulkOptions::default())).await;
        assert_all_ok(&world, &outcomes, 40);
    }
}

#[tokio::test(start_paused = true)]
async fn triggers_that_land_late_or_lose_their_answers_are_not_sent_again() {
    for mishap in [
        json!({"name": "late", "seconds": 45, "every": 6, "operation": "directory_sync.trigger"}),
        json!({"name": "late", "seconds": 45, "every": 6, "operation": "directory_sync.trigger",
            "hang": true}),
        json!({"name": "cut", "every": 3, "operation": "directory_sync.trigger"}),
        json!({"name": "status", "status": 500, "performed": true, "every": 3,
            "operation": "directory_sync.trigger"}),
    ] {
        let world = World::new(SandboxOptions { faults: vec![fault(mishap)], ..fleet(40, 4) });
        let outcomes = read(&mut world.run(BulkOptions::default())).await;
        // A trigger that arrives after its cluster was taken is refused. After the third time, the
        // client doesn't retry.
        let ok = kinds(&outcomes)[&("ok", "")];
        assert!(ok >= 36, "{:?}", kinds(&outcomes));
        assert_eq!((outcomes.len(), world.accepted()), (40, [(1, ok)].into()));
        assert!(!world.sandbox.fault_counts().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn a_trigger_that_lands_after_it_was_taken_for_lost_is_recognized_all_the_same() {
    let late =
        json!({"name": "late", "seconds": 60.5, "first": 1, "operation": "directory_sync.trigger"});
    let switches = Switches { stale_seconds: 10.0, ..Switches::default() };
    let options = SandboxOptions {
        faults: vec![fault(late)],
        run_seconds: (300.0, 300.0),
        run_log_normal: None,
        switches,
        ..fleet(1, 1)
    };
    let world = World::new(options);
    // Looking takes its time, and in it the trigger lands.
    let slow =
        fault(json!({"name": "slow", "seconds": 5, "operation": "directory_sync.get_status"}));
    world.later(58, move |sandbox| sandbox.set_faults(vec![slow]));
    world.later(90, |sandbox| sandbox.set_faults(Vec::new()));
    let outcomes = read(&mut world.run(BulkOptions::default())).await;
    assert_eq!((outcomes.len(), outcomes[0].outcome), (1, OutcomeKind::Ok));
    assert_eq!(world.accepted(), [(1, 1)].into());
}

#[tokio::test(start_paused = true)]
async fn triggers_that_never_arrive_are_given_up_as_ambiguous() {
    let lost = json!({"name": "cut", "performed": false, "operation": "directory_sync.trigger"});
    let world = World::new(SandboxOptions { faults: vec![fault(lost)], ..fleet(3, 3) });
    let (outcomes, error) = read_all(&mut world.run(BulkOptions::default())).await;
    assert!(error.is_none());
    assert_eq!(kinds(&outcomes), [(("ambiguous", "ambiguous_outcome"), 3)].into());
    assert_eq!((world.triggers(), world.accepted().len()), (9, 0));
}

#[tokio::test(start_paused = true)]
async fn busy_clusters_do_not_use_up_the_wait_for_lost_triggers() {
    // The first two triggers that get through to a free cluster are lost.
    let world = World::new(fleet(1, 1));
    world.sandbox.hold_cluster(0, Duration::from_secs(900)).unwrap();
    let lost = json!({"name": "cut", "performed": false, "first": 2, "operation": "directory_sync.trigger"});
    world.later(850, move |sandbox| sandbox.set_faults(vec![fault(lost)]));
    let mut run = world.run(BulkOptions::default());
    let outcomes = read(&mut run).await;
    assert!(run.summary().busy_refusals >= 3, "{:?}", run.summary());
    assert_all_ok(&world, &outcomes, 1);
}

#[tokio::test(start_paused = true)]
async fn one_enterprise_that_always_fails_holds_up_no_other() {
    let bad = truth(&World::new(fleet(40, 4))).into_keys().next().unwrap();
    for method in ["GET", "POST"] {
        let path = format!("/{bad}/");
        let world = World::with(fleet(40, 4), move |request| {
            let is_bad = request.method() == method && request.uri().path().contains(&path);
            let answer = Response::builder().status(502).header("cisco-spark-error-codes", "1");
            is_bad.then(|| answer.body(Bytes::from_static(b"{}")).unwrap())
        });
        let (outcomes, error) = read_all(&mut world.run(BulkOptions::default())).await;
        assert!(error.is_none());
        assert_eq!(kinds(&outcomes), [(("failed", "server"), 1), (("ok", ""), 39)].into());
    }
}

#[tokio::test(start_paused = true)]
async fn a_run_that_takes_too_long_is_left_alone_at_its_deadline() {
    let world = World::new(fleet(8, 2));
    let slow = truth(&world).into_keys().next().unwrap();
    let next = NextRun { seconds: Some(30_000.0), codes: None };
    world.sandbox.set_next_run(&slow, next).unwrap();
    let mut run = world.run(BulkOptions::default().timeout(Duration::from_secs(4_000)));
    let outcomes = read(&mut run).await;
    let late = outcomes.iter().find(|it| it.enterprise_id == slow).unwrap();
    assert_eq!(
        (late.outcome, late.reason.as_deref()),
        (OutcomeKind::Ambiguous, Some("wait_timeout"))
    );
    let taken = late.ended_at.duration_since(late.started_at.unwrap()).unwrap().as_secs();
    assert!((4_000..4_010).contains(&taken), "{taken} s");
}

#[tokio::test(start_paused = true)]
async fn enterprises_of_one_group_are_never_run_at_once() {
    let world = World::new(SandboxOptions { enterprises: 24, ..fleet(24, 6) });
    let group = |id: &str| id.bytes().map(usize::from).sum::<usize>() % 3;
    let items: Vec<_> = truth(&world)
        .into_keys()
        .map(|id| BulkItem::new(id.as_str()).cluster_group(format!("group {}", group(&id))))
        .collect();
    let mut run = Bulk::new(&world.client)
        .directory_sync()
        .run(BulkItems::new(items), BulkOptions::default())
        .unwrap();
    let outcomes = read(&mut run).await;
    assert_all_ok(&world, &outcomes, 24);
    let runs = world.sandbox.runs();
    for (number, one) in runs.iter().enumerate() {
        for other in &runs[number + 1..] {
            let groups = [one, other].map(|run| group(run.enterprise_id.as_deref().unwrap()));
            let overlap = one.start < other.end && other.start < one.end;
            assert!(groups[0] != groups[1] || !overlap, "{one:?} {other:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_list_knows_of_mere_ids_is_looked_up() {
    let listings = |world: &World| {
        let is_list =
            |it: &&webex_broadworks_sandbox::LoggedRequest| it.target.contains("enterprises?");
        world.sandbox.requests().iter().filter(is_list).count()
    };
    for (enterprises, expected) in [(60, 1), (10, 0)] {
        let world = World::new(fleet(enterprises, 5));
        let ids: Vec<_> = truth(&world).into_keys().collect();
        let mut run = Bulk::new(&world.client)
            .directory_sync()
            .run(BulkItems::new(ids), BulkOptions::default())
            .unwrap();
        let outcomes = read(&mut run).await;
        assert_all_ok(&world, &outcomes, enterprises);
        assert_eq!(listings(&world), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn a_dry_run_says_what_it_would_do_and_triggers_nothing() {
    let world = World::new(SandboxOptions { all_synced: false, ..fleet(60, 4) });
    let off = truth(&world)
        .into_values()
        .filter(|it| it["broadworksDirectorySync"]["enableDirSync"] == false)
        .count();
    let outcomes = read(&mut world.run(BulkOptions::default().dry_run(true))).await;
    assert_eq!(
        kinds(&outcomes),
        [(("planned", ""), 60 - off), (("skipped", "disabled"), off)].into()
    );
    assert_eq!(world.triggers(), 0);
}
