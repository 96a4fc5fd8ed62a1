"""A bulk run: outcomes as they come, items handed over as they are wanted, for `asyncio`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from types import TracebackType
from typing import Any

from ._bulk_run_base import AsyncBulkRunBase
from ._bulk_types import Outcome
from ._compat import Self
from ._errors import LedgerError, WebexError
from ._tables import Table


async def _replay(outcomes: list[Outcome]) -> AsyncIterator[Outcome]:
    """Gives the outcomes of a run that was read."""
    for outcome in outcomes:
        yield outcome


class AsyncBulkRun(AsyncBulkRunBase):
    """An operation over many items, which starts when it is read.

    Nothing is sent before it is iterated or `finish` is called, and it can be read once::

        async with webex.bulk.directory_sync.run(ids) as run:
            async for outcome in run: ...
        run = await webex.bulk.directory_sync.get_status(ids).finish()
        run.raise_for_failures()  # the outcomes are in run.outcomes
        frame = pl.DataFrame(await webex.bulk.directory_sync.get_status(ids).table())

    Outcomes come as items end, not in the order of the input. The work goes on in another thread
    while the loop does something else, up to a thousand outcomes ahead. What stops a run early is
    raised after the last outcome, and so is an exception of the iterable of items.

    Leave a loop early inside ``async with``: its end starts nothing more, and waits until what is
    in flight is recorded. Without it, the run goes on until Python closes the loop's iterator.
    Ctrl-C and the cancellation of a task wait for a few seconds, and only if there is a ledger.

    ``len(run)``, if the number of items is known, and `total` are for progress bars. Hooks and
    loggers of the client get the events of a run in the thread, or on the event loop, that reads
    it, while it waits for an outcome.
    """

    __slots__ = ()

    def __aiter__(self) -> AsyncIterator[Outcome]:
        return _replay(self.outcomes) if self._is_kept else self._read("dicts")

    async def finish(self) -> Self:
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
            WebexError: What stopped the run early, after the last line.
            RuntimeError: The run was read before.
        """
        return self._read("lines")

    async def table(self) -> Table:
        """Runs it to its end; the outcomes are the rows of a table, and no dicts are made of them.

        After `finish`, or once more, it gives the outcomes that there are, and runs nothing.

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
        """Starts nothing more, and waits until what is in flight is recorded.

        Outcomes that were not read are gone, except from a ledger.

        Raises:
            LedgerError: It couldn't be recorded.
        """
        self._is_started = True
        try:
            await self._core.close(None).send()
        except LedgerError:
            raise
        except WebexError:
            pass  # what stopped a run that is no longer read

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
        items = self._open()
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
            await self._end_feeder()
        if (raised := self._cause(cause)) is not None:
            raise raised

    async def _stop(self, timeout: float | None) -> None:
        with suppress(WebexError):
            if timeout == 0:
                self._core.stop()
            else:
                await self._core.close(timeout).send()
