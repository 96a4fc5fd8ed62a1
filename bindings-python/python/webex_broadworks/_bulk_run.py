"""A bulk run: outcomes as they come, items handed over as they are wanted."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Iterator
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any

from ._bulk_run_base import RunBase
from ._bulk_types import BulkItem, Outcome
from ._compat import Self
from ._errors import LedgerError, WebexError
from ._tables import Table

if TYPE_CHECKING:
    # Blocking programs don't pay for asyncio, and no public annotation names a Task.
    from asyncio import Task


async def _replay(outcomes: list[Outcome]) -> AsyncIterator[Outcome]:
    """Gives the outcomes of a run that was read."""
    for outcome in outcomes:
        yield outcome


class BulkRun(RunBase):
    """An operation over many enterprises, under way once it is read.

    Nothing is sent before it is iterated or `run` is called, and it can be read once::

        for outcome in webex.bulk.get_directory_sync_status(ids): ...
        run = webex.bulk.get_directory_sync_status(ids).run()  # outcomes in run.outcomes
        run.raise_for_failures()
        file.writelines(webex.bulk.get_directory_sync_status(ids).ndjson())
        frame = pl.DataFrame(webex.bulk.get_directory_sync_status(ids))

    Outcomes come as items end, not in the order of the input. Leaving the loop begins nothing more
    and waits until what is in flight is written down. Ctrl-C waits for that a few seconds, and only
    if there is a ledger. The work goes on in another thread while the loop does something else, up
    to a thousand outcomes ahead. What stops a run early is raised behind the last outcome, and an
    exception of the iterable of items is raised there as it is.

    ``len(run)``, where the number of items is known, and `total` are for progress bars. Hooks and
    loggers of the client are told of the requests of a run in the thread that reads it, while it
    waits for an outcome.
    """

    __slots__ = ()

    def __iter__(self) -> Iterator[Outcome]:
        return iter(self.outcomes) if self._is_kept else self._read("dicts")

    def run(self) -> Self:
        """Runs it to its end, and keeps the outcomes in `outcomes`.

        Returns:
            This run.

        Raises:
            WebexError: What stopped the run early; `outcomes` holds what came before.
            RuntimeError: The run was read before.
        """
        self._refuse_if_started()
        outcomes = self._read("dicts")
        self._is_kept = True
        for outcome in outcomes:
            self.outcomes.append(outcome)
        return self

    def ndjson(self) -> Iterator[str]:
        """Runs it, giving each outcome as a line of JSON with a newline.

        Every language writes the same bytes.

        Returns:
            An iterator of lines, for ``file.writelines`` for instance.

        Raises:
            WebexError: What stopped the run early, behind the last line.
            RuntimeError: The run was read before.
        """
        return self._read("lines")

    def table(self) -> Table:
        """Runs it to its end; the outcomes are the rows of a table, and no dicts are made of them.

        After `run`, or once more, it gives the outcomes that there are, and runs nothing.

        Returns:
            Every outcome, one row each, in the order in which they came.

        Raises:
            WebexError: What stopped the run early; called again, it gives what came before.
            RuntimeError: The run was read in a way that keeps no outcomes, or closed.
        """
        if (known := self._known_table()) is not None:
            return known
        try:
            for _ in self._read("rows"):
                pass
        finally:
            table = self._table_of_rows()
        return table

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Gives the outcomes through Arrow's C interface: those of `table`.

        Args:
            requested_schema: Is not looked at, as the interface allows: the schema is the table's.

        Returns:
            A capsule called ``arrow_array_stream``.

        Raises:
            WebexError: What stopped the run early.
            RuntimeError: The run was read in a way that keeps no outcomes, or closed.
        """
        return self.table().__arrow_c_stream__(requested_schema)

    def close(self) -> None:
        """Begins nothing more, and waits until what is in flight is written down.

        Outcomes that were not read are gone, except from a ledger.

        Raises:
            LedgerError: It could not be written down.
        """
        self._is_started = True
        try:
            self._core.close(None).wait()
        except LedgerError:
            raise
        except WebexError:
            pass  # what stopped a run that nobody reads any more

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is None:
            self.close()
        else:
            self._stop(self._close_timeout(error))

    def _read(self, form: str) -> Iterator[Any]:
        self._start()
        items = None if self._source is None else iter(self._source)
        cause = None
        try:
            while True:
                try:
                    step: Any = self._core.step(form, feeds=items is not None).wait()
                except WebexError as error:
                    cause, step = error, None
                if step is None:
                    break
                if items is not None and isinstance(step, int):
                    self._feed(items, step)
                    continue
                yield from step
                if self._on_progress is not None:
                    self._on_progress(self.summary)
                if items is not None:
                    self._feed_demand(items)
        except BaseException as error:
            self._stop(self._close_timeout(error))
            raise
        if (raised := self._cause(cause)) is not None:
            raise raised

    def _stop(self, timeout: float | None) -> None:
        with suppress(WebexError):
            if timeout == 0:
                self._core.stop()
            else:
                self._core.close(timeout).wait()


class AsyncBulkRun(RunBase):
    """An operation over many enterprises, under way once it is read.

    Nothing is sent before it is iterated or `run` is awaited, and it can be read once::

        async for outcome in webex.bulk.get_directory_sync_status(ids): ...
        run = await webex.bulk.get_directory_sync_status(ids).run()  # outcomes in run.outcomes
        run.raise_for_failures()
        frame = pl.DataFrame(await webex.bulk.get_directory_sync_status(ids).table())

    Outcomes come as items end, not in the order of the input. The work goes on in another thread
    while the loop does something else, up to a thousand outcomes ahead. What stops a run early is
    raised behind the last outcome, and an exception of the iterable of items is raised there as it
    is. An asynchronous iterable of items is read by a task of its own, which may be slow.

    Python closes what an ``async for`` iterates over only when it finds the time. To be sure that
    nothing more is begun when a loop is left early, write ``async with``, which also waits until
    what is in flight is written down::

        async with webex.bulk.run_directory_sync(ids) as run:
            async for outcome in run:
                if outcome["outcome"] == "failed":
                    break

    Cancelling the task waits for that a few seconds, and only if there is a ledger.

    ``len(run)``, where the number of items is known, and `total` are for progress bars. Hooks and
    loggers of the client are told of the requests of a run on the event loop that reads it, while
    it waits for an outcome.
    """

    __slots__ = ()

    def __aiter__(self) -> AsyncIterator[Outcome]:
        return _replay(self.outcomes) if self._is_kept else self._read("dicts")

    async def run(self) -> Self:
        """Runs it to its end, and keeps the outcomes in `outcomes`.

        Returns:
            This run.

        Raises:
            WebexError: What stopped the run early; `outcomes` holds what came before.
            RuntimeError: The run was read before.
        """
        self._refuse_if_started()
        outcomes = self._read("dicts")
        self._is_kept = True
        async for outcome in outcomes:
            self.outcomes.append(outcome)
        return self

    def ndjson(self) -> AsyncIterator[str]:
        """Runs it, giving each outcome as a line of JSON with a newline.

        Every language writes the same bytes.

        Returns:
            An asynchronous iterator of lines.

        Raises:
            WebexError: What stopped the run early, behind the last line.
            RuntimeError: The run was read before.
        """
        return self._read("lines")

    async def table(self) -> Table:
        """Runs it to its end; the outcomes are the rows of a table, and no dicts are made of them.

        After `run`, or once more, it gives the outcomes that there are, and runs nothing.

        Returns:
            Every outcome, one row each, in the order in which they came.

        Raises:
            WebexError: What stopped the run early; called again, it gives what came before.
            RuntimeError: The run was read in a way that keeps no outcomes, or closed.
        """
        if (known := self._known_table()) is not None:
            return known
        try:
            async for _ in self._read("rows"):
                pass
        finally:
            table = self._table_of_rows()
        return table

    async def aclose(self) -> None:
        """Begins nothing more, and waits until what is in flight is written down.

        Outcomes that were not read are gone, except from a ledger.

        Raises:
            LedgerError: It could not be written down.
        """
        self._is_started = True
        try:
            await self._core.close(None).send()
        except LedgerError:
            raise
        except WebexError:
            pass  # what stopped a run that nobody reads any more

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is None:
            await self.aclose()
        else:
            await self._stop(self._close_timeout(error))

    async def _read(self, form: str) -> AsyncIterator[Any]:
        self._start()
        items, feeder = self._open()
        cause = None
        try:
            while True:
                try:
                    step: Any = await self._core.step(form, feeds=items is not None).send()
                except WebexError as error:
                    cause, step = error, None
                if step is None:
                    break
                if items is not None and isinstance(step, int):
                    self._feed(items, step)
                    continue
                for one in step:
                    yield one
                await self._report_progress()
                if items is not None:
                    self._feed_demand(items)
        except BaseException as error:
            await self._stop(self._close_timeout(error))
            raise
        finally:
            if feeder is not None:
                await _end(feeder)
        if (raised := self._cause(cause)) is not None:
            raise raised

    def _open(self) -> tuple[Iterator[BulkItem] | None, Task[None] | None]:
        """The items to be handed over on the way, or the task that does it."""
        if self._source is None:
            return None, None
        if not hasattr(self._source, "__aiter__"):
            return iter(self._source), None
        from asyncio import ensure_future

        return None, ensure_future(self._feed_from(self._source))

    async def _feed_from(self, source: AsyncIterable[BulkItem]) -> None:
        wanted = 0
        try:
            async for item in source:
                if wanted == 0:
                    wanted = await self._core.wanted().send()
                if wanted == 0:
                    return
                self._core.push_items([item])
                wanted -= 1
            self._core.end_items()
        except BaseException as error:
            self._items_error = error
            self._core.fail_items()
            if not isinstance(error, Exception):
                raise

    async def _report_progress(self) -> None:
        if self._on_progress is not None:
            returned: Any = self._on_progress(self.summary)
            if hasattr(returned, "__await__"):
                await returned

    async def _stop(self, timeout: float | None) -> None:
        with suppress(WebexError):
            if timeout == 0:
                self._core.stop()
            else:
                await self._core.close(timeout).send()


async def _end(task: Task[None]) -> None:
    from asyncio import wait

    task.cancel()
    await wait([task])
