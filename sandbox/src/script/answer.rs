//! The bytes of a scripted answer.

use axum::http::StatusCode;
use bytes::Bytes;

use crate::disconnect::Disconnect;
use crate::generated::options::DisconnectAt;

/// What is sent back.
#[derive(Clone, Debug)]
pub(super) struct ScriptedAnswer {
    pub(super) status: u16,
    /// In the order and spelling in which they are written.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Bytes,
    pub(super) framing: Framing,
    pub(super) cut: Option<Disconnect>,
    /// Whether it waits until the server releases held answers.
    pub(super) held: bool,
}

/// How the response marks the end of its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    Length,
    Chunked,
    /// As `headers` say, whether correct or not.
    AsGiven,
}

impl ScriptedAnswer {
    pub(super) fn new(status: u16, headers: Vec<(String, String)>, body: impl Into<Bytes>) -> Self {
        let framing = Framing::Length;
        Self { status, headers, body: body.into(), framing, cut: None, held: false }
    }

    pub(super) fn header(&mut self, name: &str, value: impl Into<String>) {
        self.headers.push((name.to_owned(), value.into()));
    }

    pub(super) fn says(&self, name: &str) -> bool {
        self.headers.iter().any(|header| header.0.eq_ignore_ascii_case(name))
    }

    /// Whether the connection ends after this answer.
    pub(super) fn closes(&self) -> bool {
        let closing = |header: &(String, String)| {
            header.0.eq_ignore_ascii_case("connection") && header.1.eq_ignore_ascii_case("close")
        };
        self.framing == Framing::AsGiven || self.headers.iter().any(closing)
    }

    /// The bytes to write: all, or up to the cut.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.body.len() + 1024);
        write_head(&mut bytes, self);
        let head = bytes.len();
        match self.framing {
            _ if bodiless(self.status) => {}
            Framing::Chunked => write_chunks(&mut bytes, &self.body),
            Framing::Length | Framing::AsGiven => bytes.extend_from_slice(&self.body),
        }
        match self.cut.map(|cut| cut.at) {
            None => {}
            Some(DisconnectAt::BeforeHead) => bytes.clear(),
            Some(DisconnectAt::InHead) => bytes.truncate(head / 2),
            Some(DisconnectAt::InBody) => bytes.truncate(head + (bytes.len() - head) / 2),
        }
        bytes
    }
}

fn write_head(bytes: &mut Vec<u8>, answer: &ScriptedAnswer) {
    let status = answer.status;
    let reason = StatusCode::from_u16(status).ok().and_then(|it| it.canonical_reason());
    let reason = reason.unwrap_or("Status");
    bytes.extend_from_slice(format!("HTTP/1.1 {status} {reason}\r\n").as_bytes());
    let framing = match answer.framing {
        _ if bodiless(status) => None,
        Framing::AsGiven => None,
        Framing::Length => Some(("Content-Length".to_owned(), answer.body.len().to_string())),
        Framing::Chunked => Some(("Transfer-Encoding".to_owned(), "chunked".to_owned())),
    };
    for (name, value) in answer.headers.iter().chain(&framing) {
        bytes.extend_from_slice(name.as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"\r\n");
}

fn write_chunks(bytes: &mut Vec<u8>, body: &[u8]) {
    for chunk in body.chunks(16 * 1024) {
        bytes.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        bytes.extend_from_slice(chunk);
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"0\r\n\r\n");
}

fn bodiless(status: u16) -> bool {
    matches!(status, 100..=199 | 204 | 304)
}
