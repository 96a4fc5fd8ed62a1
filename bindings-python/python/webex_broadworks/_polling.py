"""Waiting for a directory sync: one check after the other, each reported to its callback."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from . import _core
from ._response import ResponseMetadata
from ._types import DirectorySyncWaiting
from .generated._models import DirectorySync

OnProgress: TypeAlias = Callable[[DirectorySync], object] | None
OnWaiting: TypeAlias = Callable[[DirectorySyncWaiting], object] | None


def poll(
    run: _core.DirectorySyncWaiter, on_progress: OnProgress, on_waiting: OnWaiting = None
) -> tuple[DirectorySync, ResponseMetadata]:
    """Checks a sync until it is over, blocking; returns the last status."""
    _core.check_wait_callbacks(on_progress, on_waiting, awaited=False)
    last: tuple[Any, Any] = (None, None)
    while (found := run.next_step().wait_with_metadata())[0] is not None:
        (reason, status), metadata = found
        last = (status, metadata)
        _report(reason, status, on_progress, on_waiting)
    return last


async def poll_async(
    run: _core.DirectorySyncWaiter, on_progress: OnProgress, on_waiting: OnWaiting = None
) -> tuple[DirectorySync, ResponseMetadata]:
    """Checks a sync until it is over; returns the last status."""
    _core.check_wait_callbacks(on_progress, on_waiting, awaited=True)
    last: tuple[Any, Any] = (None, None)
    while (found := await run.next_step().send_with_metadata())[0] is not None:
        (reason, status), metadata = found
        last = (status, metadata)
        returned: Any = _report(reason, status, on_progress, on_waiting)
        if hasattr(returned, "__await__"):
            await returned
    return last


def _report(
    reason: Any, status: DirectorySync, on_progress: OnProgress, on_waiting: OnWaiting
) -> object:
    if reason is None:
        return None if on_progress is None else on_progress(status)
    return None if on_waiting is None else on_waiting({"reason": reason, "status": status})
