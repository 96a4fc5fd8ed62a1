"""A fast, typed client for Webex for BroadWorks.

List enterprises, turn directory sync on and off, run it for an enterprise or a user, and see how
it went::

    from webex_broadworks import Client, directory_sync_state

    with Client() as webex:  # the token of WEBEX_ACCESS_TOKEN
        for enterprise in webex.enterprises.list(starts_with="Reseller1"):
            print(enterprise["spEnterpriseId"], directory_sync_state(enterprise).status)

`Client` blocks, `AsyncClient` is for `asyncio`; both have the same methods. Results are plain dicts
with Webex's own field names, exactly as Webex sends them. Errors derive from `WebexError`.
`webex_broadworks.testing` has servers to test scripts against.
"""

from __future__ import annotations

from . import _core, tokens
from ._async_bulk import AsyncBulk, AsyncBulkDirectorySync
from ._async_bulk_run import AsyncBulkRun
from ._async_client import AsyncClient
from ._async_download import AsyncBillingReportDownload
from ._audit import Audit
from ._audit_report import AuditTable
from ._audit_types import (
    AuditEnterprise,
    AuditError,
    AuditFinding,
    AuditSummary,
    AuditTrend,
    Change,
    FindingKind,
    PlotKind,
    Severity,
)
from ._bulk import Bulk, BulkDirectorySync
from ._bulk_run import BulkRun
from ._bulk_types import (
    BulkItem,
    BulkOutage,
    BulkSummary,
    OnlyIf,
    Outcome,
    OutcomeError,
    OutcomeKind,
)
from ._client import Client
from ._download import BillingReportDownload
from ._errors import (
    AmbiguousOutcomeError,
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    BillingReportNotCompletedError,
    BulkError,
    ClientClosedError,
    ConfigurationError,
    ConflictError,
    DirectorySyncBusyError,
    DirectorySyncFailedError,
    EnterpriseNotFoundError,
    IncompleteListError,
    InvalidArgumentError,
    LedgerError,
    LedgerInUseError,
    LockedError,
    MultipleEnterprisesFoundError,
    NotFoundError,
    PaginationLoopError,
    PermissionDeniedError,
    RateLimitError,
    ResponseDecodeError,
    ServerError,
    UntrustedLinkError,
    WaitTimeoutError,
    WebexError,
)
from ._events import Event
from ._response import Page, ResponseMetadata
from ._state import (
    DirectorySyncState,
    DirectorySyncStateError,
    SubscriberState,
    SubscriberStateError,
    directory_sync_error_code,
    directory_sync_error_codes,
    directory_sync_state,
    subscriber_error_code,
    subscriber_error_codes,
    subscriber_state,
)
from ._subscriber_audit import SubscriberAudit
from ._subscriber_audit_types import (
    AuditDuplicate,
    AuditSubscriber,
    AuditSubscriberError,
    AuditSubscriberFinding,
    AuditWaiting,
    SubscriberAuditSummary,
    SubscriberChange,
    SubscriberFindingKind,
)
from ._tables import Table
from ._types import (
    DirectorySyncErrorCode,
    DirectorySyncWaiting,
    ErrorCause,
    ErrorCodeClass,
    Instant,
    ProvidedToken,
    Query,
    ServiceError,
    StoredTokens,
    SubscriberErrorCode,
    Timeout,
    Token,
    TokenStore,
    WaitReason,
)
from .generated import _async_lists, _async_resources, _lists, _models, _resources
from .generated._async_lists import *
from .generated._async_resources import *
from .generated._lists import *
from .generated._models import *
from .generated._resources import *

__all__ = [
    "APIConnectionError",
    "APIStatusError",
    "APITimeoutError",
    "AmbiguousOutcomeError",
    "AsyncBillingReportDownload",
    "AsyncBulk",
    "AsyncBulkDirectorySync",
    "AsyncBulkRun",
    "AsyncClient",
    "Audit",
    "AuditDuplicate",
    "AuditEnterprise",
    "AuditError",
    "AuditFinding",
    "AuditSubscriber",
    "AuditSubscriberError",
    "AuditSubscriberFinding",
    "AuditSummary",
    "AuditTable",
    "AuditTrend",
    "AuditWaiting",
    "AuthenticationError",
    "BadRequestError",
    "BillingReportDownload",
    "BillingReportNotCompletedError",
    "Bulk",
    "BulkDirectorySync",
    "BulkError",
    "BulkItem",
    "BulkOutage",
    "BulkRun",
    "BulkSummary",
    "Change",
    "Client",
    "ClientClosedError",
    "ConfigurationError",
    "ConflictError",
    "DirectorySyncBusyError",
    "DirectorySyncErrorCode",
    "DirectorySyncFailedError",
    "DirectorySyncState",
    "DirectorySyncStateError",
    "DirectorySyncWaiting",
    "EnterpriseNotFoundError",
    "ErrorCause",
    "ErrorCodeClass",
    "Event",
    "FindingKind",
    "IncompleteListError",
    "Instant",
    "InvalidArgumentError",
    "LedgerError",
    "LedgerInUseError",
    "LockedError",
    "MultipleEnterprisesFoundError",
    "NotFoundError",
    "OnlyIf",
    "Outcome",
    "OutcomeError",
    "OutcomeKind",
    "Page",
    "PaginationLoopError",
    "PermissionDeniedError",
    "PlotKind",
    "ProvidedToken",
    "Query",
    "RateLimitError",
    "ResponseDecodeError",
    "ResponseMetadata",
    "ServerError",
    "ServiceError",
    "Severity",
    "StoredTokens",
    "SubscriberAudit",
    "SubscriberAuditSummary",
    "SubscriberChange",
    "SubscriberErrorCode",
    "SubscriberFindingKind",
    "SubscriberState",
    "SubscriberStateError",
    "Table",
    "Timeout",
    "Token",
    "TokenStore",
    "UntrustedLinkError",
    "WaitReason",
    "WaitTimeoutError",
    "WebexError",
    "__version__",
    "directory_sync_error_code",
    "directory_sync_error_codes",
    "directory_sync_state",
    "subscriber_error_code",
    "subscriber_error_codes",
    "subscriber_state",
    "tokens",
]

__all__ += _async_lists.__all__
__all__ += _async_resources.__all__
__all__ += _lists.__all__
__all__ += _models.__all__
__all__ += _resources.__all__

__version__ = _core.VERSION

for _name in ("AsyncClient", "Client", *(name for name in __all__ if name.endswith("Error"))):
    if _name in globals():  # tracebacks and help() show the name that users import
        globals()[_name].__module__ = __name__

if _core.DEBUG_BUILD:
    import warnings

    warnings.warn(
        "webex_broadworks was built without optimization and is many times slower than it should "
        "be; build it with maturin develop --release",
        RuntimeWarning,
        stacklevel=2,
    )
