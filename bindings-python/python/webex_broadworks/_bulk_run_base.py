"""The part of a bulk run that is the same for blocking and async code."""

from __future__ import annotations

from collections.abc import AsyncIterable, Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from . import _core
from ._async_item_list import AsyncItemList
from ._bulk_items import ItemReader, ReadItem, check_items
from ._functions import check_function
from ._item_list import ItemList
from ._tables import Table
from ._types import BulkItem
from .generated._async_lists import AsyncEnterpriseList
from .generated._errors import WebexError
from .generated._lists import EnterpriseList
from .generated._records import BulkSummary, Outcome

if TYPE_CHECKING:
    # Blocking programs don't pay for asyncio, and no public annotation names a Task.
    from asyncio import Task

BulkItems: TypeAlias = Iterable[BulkItem] | AsyncEnterpriseList
AsyncBulkItems: TypeAlias = Iterable[BulkItem] | AsyncIterable[BulkItem] | EnterpriseList


class RunBase:
    """The part of a bulk run that is the same for blocking and async code."""

    _is_async: ClassVar[bool]

    __slots__ = (
        "__weakref__",
        "_core",
        "_has_ledger",
        "_is_kept",
        "_is_started",
        "_items_error",
        "_on_progress",
        "_operation",
        "_reader",
        "_source",
        "_table",
        "outcomes",
    )

    outcomes: list[Outcome]
    """The outcomes that `finish` has read, in the order in which items ended."""

    def __init__(
        self, client: _core.Client, operation: str, items: Any, options: dict[str, Any]
    ) -> None:
        self._source: Any = None
        self._operation = operation
        expected = "a function that takes a summary"
        check_function("on_progress", options["on_progress"], expected, awaited=self._is_async)
        self._reader = ItemReader(options)
        self._items_error: BaseException | None = None
        if isinstance(items, ItemList | AsyncItemList):
            if callable(options["only_if"]) or callable(options.get("cluster_group")):
                # The caller's functions need each item, so the list is read in Python.
                options = {**options, "listed": items._core}
                kind = AsyncItemList if self._is_async else ItemList
                items = self._source = kind(items._core)._without_deadline()
            else:
                items = items._core
        else:
            check_items(items, awaited=self._is_async)
            self._source = items
        self._core = client.bulk(operation, items, options)
        self._on_progress: Callable[[BulkSummary], object] | None = options["on_progress"]
        self._has_ledger = options["ledger"] is not None
        self._is_started = False
        self._is_kept = False
        self._table: Table | None = None
        self.outcomes = []

    @property
    def total(self) -> int | None:
        """Number of items; None if it isn't known, or not yet."""
        return self.summary["total"]

    @property
    def summary(self) -> BulkSummary:
        """The current progress, also while another thread or task reads the run."""
        return self._core.summary()

    @property
    def failures(self) -> list[Outcome]:
        """The outcomes read so far that are partial, failed or ambiguous: the first 1,000."""
        return self._core.failures()

    def raise_for_failures(self) -> None:
        """Raises an error if an item that was read so far is partial, failed or ambiguous.

        Raises:
            BulkError: Such items exist. Its `errors` are their exceptions, the first 1,000.
            RuntimeError: Nothing was read yet.
        """
        if not self._is_started:
            message = "this bulk run has not been read: iterate it or call finish() first"
            raise RuntimeError(message)
        self._core.raise_for_failures()

    def __len__(self) -> int:
        total = self.total
        if total is None:
            message = "the number of items isn't known before all items have been read"
            raise TypeError(message)
        return total

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        name = type(self).__name__
        if not hasattr(self, "_core"):  # a debugger can print an object whose creation failed
            return f"<{name} that could not be made>"
        try:
            summary = self.summary
        except WebexError:
            return f"<{name} {self._operation} of the process that this one was forked from>"
        of = "" if summary["total"] is None else f" of {summary['total']}"
        return f"<{name} {self._operation}: {summary['done']}{of} done>"

    def _start(self) -> None:
        self._refuse_if_started()
        self._is_started = True

    def _refuse_if_started(self) -> None:
        if self._is_started:
            message = (
                "this bulk run has already finished: its outcomes are in `outcomes`"
                if self._is_kept
                else "this bulk run was already read or closed, and can be read once. "
                "Create a new one, or use finish(), which keeps the outcomes in `outcomes`"
            )
            raise RuntimeError(message)

    def _feed(self, items: Iterator[ReadItem], wanted: int | None) -> None:
        """Passes as many items as are wanted. An exception of the iterator ends the items."""
        try:
            self._core.feed(items, wanted)
        except Exception as error:  # noqa: BLE001 - it is raised after the last outcome
            self._fail_items(error)

    def _fail_items(self, error: BaseException) -> None:
        if self._items_error is None:
            self._items_error = error
        self._core.fail_items()

    def _cause(self, error: WebexError | None) -> BaseException | None:
        """What to raise at the end: the error of the last step, or the exception of the items."""
        # Taken, because the exception's traceback refers to this run.
        raised, self._items_error = self._items_error, None
        is_cause = self.summary["stopReason"] == "items" or (
            error is None and isinstance(raised, Exception)
        )
        return raised if raised is not None and is_cause else error

    def _table_of_rows(self) -> Table:
        """The table of the outcomes that were read as rows."""
        self._table = Table(self._core.table())
        return self._table

    def _known_table(self) -> Table | None:
        """The table of a run that kept its outcomes; None if the run was not read."""
        if self._table is not None:
            return self._table
        if self._is_kept:
            return Table(_core.outcomes_table(self.outcomes))
        self._refuse_if_started()
        return None

    def _close_timeout(self, error: BaseException) -> float | None:
        """How long to wait for items in flight after an error; None: until they finish."""
        if isinstance(error, GeneratorExit):
            return None
        return _core.INTERRUPTED_CLOSE_TIMEOUT if self._has_ledger else 0


class BulkRunBase(RunBase):
    """The part of a bulk run that only blocking code has."""

    _is_async = False
    __slots__ = ()

    def table(self) -> Table:
        """Reads every outcome into a table."""
        raise NotImplementedError

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Exports the outcomes, those of `table`, through Arrow's C interface.

        Args:
            requested_schema: Ignored, as the interface allows: the schema is the table's.

        Returns:
            A capsule called ``arrow_array_stream``.

        Raises:
            WebexError: The run stopped early.
            RuntimeError: The run was closed, or was read in a way that keeps no outcomes.
        """
        return self.table().__arrow_c_stream__(requested_schema)

    def _open(self) -> Iterator[ReadItem] | None:
        """The items that the run takes while it is read."""
        return None if self._source is None else map(self._reader.read, self._source)

    def _end_feeder(self) -> None:
        """Does nothing: no task feeds the items of a blocking run."""

    def _report_progress(self) -> None:
        if self._on_progress is not None:
            self._on_progress(self.summary)


class AsyncBulkRunBase(RunBase):
    """The part of a bulk run that only asynchronous code has.

    A task of its own reads an asynchronous iterable of items, which can be slow.
    """

    _is_async = True
    __slots__ = ("_feeder",)

    def _open(self) -> Iterator[ReadItem] | None:
        """The items that the run takes while it is read; None if a task feeds them."""
        self._feeder: Task[None] | None = None
        if self._source is None:
            return None
        if not hasattr(self._source, "__aiter__"):
            return map(self._reader.read, self._source)
        from asyncio import ensure_future

        self._feeder = ensure_future(self._feed_from(self._source))
        return None

    async def _feed_from(self, source: AsyncIterable[BulkItem]) -> None:
        wanted = 0
        try:
            async for item in source:
                if wanted == 0:
                    wanted = await self._core.wanted().send()
                if wanted == 0:
                    return
                self._core.push_item(self._reader.read(item))
                wanted -= 1
            self._core.end_items()
        except BaseException as error:
            self._fail_items(error)
            if not isinstance(error, Exception):
                raise

    async def _end_feeder(self) -> None:
        if self._feeder is not None:
            from asyncio import wait

            self._feeder.cancel()
            await wait([self._feeder])

    async def _report_progress(self) -> None:
        if self._on_progress is not None:
            returned: Any = self._on_progress(self.summary)
            if hasattr(returned, "__await__"):
                await returned
