//! Bulk runs of syncs that are recorded, end early, and are started again.
//!
//! The ledger writes in its own thread, which the paused clock doesn't take into account: time may
//! jump while it writes. No test depends on how far.

use std::path::PathBuf;

use rusqlite::Connection;
use tempfile::TempDir;
use webex_broadworks_sandbox::{Fault, SandboxOptions};

use super::fleet::{World, fleet, kinds, read_all};
use super::*;
use crate::ledger::{Ledger, RunState};
use crate::{
    Bulk, BulkItem, BulkItems, BulkOptions, BulkRun, BulkSummary, Outcome, OutcomeKind, StopReason,
};
use webex_broadworks::{Error, ErrorKind, ListEnterprises};

pub(super) struct Night {
    pub(super) world: World,
    folder: TempDir,
}

impl Night {
    pub(super) fn new(options: SandboxOptions) -> Self {
        let options =
            SandboxOptions { run_seconds: (600.0, 600.0), run_log_normal: None, ..options };
        Self { world: World::new(options), folder: tempfile::tempdir().unwrap() }
    }

    pub(super) fn ledger(&self) -> PathBuf {
        self.folder.path().join("bulk.ledger")
    }

    pub(super) fn options(&self) -> BulkOptions {
        self.unnamed().run_name("tonight")
    }

    pub(super) fn unnamed(&self) -> BulkOptions {
        BulkOptions::default().ledger(self.ledger())
    }

    async fn run(&self, options: BulkOptions) -> (Vec<Outcome>, Option<Error>, BulkSummary) {
        to_its_end(self.world.run(options)).await
    }

    /// The ledger as another program sees it.
    fn sql(&self, statement: &str) {
        let path = self.folder.path().join("bulk.ledger");
        Connection::open(path).unwrap().execute_batch(statement).unwrap();
    }

    async fn states(&self) -> Vec<(String, RunState)> {
        let reader = Ledger::read(self.folder.path().join("bulk.ledger")).await.unwrap();
        let runs = reader.runs().await.unwrap();
        runs.into_iter().rev().map(|run| (run.name, run.state)).collect()
    }

    /// Everyone has one outcome that is good, and was triggered once.
    pub(super) fn assert_all_ok(&self, outcomes: &[Outcome], enterprises: usize) {
        assert_eq!(kinds(outcomes), [(("ok", ""), enterprises)].into());
        assert_eq!(self.world.accepted(), [(1, enterprises)].into());
    }
}

pub(super) async fn to_its_end(mut run: BulkRun) -> (Vec<Outcome>, Option<Error>, BulkSummary) {
    let (outcomes, error) = read_all(&mut run).await;
    (outcomes, error, run.summary())
}

fn fault(json: serde_json::Value) -> Fault {
    serde_json::from_value(json).unwrap()
}

#[tokio::test(start_paused = true)]
async fn what_ran_when_the_token_was_refused_is_watched_on_and_not_triggered_again() {
    let night = Night::new(fleet(24, 4));
    night.world.later(1_000, |sandbox| sandbox.set_token("another"));
    let (outcomes, error, summary) = night.run(night.options()).await;
    assert_eq!(error.unwrap().kind(), ErrorKind::Authentication);
    assert_eq!((outcomes.len(), summary.running), (24, 0));
    let running = kinds(&outcomes)[&("ambiguous", "not_watched")];
    assert!(running > 0);
    assert_eq!(night.states().await, [("tonight".to_owned(), RunState::Interrupted)]);
    night.world.sandbox.set_token("sandbox-token");
    let (outcomes, error, summary) = night.run(night.options()).await;
    assert!(error.is_none() && summary.resumed);
    night.assert_all_ok(&outcomes, 24);
    assert_eq!(night.states().await, [("tonight".to_owned(), RunState::Complete)]);
    // The third time, there is nothing left to do, and all outcomes are replayed.
    let triggers = night.world.triggers();
    let (outcomes, ..) = night.run(night.options()).await;
    night.assert_all_ok(&outcomes, 24);
    assert_eq!(night.world.triggers(), triggers);
}

/// However a run ends, a trigger that may have been sent and isn't watched stays recorded.
#[tokio::test(start_paused = true)]
async fn an_unsettled_trigger_outlives_every_end_of_a_run() {
    let night = Night::new(fleet(24, 4));
    let lost = json(r#"{"name": "late", "seconds": 50, "operation": "directory_sync.trigger"}"#);
    night.world.sandbox.set_faults(vec![fault(lost)]);
    let world = &night.world;
    // The first ends by the token, the second by the window, the third by its reader.
    world.later(20, |sandbox| {
        sandbox.set_token("another");
        sandbox.set_faults(Vec::new());
    });
    let (outcomes, error, _) = night.run(night.options()).await;
    assert_eq!(error.unwrap().kind(), ErrorKind::Authentication);
    let doubtful = kinds(&outcomes)[&("ambiguous", "not_watched")];
    assert!(doubtful > 0);
    let (outcomes, error, _) = night.run(night.options()).await;
    assert_eq!((outcomes.len(), error.unwrap().kind()), (0, ErrorKind::Authentication));
    world.sandbox.set_token("sandbox-token");
    let over = night.options().stop_starting_after(std::time::SystemTime::UNIX_EPOCH);
    let (outcomes, error, _) = night.run(over).await;
    assert!(error.is_none());
    assert_eq!(kinds(&outcomes)[&("not_started", "window_closed")], 24 - world.accepted()[&1]);
    let mut run = night.world.run(night.options());
    run.next().await.unwrap();
    run.close().await.unwrap();
    let (outcomes, error, _) = night.run(night.options()).await;
    assert!(error.is_none());
    night.assert_all_ok(&outcomes, 24);
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_ledger_that_takes_no_outcome_loses_none_for_the_reader_nor_for_the_next() {
    for (table, condition) in [("outcomes", 5), ("intents", 7), ("snapshots", 9)] {
        let night = Night::new(fleet(24, 4));
        Ledger::open(night.ledger()).await.unwrap().close().await.unwrap();
        night.sql(&format!(
            "CREATE TRIGGER full BEFORE INSERT ON {table}
             WHEN (SELECT count(*) FROM {table}) >= {condition}
             BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END"
        ));
        let (outcomes, error, summary) = night.run(night.options()).await;
        assert_eq!(error.unwrap().kind(), ErrorKind::Ledger, "{table}");
        assert_eq!(summary.stop_reason, Some(StopReason::Ledger));
        assert_eq!((outcomes.len(), summary.running), (24, 0), "{table}");
        let ids: std::collections::BTreeSet<_> =
            outcomes.iter().map(|outcome| &outcome.enterprise_id).collect();
        assert_eq!(ids.len(), 24);
        let begun = outcomes.iter().filter(|it| it.outcome != OutcomeKind::NotStarted).count();
        assert_eq!(begun, night.world.accepted()[&1], "{table}");
        night.sql("DROP TRIGGER full");
        let (outcomes, error, _) = night.run(night.options()).await;
        assert!(error.is_none());
        night.assert_all_ok(&outcomes, 24);
    }
}

#[tokio::test(start_paused = true)]
async fn a_crash_on_night_one_never_shrinks_night_two() {
    let night = Night::new(fleet(12, 4));
    let named = |name: &str| night.unnamed().run_name(name);
    let mut run = night.world.run(named("one"));
    run.next().await.unwrap();
    run.close().await.unwrap();
    let (outcomes, error, summary) = night.run(named("two")).await;
    assert!(error.is_none() && !summary.resumed);
    assert_eq!(kinds(&outcomes), [(("ok", ""), 12)].into());
    let states = night.states().await;
    assert_eq!(states[0], ("one".to_owned(), RunState::Interrupted));
    assert_eq!(states[1], ("two".to_owned(), RunState::Complete));
}

#[tokio::test(start_paused = true)]
async fn without_a_name_the_same_run_is_resumed_while_it_is_young_and_abandoned_aloud_after() {
    let night = Night::new(fleet(12, 4));
    let unnamed = || night.unnamed();
    let interrupt = async |run: BulkRun| {
        let mut run = run;
        run.next().await.unwrap();
        let name = run.summary().run_name.unwrap();
        run.close().await.unwrap();
        name
    };
    let first = interrupt(night.world.run(unnamed())).await;
    // Other filters of the list, other items, other conditions: other runs.
    let filters = ListEnterprises::default().starts_with("Reseller1");
    let some = BulkItems::list(night.world.client.enterprises().list(filters).unwrap());
    let bulk = Bulk::new(&night.world.client);
    let other = interrupt(bulk.directory_sync().run(some, unnamed()).unwrap()).await;
    let ids = BulkItems::new(["unknown".to_owned()]);
    let (_, _, third) = to_its_end(bulk.directory_sync().run(ids, unnamed()).unwrap()).await;
    assert!(!third.resumed && first != other && third.run_name != Some(first.clone()));
    tokio::time::sleep(HOUR * 5).await;
    let again = interrupt(night.world.run(unnamed())).await;
    assert_eq!(again, first, "it is young enough");
    tokio::time::sleep(HOUR * 13).await;
    let (outcomes, error, summary) = night.run(unnamed()).await;
    assert!(error.is_none() && !summary.resumed);
    assert_eq!(summary.abandoned, std::slice::from_ref(&first));
    assert_eq!(outcomes.len(), 12);
    assert!(outcomes.iter().all(|it| it.outcome == OutcomeKind::Ok), "all items again");
    assert!(night.states().await.contains(&(first, RunState::Abandoned)));
    let (_, _, summary) = night.run(unnamed()).await;
    assert!(!summary.resumed, "what is complete is not resumed");
}

#[tokio::test(start_paused = true)]
async fn the_same_ids_in_another_order_are_the_same_run() {
    let night = Night::new(fleet(12, 2));
    let all = night.world.sandbox.enterprises();
    let ids: Vec<_> =
        all.as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect();
    let options = || night.unnamed();
    let bulk = Bulk::new(&night.world.client);
    let mut run = bulk.directory_sync().run(BulkItems::new(ids.clone()), options()).unwrap();
    run.next().await.unwrap();
    run.close().await.unwrap();
    let reversed: Vec<_> = ids.into_iter().rev().collect();
    let run = bulk.directory_sync().run(BulkItems::new(reversed), options()).unwrap();
    let (outcomes, _, summary) = to_its_end(run).await;
    assert!(summary.resumed);
    night.assert_all_ok(&outcomes, 12);
}

#[tokio::test(start_paused = true)]
async fn one_left_out_the_second_time_is_not_begun_and_keeps_what_it_has() {
    let night = Night::new(fleet(12, 2));
    let all = night.world.sandbox.enterprises();
    let ids: Vec<_> =
        all.as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect();
    let bulk = Bulk::new(&night.world.client);
    let unknown = || BulkItem::new("unknown").left_out();
    let items: Vec<_> =
        ids.iter().map(|id| BulkItem::new(id.as_str())).chain([unknown()]).collect();
    let mut run = bulk.directory_sync().run(BulkItems::new(items), night.options()).unwrap();
    // The first outcome is that of what is left out.
    run.next().await.unwrap();
    run.next().await.unwrap();
    run.close().await.unwrap();
    // A function leaves all out now, and one more that never belonged. What ran is watched to its end,
    // and nothing else is begun.
    let begun = night.world.accepted()[&1];
    let items = ids.iter().map(|id| BulkItem::new(id.as_str()).left_out());
    let items: Vec<_> = items.chain([unknown()]).collect();
    let run = bulk.directory_sync().run(BulkItems::new(items), night.options()).unwrap();
    let (outcomes, ..) = to_its_end(run).await;
    let mut seen = std::collections::BTreeSet::new();
    assert!(outcomes.iter().all(|it| seen.insert(it.enterprise_id.clone())), "{outcomes:?}");
    let left = 12 - begun;
    assert!(left > 0 && begun > 1);
    let expected = [(("ok", ""), begun), (("skipped", "only_if"), left + 1)];
    assert_eq!(kinds(&outcomes), expected.into());
    assert_eq!(night.world.accepted(), [(1, begun)].into());
}

#[tokio::test(start_paused = true)]
async fn a_run_that_could_not_be_watched_to_its_end_is_not_complete() {
    let night = Night::new(fleet(1, 1));
    let gone =
        json(r#"{"name": "status", "status": 500, "operation": "directory_sync.get_status"}"#);
    night.world.later(30, move |sandbox| sandbox.set_faults(vec![fault(gone)]));
    let (outcomes, error, summary) = night.run(night.options()).await;
    assert!(error.is_none() && summary.stop_reason.is_none());
    assert_eq!(kinds(&outcomes), [(("ambiguous", "not_watched"), 1)].into());
    assert_eq!(night.states().await, [("tonight".to_owned(), RunState::Interrupted)]);
    night.world.sandbox.set_faults(Vec::new());
    let (outcomes, ..) = night.run(night.options()).await;
    night.assert_all_ok(&outcomes, 1);
}

#[tokio::test(start_paused = true)]
async fn a_sync_of_an_earlier_process_is_checked_before_another_is_triggered() {
    let night = Night::new(fleet(2, 2));
    let mut run = night.world.run(night.options().concurrency(1));
    assert!(tokio::time::timeout(Duration::from_secs(60), run.next()).await.is_err());
    run.abort().await;
    let sandbox = &night.world.sandbox;
    let accepted = sandbox.accepted_triggers();
    let [first] = accepted.keys().collect::<Vec<_>>()[..] else { panic!("{accepted:?}") };
    sandbox.clear_requests();
    let (outcomes, ..) = night.run(night.options()).await;
    night.assert_all_ok(&outcomes, 2);
    let requests = sandbox.requests();
    let trigger = requests.iter().position(|request| request.method == "POST").unwrap();
    let path = format!("/{first}/");
    assert!(requests[..trigger].iter().any(|it| it.target.contains(&path)), "{requests:?}");
}

/// Users: nothing shows whether the sync of one arrived.
#[tokio::test(start_paused = true)]
async fn the_sync_of_a_user_that_was_cut_off_is_never_sent_again() {
    let night = Night::new(fleet(3, 1));
    let all = night.world.sandbox.enterprises();
    let first = &all[0];
    let user = format!("jane@{}", first["sandbox"]["domain"].as_str().unwrap());
    let items = || BulkItems::new([BulkItem::new(first["id"].as_str().unwrap()).user_id(&user)]);
    let bulk = Bulk::new(&night.world.client);
    let hang = json(r#"{"name": "hang", "performed": true}"#);
    night.world.sandbox.set_faults(vec![fault(hang)]);
    let mut run = bulk.directory_sync().trigger_user(items(), night.options()).unwrap();
    assert!(tokio::time::timeout(Duration::from_secs(10), run.next()).await.is_err());
    // As if the process were killed: its task is given up with the request on its way.
    run.abort().await;
    night.world.sandbox.set_faults(Vec::new());
    // Whatever ends the next before its turn, it is not forgotten.
    for _ in 0..2 {
        let options = night.options().stop_starting_after(std::time::SystemTime::UNIX_EPOCH);
        let run = bulk.directory_sync().trigger_user(items(), options).unwrap();
        let (outcomes, ..) = to_its_end(run).await;
        assert_eq!(kinds(&outcomes), [(("ambiguous", "interrupted"), 1)].into());
    }
    assert_eq!(night.world.triggers(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_run_is_alive_as_long_as_its_polls_are_answered() {
    let night = Night::new(SandboxOptions { manual: true, ..fleet(1, 1) });
    let mut run = night.world.run(night.options());
    let mut seen = std::collections::BTreeSet::new();
    // Several polls at least, of a sync that doesn't end.
    for _ in 0..20 {
        let time = Duration::from_secs(120);
        assert!(tokio::time::timeout(time, run.next()).await.is_err(), "the sync goes on");
        let reader = Ledger::read(night.ledger()).await.unwrap();
        seen.insert(reader.runs().await.unwrap()[0].updated_at);
    }
    assert!(seen.len() > 3, "{seen:?}");
    run.close().await.unwrap();
}
