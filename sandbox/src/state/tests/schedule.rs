use super::*;
use crate::runs::RunKind;

const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;
const WEEK: u64 = 7 * DAY;

/// Three enterprises, by default with last syncs that ended a day ago.
fn scheduled(change: impl FnOnce(&mut SandboxOptions)) -> State {
    state(|options| {
        options.scheduled_runs = true;
        change(options);
    })
}

/// The starts of an enterprise's scheduled runs by a moment, in seconds since the beginning.
fn starts(state: &mut State, index: usize, by: VirtualTime) -> Vec<u64> {
    state.advance_to(by);
    let id = state.enterprises[index].id.clone();
    let runs = state.runs().into_iter();
    runs.filter(|run| run.kind == RunKind::Scheduled && run.enterprise_id.as_ref() == Some(&id))
        .map(|run| run.start.since(start()).expect("a later moment").as_secs())
        .collect()
}

#[test]
fn scheduled_runs_are_off_by_default() {
    let mut state = state(|_| {});
    assert!(starts(&mut state, ACME, later(10 * WEEK)).is_empty());
}

#[test]
fn a_run_starts_a_week_after_the_last_sync_and_every_week_from_its_end_on() {
    let mut state = scheduled(|_| {});
    let first = 6 * DAY;
    let second = first + 60 + WEEK;
    assert_eq!(starts(&mut state, UNRELATED, later(second)), [first, second]);
    let status = status(&mut state, UNRELATED, later(second));
    assert_eq!(status["syncStatus"], "IN_PROGRESS");
    assert!(status["lastSyncTrackingId"].as_str().is_some_and(|id| id.starts_with("NA_")));
}

#[test]
fn an_on_demand_sync_postpones_the_scheduled_one() {
    let mut state = scheduled(|_| {});
    trigger(&mut state, UNRELATED, later(5 * DAY)).expect("accepted");
    let expected = 5 * DAY + 60 + WEEK;
    assert_eq!(starts(&mut state, UNRELATED, later(expected)), [expected]);
}

#[test]
fn scheduled_runs_of_a_cluster_run_one_after_the_other() {
    let mut state = scheduled(|_| {});
    trigger(&mut state, UNRELATED, start()).expect("accepted");
    assert_eq!(starts(&mut state, ACME, later(6 * DAY + 60)), [6 * DAY]);
    assert_eq!(starts(&mut state, SIBLING, later(6 * DAY + 60)), [6 * DAY + 60]);
    let mut state = scheduled(|_| {});
    state.occupy(SIBLING, later(6 * DAY - 1)).expect("occupied");
    assert_eq!(starts(&mut state, ACME, later(6 * DAY)), [6 * DAY]);
}

#[test]
fn an_enterprise_queued_for_its_scheduled_run_can_be_triggered() {
    let mut state = scheduled(|_| {});
    trigger(&mut state, SIBLING, later(6 * DAY + 1)).expect("accepted");
    // Due a second after the other enterprise of the cluster, whose run takes a minute again.
    let expected = 6 * DAY + 120 + WEEK;
    assert_eq!(starts(&mut state, SIBLING, later(expected)), [expected]);
}

#[test]
fn a_scheduled_run_lets_others_of_its_cluster_be_triggered_but_not_itself() {
    let mut state = scheduled(|_| {});
    let during = later(6 * DAY + 1);
    assert_eq!(trigger(&mut state, ACME, during), Err(Refusal::AlreadyRunning));
    assert_eq!(trigger(&mut state, SIBLING, during), Ok(()));
}

#[test]
fn a_failed_run_is_repeated_every_day() {
    let mut state = scheduled(|options| options.fail_share = 1.0);
    let first = 6 * DAY;
    let expected = [first, first + 60 + DAY, first + 120 + 2 * DAY];
    assert_eq!(starts(&mut state, UNRELATED, later(first + 3 * DAY)), expected);
}

#[test]
fn the_first_run_comes_a_week_after_enabling_at_some_time_of_that_day() {
    let mut state = scheduled(|_| {});
    for index in [ACME, UNRELATED] {
        state.enable(index, false, start()).expect("disabled");
    }
    assert!(starts(&mut state, ACME, later(DAY)).is_empty());
    for index in [ACME, UNRELATED] {
        state.enable(index, true, later(DAY)).expect("enabled");
    }
    let mut first = |index| starts(&mut state, index, later(9 * DAY))[0];
    let firsts = [first(ACME), first(UNRELATED)];
    assert!(firsts.iter().all(|first| (8 * DAY..9 * DAY).contains(first)), "{firsts:?}");
    assert_ne!(firsts[0], firsts[1]);
}

#[test]
fn an_enterprise_disabled_while_queued_does_not_run() {
    let mut state = scheduled(|_| {});
    state.advance_to(later(6 * DAY + 1));
    state.enable(SIBLING, false, later(6 * DAY + 1)).expect("disabled");
    assert!(starts(&mut state, SIBLING, later(5 * WEEK)).is_empty());
}

#[test]
fn generated_enterprises_are_due_at_different_times_within_a_week() {
    let options = SandboxOptions {
        enterprises: 400,
        scheduled_runs: true,
        run_seconds: (1.0, 1.0),
        ..SandboxOptions::default()
    };
    let mut state = State::new(Arc::new(options), start()).expect("a state");
    let enabled = state.enterprises.iter().filter(|it| it.sync.enable_dir_sync).count();
    state.advance_to(later(HOUR));
    assert!(state.runs().len() < enabled / 20, "{} of {enabled}", state.runs().len());
    state.advance_to(later(WEEK));
    let ran: std::collections::HashSet<_> =
        state.runs().into_iter().map(|run| run.enterprise_id).collect();
    assert_eq!(ran.len(), enabled);
}
