"""The types of arguments and tokens."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeAlias

from ._token_source import TokenSource

__all__ = ["BulkItem", "Instant", "ProvidedToken", "Query", "Timeout", "Token", "TokenStore"]

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


BulkItem: TypeAlias = str | Mapping[str, object]
"""An item of a bulk run: an enterprise's ``id``; an enterprise as `enterprises.list` shows it; or a
dict with an ``enterpriseId`` and, if the operation uses them, ``userId``, ``enableDirSync`` and
``clusterGroup``."""


class TokenStore(Protocol):
    """Stores refreshed tokens between runs. Both methods can be coroutine functions."""

    def load(self) -> Any:
        """Returns the `StoredTokens` that were saved last, or None if none were saved."""

    def save(self, tokens: Any, /) -> Any:
        """Saves a `StoredTokens`. The client uses it only after this has returned."""


def is_text(value: object) -> bool:
    """Returns whether a value is text, and has no half of a surrogate pair."""
    try:
        return isinstance(value, str) and value.encode() is not None
    except UnicodeEncodeError:
        return False
