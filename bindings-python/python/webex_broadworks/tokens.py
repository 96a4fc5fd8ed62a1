"""Where access tokens come from, to be given to a client as `token`.

    from webex_broadworks import Client, tokens

    webex = Client(tokens.command(["pass", "show", "webex/east"]), partner="East Telecom")

A source is asked at first use, and once more when Webex refuses the token. It can be pickled and
copied, and with it a client, unless a literal secret went into it.
"""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from typing import Any

from . import _core
from ._core import TokenSource
from ._types import TokenStore

__all__ = ["TokenSource", "command", "environment", "file", "oauth"]


def environment(name: str) -> TokenSource:
    """A token in an environment variable, read when you create the source, and at first use.

    Args:
        name: The variable.

    Returns:
        The source.

    Raises:
        ConfigurationError: The variable is not set, or holds what cannot be a token.
    """
    return _core.TokenSource.environment(name)


def file(path: str | PathLike[str]) -> TokenSource:
    """A token in the first line of a file.

    The file is read when you create the source, at first use, and when it changes.

    Args:
        path: The file. Others must not be able to read it (``chmod 600``, or a folder that only its
            owner can enter), unless it is a mounted secret of systemd, Docker or Kubernetes.

    Returns:
        The source.

    Raises:
        ConfigurationError: The file can't be read, others can read it, or it holds what can't be a
            token.
    """
    return _core.TokenSource.file(path)


def command(argv: Sequence[str]) -> TokenSource:
    """A token that a command prints, such as that of a password manager.

    Args:
        argv: The program and its arguments, as a list; no shell is between.

    Returns:
        The source.

    Raises:
        ConfigurationError: There is no program.
    """
    return _core.TokenSource.command(argv)


def oauth(
    *,
    client_id: str,
    client_secret: str | TokenSource,
    refresh_token: str | TokenSource,
    cache_file: str | PathLike[str] | None = None,
    store: TokenStore | None = None,
) -> TokenSource:
    """A token that is refreshed, for an integration or a service app.

    ``POST /access_token``

    It is refreshed before it expires and when Webex refuses it, once for all calls and, but
    with `store`, once for all processes; what the refresh brings is saved before it is used, or
    used with a warning if it can't be saved. Events of a refresh have the operation
    ``"refresh_access_token"``; one that fails while the token is still good fails no call and
    is logged as a warning.

    Args:
        client_id: The client id of the integration or service app.
        client_secret: Its secret: text, or `environment`, `file` or `command`.
        refresh_token: The refresh token to begin with; those that follow are kept. Text, or
            `environment`, `file` or `command`.
        cache_file: The file to keep tokens in: an absolute path, or one that begins with
            ``~/``. It is made, for its owner alone, and locked while one process refreshes.
            Default: a file of this authorization's own (base URL, client id and refresh token)
            in ``webex-broadworks`` in the user's cache folder: ``XDG_CACHE_HOME``,
            ``%LOCALAPPDATA%`` or ``~/.cache``.
        store: An object to keep tokens in instead, such as a vault: its ``load()`` returns what it
            was last given to save, or None, and its ``save(tokens)`` saves a dict that JSON can
            hold. Both can be coroutine functions. Give at most one of `cache_file` and `store`.

    Returns:
        The source.

    Raises:
        ConfigurationError: A credential is missing or can't be one, or `cache_file` is relative.
        InvalidArgumentError: An argument is of the wrong type.
    """
    try:
        return _core.TokenSource.oauth(client_id, client_secret, refresh_token, cache_file, store)
    finally:
        # Tools that print the locals of a traceback's frames must not find secrets here.
        del client_secret, refresh_token


def _rebuild(kind: str, arguments: dict[str, Any]) -> TokenSource:
    """Makes a source from what was pickled of it."""
    source: TokenSource = globals()[kind](**arguments)
    return source
