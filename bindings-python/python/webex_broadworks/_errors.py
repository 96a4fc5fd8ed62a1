"""The errors: one class for each kind of failure, all of them picklable with all their fields."""

from typing import Any, ClassVar

from ._bulk_types import BulkSummary
from ._types import ErrorCause, ServiceError
from .generated._models import BillingReport, DirectorySync, Enterprise, Subject, Subscriber


class WebexError(Exception):
    """The base class of every error of this package.

    The client raises this class itself only for a defect of the library. The text of an error says
    what failed, for which enterprise or subscriber, whether a request was sent, what to do, and the
    tracking id for Webex support. The parts are attributes. An attribute that doesn't apply is
    None.

    Attributes:
        code: The stable, machine-readable name of the kind of failure, such as ``"NOT_FOUND"``.
        message: The complete text.
        operation: The method that failed, such as ``"directory_sync.get_status"``.
        subject: The `Subject` of the call: an enterprise, subscriber, workspace or report.
        status_code: The HTTP status of the last response.
        errors: The entries of Webex's error body, each with ``errorCode`` and ``description``
            if Webex sent them.
        tracking_id: The tracking id for Webex support: the server's, or else the one that was sent.
        retry_after: The pause in seconds that Webex asked for.
        attempts: Number of requests that were sent.
        elapsed: Duration of the call in seconds, including pauses; None if it never started.
        accepted: Whether Webex accepted the request; None if that is unknown.
        request_sent: Whether a request, or part of one, might have reached Webex.
        safe_to_retry: Whether the same call can be made again without doing something twice.
            Default of an error that you make yourself: False.
        is_transient: Whether the same call might succeed later without any change by you: Webex
            couldn't be reached, was busy or failed on its own side. Retry if this and
            `safe_to_retry` are true.
        retry_budget_exhausted: Whether retrying stopped because the client's retry budget was used
            up.
        meaning: What the directory sync code in `errors` means.
        remedy: What to do.
        body: Up to 8 KiB of a response in an unknown format.
        last_status: The last state that a wait read: a `DirectorySync`, a `Subscriber` or a
            `BillingReport`.
        causes: The causes, outermost first, each with a ``message``. Network failures also have a
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
    """404: the enterprise, subscriber, workspace or report doesn't exist for this token."""

    code = "NOT_FOUND"


class ConflictError(APIStatusError):
    """409: the state of the enterprise or subscriber doesn't allow it."""

    code = "CONFLICT"


class LockedError(APIStatusError):
    """423: the resource is locked."""

    code = "LOCKED"
    is_transient = True


class RateLimitError(APIStatusError):
    """429: rate limiting, and `retry_after` is longer than the time that the call had left."""

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

    The text says how to find out, and whether repeating the call is safe.
    """

    code = "AMBIGUOUS_OUTCOME"


class ResponseDecodeError(WebexError):
    """Webex answered with success, but not with what the operation documents."""

    code = "RESPONSE_DECODE"


class UntrustedLinkError(WebexError):
    """A link can't be trusted, and nothing was sent there.

    The next page is on another host or path, or a download doesn't lead to https.
    """

    code = "UNTRUSTED_LINK"


class PaginationLoopError(WebexError):
    """The pages of a list form a loop."""

    code = "PAGINATION_LOOP"


class IncompleteListError(WebexError):
    """Webex might have more items than it listed.

    The list raises it after its last item, unless ``allow_incomplete=True``.
    """

    code = "INCOMPLETE_LIST"


class EnterpriseNotFoundError(WebexError):
    """`enterprises.get` found no enterprise that matches."""

    code = "ENTERPRISE_NOT_FOUND"


class MultipleEnterprisesFoundError(WebexError):
    """`enterprises.get` found several enterprises that match.

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

    It continues at Webex. `last_status` is the last status that the wait read.
    """

    code = "WAIT_TIMEOUT"
    is_transient = True


class DirectorySyncFailedError(WebexError):
    """A directory sync ran and failed.

    `errors` are those of the sync. `meaning` and `remedy` explain the first known one.
    `last_status` is the whole status.
    """

    code = "DIRECTORY_SYNC_FAILED"


class BillingReportNotCompletedError(WebexError):
    """A billing report can't be downloaded: it is in progress, or failed.

    `last_status` is the report, and `errors` say why it failed.
    """

    code = "BILLING_REPORT_NOT_COMPLETED"


class ConfigurationError(WebexError):
    """The client can't be built or used with this configuration."""

    code = "CONFIGURATION"


class _UnpicklableClientError(ConfigurationError, TypeError):
    """A pickled client would contain its token. `pickle` and `copy` raise TypeError."""


class InvalidArgumentError(WebexError, ValueError):
    """An argument is out of bounds or of the wrong type; nothing was sent. Also a `ValueError`."""

    code = "INVALID_ARGUMENT"


class ClientClosedError(WebexError):
    """The client was closed."""

    code = "CLIENT_CLOSED"


class LedgerError(WebexError):
    """The ledger of a bulk run can't be opened, read or written."""

    code = "LEDGER"


class LedgerInUseError(LedgerError):
    """The ledger, or the run in it, is in use by another process or another run."""

    code = "LEDGER_IN_USE"
    is_transient = True


class BulkError(WebexError):
    """Items of a bulk run failed. Only `raise_for_failures` raises it.

    Attributes:
        errors: The errors of these items, in order of occurrence: the first 1,000.
        more: How many more errors there are.
        summary: The progress of the run at that time, a `BulkSummary`.
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
