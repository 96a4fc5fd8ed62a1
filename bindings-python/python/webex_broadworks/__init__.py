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

from . import _core
from ._async_client import AsyncClient
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
from ._lists import AsyncEnterpriseList, EnterpriseList

TYPE_CHECKING = False
if TYPE_CHECKING:
    from . import tokens
    from ._async_bulk import AsyncBulk
    from ._bulk import Bulk
    from ._bulk_run import AsyncBulkRun, BulkRun
    from ._bulk_types import (
        BulkItem,
        BulkSummary,
        OnlyIf,
        Outcome,
        OutcomeError,
        OutcomeKind,
    )
    from ._events import Event
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
        EnsuredDirectorySync,
        Enterprise,
        EnterpriseArgument,
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
    "AuthenticationError",
    "BadRequestError",
    "Bulk",
    "BulkError",
    "BulkItem",
    "BulkRun",
    "BulkSummary",
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
    "EnsuredDirectorySync",
    "Enterprise",
    "EnterpriseArgument",
    "EnterpriseList",
    "EnterpriseNotFoundError",
    "ErrorCodeClass",
    "Event",
    "ExternalUser",
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
    "ProvidedToken",
    "Query",
    "RateLimitError",
    "ResponseDecodeError",
    "ResponseMetadata",
    "ServerError",
    "ServiceError",
    "StoredTokens",
    "SyncStatus",
    "Table",
    "Timeout",
    "Token",
    "TokenStore",
    "UntrustedLinkError",
    "UserDirectorySync",
    "UserSyncStatus",
    "WaitTimeoutError",
    "WebexError",
    "__version__",
    "directory_sync_error_code",
    "directory_sync_error_codes",
    "directory_sync_state",
    "tokens",
]

__version__ = _core.VERSION

# Loaded when they are first used, because they need modules that are slow to import.
_LAZY = {
    "_async_bulk": ("AsyncBulk",),
    "_bulk": ("Bulk",),
    "_bulk_run": ("AsyncBulkRun", "BulkRun"),
    "_bulk_types": (
        "BulkItem",
        "BulkSummary",
        "OnlyIf",
        "Outcome",
        "OutcomeError",
        "OutcomeKind",
    ),
    "_events": ("Event",),
    "_response": ("Page", "ResponseMetadata"),
    "_state": (
        "DirectorySyncState",
        "DirectorySyncStateError",
        "directory_sync_error_code",
        "directory_sync_error_codes",
        "directory_sync_state",
    ),
    "_tables": ("Table",),
    "_types": (
        "DirectorySync",
        "DirectorySyncError",
        "DirectorySyncErrorCode",
        "DirectorySyncStatus",
        "EnsuredDirectorySync",
        "Enterprise",
        "EnterpriseArgument",
        "ErrorCodeClass",
        "ExternalUser",
        "ProvidedToken",
        "Query",
        "ServiceError",
        "StoredTokens",
        "SyncStatus",
        "Timeout",
        "Token",
        "TokenStore",
        "UserDirectorySync",
        "UserSyncStatus",
    ),
}


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name == "tokens":
        return import_module(f"{__name__}.tokens")
    for module, names in _LAZY.items():
        if name in names:
            value: object = getattr(import_module(f"{__name__}.{module}"), name)
            globals()[name] = value
            return value
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


for _name in ("AsyncClient", "Client", *(name for name in __all__ if name.endswith("Error"))):
    if _name in globals():  # tracebacks and help() show the name that users import
        globals()[_name].__module__ = __name__

if _core.DEBUG_BUILD:
    import warnings

    warnings.warn(
        "webex_broadworks was built without optimisation and is many times slower than it should "
        "be; build it with maturin develop --release",
        RuntimeWarning,
        stacklevel=2,
    )
