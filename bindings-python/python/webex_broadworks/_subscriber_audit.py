"""The audit of subscribers: those in error, stuck, waiting for a person or duplicated."""

from __future__ import annotations

from collections.abc import Iterable

from . import _core
from ._audit_report import AuditTable
from ._saved_audits import AuditOfSubscribers
from .generated._records import (
    AuditDuplicate,
    AuditSubscriber,
    AuditSubscriberError,
    AuditSubscriberFinding,
    AuditWaiting,
    SubscriberAuditSummary,
)

__all__ = ["SubscriberAudit"]


class SubscriberAudit(AuditOfSubscribers):
    """The state of all subscribers of a partner, and what was found.

    `Client.audit_subscribers` creates it, or `from_subscribers` from a saved list::

        audit = webex.audit_subscribers()
        for finding in audit.findings:
            print(finding["severity"], finding["userId"], finding["detail"])
        audit.to_html("subscribers.html")

    It contains names, e-mail addresses and phone numbers, and so do its tables and its report.
    A notebook shows it as tables. The page "Audit findings" of the documentation explains each
    finding.
    """

    __slots__ = ()

    @classmethod
    def concat(cls, audits: Iterable[SubscriberAudit]) -> SubscriberAudit:
        """Combines audits, for example of several partners.

        Args:
            audits: The audits. If each has a partner label, from its client or from `partner`, the
                rows show it.

        Returns:
            One audit with the rows of all. Addresses are compared within each audit only.
        """
        return cls(_core.Audit.concat_subscribers([audit._core for audit in audits]))

    @property
    def subscribers(self) -> AuditTable[AuditSubscriber]:
        """One row for each subscriber, in the order of the list: see `AuditSubscriber`."""
        return AuditTable(self._core, "subscribers")

    @property
    def errors(self) -> AuditTable[AuditSubscriberError]:
        """One row for each error code and partner, the most frequent first."""
        return AuditTable(self._core, "errors")

    @property
    def findings(self) -> AuditTable[AuditSubscriberFinding]:
        """One row for each finding, the most severe first, then the oldest."""
        return AuditTable(self._core, "findings")

    @property
    def waiting(self) -> AuditTable[AuditWaiting]:
        """The number of subscribers that wait for a person, by status and age."""
        return AuditTable(self._core, "waiting")

    @property
    def duplicates(self) -> AuditTable[AuditDuplicate]:
        """One row for each e-mail address that several subscribers have."""
        return AuditTable(self._core, "duplicates")

    @property
    def summary(self) -> SubscriberAuditSummary:
        """The audit in numbers."""
        return self._core.summary()

    def __repr__(self) -> str:
        found = self._describe_findings()
        return f"<SubscriberAudit: {len(self.subscribers):,} subscribers, {found}>"
