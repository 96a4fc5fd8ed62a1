//! The error of this crate: what failed, for which enterprise, and whether it was sent.

mod cause;
mod id_hints;
mod message;

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::generated::operations::Operation;
use crate::generated::subject_kind::SubjectKind;
use crate::message::{Message, Name, Spelling, message, snake_case};
use crate::operation::subject::Subject;

pub use crate::generated::error_kind::ErrorKind;
pub use cause::Cause;
pub use id_hints::{call, wrong_id_hint, wrong_subject_hint};

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl ErrorKind {
    /// The kind for the status of a response.
    pub(crate) fn of_status(status: u16) -> Self {
        match status {
            400 => Self::BadRequest,
            401 => Self::Authentication,
            403 => Self::PermissionDenied,
            404 => Self::NotFound,
            409 => Self::Conflict,
            423 => Self::Locked,
            429 => Self::RateLimit,
            500..=599 => Self::Server,
            _ => Self::Status,
        }
    }
}

/// One of Webex's codes: usually a number, sometimes a text such as `BATCH-1017023`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum ServiceCode {
    /// A number in any spelling.
    Number(i64),
    /// Anything else.
    Text(String),
}

impl ServiceCode {
    /// The code as a number, if it is one.
    pub fn number(&self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(_) => None,
        }
    }
}

impl fmt::Display for ServiceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => f.write_str(text),
        }
    }
}

/// One entry of the `errors` that Webex put into an error body.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceError {
    /// The code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_code: Option<ServiceCode>,
    /// Webex's description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The field of the request that it concerns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field_name: Option<String>,
}

/// Everything an [`Error`] knows.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
#[expect(clippy::struct_excessive_bools, reason = "independent yes-or-no questions")]
pub struct ErrorDetails {
    /// The kind of failure.
    pub kind: ErrorKind,
    /// What went wrong, in this library's words.
    pub reason: Message,
    /// The operation that failed; `None` before one was chosen.
    pub operation: Option<Operation>,
    /// The subject: an enterprise or a subscriber.
    pub subject: Option<Subject>,
    /// The HTTP status of the last response.
    pub status: Option<u16>,
    /// What Webex's error body said.
    pub service_message: Option<String>,
    /// The entries of Webex's error body.
    pub errors: Vec<ServiceError>,
    /// Up to 8 KiB of a response in an unknown format.
    pub body: Option<String>,
    /// The tracking id for Webex support: the server's, or else the one that was sent.
    pub tracking_id: Option<String>,
    /// The pause that Webex asked for.
    pub retry_after: Option<Duration>,
    /// How many requests were sent.
    pub attempts: u32,
    /// Duration of the call, including pauses; `None` if it was refused before it started.
    pub elapsed: Option<Duration>,
    /// Whether Webex accepted the request; `None` if that is unknown.
    pub accepted: Option<bool>,
    /// Whether a request, or part of one, might have reached Webex.
    pub request_sent: bool,
    /// Whether the call can be repeated without doing anything twice.
    pub safe_to_retry: bool,
    /// Whether retrying stopped because the client's retry quota was used up.
    pub retry_budget_exhausted: bool,
    /// If several enterprises match: their JSON as listed.
    pub candidates: Vec<Value>,
    /// The last status, subscriber or billing report that was seen, without the link of a report.
    pub last_status: Option<Value>,
    /// Whether it concerns only one item of a bulk run.
    pub is_of_one_item: bool,
    /// What this failure came from.
    pub source: Option<Arc<dyn StdError + Send + Sync>>,
}

/// The error of every call.
///
/// Its `Display` is one paragraph a person can act on; [`Error::details`] has the parts.
#[derive(Clone)]
pub struct Error(Box<ErrorDetails>);

impl Error {
    /// Creates an error of a kind, with its reason.
    #[doc(hidden)]
    pub fn new(kind: ErrorKind, reason: impl Into<Message>) -> Self {
        Self(Box::new(ErrorDetails {
            kind,
            reason: reason.into(),
            safe_to_retry: true,
            ..ErrorDetails::default()
        }))
    }

    /// Creates an error for an argument that can't be used. `reason` names the argument.
    pub fn invalid_argument(reason: impl Into<Message>) -> Self {
        Self::new(ErrorKind::InvalidArgument, reason)
    }

    /// Creates an error for an argument that can't be used. `fault` follows its name.
    #[doc(hidden)]
    pub fn of_argument(name: &'static str, fault: impl Into<Message>) -> Self {
        Self::invalid_argument(message!("{} {}", Name::Argument(name), fault))
    }

    /// Creates an error for a model without its `id`, which was passed to name the subject of a call.
    #[doc(hidden)]
    pub fn without_id(kind: SubjectKind) -> Self {
        Self::invalid_argument(format!("the {} has no id. Nothing was sent", kind.name()))
    }

    /// The client cannot be built or used as configured.
    pub fn configuration(reason: impl Into<Message>) -> Self {
        Self::new(ErrorKind::Configuration, reason)
    }

    /// A defect of this library, for instance a panic caught at a language boundary. A request may have
    /// been sent before it.
    pub fn internal(reason: impl Into<Message>) -> Self {
        Self::new(ErrorKind::Internal, reason).with(|details| {
            details.safe_to_retry = false;
            details.request_sent = true;
        })
    }

    /// The error with more details.
    #[doc(hidden)]
    pub fn with(mut self, set: impl FnOnce(&mut ErrorDetails)) -> Self {
        set(&mut self.0);
        self
    }

    /// Adds a cause to the error.
    #[doc(hidden)]
    pub fn with_source(self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let source = Arc::from(source.into());
        self.with(|details| details.source = Some(source))
    }

    /// Whether Webex may have executed the request despite this error.
    ///
    /// If so, check the state at Webex before you send the request again.
    pub fn may_have_been_executed(&self) -> bool {
        let details = &*self.0;
        let writes = details.operation.is_some_and(Operation::is_write);
        // A status without a refusal leaves it open.
        let is_open = details.accepted.unwrap_or(details.status.is_some());
        details.kind == ErrorKind::AmbiguousOutcome
            || (writes && is_open && details.kind != ErrorKind::DirectorySyncFailed)
            || (details.request_sent && !details.safe_to_retry)
    }

    /// Whether the same call may succeed later without any change: see [`ErrorKind::is_transient`].
    pub fn is_transient(&self) -> bool {
        self.kind().is_transient()
    }

    /// The kind of failure.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Whether no response came in time, or a sync did not end in time.
    pub fn is_timeout(&self) -> bool {
        matches!(self.kind(), ErrorKind::Timeout | ErrorKind::WaitTimeout)
    }

    /// Whether the call can be repeated without doing anything twice.
    pub fn is_safe_to_retry(&self) -> bool {
        self.0.safe_to_retry
    }

    /// The operation that failed; `None` before one was chosen.
    pub fn operation(&self) -> Option<Operation> {
        self.0.operation
    }

    /// The subject: an enterprise or a subscriber.
    pub fn subject(&self) -> Option<&Subject> {
        self.0.subject.as_ref()
    }

    /// The HTTP status of the last response.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The first code in Webex's error body, or of the failed sync.
    pub fn service_code(&self) -> Option<&ServiceCode> {
        self.0.errors.iter().find_map(|error| error.error_code.as_ref())
    }

    /// The tracking id for Webex support: the server's, or else the one that was sent.
    pub fn tracking_id(&self) -> Option<&str> {
        self.0.tracking_id.as_deref()
    }

    /// The pause that Webex asked for.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// All details of the error.
    pub fn details(&self) -> &ErrorDetails {
        &self.0
    }

    /// The error as plain data for another language, keys in camelCase.
    #[doc(hidden)]
    pub fn to_record(&self, spelling: Spelling) -> Value {
        let details = &*self.0;
        let mut record = Map::new();
        let mut set = |key: &str, value: Value| record.insert(key.to_owned(), value);
        set("class", json!(details.kind.class_name()));
        set("code", json!(details.kind.code()));
        set("message", json!(self.message(spelling)));
        set("statusCode", json!(details.status));
        set("errors", json!(details.errors));
        set("trackingId", json!(details.tracking_id));
        set("retryAfter", json!(details.retry_after.map(|after| after.as_secs_f64())));
        set("attempts", json!(details.attempts));
        set("elapsed", json!(details.elapsed.map(|elapsed| elapsed.as_secs_f64())));
        set("accepted", json!(details.accepted));
        set("operation", json!(details.operation.map(Operation::id)));
        set("subject", json!(details.subject));
        set("requestSent", json!(details.request_sent));
        set("safeToRetry", json!(details.safe_to_retry));
        set("retryBudgetExhausted", json!(details.retry_budget_exhausted));
        set("meaning", json!(self.meaning()));
        set("remedy", json!(self.remedy().map(|remedy| remedy.render(spelling))));
        set("candidates", json!(details.candidates));
        set("lastStatus", json!(details.last_status));
        set("body", json!(details.body));
        set("causes", json!(self.causes(spelling)));
        Value::Object(record)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(snake_case))
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_code_of_its_own() {
        let codes: std::collections::HashSet<_> =
            ErrorKind::ALL.iter().map(|kind| kind.code()).collect();
        assert_eq!(codes.len(), ErrorKind::ALL.len());
    }

    #[test]
    fn an_error_answers_for_its_parts() {
        let error = Error::new(ErrorKind::Timeout, "late").with(|details| {
            details.operation = Some(Operation::DirectorySyncTrigger);
            details.errors = vec![
                ServiceError::default(),
                ServiceError {
                    error_code: Some(ServiceCode::Number(600_014)),
                    ..ServiceError::default()
                },
            ];
            details.request_sent = true;
            details.safe_to_retry = false;
        });
        assert!(error.is_timeout() && error.is_transient() && error.may_have_been_executed());
        assert!(!error.is_safe_to_retry());
        assert_eq!(error.service_code().and_then(ServiceCode::number), Some(600_014));
        assert_eq!(error.clone().operation(), Some(Operation::DirectorySyncTrigger));
    }
}
