//! Waits for a request that Webex executes after its response.

use std::time::Duration;

use serde_json::Value;
use webex_broadworks_transport::error::{Error, ErrorKind, Result};
use webex_broadworks_transport::http::response::RawResponse;
use webex_broadworks_transport::lenient::as_instant;
use webex_broadworks_transport::message::message;
use webex_broadworks_transport::operation::Operation;
use webex_broadworks_transport::timestamp::Timestamp;

/// How long Webex may continue to show the state before the request.
const MAX_STALENESS: Duration = Duration::from_secs(60);

/// A request that Webex accepted.
#[derive(Debug)]
pub(super) struct AcceptedRequest {
    operation: Operation,
    /// The last change of the status in the response.
    changed: Option<Timestamp>,
    /// Whether there was a state before the request.
    replaces_state: bool,
    /// Whether a check has shown that Webex executes the request.
    was_running: bool,
}

impl AcceptedRequest {
    /// The request of a response, which is about a subject if the subject existed before.
    pub(super) fn new(answer: &RawResponse) -> Result<Self> {
        let (operation, subject) = &answer.about;
        let changed = last_status_change(&answer.decode()?);
        let replaces_state = subject.is_some();
        Ok(Self { operation: *operation, changed, replaces_state, was_running: false })
    }

    /// Notes that a check shows Webex at work.
    pub(super) fn note_running(&mut self) {
        self.was_running = true;
    }

    /// Whether a state that the wait would end with is from before the request.
    ///
    /// Times tell that if both are known. If not, the state counts once Webex was seen at work.
    pub(super) fn is_stale(&self, state: &Value, waited: Duration) -> bool {
        let is_early = match last_status_change(state).zip(self.changed) {
            _ if !state["status"].is_string() => true,
            _ if !self.replaces_state => false,
            Some((shown, changed)) => shown <= changed,
            None => !self.was_running,
        };
        is_early && waited < MAX_STALENESS
    }

    /// Whether a failed check says only that Webex doesn't show the result yet.
    pub(super) fn tolerates(&self, error: &Error, waited: Duration) -> bool {
        !self.replaces_state && error.kind() == ErrorKind::NotFound && waited < MAX_STALENESS
    }

    /// Adds to an error of the wait what the request has already done.
    pub(super) fn attach_context(&self, error: Error) -> Error {
        error.with(|details| {
            if details.kind == ErrorKind::WaitTimeout {
                details.operation = Some(self.operation);
            } else {
                // The error is about the check, and names the scope that the check needs.
                let reason = details.reason.clone();
                details.reason = message!(
                    "Webex accepted {}, and a check of the result failed: {reason}",
                    self.operation
                );
            }
            details.accepted = Some(true);
            details.request_sent = true;
            details.safe_to_retry = self.operation.is_idempotent();
        })
    }
}

fn last_status_change(subscriber: &Value) -> Option<Timestamp> {
    as_instant(&subscriber["lastStatusChange"])
}
