//! Which run is resumed, and when a new one is started.

use std::time::Duration;

use serde_json::json;
use webex_broadworks::ErrorKind;
use webex_broadworks_bulk::ledger::{Ledger, RunSpec, RunState, StartedRun};

use crate::{begin, hours_later, intent, items, noon, place, spec};

#[tokio::test]
async fn a_named_run_is_resumed_whatever_its_age_and_state() {
    let (_folder, path) = place();
    let ledger = Ledger::open(&path).await.unwrap();
    let first = ledger.begin(spec(noon()).name("november")).await.unwrap();
    assert!(!first.resumed && !first.input_complete);
    first.run.input_complete(7, noon()).await.unwrap();
    first.run.finish(RunState::Complete, None, noon()).await.unwrap();
    drop(first);
    let again = ledger.begin(spec(hours_later(10_000)).name("november")).await.unwrap();
    assert!(again.resumed && again.input_complete);
    assert_eq!((again.name.as_str(), again.total), ("november", Some(7)));
}

#[tokio::test]
async fn two_spellings_of_one_name_in_unicode_are_one_run() {
    let (_folder, path) = place();
    let ledger = Ledger::open(&path).await.unwrap();
    let composed = "Z\u{fc}rich";
    let decomposed = "Zu\u{308}rich";
    let first = ledger.begin(spec(noon()).name(decomposed)).await.unwrap();
    assert_eq!((first.name.as_str(), first.resumed), (composed, false));
    drop(first);
    assert!(ledger.begin(spec(noon()).name(composed)).await.unwrap().resumed);
    let mut named = spec(noon());
    named.name = Some(decomposed.to_owned());
    assert!(ledger.begin(named).await.unwrap().resumed);
    drop(ledger);
    let reader = Ledger::read(&path).await.unwrap();
    for name in [composed, decomposed] {
        assert_eq!(reader.report(Some(name), noon()).await.unwrap().run_name, composed);
    }
}

#[tokio::test]
async fn a_name_that_means_something_else_is_refused_with_what_differs() {
    let (_folder, path) = place();
    let ledger = Ledger::open(&path).await.unwrap();
    drop(ledger.begin(spec(noon()).name("november").partner("P1")).await.unwrap());
    let other = RunSpec::new("directory_sync.ensure", json!({"wait": false}), noon());
    let error = ledger.begin(other.name("november").partner("P1")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidArgument);
    let text = error.to_string();
    for part in [
        "the run november",
        r#"its operation was "directory_sync.run", and is "directory_sync.ensure""#,
        "wait was true, and is false",
        r#"its condition was `only_if={"enabled":true}`, and is not given"#,
        "Nothing was sent",
    ] {
        assert!(text.contains(part), "{part} is not in: {text}");
    }
    assert!(!text.contains("partner"), "{text}");
    let error = ledger.begin(spec(noon()).name("november").partner("P2")).await.unwrap_err();
    assert!(error.to_string().contains(r#"its partner was "P1", and is "P2""#), "{error}");
}

#[tokio::test]
async fn a_name_must_be_text_that_can_be_shown() {
    let (_folder, path) = place();
    let ledger = Ledger::open(&path).await.unwrap();
    for name in ["", "  ", "a\nb", &"x".repeat(201)] {
        let error = ledger.begin(spec(noon()).name(name)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidArgument, "{name:?}");
    }
}

#[tokio::test]
async fn an_unnamed_run_resumes_a_young_one_that_does_the_same() {
    let (_folder, path) = place();
    let ledger = Ledger::open(&path).await.unwrap();
    let first = begin(&ledger).await;
    assert_eq!(first.name, "directory_sync.run-2026-11-21T12:00:00Z");
    drop(first);
    // The order of keys makes no difference.
    let arguments = json!({"onlyIf": {"enabled": true}, "wait": true});
    let same = RunSpec::new("directory_sync.run", arguments, hours_later(12));
    let again = ledger.begin(same).await.unwrap();
    assert!(again.resumed && again.abandoned.is_empty());
    assert_eq!(again.name, "directory_sync.run-2026-11-21T12:00:00Z");
}

#[tokio::test]
async fn what_differs_in_arguments_operation_or_partner_is_another_run() {
    let (_folder, path) = place();
    let ledger = Ledger::open(&path).await.unwrap();
    let _first = begin(&ledger).await;
    let others = [
        RunSpec::new("directory_sync.run", json!({"wait": true}), noon()),
        RunSpec::new("directory_sync.get_status", spec(noon()).arguments, noon()),
        spec(noon()).partner("P1"),
    ];
    for other in others {
        let begun = ledger.begin(other.clone()).await.unwrap();
        assert!(!begun.resumed && begun.abandoned.is_empty(), "{other:?}");
    }
}

#[tokio::test]
async fn an_old_one_is_abandoned_and_said_so_and_its_name_still_resumes_it() {
    let (_folder, path) = place();
    let ledger = Ledger::open(&path).await.unwrap();
    let old = begin(&ledger).await;
    old.run.record_items(items(0..1), noon()).await.unwrap();
    old.run.record_intent(intent(0, 1)).await.unwrap();
    let StartedRun { run, name: old, .. } = old;
    drop(run);
    let later = spec(hours_later(3)).resume_within(Duration::from_secs(2 * 60 * 60));
    let new = ledger.begin(later).await.unwrap();
    assert!(!new.resumed);
    assert_eq!(new.abandoned, std::slice::from_ref(&old));
    let states: Vec<_> = Ledger::read(&path)
        .await
        .unwrap()
        .runs()
        .await
        .unwrap()
        .into_iter()
        .map(|run| run.state)
        .collect();
    assert_eq!(states, [RunState::Running, RunState::Abandoned]);
    let plain = rusqlite::Connection::open(&path).unwrap();
    let open = || plain.query_row("SELECT count(*) FROM open_intents", [], |row| row.get(0));
    assert_eq!(open(), Ok(0), "nothing of an abandoned run is on its way");
    assert!(ledger.begin(spec(hours_later(3)).name(old)).await.unwrap().resumed);
}

#[tokio::test]
async fn a_run_from_the_future_is_too_old_to_be_resumed_unless_it_is_from_soon() {
    let year = 365 * 24;
    for (ahead, is_resumed) in [(year, false), (13, false), (11, true)] {
        let (_folder, path) = place();
        let ledger = Ledger::open(&path).await.unwrap();
        let wrong = ledger.begin(spec(hours_later(ahead))).await.unwrap();
        let name = wrong.name.clone();
        drop(wrong);
        let begun = begin(&ledger).await;
        assert_eq!(begun.resumed, is_resumed, "{ahead}");
        let abandoned = if is_resumed { Vec::new() } else { vec![name] };
        assert_eq!(begun.abandoned, abandoned, "{ahead}");
    }
}

#[tokio::test]
async fn signs_of_life_keep_a_run_young() {
    let (_folder, path) = place();
    let ledger = Ledger::open(&path).await.unwrap();
    begin(&ledger).await.run.touch(hours_later(20)).await.unwrap();
    assert!(ledger.begin(spec(hours_later(30))).await.unwrap().resumed);
}

#[tokio::test]
async fn a_complete_one_and_a_named_one_are_not_resumed_without_a_name() {
    let (_folder, path) = place();
    let ledger = Ledger::open(&path).await.unwrap();
    let complete = begin(&ledger).await;
    complete.run.finish(RunState::Complete, None, noon()).await.unwrap();
    drop(complete);
    drop(ledger.begin(spec(noon()).name("mine")).await.unwrap());
    let next = begin(&ledger).await;
    assert!(!next.resumed && next.abandoned.is_empty());
    assert_eq!(next.name, "directory_sync.run-2026-11-21T12:00:00Z-2");
}

#[tokio::test]
async fn a_run_that_is_dropped_is_marked_interrupted_and_one_that_is_finished_is_not() {
    let (_folder, path) = place();
    let ledger = Ledger::open(&path).await.unwrap();
    drop(begin(&ledger).await);
    let named = ledger.begin(spec(noon()).name("mine")).await.unwrap();
    let reason = Some("the token was refused".to_owned());
    named.run.finish(RunState::Interrupted, reason.clone(), hours_later(1)).await.unwrap();
    drop(named);
    ledger.close().await.unwrap();
    let runs = Ledger::read(&path).await.unwrap().runs().await.unwrap();
    let ends: Vec<_> =
        runs.iter().map(|run| (run.state, run.ended_at, run.reason.clone())).collect();
    assert_eq!(
        ends,
        [
            (RunState::Interrupted, Some(hours_later(1)), reason),
            (RunState::Interrupted, Some(noon()), None),
        ]
    );
}

#[tokio::test]
async fn nothing_is_carried_out_twice_at_once() {
    let (_folder, path) = place();
    let ledger = Ledger::open(&path).await.unwrap();
    let first = begin(&ledger).await;
    let shared = Ledger::open(&path).await.unwrap();
    for spec in [spec(noon()), spec(hours_later(1_000)), spec(noon()).name(&first.name)] {
        let error = shared.begin(spec).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::LedgerInUse);
        assert!(error.to_string().contains(&first.name), "{error}");
    }
    let another = first.run.clone();
    drop(first);
    assert!(shared.begin(spec(noon())).await.is_err(), "a clone still carries it out");
    drop(another);
    assert!(shared.begin(spec(noon())).await.unwrap().resumed);
}
