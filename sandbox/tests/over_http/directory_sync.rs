use std::time::Duration;

use serde_json::json;
use webex_broadworks_sandbox::Sandbox;

use crate::client::{bearer, get, id_where, send, send_with, start, sync_path};

const ENABLE: &str = r#"{"enableDirSync": true}"#;
const DISABLE: &str = r#"{"enableDirSync": false}"#;
const SYNC_NOW: &str = r#"{"syncStatus": "SYNC_NOW"}"#;

fn acme(sandbox: &Sandbox) -> String {
    id_where(sandbox, |it| it["spEnterpriseId"] == "Reseller1+acme")
}

#[test]
fn a_put_is_seen_by_the_next_get() {
    let sandbox = start(|_| {});
    let path = sync_path(&id_where(&sandbox, |it| {
        it["broadworksDirectorySync"]["enableDirSync"] == false
    }));
    let expected =
        json!({"enableDirSync": true, "directorySyncStatus": {"syncStatus": "NOT_SYNCED"}});
    assert_eq!(send(&sandbox, "PUT", &path, ENABLE).json(), expected);
    assert_eq!(get(&sandbox, &path).json(), expected);
}

#[test]
fn a_run_goes_from_in_progress_to_complete_under_the_tracking_id_of_its_trigger() {
    let sandbox = start(|options| options.run_seconds = (90.0, 90.0));
    let path = sync_path(&acme(&sandbox));
    let headers = [("Authorization", &*bearer(&sandbox.token())), ("TrackingID", "TRACK_1")];
    let accepted = send_with(&sandbox, "POST", &path, SYNC_NOW, &headers);
    assert_eq!(accepted.header("trackingid"), Some("TRACK_1, TRACK_1"));
    let expected =
        json!({"enableDirSync": true, "directorySyncStatus": {"syncStatus": "IN_PROGRESS"}});
    assert_eq!(accepted.json(), expected);
    assert_eq!(get(&sandbox, &path).json()["directorySyncStatus"]["syncStatus"], "IN_PROGRESS");
    let refused = send(&sandbox, "PUT", &path, DISABLE);
    assert_eq!((refused.status, refused.header("cisco-spark-error-codes")), (409, Some("600020")));
    sandbox.advance(Duration::from_secs(90));
    let status = &get(&sandbox, &path).json()["directorySyncStatus"];
    assert_eq!(status["syncStatus"], "COMPLETE");
    assert_eq!(status["lastSyncTrackingId"], "TRACK_1");
    assert!(status["totalExternalUsersInCI"].is_u64());
}

#[test]
fn a_second_run_on_the_same_cluster_is_refused_without_a_time_to_come_back() {
    let refuse = |code: Option<u32>| {
        let sandbox = start(|options| {
            options.clusters = 1;
            options.switches.busy_code = code;
        });
        send(&sandbox, "POST", &sync_path(&acme(&sandbox)), SYNC_NOW);
        let other = id_where(&sandbox, |it| {
            it["spEnterpriseId"] != "Reseller1+acme"
                && it["broadworksDirectorySync"]["enableDirSync"] == true
        });
        send(&sandbox, "POST", &sync_path(&other), SYNC_NOW)
    };
    let refused = refuse(Some(600_009));
    assert_eq!((refused.status, refused.header("retry-after")), (429, None));
    assert_eq!(refused.json()["errors"][0]["errorCode"], 600_009);
    let refused = refuse(None);
    assert_eq!((refused.status, refused.header("cisco-spark-error-codes")), (429, None));
    assert_eq!(refused.json()["errors"][0].get("errorCode"), None);
}

#[test]
fn accepted_triggers_are_counted_by_enterprise() {
    let sandbox = start(|options| options.run_seconds = (60.0, 60.0));
    let id = acme(&sandbox);
    assert!(sandbox.accepted_triggers().is_empty());
    for expected in [1, 2] {
        send(&sandbox, "POST", &sync_path(&id), SYNC_NOW);
        send(&sandbox, "POST", &sync_path(&id), SYNC_NOW);
        assert_eq!(sandbox.accepted_triggers(), [(id.clone(), expected)].into());
        sandbox.advance(Duration::from_secs(60));
    }
}

#[test]
fn a_trigger_while_disabled_is_refused_with_the_status_switched_to() {
    let sandbox = start(|options| {
        options.switches.refusal_status.insert(600_011, 400);
    });
    let path = sync_path(&id_where(&sandbox, |it| {
        it["broadworksDirectorySync"]["enableDirSync"] == false
    }));
    let refused = send(&sandbox, "POST", &path, SYNC_NOW);
    assert_eq!((refused.status, refused.header("cisco-spark-error-codes")), (400, Some("600011")));
}

#[test]
fn bodies_that_are_not_what_they_should_be_are_refused() {
    let sandbox = start(|_| {});
    let path = sync_path(&acme(&sandbox));
    let user = format!("{path}/externalUser");
    for (method, path, body) in [
        ("PUT", &path, "{}"),
        ("PUT", &path, r#"{"enableDirSync": "true"}"#),
        ("POST", &path, ""),
        ("POST", &path, "{"),
        ("POST", &path, r#"{"syncStatus": "sync_now"}"#),
        ("POST", &user, "{}"),
        ("POST", &user, r#"{"userId": ""}"#),
        ("POST", &user, r#"["userId"]"#),
    ] {
        assert_eq!(send(&sandbox, method, path, body).status, 400, "{method} {path} {body}");
    }
}

#[test]
fn a_user_is_synced_into_the_documented_shape() {
    let sandbox = start(|_| {});
    let id = acme(&sandbox);
    let path = format!("{}/externalUser", sync_path(&id));
    let user = "john.anderson@acme.example";
    let sync = || send(&sandbox, "POST", &path, &json!({"userId": user}).to_string()).json();
    let added = sync();
    assert_eq!(added["status"], "ADD");
    assert_eq!(added["userResponse"]["userId"], user);
    assert_eq!(added["userResponse"]["firstName"], "John");
    assert_eq!(sync()["status"], "NO_OPERATION");
    sandbox.touch_user(&id, user).expect("touched");
    let updated = sync();
    assert_eq!(updated["status"], "UPDATE");
    assert_ne!(updated["userResponse"]["extension"], added["userResponse"]["extension"]);
    sandbox.remove_user(&id, user).expect("removed");
    assert_eq!(sync()["status"], "DELETE");
    assert!(sandbox.touch_user("unknown", user).is_err());
}

#[test]
fn the_reading_token_reads_and_does_not_write() {
    let sandbox = start(|_| {});
    let path = sync_path(&acme(&sandbox));
    let auth = bearer(sandbox.read_only_token());
    let as_reader =
        |method, body| send_with(&sandbox, method, &path, body, &[("Authorization", &auth)]);
    assert_eq!(as_reader("GET", "").status, 200);
    let refused = as_reader("PUT", DISABLE);
    assert_eq!(refused.status, 403);
    assert!(
        refused.json()["message"].as_str().is_some_and(|it| it.contains("missing required scopes"))
    );
    assert_eq!(as_reader("POST", SYNC_NOW).status, 403);
}

#[test]
fn the_log_holds_what_was_sent_and_what_became_of_it() {
    let sandbox = start(|_| {});
    let path = sync_path(&acme(&sandbox));
    send(&sandbox, "POST", &path, SYNC_NOW);
    assert!(sandbox.wait_for_requests(1, Duration::from_secs(5)));
    let logged = &sandbox.requests()[0];
    assert_eq!((&*logged.method, &*logged.body, logged.status), ("POST", SYNC_NOW, Some(200)));
    assert_eq!(logged.target, format!("/v1{path}"));
    assert_eq!(logged.at, sandbox.now().to_string());
    assert_eq!(logged.header("authorization"), Some("Bearer sandbox-token"));
    sandbox.clear_requests();
    assert!(sandbox.requests().is_empty());
}

#[test]
fn a_fast_clock_ends_runs_by_itself() {
    let sandbox = start(|options| {
        options.manual = false;
        options.speed = 1e9;
        options.run_seconds = (1.0, 1.0);
    });
    let path = sync_path(&acme(&sandbox));
    assert_eq!(send(&sandbox, "POST", &path, SYNC_NOW).status, 200);
    assert_eq!(get(&sandbox, &path).json()["directorySyncStatus"]["syncStatus"], "COMPLETE");
}

#[test]
fn what_one_sandbox_shows_can_be_given_to_another() {
    let first = start(|_| {});
    let truth = first.enterprises();
    let second = start(|options| options.items = truth.as_array().cloned());
    assert_eq!(second.enterprises(), truth);
}
