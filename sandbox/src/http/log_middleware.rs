//! The request log: each request as it arrived, and its outcome.

use std::sync::Arc;

use axum::Extension;
use axum::body::{HttpBody as _, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::connection_control::ConnectionControl;
use super::service::Shared;
use super::token;
use crate::request_log::LoggedRequest;

const MAX_BODY_BYTES: usize = 32 * 1024 * 1024;
/// Replaces a secret in the log.
const REDACTED: &str = "[redacted]";

/// Logs a request once it has arrived completely, and its status before the first byte of the
/// response is sent. A client that has the response therefore finds its status in the log.
pub(super) async fn log_request(
    State(service): State<Shared>,
    Extension(control): Extension<ConnectionControl>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    // A declared length is refused immediately, an undeclared one as soon as it is reached.
    let declared = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    let body =
        if declared > MAX_BODY_BYTES { None } else { to_bytes(body, MAX_BODY_BYTES).await.ok() };
    let Some(body) = body else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let at = service.world().1.to_string();
    let number = service.log.record_arrival(logged(&parts, &body, at));
    let mut entry = Entry { service: Arc::clone(&service), number, status: None };
    let response = next.run(Request::from_parts(parts, body.into())).await;
    entry.status = (!control.is_cut()).then(|| response.status().as_u16());
    response
}

/// A request in the log. Its drop records the status, or none if the client has disconnected.
struct Entry {
    service: Shared,
    number: u64,
    status: Option<u16>,
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.service.log.record_status(self.number, self.status);
    }
}

fn logged(parts: &Parts, body: &[u8], at: String) -> LoggedRequest {
    let lossy = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let path = parts.uri.path();
    let secret = path.trim_end_matches('/').ends_with(token::ENDPOINT);
    let header = |(name, value): (&HeaderName, &HeaderValue)| {
        let value = match *name {
            AUTHORIZATION if secret => REDACTED.to_owned(),
            _ => lossy(value.as_bytes()),
        };
        (name.as_str().to_owned(), value)
    };
    LoggedRequest {
        method: parts.method.to_string(),
        target: if secret { path.to_owned() } else { parts.uri.to_string() },
        headers: parts.headers.iter().map(header).collect(),
        body: if secret { REDACTED.to_owned() } else { lossy(body) },
        status: None,
        at,
    }
}
