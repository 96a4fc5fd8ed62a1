"""Running the user's own code for the core: callables that bring tokens, stores that keep them.

Tokens pass through here, so no name of a frame may hold one while an exception can pass by.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from contextvars import Context
from datetime import datetime
from inspect import isawaitable
from typing import Any

from . import _core
from ._types import is_text


def start(
    result: _core.CallbackResult,
    function: Callable[..., Any],
    arguments: list[Any],
    caller: tuple[Context | None, asyncio.AbstractEventLoop | None] | None,
    is_store: bool,  # noqa: FBT001
) -> None:
    """Starts a function; `result` gets what it returns or raises.

    Args:
        result: Gets what the function returns or raises.
        function: Any callable; what it returns is awaited if that can be.
        arguments: What to call it with; the list is emptied.
        caller: The context variables to see, and the event loop on which to await. None for those
            of a new thread.
        is_store: Whether the function is a method of a token store; others return tokens.
    """
    context, loop = caller or (None, None)
    # A context can be entered by one thread at a time.
    context = Context() if context is None else context.copy()
    threading.Thread(
        target=context.run,
        args=(_run, _Receiver(result, is_store), function, arguments, loop),
        name="webex-broadworks-callback",
        daemon=True,  # exit must not wait for it: the call may have given up
    ).start()


class _Receiver:
    """Passes on what the function of the user returned or raised."""

    __slots__ = ("_is_store", "_result")

    def __init__(self, result: _core.CallbackResult, is_store: bool) -> None:  # noqa: FBT001
        self._result = result
        self._is_store = is_store

    def returned(self, value: Any) -> None:
        self._result.returned(value if self._is_store else _provided(value))

    def raised(self, error: BaseException) -> None:
        # The frames of a store contain tokens.
        clean = without_frames if self._is_store else _without_package_frames
        self._result.raised(clean(error))


def _run(
    receiver: _Receiver,
    function: Callable[..., Any],
    arguments: list[Any],
    loop: asyncio.AbstractEventLoop | None,
) -> None:
    try:
        _finish(receiver, function(*_take_all(arguments)), loop)
    except BaseException as error:  # noqa: BLE001 - it is raised where the call was made
        receiver.raised(error)


def _take_all(arguments: list[Any]) -> list[Any]:
    taken = arguments.copy()
    arguments.clear()
    return taken


def _finish(receiver: _Receiver, value: object, loop: asyncio.AbstractEventLoop | None) -> None:
    if not isawaitable(value):
        receiver.returned(value)
    elif loop is None or loop.is_closed():
        receiver.returned(asyncio.run(_as_coroutine(value)))
    else:
        coroutine = _as_coroutine(value)
        try:
            future = asyncio.run_coroutine_threadsafe(coroutine, loop)
        except RuntimeError:  # the loop has ended
            coroutine.close()
            raise
        future.add_done_callback(lambda future: _send_result(receiver, future))


async def _as_coroutine(awaitable: Awaitable[Any]) -> Any:
    return await awaitable


def _send_result(receiver: _Receiver, future: Future[Any]) -> None:
    try:
        receiver.returned(future.result())
    except BaseException as error:  # noqa: BLE001 - it is raised where the call was made
        receiver.raised(error)


def _provided(answer: Any) -> tuple[str, float | None]:
    """The token and the time of its expiry, in seconds since 1970."""
    token, expires_at = answer, None
    if isinstance(answer, tuple) and len(answer) == 2:  # noqa: PLR2004
        token, expires_at = answer
    if not is_text(token):
        # Another object may contain the token, so the message contains only its type.
        message = (
            "expected the token (str), or a tuple of the token and its expiry (datetime or None), "
            f"got {type(answer).__name__}"
        )
        raise TypeError(message)
    if expires_at is None:
        return token, None
    if not isinstance(expires_at, datetime):
        got = type(expires_at).__name__
        message = f"the token's expiry: expected a datetime or None, got {got}"
        raise TypeError(message)
    if expires_at.utcoffset() is None:
        message = (
            "the token's expiry: expected an aware datetime, such as datetime.now(timezone.utc) + "
            "timedelta(hours=1), got a datetime without a time zone"
        )
        raise ValueError(message)
    return token, expires_at.timestamp()


def without_frames(error: BaseException) -> BaseException:
    """Returns the exception alone."""
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)


def _without_package_frames(error: BaseException) -> BaseException:
    """The exception, with a traceback that begins after the last frame of this module."""
    traceback = last = error.__traceback__
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == __file__:
            last = traceback.tb_next
        traceback = traceback.tb_next
    return error.with_traceback(last)
