"""A list, fetched as it is read, for `asyncio`."""

from __future__ import annotations

from collections.abc import AsyncIterator

from ._list_base import AsyncListBase, drain
from ._response import Item, Page
from ._tables import Table


class AsyncItemList(AsyncListBase[Item]):
    """A list that is fetched page by page as it is read."""

    __slots__ = ()

    async def __aiter__(self) -> AsyncIterator[Item]:
        async for page in self.pages():
            for item in drain(page.items):
                yield item

    async def pages(self) -> AsyncIterator[Page[Item]]:
        """Iterates over the list page by page.

        Returns:
            An iterator of pages, each with `items`, `cursor`, `possibly_truncated` and `metadata`.

        Raises:
            WebexError: Any of the errors of the method that lists, at the page that fails.
        """
        pages = self._core.pages("each")
        while (page := await pages.next_page().send()) is not None:
            yield page

    async def _without_deadline(self) -> AsyncIterator[Item]:
        """Iterates over the items for a bulk run, which has no deadline."""
        pages = self._core.pages("bulk")
        while (page := await pages.next_page().send()) is not None:
            for item in page.items:
                yield item

    async def all(self) -> list[Item]:
        """Reads the whole list.

        Returns:
            Every item.

        Raises:
            WebexError: Any of the errors of the method that lists; nothing is returned then.
        """
        pages = self._core.pages("whole")
        everything: list[Item] = []
        while (page := await pages.next_page().send()) is not None:
            everything += page.items
        return everything

    async def first(self) -> Item | None:
        """Requests and returns only the first item.

        Returns:
            The item, or None if the list is empty.

        Raises:
            WebexError: Any of the errors of the method that lists.
        """
        pages = self._core.pages("first")
        while (page := await pages.next_page().send()) is not None:
            for item in page.items:
                return item
        return None

    async def table(self) -> Table:
        """Reads the whole list into a table, without creating dicts.

        Returns:
            Every item, one row each.

        Raises:
            WebexError: Any of the errors of the method that lists; nothing is returned then.
        """
        return Table(await self._core.table().send())

    async def ndjson(self) -> AsyncIterator[str]:
        """Iterates over the list; each item is a line of JSON with a newline.

        Every language writes the same bytes: those that Webex sent.

        Returns:
            An asynchronous iterator of lines.

        Raises:
            WebexError: Any of the errors of the method that lists, at the page that fails.
        """
        pages = self._core.pages("each")
        while (lines := await pages.next_lines().send()) is not None:
            for line in lines:
                yield line

    def __repr__(self) -> str:
        name = type(self).__name__
        return f"<{name}: iterate it, or call .all(), .first(), .pages() or .table()>"
