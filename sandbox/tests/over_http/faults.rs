use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use webex_broadworks_sandbox::{Fault, Sandbox};

use crate::client::{
    ENTERPRISES, bearer, exchange, get, host, id_where, read, request, send, start, sync_path,
};

const SYNC_NOW: &str = r#"{"syncStatus": "SYNC_NOW"}"#;

fn sandbox_with_faults(faults: Value) -> Sandbox {
    start(|options| {
        options.faults = serde_json::from_value(faults).expect("faults");
    })
}

/// What a client that reads to the end of the connection gets of a listing.
fn raw(sandbox: &Sandbox) -> (Vec<u8>, Option<ErrorKind>) {
    let headers = [("Authorization", &*bearer(&sandbox.token()))];
    exchange(&host(sandbox), &request("GET", &format!("/v1{ENTERPRISES}?max=1"), "", &headers))
}

/// What comes back of a request that changes something and is to be given no answer.
fn write_unanswered(sandbox: &Sandbox, method: &str, path: &str, body: &str) -> Vec<u8> {
    let headers = [("Authorization", &*bearer(&sandbox.token()))];
    exchange(&host(sandbox), &request(method, &format!("/v1{path}"), body, &headers)).0
}

#[test]
fn throttling_says_whatever_it_is_told_to() {
    for (told, expected) in [
        (json!({"name": "throttle"}), Some("1")),
        (json!({"name": "throttle", "retry_after": "rand(30),add(30)"}), Some("rand(30),add(30)")),
        (json!({"name": "throttle", "retry_after": null}), None),
    ] {
        let sandbox = sandbox_with_faults(json!([told]));
        let got = get(&sandbox, ENTERPRISES);
        assert_eq!((got.status, got.header("retry-after")), (429, expected));
    }
}

#[test]
fn any_status_can_be_had_with_any_body_code_and_header() {
    let sandbox = sandbox_with_faults(json!([{
        "name": "status", "status": 502, "form": "C", "code": 4251, "message": "no",
        "headers": [["X-One", "1"]],
    }]));
    let got = get(&sandbox, ENTERPRISES);
    assert_eq!((got.status, got.header("x-one")), (502, Some("1")));
    assert_eq!(got.header("cisco-spark-error-codes"), Some("4251"));
    assert_eq!(got.json(), json!({"errorCode": 4251, "message": "no"}));
}

#[test]
fn faults_apply_to_their_operation_as_often_as_told_and_are_counted() {
    let sandbox = sandbox_with_faults(json!([
        {"name": "status", "operation": "directory_sync.get_status", "first": 2},
        {"name": "html", "operation": "enterprises.list", "every": 2, "label": "proxy"},
    ]));
    let path = sync_path(&id_where(&sandbox, |_| true));
    let statuses: Vec<_> = (0..4).map(|_| get(&sandbox, &path).status).collect();
    assert_eq!(statuses, [503, 503, 200, 200]);
    let pages = (0..4).filter(|_| get(&sandbox, ENTERPRISES).body.starts_with(b"<html>")).count();
    assert_eq!(pages, 2);
    let counts = sandbox.fault_counts();
    assert_eq!((counts["status"], counts["proxy"]), (2, 2));
    sandbox.set_faults(Vec::new());
    assert!(sandbox.fault_counts().is_empty());
    assert!(!get(&sandbox, ENTERPRISES).items().is_empty());
}

#[test]
fn a_fault_can_apply_to_large_pages_only() {
    let sandbox = sandbox_with_faults(json!([{"name": "status", "status": 504, "max_over": 500}]));
    let status = |query: &str| get(&sandbox, &format!("{ENTERPRISES}{query}")).status;
    assert_eq!([status(""), status("?max=500"), status("?max=501")], [200, 200, 504]);
}

#[test]
fn connections_end_where_told_and_how_told() {
    for reset in [false, true] {
        let cut = |at: &str| {
            let sandbox = sandbox_with_faults(json!([{"name": "cut", "at": at, "reset": reset}]));
            let (got, error) = raw(&sandbox);
            assert_eq!(error, reset.then_some(ErrorKind::ConnectionReset), "{at}");
            assert_eq!(sandbox.requests()[0].status, None);
            String::from_utf8(got).expect("text")
        };
        assert_eq!(cut("before_head"), "");
        let head = cut("in_head");
        assert!(head.starts_with("HTTP/1.1 200 OK\r\n") && !head.contains("\r\n\r\n"), "{head}");
        let body = cut("in_body");
        assert!(body.contains("\r\n\r\n") && body.contains("items"), "{body}");
        assert!(!body.ends_with("0\r\n\r\n"), "{body}");
    }
}

#[test]
fn a_cut_answer_does_not_undo_what_was_done_unless_told_so() {
    for performed in [true, false] {
        let sandbox = sandbox_with_faults(json!([{
            "name": "cut", "performed": performed, "operation": "directory_sync.trigger",
        }]));
        let id = id_where(&sandbox, |it| it["spEnterpriseId"] == "Reseller1+acme");
        assert!(write_unanswered(&sandbox, "POST", &sync_path(&id), SYNC_NOW).is_empty());
        let status = &get(&sandbox, &sync_path(&id)).json()["directorySyncStatus"]["syncStatus"];
        assert_eq!(*status, if performed { "IN_PROGRESS" } else { "COMPLETE" });
    }
}

#[test]
fn a_hanging_request_is_logged_and_never_answered() {
    let sandbox = sandbox_with_faults(json!([{"name": "hang"}]));
    let host = host(&sandbox);
    let client = std::thread::spawn(move || exchange(&host, &request("GET", "/v1/x", "", &[])).0);
    assert!(sandbox.wait_for_requests(1, Duration::from_secs(5)));
    assert_eq!(sandbox.requests()[0].status, None);
    sandbox.stop();
    assert_eq!(client.join().expect("an answer"), b"");
}

#[test]
fn bodies_are_broken_as_told() {
    let path = format!("{ENTERPRISES}?max=1&syncStatus=complete");
    let with_fault = |name: &str| get(&sandbox_with_faults(json!([{"name": name}])), &path);
    let broken = with_fault("broken_json").body;
    assert!(serde_json::from_slice::<Value>(&broken).is_err());
    let unknown = &with_fault("unknown_fields").items()[0]["broadworksDirectorySync"];
    assert_eq!(unknown["introducedLater"], true);
    assert_eq!(unknown["directorySyncStatus"]["syncStatus"], "AWAITING_REVIEW");
    let floats =
        &with_fault("float_numbers").items()[0]["broadworksDirectorySync"]["directorySyncStatus"];
    assert!(floats["totalExternalUsersInCI"].is_f64());
    let page = with_fault("html");
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html")));
    assert!(
        with_fault("huge_header").header("x-padding").is_some_and(|it| it.len() == 1024 * 1024)
    );
}

#[test]
fn a_bomb_is_small_on_the_wire() {
    let sandbox = sandbox_with_faults(json!([{"name": "gzip_bomb", "megabytes": 64}]));
    let (bytes, _) = raw(&sandbox);
    assert!(bytes.len() < 300_000, "{}", bytes.len());
    assert!(read(&bytes).body.len() > 64 * 1024 * 1024);
}

#[test]
fn slow_answers_and_dribbled_ones_arrive_whole() {
    for fault in [
        json!({"name": "slow", "seconds": 0.01}),
        json!({"name": "dribble", "bytes": 400, "seconds": 0.001}),
    ] {
        let sandbox = sandbox_with_faults(json!([fault]));
        assert_eq!(read(&raw(&sandbox).0).items().len(), 1);
    }
}

#[test]
fn links_are_broken_in_every_way_they_have_been_seen_to_be() {
    let query = "max=2&startsWith=Reseller1";
    let with_fault = |kind: &str| {
        let sandbox = sandbox_with_faults(
            json!([{"name": "link", "kind": kind, "origin": "http://evil.example"}]),
        );
        let got = get(&sandbox, &format!("{ENTERPRISES}?{query}"));
        let link = got.header("link").unwrap_or_default().replace(&sandbox.base_url(), "BASE");
        (link, String::from_utf8(got.body).expect("text"))
    };
    let starts = |kind: &str, expected: &str| {
        let (link, _) = with_fault(kind);
        assert!(link.starts_with(expected), "{kind}: {link}");
    };
    starts("double_scheme", "<https,BASE/broadworks/enterprises?");
    starts("max_null", "<BASE/broadworks/enterprises?max=null&startsWith=Reseller1&cursor=");
    starts("lost_filters", "<BASE/broadworks/enterprises?max=2&cursor=");
    starts("lost_max", "<BASE/broadworks/enterprises?startsWith=Reseller1&cursor=");
    starts("valueless", "<BASE/broadworks/enterprises?before&max=2&startsWith=Reseller1&");
    starts("foreign_host", "<http://evil.example/v1/broadworks/enterprises?max=2&");
    starts("foreign_path", "<BASE/people?max=2&");
    starts("repeat", &format!("<BASE/broadworks/enterprises?{query}>"));
    starts("quoted", &format!("<BASE/broadworks/enterprises?{query}>; rel=\"first\", <BASE/"));
    for (kind, next) in
        [("empty_page", format!("{query}&hop=1")), ("empty_forever", query.to_owned())]
    {
        let expected = format!("<BASE/broadworks/enterprises?{next}>; rel=\"next\"");
        assert_eq!(with_fault(kind), (expected, r#"{"items":[]}"#.to_owned()));
    }
    assert_eq!(with_fault("no_body").1, "");
    assert_eq!(with_fault("no_items").1, "{}");
}

#[test]
fn options_with_faults_survive_json() {
    let faults: Vec<Fault> =
        serde_json::from_value(json!([{"name": "throttle", "share": 0.5}])).expect("faults");
    let sandbox = start(|options| options.faults = faults);
    let statuses: Vec<_> = (0..40).map(|_| send(&sandbox, "GET", ENTERPRISES, "").status).collect();
    assert!(statuses.contains(&429) && statuses.contains(&200));
}

#[test]
fn a_late_request_is_executed_after_the_client_gave_up() {
    let sandbox = sandbox_with_faults(json!([{"name": "late", "seconds": 600, "first": 1}]));
    let id = id_where(&sandbox, |it| it["spEnterpriseId"] == "Reseller1+acme");
    let path = sync_path(&id);
    let status = || get(&sandbox, &path).json()["directorySyncStatus"].clone();
    let before = status();
    assert!(write_unanswered(&sandbox, "POST", &path, SYNC_NOW).is_empty());
    assert_eq!(sandbox.requests().last().expect("a request").status, None);
    sandbox.advance(Duration::from_secs(599));
    assert_eq!(status(), before);
    assert!(sandbox.accepted_triggers().is_empty());
    let due = sandbox.now().after(Duration::from_secs(1));
    sandbox.advance(Duration::from_secs(1));
    assert_eq!(sandbox.accepted_triggers()[&id], 1);
    assert_eq!(status()["syncStatus"], "IN_PROGRESS");
    assert_eq!(status()["lastSyncStartTime"], due.to_string());
    assert_eq!(sandbox.fault_counts()["late"], 1);
}

#[test]
fn every_change_can_come_late_and_in_its_turn() {
    let sandbox = sandbox_with_faults(json!([{"name": "late", "seconds": 10}]));
    let id = id_where(&sandbox, |it| it["spEnterpriseId"] == "Reseller1+acme");
    let path = sync_path(&id);
    let user = json!({"userId": "john.anderson@acme.example"}).to_string();
    write_unanswered(&sandbox, "POST", &format!("{path}/externalUser"), &user);
    sandbox.advance(Duration::from_secs(5));
    write_unanswered(&sandbox, "PUT", &path, r#"{"enableDirSync": false}"#);
    // Nothing to carry out: no such field, no such enterprise, no such right.
    write_unanswered(&sandbox, "PUT", &path, "{}");
    write_unanswered(&sandbox, "PUT", &sync_path("Y2lz"), r#"{"enableDirSync": false}"#);
    let reader = [("Authorization", &*bearer(sandbox.read_only_token()))];
    let target = format!("/v1{path}");
    exchange(&host(&sandbox), &request("POST", &target, SYNC_NOW, &reader));
    sandbox.set_faults(Vec::new());
    sandbox.advance(Duration::from_secs(10));
    assert_eq!(get(&sandbox, &path).json()["enableDirSync"], false);
    assert!(sandbox.accepted_triggers().is_empty());
}

#[test]
fn a_late_request_can_hang() {
    let sandbox = sandbox_with_faults(json!([{"name": "late", "hang": true, "seconds": 1}]));
    let id = id_where(&sandbox, |it| it["spEnterpriseId"] == "Reseller1+acme");
    let path = sync_path(&id);
    std::thread::scope(|scope| {
        let client = scope.spawn(|| write_unanswered(&sandbox, "POST", &path, SYNC_NOW));
        while sandbox.accepted_triggers().is_empty() {
            assert!(!client.is_finished(), "the request does not hang");
            sandbox.advance(Duration::from_secs(1));
            std::thread::yield_now();
        }
        sandbox.stop();
        assert!(client.join().expect("an end").is_empty());
    });
}

#[test]
fn connections_are_reset_before_anything_is_read() {
    let sandbox = sandbox_with_faults(json!([{"name": "refuse", "after": 1, "first": 2}]));
    let ends: Vec<_> = (0..4).map(|_| answered(&sandbox)).collect();
    assert_eq!(ends, [true, false, false, true]);
    assert_eq!(sandbox.requests().len(), 2);
    assert_eq!(sandbox.fault_counts()["refuse"], 2);
}

#[test]
fn for_a_stretch_connections_are_refused_and_then_accepted_again() {
    let sandbox = sandbox_with_faults(json!([{"name": "refuse", "seconds": 1, "first": 1}]));
    assert!(!answered(&sandbox));
    let soon = Instant::now() + Duration::from_secs(20);
    let mut refused = 0;
    while let Err(error) = TcpStream::connect(host(&sandbox)) {
        assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
        assert!(Instant::now() < soon, "the server is still down");
        refused += 1;
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(refused > 0);
    assert!(answered(&sandbox));
}

/// Whether a request on a connection of its own is answered.
fn answered(sandbox: &Sandbox) -> bool {
    let headers = [("Authorization", &*bearer(&sandbox.token()))];
    let request = request("GET", &format!("/v1{ENTERPRISES}?max=1"), "", &headers);
    let mut got = Vec::new();
    let mut exchange = || -> std::io::Result<usize> {
        let mut stream = TcpStream::connect(host(sandbox))?;
        stream.write_all(request.as_bytes())?;
        stream.read_to_end(&mut got)
    };
    exchange().is_ok() && got.starts_with(b"HTTP/1.1 200")
}
