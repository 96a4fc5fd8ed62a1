//! A client so simple that nothing is done behind a test's back.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;

use serde_json::Value;
use webex_broadworks_sandbox::{Sandbox, SandboxOptions};

pub(crate) const ENTERPRISES: &str = "/broadworks/enterprises";

/// A response, its body decoded.
#[derive(Debug)]
pub(crate) struct Got {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Got {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find(|header| header.0.eq_ignore_ascii_case(name)).map(|header| &*header.1)
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    pub(crate) fn items(&self) -> Vec<Value> {
        self.json()["items"].as_array().expect("items").clone()
    }

    /// The target of the next link, without its origin.
    pub(crate) fn next(&self) -> Option<String> {
        let link = self.header("link")?;
        let url = link.strip_prefix('<')?.strip_suffix(">; rel=\"next\"")?;
        let (_, rest) = url.strip_prefix("http://")?.split_once("/v1")?;
        Some(rest.to_owned())
    }
}

pub(crate) fn start(change: impl FnOnce(&mut SandboxOptions)) -> Sandbox {
    let mut options = SandboxOptions { manual: true, ..SandboxOptions::default() };
    change(&mut options);
    Sandbox::start(options).expect("a sandbox")
}

/// The id of the first enterprise that the truth says this about.
pub(crate) fn id_where(sandbox: &Sandbox, holds: impl Fn(&Value) -> bool) -> String {
    let truth = sandbox.enterprises();
    let found = truth.as_array().expect("a list").iter().find(|it| holds(it));
    found.expect("such an enterprise")["id"].as_str().expect("an id").to_owned()
}

pub(crate) fn sync_path(id: &str) -> String {
    format!("{ENTERPRISES}/{id}/broadworksDirectorySync")
}

pub(crate) fn get(sandbox: &Sandbox, path: &str) -> Got {
    send(sandbox, "GET", path, "")
}

pub(crate) fn send(sandbox: &Sandbox, method: &str, path: &str, body: &str) -> Got {
    send_with(sandbox, method, path, body, &[("Authorization", &bearer(&sandbox.token()))])
}

pub(crate) fn send_with(
    sandbox: &Sandbox,
    method: &str,
    path: &str,
    body: &str,
    headers: &[(&str, &str)],
) -> Got {
    let base_url = sandbox.base_url();
    let (host, prefix) = base_url["http://".len()..].split_once('/').expect("a path");
    read(&exchange(host, &request(method, &format!("/{prefix}{path}"), body, headers)).0)
}

/// Host and port.
pub(crate) fn host(sandbox: &Sandbox) -> String {
    let url = sandbox.base_url();
    url["http://".len()..url.len() - "/v1".len()].to_owned()
}

pub(crate) fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

/// A request after which the connection is to be closed.
pub(crate) fn request(method: &str, target: &str, body: &str, headers: &[(&str, &str)]) -> String {
    let headers = headers
        .iter()
        .fold(String::new(), |text, (name, value)| text + name + ": " + value + "\r\n");
    let length = body.len();
    format!(
        "{method} {target} HTTP/1.1\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
    )
}

/// Sends bytes and reads until the connection ends, however it does.
pub(crate) fn exchange(host: &str, bytes: &str) -> (Vec<u8>, Option<ErrorKind>) {
    let mut stream = TcpStream::connect(host).expect("a connection");
    stream.write_all(bytes.as_bytes()).expect("sent");
    let mut got = Vec::new();
    let error = stream.read_to_end(&mut got).err().map(|error| error.kind());
    (got, error)
}

/// Reads a whole response.
pub(crate) fn read(bytes: &[u8]) -> Got {
    let end = bytes.windows(4).position(|it| it == b"\r\n\r\n").expect("a whole head");
    let head = std::str::from_utf8(&bytes[..end]).expect("text");
    let (status_line, fields) = head.split_once("\r\n").unwrap_or((head, ""));
    let pair = |line: &str| {
        let (name, value) = line.split_once(": ").expect("a header");
        (name.to_owned(), value.to_owned())
    };
    let mut got = Got {
        status: status_line[9..12].parse().expect("a status"),
        headers: fields.lines().map(pair).collect(),
        body: bytes[end + 4..].to_vec(),
    };
    if got.header("transfer-encoding").is_some() {
        got.body = join_chunks(&got.body);
    }
    if got.header("content-encoding").is_some() {
        let mut plain = Vec::new();
        flate2::read::GzDecoder::new(&*got.body).read_to_end(&mut plain).expect("gzip");
        got.body = plain;
    }
    got
}

fn join_chunks(mut rest: &[u8]) -> Vec<u8> {
    let mut joined = Vec::new();
    loop {
        let line = rest.iter().position(|byte| *byte == b'\r').expect("a chunk size");
        let size = std::str::from_utf8(&rest[..line]).expect("text");
        let size = usize::from_str_radix(size, 16).expect("a number");
        if size == 0 {
            return joined;
        }
        joined.extend_from_slice(&rest[line + 2..line + 2 + size]);
        rest = &rest[line + 4 + size..];
    }
}
