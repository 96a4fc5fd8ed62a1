//! A reply before it is written: status, body and links.

use std::sync::Arc;
use std::time::Duration;

use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Serialize;

use super::body::Body;
use super::link::Link;
use crate::disconnect::Disconnect;

/// The content of an answer. Handlers and layers pass it on in the extensions of a response, so
/// that every layer can change it.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) content_type: &'static str,
    pub(crate) body: Arc<Body>,
    pub(crate) headers: Vec<(String, String)>,
    /// The next page of the list.
    pub(crate) next: Option<Link>,
    pub(crate) cut: Option<Disconnect>,
    pub(crate) slow_body: Option<SlowBody>,
}

/// A body in small pieces.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SlowBody {
    pub(crate) bytes: usize,
    pub(crate) every: Duration,
}

impl Reply {
    pub(crate) fn new(status: u16, body: Arc<Body>) -> Self {
        Self {
            status,
            content_type: "application/json",
            body,
            headers: Vec::new(),
            next: None,
            cut: None,
            slow_body: None,
        }
    }

    /// 200 and a JSON body.
    pub(crate) fn json(value: &impl Serialize) -> Self {
        // Serialization can't fail: the values have string keys only.
        Self::new(200, Body::new(serde_json::to_vec(value).unwrap_or_default()))
    }

    pub(crate) fn header(&mut self, name: &str, value: impl Into<String>) {
        self.headers.push((name.to_owned(), value.into()));
    }

    pub(super) fn says(&self, name: &str) -> bool {
        self.headers.iter().any(|header| header.0.eq_ignore_ascii_case(name))
    }

    pub(crate) fn replace_body(&mut self, body: Bytes) {
        self.body = Body::new(body);
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let mut response = Response::default();
        response.extensions_mut().insert(self);
        response
    }
}
