use super::*;
use crate::runs::{RunKind, SandboxRun};

const DAY: u64 = 24 * 3600;

fn visited(change: impl FnOnce(&mut SandboxOptions)) -> State {
    let mut options = SandboxOptions {
        enterprises: 60,
        clusters: 3,
        external_client_share: 0.1,
        run_seconds: (60.0, 600.0),
        ..SandboxOptions::default()
    };
    change(&mut options);
    State::new(Arc::new(options), start()).expect("a state")
}

fn external_clients(state: &State) -> Vec<SandboxRun> {
    state.runs().into_iter().filter(|run| run.kind == RunKind::ExternalClient).collect()
}

/// The share of the slots' time that external clients have held.
fn share_held(state: &State, clusters: u32, days: u64) -> f64 {
    let held: Duration = external_clients(state)
        .iter()
        .map(|run| run.end.since(run.start).unwrap_or_default())
        .sum();
    held.as_secs_f64() / (f64::from(clusters) * Duration::from_secs(days * DAY).as_secs_f64())
}

#[test]
fn external_clients_hold_the_slots_for_their_share_of_time() {
    for anonymous_external_clients in [false, true] {
        let mut state =
            visited(|options| options.anonymous_external_clients = anonymous_external_clients);
        state.advance_to(later(60 * DAY));
        let share = share_held(&state, 3, 60);
        assert!((0.08..0.12).contains(&share), "{share}");
        let shown =
            external_clients(&state).iter().filter(|run| run.enterprise_id.is_some()).count();
        assert_eq!(shown == 0, anonymous_external_clients);
    }
}

#[test]
fn external_clients_get_their_share_of_a_contended_slot() {
    let mut state = visited(|options| {
        options.clusters = 1;
        options.external_client_share = 0.3;
        options.anonymous_external_clients = true;
    });
    let mut now = start();
    let enabled = state.enterprises.iter().position(|it| it.sync.enable_dir_sync).expect("one");
    while now < later(20 * DAY) {
        now = now.after(Duration::from_secs(10));
        // Refused while a run goes on, accepted at once when none does.
        let _ = trigger(&mut state, enabled, now);
    }
    let share = share_held(&state, 1, 20);
    assert!((0.27..0.33).contains(&share), "{share}");
}

#[test]
fn external_clients_never_meet_another_run_in_their_slot() {
    let mut state = visited(|_| {});
    for hour in 0..240 {
        for index in 0..state.enterprises.len() {
            let _ = trigger(&mut state, index, later(hour * 3600));
        }
    }
    let mut free_from = [start(); 3];
    for run in state.runs() {
        assert!(run.start >= free_from[run.cluster], "{run:?}");
        free_from[run.cluster] = run.end;
    }
}

#[test]
fn the_same_seed_gives_the_same_external_clients_for_any_time_steps() {
    let mut at_once = visited(|_| {});
    at_once.advance_to(later(DAY));
    let mut in_steps = visited(|_| {});
    (0..=24).for_each(|hour| in_steps.advance_to(later(hour * 3600)));
    assert_eq!(at_once.runs(), in_steps.runs());
    let mut other = visited(|options| options.seed = 2);
    other.advance_to(later(DAY));
    assert_ne!(at_once.runs(), other.runs());
}

#[test]
fn an_occupied_enterprise_shows_the_run_of_another_client() {
    let mut state = state(|_| {});
    state.occupy(ACME, start()).expect("occupied");
    let shown = status(&mut state, ACME, start());
    assert_eq!(shown["syncStatus"], "IN_PROGRESS");
    let tracking_id = shown["lastSyncTrackingId"].as_str().expect("a tracking id");
    assert!(tracking_id.starts_with("NA_") || tracking_id.starts_with("WEBEX-DEV-PORTAL_"));
    assert_eq!(trigger(&mut state, ACME, start()), Err(Refusal::AlreadyRunning));
    assert_eq!(trigger(&mut state, SIBLING, start()), Err(Refusal::HeldElsewhere));
    assert_eq!(state.occupy(SIBLING, start()), Err(Refusal::HeldElsewhere));
    assert_eq!(trigger(&mut state, SIBLING, later(60)), Ok(()));
    assert_eq!(status(&mut state, ACME, later(60))["syncStatus"], "COMPLETE");
}

#[test]
fn a_cluster_can_be_held_invisibly() {
    let mut state = state(|_| {});
    state.hold(0, Duration::from_secs(30), start()).expect("held");
    assert_eq!(status(&mut state, ACME, start())["syncStatus"], "COMPLETE");
    assert_eq!(trigger(&mut state, ACME, later(29)), Err(Refusal::HeldElsewhere));
    assert_eq!(state.hold(0, Duration::MAX, later(29)), Err(Refusal::ClusterBusy));
    assert_eq!(trigger(&mut state, ACME, later(30)), Ok(()));
    assert_eq!(state.hold(4, Duration::MAX, later(30)), Err(Refusal::NotFound));
}

#[test]
fn a_cluster_can_be_held_until_the_end_of_time() {
    let mut state = visited(|options| options.external_client_share = 0.0);
    state.hold(0, Duration::MAX, start()).expect("held");
    state.advance_to(start().after(Duration::MAX));
    let member = state.clusters[0].members.iter().copied();
    let enabled = member.into_iter().find(|index| state.enterprises[*index].sync.enable_dir_sync);
    let refused = state.trigger(enabled.expect("one"), String::new(), later(DAY));
    assert_eq!(refused, Err(Refusal::HeldElsewhere));
}
