"""The list of enterprises, fetched as it is read.

Written by `make generate` from `_async_lists.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ._list_base import ListBase, drain
from ._response import Page
from ._tables import Table
from .generated._models import Enterprise


class EnterpriseList(ListBase):
    """A list of enterprises that is fetched page by page as it is read.

    Nothing is sent before it is read, and each reading starts at the beginning::

        for enterprise in webex.enterprises.list(): ...
        for page in webex.enterprises.list().pages(): ...
        everything = webex.enterprises.list().all()
        one = webex.enterprises.list(starts_with="Reseller1").first()
        frame = pl.DataFrame(webex.enterprises.list().table())

    If Webex may hold more than it lists, `IncompleteListError` comes at the end, after the items,
    unless the list was made with ``allow_incomplete=True``.
    """

    __slots__ = ()

    def __iter__(self) -> Iterator[Enterprise]:
        for page in self.pages():
            yield from drain(page.items)

    def pages(self) -> Iterator[Page]:
        """Goes through the list page by page.

        Returns:
            An iterator of pages, each with `items`, `cursor`, `possibly_truncated` and `metadata`.

        Raises:
            WebexError: Any of the errors of `enterprises.list`, at the page concerned.
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
            WebexError: Any of the errors of `enterprises.list`; nothing is returned then.
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
            WebexError: Any of the errors of `enterprises.list`.
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
            WebexError: Any of the errors of `enterprises.list`; nothing is returned then.
        """
        return Table(self._core.table().wait())

    def ndjson(self) -> Iterator[str]:
        """Goes through the list, giving each enterprise as a line of JSON with a newline.

        Every language writes the same bytes: those that Webex sent.

        Returns:
            An iterator of lines.

        Raises:
            WebexError: Any of the errors of `enterprises.list`, at the page concerned.
        """
        pages = self._core.pages()
        while (lines := pages.next_lines().wait()) is not None:
            yield from lines

    def __repr__(self) -> str:
        return "<EnterpriseList: iterate it, or call .all(), .first(), .pages() or .table()>"
