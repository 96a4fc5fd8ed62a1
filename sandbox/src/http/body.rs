//! A reply while it is still about HTTP's meaning: status, body, links. How it is written comes later.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use serde::Serialize;

use super::link::Link;
use crate::answer::{Answer, Framing, gzip};
use crate::options::SandboxOptions;
use crate::wire::Request;

/// Smaller bodies gain nothing from compression.
const WORTH_COMPRESSING: usize = 1024;

/// A body, compressed at most once however often it is sent.
#[derive(Debug)]
pub(crate) struct Body {
    pub(crate) plain: Bytes,
    compressed: OnceLock<Bytes>,
}

impl Body {
    pub(crate) fn new(plain: impl Into<Bytes>) -> Arc<Self> {
        Arc::new(Self { plain: plain.into(), compressed: OnceLock::new() })
    }

    fn compressed(&self) -> Bytes {
        self.compressed.get_or_init(|| gzip(&self.plain)).clone()
    }
}

/// What is to be answered.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) content_type: &'static str,
    pub(crate) body: Arc<Body>,
    pub(crate) headers: Vec<(String, String)>,
    /// Where the listing goes on.
    pub(crate) next: Option<Link>,
}

impl Reply {
    pub(crate) fn new(status: u16, body: Arc<Body>) -> Self {
        let content_type = "application/json";
        Self { status, content_type, body, headers: Vec::new(), next: None }
    }

    /// 200 and a JSON body.
    pub(crate) fn json(value: &impl Serialize) -> Self {
        // What is serialised here has string keys only and cannot fail.
        Self::new(200, Body::new(serde_json::to_vec(value).unwrap_or_default()))
    }

    pub(crate) fn header(&mut self, name: &str, value: impl Into<String>) {
        self.headers.push((name.to_owned(), value.into()));
    }

    pub(crate) fn replace_body(&mut self, body: Bytes) {
        self.body = Body::new(body);
    }

    /// The answer with everything that the service sends along.
    pub(crate) fn into_answer(
        self,
        request: &Request,
        options: &SandboxOptions,
        tracking_id: &str,
        date: String,
    ) -> Answer {
        let mut answer = Answer::new(self.status, Vec::with_capacity(16), Bytes::new());
        answer.header("Date", date);
        answer.header("Content-Type", self.content_type);
        answer.header("vary", "accept-encoding");
        answer.header("cache-control", "no-cache, no-store, no-cache, no-store");
        answer.header("via", "1.1 linkerd");
        answer.header("server", "Redacted");
        answer.header("strict-transport-security", "max-age=63072000; includeSubDomains; preload");
        // The service says it twice.
        answer.header("trackingid", format!("{tracking_id}, {tracking_id}"));
        if let Some(next) = self.next {
            answer.header("Link", format!("<{}>; rel=\"next\"", next.url()));
        }
        answer.headers.extend(self.headers);
        answer.body = if options.gzip
            && self.body.plain.len() > WORTH_COMPRESSING
            && !answer.says("content-encoding")
            && accepts_gzip(request)
        {
            answer.header("content-encoding", "gzip");
            self.body.compressed()
        } else {
            self.body.plain.clone()
        };
        answer.framing = if options.chunked { Framing::Chunked } else { Framing::Length };
        answer
    }
}

fn accepts_gzip(request: &Request) -> bool {
    let accepted = request.header("accept-encoding").unwrap_or_default().to_ascii_lowercase();
    accepted.split(',').any(|coding| {
        let (name, parameters) = coding.split_once(';').unwrap_or((coding, ""));
        let refused = matches!(parameters.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000");
        matches!(name.trim(), "gzip" | "*") && !refused
    })
}
