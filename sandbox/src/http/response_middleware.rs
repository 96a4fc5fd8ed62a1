//! The middleware that gives every reply its headers and its final form.

use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::ACCEPT_ENCODING;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, body::Body, http::header::CONTENT_LENGTH};
use futures_util::stream;

use super::connection_control::ConnectionControl;
use super::reply::{Reply, SlowBody};
use super::service::Shared;
use crate::clock::VirtualTime;

/// Smaller bodies don't benefit from compression.
const MIN_COMPRESSED_BYTES: usize = 1024;

/// The tracking id of a request: the client's, or a generated one.
#[derive(Clone, Debug)]
pub(super) struct TrackingId(pub(super) String);

/// Gives a request its tracking id, and its reply Webex's format.
pub(super) async fn finalize_response(
    State(service): State<Shared>,
    Extension(control): Extension<ConnectionControl>,
    mut request: Request,
    next: Next,
) -> Response {
    let given = request.headers().get("trackingid");
    let tracking_id = match given {
        Some(given) => String::from_utf8_lossy(given.as_bytes()).into_owned(),
        None => format!("ROUTERGW_{}", service.world().0.random.uuid()),
    };
    request.extensions_mut().insert(TrackingId(tracking_id.clone()));
    let options = &*service.options;
    let gzip = options.gzip && accepts_gzip(request.headers());
    let response = next.run(request).await;

    let reply = Reply::of(response, options, &tracking_id);
    let gzip =
        gzip && reply.body.plain.len() > MIN_COMPRESSED_BYTES && !reply.says("content-encoding");
    let body = if gzip { reply.body.compressed() } else { reply.body.plain.clone() };
    if let Some(cut) = reply.cut {
        control.cut(cut, body.len() / 2);
    }
    let now = service.world().1;
    build_response(&reply, &tracking_id, now, gzip, body, options.chunked).unwrap_or_else(|error| {
        let text = format!("the sandbox is configured to send what HTTP does not allow: {error}");
        (axum::http::StatusCode::INTERNAL_SERVER_ERROR, text).into_response()
    })
}

fn build_response(
    reply: &Reply,
    tracking_id: &str,
    now: VirtualTime,
    gzip: bool,
    body: Bytes,
    chunked: bool,
) -> axum::http::Result<Response> {
    let mut response = Response::builder()
        .status(reply.status)
        .header("date", now.http_date())
        .header("content-type", reply.content_type)
        .header("vary", "accept-encoding")
        .header("cache-control", "no-cache, no-store, no-cache, no-store")
        .header("via", "1.1 linkerd")
        .header("server", "Redacted")
        .header("strict-transport-security", "max-age=63072000; includeSubDomains; preload")
        // The service says it twice.
        .header("trackingid", format!("{tracking_id}, {tracking_id}"));
    if let Some(next) = &reply.next {
        response = response.header("link", format!("<{}>; rel=\"next\"", next.url()));
    }
    for (name, value) in &reply.headers {
        response = response.header(name, value);
    }
    if gzip {
        response = response.header("content-encoding", "gzip");
    }
    if !chunked {
        response = response.header(CONTENT_LENGTH, body.len());
    }
    response.body(match reply.slow_body {
        Some(slow) => slow_body(body, slow),
        // A stream has no known length, so it is sent in chunks.
        None if chunked => Body::from_stream(stream::iter([std::io::Result::Ok(body)])),
        None => Body::from(body),
    })
}

fn slow_body(body: Bytes, slow: SlowBody) -> Body {
    Body::from_stream(stream::unfold(body, move |mut rest| async move {
        if rest.is_empty() {
            return None;
        }
        let piece = rest.split_to(slow.bytes.clamp(1, rest.len()));
        tokio::time::sleep(slow.every).await;
        Some((std::io::Result::Ok(piece), rest))
    }))
}

fn accepts_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get(ACCEPT_ENCODING).and_then(|it| it.to_str().ok()).unwrap_or_default();
    accepted.to_ascii_lowercase().split(',').any(|coding| {
        let (name, parameters) = coding.split_once(';').unwrap_or((coding, ""));
        let refused = matches!(parameters.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000");
        matches!(name.trim(), "gzip" | "*") && !refused
    })
}
