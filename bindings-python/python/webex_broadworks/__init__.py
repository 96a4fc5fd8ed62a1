"""A fast, typed client for the BroadWorks Enterprises operations of Webex.

List enterprises, switch directory sync on and off, run it for an enterprise or a user, and see how
it went::

    from webex_broadworks import Client, directory_sync_state

    with Client() as webex:  # the token of WEBEX_ACCESS_TOKEN
        for enterprise in webex.list_enterprises(starts_with="Reseller1"):
            print(enterprise["spEnterpriseId"], directory_sync_state(enterprise).status)

`Client` blocks, `AsyncClient` is for `asyncio`; both have the same methods. Results are plain dicts
with Webex's own field names, exactly as Webex sends them. Errors derive from `WebexError`.
`webex_broadworks.testing` has servers to test scripts against.
"""

from __future__ import annotations

from . import _core, tokens
from ._async_bulk import AsyncBulk
from ._async_client import AsyncClient
from ._audit import Audit, AuditTable
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
from ._bulk import Bulk
from ._bulk_run import AsyncBulkRun, BulkRun
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
from ._errors import (
    AmbiguousOutcomeError,
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
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
from ._lists import AsyncEnterpriseList, EnterpriseList
from ._response import Page, ResponseMetadata
from ._state import (
    DirectorySyncState,
    DirectorySyncStateError,
    directory_sync_error_code,
    directory_sync_error_codes,
    directory_sync_state,
)
from ._tables import Table
from ._types import (
    DirectorySync,
    DirectorySyncError,
    DirectorySyncErrorCode,
    DirectorySyncStatus,
    DirectorySyncWaiting,
    EnsuredDirectorySync,
    Enterprise,
    EnterpriseArgument,
    ErrorCause,
    ErrorCodeClass,
    ExternalUser,
    ProvidedToken,
    Query,
    ServiceError,
    StoredTokens,
    SyncStatus,
    Timeout,
    Token,
    TokenStore,
    UserDirectorySync,
    UserSyncStatus,
    WaitReason,
)

__all__ = [
    "APIConnectionError",
    "APIStatusError",
    "APITimeoutError",
    "AmbiguousOutcomeError",
    "AsyncBulk",
    "AsyncBulkRun",
    "AsyncClient",
    "AsyncEnterpriseList",
    "Audit",
    "AuditEnterprise",
    "AuditError",
    "AuditFinding",
    "AuditSummary",
    "AuditTable",
    "AuditTrend",
    "AuthenticationError",
    "BadRequestError",
    "Bulk",
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
    "DirectorySync",
    "DirectorySyncBusyError",
    "DirectorySyncError",
    "DirectorySyncErrorCode",
    "DirectorySyncFailedError",
    "DirectorySyncState",
    "DirectorySyncStateError",
    "DirectorySyncStatus",
    "DirectorySyncWaiting",
    "EnsuredDirectorySync",
    "Enterprise",
    "EnterpriseArgument",
    "EnterpriseList",
    "EnterpriseNotFoundError",
    "ErrorCause",
    "ErrorCodeClass",
    "Event",
    "ExternalUser",
    "FindingKind",
    "IncompleteListError",
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
    "SyncStatus",
    "Table",
    "Timeout",
    "Token",
    "TokenStore",
    "UntrustedLinkError",
    "UserDirectorySync",
    "UserSyncStatus",
    "WaitReason",
    "WaitTimeoutError",
    "WebexError",
    "__version__",
    "directory_sync_error_code",
    "directory_sync_error_codes",
    "directory_sync_state",
    "tokens",
]

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
