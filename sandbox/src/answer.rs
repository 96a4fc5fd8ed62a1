//! An answer, and how it gets onto the wire: when, how much of it, how fast.

use std::io::Write as _;
use std::time::Duration;

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use serde::{Deserialize, Serialize};

/// What is sent back.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// In the order and spelling in which they are written.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
    pub(crate) framing: Framing,
    pub(crate) delivery: Delivery,
}

/// How the end of the body is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    Length,
    Chunked,
    /// By what `headers` say; whether true or not.
    AsGiven,
}

/// How an answer departs from being written at once and whole.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Delivery {
    pub(crate) wait: Wait,
    pub(crate) cut: Option<Cut>,
    pub(crate) dribble: Option<Dribble>,
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Wait {
    #[default]
    No,
    For(Duration),
    /// Until the server is told to release held answers.
    UntilReleased,
    Forever,
}

/// A connection that ends too early.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cut {
    pub(crate) at: CutAt,
    /// By RST rather than FIN.
    pub(crate) reset: bool,
}

/// Where the connection ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CutAt {
    /// Nothing is sent.
    #[default]
    BeforeHead,
    /// Half of the head is sent.
    InHead,
    /// The head, which declares the whole body, and half of that are sent.
    InBody,
}

/// An answer in small pieces.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dribble {
    pub(crate) bytes: usize,
    pub(crate) every: Duration,
}

impl Answer {
    pub(crate) fn new(status: u16, headers: Vec<(String, String)>, body: impl Into<Bytes>) -> Self {
        Self {
            status,
            headers,
            body: body.into(),
            framing: Framing::Length,
            delivery: Delivery::default(),
        }
    }

    pub(crate) fn header(&mut self, name: &str, value: impl Into<String>) {
        self.headers.push((name.to_owned(), value.into()));
    }

    pub(crate) fn says(&self, name: &str) -> bool {
        self.headers.iter().any(|header| header.0.eq_ignore_ascii_case(name))
    }

    /// Whether the connection ends with this answer.
    pub(crate) fn closes(&self) -> bool {
        let closing = |header: &(String, String)| {
            header.0.eq_ignore_ascii_case("connection") && header.1.eq_ignore_ascii_case("close")
        };
        self.framing == Framing::AsGiven || self.headers.iter().any(closing)
    }

    /// The bytes to write: all of them, or up to where the connection is to be cut.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.body.len() + 1024);
        write_head(&mut bytes, self);
        let head = bytes.len();
        match self.framing {
            _ if bodiless(self.status) => {}
            Framing::Chunked => write_chunks(&mut bytes, &self.body),
            Framing::Length | Framing::AsGiven => bytes.extend_from_slice(&self.body),
        }
        match self.delivery.cut.map(|cut| cut.at) {
            None => {}
            Some(CutAt::BeforeHead) => bytes.clear(),
            Some(CutAt::InHead) => bytes.truncate(head / 2),
            Some(CutAt::InBody) => bytes.truncate(head + (bytes.len() - head) / 2),
        }
        bytes
    }
}

/// Compresses quickly rather than well.
pub(crate) fn gzip(body: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 4), Compression::fast());
    // Writing to memory does not fail.
    let compressed = encoder.write_all(body).and_then(|()| encoder.finish());
    compressed.unwrap_or_default().into()
}

fn write_head(bytes: &mut Vec<u8>, answer: &Answer) {
    let status = answer.status;
    bytes.extend_from_slice(format!("HTTP/1.1 {status} {}\r\n", reason(status)).as_bytes());
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

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "No Content",
        301 => "Moved Permanently",
        302 => "Found",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        409 => "Conflict",
        410 => "Gone",
        415 => "Unsupported Media Type",
        423 => "Locked",
        425 => "Too Early",
        428 => "Precondition Required",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "Status",
    }
}
