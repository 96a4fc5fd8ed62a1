"""What `Client` and `AsyncClient` share: how they are made, shown and pickled."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NoReturn, TypeVar

from . import _core
from ._client_arguments import ClientArguments
from ._compat import Self
from ._token_source import is_importable, source_of
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
        options = self._core.options()
        try:
            source = options.pop("token")
            token = None if source is None else source._token_argument()
            for name in _core.HOOKS:
                hook = options[name]
                if hook is not None and not is_importable(hook):
                    message = (
                        f"a client whose `{name}` is a lambda, a nested function, a method or an "
                        "object cannot be pickled or copied. Pass a function of a module, or make "
                        "a client in each process"
                    )
                    raise _core.unpicklable(message)
            if "@" in (options["proxy"] or ""):
                message = (
                    "a client whose `proxy` holds a password cannot be pickled or copied, because "
                    "the copy would contain the password. Set the environment variable "
                    "HTTPS_PROXY and make the client without `proxy`, or make a client in each "
                    "process"
                )
                raise _core.unpicklable(message)
            if options["clock"] is not None:
                # Another process can't share a sandbox's clock.
                options["clock"] = self.now()
            return _rebuild, (type(self), token, options)
        finally:
            # Tools that print the locals of a traceback's frames must not find secrets here.
            del options

    def __repr__(self) -> str:
        if not hasattr(self, "_core"):  # a debugger can print an object whose creation failed
            return f"<{type(self).__name__} that could not be made>"
        options = self._core.options()
        given = [(name, options[name]) for name in ("base_url", "partner")]
        shown = "".join(f"{name}={value!r}, " for name, value in given if value is not None)
        source, profile = options["token"], options["profile"]
        if source is not None:
            origin = source._shown
        else:
            origin = "from the environment" if profile is None else f"from profile {profile!r}"
        return f"<{type(self).__name__} {shown}token {origin}>"


def _rebuild(kind: type[Made], token: Token | None, options: dict[str, Any]) -> Made:
    """Makes a client from its pickled state, with the token that is found now."""
    return kind._of(_core.Client({**options, "token": source_of(token)}))


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
