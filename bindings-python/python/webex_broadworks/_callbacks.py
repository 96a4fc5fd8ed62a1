"""Running the user's own code for the core: callables that bring tokens, stores that keep them.

Tokens pass through here, so no name of a frame may hold one while an exception can pass by.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from contextvars import Context
from inspect import isawaitable
from typing import Any

from . import _core


def start(
    result: _core.CallbackResult,
    function: Callable[..., Any],
    arguments: list[Any],
    loop: asyncio.AbstractEventLoop | None,
    context: Context | None,
) -> None:
    """Starts a function; `result` gets what it returns or raises.

    Args:
        result: Gets what the function returns or raises.
        function: Any callable; what it returns is awaited if that can be.
        arguments: What to call it with; the list is emptied.
        loop: The event loop on which to await, if there is one.
        context: The context variables to see, if not those of a new thread.
    """
    # A context can be entered by one thread at a time.
    context = Context() if context is None else context.copy()
    threading.Thread(
        target=context.run,
        args=(_run, result, function, arguments, loop),
        name="webex-broadworks-callback",
        daemon=True,  # exit must not wait for it: the call may have given up
    ).start()


def _run(
    result: _core.CallbackResult,
    function: Callable[..., Any],
    arguments: list[Any],
    loop: asyncio.AbstractEventLoop | None,
) -> None:
    try:
        _finish(result, function(*_take_all(arguments)), loop)
    except BaseException as error:  # noqa: BLE001 - it is raised where the call was made
        result.raised(_without_package_frames(error))


def _take_all(arguments: list[Any]) -> list[Any]:
    taken = arguments.copy()
    arguments.clear()
    return taken


def _finish(
    result: _core.CallbackResult, value: object, loop: asyncio.AbstractEventLoop | None
) -> None:
    if not isawaitable(value):
        result.returned(value)
    elif loop is None or loop.is_closed():
        result.returned(asyncio.run(_as_coroutine(value)))
    else:
        coroutine = _as_coroutine(value)
        try:
            future = asyncio.run_coroutine_threadsafe(coroutine, loop)
        except RuntimeError:  # the loop has ended
            coroutine.close()
            raise
        future.add_done_callback(lambda future: _send_result(result, future))


async def _as_coroutine(awaitable: Awaitable[Any]) -> Any:
    return await awaitable


def _send_result(result: _core.CallbackResult, future: Future[Any]) -> None:
    try:
        result.returned(future.result())
    except BaseException as error:  # noqa: BLE001 - it is raised where the call was made
        result.raised(_without_package_frames(error))


def _without_package_frames(error: BaseException) -> BaseException:
    """The exception, with a traceback that begins after the last frame of this module."""
    traceback = last = error.__traceback__
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == __file__:
            last = traceback.tb_next
        traceback = traceback.tb_next
    return error.with_traceback(last)
