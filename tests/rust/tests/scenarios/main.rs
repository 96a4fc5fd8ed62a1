//! Plays the scenarios in `tests/scenarios` through `Client`.
//!
//! What the data says is described beside it, in `tests/scenarios/README.md`. Beyond that, this
//! runner holds every scenario to what is true of all: each request carries the token and a
//! tracking id, the same one when it is sent again; no error shows the token; every success
//! decodes into its model. `canary` plays them once more and looks at all there is to see.

mod canary;
mod compare;
mod play;
mod server;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::time::Duration;

use futures_util::StreamExt as _;
use serde::Deserialize as _;
use serde_json::{Value, json};
use webex_broadworks::Client;

use crate::compare::{check_own_headers, compare_methods, compare_outcome, compare_requests};
use crate::play::{ExpectedRequest, Scenario, call, load};
use crate::server::Server;

const TOKEN: &str = "scenario-token-that-no-error-shows";
const AT_LEAST: usize = 75;
const AT_ONCE: usize = 16;
const TIMEOUT: Duration = Duration::from_secs(30);

/// Plays one scenario and says everything that was not as it should be.
async fn play(scenario: &Scenario) -> Vec<String> {
    let server = match Server::start(scenario, TOKEN) {
        Ok(server) => server,
        Err(fault) => return vec![fault],
    };
    let mut faults = Vec::new();
    let clock = server.clock(scenario, 1.0);
    let builder = Client::builder().token(TOKEN).base_url(server.base_url()).clock(clock);
    match tokio::time::timeout(TIMEOUT, call(scenario, builder)).await {
        Err(_) => faults.push(format!("the call did not end within {TIMEOUT:?}")),
        Ok(Err(unplayable)) => faults.push(unplayable),
        Ok(Ok(outcome)) => compare_outcome(scenario, &outcome, &mut faults),
    }
    if scenario.sandbox.is_some() {
        compare_methods(scenario.requests.as_deref(), &server.requests(), &mut faults);
    } else {
        let expected: Vec<_> = scenario.exchanges.iter().map(|it| &it.request).collect();
        compare_requests("", &expected, &server.requests(), &mut faults);
    }
    check_own_headers(&scenario.call, &server.requests(), &mut faults);
    let expected: Vec<&ExpectedRequest> = scenario.elsewhere.iter().collect();
    compare_requests("elsewhere, ", &expected, &server.elsewhere_requests(), &mut faults);
    faults
}

#[tokio::test(flavor = "multi_thread")]
async fn every_scenario_passes() {
    let all = load();
    let mut names = HashMap::new();
    for (file, scenario) in &all {
        if let Some(other) = names.insert(&scenario.name, file) {
            panic!("{:?} is the name of two scenarios, in {other} and {file}", scenario.name);
        }
    }
    let play = |(file, scenario): (String, Scenario)| async move {
        let playing = tokio::spawn(async move { (play(&scenario).await, scenario.name) });
        let (faults, name) = playing.await.expect("no scenario panics");
        (file, name, faults)
    };
    let played: Vec<_> =
        futures_util::stream::iter(all).map(play).buffered(AT_ONCE).collect().await;
    let failed: Vec<_> = played.iter().filter(|(_, _, faults)| !faults.is_empty()).collect();
    let mut report = String::new();
    for (file, name, faults) in &failed {
        let _ = write!(report, "\n{file}: {name}");
        for fault in faults {
            let _ = write!(report, "\n    - {fault}");
        }
    }
    assert!(failed.is_empty(), "{} of {} failed:\n{report}\n", failed.len(), played.len());
    assert!(played.len() >= AT_LEAST, "only {} scenarios were played", played.len());
}

/// The status of one enterprise, read once, and whatever `change` makes of that.
fn changed(change: impl FnOnce(&mut Value)) -> Scenario {
    let mut scenario = json!({
        "name": "a status",
        "call": {"operation": "directory_sync.get_status", "arguments": {"enterprise": "E1"}},
        "exchanges": [{
            "request": {
                "method": "GET",
                "target": "/v1/broadworks/enterprises/E1/broadworksDirectorySync",
                "headers": {"accept": "application/json", "content-type": null},
            },
            "response": {"json": {"enableDirSync": true, "n": 1}},
        }],
        "result": {"enableDirSync": true, "n": 1},
    });
    change(&mut scenario);
    Scenario::deserialize(scenario).expect("a scenario")
}

/// A wait of a sandbox where nothing is running.
fn waited(change: impl FnOnce(&mut Value)) -> Scenario {
    let sync =
        json!({"enableDirSync": true, "n": 1, "directorySyncStatus": {"syncStatus": "FAILED"}});
    let mut scenario = json!({
        "name": "a wait",
        "call": {"operation": "directory_sync.wait", "arguments": {"enterprise": "E1"}},
        "sandbox": {"items": [{"id": "E1", "broadworksDirectorySync": sync}]},
        "requests": "GET",
        "result_has": {"enableDirSync": true},
        "progress": ["FAILED"],
    });
    change(&mut scenario);
    Scenario::deserialize(scenario).expect("a scenario")
}

/// The status, answered 404, and whatever `change` makes of what is expected of the error.
fn refused(change: impl FnOnce(&mut Value)) -> Scenario {
    changed(|scenario| {
        scenario["exchanges"][0]["response"] = json!({"status": 404, "json": {"message": "gone"}});
        scenario.as_object_mut().expect("an object").remove("result");
        scenario["error"] = json!({"class": "NotFoundError", "fields": {"status_code": 404}});
        change(&mut scenario["error"]);
    })
}

/// A list that leads to another host after one item.
fn led_astray(change: impl FnOnce(&mut Value)) -> Scenario {
    let mut scenario = json!({
        "name": "a list",
        "call": {"operation": "enterprises.list", "verb": "items:9"},
        "exchanges": [
            {
                "request": {"method": "GET", "target": "/v1/broadworks/enterprises?max=1000"},
                "response": {
                    "headers": {"Link": "<?after=2>; rel=\"next\""},
                    "json": {"items": [{"id": "E1"}]},
                },
            },
            {
                "request": {"method": "GET", "target": "/v1/broadworks/enterprises?max=1000&after=2"},
                "response": {
                    "headers": {"Link": "<{{elsewhere}}/v1/broadworks/enterprises>; rel=\"next\""},
                    "json": {"items": []},
                },
            },
        ],
        "error": {"class": "UntrustedLinkError", "items_before": 1},
    });
    change(&mut scenario);
    Scenario::deserialize(scenario).expect("a scenario")
}

#[tokio::test]
async fn a_wrong_scenario_fails_and_names_the_place() {
    for right in [changed(|_| {}), waited(|_| {}), refused(|_| {}), led_astray(|_| {})] {
        assert_eq!(play(&right).await, Vec::<String>::new());
    }
    let request = "/v1/broadworks/enterprises/E1/broadworksDirectorySync";
    let wrong: Vec<(&str, Scenario)> = vec![
        ("the result is", changed(|it| it["result"]["n"] = json!(2))),
        ("the result is", changed(|it| it["result"]["n"] = json!(1.0))),
        ("the result is", changed(|it| it["result"]["more"] = Value::Null)),
        ("the result is", changed(|it| it["result"] = json!({"n": 1, "enableDirSync": true}))),
        ("one of", changed(|it| it["error"] = json!({"class": "NotFoundError"}))),
        ("something else", waited(|it| it["result_has"]["n"] = json!(2))),
        ("something else", waited(|it| it["result_has"]["more"] = json!({"n": 1}))),
        ("the progress is", waited(|it| it["progress"] = json!(["COMPLETE"]))),
        ("the requests are GET", waited(|it| it["requests"] = json!("GET POST"))),
        (
            "`exchanges` or `sandbox`",
            changed(|it| {
                it["sandbox"] = json!({});
            }),
        ),
        ("no argument", changed(|it| it["call"]["arguments"]["extra"] = json!(1))),
        ("no argument or option", changed(|it| it["client"] = json!({"pool": 1}))),
        ("for lists alone", changed(|it| it["call"]["verb"] = json!("first"))),
        ("no operation", changed(|it| it["call"]["operation"] = json!("get"))),
        ("GET", changed(|it| it["exchanges"][0]["request"]["method"] = json!("PUT"))),
        (request, changed(|it| it["exchanges"][0]["request"]["target"] = json!("/v1/%45"))),
        ("the body", changed(|it| it["exchanges"][0]["request"]["json"] = json!({}))),
        (
            "the header accept",
            changed(|it| {
                it["exchanges"][0]["request"]["headers"]["accept"] = Value::Null;
            }),
        ),
        (
            "the header content-type",
            changed(|it| {
                it["exchanges"][0]["request"]["headers"]["content-type"] = json!("text/plain");
            }),
        ),
        (
            "1 requests instead of 2",
            changed(|it| {
                let again = it["exchanges"][0].clone();
                it["exchanges"].as_array_mut().expect("an array").push(again);
            }),
        ),
        (
            "1 requests instead of 0",
            changed(|it| {
                it["call"]["operation"] = json!("directory_sync.trigger");
                it["exchanges"] = json!([]);
            }),
        ),
        (
            "instead of the result",
            changed(|it| {
                it["exchanges"][0]["response"] = json!({"status": 404});
            }),
        ),
        (
            "instead of a NotFoundError",
            changed(|it| {
                it.as_object_mut().expect("an object").remove("result");
                it["error"] = json!({"class": "NotFoundError"});
            }),
        ),
        ("a NotFoundError instead", refused(|it| it["class"] = json!("ConflictError"))),
        ("`status_code` is 404", refused(|it| it["fields"]["status_code"] = json!(405))),
        ("no field color", refused(|it| it["fields"]["color"] = json!("red"))),
        ("does not contain", refused(|it| it["message"] = json!(["gone", "not there"]))),
        ("contains \"gone\"", refused(|it| it["not_in_message"] = json!(["gone"]))),
        ("1 items came", led_astray(|it| it["error"]["items_before"] = json!(2))),
        (
            "elsewhere, 0 requests instead of 1",
            led_astray(|it| {
                it["elsewhere"] = json!([{"method": "GET", "target": "/"}]);
            }),
        ),
        ("no verb", led_astray(|it| it["call"]["verb"] = json!("some"))),
    ];
    for (fault, scenario) in wrong {
        let faults = play(&scenario).await;
        assert!(faults.iter().any(|it| it.contains(fault)), "{fault:?} is not in {faults:?}");
    }
}

#[test]
fn a_scenario_with_an_unknown_key_is_refused() {
    for text in [
        r#"{"name": "x", "call": {"operation": "x"}, "exchanges": [], "expect": {}}"#,
        r#"{"name": "x", "call": {"operation": "x", "verbs": "all"}, "exchanges": []}"#,
        r#"{"name": "x", "call": {"operation": "x"}, "exchanges": [], "error": {"class": "X", "msg": []}}"#,
        r#"{"name": "x", "call": {"operation": "x"}, "exchanges": [{"request":
            {"method": "GET", "target": "/"}, "response": {"body": "x"}}]}"#,
    ] {
        assert!(serde_json::from_str::<Scenario>(text).is_err(), "{text}");
    }
}
