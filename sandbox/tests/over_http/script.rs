use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};
use webex_broadworks_sandbox::{ScriptedResponse, ScriptedServer};

use crate::client::{exchange, read, request};

const SOON: Duration = Duration::from_secs(5);

fn play(responses: Value) -> ScriptedServer {
    let responses: Vec<ScriptedResponse> = serde_json::from_value(responses).expect("responses");
    ScriptedServer::start(responses).expect("a server")
}

fn host(origin: &str) -> &str {
    &origin["http://".len()..]
}

fn ask(server: &ScriptedServer, target: &str) -> String {
    let got = exchange(host(server.origin()), &request("GET", target, "", &[])).0;
    String::from_utf8(got).expect("text")
}

#[test]
fn answers_come_in_the_order_of_the_script_and_then_name_what_was_not_expected() {
    let server = play(json!([{"text": "one"}, {"status": 404, "json": {"b": 1, "a": null}}]));
    assert!(ask(&server, "/v1/a").ends_with("\r\n\r\none"));
    let second = ask(&server, "/v1/b");
    assert!(second.starts_with("HTTP/1.1 404 Not Found\r\n"), "{second}");
    assert!(second.ends_with(
        "Content-Type: application/json\r\nContent-Length: 16\r\n\r\n{\"b\":1,\"a\":null}"
    ));
    let third = read(ask(&server, "/v1/c?d=+").as_bytes());
    assert_eq!((third.status, &*third.body), (500, &b"unexpected request: GET /v1/c?d=+"[..]));
    let seen: Vec<_> = server.requests().into_iter().map(|it| (it.target, it.status)).collect();
    let expected = [("/v1/a", Some(200)), ("/v1/b", Some(404)), ("/v1/c?d=+", Some(500))];
    assert_eq!(seen, expected.map(|(target, status)| (target.to_owned(), status)));
}

#[test]
fn headers_keep_their_order_and_spelling_and_origins_are_filled_in() {
    let server = play(json!([{
        "headers": [["trackingID", "x"], ["lInK", "<{{origin}}/v1/next>; rel=next"], ["A", "{{elsewhere}}"]],
        "text": "{{origin}}",
    }]));
    let got = ask(&server, "/");
    let (origin, elsewhere) = (server.origin(), server.elsewhere_origin());
    let expected =
        format!("trackingID: x\r\nlInK: <{origin}/v1/next>; rel=next\r\nA: {elsewhere}\r\n");
    assert!(got.contains(&expected), "{got}");
    assert!(got.ends_with(origin), "{got}");
}

#[test]
fn bodies_can_be_compressed_chunked_bytes_or_null() {
    let server = play(json!([
        {"gzip": true, "chunked": true, "json": {"items": []}},
        {"base64": "AP8="},
        {"json": null, "headers": {"Content-Type": "text/json"}},
        {"status": 204},
    ]));
    let host = host(server.origin());
    let mut got = (0..4).map(|_| read(&exchange(host, &request("GET", "/", "", &[])).0));
    let first = got.next().expect("an answer");
    assert_eq!(first.json(), json!({"items": []}));
    assert_eq!(first.header("content-encoding"), Some("gzip"));
    assert_eq!(got.next().expect("an answer").body, [0x00, 0xff]);
    let third = got.next().expect("an answer");
    assert_eq!((&*third.body, third.header("content-type")), (&b"null"[..], Some("text/json")));
    assert_eq!(got.next().expect("an answer").header("content-length"), None);
}

#[test]
fn one_connection_carries_many_requests() {
    let server = play(json!([{"text": "one"}, {"text": "two"}]));
    let mut stream = TcpStream::connect(host(server.origin())).expect("a connection");
    stream
        .write_all(b"GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\nConnection: close\r\n\r\n")
        .expect("sent");
    let mut got = String::new();
    stream.read_to_string(&mut got).expect("both answers");
    assert_eq!(got.matches("HTTP/1.1 200 OK").count(), 2);
    assert!(got.ends_with("two"));
}

#[test]
fn connections_are_cut_where_told() {
    let server = play(json!([
        {"cut": "before_head", "text": "0123456789"},
        {"cut": "in_head", "text": "0123456789"},
        {"cut": "in_body", "text": "0123456789"},
        {"cut": "in_body", "text": "0123456789", "reset": true},
    ]));
    let host = host(server.origin());
    let mut got = (0..4).map(|_| exchange(host, &request("GET", "/", "", &[])));
    assert_eq!(got.next().expect("an end"), (Vec::new(), None));
    let (head, _) = got.next().expect("an end");
    assert!(head.starts_with(b"HTTP/1.1") && !head.ends_with(b"\r\n\r\n"));
    let (body, error) = got.next().expect("an end");
    assert!(body.ends_with(b"Content-Length: 10\r\n\r\n01234") && error.is_none());
    let (_, error) = got.next().expect("an end");
    assert_eq!(error, Some(std::io::ErrorKind::ConnectionReset));
}

#[test]
fn held_answers_wait_for_their_release() {
    let server = play(json!([{"text": "late", "hold": true}]));
    let origin = server.origin().to_owned();
    let client =
        std::thread::spawn(move || exchange(host(&origin), &request("GET", "/", "", &[])).0);
    assert!(server.wait_for_requests(1, SOON));
    assert_eq!(server.requests()[0].status, None);
    server.release();
    assert!(client.join().expect("an answer").ends_with(b"late"));
    assert_eq!(server.disconnects(), 0);
}

#[test]
fn clients_that_go_away_while_held_are_counted() {
    let server = play(json!([{"hold": true}]));
    let mut stream = TcpStream::connect(host(server.origin())).expect("a connection");
    stream.write_all(b"GET / HTTP/1.1\r\n\r\n").expect("sent");
    assert!(server.wait_for_requests(1, SOON));
    assert_eq!(server.disconnects(), 0);
    drop(stream);
    assert!(server.wait_for_disconnects(1, SOON));
    assert_eq!(server.requests()[0].status, None);
}

#[test]
fn the_foreign_server_notes_what_reaches_it() {
    let server = play(json!([]));
    let got = exchange(
        host(server.elsewhere_origin()),
        &request("GET", "/stolen", "", &[("Authorization", "x")]),
    );
    assert_eq!(read(&got.0).json(), json!({"items": []}));
    assert_eq!(server.elsewhere_requests()[0].header("authorization"), Some("x"));
    assert!(server.requests().is_empty());
}

#[test]
fn a_stopped_server_answers_no_request_and_waits_for_nothing() {
    let server = play(json!([]));
    server.stop();
    assert!(TcpStream::connect(host(server.origin())).is_err());
    assert!(!server.wait_for_requests(1, Duration::ZERO));
}

#[test]
fn misspelt_keys_are_refused() {
    assert!(serde_json::from_value::<ScriptedResponse>(json!({"statusCode": 200})).is_err());
}
