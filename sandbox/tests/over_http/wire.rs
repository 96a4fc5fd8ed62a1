//! HTTP on the wire: connections, headers and body framing.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::json;
use webex_broadworks_sandbox::{DisconnectAt, Effect, Fault};

use crate::client::{ENTERPRISES, bearer, exchange, get, host, read, request, send, start};

#[test]
fn one_connection_carries_many_requests() {
    let sandbox = start(|_| {});
    let mut stream = TcpStream::connect(host(&sandbox)).expect("a connection");
    let first = "GET /v1/people HTTP/1.1\r\nHost: x\r\n\r\n";
    let last = "GET /v1/people HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    stream.write_all(format!("{first}{first}{last}").as_bytes()).expect("sent");
    let mut got = String::new();
    stream.read_to_string(&mut got).expect("three answers");
    assert_eq!(got.matches("HTTP/1.1 401 Unauthorized\r\n").count(), 3);
    assert_eq!(sandbox.requests().len(), 3);
}

#[test]
fn a_client_that_waits_for_leave_to_send_its_body_is_given_it() {
    let sandbox = start(|_| {});
    let mut stream = TcpStream::connect(host(&sandbox)).expect("a connection");
    let auth = bearer(&sandbox.token());
    let head = format!(
        "PUT /v1/x HTTP/1.1\r\nHost: x\r\nAuthorization: {auth}\r\nConnection: close\r\n\
         Expect: 100-continue\r\nContent-Length: 2\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).expect("sent");
    let mut leave = [0; 25];
    stream.read_exact(&mut leave).expect("leave");
    assert_eq!(&leave, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(b"{}").expect("sent");
    let mut got = Vec::new();
    stream.read_to_end(&mut got).expect("an answer");
    assert_eq!(read(&got).status, 404);
    assert_eq!(sandbox.requests()[0].body, "{}");
}

#[test]
fn a_chunked_body_is_read() {
    let sandbox = start(|_| {});
    let chunks = "PUT /v1/x HTTP/1.1\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n\
        2\r\nhi\r\n3\r\n yo\r\n0\r\n\r\n";
    exchange(&host(&sandbox), chunks);
    assert_eq!(sandbox.requests()[0].body, "hi yo");
}

#[test]
fn a_body_of_megabytes_is_read_and_one_of_dozens_refused() {
    let sandbox = start(|_| {});
    assert_eq!(send(&sandbox, "PUT", "/x", &"x".repeat(4 * 1024 * 1024)).status, 404);
    let length = 33 * 1024 * 1024;
    let head =
        format!("PUT /v1/x HTTP/1.1\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n");
    let (got, _) = exchange(&host(&sandbox), &head);
    assert!(got.starts_with(b"HTTP/1.1 413 "), "{}", String::from_utf8_lossy(&got));
}

#[test]
fn a_body_goes_with_its_length_or_in_chunks() {
    for chunked in [true, false] {
        let sandbox = start(|options| options.chunked = chunked);
        let got = get(&sandbox, &format!("{ENTERPRISES}?max=3"));
        assert_eq!(got.header("transfer-encoding"), chunked.then_some("chunked"));
        assert_eq!(got.header("content-length").is_some(), !chunked);
        assert_eq!(got.items().len(), 3);
    }
}

#[test]
fn the_time_sent_along_is_virtual() {
    let sandbox = start(|options| options.start_time = moment("2021-04-07T15:26:40Z"));
    let got = get(&sandbox, ENTERPRISES);
    assert_eq!(got.header("date"), Some("Wed, 07 Apr 2021 15:26:40 GMT"));
}

fn moment(text: &str) -> Option<webex_broadworks_sandbox::VirtualTime> {
    webex_broadworks_sandbox::VirtualTime::parse(text)
}

#[test]
fn half_of_a_large_body_is_half_of_it() {
    let sandbox = start(|options| {
        options.enterprises = 1000;
        options.chunked = false;
    });
    let headers = [("Authorization", &*bearer(&sandbox.token()))];
    let page = || {
        let target = format!("/v1{ENTERPRISES}?max=1000");
        let (got, _) = exchange(&host(&sandbox), &request("GET", &target, "", &headers));
        let head = got.windows(4).position(|it| it == b"\r\n\r\n").expect("a head") + 4;
        got.len() - head
    };
    let whole = page();
    let cut = Effect::Cut { at: DisconnectAt::InBody, reset: false, performed: true };
    sandbox.set_faults(vec![Fault::new(cut)]);
    assert_eq!(page(), whole / 2);
}

#[test]
fn what_http_does_not_allow_is_told() {
    let fault = json!({"name": "status", "headers": [["X-One", "a\nb"]]});
    let fault = serde_json::from_value(fault).expect("a fault");
    let sandbox = start(|options| options.faults = vec![fault]);
    let got = get(&sandbox, ENTERPRISES);
    assert_eq!(got.status, 500);
    assert!(String::from_utf8_lossy(&got.body).contains("header"));
}
