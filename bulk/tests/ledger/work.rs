//! Items, intents and outcomes: what is left to do after each step.

use serde_json::json;
use webex_broadworks_bulk::OutcomeKind;
use webex_broadworks_bulk::ledger::{Item, Ledger, NewItem, Settled};

use crate::{begin, conclusion, indices, intent, items, noon, place, record, unfinished};

#[tokio::test]
async fn items_keep_their_index_however_often_they_are_recorded() {
    let (_folder, path) = place();
    let ledger = Ledger::open(&path).await.unwrap();
    let run = begin(&ledger).await.run;
    let first = run.record_items(items(0..3), noon()).await.unwrap();
    let second = run.record_items(items(0..5), noon()).await.unwrap();
    assert_eq!((first, second), (vec![0, 1, 2], vec![0, 1, 2, 3, 4]));
}

#[tokio::test]
async fn a_duplicate_gets_the_first_one_s_index_and_its_own_stays_free() {
    let (_folder, path) = place();
    let ledger = Ledger::open(&path).await.unwrap();
    let run = begin(&ledger).await.run;
    let user = |index, user: Option<&str>| {
        let mut item = Item::new("E1");
        item.user_id = user.map(str::to_owned);
        NewItem { index, item }
    };
    let input = vec![user(0, None), user(1, Some("a")), user(2, Some("a")), user(3, Some("b"))];
    assert_eq!(run.record_items(input, noon()).await.unwrap(), [0, 1, 1, 3]);
    // The list came in another order: those that are known stay, a new one goes to the end.
    let input = vec![user(0, Some("c")), user(1, None), user(2, Some("d"))];
    assert_eq!(run.record_items(input, noon()).await.unwrap(), [4, 0, 2]);
}

#[tokio::test]
async fn an_item_comes_back_as_it_was_recorded() {
    let (_folder, path) = place();
    let ledger = Ledger::open(&path).await.unwrap();
    let run = begin(&ledger).await.run;
    let mut item = Item::new("E1");
    item.sp_enterprise_id = Some("Reseller1+acme".to_owned());
    item.user_id = Some("john@acme.example".to_owned());
    item.enable_dir_sync = Some(false);
    item.provisioning_id = Some("P".to_owned());
    item.cluster_group = Some("west".to_owned());
    item.last_run_seconds = Some(4_355.5);
    run.record_items(vec![NewItem { index: 3, item: item.clone() }], noon()).await.unwrap();
    let found = unfinished(&run, &[]).await;
    assert_eq!((found[0].index, &found[0].item, found[0].round), (3, &item, 1));
    assert_eq!(found[0].intent, None);
}

#[tokio::test]
async fn what_may_have_been_sent_comes_with_its_intent() {
    let (_folder, path) = place();
    let ledger = Ledger::open(&path).await.unwrap();
    let run = begin(&ledger).await.run;
    run.record_items(items(0..6), noon()).await.unwrap();
    let settled = [
        None,
        Some(Settled::Accepted),
        Some(Settled::Refused),
        Some(Settled::NotSent),
        Some(Settled::Lost),
    ];
    for (index, how) in (0..).zip(settled) {
        let id = run.record_intent(intent(index, 1)).await.unwrap();
        if let Some(how) = how {
            run.settle(id, how, noon()).await.unwrap();
        }
    }
    let found = unfinished(&run, &[]).await;
    let open: Vec<_> =
        found.iter().map(|item| item.intent.as_ref().map(|intent| intent.accepted)).collect();
    assert_eq!(open, [Some(false), Some(true), None, None, None, None]);
    let intent = found[1].intent.as_ref().unwrap();
    assert_eq!(intent.operation, "directory_sync.trigger");
    assert_eq!(intent.baseline, json!({"lastSyncTrackingId": "T0"}));
    assert_eq!(intent.tracking_id.as_deref(), Some("OURS_1_1"));
    assert_eq!(intent.intended_at, noon());
}

#[tokio::test]
async fn of_several_intents_the_latest_counts_and_one_of_an_earlier_round_does_not() {
    let (_folder, path) = place();
    let ledger = Ledger::open(&path).await.unwrap();
    let begun = begin(&ledger).await;
    begun.run.record_items(items(0..2), noon()).await.unwrap();
    for index in 0..2 {
        let refused = begun.run.record_intent(intent(index, 1)).await.unwrap();
        begun.run.settle(refused, Settled::Refused, noon()).await.unwrap();
        let accepted = begun.run.record_intent(intent(index, 1)).await.unwrap();
        begun.run.settle(accepted, Settled::Accepted, noon()).await.unwrap();
    }
    begun.run.conclude(conclusion(0, 1, OutcomeKind::Failed)).await.unwrap();
    drop(begun);
    let run = begin(&ledger).await.run;
    let found = unfinished(&run, &[OutcomeKind::Failed]).await;
    assert_eq!((found[0].round, &found[0].intent), (2, &None));
    assert!(found[1].intent.as_ref().is_some_and(|intent| intent.accepted));
    run.record_intent(intent(0, 2)).await.unwrap();
    let found = unfinished(&run, &[OutcomeKind::Failed]).await;
    assert_eq!(found[0].intent.as_ref().unwrap().tracking_id.as_deref(), Some("OURS_0_2"));
}

#[tokio::test]
async fn an_intent_is_settled_once() {
    let (_folder, path) = place();
    let ledger = Ledger::open(&path).await.unwrap();
    let run = begin(&ledger).await.run;
    run.record_items(items(0..1), noon()).await.unwrap();
    let id = run.record_intent(intent(0, 1)).await.unwrap();
    run.settle(id, Settled::Accepted, noon()).await.unwrap();
    run.settle(id, Settled::Accepted, noon()).await.unwrap();
    assert!(run.settle(id, Settled::Lost, noon()).await.is_err());
}

#[tokio::test]
async fn resuming_replays_what_is_finished_and_does_the_rest() {
    let (_folder, path) = place();
    let ledger = Ledger::open(&path).await.unwrap();
    let begun = begin(&ledger).await;
    let kinds = OutcomeKind::ALL.iter().copied();
    begun.run.record_items(items(0..9), noon()).await.unwrap();
    for (index, kind) in (0..).zip(kinds.clone()) {
        begun.run.conclude(conclusion(index, 1, kind)).await.unwrap();
    }
    drop(begun);
    let run = begin(&ledger).await.run;
    assert_eq!(indices(&unfinished(&run, &[]).await), [7, 8], "not started, and never reached");
    let finished = run.finished(None, 100, &[]).await.unwrap();
    let expected: Vec<_> =
        (0..7).zip(kinds).map(|(index, kind)| (index, record(index, kind).to_string())).collect();
    assert_eq!(finished, expected);

    let retry = [OutcomeKind::Failed, OutcomeKind::Ambiguous];
    assert_eq!(indices(&unfinished(&run, &retry).await), [3, 4, 7, 8]);
    let finished = run.finished(None, 100, &retry).await.unwrap();
    let finished: Vec<_> = finished.into_iter().map(|(index, _)| index).collect();
    assert_eq!(finished, [0, 1, 2, 5, 6]);
}

#[tokio::test]
async fn what_this_session_concludes_is_neither_done_again_nor_replayed() {
    let (_folder, path) = place();
    let ledger = Ledger::open(&path).await.unwrap();
    let begun = begin(&ledger).await;
    begun.run.record_items(items(0..3), noon()).await.unwrap();
    begun.run.conclude(conclusion(0, 1, OutcomeKind::Failed)).await.unwrap();
    let retry = [OutcomeKind::Failed];
    assert_eq!(indices(&unfinished(&begun.run, &retry).await), [1, 2]);
    assert!(begun.run.finished(None, 100, &retry).await.unwrap().is_empty());
    drop(begun);
    let run = begin(&ledger).await.run;
    run.conclude(conclusion(0, 2, OutcomeKind::Failed)).await.unwrap();
    run.conclude(conclusion(1, 1, OutcomeKind::NotStarted)).await.unwrap();
    assert_eq!(indices(&unfinished(&run, &retry).await), [2]);
    assert!(run.finished(None, 100, &[]).await.unwrap().is_empty());
}

#[tokio::test]
async fn the_latest_round_counts_and_no_outcome_is_overwritten() {
    let (_folder, path) = place();
    let ledger = Ledger::open(&path).await.unwrap();
    let run = begin(&ledger).await.run;
    run.record_items(items(0..4), noon()).await.unwrap();
    run.input_complete(5, noon()).await.unwrap();
    run.conclude(conclusion(0, 1, OutcomeKind::Failed)).await.unwrap();
    run.conclude(conclusion(0, 2, OutcomeKind::Ok)).await.unwrap();
    run.conclude(conclusion(1, 1, OutcomeKind::Ok)).await.unwrap();
    run.conclude(conclusion(2, 1, OutcomeKind::Skipped)).await.unwrap();
    assert!(run.conclude(conclusion(0, 2, OutcomeKind::Failed)).await.is_err());
    assert!(run.conclude(conclusion(77, 1, OutcomeKind::Ok)).await.is_err(), "no such item");
    let summary = run.summary().await.unwrap();
    assert_eq!((summary.total, summary.recorded, summary.open), (Some(5), 4, 1));
    assert_eq!(summary.counts, [(OutcomeKind::Ok, 2), (OutcomeKind::Skipped, 1)]);
    assert_eq!(summary.count(OutcomeKind::Failed), 0);
}
