"""A list, fetched as it is read.

Written by `make generate` from `_async_item_list.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ._list_base import ListBase, drain
from ._response import Item, Page
from ._tables import Table


class ItemList(ListBase[Item]):
    """A list that is fetched page by page as it is read."""

    __slots__ = ()

    def __iter__(self) -> Iterator[Item]:
        for page in self.pages():
            yield from drain(page.items)

    def pages(self) -> Iterator[Page[Item]]:
        """Iterates over the list page by page.

        Returns:
            An iterator of pages, each with `items`, `cursor`, `possibly_truncated` and `metadata`.

        Raises:
            WebexError: Any of the errors of the method that lists, at the page that fails.
        """
        pages = self._core.pages("each")
        while (page := pages.next_page().wait()) is not None:
            yield page

    def _without_deadline(self) -> Iterator[Item]:
        """Iterates over the items for a bulk run, which has no deadline."""
        pages = self._core.pages("bulk")
        while (page := pages.next_page().wait()) is not None:
            yield from page.items

    def all(self) -> list[Item]:
        """Reads the whole list.

        Returns:
            Every item.

        Raises:
            WebexError: Any of the errors of the method that lists; nothing is returned then.
        """
        pages = self._core.pages("whole")
        everything: list[Item] = []
        while (page := pages.next_page().wait()) is not None:
            everything += page.items
        return everything

    def first(self) -> Item | None:
        """Requests and returns only the first item.

        Returns:
            The item, or None if the list is empty.

        Raises:
            WebexError: Any of the errors of the method that lists.
        """
        pages = self._core.pages("first")
        while (page := pages.next_page().wait()) is not None:
            for item in page.items:
                return item
        return None

    def table(self) -> Table:
        """Reads the whole list into a table, without creating dicts.

        Returns:
            Every item, one row each.

        Raises:
            WebexError: Any of the errors of the method that lists; nothing is returned then.
        """
        return Table(self._core.table().wait())

    def ndjson(self) -> Iterator[str]:
        """Iterates over the list; each item is a line of JSON with a newline.

        Every language writes the same bytes: those that Webex sent.

        Returns:
            An iterator of lines.

        Raises:
            WebexError: Any of the errors of the method that lists, at the page that fails.
        """
        pages = self._core.pages("each")
        while (lines := pages.next_lines().wait()) is not None:
            yield from lines

    def __repr__(self) -> str:
        name = type(self).__name__
        return f"<{name}: iterate it, or call .all(), .first(), .pages() or .table()>"
