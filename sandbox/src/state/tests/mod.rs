mod external_clients;
mod introspection;
mod run_durations;
mod run_outcomes;
mod schedule;

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::{Refusal, State};
use crate::clock::VirtualTime;
use crate::generated::options::SandboxOptions;
use crate::generated::options::{NeverSynced, PartialSuccess, Switches};

const ACME: usize = 0;
const SIBLING: usize = 1;
const UNRELATED: usize = 2;

fn start() -> VirtualTime {
    VirtualTime::parse("2026-11-21T10:00:00Z").expect("a time")
}

fn later(seconds: u64) -> VirtualTime {
    start().after(Duration::from_secs(seconds))
}

/// Three enterprises, the first two on one cluster; every run takes 60 s.
fn state(change: impl FnOnce(&mut SandboxOptions)) -> State {
    let item = |id: &str, cluster: usize| {
        json!({
            "id": id,
            "spEnterpriseId": format!("Reseller1+{id}"),
            "broadworksDirectorySync": {"enableDirSync": true, "directorySyncStatus": {
                "lastSyncStartTime": "2026-11-20T09:59:00Z",
                "lastSyncEndTime": "2026-11-20T10:00:00Z",
                "syncStatus": "COMPLETE",
                "totalExternalUsersInCI": 7,
                "lastSyncTrackingId": "NA_old",
            }},
            "sandbox": {"cluster": cluster},
        })
    };
    let mut options = SandboxOptions {
        items: Some(vec![item("acme", 0), item("sibling", 0), item("stranger", 1)]),
        run_seconds: (60.0, 60.0),
        ..SandboxOptions::default()
    };
    change(&mut options);
    State::new(Arc::new(options), start()).expect("a state")
}

fn trigger(state: &mut State, index: usize, at: VirtualTime) -> Result<(), Refusal> {
    state.advance_to(at);
    state.trigger(index, format!("TRACK_{index}"), at)
}

fn status(state: &mut State, index: usize, at: VirtualTime) -> Value {
    state.advance_to(at);
    json!(state.enterprises[index].shown_sync())["directorySyncStatus"].clone()
}

#[test]
fn a_run_is_in_progress_immediately_and_complete_at_its_end() {
    let mut state = state(|_| {});
    trigger(&mut state, ACME, start()).expect("accepted");
    let running = status(&mut state, ACME, later(59));
    assert_eq!(running["syncStatus"], "IN_PROGRESS");
    assert_eq!(running["lastSyncTrackingId"], "TRACK_0");
    assert_eq!(running.get("lastSyncEndTime"), None);
    assert_eq!(running.get("totalExternalUsersInCI"), None);
    let done = status(&mut state, ACME, later(3600));
    assert_eq!(done["syncStatus"], "COMPLETE");
    assert_eq!(done["lastSyncStartTime"], "2026-11-21T10:00:00Z");
    assert_eq!(done["lastSyncEndTime"], "2026-11-21T10:01:00Z");
    assert_eq!(done["lastSuccessfulSyncTime"], "2026-11-21T10:01:00Z");
}

#[test]
fn a_cluster_takes_one_run_at_a_time() {
    let mut state = state(|_| {});
    assert_eq!(trigger(&mut state, ACME, start()), Ok(()));
    assert_eq!(trigger(&mut state, ACME, later(1)), Err(Refusal::AlreadyRunning));
    assert_eq!(trigger(&mut state, SIBLING, later(1)), Err(Refusal::ClusterBusy));
    assert_eq!(trigger(&mut state, UNRELATED, later(1)), Ok(()));
    assert_eq!(trigger(&mut state, SIBLING, later(60)), Ok(()));
}

#[test]
fn a_trigger_can_become_visible_late() {
    let mut state = state(|options| options.switches.stale_seconds = 5.0);
    trigger(&mut state, ACME, start()).expect("accepted");
    assert_eq!(status(&mut state, ACME, later(4))["syncStatus"], "COMPLETE");
    assert_eq!(trigger(&mut state, ACME, later(4)), Err(Refusal::AlreadyRunning));
    assert_eq!(status(&mut state, ACME, later(5))["syncStatus"], "IN_PROGRESS");
}

#[test]
fn the_previous_end_time_can_stay_during_the_next_run() {
    let mut state = state(|options| options.switches.end_time_while_running = true);
    trigger(&mut state, ACME, start()).expect("accepted");
    let running = status(&mut state, ACME, start());
    assert_eq!(running["lastSyncEndTime"], "2026-11-20T10:00:00Z");
    assert_eq!(running["totalExternalUsersInCI"], 7);
}

#[test]
fn a_failed_run_says_why_in_the_spelling_asked_for() {
    let mut state = state(|options| {
        options.fail_share = 1.0;
        options.switches.failed_state = "Failed".into();
    });
    trigger(&mut state, ACME, start()).expect("accepted");
    let failed = status(&mut state, ACME, later(60));
    assert_eq!(failed["syncStatus"], "Failed");
    assert!(failed["errors"][0]["errorCode"].is_u64());
    assert_eq!(failed["totalExternalUsersInCI"], 7);
    assert_eq!(failed.get("lastSuccessfulSyncTime"), None);
}

#[test]
fn a_partial_success_ends_either_way() {
    for (partial_success, expected) in
        [(PartialSuccess::CompleteWithErrors, "COMPLETE"), (PartialSuccess::Failed, "FAILED")]
    {
        let mut state = state(|options| {
            options.partial_share = 1.0;
            options.partial_codes = [(600_018, 1.0)].into();
            options.switches.partial_success = partial_success;
        });
        trigger(&mut state, ACME, start()).expect("accepted");
        let ended = status(&mut state, ACME, later(60));
        assert_eq!(ended["syncStatus"], expected);
        assert_eq!(ended["errors"][0]["errorCode"], 600_018);
    }
}

#[test]
fn disabling_cleans_up_and_waits_for_no_run() {
    let mut state = state(|options| {
        options.switches.never_synced = NeverSynced::Absent;
        options.clean_up_seconds = 300.0;
    });
    trigger(&mut state, ACME, start()).expect("accepted");
    assert_eq!(state.enable(ACME, false, start()), Err(Refusal::Coded(600_020)));
    state.advance_to(later(60));
    assert_eq!(state.enable(ACME, false, later(60)).as_deref(), Ok("CLEANUP_IN_PROGRESS"));
    assert_eq!(status(&mut state, ACME, later(359))["syncStatus"], "CLEANUP_IN_PROGRESS");
    assert_eq!(status(&mut state, ACME, later(360)), Value::Null);
    assert_eq!(trigger(&mut state, ACME, later(360)), Err(Refusal::Coded(600_011)));
}

#[test]
fn enabling_again_calls_the_clean_up_off() {
    let mut state = state(|_| {});
    state.enable(ACME, false, start()).expect("disabled");
    assert_eq!(state.enable(ACME, true, later(1)).as_deref(), Ok("NOT_SYNCED"));
    trigger(&mut state, ACME, later(290)).expect("accepted");
    assert_eq!(status(&mut state, ACME, later(301))["syncStatus"], "IN_PROGRESS");
}

#[test]
fn an_enterprise_given_as_running_is_running() {
    let items = json!([{"id": "a", "broadworksDirectorySync": {
        "enableDirSync": true,
        "directorySyncStatus": {"syncStatus": "IN_PROGRESS", "unheardOf": null},
    }}]);
    let mut state = state(|options| options.items = items.as_array().cloned());
    assert_eq!(status(&mut state, 0, start())["unheardOf"], Value::Null);
    assert_eq!(trigger(&mut state, 0, start()), Err(Refusal::AlreadyRunning));
    assert_eq!(status(&mut state, 0, later(60))["syncStatus"], "COMPLETE");
}

#[test]
fn seed_items_are_listed_verbatim_without_the_hidden_key() {
    let item = json!({"spEnterpriseId": "x", "zeta": null, "id": "a", "alpha": 1.50});
    let mut given = item.clone();
    given["sandbox"] = json!({"provisionedUsers": 0});
    let state = state(|options| options.items = Some(vec![given]));
    assert_eq!(json!(state.enterprises[0]).to_string(), item.to_string());
    assert_eq!(state.ground_truth()[0]["sandbox"]["provisionedUsers"], 0);
}

#[test]
fn misspelt_hidden_keys_are_refused() {
    let items = Some(vec![json!({"id": "a", "sandbox": {"clusters": 1}})]);
    let options = SandboxOptions { items, ..SandboxOptions::default() };
    let error = State::new(Arc::new(options), start()).err().expect("an error");
    assert!(error.to_string().contains("items[0]"), "{error}");
}

#[test]
fn a_user_is_added_once_and_then_follows_broadworks() {
    let mut state = state(|_| {});
    let user = "john.anderson@acme.example";
    let mut sync = |change: Option<fn(&mut State, usize, &str)>| {
        if let Some(change) = change {
            change(&mut state, ACME, user);
        }
        state.sync_user(ACME, user).map(|synced| synced.status)
    };
    assert_eq!(sync(None), Ok("ADD"));
    assert_eq!(sync(None), Ok("NO_OPERATION"));
    assert_eq!(sync(Some(State::touch_user)), Ok("UPDATE"));
    assert_eq!(sync(None), Ok("NO_OPERATION"));
    assert_eq!(sync(Some(State::remove_user)), Ok("DELETE"));
    assert_eq!(sync(None), Err(Refusal::Coded(600_024)));
    assert_eq!(sync(Some(State::touch_user)), Ok("ADD"));
}

#[test]
fn a_user_sync_can_be_refused() {
    let mut state = state(|_| {});
    for (user, code) in [
        ("unknown@acme.example", 600_024),
        ("jane@elsewhere.com", 600_024),
        ("subscriber.jane@acme.example", 600_023),
        ("twin.jane@acme.example", 600_027),
    ] {
        let refused = state.sync_user(ACME, user).err();
        assert_eq!(refused, Some(Refusal::Coded(code)), "{user}");
    }
}

#[test]
fn an_enterprise_can_refuse_all_of_its_users() {
    let item = |enabled: bool, provisioned: u64| {
        json!({
            "id": format!("{enabled}{provisioned}"),
            "spEnterpriseId": "acme",
            "broadworksDirectorySync": {"enableDirSync": enabled},
            "sandbox": {"provisionedUsers": provisioned},
        })
    };
    let items = Some(vec![item(false, 5), item(true, 0), item(true, 5)]);
    let mut state = state(|options| options.items = items);
    for (index, code) in [600_011, 600_022, 600_028].into_iter().enumerate() {
        let refused = state.sync_user(index, "jane@acme.example").err();
        assert_eq!(refused, Some(Refusal::Coded(code)));
    }
    trigger(&mut state, 2, start()).expect("accepted");
    state.advance_to(later(60));
    assert!(state.sync_user(2, "jane@acme.example").is_ok());
}

#[test]
fn a_bare_uuid_is_an_id_only_when_enabled() {
    for accepted in [false, true] {
        let switches = Switches { bare_uuid_accepted: accepted, ..Switches::default() };
        let options = SandboxOptions { enterprises: 1, switches, ..SandboxOptions::default() };
        let state = State::new(Arc::new(options), start()).expect("a state");
        let id = &state.enterprises[0].id;
        assert_eq!(state.find(&format!("{id}==")), Ok(0));
        let address = base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, id);
        let address = String::from_utf8(address.expect("base64")).expect("text");
        let uuid = address.rsplit('/').next().expect("a uuid");
        assert_eq!(state.find(uuid).is_ok(), accepted);
    }
}
