"""Waiting for a directory sync run: one look after the other, each told to who wants to know."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import _core
from ._response import ResponseMetadata
from ._types import DirectorySync


def watch(
    run: _core.DirectorySyncWatch, on_progress: Callable[[DirectorySync], object] | None
) -> tuple[DirectorySync, ResponseMetadata]:
    """Looks at a run until it is over, blocking; returns the last look."""
    _core.check_progress(on_progress, awaited=False)
    last: tuple[Any, Any] = (None, None)
    while (look := run.next_status().wait_with_metadata())[0] is not None:
        last = look
        if on_progress is not None:
            on_progress(look[0])
    return last


async def watch_async(
    run: _core.DirectorySyncWatch, on_progress: Callable[[DirectorySync], object] | None
) -> tuple[DirectorySync, ResponseMetadata]:
    """Looks at a run until it is over; returns the last look."""
    _core.check_progress(on_progress, awaited=True)
    last: tuple[Any, Any] = (None, None)
    while (look := await run.next_status().send_with_metadata())[0] is not None:
        last = look
        if on_progress is not None:
            told: Any = on_progress(look[0])
            if hasattr(told, "__await__"):
                await told
    return last
