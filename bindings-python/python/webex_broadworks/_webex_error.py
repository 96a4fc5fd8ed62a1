"""The base class of all errors."""

from typing import Any, ClassVar

from .generated._models import BillingReport, DirectorySync, Subject, Subscriber
from .generated._records import ErrorCause, ServiceError


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
