"""Passing events to hooks and to `logging`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from . import _core
from ._functions import check_function
from ._response import Event

LEVELS = (10, 20, 30)
"""The levels of events, those of `logging`."""


def check_hooks(options: dict[str, Any]) -> None:
    """Refuses options of a client that can't be hooks."""
    for name in _core.HOOKS:
        check_function(name, options[name], "a function that takes an event")


def lowest_level() -> int | None:
    """Returns the lowest level that the logger takes; None if no handler would get a record."""
    # A program that has not imported `logging` has not configured it.
    if "logging" not in sys.modules:
        return None
    from ._logger import LOGGER

    try:
        if not LOGGER.hasHandlers():
            return None
        return next((level for level in LEVELS if LOGGER.isEnabledFor(level)), None)
    except Exception:  # noqa: BLE001 - a faulty logger of a program must not make a call fail
        return None


def deliver(
    events: list[tuple[Callable[[Event], object] | None, tuple[int, str, str] | None, Any]],
) -> list[tuple[Exception, object]]:
    """Passes events to their hooks and to the logger.

    Args:
        events: For each event, its hook if it has one; the level, the text and the kind of its
            record if it is logged; and its fields.

    Returns:
        What the user's code raised, each with what raised it.
    """
    raised: list[tuple[Exception, object]] = []
    for hook, record, fields in events:
        made = _event(fields)
        if hook is not None:
            try:
                hook(made)
            except Exception as error:  # noqa: BLE001 - a faulty hook must not make a call fail
                raised.append((error, hook))
        if record is not None:
            from ._logger import log

            try:
                log(*record, made)
            except Exception as error:  # noqa: BLE001 - the same holds for a log handler
                raised.append((error, log))
    return raised


def _event(values: Iterable[Any]) -> Event:
    fields = dict(zip(Event.__dataclass_fields__, values, strict=True))
    if fields["duration"] is not None:
        try:
            fields["duration"] = timedelta(seconds=fields["duration"])
        except OverflowError:  # Webex can ask for a longer pause than timedelta can hold
            fields["duration"] = timedelta.max
    return Event(**fields)
