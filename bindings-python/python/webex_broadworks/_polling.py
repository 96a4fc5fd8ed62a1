"""Waiting for something at Webex: one check after the other, each reported to its callback."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar

from . import _core
from ._response import ResponseMetadata
from ._types import DirectorySyncWaiting

Result = TypeVar("Result")
OnProgress: TypeAlias = Callable[[Result], object] | None
OnWaiting: TypeAlias = Callable[[DirectorySyncWaiting], object] | None


def poll(
    waiter: _core.Waiter, on_progress: OnProgress[Result], on_waiting: OnWaiting = None
) -> tuple[Result, ResponseMetadata]:
    """Checks until the wait is over, blocking; returns what the last check showed."""
    _core.check_wait_callbacks(on_progress, on_waiting, awaited=False)
    last: tuple[Any, Any] = (None, None)
    while (found := waiter.next_step().wait_with_metadata())[0] is not None:
        (reason, result), metadata = found
        last = (result, metadata)
        _report(reason, result, on_progress, on_waiting)
    return last


async def poll_async(
    waiter: _core.Waiter, on_progress: OnProgress[Result], on_waiting: OnWaiting = None
) -> tuple[Result, ResponseMetadata]:
    """Checks until the wait is over; returns what the last check showed."""
    _core.check_wait_callbacks(on_progress, on_waiting, awaited=True)
    last: tuple[Any, Any] = (None, None)
    while (found := await waiter.next_step().send_with_metadata())[0] is not None:
        (reason, result), metadata = found
        last = (result, metadata)
        returned: Any = _report(reason, result, on_progress, on_waiting)
        if hasattr(returned, "__await__"):
            await returned
    return last


def _report(
    reason: Any, result: Any, on_progress: OnProgress[Any], on_waiting: OnWaiting
) -> object:
    if reason is None:
        return None if on_progress is None else on_progress(result)
    return None if on_waiting is None else on_waiting({"reason": reason, "status": result})
