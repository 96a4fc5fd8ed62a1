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
    ticket: _core.Ticket,
    function: Callable[..., Any],
    arguments: list[Any],
    loop: asyncio.AbstractEventLoop | None,
    context: Context | None,
) -> None:
    """Starts a function; the ticket gets what it returns or raises.

    Args:
        ticket: Where to hand that in.
        function: Any callable; what it returns is awaited if that can be.
        arguments: What to call it with; the list is emptied.
        loop: The event loop on which to await, if there is one.
        context: The context variables to see, if not those of a new thread.
    """
    # A context can be entered by one thread at a time.
    context = Context() if context is None else context.copy()
    threading.Thread(
        target=context.run,
        args=(_run, ticket, function, arguments, loop),
        name="webex-broadworks-callback",
        daemon=True,  # nobody may be left to wait for it
    ).start()


def _run(
    ticket: _core.Ticket,
    function: Callable[..., Any],
    arguments: list[Any],
    loop: asyncio.AbstractEventLoop | None,
) -> None:
    try:
        _hand_in(ticket, function(*_emptied(arguments)), loop)
    except BaseException as error:  # noqa: BLE001 - it is raised where the call was made
        ticket.raised(_without_our_frames(error))


def _emptied(arguments: list[Any]) -> list[Any]:
    taken = arguments.copy()
    arguments.clear()
    return taken


def _hand_in(ticket: _core.Ticket, result: object, loop: asyncio.AbstractEventLoop | None) -> None:
    if not isawaitable(result):
        ticket.returned(result)
    elif loop is None or loop.is_closed():
        ticket.returned(asyncio.run(_awaited(result)))
    else:
        coroutine = _awaited(result)
        try:
            future = asyncio.run_coroutine_threadsafe(coroutine, loop)
        except RuntimeError:  # the loop has ended
            coroutine.close()
            raise
        future.add_done_callback(lambda future: _settle(ticket, future))


async def _awaited(awaitable: Awaitable[Any]) -> Any:
    return await awaitable


def _settle(ticket: _core.Ticket, future: Future[Any]) -> None:
    try:
        ticket.returned(future.result())
    except BaseException as error:  # noqa: BLE001 - it is raised where the call was made
        ticket.raised(_without_our_frames(error))


def _without_our_frames(error: BaseException) -> BaseException:
    """The exception, its traceback beginning behind the last frame of this module."""
    traceback = last = error.__traceback__
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == __file__:
            last = traceback.tb_next
        traceback = traceback.tb_next
    return error.with_traceback(last)
