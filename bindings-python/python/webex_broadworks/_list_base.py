"""The base classes of blocking and asynchronous lists."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any, Generic

from . import _core
from ._response import Item
from ._tables import Table


class ListBase(Generic[Item]):
    """The part of a list that only blocking code has."""

    __slots__ = ("_core",)

    def __init__(self, core: _core.List) -> None:
        self._core = core

    def table(self) -> Table:
        """Reads the whole list into a table."""
        raise NotImplementedError

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Reads the whole list, and exports it through Arrow's C interface.

        Each access reads the list again. Pass `table()` to programs that access it several times,
        such as DuckDB.

        Args:
            requested_schema: Ignored, as the interface allows: the schema is the table's.

        Returns:
            A capsule called ``arrow_array_stream``.

        Raises:
            WebexError: Any of the errors of the method that lists; nothing is returned then.
        """
        return self.table().__arrow_c_stream__(requested_schema)


class AsyncListBase(Generic[Item]):
    """The part of a list that only asynchronous code has."""

    __slots__ = ("_core",)

    def __init__(self, core: _core.List) -> None:
        self._core = core

    async def all(self) -> list[Item]:
        """Reads the whole list."""
        raise NotImplementedError

    def __await__(self) -> Generator[Any, Any, list[Item]]:
        return self.all().__await__()


def drain(items: list[Item]) -> Iterator[Item]:
    """Keeps none of the items: those that were read are gone when the next page comes."""
    items.reverse()
    while items:
        yield items.pop()
