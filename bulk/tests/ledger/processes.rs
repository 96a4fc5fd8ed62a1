//! Several processes, and ones that are killed.
//!
//! The other process is this test binary, started again for the one test `child`.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use webex_broadworks::ErrorKind;
use webex_broadworks_bulk::OutcomeKind;
use webex_broadworks_bulk::ledger::{Ledger, Settled};

use crate::{begin, conclusion, indices, intent, items, noon, place, unfinished};

const LEDGER: &str = "WEBEX_BROADWORKS_TEST_LEDGER";

/// Works through items without end, and says after each step that it is committed.
#[tokio::test]
#[ignore = "the other process: the tests beside it start it"]
async fn child() {
    let Some(path) = std::env::var_os(LEDGER) else { return };
    let ledger = Ledger::open(path).await.unwrap();
    let run = begin(&ledger).await.run;
    for index in 0.. {
        run.record_items(items(index..index + 1), noon()).await.unwrap();
        let id = run.record_intent(intent(index, 1)).await.unwrap();
        println!("\nintended {index}");
        run.settle(id, Settled::Accepted, noon()).await.unwrap();
        println!("\naccepted {index}");
        run.conclude(conclusion(index, 1, OutcomeKind::Ok)).await.unwrap();
        println!("\nconcluded {index}");
    }
}

/// Starts the other process and reads what it says up to a line.
fn start_until(path: &Path, line: &str) -> Child {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["processes::child", "--exact", "--ignored", "--nocapture"])
        .env(LEDGER, path)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.any(|said| said.unwrap() == line), "{line} was never said");
    // The child keeps writing to a pipe that is no longer read, and is killed at that point.
    std::mem::forget(lines);
    child
}

fn kill(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

#[tokio::test]
async fn what_was_committed_survives_a_kill() {
    for line in ["intended 40", "accepted 40", "concluded 40"] {
        let (_folder, path) = place();
        kill(start_until(&path, line));
        let ledger = Ledger::open(&path).await.unwrap();
        let begun = begin(&ledger).await;
        assert!(begun.resumed, "{line}");
        let finished = begun.run.finished(None, 100_000, &[]).await.unwrap();
        let finished: Vec<_> = finished.into_iter().map(|(index, _)| index).collect();
        assert!(finished.iter().copied().eq(0..finished.len() as u64), "{line}: none is missing");
        assert!(finished.len() >= if line == "concluded 40" { 41 } else { 40 }, "{line}");
        let rest = unfinished(&begun.run, &[]).await;
        if finished.len() == 40 {
            let intent = rest[0].intent.as_ref().expect("the intent that was committed");
            assert_eq!(intent.tracking_id.as_deref(), Some("OURS_40_1"), "{line}");
            assert!(intent.accepted || line == "intended 40", "{line}");
        }
        assert!(indices(&rest).len() <= 1, "{line}");
    }
}

#[tokio::test]
async fn a_second_process_is_told_who_has_it_and_gets_it_once_that_one_is_dead() {
    let (_folder, path) = place();
    let child = start_until(&path, "concluded 3");
    let error = Ledger::open(&path).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LedgerInUse);
    let text = error.to_string();
    let owner = format!("in use by process {}, since 20", child.id());
    assert!(text.contains(&owner) && text.contains("Wait for it to end"), "{text}");
    let reader = Ledger::read(&path).await.unwrap();
    let run = reader.runs().await.unwrap().remove(0).name;
    assert!(reader.summary(&run).await.unwrap().count(OutcomeKind::Ok) >= 4);
    kill(child);
    assert!(Ledger::open(&path).await.is_ok());
}

#[tokio::test]
async fn the_lock_is_held_until_the_last_handle_is_gone() {
    let (folder, path) = place();
    let lock = || {
        let file = std::fs::File::open(folder.path().join("bulk.ledger-lock")).unwrap();
        file.try_lock().is_ok()
    };
    let first = Ledger::open(&path).await.unwrap();
    let second = Ledger::open(&path).await.unwrap();
    let begun = begin(&first).await;
    first.close().await.unwrap();
    drop(second);
    assert!(!lock(), "the run still has it");
    drop(begun);
    assert!(lock());
    assert!(!folder.path().join("bulk.ledger-wal").exists(), "the log is written back");
}

#[tokio::test]
async fn opening_and_closing_at_once_is_no_conflict() {
    let (_folder, path) = place();
    let turns = (0..8).map(|_| {
        let path = path.clone();
        tokio::spawn(async move {
            for _ in 0..20 {
                drop(Ledger::open(&path).await.unwrap());
            }
        })
    });
    for turn in turns.collect::<Vec<_>>() {
        turn.await.unwrap();
    }
}
