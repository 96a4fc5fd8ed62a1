use std::io::ErrorKind;
use std::time::Duration;

use serde_json::{Value, json};
use webex_broadworks_sandbox::{NextRun, RunKind, Sandbox, SandboxOptions};

use crate::client::{ENTERPRISES, Got, bearer, get, send, send_with, start, sync_path};

const SYNC_NOW: &str = r#"{"syncStatus": "SYNC_NOW"}"#;
const WEEK: Duration = Duration::from_secs(7 * 24 * 3600);

/// Three enterprises that have never been synced, the first two on one cluster; every run takes 60 s.
fn fleet(change: impl FnOnce(&mut SandboxOptions)) -> Sandbox {
    let item = |id: &str, cluster: usize| {
        json!({
            "id": id,
            "spEnterpriseId": format!("Reseller1+{id}"),
            "broadworksDirectorySync": {"enableDirSync": true},
            "sandbox": {"cluster": cluster},
        })
    };
    start(|options| {
        options.items = Some(vec![item("acme", 0), item("sibling", 0), item("stranger", 1)]);
        options.run_seconds = (60.0, 60.0);
        change(options);
    })
}

fn trigger(sandbox: &Sandbox, id: &str) -> Got {
    send(sandbox, "POST", &sync_path(id), SYNC_NOW)
}

fn status(sandbox: &Sandbox, id: &str) -> Value {
    get(sandbox, &sync_path(id)).json()["directorySyncStatus"].clone()
}

#[test]
fn a_busy_cluster_refuses_in_every_form_that_is_thought_possible() {
    for (code, status, said) in [
        (json!(600_009), 429, Some("600009")),
        (json!(600_005), 429, Some("600005")),
        (json!(600_006), 503, Some("600006")),
        (Value::Null, 429, None),
    ] {
        let switched = fleet(|options| {
            options.switches = serde_json::from_value(json!({"busy_code": code})).expect("a code");
        });
        switched.hold_cluster(0, WEEK).expect("held");
        let mut fault = json!({
            "name": "status", "status": status, "operation": "directory_sync.trigger",
        });
        if !code.is_null() {
            fault["code"] = code;
        }
        let with_faults = fleet(|options| {
            options.faults = vec![serde_json::from_value(fault).expect("a fault")];
        });
        for sandbox in [switched, with_faults] {
            let refused = trigger(&sandbox, "acme");
            assert_eq!((refused.status, refused.header("retry-after")), (status, None));
            assert_eq!(refused.header("cisco-spark-error-codes"), said);
            assert_eq!(sandbox.accepted_triggers(), [].into());
        }
    }
}

#[test]
fn an_enterprise_that_the_service_itself_syncs_is_not_triggered() {
    let sandbox = fleet(|options| options.scheduled_runs = true);
    let path = sync_path("stranger");
    send(&sandbox, "PUT", &path, r#"{"enableDirSync": false}"#);
    send(&sandbox, "PUT", &path, r#"{"enableDirSync": true}"#);
    while status(&sandbox, "stranger")["syncStatus"] != "IN_PROGRESS" {
        assert!(sandbox.runs().len() < 10, "{:?}", sandbox.runs());
        sandbox.advance(Duration::from_secs(30));
    }
    let tracking_id = status(&sandbox, "stranger")["lastSyncTrackingId"].clone();
    assert!(tracking_id.as_str().is_some_and(|id| id.starts_with("NA_")), "{tracking_id}");
    let refused = trigger(&sandbox, "stranger");
    assert_eq!((refused.status, refused.header("cisco-spark-error-codes")), (429, Some("600009")));
    let run = sandbox.runs().pop().expect("a run");
    assert_eq!((run.kind, run.cluster), (RunKind::Scheduled, 1));
    assert_eq!(run.tracking_id.as_deref(), tracking_id.as_str());
}

#[test]
fn a_cluster_that_others_hold_refuses_without_a_reason() {
    let sandbox = fleet(|_| {});
    sandbox.hold_cluster(1, Duration::from_secs(10)).expect("held");
    sandbox.occupy("sibling").expect("occupied");
    assert_eq!(status(&sandbox, "sibling")["syncStatus"], "IN_PROGRESS");
    for id in ["acme", "sibling", "stranger"] {
        assert_eq!(trigger(&sandbox, id).status, 429, "{id}");
    }
    let expected = [("already_running".into(), 1), ("held_by_external_client".into(), 2)];
    assert_eq!(sandbox.refusals(), expected.into());
    sandbox.advance(Duration::from_secs(60));
    for id in ["acme", "stranger"] {
        assert_eq!(trigger(&sandbox, id).status, 200, "{id}");
    }
    let told = |run: webex_broadworks_sandbox::SandboxRun| (run.enterprise_id, run.kind);
    let runs: Vec<_> = sandbox.runs().into_iter().map(told).collect();
    let expected = [
        (None, RunKind::ExternalClient),
        (Some("sibling".into()), RunKind::ExternalClient),
        (Some("acme".into()), RunKind::OnDemand),
        (Some("stranger".into()), RunKind::OnDemand),
    ];
    assert_eq!(runs, expected);
}

#[test]
fn what_cannot_be_held_or_occupied_is_said() {
    let sandbox = fleet(|_| {});
    let kind = |result: std::io::Result<()>| result.err().map(|error| error.kind());
    assert_eq!(kind(sandbox.hold_cluster(4, WEEK)), Some(ErrorKind::NotFound));
    assert_eq!(kind(sandbox.occupy("unknown")), Some(ErrorKind::NotFound));
    assert_eq!(
        kind(sandbox.set_next_run("unknown", NextRun::default())),
        Some(ErrorKind::NotFound)
    );
    sandbox.occupy("acme").expect("occupied");
    assert_eq!(kind(sandbox.occupy("sibling")), Some(ErrorKind::ResourceBusy));
    assert_eq!(kind(sandbox.hold_cluster(0, WEEK)), Some(ErrorKind::ResourceBusy));
    send(&sandbox, "PUT", &sync_path("stranger"), r#"{"enableDirSync": false}"#);
    assert_eq!(kind(sandbox.occupy("stranger")), Some(ErrorKind::Other));
}

#[test]
fn a_run_ends_as_it_was_told_to() {
    let sandbox = fleet(|_| {});
    let next = NextRun { seconds: Some(5.0), codes: Some(vec![600_013]) };
    sandbox.set_next_run("acme", next).expect("an enterprise");
    let headers = [("Authorization", &*bearer(&sandbox.token())), ("TrackingID", "TRACK_1")];
    send_with(&sandbox, "POST", &sync_path("acme"), SYNC_NOW, &headers);
    sandbox.advance(Duration::from_secs(5));
    let failed = status(&sandbox, "acme");
    assert_eq!(
        (&failed["syncStatus"], &failed["lastSyncTrackingId"]),
        (&json!("FAILED"), &json!("TRACK_1"))
    );
    assert_eq!(failed["errors"][0]["errorCode"], 600_013);
}

#[test]
fn a_listing_shows_what_has_happened_since_the_last() {
    let sandbox = fleet(|_| {});
    let seen = || {
        let items = get(&sandbox, ENTERPRISES).items();
        let state = |item: &Value| {
            item["broadworksDirectorySync"]["directorySyncStatus"]["syncStatus"].clone()
        };
        items.iter().map(state).collect::<Vec<_>>()
    };
    assert_eq!(seen(), [Value::Null, Value::Null, Value::Null]);
    trigger(&sandbox, "sibling");
    assert_eq!(seen(), [Value::Null, json!("IN_PROGRESS"), Value::Null]);
    sandbox.advance(Duration::from_secs(60));
    assert_eq!(seen(), [Value::Null, json!("COMPLETE"), Value::Null]);
}
