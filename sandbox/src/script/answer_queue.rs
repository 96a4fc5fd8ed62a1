//! The remaining answers of a script, in order.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::answer::ScriptedAnswer;
use super::request::Request;
use crate::request_log::RequestLog;

const LOG_LIMIT: usize = 100_000;

/// The answers of one port, and its requests.
pub(super) struct AnswerQueue {
    pub(super) log: RequestLog,
    answers: Vec<ScriptedAnswer>,
    next: AtomicUsize,
    /// The answer after the end of the script.
    otherwise: fn(&Request) -> ScriptedAnswer,
}

impl AnswerQueue {
    pub(super) fn new(
        answers: Vec<ScriptedAnswer>,
        otherwise: fn(&Request) -> ScriptedAnswer,
    ) -> Arc<Self> {
        let log = RequestLog::new(LOG_LIMIT, None);
        Arc::new(Self { log, answers, next: AtomicUsize::new(0), otherwise })
    }

    pub(super) fn answer(&self, request: &Request) -> ScriptedAnswer {
        let place = self.next.fetch_add(1, Ordering::Relaxed);
        self.answers.get(place).cloned().unwrap_or_else(|| (self.otherwise)(request))
    }
}

/// Answers a request beyond the end of a script.
pub(super) fn unexpected(request: &Request) -> ScriptedAnswer {
    let text = format!("unexpected request: {} {}", request.method, request.target);
    ScriptedAnswer::new(500, vec![("Content-Type".into(), "text/plain".into())], text)
}

/// Answers a request to the foreign server.
pub(super) fn no_items(_request: &Request) -> ScriptedAnswer {
    ScriptedAnswer::new(
        200,
        vec![("Content-Type".into(), "application/json".into())],
        "{\"items\":[]}",
    )
}
