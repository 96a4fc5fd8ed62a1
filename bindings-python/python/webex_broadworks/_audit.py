"""The audit of enterprises: those that are stale, failing, stuck or changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeAlias

from . import _core
from ._audit_report import AuditTable
from ._saved_audits import AuditOfEnterprises
from .generated._records import (
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

__all__ = ["Audit"]


class Audit(AuditOfEnterprises):
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
