"""Checks of functions that the user passes as arguments."""

from typing import Any

from . import _core

# Python's flag of functions that are defined with `async def`; `inspect` is slow to import.
_CO_COROUTINE = 0x80


def check_function(name: str, value: Any, expected: str, *, awaited: bool = False) -> None:
    """Refuses a value that is neither None nor a function.

    Args:
        name: The argument.
        value: Its value.
        expected: What it can be, for the message.
        awaited: Whether it can be a coroutine function, because its result is awaited.

    Raises:
        InvalidArgumentError: The value can't be used.
    """
    if value is None:
        return
    if not callable(value):
        message = f"`{name}`: expected {expected}, got {type(value).__name__}"
        raise _core.invalid_argument(message)
    code = getattr(value, "__code__", None)
    if getattr(code, "co_flags", 0) & _CO_COROUTINE and not awaited:
        message = (
            f"`{name}`: expected a plain function, got a coroutine function. A plain function can "
            "start a task"
        )
        raise _core.invalid_argument(message)
