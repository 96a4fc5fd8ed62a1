//! Decides what follows a response or a failure: success, a retry, or an error. Pure: no clock, no
//! network, no randomness.
//!
//! The decision depends on the phase in which an exchange failed, the status of its response, and
//! whether the request is idempotent. Other requests are sent again only if Webex said, or the phase
//! shows, that Webex didn't execute them.

use std::time::Duration;

use http::Method;

use crate::call::Call;
use crate::call::backoff::BackoffKind;
use crate::error::ErrorKind;
use crate::generated::operations::Operation;
use crate::http::backend::{FailurePhase, SendError};
use crate::http::error_body::ErrorBody;
use crate::http::response_validation::ExpectedBody;

/// What to do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RetryDecision {
    /// The response is the result.
    Accept,
    /// Retry after a pause.
    Retry(BackoffKind),
    /// Refresh the token once, and retry.
    Reauthenticate,
    /// Raise.
    Fail(ErrorKind),
}

/// The effect of repeating a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Idempotency {
    /// A repetition changes nothing: GET, PUT, and the DELETE of an operation.
    Idempotent,
    /// A repetition may do the work twice, or answer as if the first one had failed: POST, PATCH,
    /// and any other DELETE.
    NonIdempotent,
}

impl Idempotency {
    pub(crate) fn of(call: &Call) -> Self {
        let is_operation = call.shape != ExpectedBody::Anything && call.operation.is_idempotent();
        if is_operation || matches!(call.method, Method::GET | Method::HEAD | Method::PUT) {
            Self::Idempotent
        } else {
            Self::NonIdempotent
        }
    }
}

/// The codes of a trigger that is refused because another sync is running.
const BUSY_CODES: [i64; 3] = [600_005, 600_006, 600_009];

/// Classifies a complete response by its status.
pub(crate) fn classify_response(
    operation: Operation,
    repeat: Idempotency,
    status: u16,
    retry_after: Option<Duration>,
    body: &ErrorBody,
) -> RetryDecision {
    // Checked before the status, because a trigger can be refused with a 200.
    if operation == Operation::DirectorySyncTrigger && is_busy(status, retry_after, body) {
        return RetryDecision::Fail(ErrorKind::DirectorySyncBusy);
    }
    if (200..300).contains(&status) {
        return RetryDecision::Accept;
    }
    let harmless = repeat == Idempotency::Idempotent;
    // The host of a download knows no token: what it refuses is the link.
    let is_refused_link = operation.is_download() && (400..500).contains(&status);
    let kind = if is_refused_link { ErrorKind::Status } else { ErrorKind::of_status(status) };
    let raise = RetryDecision::Fail(kind);
    let ambiguous = RetryDecision::Fail(ErrorKind::AmbiguousOutcome);
    let transient = RetryDecision::Retry(BackoffKind::Transient);
    match status {
        401 if !is_refused_link => RetryDecision::Reauthenticate,
        408 | 425 => transient,
        429 => RetryDecision::Retry(BackoffKind::Throttled),
        423 if harmless || retry_after.is_some() => RetryDecision::Retry(BackoffKind::Locked),
        // A body with a code is Webex's answer to this request, with any status.
        502 | 504 if body.has_code() => raise,
        503 if !harmless && retry_after.is_some() => transient,
        500 | 502 | 503 | 504 => {
            if harmless {
                transient
            } else {
                ambiguous
            }
        }
        _ => raise,
    }
}

/// Classifies a success that reports an error instead of a result.
pub(crate) fn classify_error_in_success(repeat: Idempotency) -> RetryDecision {
    match repeat {
        Idempotency::Idempotent => RetryDecision::Retry(BackoffKind::Transient),
        Idempotency::NonIdempotent => RetryDecision::Fail(ErrorKind::AmbiguousOutcome),
    }
}

/// Whether a refused trigger reports a running sync. This is not throttling: there is no time after
/// which Webex would allow it.
fn is_busy(status: u16, retry_after: Option<Duration>, body: &ErrorBody) -> bool {
    let silent = !body.has_code() && retry_after.is_none();
    body.codes().any(|code| BUSY_CODES.contains(&code)) || (status == 429 && silent)
}

/// Classifies an exchange without a complete response; `body` is what its head shows.
pub(crate) fn classify_failure(
    operation: Operation,
    repeat: Idempotency,
    failure: &SendError,
    retry_after: Option<Duration>,
    body: &ErrorBody,
) -> RetryDecision {
    let transport = if failure.timed_out { ErrorKind::Timeout } else { ErrorKind::Connection };
    let head = failure.head.as_ref().map(|(status, _)| status.as_u16());
    let harmless = repeat == Idempotency::Idempotent;
    match (failure.phase, head) {
        (FailurePhase::BeforeWrite, _) => RetryDecision::Retry(BackoffKind::Transient),
        (FailurePhase::NotRetryable, Some(200..=299)) => {
            RetryDecision::Fail(ErrorKind::ResponseDecode)
        }
        (FailurePhase::NotRetryable | FailurePhase::Body, Some(status))
            if !(200..300).contains(&status) =>
        {
            classify_response(operation, repeat, status, retry_after, body)
        }
        (FailurePhase::NotRetryable, _) => RetryDecision::Fail(transport),
        (FailurePhase::Unreadable, _) if harmless => RetryDecision::Fail(ErrorKind::ResponseDecode),
        (FailurePhase::Written | FailurePhase::Body, _) if harmless => {
            RetryDecision::Retry(BackoffKind::Transient)
        }
        (FailurePhase::Written | FailurePhase::Unreadable, _) => {
            RetryDecision::Fail(ErrorKind::AmbiguousOutcome)
        }
        (FailurePhase::Body, _) => RetryDecision::Fail(ErrorKind::ResponseDecode),
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, StatusCode};

    use super::*;
    use crate::error::{ServiceCode, ServiceError};

    const GET: (Operation, Idempotency) =
        (Operation::DirectorySyncGetStatus, Idempotency::Idempotent);
    const PUT: (Operation, Idempotency) = (Operation::DirectorySyncUpdate, Idempotency::Idempotent);
    const TRIGGER: (Operation, Idempotency) =
        (Operation::DirectorySyncTrigger, Idempotency::NonIdempotent);
    const USER: (Operation, Idempotency) =
        (Operation::DirectorySyncTriggerUser, Idempotency::NonIdempotent);
    const ASKED: Option<Duration> = Some(Duration::from_secs(7));
    const TRANSIENT: RetryDecision = RetryDecision::Retry(BackoffKind::Transient);
    const THROTTLED: RetryDecision = RetryDecision::Retry(BackoffKind::Throttled);
    const AMBIGUOUS: RetryDecision = RetryDecision::Fail(ErrorKind::AmbiguousOutcome);

    fn with_code(code: i64) -> ErrorBody {
        ErrorBody {
            errors: vec![ServiceError {
                error_code: Some(ServiceCode::Number(code)),
                ..Default::default()
            }],
            ..Default::default()
        }
    }

    fn plain((operation, repeat): (Operation, Idempotency), status: u16) -> RetryDecision {
        classify_response(operation, repeat, status, None, &ErrorBody::default())
    }

    fn asked((operation, repeat): (Operation, Idempotency), status: u16) -> RetryDecision {
        classify_response(operation, repeat, status, ASKED, &ErrorBody::default())
    }

    fn coded(
        (operation, repeat): (Operation, Idempotency),
        status: u16,
        code: i64,
    ) -> RetryDecision {
        classify_response(operation, repeat, status, None, &with_code(code))
    }

    #[test]
    fn refusals_are_raised_by_their_own_kind() {
        for call in [GET, PUT, TRIGGER, USER] {
            for (status, kind) in [
                (400, ErrorKind::BadRequest),
                (403, ErrorKind::PermissionDenied),
                (404, ErrorKind::NotFound),
                (405, ErrorKind::Status),
                (409, ErrorKind::Conflict),
                (410, ErrorKind::Status),
                (415, ErrorKind::Status),
                (428, ErrorKind::Status),
                (302, ErrorKind::Status),
                (307, ErrorKind::Status),
                (501, ErrorKind::Server),
                (505, ErrorKind::Server),
            ] {
                assert_eq!(plain(call, status), RetryDecision::Fail(kind), "{call:?} {status}");
            }
            assert_eq!(plain(call, 401), RetryDecision::Reauthenticate);
        }
    }

    #[test]
    fn what_is_known_not_to_have_happened_is_sent_again() {
        for call in [GET, PUT, TRIGGER, USER] {
            for status in [408, 425] {
                assert_eq!(plain(call, status), TRANSIENT, "{call:?} {status}");
            }
            assert_eq!(asked(call, 429), THROTTLED);
            assert_eq!(asked(call, 423), RetryDecision::Retry(BackoffKind::Locked));
            assert_eq!(asked(call, 503), TRANSIENT);
        }
        for call in [GET, PUT, USER] {
            assert_eq!(plain(call, 429), THROTTLED);
        }
    }

    #[test]
    fn an_unknown_outcome_is_repeated_only_where_a_repeat_is_harmless() {
        for status in [500, 502, 503, 504] {
            for call in [GET, PUT] {
                assert_eq!(plain(call, status), TRANSIENT, "{call:?} {status}");
            }
            for call in [TRIGGER, USER] {
                assert_eq!(plain(call, status), AMBIGUOUS, "{call:?} {status}");
            }
        }
        for call in [TRIGGER, USER] {
            for status in [500, 502, 504] {
                assert_eq!(asked(call, status), AMBIGUOUS, "{call:?} {status}");
            }
            assert_eq!(plain(call, 423), RetryDecision::Fail(ErrorKind::Locked));
        }
        assert_eq!(plain(GET, 423), RetryDecision::Retry(BackoffKind::Locked));
    }

    #[test]
    fn a_code_makes_a_gateway_status_a_business_error() {
        for call in [GET, PUT, TRIGGER, USER] {
            for status in [502, 504] {
                assert_eq!(coded(call, status, 4251), RetryDecision::Fail(ErrorKind::Server));
            }
        }
    }

    #[test]
    fn busy_is_read_on_a_trigger_alone_and_at_any_status() {
        let busy = RetryDecision::Fail(ErrorKind::DirectorySyncBusy);
        for code in BUSY_CODES {
            for status in [200, 400, 409, 423, 429, 500, 503] {
                assert_eq!(coded(TRIGGER, status, code), busy, "{status} {code}");
            }
        }
        assert_eq!(plain(TRIGGER, 429), busy);
        assert_eq!(coded(TRIGGER, 429, 1), THROTTLED);
        assert_eq!(coded(USER, 429, 600_009), THROTTLED);
        assert_eq!(coded(TRIGGER, 200, 1), RetryDecision::Accept);
        assert_eq!(coded(PUT, 409, 600_009), RetryDecision::Fail(ErrorKind::Conflict));
    }

    fn failed(
        (operation, repeat): (Operation, Idempotency),
        phase: FailurePhase,
        timed_out: bool,
        head: Option<u16>,
    ) -> RetryDecision {
        let head = head.map(|status| (StatusCode::from_u16(status).unwrap(), HeaderMap::new()));
        let broken = SendError { timed_out, head, ..SendError::new(phase, "x") };
        classify_failure(operation, repeat, &broken, None, &ErrorBody::default())
    }

    #[test]
    fn the_phase_decides_what_a_failure_means() {
        for call in [GET, PUT, TRIGGER, USER] {
            let never = failed(call, FailurePhase::NotRetryable, false, None);
            assert_eq!(never, RetryDecision::Fail(ErrorKind::Connection));
            assert_eq!(failed(call, FailurePhase::BeforeWrite, false, None), TRANSIENT);
        }
        for timed_out in [false, true] {
            for call in [GET, PUT] {
                assert_eq!(failed(call, FailurePhase::Written, timed_out, None), TRANSIENT);
                assert_eq!(failed(call, FailurePhase::Body, timed_out, Some(200)), TRANSIENT);
            }
            for call in [TRIGGER, USER] {
                assert_eq!(failed(call, FailurePhase::Written, timed_out, None), AMBIGUOUS);
                let accepted = failed(call, FailurePhase::Body, timed_out, Some(200));
                assert_eq!(accepted, RetryDecision::Fail(ErrorKind::ResponseDecode));
            }
        }
    }

    #[test]
    fn a_broken_body_under_a_refusal_is_judged_by_the_status() {
        assert_eq!(
            failed(GET, FailurePhase::Body, false, Some(404)),
            RetryDecision::Fail(ErrorKind::NotFound)
        );
        assert_eq!(failed(USER, FailurePhase::Body, false, Some(500)), AMBIGUOUS);
        assert_eq!(failed(GET, FailurePhase::Body, false, Some(500)), TRANSIENT);
    }

    #[test]
    fn a_code_in_the_head_counts_although_the_body_broke() {
        let (operation, repeat) = TRIGGER;
        let head = Some((StatusCode::CONFLICT, HeaderMap::new()));
        let cut = SendError { head, ..SendError::new(FailurePhase::Body, "x") };
        let decision = classify_failure(operation, repeat, &cut, None, &with_code(600_009));
        assert_eq!(decision, RetryDecision::Fail(ErrorKind::DirectorySyncBusy));
    }

    #[test]
    fn a_head_that_is_too_large_is_read_once_and_leaves_a_post_unknown() {
        let raised = RetryDecision::Fail(ErrorKind::ResponseDecode);
        assert_eq!(failed(GET, FailurePhase::Unreadable, false, None), raised);
        assert_eq!(failed(TRIGGER, FailurePhase::Unreadable, false, None), AMBIGUOUS);
    }

    #[test]
    fn an_over_large_success_is_never_read_again() {
        for call in [GET, TRIGGER] {
            let decision = failed(call, FailurePhase::NotRetryable, false, Some(200));
            assert_eq!(decision, RetryDecision::Fail(ErrorKind::ResponseDecode));
        }
    }
}
