//! Where faults meet answers.

use std::time::Duration;

use serde_json::{Number, Value};

use super::body::{Body, Reply};
use super::errors::ApiError;
use super::link::Link;
use crate::answer::{Answer, Cut, Dribble, Wait};
use crate::faults::{Effect, break_link, gzip_bomb};
use crate::options::ErrorForm;

/// A state, and a user sync's result, that no documentation mentions.
const UNHEARD_OF: &str = "AWAITING_REVIEW";

/// The error that stands in the place of the operation's own reply.
pub(crate) fn instead(effect: &Effect, form: ErrorForm, tracking_id: &str) -> Option<Reply> {
    match effect {
        Effect::Throttle { retry_after } => {
            Some(ApiError::throttled(retry_after.clone()).into_reply(form, tracking_id))
        }
        Effect::Status { status, form: own_form, code, message, body, headers, .. } => {
            let mut error = ApiError { code: *code, ..ApiError::of_status(*status) };
            if let Some(message) = message {
                error.message.clone_from(message);
            }
            error.headers.clone_from(headers);
            let mut reply = error.into_reply(own_form.unwrap_or(form), tracking_id);
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

/// Changes what is said.
pub(crate) fn distort(effect: &Effect, here: Link, reply: &mut Reply) {
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

/// Changes how it is sent.
pub(crate) fn disturb(effect: &Effect, answer: &mut Answer) {
    let seconds = |it: f64| Duration::try_from_secs_f64(it).unwrap_or_default();
    match effect {
        Effect::Hang { .. } => answer.delivery.wait = Wait::Forever,
        Effect::Slow { seconds: wait } => answer.delivery.wait = Wait::For(seconds(*wait)),
        Effect::Cut { at, reset, .. } => {
            answer.delivery.cut = Some(Cut { at: *at, reset: *reset });
        }
        Effect::Dribble { bytes, seconds: every } => {
            answer.delivery.dribble = Some(Dribble { bytes: *bytes, every: seconds(*every) });
        }
        _ => {}
    }
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
                    "syncStatus" | "status" => *value = UNHEARD_OF.into(),
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
