"""The audit: what is stale, failing, stuck or not as it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TextIO, TypeAlias, TypeVar, overload

from . import _core
from ._audit_types import (
    AuditEnterprise,
    AuditError,
    AuditFinding,
    AuditSummary,
    AuditTrend,
    PlotKind,
)

if TYPE_CHECKING:
    import altair as alt

    AltairChart: TypeAlias = alt.Chart | alt.LayerChart | alt.VConcatChart
else:  # Altair is installed for plots alone.
    AltairChart = Any

Row = TypeVar("Row", AuditEnterprise, AuditError, AuditFinding, AuditTrend)


class AuditTable(Generic[Row]):
    """One table of an `Audit`: as dicts, as text, as HTML, or for whatever speaks Arrow.

    polars, pandas, pyarrow and DuckDB take it as it is: ``polars.DataFrame(audit.findings)``. Times
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
        """Gives or writes each row as a line of JSON with a newline.

        Args:
            path_or_file: Where to write: the path of a file, which is replaced, or a file that is
                open for text. Default: nowhere.

        Returns:
            An iterator of lines; None if they were written.

        Raises:
            OSError: The file cannot be written.
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
        """Gives the rows through Arrow's C interface; lists are JSON in a text.

        Args:
            requested_schema: Is not looked at, as the interface allows: the schema is the table's.

        Returns:
            A capsule called ``arrow_array_stream``.
        """
        return self._core.table(self._name).stream()

    def __arrow_c_schema__(self) -> object:
        """Gives the names and types of the columns through Arrow's C interface.

        Returns:
            A capsule called ``arrow_schema``.
        """
        return self._core.table(self._name).schema()

    def __len__(self) -> int:
        return self._core.length(self._name)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def _repr_html_(self) -> str:
        return self._core.table_html(self._name, _core.FRAGMENT_ROWS)

    def __repr__(self) -> str:
        return f"<AuditTable {self._name}: {len(self):,} rows>"


class Audit:
    """How directory sync stands for all enterprises of a partner, and what is the matter.

    Made by `Client.audit`, or from a saved listing by `from_enterprises`::

        audit = webex.audit()
        for finding in audit.findings:
            print(finding["severity"], finding["spEnterpriseId"], finding["detail"])
        audit.to_html("audit.html")

    A notebook shows it as tables. The page "Audit findings" of the documentation explains each
    finding.
    """

    __slots__ = ("_core",)

    def __init__(self, core: _core.Audit) -> None:
        self._core = core

    @classmethod
    def from_enterprises(
        cls,
        enterprises: Iterable[Mapping[str, object]] | str | PathLike[str],
        *,
        stale_after: float | timedelta = 691200,
        stuck_after: float | timedelta = 10800,
        mass_deletion_share: float = 0.2,
        mass_deletion_minimum: int = 10,
        previous: Audit | None = None,
        ledger: str | PathLike[str] | None = None,
        partner: str | None = None,
        now: datetime | None = None,
    ) -> Audit:
        """Audits enterprises that were listed before. Needs no client or token.

        Args:
            enterprises: Enterprises as `enterprises.list` shows them, or outcomes of
                `bulk.directory_sync.get_status`: dicts; or the path of a file that holds them:
                NDJSON, a JSON array, or a response of Webex's as it was saved.
            stale_after: How old the last success may be, in seconds or as a timedelta.
                Default: 8 days, because Webex syncs weekly.
            stuck_after: How long a run may take, in seconds or as a timedelta. Default: 3 hours;
                runs of 1 h 12 min are documented.
            mass_deletion_share: The share of all users, or of all machine accounts, from which a
                run's deletions count as a mass deletion: more than 0, up to 1. Default: 0.2.
            mass_deletion_minimum: The number of deletions that a mass deletion must also reach.
                Default: 10.
            previous: An earlier audit, to find what has changed since.
            ledger: The path of a ledger, to find what has changed since it last saw an enterprise,
                unless `previous` is given, and for `trends`. It is only read.
            partner: The label of the partner whose enterprises they are. Default: what outcomes
                say, else none.
            now: What ages count from, such as the time at which the file was written: an aware
                datetime. Default: the present.

        Returns:
            The audit.

        Raises:
            InvalidArgumentError: The file cannot be read, with the line at which; an enterprise
                isn't a dict; or another argument is out of bounds.
            LedgerError: The ledger cannot be read.
        """
        options = {
            "stale_after": stale_after,
            "stuck_after": stuck_after,
            "mass_deletion_share": mass_deletion_share,
            "mass_deletion_minimum": mass_deletion_minimum,
            "previous": previous,
            "ledger": ledger,
            "partner": partner,
            "now": now,
        }
        return cls(_core.Audit.of_items(enterprises, options).wait())

    @classmethod
    def concat(cls, audits: Iterable[Audit]) -> Audit:
        """Puts audits together, such as those of several partners.

        Args:
            audits: The audits. Where each was made with a client or a `partner` that has a label,
                the rows say whose they are.

        Returns:
            One audit with the rows of all.
        """
        return cls(_core.Audit.concat([audit._core for audit in audits]))

    @property
    def enterprises(self) -> AuditTable[AuditEnterprise]:
        """One row for each enterprise, in the order of the list: see `AuditEnterprise`."""
        return AuditTable(self._core, "enterprises")

    @property
    def errors(self) -> AuditTable[AuditError]:
        """One row for each error code and partner, the most frequent first: see `AuditError`."""
        return AuditTable(self._core, "errors")

    @property
    def findings(self) -> AuditTable[AuditFinding]:
        """One row for each finding, the most severe first, then the oldest: see `AuditFinding`."""
        return AuditTable(self._core, "findings")

    @property
    def trends(self) -> AuditTable[AuditTrend]:
        """One row for each day on which runs ended, as far as the ledger knows: see `AuditTrend`.

        Empty without a ledger.
        """
        return AuditTable(self._core, "trends")

    @property
    def summary(self) -> AuditSummary:
        """The audit in numbers."""
        return self._core.summary()

    @property
    def report_html(self) -> str:
        """The report as one self-contained HTML document."""
        return self._core.html(_core.DEFAULT_DOCUMENT_ROWS)

    def to_html(self, path: str | PathLike[str], *, rows: int | None = 2000) -> None:
        """Writes the report as one self-contained HTML document, for example to send by email.

        Args:
            path: The file, which is replaced.
            rows: How many rows each table has at most; what is left out is counted. None: all.
                Default: 2000.

        Raises:
            OSError: The file cannot be written.
            InvalidArgumentError: `rows` is out of bounds.
        """
        _write(path, self._core.html(rows))

    def plot(self, kind: PlotKind | None = None) -> AltairChart:
        """Draws the audit with Altair, which ``pip install "webex-broadworks[plot]"`` brings.

        Args:
            kind: What to show: ``"age"``, how long ago the last success was, by state;
                ``"errors"``, how many enterprises show which error code; ``"duration"``, how long
                the last runs took, by the size of the enterprise; ``"changes"``, what runs added
                and deleted by day, which takes a ledger. Default: all that there are rows for.

        Returns:
            A chart, which a notebook shows and ``save("audit.png")`` writes.

        Raises:
            ImportError: Altair is not installed.
            InvalidArgumentError: There is no such kind.
        """
        from ._audit_plot import plot

        return plot(self._core, kind)

    def _repr_html_(self) -> str:
        return self._core.html_fragment(_core.FRAGMENT_ROWS)

    def __repr__(self) -> str:
        found: dict[str, int] = {}
        for finding in self.findings:
            found[finding["severity"]] = found.get(finding["severity"], 0) + 1
        told = ", ".join(f"{number:,} {severity}" for severity, number in found.items())
        return f"<Audit: {len(self.enterprises):,} enterprises, findings: {told or 'none'}>"


def _write(path: str | PathLike[str], text: str) -> None:
    # The same bytes on every system.
    with Path(path).open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
