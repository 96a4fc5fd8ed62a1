"""What audits of enterprises and of subscribers share: tables, and one HTML report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from os import PathLike
from typing import Generic, TextIO, TypeVar, overload

from . import _core

__all__ = ["AuditTable"]

Row = TypeVar("Row", bound=Mapping[str, object])


class AuditTable(Generic[Row]):
    """One table of an audit: as dicts, as text, as HTML, or for libraries that read Arrow.

    polars, pandas, pyarrow and DuckDB read it directly: ``polars.DataFrame(audit.findings)``. Times
    are ``timestamp[us, UTC]`` there, and text in `rows`.
    """

    __slots__ = ("_core", "_name")

    def __init__(self, core: _core.Audit, name: str) -> None:
        self._core = core
        self._name = name

    @property
    def rows(self) -> list[Row]:
        """The rows as dicts, created at each access. Times are text in UTC, and null is None."""
        return self._core.rows(self._name)

    @overload
    def ndjson(self, path_or_file: None = None) -> Iterator[str]: ...
    @overload
    def ndjson(self, path_or_file: str | PathLike[str] | TextIO) -> None: ...
    def ndjson(
        self, path_or_file: str | PathLike[str] | TextIO | None = None
    ) -> Iterator[str] | None:
        """Returns or writes each row as a line of JSON with a newline.

        Args:
            path_or_file: Where to write: the path of a file, which is replaced, or a file that is
                open for text. Default: nowhere; the lines are returned.

        Returns:
            An iterator of lines; None if they were written.

        Raises:
            OSError: The file can't be written.
        """
        text = self._core.ndjson(self._name)
        if path_or_file is None:
            return iter(text.splitlines(keepends=True))
        if hasattr(path_or_file, "write"):
            path_or_file.write(text)
        else:
            _write(path_or_file, text)
        return None

    @property
    def columns(self) -> list[str]:
        """The names of the columns, in their order: the keys of `rows`."""
        return self._core.table(self._name).columns()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Exports the rows through Arrow's C interface. Lists are JSON text.

        Args:
            requested_schema: Ignored, as the interface allows: the schema is the table's.

        Returns:
            A capsule called ``arrow_array_stream``.
        """
        return self._core.table(self._name).stream()

    def __arrow_c_schema__(self) -> object:
        """Exports the names and types of the columns through Arrow's C interface.

        Returns:
            A capsule called ``arrow_schema``.
        """
        return self._core.table(self._name).schema()

    def __len__(self) -> int:
        return self._core.length(self._name)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def _repr_html_(self) -> str:
        return self._core.table_html(self._name)

    def __repr__(self) -> str:
        return f"<AuditTable {self._name}: {len(self):,} rows>"


class AuditReport:
    """The HTML report of an audit."""

    __slots__ = ("_core",)

    def __init__(self, core: _core.Audit) -> None:
        self._core = core

    @property
    def report_html(self) -> str:
        """The report as one self-contained HTML document."""
        return self._core.html(_core.DEFAULT_DOCUMENT_ROWS)

    def to_html(self, path: str | PathLike[str], *, rows: int | None = 2000) -> None:
        """Writes the report as one self-contained HTML document, for example to send by email.

        Args:
            path: The file, which is replaced.
            rows: The maximum number of rows of each table. The report says how many it leaves out.
                None: all. Default: 2000.

        Raises:
            OSError: The file can't be written.
            InvalidArgumentError: `rows` is out of bounds.
        """
        _write(path, self._core.html(rows))

    def _repr_html_(self) -> str:
        return self._core.html_fragment()

    def _describe_findings(self) -> str:
        found: dict[str, int] = {}
        for finding in self._core.rows("findings"):
            found[finding["severity"]] = found.get(finding["severity"], 0) + 1
        told = ", ".join(f"{number:,} {severity}" for severity, number in found.items())
        return f"findings: {told or 'none'}"


def _write(path: str | PathLike[str], text: str) -> None:
    from pathlib import Path

    # The same bytes on every system.
    with Path(path).open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
