"""Waiting for something at Webex: one check after the other, each reported to its callback."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar

from . import _core
from ._functions import check_function
from ._response import ResponseMetadata
from .generated._records import DirectorySyncWaiting

Result = TypeVar("Result")
OnProgress: TypeAlias = Callable[[Result], object] | None
OnWaiting: TypeAlias = Callable[[DirectorySyncWaiting], object] | None


class _LastCheck:
    """What the last check showed, hidden from tools that print the local variables of a traceback.

    A billing report can have a link, which is a secret.
    """

    __slots__ = ("metadata", "reason", "result")

    def __init__(self) -> None:
        self.reason: Any = None
        self.result: Any = None
        self.metadata: Any = None

    def take(self, found: tuple[Any, Any]) -> bool:
        """Keeps a step and its metadata; returns False if there was no step."""
        step, metadata = found
        if step is None:
            return False
        self.reason, self.result = step
        self.metadata = metadata
        return True

    def report(self, on_progress: OnProgress[Any], on_waiting: OnWaiting) -> Any:
        """Calls the callback of the step."""
        if self.reason is None:
            return None if on_progress is None else on_progress(self.result)
        if on_waiting is None:
            return None
        return on_waiting({"reason": self.reason, "status": self.result})


def _check(on_progress: Any, on_waiting: Any, *, awaited: bool) -> None:
    expected = "a function that takes a dict"
    check_function("on_progress", on_progress, expected, awaited=awaited)
    check_function("on_waiting", on_waiting, expected, awaited=awaited)


def poll(
    waiter: _core.Waiter, on_progress: OnProgress[Result], on_waiting: OnWaiting = None
) -> tuple[Result, ResponseMetadata]:
    """Checks until the wait is over, blocking; returns what the last check showed."""
    _check(on_progress, on_waiting, awaited=False)
    last = _LastCheck()
    while last.take(waiter.next_step().wait(with_metadata=True)):
        last.report(on_progress, on_waiting)
    return last.result, last.metadata


async def poll_async(
    waiter: _core.Waiter, on_progress: OnProgress[Result], on_waiting: OnWaiting = None
) -> tuple[Result, ResponseMetadata]:
    """Checks until the wait is over; returns what the last check showed."""
    _check(on_progress, on_waiting, awaited=True)
    last = _LastCheck()
    while last.take(await waiter.next_step().send(with_metadata=True)):
        returned = last.report(on_progress, on_waiting)
        if hasattr(returned, "__await__"):
            await returned
    return last.result, last.metadata
