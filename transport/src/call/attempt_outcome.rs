//! The outcome of one attempt of a call.

use std::time::{Duration, SystemTime};

use crate::call::Call;
use crate::call::retry_policy::{self, Idempotency, RetryDecision};
use crate::error::{ErrorKind, Result};
use crate::generated::operations::Operation;
use crate::http::backend::{FailurePhase, HttpResponse, SendError};
use crate::http::body_decoder::BodyError;
use crate::http::error_body::ErrorBody;
use crate::http::response_validation::{ExpectedBody, is_error_in_place_of_result};
use crate::http::retry_after::retry_after;
use crate::redact::Redactor;

/// The outcome of one attempt, with the parts that decisions need already read.
pub(crate) struct AttemptOutcome {
    pub(super) result: Result<HttpResponse, SendError>,
    pub(super) retry_after: Option<Duration>,
    pub(super) error_body: ErrorBody,
    /// Whether a success reports an error instead of a result.
    pub(super) is_error_in_success: bool,
}

impl AttemptOutcome {
    pub(crate) fn of(
        result: Result<HttpResponse, SendError>,
        wall: SystemTime,
        redactor: &Redactor,
        call: &Call,
    ) -> Self {
        let is_error_in_success = result.as_ref().is_ok_and(|response| {
            response.status.is_success()
                && matches!(call.shape, ExpectedBody::Object | ExpectedBody::Nothing)
                && is_error_in_place_of_result(call.operation, &response.body)
        });
        let (headers, body) = match &result {
            // Only a trigger is known to be refused with codes beside its result.
            Ok(response)
                if response.status.is_success()
                    && !is_error_in_success
                    && call.operation != Operation::DirectorySyncTrigger =>
            {
                let error_body = ErrorBody::default();
                return Self { result, retry_after: None, error_body, is_error_in_success };
            }
            Ok(response) => (Some(&response.headers), &response.body[..]),
            Err(failure) => (failure.head.as_ref().map(|(_, headers)| headers), &[][..]),
        };
        let wait = headers.and_then(|headers| retry_after(headers, wall));
        let error_body =
            headers.map(|headers| ErrorBody::read(headers, body, redactor)).unwrap_or_default();
        Self { result, retry_after: wait, error_body, is_error_in_success }
    }

    pub(crate) fn decision(&self, call: &Call) -> RetryDecision {
        self.classify(call, Idempotency::of(call))
    }

    /// Whether Webex may have executed the request.
    pub(crate) fn is_unconfirmed(&self, call: &Call) -> bool {
        matches!(
            self.classify(call, Idempotency::NonIdempotent),
            RetryDecision::Fail(ErrorKind::AmbiguousOutcome | ErrorKind::ResponseDecode)
        )
    }

    fn classify(&self, call: &Call, repeat: Idempotency) -> RetryDecision {
        let decision = match &self.result {
            Ok(response) => retry_policy::classify_response(
                call.operation,
                repeat,
                response.status.as_u16(),
                self.retry_after,
                &self.error_body,
            ),
            Err(failure) => retry_policy::classify_failure(
                call.operation,
                repeat,
                failure,
                self.retry_after,
                &self.error_body,
            ),
        };
        match decision {
            RetryDecision::Accept if self.is_error_in_success => {
                retry_policy::classify_error_in_success(repeat)
            }
            decision => decision,
        }
    }

    pub(crate) fn status(&self) -> Option<u16> {
        match &self.result {
            Ok(response) => Some(response.status.as_u16()),
            Err(failure) => failure.head.as_ref().map(|(status, _)| status.as_u16()),
        }
    }

    /// Whether the status doesn't show whether Webex executed the request: a redirect, or a server's or
    /// gateway's failure that does not refuse it.
    pub(crate) fn leaves_execution_open(&self) -> bool {
        match self.status() {
            Some(500) => true,
            Some(503) => self.retry_after.is_none(),
            Some(300..=399 | 501 | 502 | 504..=599) => !self.error_body.has_code(),
            _ => false,
        }
    }

    pub(crate) fn was_sent(&self) -> bool {
        match &self.result {
            Ok(_) => true,
            Err(failure) => match failure.phase {
                FailurePhase::BeforeWrite => false,
                FailurePhase::NotRetryable => failure.head.is_some(),
                FailurePhase::Written | FailurePhase::Unreadable | FailurePhase::Body => true,
            },
        }
    }

    /// The target of the failed connection, after a preposition.
    pub(super) fn route(&self, preposition: &str) -> String {
        let failure = self.result.as_ref().err();
        let route = failure.and_then(|failure| failure.route.as_deref());
        route.map(|route| format!("{preposition}{route}")).unwrap_or_default()
    }

    /// Whether Webex asks for a pause before the next attempt.
    pub(crate) fn asks_to_wait(&self) -> bool {
        self.retry_after.is_some() || self.status() == Some(429)
    }

    /// The error kind if there is no further attempt.
    pub(crate) fn kind(&self) -> ErrorKind {
        match (&self.result, self.status()) {
            _ if self.is_error_in_success => ErrorKind::ResponseDecode,
            (Err(failure), _) if failure.timed_out => ErrorKind::Timeout,
            (Err(failure), Some(200..=299)) if failure.source.is::<BodyError>() => {
                ErrorKind::ResponseDecode
            }
            (Err(_), None | Some(200..=299)) => ErrorKind::Connection,
            (_, status) => ErrorKind::of_status(status.unwrap_or_default()),
        }
    }
}
