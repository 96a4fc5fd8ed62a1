"""The errors: one class for each kind of failure, all of them picklable with all their fields."""

from typing import Any, ClassVar

from ._bulk_types import BulkSummary
from ._types import ErrorCause, ServiceError
from .generated._models import BillingReport, DirectorySync, Enterprise, Subject, Subscriber


class WebexError(Exception):
    """The base of every error of this package.

    Raised itself for a defect of the library. The text of an error says what failed, for which
    enterprise or subscriber, whether the request was sent, whether it is safe to run it again, and
    the tracking id that Webex support asks for. The parts are attributes; what does not apply is
    None.

    Attributes:
        code: The stable, machine-readable name of the kind of failure, such as ``"NOT_FOUND"``.
        message: The whole text.
        operation: The method that failed, such as ``"directory_sync.get_status"``.
        subject: What it was about, a `Subject`: the enterprise or the subscriber.
        status_code: The HTTP status of the last response.
        errors: The entries of Webex's error body, each with ``errorCode`` and ``description``
            where Webex gave them.
        tracking_id: The id that Webex support asks for: the server's own, else the one sent.
        retry_after: How many seconds the service asked to wait.
        attempts: How many requests were sent.
        elapsed: How many seconds the call took, pauses included; None where it never began.
        accepted: Whether Webex accepted the request; None where that is unknown.
        request_sent: Whether a request, or part of one, may have reached Webex.
        safe_to_retry: Whether the same call can be made again without doing something twice.
            Default of an error that you make yourself: False.
        is_transient: Whether the same call may succeed later without any change by you: Webex
            couldn't be reached, was busy or failed on its own side. Retry if this and
            `safe_to_retry` are true.
        retry_budget_exhausted: Whether retrying stopped because the client's quota was used up.
        meaning: What the directory sync code in `errors` means.
        remedy: What to do about it.
        body: Up to 8 KiB of a response that could not be understood.
        last_status: What a wait saw last: a `DirectorySync`, a `Subscriber` or a `BillingReport`.
        causes: What led to it, outermost first: each with ``message`` and, of the network, with a
            ``code`` such as ``"ECONNREFUSED"``, ``"ENOTFOUND"``, ``"ETIMEDOUT"`` or
            ``"CERT_HAS_EXPIRED"``.
    """

    code: ClassVar[str] = "INTERNAL"
    is_transient: ClassVar[bool] = False

    def __init__(
        self,
        message: str = "",
        *,
        operation: str | None = None,
        subject: Subject | None = None,
        status_code: int | None = None,
        errors: list[ServiceError] | None = None,
        tracking_id: str | None = None,
        retry_after: float | None = None,
        attempts: int = 0,
        elapsed: float | None = None,
        accepted: bool | None = None,
        request_sent: bool = False,
        safe_to_retry: bool = False,
        retry_budget_exhausted: bool = False,
        meaning: str | None = None,
        remedy: str | None = None,
        body: str | None = None,
        last_status: DirectorySync | Subscriber | BillingReport | None = None,
        causes: list[ErrorCause] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.operation = operation
        self.subject = subject
        self.status_code = status_code
        self.errors: list[ServiceError] = errors or []
        self.tracking_id = tracking_id
        self.retry_after = retry_after
        self.attempts = attempts
        self.elapsed = elapsed
        self.accepted = accepted
        self.request_sent = request_sent
        self.safe_to_retry = safe_to_retry
        self.retry_budget_exhausted = retry_budget_exhausted
        self.meaning = meaning
        self.remedy = remedy
        self.body = body
        self.last_status = last_status
        self.causes: list[ErrorCause] = causes or []

    def __str__(self) -> str:
        return self.message

    def __reduce__(self) -> tuple[Any, ...]:
        # OSError, which APITimeoutError also is, would leave the attributes out.
        return type(self), (self.message,), self.__dict__


class APIStatusError(WebexError):
    """Webex answered with a status that is not a success and has no class of its own."""

    code = "STATUS"


class BadRequestError(APIStatusError):
    """400: Webex refused the request as malformed."""

    code = "BAD_REQUEST"


class AuthenticationError(APIStatusError):
    """401: the access token is wrong, expired or revoked."""

    code = "AUTHENTICATION"


class PermissionDeniedError(APIStatusError):
    """403: the token lacks a scope, or its user a role."""

    code = "PERMISSION_DENIED"


class NotFoundError(APIStatusError):
    """404: the enterprise or subscriber doesn't exist, or this token may not see it."""

    code = "NOT_FOUND"


class ConflictError(APIStatusError):
    """409: the state of the enterprise forbids it."""

    code = "CONFLICT"


class LockedError(APIStatusError):
    """423: something else holds the enterprise."""

    code = "LOCKED"
    is_transient = True


class RateLimitError(APIStatusError):
    """429: throttled, and `retry_after` asks for more time than the call had left."""

    code = "RATE_LIMIT"
    is_transient = True


class DirectorySyncBusyError(APIStatusError):
    """The enterprise's BroadWorks cluster is already running an on-demand directory sync.

    This is not rate limiting: wait until the other run ends, not for a fixed time.
    """

    code = "DIRECTORY_SYNC_BUSY"
    is_transient = True


class ServerError(APIStatusError):
    """5xx, after the retries that are safe."""

    code = "SERVER"
    is_transient = True


class APIConnectionError(WebexError):
    """No response was received."""

    code = "CONNECTION"
    is_transient = True


class APITimeoutError(APIConnectionError, TimeoutError):
    """No response came in time; also a `TimeoutError`."""

    code = "TIMEOUT"
    is_transient = True


class AmbiguousOutcomeError(WebexError):
    """A request was sent, and the client can't tell whether Webex executed it.

    The text says how to find out, and whether running it again is safe.
    """

    code = "AMBIGUOUS_OUTCOME"


class ResponseDecodeError(WebexError):
    """Webex answered with success, but not with what the operation documents."""

    code = "RESPONSE_DECODE"


class UntrustedLinkError(WebexError):
    """A link can't be trusted, and nothing was sent there.

    The next page lies on another host or path, or a download doesn't lead to https.
    """

    code = "UNTRUSTED_LINK"


class PaginationLoopError(WebexError):
    """The pages of a list form a loop."""

    code = "PAGINATION_LOOP"


class IncompleteListError(WebexError):
    """The service may hold more items than it listed.

    It comes after everything that was listed, unless ``allow_incomplete=True``.
    """

    code = "INCOMPLETE_LIST"


class EnterpriseNotFoundError(WebexError):
    """`enterprises.get` found no enterprise that matches."""

    code = "ENTERPRISE_NOT_FOUND"


class MultipleEnterprisesFoundError(WebexError):
    """`enterprises.get` found several enterprises where one was meant.

    Attributes:
        candidates: The enterprises that match, as the list shows them.
    """

    code = "MULTIPLE_ENTERPRISES_FOUND"

    def __init__(
        self, message: str = "", *, candidates: list[Enterprise] | None = None, **fields: Any
    ) -> None:
        super().__init__(message, **fields)
        self.candidates: list[Enterprise] = candidates or []


class WaitTimeoutError(WebexError, TimeoutError):
    """A sync, a subscriber or a billing report did not end in time; also a `TimeoutError`.

    It goes on at Webex. `last_status` is what the wait saw last.
    """

    code = "WAIT_TIMEOUT"
    is_transient = True


class DirectorySyncFailedError(WebexError):
    """A directory sync was run and failed.

    `errors` are those of the run, `meaning` and `remedy` explain the first that is known, and
    `last_status` has the rest.
    """

    code = "DIRECTORY_SYNC_FAILED"


class BillingReportNotCompletedError(WebexError):
    """A billing report can't be downloaded: it is in progress, or failed.

    `last_status` is the report, and `errors` say why it failed.
    """

    code = "BILLING_REPORT_NOT_COMPLETED"


class ConfigurationError(WebexError):
    """The client cannot be built, or not used as it is configured."""

    code = "CONFIGURATION"


class _UnpicklableClientError(ConfigurationError, TypeError):
    """A client would take its token along; TypeError is what `pickle` and `copy` raise."""


class InvalidArgumentError(WebexError, ValueError):
    """An argument is out of bounds or of the wrong type; nothing was sent. Also a `ValueError`."""

    code = "INVALID_ARGUMENT"


class ClientClosedError(WebexError):
    """The client was closed."""

    code = "CLIENT_CLOSED"


class LedgerError(WebexError):
    """The ledger of a bulk run cannot be opened, read or written."""

    code = "LEDGER"


class LedgerInUseError(LedgerError):
    """The ledger, or the run in it, is already in use."""

    code = "LEDGER_IN_USE"
    is_transient = True


class BulkError(WebexError):
    """Items of a bulk run went wrong; raised by `raise_for_failures` alone.

    Attributes:
        errors: The error of each such item, in the order in which they came: the first 1,000.
        more: How many more errors there are.
        summary: How the run stood, a `BulkSummary`.
    """

    code = "BULK"
    errors: list[WebexError]  # type: ignore[assignment]

    def __init__(
        self,
        message: str = "",
        *,
        errors: list[WebexError] | None = None,
        more: int = 0,
        summary: BulkSummary | None = None,
        **fields: Any,
    ) -> None:
        super().__init__(message, **fields)
        self.errors = errors or []
        self.more = more
        self.summary = summary


_FIELDS = {
    "operation": "operation",
    "subject": "subject",
    "statusCode": "status_code",
    "errors": "errors",
    "trackingId": "tracking_id",
    "retryAfter": "retry_after",
    "attempts": "attempts",
    "elapsed": "elapsed",
    "accepted": "accepted",
    "requestSent": "request_sent",
    "safeToRetry": "safe_to_retry",
    "retryBudgetExhausted": "retry_budget_exhausted",
    "meaning": "meaning",
    "remedy": "remedy",
    "body": "body",
    "lastStatus": "last_status",
    "causes": "causes",
}


def from_record(record: dict[str, Any]) -> WebexError:
    """Makes the error that a record of the core describes."""
    kind: type[WebexError] = globals()[record["class"]]
    fields = {field: record[key] for key, field in _FIELDS.items()}
    if record["candidates"]:
        fields["candidates"] = record["candidates"]
    if kind is BulkError:
        fields["errors"] = [from_record(error) for error in record["errors"]]
        fields.update(more=record["more"], summary=record["summary"])
    return kind(record["message"], **fields)
