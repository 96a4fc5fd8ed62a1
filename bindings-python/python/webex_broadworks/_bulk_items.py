"""The items of a bulk run: which values they can be, and how they are read for the core."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from . import _core
from ._functions import check_function
from ._types import is_text

Refusal: TypeAlias = tuple[str | None, str]
"""The key whose value can't be used, None for the item itself, and a description of the value."""

ReadItem: TypeAlias = tuple[str, Refusal | None, str | None, bool]
"""The JSON of an item, why it can't be used, its cluster group, and whether it is left out."""

# How to get the rows of a table with these attributes. Iterating it gives its columns.
_FRAMES = (
    (("collect", "collect_schema"), "`items.collect().to_dicts()`"),
    (("to_dicts", "columns"), "`items.to_dicts()`"),
    (("to_dict", "columns", "iloc"), '`items.to_dict("records")`'),
    (("to_pylist", "column_names"), "`items.to_pylist()`"),
    (("to_pylist", "num_columns"), "`items.to_pylist()`"),
)


def check_items(items: Any, *, awaited: bool) -> None:
    """Refuses values that can't be items, before any of them is read.

    Args:
        items: The argument `items`.
        awaited: Whether it can be an asynchronous iterable.

    Raises:
        InvalidArgumentError: It can't be used.
    """
    is_asynchronous, is_iterable = hasattr(items, "__aiter__"), hasattr(items, "__iter__")
    is_one = isinstance(items, str | Mapping)
    if (rows := _rows_of_frame(items)) is not None:
        got = f"a table ({_qualified_name(items)}). Pass {rows}"
    elif (is_asynchronous and awaited) or (is_iterable and not is_one):
        return
    elif is_asynchronous:
        message = (
            "`items`: expected an iterable, got an async iterable. Pass it to an `AsyncClient`"
        )
        raise _core.invalid_argument(message)
    else:
        name = type(items).__name__
        got = f"a single {name}. Wrap it in a list" if is_one else name
    message = f"`items`: expected an iterable of ids or enterprises, got {got}"
    raise _core.invalid_argument(message)


def _rows_of_frame(items: Any) -> str | None:
    for names, rows in _FRAMES:
        if all(hasattr(items, name) for name in names):
            return rows
    is_iterable = hasattr(items, "__iter__") or hasattr(items, "__aiter__")
    if hasattr(items, "__arrow_c_stream__") and not is_iterable:
        return "the list or the ids that it was made from"
    return None


class ItemReader:
    """Reads items, and calls the user's functions for them."""

    __slots__ = ("_group", "_only_if")

    def __init__(self, options: dict[str, Any]) -> None:
        self._only_if = _function_among(options, "only_if", "conditions")
        self._group = _function_among(options, "cluster_group", "ids to names")

    def read(self, given: Any) -> ReadItem:
        """Reads an item. Raises only exceptions of the user's functions."""
        text, refusal = _read_fields(given)
        # The user's functions aren't called with an unusable item.
        if refusal is not None:
            return text, refusal, None, False
        group = None
        if self._group is not None and not _has_group(given):
            group = _called("cluster_group", self._group, given)
            if group is not None and not is_text(group):
                group, refusal = None, ("clusterGroup", _described(group))
        only_if = self._only_if
        is_left_out = only_if is not None and not _called("only_if", only_if, given)
        return text, refusal, group, is_left_out


def _called(name: str, function: Callable[[Any], Any], given: Any) -> Any:
    """Calls a user's function, and refuses an awaitable, which would count as true."""
    result = function(given)
    if not hasattr(result, "__await__"):
        return result
    if hasattr(result, "close"):
        result.close()
    expected = "a function that returns its result"
    message = f"`{name}`: expected {expected}, got one whose result is awaited"
    raise _core.invalid_argument(message)


def _function_among(options: dict[str, Any], name: str, of: str) -> Callable[[Any], Any] | None:
    """An option if it is a function: the core handles conditions and groups that are data."""
    given: Any = options.get(name)
    if isinstance(given, Mapping):
        return None
    check_function(name, given, f"a dict of {of}, or a function that takes an item")
    return given


def _read_fields(given: Any) -> tuple[str, Refusal | None]:
    if not isinstance(given, Mapping):
        text = _core.json_of(given) if isinstance(given, str) else None
        return ('""', (None, _described(given))) if text is None else (text, None)
    fields: list[str] = []
    refusal: Refusal | None = None
    for key in (*_core.ITEM_KEYS, *_core.ITEM_LABELS):
        try:
            if key not in given:
                continue
            value = given[key]
        except Exception as error:  # noqa: BLE001 - an object of the user can raise anything
            text, got = None, f"{type(error).__name__} when it was read"
        else:
            text, got = _core.json_of(value), _described(value)
        if text is not None:
            fields.append(f'"{key}":{text}')
        elif refusal is None and key not in _core.ITEM_LABELS:
            refusal = (key, got)
    return f"{{{','.join(fields)}}}", refusal


def _has_group(given: Any) -> bool:
    return isinstance(given, Mapping) and given.get("clusterGroup") is not None


def _described(value: Any) -> str:
    """Describes a value for messages, without its text, which may be long or a secret."""
    if value is None:
        return "None"
    if isinstance(value, float):
        return f"the number {value}".replace("nan", "NaN")
    if isinstance(value, str):
        return "half of a surrogate pair"
    return f"a value of type {_qualified_name(value)}"


def _qualified_name(value: Any) -> str:
    """The name of a value's type, with its module unless that is Python's own."""
    kind = type(value)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
