"""The list of enterprises, fetched as it is read."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Generator, Iterator
    from typing import Any

    from . import _core
    from ._response import Page
    from ._types import Enterprise


class EnterpriseList:
    """A list of enterprises that is fetched page by page as it is read.

    Nothing is sent before it is read, and each reading starts at the beginning::

        for enterprise in webex.list_enterprises(): ...
        for page in webex.list_enterprises().pages(): ...
        everything = webex.list_enterprises().all()
        one = webex.list_enterprises(starts_with="Reseller1").first()

    Where Webex may hold more than it lists, `IncompleteListError` comes at the end, after the
    items, unless the list was made with ``allow_incomplete=True``.
    """

    __slots__ = ("_core",)

    def __init__(self, core: _core.EnterpriseList) -> None:
        self._core = core

    def __iter__(self) -> Iterator[Enterprise]:
        for page in self.pages():
            yield from page.items

    def pages(self) -> Iterator[Page]:
        """Goes through the list page by page.

        Returns:
            An iterator of pages, each with `items`, `cursor`, `possibly_truncated` and `metadata`.

        Raises:
            WebexError: Any of the errors of `Client.list_enterprises`, at the page concerned.
        """
        walk = self._core.walk()
        while (page := walk.next_page().wait()) is not None:
            yield page

    def _patiently(self) -> Iterator[Enterprise]:
        """Goes through the items of a bulk run, which has no deadline."""
        walk = self._core.walk_patiently()
        while (page := walk.next_page().wait()) is not None:
            yield from page.items

    def all(self) -> list[Enterprise]:
        """Reads the whole list.

        Returns:
            Every enterprise.

        Raises:
            WebexError: Any of the errors of `Client.list_enterprises`; nothing is returned then.
        """
        walk = self._core.walk_to_end()
        everything: list[Enterprise] = []
        while (page := walk.next_page().wait()) is not None:
            everything += page.items
        return everything

    def first(self) -> Enterprise | None:
        """Reads the first enterprise, and asks for no more than that.

        Returns:
            The enterprise, or None if the list is empty.

        Raises:
            WebexError: Any of the errors of `Client.list_enterprises`.
        """
        walk = self._core.walk_to_first()
        while (page := walk.next_page().wait()) is not None:
            for enterprise in page.items:
                return enterprise
        return None

    def __repr__(self) -> str:
        return "<EnterpriseList: iterate it, or call .all(), .first() or .pages()>"


class AsyncEnterpriseList:
    """A list of enterprises that is fetched page by page as it is read.

    Nothing is sent before it is read, and each reading starts at the beginning::

        async for enterprise in webex.list_enterprises(): ...
        async for page in webex.list_enterprises().pages(): ...
        everything = await webex.list_enterprises().all()
        everything = await webex.list_enterprises()
        one = await webex.list_enterprises(starts_with="Reseller1").first()

    Where Webex may hold more than it lists, `IncompleteListError` comes at the end, after the
    items, unless the list was made with ``allow_incomplete=True``.
    """

    __slots__ = ("_core",)

    def __init__(self, core: _core.EnterpriseList) -> None:
        self._core = core

    async def __aiter__(self) -> AsyncIterator[Enterprise]:
        async for page in self.pages():
            for enterprise in page.items:
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
        walk = self._core.walk()
        while (page := await walk.next_page().send()) is not None:
            yield page

    async def _patiently(self) -> AsyncIterator[Enterprise]:
        """Goes through the items of a bulk run, which has no deadline."""
        walk = self._core.walk_patiently()
        while (page := await walk.next_page().send()) is not None:
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
        walk = self._core.walk_to_end()
        everything: list[Enterprise] = []
        while (page := await walk.next_page().send()) is not None:
            everything += page.items
        return everything

    async def first(self) -> Enterprise | None:
        """Reads the first enterprise, and asks for no more than that.

        Returns:
            The enterprise, or None if the list is empty.

        Raises:
            WebexError: Any of the errors of `AsyncClient.list_enterprises`.
        """
        walk = self._core.walk_to_first()
        while (page := await walk.next_page().send()) is not None:
            for enterprise in page.items:
                return enterprise
        return None

    def __repr__(self) -> str:
        return "<AsyncEnterpriseList: iterate it with async for, or await .all() or .first()>"
