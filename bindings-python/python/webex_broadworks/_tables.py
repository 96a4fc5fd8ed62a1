"""Tables: rows under named columns, for polars, pandas, pyarrow, DuckDB and plain Python."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import _core


class Table:
    """Rows under named columns, held as Arrow has them.

    Whatever speaks Arrow's C interface takes it as it is::

        pl.DataFrame(table)
        pd.DataFrame.from_arrow(table)
        pyarrow.table(table)
        duckdb.sql("SELECT syncStatus, count(*) FROM listed GROUP BY ALL")  # a variable `listed`

    Times are ``timestamp[us, UTC]``, counters are ``int64``, and every column may be null. A value
    that does not fit its column is null there and kept as it was sent in the column ``unparsed``;
    fields without a column are kept in ``extra``; both hold JSON. The page
    "Table columns" of the documentation describes the columns.

    A table needs no client and no connection any more, and can be read as often as you like.
    """

    __slots__ = ("_core",)

    def __init__(self, core: _core.Table) -> None:
        self._core = core

    @property
    def columns(self) -> list[str]:
        """The names of the columns, in their order."""
        return self._core.columns()

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows as dicts with a key for each column; built again on each access.

        Times are text in UTC, such as ``"2021-04-07T15:26:40.704911Z"``, and null is None.
        """
        rows: list[dict[str, Any]] = []
        batch = 0
        while (some := self._core.dicts(batch)) is not None:
            rows += some
            batch += 1
        return rows

    def ndjson(self) -> Iterator[str]:
        """Gives each row as a line of JSON with a newline; the keys are those of `rows`.

        Returns:
            An iterator of lines, for ``file.writelines`` for instance.
        """
        batch = 0
        while (lines := self._core.lines(batch)) is not None:
            yield from lines
            batch += 1

    def __len__(self) -> int:
        return self._core.length()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Gives the rows through Arrow's C interface.

        Args:
            requested_schema: Is not looked at, as the interface allows: the schema is the table's.

        Returns:
            A capsule called ``arrow_array_stream``.
        """
        return self._core.stream()

    def __arrow_c_schema__(self) -> object:
        """Gives the names and types of the columns through Arrow's C interface.

        Returns:
            A capsule called ``arrow_schema``.
        """
        return self._core.schema()

    def __repr__(self) -> str:
        return f"<Table: {len(self):,} rows, {len(self.columns)} columns>"
