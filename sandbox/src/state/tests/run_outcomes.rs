use super::*;
use crate::runs::NextRun;

#[test]
fn set_next_run_applies_to_one_run() {
    let mut state = state(|_| {});
    let next = NextRun { seconds: Some(5.0), codes: Some(vec![600_025, 600_026]) };
    state.set_next_run(ACME, next);
    trigger(&mut state, ACME, start()).expect("accepted");
    let failed = status(&mut state, ACME, later(5));
    assert_eq!(failed["syncStatus"], "FAILED");
    assert_eq!(failed["errors"][0]["errorCode"], 600_025);
    assert_eq!(failed["errors"][1]["errorCode"], 600_026);
    assert_eq!(state.runs()[0].codes, [600_025, 600_026]);
    trigger(&mut state, ACME, later(5)).expect("accepted");
    assert_eq!(status(&mut state, ACME, later(10))["syncStatus"], "COMPLETE");
}

#[test]
fn a_run_can_be_set_to_succeed_fully_or_in_part() {
    let mut state = state(|options| options.fail_share = 1.0);
    for codes in [vec![], vec![600_017, 600_019]] {
        state.set_next_run(ACME, NextRun { codes: Some(codes.clone()), ..NextRun::default() });
        let now = state.runs().last().map_or(start(), |run| run.end);
        trigger(&mut state, ACME, now).expect("accepted");
        let ended = status(&mut state, ACME, now.after(Duration::from_secs(60)));
        assert_eq!(ended["syncStatus"], "COMPLETE");
        assert_eq!(ended["errors"].as_array().map_or(0, Vec::len), codes.len());
    }
}

#[test]
fn an_enterprise_without_provisioned_users_cannot_be_synced() {
    let items = json!([{"id": "a", "broadworksDirectorySync": {"enableDirSync": true},
        "sandbox": {"provisionedUsers": 0}}]);
    let mut state = state(|options| options.items = items.as_array().cloned());
    trigger(&mut state, 0, start()).expect("accepted");
    let failed = status(&mut state, 0, later(60));
    assert_eq!(failed["errors"][0]["errorCode"], 600_029);
}

#[test]
fn a_run_can_be_set_to_never_end_or_to_end_immediately() {
    let mut state = state(|options| options.external_client_share = 1.0);
    let next = |seconds| NextRun { seconds: Some(seconds), ..NextRun::default() };
    state.set_next_run(UNRELATED, next(f64::INFINITY));
    state.set_next_run(ACME, next(0.0));
    state.advance_to(later(3600));
    assert_eq!(status(&mut state, UNRELATED, later(1_000_000))["syncStatus"], "IN_PROGRESS");
    let at_once = state.runs().into_iter().find(|run| run.enterprise_id.as_deref() == Some("acme"));
    assert!(at_once.is_some_and(|run| run.start == run.end));
}
