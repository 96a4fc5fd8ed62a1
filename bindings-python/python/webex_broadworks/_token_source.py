"""Sources of tokens: how they are created from arguments, shown and pickled."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, final

from . import _core
from ._core import TokenSource as CoreSource


@final
class TokenSource:
    """The source of an access token, a client secret or a refresh token.

    The functions of `webex_broadworks.tokens` create it.
    """

    __module__ = "webex_broadworks.tokens"
    __slots__ = ("_arguments", "_core", "_function", "_shown")

    if TYPE_CHECKING:
        _core: CoreSource
        # Words that follow "token" in a text. They contain no secret.
        _shown: str
        # The function that created it, or the caller's own. None for a literal.
        _function: Callable[..., Any] | None
        # The arguments of the function that created it.
        _arguments: dict[str, Any] | None

    @classmethod
    def _of(
        cls,
        core: CoreSource,
        shown: str,
        function: Callable[..., Any] | None = None,
        arguments: dict[str, Any] | None = None,
    ) -> TokenSource:
        source = cls()
        source._core, source._shown = core, shown
        source._function, source._arguments = function, arguments
        return source

    def __repr__(self) -> str:
        return f"<TokenSource: {'a literal' if self._function is None else self._shown}>"

    def __reduce__(self) -> tuple[Any, ...]:
        if self._function is None or self._arguments is None:
            message = (
                "a literal secret cannot be pickled or copied. Use tokens.environment, "
                "tokens.file or tokens.command in its place"
            )
            raise _core.unpicklable(message)
        for value in self._arguments.values():
            if isinstance(value, TokenSource):
                value.__reduce__()
        store = self._arguments.get("store")
        if store is not None and not is_importable(store):
            message = (
                "OAuth with a `store` that is an object cannot be pickled or copied, because "
                "the copy might contain its tokens. Use `cache_file`, or a class of a module "
                "whose `load` and `save` are class methods"
            )
            raise _core.unpicklable(message)
        return partial(self._function, **self._arguments), ()

    def _token_argument(self) -> Any:
        """The value for the argument `token` that creates the same source elsewhere."""
        if self._function is None:
            message = (
                "a client made from a literal token cannot be pickled or copied, because the copy "
                "would contain the token. Set the environment variable WEBEX_ACCESS_TOKEN and make "
                "the client without `token`, or pass tokens.environment, tokens.file, "
                "tokens.command or a function of a module as `token`, or name a `profile`"
            )
            raise _core.unpicklable(message)
        if self._arguments is not None:
            self.__reduce__()
            return self
        if is_importable(self._function):
            return self._function
        message = (
            "a client whose `token` is a lambda, a nested function, a method or an object "
            "cannot be pickled or copied, because the copy could contain a token. Pass a "
            "function of a module, or tokens.environment, tokens.file or tokens.command, or "
            "name a `profile`"
        )
        raise _core.unpicklable(message)


def source_of(token: Any) -> TokenSource | None:
    """Returns the source for the argument `token` of a client."""
    try:
        if token is None or isinstance(token, TokenSource):
            return token
        if isinstance(token, str):
            return _literal("token", token)
        if callable(token):
            return TokenSource._of(_core.TokenSource.callable(token), "from a callable", token)
        got = type(token).__name__
    finally:
        # Tools that print the locals of a traceback's frames must not find secrets here.
        del token
    message = (
        "`token`: expected text (str), a function that returns the token, or a source from "
        f"`webex_broadworks.tokens`, got {got}"
    )
    raise _core.invalid_argument(message)


def secret_source(name: str, secret: Any) -> TokenSource:
    """Returns the source of a client secret or a refresh token."""
    try:
        if isinstance(secret, str):
            return _literal(name, secret)
        # Not OAuth, which has a store.
        if isinstance(secret, TokenSource) and "store" not in (secret._arguments or ()):
            return secret
        got = type(secret).__name__
    finally:
        del secret
    message = (
        f"`{name}`: expected text (str), or a source from tokens.environment, tokens.file "
        f"or tokens.command, got {got}"
    )
    raise _core.invalid_argument(message)


def store_methods(store: Any) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """Returns the methods of an object that stores tokens."""
    for name in ("load", "save"):
        if not callable(getattr(store, name, None)):
            message = (
                "`store`: expected an object with the methods `load` and `save`, got "
                f"{type(store).__name__} without `{name}`"
            )
            raise _core.invalid_argument(message)
    return store.load, store.save


def _literal(name: str, secret: str) -> TokenSource:
    try:
        return TokenSource._of(_core.TokenSource.literal(name, secret), "given")
    finally:
        del secret


def is_importable(value: Any) -> bool:
    """Returns whether pickle would write only the name of a value."""
    from importlib import import_module

    try:
        found: Any = import_module(value.__module__)
        for part in value.__qualname__.split("."):
            found = getattr(found, part)
    except Exception:  # noqa: BLE001 - an object of the user can raise anything
        return False
    return found is value
