//! The reaction to each failure of each operation.
//!
//! This test compares `docs/retry-policy.md` with what a scripted server sees.
//! `UPDATE_DOCS=1 cargo test --test policy_table` writes it.

use std::fmt::Write as _;
use std::time::Duration;

use serde_json::{Value, json};
use webex_broadworks::internals::ListOptions;
use webex_broadworks::{
    Argument, Client, ErrorKind, Operation, Parameter, ParameterKind, Result, ScaledClock, Subject,
};
use webex_broadworks_sandbox::{ScriptedResponse, ScriptedServer};

/// Every operation that is one request.
fn operations() -> Vec<Operation> {
    let is_one = |operation: &Operation| operation.is_list() || operation.is_call();
    Operation::ALL.iter().copied().filter(is_one).collect()
}

/// Every failure, and how the server makes it; `None` is a server that is not there.
fn failures() -> Vec<(&'static str, Option<Value>)> {
    let status = |status: u16| json!({"status": status, "json": {"message": "no"}});
    let asked = |status: u16| json!({"status": status, "headers": {"Retry-After": "0"}});
    let coded = |status: u16, code: u32| json!({"status": status, "json": {"message": "no", "errors": [{"errorCode": code}]}});
    vec![
        ("connection refused", None),
        ("reset before the response head", Some(json!({"cut": "before_head", "reset": true}))),
        ("closed within the response head", Some(json!({"cut": "in_head", "json": {}}))),
        ("no answer within the attempt", Some(json!({"hold": true}))),
        (
            "200, then closed within the body",
            Some(json!({"cut": "in_body", "json": {"items": []}})),
        ),
        ("200 with a page of HTML", Some(json!({"text": "<html>"}))),
        (
            "200 with an error and no result",
            Some(json!({"json": {"message": "no", "errors": [{"errorCode": 4251}]}})),
        ),
        ("302", Some(json!({"status": 302, "headers": {"Location": "{{elsewhere}}/"}}))),
        ("400", Some(status(400))),
        ("401", Some(status(401))),
        ("403", Some(status(403))),
        ("404", Some(status(404))),
        ("408", Some(status(408))),
        ("409", Some(status(409))),
        ("423", Some(status(423))),
        ("423 with Retry-After", Some(asked(423))),
        ("425", Some(status(425))),
        ("429", Some(status(429))),
        ("429 with Retry-After", Some(asked(429))),
        ("429 with code 600009", Some(coded(429, 600_009))),
        ("500", Some(status(500))),
        ("502", Some(status(502))),
        ("502 with a code", Some(coded(502, 4251))),
        ("503", Some(status(503))),
        ("503 with Retry-After", Some(asked(503))),
        ("504", Some(status(504))),
        ("504 with a code", Some(coded(504, 4251))),
        ("505", Some(status(505))),
    ]
}

/// A server that goes on failing, then a success: shows both how often it is tried and whether a
/// later success would be seen.
fn server(failure: &Value, failures: usize) -> ScriptedServer {
    let response = |value: &Value| -> ScriptedResponse {
        serde_json::from_value(value.clone()).expect("a response")
    };
    let mut script: Vec<ScriptedResponse> = (0..failures).map(|_| response(failure)).collect();
    script.push(response(&json!({"json": {"items": []}})));
    ScriptedServer::start(script).expect("a server")
}

/// A client without a deadline: on a busy machine a call takes as long as it takes.
fn client(base_url: &str, attempt_timeout: Duration) -> Client {
    let client = Client::builder()
        .base_url(base_url)
        .token("token")
        .attempt_timeout(attempt_timeout)
        .timeout(None)
        .clock(ScaledClock::new(1_000.0))
        .build();
    client.expect("a client")
}

async fn call(client: &Client, operation: Operation) -> Result<()> {
    if operation.is_list() {
        let mut list = client.list(operation, ListOptions::default())?;
        return list.next_raw_page().await.map(drop);
    }
    let argument = |parameter: &Parameter| {
        // An update needs something to change.
        let is_passed = parameter.is_required || parameter.kind == ParameterKind::Text;
        is_passed.then(|| match parameter.kind {
            ParameterKind::Subject(kind) => Argument::Subject(Subject::new(kind, "E1")),
            ParameterKind::Flag => true.into(),
            _ => parameter.example.to_owned().into(),
        })
    };
    let arguments = operation.parameters().iter().map(argument).collect();
    client.call(operation, arguments)?.bytes().await.map(drop)
}

/// One cell: what one such failure leads to, and how many requests a service that never stops
/// failing is sent.
async fn cell(operation: Operation, failure: Option<&Value>) -> (String, Option<ErrorKind>, usize) {
    // Only where nothing is answered does anything wait for the end of an attempt.
    let is_silent = failure.is_some_and(|failure| failure.get("hold").is_some());
    let attempt_timeout = Duration::from_millis(if is_silent { 500 } else { 10_000 });
    let Some(failure) = failure else {
        let url = {
            let server = server(&json!({}), 0);
            server.base_url()
        };
        let error = call(&client(&url, attempt_timeout), operation).await.expect_err("no server");
        let attempts = error.details().attempts;
        assert!(!error.details().request_sent);
        return (format!("{}; {attempts} connections", name(&error)), Some(error.kind()), 0);
    };
    let once = server(failure, 1);
    let first = call(&client(&once.base_url(), attempt_timeout), operation).await;
    once.release();
    // Throttling is waited out for as long as the call may take: ten are as good as any number.
    let forever = server(failure, 10);
    let last = call(&client(&forever.base_url(), attempt_timeout), operation).await;
    forever.release();
    let seen = forever.requests().len();
    assert!(once.elsewhere_requests().is_empty() && forever.elsewhere_requests().is_empty());
    let text = match (&first, &last) {
        (Ok(()), Ok(())) => "waits, retries".to_owned(),
        (Ok(()), Err(error)) => format!("retries; {}; {seen} requests", name(error)),
        (Err(error), _) => format!("{}; {seen} request", name(error)),
    };
    (text, first.err().map(|error| error.kind()), seen)
}

fn name(error: &webex_broadworks::Error) -> &'static str {
    error.kind().class_name()
}

/// The cells of an operation, one for each failure.
async fn column(operation: Operation) -> Vec<String> {
    let mut cells = Vec::new();
    for (label, failure) in failures() {
        let (cell, kind, seen) = cell(operation, failure.as_ref()).await;
        if kind == Some(ErrorKind::AmbiguousOutcome) {
            assert_eq!(seen, 1, "{operation:?}, {label}: an unknown outcome is sent once");
        }
        cells.push(cell);
    }
    cells
}

async fn table() -> String {
    let mut text = String::from(
        "# Retry policy\n\n\
         `core/tests/policy_table.rs` plays every cell against a server, and fails if this page \
         differs. A cell names the reaction to one such failure. If the failure never ends, the \
         cell also names the error and the number of requests. \"Waits, retries\" ends only with \
         the call's timeout. After a 401, a token source is asked for another token, and the \
         request is sent once more: the table shows a token as text. Operations that react alike \
         share a column.\n\n| failure |",
    );
    // Operations that react alike share a column.
    let mut columns: Vec<(Vec<String>, Vec<String>)> = Vec::new();
    for operation in operations() {
        let (id, cells) = (format!("`{}`", operation.id()), column(operation).await);
        match columns.iter_mut().find(|(known, _)| *known == cells) {
            Some((_, ids)) => ids.push(id),
            None => columns.push((cells, vec![id])),
        }
    }
    for (_, ids) in &columns {
        let _ = write!(text, " {} |", ids.join(", "));
    }
    text.push_str("\n| --- |");
    text.push_str(&" --- |".repeat(columns.len()));
    text.push('\n');
    for (row, (label, _)) in failures().iter().enumerate() {
        let cells: Vec<_> = columns.iter().map(|(cells, _)| cells[row].as_str()).collect();
        let _ = writeln!(text, "| {label} | {} |", cells.join(" | "));
    }
    text
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_says_what_happens() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/retry-policy.md");
    let made = table().await;
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(file, &made).expect("a page that can be written");
    }
    let written = std::fs::read_to_string(file).expect("docs/retry-policy.md");
    assert_eq!(made, written, "UPDATE_DOCS=1 rewrites the page");
}
