use super::*;
use crate::runs::{RunKind, SandboxRun};

#[test]
fn recorded_runs_include_hidden_facts() {
    let mut state = state(|options| options.scheduled_runs = true);
    trigger(&mut state, ACME, later(1)).expect("accepted");
    state.hold(1, Duration::from_secs(9), later(2)).expect("held");
    let runs = state.runs();
    let expected = SandboxRun {
        enterprise_id: Some("acme".into()),
        cluster: 0,
        kind: RunKind::OnDemand,
        start: later(1),
        end: later(61),
        tracking_id: Some("TRACK_0".into()),
        codes: vec![],
    };
    assert_eq!(runs[0], expected);
    let held = SandboxRun {
        enterprise_id: None,
        cluster: 1,
        kind: RunKind::ExternalClient,
        start: later(2),
        end: later(11),
        tracking_id: None,
        codes: vec![],
    };
    assert_eq!(runs[1], held);
    assert_eq!(runs.len(), 2);
}

#[test]
fn refusals_are_counted_by_their_reason() {
    let mut state = state(|_| {});
    trigger(&mut state, ACME, start()).expect("accepted");
    for (index, times) in [(ACME, 2), (SIBLING, 3)] {
        for _ in 0..times {
            trigger(&mut state, index, start()).expect_err("refused");
        }
    }
    state.hold(1, Duration::from_secs(1), start()).expect("held");
    trigger(&mut state, UNRELATED, start()).expect_err("refused");
    state.enable(ACME, false, start()).expect_err("refused");
    state.sync_user(SIBLING, "jane@elsewhere.com").expect_err("refused");
    let expected = [
        ("600020", 1),
        ("600024", 1),
        ("already_running", 2),
        ("cluster_busy", 3),
        ("held_by_external_client", 1),
    ];
    assert_eq!(state.refusals(), expected.map(|(reason, count)| (reason.into(), count)).into());
}
