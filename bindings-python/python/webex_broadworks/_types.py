"""The types of arguments, tokens and errors, and of results that are not Webex's own."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol, TypeAlias

from ._compat import TypedDict
from ._core import TokenSource
from .generated._models import DirectorySync

WaitReason: TypeAlias = Literal["other_sync", "cluster_busy"] | str
"""Why a sync waits: another sync of the enterprise is running, or Webex refused the trigger because
the enterprise's cluster is busy. Later versions can have others."""

ErrorCodeClass: TypeAlias = (
    Literal["refused", "busy", "failed_run", "partial", "configuration"] | str
)
"""The class of a code: the request was refused; it can't be done yet (``busy``); a sync failed; a
sync did part of its work; the configuration must be changed. Later versions can have others."""

Timeout: TypeAlias = float | timedelta | None
"""Seconds, or a timedelta. `math.inf`: no limit."""

Query: TypeAlias = Mapping[str, str | float] | Sequence[tuple[str, str | float]]
"""Query parameters: a dict, or pairs if a name occurs more than once."""

Instant: TypeAlias = datetime | int | str
"""A moment: an aware datetime, milliseconds since 1970, or text in ISO 8601."""

ProvidedToken: TypeAlias = str | tuple[str, datetime | None]
"""A token, or a token and when it expires."""

Token: TypeAlias = str | TokenSource | Callable[[], ProvidedToken | Awaitable[ProvidedToken]]
"""An access token: text, a source of `webex_broadworks.tokens`, or a callable that returns it."""


class TokenStore(Protocol):
    """Stores refreshed tokens between runs. Both methods can be coroutine functions."""

    def load(self) -> Any:
        """Returns the `StoredTokens` that were saved last, or None if none were saved."""

    def save(self, tokens: Any, /) -> Any:
        """Saves a `StoredTokens`. The client uses it only after this has returned."""


class StoredTokens(TypedDict, total=False):
    """The tokens that a `TokenStore` stores. All of it is secret."""

    accessToken: str
    """The access token."""
    expiresAt: int
    """When it expires, in seconds since 1970."""
    refreshAt: int
    """When it must be refreshed, in seconds since 1970."""
    refreshToken: str
    """The refresh token for the next refresh."""
    refreshTokenExpiresAt: int
    """When the refresh token expires, in seconds since 1970, if Webex said so."""
    baseUrl: str
    """The base URL of the API that granted them."""
    clientId: str
    """The client that they were granted to."""
    authorizedWith: str
    """The initial refresh token. Tokens that were granted for another one are not used."""


_Classified = TypedDict("_Classified", {"class": ErrorCodeClass})


class DirectorySyncErrorCode(_Classified, TypedDict):
    """The catalog's entry for one error code. Its key ``class`` is an `ErrorCodeClass`."""

    code: int
    """The number that Webex sends as ``errorCode``."""
    name: str
    """A short name for tables and metrics, such as ``"CLUSTER_CONNECTION_FAILED"``."""
    healsByItself: bool
    """Whether it resolves without action."""
    meaning: str
    """The meaning, as a clause without a full stop."""
    remedy: str
    """What to do, as complete sentences."""


class SubscriberErrorCode(TypedDict):
    """The entry of one error code of subscribers in the catalog."""

    code: int
    """The number that Webex sends as ``errorCode``."""
    name: str
    """A short name for tables and metrics, such as ``"USER_ID_IN_USE"``."""
    meaning: str
    """The meaning, as a clause without a full stop."""
    remedy: str
    """What to do, as complete sentences."""
    source: str
    """Where Webex documents the code."""


class DirectorySyncWaiting(TypedDict):
    """Why the sync of a `directory_sync.run` has not started yet."""

    reason: WaitReason
    """The reason."""
    status: DirectorySync
    """The status of the enterprise. It doesn't show the sync that the call waits for."""


class ErrorCause(TypedDict):
    """One of the causes of an error."""

    message: str
    """What happened."""
    code: str | None
    """Node's code for it, such as ``"ECONNREFUSED"``; None if there is none."""


class ServiceError(TypedDict, total=False):
    """One entry of the ``errors`` in Webex's error body."""

    errorCode: int | str
    """The code: a number, or text such as ``BATCH-1017023``."""
    description: str
    """Webex's description."""
    fieldName: str
    """The field of the request that it concerns."""
