//! The middleware that applies faults to requests and replies.

use std::future::pending;
use std::time::Duration;

use axum::Extension;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use serde_json::{Number, Value};

use super::body::Body;
use super::change::Delay;
use super::errors::ApiError;
use super::link::Link;
use super::list;
use super::reply::{Reply, SlowBody};
use super::response_middleware::TrackingId;
use super::service::Shared;
use crate::disconnect::Disconnect;
use crate::faults::{break_link, gzip_bomb};
use crate::generated::operation::Operation;
use crate::generated::options::DisconnectAt;
use crate::generated::options::Effect;
use crate::generated::options::ErrorForm;

/// An undocumented state and result of a user sync.
const UNDOCUMENTED_STATE: &str = "AWAITING_REVIEW";

/// Applies the fault that is selected for a request, if any.
pub(super) async fn apply_faults(
    State(service): State<Shared>,
    route: Option<MatchedPath>,
    here: Link,
    Extension(tracking_id): Extension<TrackingId>,
    mut request: Request,
    next: Next,
) -> Response {
    let operation = route.and_then(|route| Operation::of(request.method(), route.as_str()));
    let effect = service.world().0.faults.select(operation, list::asked_max(&here));
    let Some(effect) = effect else {
        return next.run(request).await;
    };
    let form = service.options.error_body;
    if let Effect::Late { seconds, .. } = &effect {
        request.extensions_mut().insert(Delay(duration(*seconds)));
    }
    let performed = if effect.is_performed() {
        Some(Reply::of(next.run(request).await, &service.options, &tracking_id.0))
    } else {
        None
    };
    // A fault that prevents the operation and has no body cuts or withholds the answer, so it
    // hardly matters which answer that is.
    let mut reply = replacement_reply(&effect, form, &tracking_id.0)
        .or(performed)
        .unwrap_or_else(|| ApiError::of_status(503).into_reply(form, &tracking_id.0));
    mutate_reply(&effect, here, &mut reply);
    delay_reply(&effect, &mut reply).await;
    reply.into_response()
}

/// The error instead of the operation's reply.
fn replacement_reply(effect: &Effect, form: ErrorForm, tracking_id: &str) -> Option<Reply> {
    match effect {
        Effect::Throttle { retry_after } => {
            Some(ApiError::throttled(retry_after.clone()).into_reply(form, tracking_id))
        }
        Effect::Status { status, form: own_form, code, message, body, headers, .. } => {
            let mut error =
                ApiError { code: *code, form: *own_form, ..ApiError::of_status(*status) };
            if let Some(message) = message {
                error.message.clone_from(message);
            }
            error.headers.clone_from(headers);
            let mut reply = error.into_reply(form, tracking_id);
            if let Some(body) = body {
                reply.body = Body::new(body.clone());
            }
            Some(reply)
        }
        Effect::Html { status, .. } => {
            let mut reply = Reply::new(*status, Reply::html_body(*status));
            reply.content_type = "text/html";
            Some(reply)
        }
        _ => None,
    }
}

/// Changes the content of the reply.
fn mutate_reply(effect: &Effect, here: Link, reply: &mut Reply) {
    match effect {
        Effect::BrokenJson {} => {
            let mut text = reply.body.plain.to_vec();
            match text.iter().position(|byte| *byte == b',') {
                Some(comma) => drop(text.remove(comma)),
                None => drop(text.pop()),
            }
            reply.replace_body(text.into());
        }
        Effect::UnknownFields {} => rewrite(reply, add_unknown_fields),
        Effect::FloatNumbers {} => rewrite(reply, make_floats),
        Effect::Link { kind, origin } => break_link(*kind, origin, here, reply),
        Effect::GzipBomb { megabytes } => {
            reply.replace_body(gzip_bomb(*megabytes));
            reply.header("content-encoding", "gzip");
        }
        Effect::HugeHeader { kilobytes } => reply.header("x-padding", "x".repeat(kilobytes * 1024)),
        _ => {}
    }
}

/// Changes when and how the reply is sent.
async fn delay_reply(effect: &Effect, reply: &mut Reply) {
    match effect {
        Effect::Hang { .. } | Effect::Late { hang: true, .. } => pending().await,
        Effect::Slow { seconds } => tokio::time::sleep(duration(*seconds)).await,
        Effect::Cut { at, reset, .. } => reply.cut = Some(Disconnect { at: *at, reset: *reset }),
        Effect::Late { hang: false, .. } => {
            reply.cut = Some(Disconnect { at: DisconnectAt::BeforeHead, reset: false });
        }
        Effect::Dribble { bytes, seconds } => {
            reply.slow_body = Some(SlowBody { bytes: *bytes, every: duration(*seconds) });
        }
        _ => {}
    }
}

fn duration(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or_default()
}

fn rewrite(reply: &mut Reply, change: fn(&mut Value)) {
    if let Ok(mut value) = serde_json::from_slice(&reply.body.plain) {
        change(&mut value);
        reply.replace_body(value.to_string().into());
    }
}

fn add_unknown_fields(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(add_unknown_fields),
        Value::Object(fields) => {
            for (name, value) in fields.iter_mut() {
                match name.as_str() {
                    "syncStatus" | "status" => *value = UNDOCUMENTED_STATE.into(),
                    _ => add_unknown_fields(value),
                }
            }
            fields.insert("introducedLater".into(), true.into());
        }
        _ => {}
    }
}

fn make_floats(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(make_floats),
        Value::Object(fields) => fields.values_mut().for_each(make_floats),
        Value::Number(number) => {
            if let Some(float) = number.as_f64().and_then(Number::from_f64) {
                *number = float;
            }
        }
        _ => {}
    }
}
