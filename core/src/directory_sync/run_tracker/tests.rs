use serde_json::{Value, json};

use super::*;

const BEFORE: (&str, &str) = ("2026-11-20T01:00:00Z", "2026-11-20T01:02:00Z");
const NOW: (&str, &str) = ("2026-11-21T01:00:00Z", "2026-11-21T01:02:00Z");

fn status(state: &str, start: Option<&str>, end: Option<&str>, id: &str) -> Value {
    json!({"enableDirSync": true, "directorySyncStatus": {"syncStatus": state,
        "lastSyncStartTime": start, "lastSyncEndTime": end, "lastSyncTrackingId": id}})
}

fn seen(state: &str, start: &str, end: Option<&str>, id: &str) -> StatusSnapshot {
    StatusSnapshot::of(&status(state, Some(start), end, id))
}

fn before() -> StatusSnapshot {
    seen("COMPLETE", BEFORE.0, Some(BEFORE.1), "NA_1")
}

fn ours() -> StatusSnapshot {
    seen("COMPLETE", NOW.0, Some(NOW.1), "X")
}

fn running() -> StatusSnapshot {
    seen("IN_PROGRESS", NOW.0, None, "X")
}

fn observe(run: &mut RunTracker, seen: &StatusSnapshot) -> RunProgress {
    run.observe(seen, Instant::now())
}

/// The baseline of an answer at the time of the trigger, by the server's clock.
fn answered(seen: StatusSnapshot) -> StatusSnapshot {
    StatusSnapshot { answered_at: Some(NOW.0.parse().unwrap()), ..seen }
}

const OURS: RunProgress = RunProgress::Ended(RunEnd::Complete);

/// Statuses before the trigger that have less in them, and what they lack.
fn degraded() -> Vec<(&'static str, StatusSnapshot)> {
    let json = |json: Value| StatusSnapshot::of(&json);
    vec![
        ("the status", json(json!({"enableDirSync": true}))),
        ("everything", json(json!({}))),
        ("the tracking id", seen("COMPLETE", BEFORE.0, Some(BEFORE.1), "")),
        ("the start", seen("COMPLETE", "", Some(BEFORE.1), "NA_1")),
        ("all but the end", seen("COMPLETE", "", Some(BEFORE.1), "")),
        ("all but the state", seen("COMPLETE", "", None, "")),
        ("nothing", before()),
    ]
}

#[test]
fn a_baseline_with_less_in_it_makes_no_old_run_ours() {
    for (lacks, baseline) in degraded() {
        let mut run = RunTracker::after(answered(baseline));
        for _ in 0..3 {
            assert_eq!(observe(&mut run, &before()), RunProgress::Unseen, "lacks {lacks}");
            for (_, less) in degraded() {
                let progress = observe(&mut run, &less);
                assert!(!matches!(progress, RunProgress::Ended(_)), "lacks {lacks}: {less:?}");
            }
        }
        assert_eq!(observe(&mut run.clone(), &ours()), OURS, "lacks {lacks}, never seen running");
        assert_eq!(observe(&mut run, &running()), RunProgress::Running);
        assert_eq!(observe(&mut run, &before()), RunProgress::Unseen, "lacks {lacks}, stale");
        assert_eq!(observe(&mut run, &ours()), OURS, "lacks {lacks}");
    }
}

#[test]
fn the_same_run_in_another_spelling_is_still_the_old_one() {
    let other_fraction = seen("COMPLETE", "2026-11-20T01:00:00.704Z", Some(BEFORE.1), "NA_1");
    for baseline in [before(), answered(before())] {
        let mut run = RunTracker::after(baseline);
        assert_eq!(observe(&mut run, &other_fraction), RunProgress::Unseen);
    }
}

#[test]
fn running_under_the_old_name_makes_the_old_end_no_new_one() {
    for named in [seen("IN_PROGRESS", BEFORE.0, None, "NA_1"), seen("IN_PROGRESS", "", None, "")] {
        let mut run = RunTracker::after(before());
        assert_eq!(observe(&mut run, &named), RunProgress::Running);
        assert_eq!(observe(&mut run, &before()), RunProgress::Unseen);
        assert_eq!(observe(&mut run, &ours()), OURS);
    }
}

#[test]
fn a_run_from_before_the_baseline_is_not_ours() {
    let older = seen("COMPLETE", "2026-11-13T01:00:00Z", Some("2026-11-13T01:02:00Z"), "NA_0");
    let mut run = RunTracker::after(before());
    assert_eq!(observe(&mut run, &older), RunProgress::Unseen);
}

#[test]
fn a_run_that_ended_before_the_trigger_by_the_servers_clock_is_not_ours() {
    let scheduled = |end: &str| seen("COMPLETE", "2026-11-21T00:30:00Z", Some(end), "NA_2");
    let mut run = RunTracker::after(answered(before()));
    assert_eq!(observe(&mut run, &scheduled("2026-11-21T00:58:59Z")), RunProgress::Unseen);
    // Within what the clocks of the service may be apart nothing is excluded.
    assert_eq!(observe(&mut run, &scheduled("2026-11-21T00:59:01Z")), OURS);
}

#[test]
fn a_run_that_was_seen_running_is_ours_whatever_the_clocks_say() {
    let clock = Some("2026-11-21T06:00:00Z".parse().unwrap());
    let mut run = RunTracker::after(StatusSnapshot { answered_at: clock, ..before() });
    assert_eq!(observe(&mut run, &ours()), RunProgress::Unseen);
    assert_eq!(observe(&mut run, &running()), RunProgress::Running);
    assert_eq!(observe(&mut run, &before()), RunProgress::Unseen);
    assert_eq!(observe(&mut run, &ours()), OURS);
    // During the run, Webex still reported the previous run's fields. Seeing these again as
    // COMPLETE doesn't mean that the run ended.
    let old = seen("COMPLETE", "2026-11-21T00:30:00Z", Some("2026-11-21T00:31:00Z"), "NA_2");
    let mut run = RunTracker::after(StatusSnapshot { answered_at: clock, ..before() });
    let named = StatusSnapshot { sync_status: "IN_PROGRESS".to_owned(), ..old.clone() };
    assert_eq!(observe(&mut run, &named), RunProgress::Running);
    assert_eq!(observe(&mut run, &old), RunProgress::Unseen);
}

#[test]
fn the_tracking_id_of_the_trigger_is_proof_whatever_the_clocks_say() {
    let clock = Some("2027-01-01T00:00:00Z".parse().unwrap());
    let baseline = StatusSnapshot { answered_at: clock, ..before() };
    let run = RunTracker::after(baseline);
    assert_eq!(observe(&mut run.clone(), &ours()), RunProgress::Unseen);
    for id in ["X", "X_44"] {
        let mut run = run.clone().with_tracking_id(Some("X".to_owned()));
        assert_eq!(observe(&mut run, &seen("COMPLETE", NOW.0, Some(NOW.1), id)), OURS);
    }
}

#[test]
fn an_id_on_the_times_of_the_baseline_is_no_new_run() {
    for baseline in [before(), answered(before())] {
        let mut run = RunTracker::after(baseline).with_tracking_id(Some("X".to_owned()));
        for id in ["X", "na_1", "NA_1, NA_1"] {
            let old = seen("COMPLETE", BEFORE.0, Some(BEFORE.1), id);
            assert_eq!(observe(&mut run, &old), RunProgress::Unseen, "{id}");
        }
        assert_eq!(observe(&mut run, &ours()), OURS);
    }
}

#[test]
fn without_any_clock_a_first_run_counts_once_seen_running_or_after_a_minute() {
    let never = StatusSnapshot::of(&json!({"enableDirSync": true}));
    let mut run = RunTracker::after(never);
    let now = Instant::now();
    run.confirm(now);
    assert_eq!(run.observe(&ours(), now), RunProgress::Unseen);
    assert_eq!(run.clone().observe(&ours(), now + SHOWS_WITHIN), OURS);
    assert_eq!(run.observe(&running(), now), RunProgress::Running);
    assert_eq!(run.observe(&ours(), now), OURS);
}

#[test]
fn a_run_of_another_is_not_ended_by_an_older_one() {
    let mut run = RunTracker::of_running(running());
    assert_eq!(observe(&mut run, &before()), RunProgress::Unseen);
    assert_eq!(observe(&mut run, &seen("COMPLETE", "", None, "")), RunProgress::Unseen);
    assert_eq!(observe(&mut run, &ours()), OURS);
    let mut bare = RunTracker::of_running(seen("IN_PROGRESS", "", None, ""));
    assert_eq!(observe(&mut bare, &ours()), OURS);
}

#[test]
fn an_answer_from_before_the_trigger_ends_nothing() {
    let mut run = RunTracker::after(before());
    assert_eq!(observe(&mut run, &before()), RunProgress::Unseen);
    assert_eq!(observe(&mut run, &seen("IN_PROGRESS", NOW.0, None, "X")), RunProgress::Running);
    let ended = seen("COMPLETE", NOW.0, Some(NOW.1), "X");
    assert_eq!(observe(&mut run, &ended), RunProgress::Ended(RunEnd::Complete));
}

#[test]
fn a_run_that_is_over_before_it_was_seen_is_told_by_its_start_or_its_id() {
    let other_start = seen("COMPLETE", NOW.0, Some(NOW.1), "NA_1");
    let other_id = seen("FAILED", BEFORE.0, Some(NOW.1), "X");
    let run = RunTracker::after(before());
    assert_eq!(observe(&mut run.clone(), &other_start), RunProgress::Ended(RunEnd::Complete));
    assert_eq!(observe(&mut run.clone(), &other_id), RunProgress::Ended(RunEnd::Failed));
}

#[test]
fn an_answer_from_before_ends_nothing_either_where_the_run_was_seen_since() {
    let mut run = RunTracker::after(before());
    assert_eq!(observe(&mut run, &seen("IN_PROGRESS", NOW.0, None, "X")), RunProgress::Running);
    assert_eq!(observe(&mut run, &before()), RunProgress::Unseen);
    let ended = seen("COMPLETE", NOW.0, Some(NOW.1), "X");
    assert_eq!(observe(&mut run, &ended), RunProgress::Ended(RunEnd::Complete));
}

#[test]
fn a_first_run_begins_from_nothing() {
    let never = StatusSnapshot::of(&json!({"enableDirSync": true}));
    let mut run = RunTracker::after(answered(never.clone()));
    assert_eq!(observe(&mut run, &never), RunProgress::Unseen);
    let ended = seen("COMPLETE", NOW.0, Some(NOW.1), "X");
    assert_eq!(observe(&mut run, &ended), RunProgress::Ended(RunEnd::Complete));
}

#[test]
fn an_unknown_state_ends_the_run_only_where_an_end_is_told() {
    let mut run = RunTracker::after(before());
    let going_on = seen("PREPARING", NOW.0, None, "X");
    assert_eq!(observe(&mut run, &going_on), RunProgress::Running);
    // The end of the run before, left standing while this one goes on.
    let left_over = seen("PREPARING", NOW.0, Some("2026-11-20T01:02:01Z"), "X");
    assert_eq!(observe(&mut run, &left_over), RunProgress::Running);
    let over = seen("HALF_DONE", NOW.0, Some(NOW.1), "X");
    assert_eq!(observe(&mut run, &over), RunProgress::Ended(RunEnd::Failed));
}

#[test]
fn switching_off_ends_the_wait() {
    let mut run = RunTracker::after(before());
    let mut off = status("NOT_SYNCED", None, None, "");
    off["enableDirSync"] = json!(false);
    let off = StatusSnapshot::of(&off);
    // Once it may be a status from before directory sync was switched on.
    for other in [before(), running()] {
        assert_eq!(observe(&mut run, &off), RunProgress::Unseen);
        assert!(!matches!(observe(&mut run, &other), RunProgress::Ended(_)));
    }
    assert_eq!(observe(&mut run, &off), RunProgress::Unseen);
    assert_eq!(observe(&mut run, &off), RunProgress::Ended(RunEnd::SwitchedOff));
}

#[test]
fn errors_of_phone_lists_alone_are_part_of_the_work_done() {
    let with_errors = |state: &str, codes: &[i64]| {
        let mut status = status(state, Some(NOW.0), Some(NOW.1), "X");
        status["directorySyncStatus"]["errors"] =
            codes.iter().map(|code| json!({"errorCode": code})).collect();
        observe(&mut RunTracker::after(before()), &StatusSnapshot::of(&status))
    };
    assert_eq!(with_errors("COMPLETE", &[600_018]), RunProgress::Ended(RunEnd::Partial));
    assert_eq!(with_errors("FAILED", &[600_018, 600_019]), RunProgress::Ended(RunEnd::Partial));
    assert_eq!(with_errors("FAILED", &[600_018, 600_014]), RunProgress::Ended(RunEnd::Failed));
    assert_eq!(with_errors("FAILED", &[]), RunProgress::Ended(RunEnd::Failed));
}
