"""What `Client` and `AsyncClient` share: how they are made, shown and pickled."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NoReturn, TypeVar

from . import _core
from ._client_arguments import ClientArguments
from ._compat import Self
from ._types import Token

Made = TypeVar("Made", bound="ClientBase")


class ClientBase(ClientArguments):
    """A client: its options, its token's whereabouts, and the core client that does the work."""

    __slots__ = ("__weakref__",)

    def now(self) -> datetime:
        """Reads the client's clock: the computer's, or that of the sandbox that made the client.

        The client uses this clock for all its decisions. Ages and deadlines that you compute from
        it are also correct with a sandbox whose clock differs from the computer's.

        Returns:
            The time, in UTC.
        """
        return self._core.now()

    @classmethod
    def _of(cls, core: _core.Client) -> Self:
        client = cls.__new__(cls)
        client._core = core
        return client

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), *self._core.pickle_state())

    def __repr__(self) -> str:
        if not hasattr(self, "_core"):  # a debugger can print an object whose creation failed
            return f"<{type(self).__name__} that could not be made>"
        base_url, partner, profile, source = self._core.origin()
        where = "" if base_url is None else f"base_url={base_url!r}, "
        whose = "" if partner is None else f"partner={partner!r}, "
        if source is None:
            source = "from the environment" if profile is None else f"from profile {profile!r}"
        return f"<{type(self).__name__} {where}{whose}token {source}>"


def _rebuild(kind: type[Made], token: Token | None, options: dict[str, Any]) -> Made:
    """Makes a client from its pickled state, with the token that is found now."""
    return kind._of(_core.Client(token, options))


def refuse(operation: str, unknown: dict[str, NoReturn]) -> None:
    """Refuses keyword arguments that an operation doesn't have."""
    if "max" in unknown:
        _core.refuse_max(operation)
    for name in unknown:
        message = f"{operation}() got an unexpected keyword argument {name!r}"
        raise TypeError(message)


class Resource:
    """A group of methods of a client."""

    __slots__ = ("_core",)

    def __init__(self, core: _core.Client) -> None:
        self._core = core
