//! Waits for a request that Webex executes after its response.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use crate::error::{Error, ErrorKind};
use crate::generated::operations::Operation;
use crate::lenient::as_instant;

/// How long Webex may continue to show the state before the request.
const MAX_STALENESS: Duration = Duration::from_secs(60);

/// A request that Webex accepted.
#[derive(Debug)]
pub(super) struct AcceptedRequest {
    operation: Operation,
    /// The last change of the status in the response.
    changed: Option<Timestamp>,
}

impl AcceptedRequest {
    pub(super) fn new(operation: Operation, answer: &Value) -> Self {
        Self { operation, changed: last_status_change(answer) }
    }

    /// Whether a state that the wait would end with is from before the request.
    pub(super) fn is_after(&self, state: &Value, waited: Duration) -> bool {
        let times = last_status_change(state).zip(self.changed);
        waited < MAX_STALENESS && times.is_some_and(|(shown, changed)| shown <= changed)
    }

    /// Adds to an error of the wait what the request has already done.
    pub(super) fn attach_context(&self, error: Error) -> Error {
        error.with(|details| {
            // Other errors are about the poll, and name the scope that it needs.
            if details.kind == ErrorKind::WaitTimeout {
                details.operation = Some(self.operation);
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
