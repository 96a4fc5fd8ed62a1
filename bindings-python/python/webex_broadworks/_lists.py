"""The list of enterprises, fetched as it is read."""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator, Iterator
from typing import Any

from . import _core
from ._response import Page
from ._tables import Table
from ._types import Enterprise


class EnterpriseList:
    """A list of enterprises that is fetched page by page as it is read.

    Nothing is sent before it is read, and each reading starts at the beginning::

        for enterprise in webex.list_enterprises(): ...
        for page in webex.list_enterprises().pages(): ...
        everything = webex.list_enterprises().all()
        one = webex.list_enterprises(starts_with="Reseller1").first()
        frame = pl.DataFrame(webex.list_enterprises())  # or pd.DataFrame.from_arrow
        file.writelines(webex.list_enterprises().ndjson())

    Where Webex may hold more than it lists, `IncompleteListError` comes at the end, after the
    items, unless the list was made with ``allow_incomplete=True``.
    """

    __slots__ = ("_core",)

    def __init__(self, core: _core.EnterpriseList) -> None:
        self._core = core

    def __iter__(self) -> Iterator[Enterprise]:
        for page in self.pages():
            yield from _drain(page.items)

    def pages(self) -> Iterator[Page]:
        """Goes through the list page by page.

        Returns:
            An iterator of pages, each with `items`, `cursor`, `possibly_truncated` and `metadata`.

        Raises:
            WebexError: Any of the errors of `Client.list_enterprises`, at the page concerned.
        """
        pages = self._core.pages()
        while (page := pages.next_page().wait()) is not None:
            yield page

    def _without_deadline(self) -> Iterator[Enterprise]:
        """Goes through the items of a bulk run, which has no deadline."""
        pages = self._core.pages_without_deadline()
        while (page := pages.next_page().wait()) is not None:
            yield from page.items

    def all(self) -> list[Enterprise]:
        """Reads the whole list.

        Returns:
            Every enterprise.

        Raises:
            WebexError: Any of the errors of `Client.list_enterprises`; nothing is returned then.
        """
        pages = self._core.pages_prefetching()
        everything: list[Enterprise] = []
        while (page := pages.next_page().wait()) is not None:
            everything += page.items
        return everything

    def first(self) -> Enterprise | None:
        """Reads the first enterprise, and asks for no more than that.

        Returns:
            The enterprise, or None if the list is empty.

        Raises:
            WebexError: Any of the errors of `Client.list_enterprises`.
        """
        pages = self._core.pages_up_to_first()
        while (page := pages.next_page().wait()) is not None:
            for enterprise in page.items:
                return enterprise
        return None

    def table(self) -> Table:
        """Reads the whole list into a table; no dicts are made on the way.

        Returns:
            Every enterprise, one row each.

        Raises:
            WebexError: Any of the errors of `Client.list_enterprises`; nothing is returned then.
        """
        return Table(self._core.table().wait())

    def ndjson(self) -> Iterator[str]:
        """Goes through the list, giving each enterprise as a line of JSON with a newline.

        Every language writes the same bytes: those that Webex sent.

        Returns:
            An iterator of lines, for ``file.writelines`` for instance.

        Raises:
            WebexError: Any of the errors of `Client.list_enterprises`, at the page concerned.
        """
        pages = self._core.pages()
        while (lines := pages.next_lines().wait()) is not None:
            yield from lines

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Reads the whole list, and gives it through Arrow's C interface.

        What asks twice reads twice: give `table()` to such, DuckDB among them.

        Args:
            requested_schema: Is not looked at, as the interface allows: the schema is the table's.

        Returns:
            A capsule called ``arrow_array_stream``.

        Raises:
            WebexError: Any of the errors of `Client.list_enterprises`; nothing is returned then.
        """
        return self.table().__arrow_c_stream__(requested_schema)

    def __repr__(self) -> str:
        return "<EnterpriseList: iterate it, or call .all(), .first(), .pages() or .table()>"


class AsyncEnterpriseList:
    """A list of enterprises that is fetched page by page as it is read.

    Nothing is sent before it is read, and each reading starts at the beginning::

        async for enterprise in webex.list_enterprises(): ...
        async for page in webex.list_enterprises().pages(): ...
        everything = await webex.list_enterprises().all()
        everything = await webex.list_enterprises()
        one = await webex.list_enterprises(starts_with="Reseller1").first()
        frame = pl.DataFrame(await webex.list_enterprises().table())

    Where Webex may hold more than it lists, `IncompleteListError` comes at the end, after the
    items, unless the list was made with ``allow_incomplete=True``.
    """

    __slots__ = ("_core",)

    def __init__(self, core: _core.EnterpriseList) -> None:
        self._core = core

    async def __aiter__(self) -> AsyncIterator[Enterprise]:
        async for page in self.pages():
            for enterprise in _drain(page.items):
                yield enterprise

    def __await__(self) -> Generator[Any, Any, list[Enterprise]]:
        return self.all().__await__()

    async def pages(self) -> AsyncIterator[Page]:
        """Goes through the list page by page.

        Returns:
            An iterator of pages, each with `items`, `cursor`, `possibly_truncated` and `metadata`.

        Raises:
            WebexError: Any of the errors of `AsyncClient.list_enterprises`, at the page concerned.
        """
        pages = self._core.pages()
        while (page := await pages.next_page().send()) is not None:
            yield page

    async def _without_deadline(self) -> AsyncIterator[Enterprise]:
        """Goes through the items of a bulk run, which has no deadline."""
        pages = self._core.pages_without_deadline()
        while (page := await pages.next_page().send()) is not None:
            for enterprise in page.items:
                yield enterprise

    async def all(self) -> list[Enterprise]:
        """Reads the whole list.

        Returns:
            Every enterprise.

        Raises:
            WebexError: Any of the errors of `AsyncClient.list_enterprises`; nothing is returned
                then.
        """
        pages = self._core.pages_prefetching()
        everything: list[Enterprise] = []
        while (page := await pages.next_page().send()) is not None:
            everything += page.items
        return everything

    async def first(self) -> Enterprise | None:
        """Reads the first enterprise, and asks for no more than that.

        Returns:
            The enterprise, or None if the list is empty.

        Raises:
            WebexError: Any of the errors of `AsyncClient.list_enterprises`.
        """
        pages = self._core.pages_up_to_first()
        while (page := await pages.next_page().send()) is not None:
            for enterprise in page.items:
                return enterprise
        return None

    async def table(self) -> Table:
        """Reads the whole list into a table; no dicts are made on the way.

        Returns:
            Every enterprise, one row each.

        Raises:
            WebexError: Any of the errors of `AsyncClient.list_enterprises`; nothing is returned
                then.
        """
        return Table(await self._core.table().send())

    async def ndjson(self) -> AsyncIterator[str]:
        """Goes through the list, giving each enterprise as a line of JSON with a newline.

        Every language writes the same bytes: those that Webex sent.

        Returns:
            An asynchronous iterator of lines.

        Raises:
            WebexError: Any of the errors of `AsyncClient.list_enterprises`, at the page concerned.
        """
        pages = self._core.pages()
        while (lines := await pages.next_lines().send()) is not None:
            for line in lines:
                yield line

    def __repr__(self) -> str:
        return "<AsyncEnterpriseList: iterate it with async for, or await .all() or .table()>"


def _drain(items: list[Enterprise]) -> Iterator[Enterprise]:
    """Keeps none of the items: those that were read are gone when the next page comes."""
    items.reverse()
    while items:
        yield items.pop()
