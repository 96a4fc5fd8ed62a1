"""The errors: one class for each kind of failure, all of them picklable with all their fields.

Written by `make generate` from `api/errors.toml`.
"""

from typing import Any, ClassVar

from webex_broadworks.generated._models import (
    BillingReport,
    DirectorySync,
    Enterprise,
    Subject,
    Subscriber,
)
from webex_broadworks.generated._records import BulkSummary, ErrorCause, ServiceError

__all__ = [
    "APIConnectionError",
    "APIStatusError",
    "APITimeoutError",
    "AmbiguousOutcomeError",
    "AuthenticationError",
    "BadRequestError",
    "BillingReportNotCompletedError",
    "BulkError",
    "ClientClosedError",
    "ConfigurationError",
    "ConflictError",
    "DirectorySyncBusyError",
    "DirectorySyncFailedError",
    "EnterpriseNotFoundError",
    "IncompleteListError",
    "InvalidArgumentError",
    "LedgerError",
    "LedgerInUseError",
    "LockedError",
    "MultipleEnterprisesFoundError",
    "NotFoundError",
    "PaginationLoopError",
    "PermissionDeniedError",
    "RateLimitError",
    "ResponseDecodeError",
    "ServerError",
    "UntrustedLinkError",
    "WaitTimeoutError",
    "WebexError",
]


class WebexError(Exception):
    """The base class of every error of this package.

    The client raises this class itself only for a defect of the library. The text of an error says
    what failed, for which enterprise or subscriber, whether a request was sent, what to do, and the
    tracking id for Webex support. The parts are attributes. An attribute that doesn't apply is
    None.

    Attributes:
        code: A stable code for programs, such as ``NOT_FOUND``; each class has its own.
        message: The complete text.
        operation: The id of the operation that failed, such as ``"directory_sync.get_status"``.
        subject: The `Subject` of the call: an enterprise, subscriber, workspace or report; None if
            it has none.
        status_code: The HTTP status of the last response; None without one.
        errors: The entries of Webex's error body, each with ``errorCode`` and `description` if
            Webex sent them.
        tracking_id: The tracking id for Webex support: the server's, or else the one that was sent.
        retry_after: The pause in seconds that Webex asked for; None if it asked for none.
        attempts: How many requests were sent.
        elapsed: Duration of the call in seconds, including pauses; None if it never started.
        accepted: Whether Webex accepted the request; None if that is unknown.
        request_sent: Whether a request, or part of one, might have reached Webex.
        safe_to_retry: Whether the same call can be made again without doing something twice.
            Default of an error that you make yourself: `False`.
        is_transient: Whether the same call might succeed later without any change by you: Webex
            couldn't be reached, was busy or failed on its own side. Retry if this and
            `safe_to_retry` are True.
        retry_budget_exhausted: Whether retrying stopped because the client's retry budget was used
            up.
        meaning: The meaning of the directory sync code in `errors`.
        remedy: What to do.
        body: Up to 8 KiB of a response in an unknown format.
        last_status: The last state that a wait read: a `DirectorySync`, a `Subscriber` or a
            `BillingReport`.
        causes: The causes, outermost first, each with a `message`. Network failures also have a
            `code` such as ``"ECONNREFUSED"``, ``"ENOTFOUND"``, ``"ETIMEDOUT"`` or
            ``"CERT_HAS_EXPIRED"``.
    """

    __module__ = "webex_broadworks"
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

    __module__ = "webex_broadworks"
    code = "STATUS"


class BadRequestError(APIStatusError):
    """400: Webex refused the request as malformed."""

    __module__ = "webex_broadworks"
    code = "BAD_REQUEST"


class AuthenticationError(APIStatusError):
    """401: the access token is wrong, expired or revoked."""

    __module__ = "webex_broadworks"
    code = "AUTHENTICATION"


class PermissionDeniedError(APIStatusError):
    """403: the token lacks a scope, or its user a role."""

    __module__ = "webex_broadworks"
    code = "PERMISSION_DENIED"


class NotFoundError(APIStatusError):
    """404: the enterprise, subscriber, workspace or report doesn't exist for this token."""

    __module__ = "webex_broadworks"
    code = "NOT_FOUND"


class ConflictError(APIStatusError):
    """409: the state of the enterprise or subscriber doesn't allow it."""

    __module__ = "webex_broadworks"
    code = "CONFLICT"


class LockedError(APIStatusError):
    """423: the resource is locked."""

    __module__ = "webex_broadworks"
    code = "LOCKED"
    is_transient = True


class RateLimitError(APIStatusError):
    """429: rate limiting, and `retry_after` is longer than the time that the call had left."""

    __module__ = "webex_broadworks"
    code = "RATE_LIMIT"
    is_transient = True


class DirectorySyncBusyError(APIStatusError):
    """The enterprise's BroadWorks cluster is already running an on-demand directory sync.

    This is not rate limiting: wait until the other run ends, not for a fixed time.
    """

    __module__ = "webex_broadworks"
    code = "DIRECTORY_SYNC_BUSY"
    is_transient = True


class ServerError(APIStatusError):
    """5xx, after the retries that are safe."""

    __module__ = "webex_broadworks"
    code = "SERVER"
    is_transient = True


class APIConnectionError(WebexError):
    """No response was received."""

    __module__ = "webex_broadworks"
    code = "CONNECTION"
    is_transient = True


class APITimeoutError(APIConnectionError, TimeoutError):
    """No response came in time.

    It is also a `TimeoutError`.
    """

    __module__ = "webex_broadworks"
    code = "TIMEOUT"
    is_transient = True


class AmbiguousOutcomeError(WebexError):
    """A request was sent, and the client can't tell whether Webex executed it.

    The text says how to find out, and whether repeating the call is safe.
    """

    __module__ = "webex_broadworks"
    code = "AMBIGUOUS_OUTCOME"


class ResponseDecodeError(WebexError):
    """Webex answered with success, but not with what the operation documents."""

    __module__ = "webex_broadworks"
    code = "RESPONSE_DECODE"


class UntrustedLinkError(WebexError):
    """A link can't be trusted, and nothing was sent there.

    The next page is on another host or path, or a download doesn't lead to https.
    """

    __module__ = "webex_broadworks"
    code = "UNTRUSTED_LINK"


class PaginationLoopError(WebexError):
    """The pages of a list form a loop."""

    __module__ = "webex_broadworks"
    code = "PAGINATION_LOOP"


class IncompleteListError(WebexError):
    """Webex might have more items than it listed.

    The list raises it after its last item, unless `allow_incomplete` is True.
    """

    __module__ = "webex_broadworks"
    code = "INCOMPLETE_LIST"


class EnterpriseNotFoundError(WebexError):
    """`enterprises.get` found no enterprise that matches."""

    __module__ = "webex_broadworks"
    code = "ENTERPRISE_NOT_FOUND"


class MultipleEnterprisesFoundError(WebexError):
    """`enterprises.get` found several enterprises that match.

    Attributes:
        candidates: The enterprises that match, as the list shows them.
    """

    __module__ = "webex_broadworks"
    code = "MULTIPLE_ENTERPRISES_FOUND"

    def __init__(
        self,
        message: str = "",
        *,
        candidates: list[Enterprise] | None = None,
        **fields: Any,
    ) -> None:
        super().__init__(message, **fields)
        self.candidates: list[Enterprise] = candidates or []


class WaitTimeoutError(WebexError, TimeoutError):
    """A sync, a subscriber or a billing report did not end in time.

    It continues at Webex. `last_status` is the last status that the wait read. It is also a
    `TimeoutError`.
    """

    __module__ = "webex_broadworks"
    code = "WAIT_TIMEOUT"
    is_transient = True


class DirectorySyncFailedError(WebexError):
    """A directory sync ran and failed.

    `errors` are those of the sync. `meaning` and `remedy` explain the first known one.
    `last_status` is the whole status.
    """

    __module__ = "webex_broadworks"
    code = "DIRECTORY_SYNC_FAILED"


class BillingReportNotCompletedError(WebexError):
    """A billing report can't be downloaded: it is in progress, or failed.

    `last_status` is the report, and `errors` say why it failed.
    """

    __module__ = "webex_broadworks"
    code = "BILLING_REPORT_NOT_COMPLETED"


class ConfigurationError(WebexError):
    """The client can't be built or used with this configuration."""

    __module__ = "webex_broadworks"
    code = "CONFIGURATION"


class InvalidArgumentError(WebexError, ValueError):
    """An argument is out of bounds or of the wrong type; nothing was sent.

    It is also a `ValueError`.
    """

    __module__ = "webex_broadworks"
    code = "INVALID_ARGUMENT"


class ClientClosedError(WebexError):
    """The client was closed."""

    __module__ = "webex_broadworks"
    code = "CLIENT_CLOSED"


class LedgerError(WebexError):
    """The ledger of a bulk run can't be opened, read or written."""

    __module__ = "webex_broadworks"
    code = "LEDGER"


class LedgerInUseError(LedgerError):
    """The ledger, or the run in it, is in use by another process or another run."""

    __module__ = "webex_broadworks"
    code = "LEDGER_IN_USE"
    is_transient = True


class BulkError(WebexError):
    """Items of a bulk run failed. Only `raise_for_failures` raises it.

    Attributes:
        errors: The errors of these items, in order of occurrence: the first 1,000.
        more: How many more errors there are.
        summary: The progress of the run at that time, a `BulkSummary`.
    """

    __module__ = "webex_broadworks"
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
