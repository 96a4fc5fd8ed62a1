"""The list of enterprises, fetched as it is read, for `asyncio`."""

from __future__ import annotations

from collections.abc import AsyncIterator

from ._list_base import AsyncListBase, drain
from ._response import Page
from ._tables import Table
from .generated._models import Enterprise


class AsyncEnterpriseList(AsyncListBase):
    """A list of enterprises that is fetched page by page as it is read.

    Nothing is sent before it is read, and each reading starts at the beginning::

        async for enterprise in webex.enterprises.list(): ...
        async for page in webex.enterprises.list().pages(): ...
        everything = await webex.enterprises.list().all()
        one = await webex.enterprises.list(starts_with="Reseller1").first()
        frame = pl.DataFrame(await webex.enterprises.list().table())

    If Webex may hold more than it lists, `IncompleteListError` comes at the end, after the items,
    unless the list was made with ``allow_incomplete=True``.
    """

    __slots__ = ()

    async def __aiter__(self) -> AsyncIterator[Enterprise]:
        async for page in self.pages():
            for enterprise in drain(page.items):
                yield enterprise

    async def pages(self) -> AsyncIterator[Page]:
        """Goes through the list page by page.

        Returns:
            An iterator of pages, each with `items`, `cursor`, `possibly_truncated` and `metadata`.

        Raises:
            WebexError: Any of the errors of `enterprises.list`, at the page concerned.
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
            WebexError: Any of the errors of `enterprises.list`; nothing is returned then.
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
            WebexError: Any of the errors of `enterprises.list`.
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
            WebexError: Any of the errors of `enterprises.list`; nothing is returned then.
        """
        return Table(await self._core.table().send())

    async def ndjson(self) -> AsyncIterator[str]:
        """Goes through the list, giving each enterprise as a line of JSON with a newline.

        Every language writes the same bytes: those that Webex sent.

        Returns:
            An asynchronous iterator of lines.

        Raises:
            WebexError: Any of the errors of `enterprises.list`, at the page concerned.
        """
        pages = self._core.pages()
        while (lines := await pages.next_lines().send()) is not None:
            for line in lines:
                yield line

    def __repr__(self) -> str:
        return "<AsyncEnterpriseList: iterate it, or call .all(), .first(), .pages() or .table()>"
