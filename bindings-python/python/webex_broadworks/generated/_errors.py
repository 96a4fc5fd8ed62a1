"""The errors: one class for each kind of failure, all of them picklable with all their fields.

Written by `make generate` from `api/errors.toml`.
"""

from typing import Any

from webex_broadworks._webex_error import WebexError
from webex_broadworks.generated._models import Enterprise
from webex_broadworks.generated._records import BulkSummary

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
