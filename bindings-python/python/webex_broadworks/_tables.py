"""Tables: rows under named columns, for polars, pandas, pyarrow, DuckDB and plain Python."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import _core

__all__ = ["Table"]


class Table:
    """Rows under named columns, in Arrow's format.

    Libraries that read Arrow's C interface take it directly::

        pl.DataFrame(table)
        pd.DataFrame.from_arrow(table)
        pyarrow.table(table)
        duckdb.sql("SELECT syncStatus, count(*) FROM listed GROUP BY ALL")  # a variable `listed`

    Times are ``timestamp[us, UTC]``, counters are ``int64``, and every column can be null. A value
    that doesn't fit its column is null there, and the column ``unparsed`` has it as Webex sent it.
    The column ``extra`` has the fields without a column. Both contain JSON. The page "Table
    columns" of the documentation describes the columns.

    A table needs no client and no connection, and can be read several times.
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
        """Returns each row as a line of JSON with a newline; the keys are those of `rows`.

        Returns:
            An iterator of lines, for example for ``file.writelines``.
        """
        batch = 0
        while (lines := self._core.lines(batch)) is not None:
            yield from lines
            batch += 1

    def __len__(self) -> int:
        return self._core.length()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Exports the rows through Arrow's C interface.

        Args:
            requested_schema: Ignored, as the interface allows: the schema is the table's.

        Returns:
            A capsule called ``arrow_array_stream``.
        """
        return self._core.stream()

    def __arrow_c_schema__(self) -> object:
        """Exports the names and types of the columns through Arrow's C interface.

        Returns:
            A capsule called ``arrow_schema``.
        """
        return self._core.schema()

    def __repr__(self) -> str:
        return f"<Table: {len(self):,} rows, {len(self.columns)} columns>"
