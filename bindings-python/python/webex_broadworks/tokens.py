"""Sources of access tokens, to pass to a client as `token`.

    from webex_broadworks import Client, tokens

    webex = Client(tokens.command(["pass", "show", "webex/east"]), partner="East Telecom")

The client asks a source at first use, and again when Webex refuses the token. You can pickle and
copy a source, and a client with it, unless you created it with a secret as text.

Written by `make generate` from `api/arguments.toml`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from os import PathLike
from typing import Any

from . import _core
from ._token_source import TokenSource, secret_source, store_methods
from ._types import TokenStore

__all__ = ["TokenSource", "command", "environment", "file", "oauth"]


def environment(name: str) -> TokenSource:
    """A token in an environment variable.

    The variable is read when you create the source, at first use, and again when Webex refuses the
    token.

    Args:
        name: The variable, such as ``EAST_TOKEN``.

    Returns:
        The source.

    Raises:
        ConfigurationError: The variable isn't set, or contains no token.
    """
    return _described(environment, {"name": name})


def file(path: str | PathLike[str]) -> TokenSource:
    """A token in the first line of a file.

    The file is read when you create the source, at first use, and when it changes. White space
    around the token is ignored.

    Args:
        path: The file. Others must not be able to read it (``chmod 600``, or a folder that only its
            owner can enter), unless it is a mounted secret of systemd, Docker or Kubernetes.

    Returns:
        The source.

    Raises:
        ConfigurationError: The file can't be read, others can read it, or it contains no token.
    """
    return _described(file, {"path": path})


def command(argv: Sequence[str]) -> TokenSource:
    """A token in the first line that a command prints, such as that of a password manager.

    The client runs it at first use, and again when Webex refuses the token.

    Args:
        argv: The program and its arguments, as a list, such as ``["pass", "show", "webex"]``; no
            shell runs them.

    Returns:
        The source.

    Raises:
        ConfigurationError: `argv` is empty.
    """
    return _described(command, {"argv": argv})


def oauth(
    *,
    client_id: str,
    client_secret: str | TokenSource,
    refresh_token: str | TokenSource,
    cache_file: str | PathLike[str] | None = None,
    store: TokenStore | None = None,
) -> TokenSource:
    """A token that is refreshed by OAuth, for an integration or a service app.

    The client refreshes it before it expires and when Webex refuses it, once for all calls. Without
    `store`, it refreshes once for all processes, too. It saves the new tokens before it uses them.
    If it can't save them, it uses them and logs a warning. Secrets are sent only to
    ``/access_token`` below the base URL. Events of a refresh have the operation
    ``"access_token.refresh"``. If a refresh fails while the token is still valid, no call fails,
    and the client logs a warning.

    Args:
        client_id: The client id of the integration or service app.
        client_secret: Its client secret: text, or a source other than `oauth`.
        refresh_token: The initial refresh token: text, or a source other than `oauth`. The client
            saves those that follow. If Webex refuses those, it uses this one again.
        cache_file: The file for the tokens: an absolute path, or one that starts with ``~/``. The
            client creates it so that only its owner can read it, and locks it during a refresh, so
            that processes can share it. Default: a file for this base URL, client id and refresh
            token, in ``webex-broadworks`` in the user's cache folder (``XDG_CACHE_HOME``,
            ``%LOCALAPPDATA%`` or ``~/.cache``).
        store: An object that stores the tokens instead, such as a vault. Its ``load()`` returns the
            dict that was saved last, or None. Its ``save(tokens)`` saves a dict that can be written
            as JSON. Both can be coroutine functions. Processes that share one might refresh twice.
            Pass at most one of `cache_file` and `store`.

    Returns:
        The source.

    Raises:
        ConfigurationError: A credential is missing or invalid, or `cache_file` is relative.
        InvalidArgumentError: Both `cache_file` and `store` are set, or an argument is of the wrong
            type.
    """
    try:
        secret = secret_source("client_secret", client_secret)
        refresh = secret_source("refresh_token", refresh_token)
    finally:
        # Tools that print the locals of a traceback's frames must not find secrets here.
        del client_secret, refresh_token
    methods = None if store is None else store_methods(store)
    core = _core.TokenSource.oauth(client_id, secret._core, refresh._core, cache_file, methods)
    arguments: dict[str, Any] = {
        "client_id": client_id,
        "client_secret": secret,
        "refresh_token": refresh,
        "cache_file": cache_file,
        "store": store,
    }
    return TokenSource._of(core, f"by OAuth for the client {client_id}", oauth, arguments)


def _described(function: Callable[..., TokenSource], arguments: dict[str, Any]) -> TokenSource:
    core = _core.TokenSource.described(function.__name__, arguments)
    return TokenSource._of(core, f"from {core.describe()}", function, arguments)
