"""A bulk run, which reports outcomes and takes items one after the other.

Written by `make generate` from `_async_bulk_run.py`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from types import TracebackType
from typing import Any

from ._bulk_run_base import BulkRunBase
from ._compat import Self
from ._tables import Table
from .generated._errors import LedgerError, WebexError
from .generated._records import Outcome

__all__ = ["BulkRun"]


def _replay(outcomes: list[Outcome]) -> Iterator[Outcome]:
    """Iterates over the outcomes of a finished run."""
    yield from outcomes


class BulkRun(BulkRunBase):
    """An operation over many items, which starts when you read it.

    It sends nothing until you iterate it or call `finish`, and can be read once::

        with webex.bulk.directory_sync.run(ids) as run:
            for outcome in run: ...
        run = webex.bulk.directory_sync.get_status(ids).finish()
        run.raise_for_failures()  # the outcomes are in run.outcomes
        frame = pl.DataFrame(webex.bulk.directory_sync.get_status(ids).table())

    Outcomes arrive in the order in which items end, not in the order of the input. While your loop
    body runs, the run continues in another thread, up to a thousand outcomes ahead. An error that
    stops the run early is raised after the last outcome, and so is an exception of the iterable of
    items.

    To leave a loop early, use ``with``. At its end, the run starts nothing more, and waits
    until the outcomes of items in flight are recorded. Without it, the run continues until Python
    closes the loop's iterator. Ctrl-C and the cancellation of a task wait for a few seconds if
    there is a ledger, and otherwise don't wait.

    ``len(run)``, if the number of items is known, and `total` are for progress bars. Hooks and
    loggers of the client get the events of a run in the thread, or on the event loop, that reads
    it, while it waits for an outcome.
    """

    __slots__ = ()

    def __iter__(self) -> Iterator[Outcome]:
        return _replay(self.outcomes) if self._is_kept else self._read("dicts")

    def finish(self) -> Self:
        """Reads every outcome into `outcomes`.

        Returns:
            This run.

        Raises:
            WebexError: The run stopped early; `outcomes` has the earlier outcomes.
            RuntimeError: The run was already read.
        """
        self._refuse_if_started()
        outcomes = self._read("dicts")
        self._is_kept = True
        for outcome in outcomes:
            self.outcomes.append(outcome)
        return self

    def ndjson(self) -> Iterator[str]:
        """Iterates over the outcomes; each is a line of JSON with a newline.

        Every language writes the same bytes.

        Returns:
            An iterator of lines.

        Raises:
            WebexError: The run stopped early; raised after the last line.
            RuntimeError: The run was already read.
        """
        return self._read("lines")

    def table(self) -> Table:
        """Reads every outcome into a table, without creating dicts.

        After `finish`, or if called again, it returns the same outcomes without a request.

        Returns:
            Every outcome, one row each, in the order in which items ended.

        Raises:
            WebexError: The run stopped early. A second call returns the earlier outcomes.
            RuntimeError: The run was closed, or was read in a way that keeps no outcomes.
        """
        if (known := self._known_table()) is not None:
            return known
        try:
            for _ in self._read("rows"):
                pass
        finally:
            table = self._table_of_rows()
        return table

    def close(self) -> None:
        """Starts nothing more, and waits until the outcomes of items in flight are recorded.

        Outcomes that were not read are lost, except those in a ledger.

        Raises:
            LedgerError: The outcomes couldn't be recorded.
        """
        self._is_started = True
        try:
            self._core.close(None).wait()
        except LedgerError:
            raise
        except WebexError:
            pass  # an error that stopped a run that is no longer read

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
        items = self._open()
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
                self._report_progress()
                if items is not None:
                    self._feed(items, None)
        except BaseException as error:
            self._stop(self._close_timeout(error))
            raise
        finally:
            self._end_feeder()
        if (raised := self._cause(cause)) is not None:
            raise raised

    def _stop(self, timeout: float | None) -> None:
        with suppress(WebexError):
            # At the interpreter's end, nothing can be awaited.
            if timeout == 0 or sys.is_finalizing():
                self._core.stop()
            else:
                self._core.close(timeout).wait()
