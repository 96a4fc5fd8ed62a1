"""The audit of enterprises: those that are stale, failing, stuck or changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from os import PathLike
from typing import TYPE_CHECKING, Any, TypeAlias

from . import _core
from ._audit_report import AuditReport, AuditTable
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


class Audit(AuditReport):
    """The state of directory sync for all enterprises of a partner, and what was found.

    `Client.audit` creates it, or `from_enterprises` from a saved list::

        audit = webex.audit()
        for finding in audit.findings:
            print(finding["severity"], finding["spEnterpriseId"], finding["detail"])
        audit.to_html("audit.html")

    A notebook shows it as tables. The page "Audit findings" of the documentation explains each
    finding.
    """

    __slots__ = ()

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
        """Audits a saved list of enterprises, without a client or token.

        Args:
            enterprises: Enterprises as `enterprises.list` shows them, or outcomes of
                `bulk.directory_sync.get_status`: dicts; or the path of a file that contains them:
                NDJSON, a JSON array, or a saved response of Webex.
            stale_after: The maximum age of the last success, in seconds or as a timedelta.
                Default: 8 days, because Webex syncs weekly.
            stuck_after: The maximum duration of a sync, in seconds or as a timedelta.
                Default: 3 hours; syncs of 1 h 12 min are documented.
            mass_deletion_share: The share of all users, or of all machine accounts, from which a
                sync's deletions count as a mass deletion: more than 0, up to 1. Default: 0.2.
            mass_deletion_minimum: The number of deletions that a mass deletion must also reach.
                Default: 10.
            previous: An earlier audit, to find what has changed since.
            ledger: The path of a ledger, for `trends`, and to find what has changed since the
                ledger last recorded an enterprise, unless `previous` is given. It is only read.
            partner: The label of the partner whose enterprises they are. Default: that of the
                outcomes, else none.
            now: What ages count from, such as the time at which the file was written: an aware
                datetime. Default: the present.

        Returns:
            The audit.

        Raises:
            InvalidArgumentError: The file can't be read (the error names the line); an enterprise
                isn't a dict; or another argument is out of bounds.
            LedgerError: The ledger can't be read.
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
        """Combines audits, for example of several partners.

        Args:
            audits: The audits. If each has a partner label, from its client or from `partner`, the
                rows show it.

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
        """One row for each day on which syncs ended, according to the ledger: see `AuditTrend`.

        Empty without a ledger.
        """
        return AuditTable(self._core, "trends")

    @property
    def summary(self) -> AuditSummary:
        """The audit in numbers."""
        return self._core.summary()

    def plot(self, kind: PlotKind | None = None) -> AltairChart:
        """Draws the audit with Altair, which ``pip install "webex-broadworks[plot]"`` installs.

        Args:
            kind: What to show. ``"age"``: the age of the last success, by state. ``"errors"``: the
                number of enterprises by error code. ``"duration"``: the duration of the last syncs,
                by the size of the enterprise. ``"changes"``: what syncs added and deleted by day;
                this needs a ledger. Default: every plot that has rows.

        Returns:
            A chart. A notebook shows it, and ``save("audit.png")`` writes it to a file.

        Raises:
            ImportError: Altair isn't installed.
            InvalidArgumentError: There is no such kind.
        """
        from ._audit_plot import plot

        return plot(self._core, kind)

    def __repr__(self) -> str:
        return f"<Audit: {len(self.enterprises):,} enterprises, {self._describe_findings()}>"
