"""The audit of subscribers: those in error, stuck, waiting for a person or duplicated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from os import PathLike

from . import _core
from ._audit_report import AuditReport, AuditTable
from ._subscriber_audit_types import (
    AuditDuplicate,
    AuditSubscriber,
    AuditSubscriberError,
    AuditSubscriberFinding,
    AuditWaiting,
    SubscriberAuditSummary,
)


class SubscriberAudit(AuditReport):
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
    def from_subscribers(
        cls,
        subscribers: Iterable[Mapping[str, object]] | str | PathLike[str],
        *,
        stuck_after: float | timedelta = 7200,
        waiting_after: float | timedelta = 604800,
        package: str | Iterable[str] | None = None,
        previous: SubscriberAudit | None = None,
        partner: str | None = None,
        now: datetime | None = None,
    ) -> SubscriberAudit:
        """Audits a saved list of subscribers, without a client or token.

        Args:
            subscribers: Subscribers as `subscribers.list` returns them: dicts; or the path of a
                file that contains them: NDJSON, a JSON array, or a saved response of Webex.
            stuck_after: The maximum duration of provisioning or an update, in seconds or as a
                timedelta. Default: 2 hours.
            waiting_after: The maximum time that a subscriber waits for a person, in seconds or as a
                timedelta. Default: 7 days.
            package: Reports subscribers on this package, or on one of several. Default: none.
            previous: An earlier audit, to find what has changed since.
            partner: The label of the partner whose subscribers they are. Default: none.
            now: What ages count from, such as the time at which the file was written: an aware
                datetime. Default: the present.

        Returns:
            The audit.

        Raises:
            InvalidArgumentError: The file can't be read (the error names the line); a subscriber
                isn't a dict; or another argument is out of bounds.
        """
        options = {
            "stuck_after": stuck_after,
            "waiting_after": waiting_after,
            "package": package,
            "previous": previous,
            "partner": partner,
            "now": now,
        }
        return cls(_core.Audit.of_subscriber_items(subscribers, options).wait())

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
