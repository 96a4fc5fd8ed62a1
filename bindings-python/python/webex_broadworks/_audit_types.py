"""The shapes of an audit: its rows, and what the words in them mean."""

from typing import Literal, TypeAlias

from ._compat import TypedDict
from ._types import ErrorCodeClass

FindingKind: TypeAlias = Literal[
    "failing", "stuck", "massDeletion", "stale", "neverSynced", "partial", "drift", "disabled"
]
"""What was found: the last sync failed; a sync takes too long; the last sync deleted a large part
of the users or machine accounts; the last success is too long ago; directory sync is on and has
never run; the last sync did part of its work; something changed; directory sync is off."""

Severity: TypeAlias = Literal["high", "medium", "low"]
"""The severity of a finding."""

Change: TypeAlias = Literal[
    "switchedOff", "disappeared", "shrank", "switchedOn", "appeared", "renamed", "moved"
]
"""What changed: directory sync was turned off; the enterprise is no longer listed; it has far fewer
users or machine accounts; directory sync was turned on; the enterprise was not listed before; it
has another identifier; it has another onboarding template."""

PlotKind: TypeAlias = Literal["age", "errors", "duration", "changes"]
"""What a plot shows: the age of the last success, by state; the number of enterprises by error
code; the duration of syncs, by the size of the enterprise; what syncs added and deleted by day."""


class AuditEnterprise(TypedDict):
    """The state of directory sync for one enterprise; times are text in UTC."""

    partner: str | None
    """The label of the partner whose enterprise it is."""
    spEnterpriseId: str | None
    """The identifier on BroadWorks: service provider, ``+``, enterprise."""
    enterpriseId: str | None
    """The id that every operation takes."""
    orgId: str | None
    """The id of the customer's Webex organization."""
    provisioningId: str | None
    """The id of the onboarding template."""
    enabled: bool | None
    """Whether directory sync is on."""
    status: str
    """The state in upper case; ``NOT_SYNCED`` if directory sync is shown without a state,
    ``UNKNOWN`` if directory sync isn't shown at all."""
    age: float | None
    """Seconds since the last success."""
    duration: float | None
    """Duration of the last sync in seconds; None while one is running."""
    lastSuccess: str | None
    """When a sync last succeeded."""
    lastStart: str | None
    """When the last or current sync started."""
    lastEnd: str | None
    """When the last sync ended."""
    lastSyncTrackingId: str | None
    """The tracking id of the sync, which Webex support asks for."""
    usersAdded: int | None
    """Users that the sync added to Common Identity."""
    usersUpdated: int | None
    """Users that the sync updated in Common Identity."""
    usersDeleted: int | None
    """Users that the sync deleted from Common Identity."""
    machinesAdded: int | None
    """Machine accounts that the sync added to Common Identity."""
    machinesUpdated: int | None
    """Machine accounts that the sync updated in Common Identity."""
    machinesDeleted: int | None
    """Machine accounts that the sync deleted from Common Identity."""
    totalExternalUsersInCI: int | None
    """External users now in Common Identity."""
    totalExternalMachinesInCI: int | None
    """External machine accounts now in Common Identity."""
    userContactsAdded: int | None
    """User contacts that the sync added to the contact service."""
    userContactsUpdated: int | None
    """User contacts that the sync updated in the contact service."""
    userContactsDeleted: int | None
    """User contacts that the sync deleted from the contact service."""
    orgContactsAdded: int | None
    """Organization contacts that the sync added to the contact service."""
    orgContactsUpdated: int | None
    """Organization contacts that the sync updated in the contact service."""
    orgContactsDeleted: int | None
    """Organization contacts that the sync deleted from the contact service."""
    groupContactsAdded: int | None
    """Group contacts that the sync added to the contact service."""
    groupContactsUpdated: int | None
    """Group contacts that the sync updated in the contact service."""
    groupContactsDeleted: int | None
    """Group contacts that the sync deleted from the contact service."""
    totalUserContactsInContactService: int | None
    """User contacts now in the contact service."""
    totalOrgContactsInContactService: int | None
    """Organization contacts now in the contact service."""
    totalGroupContactsInContactService: int | None
    """Group contacts now in the contact service."""
    errorCodes: list[int]
    """The codes of the sync's errors."""
    findings: list[FindingKind]
    """The findings for it, the most severe first."""


_Classified = TypedDict("_Classified", {"class": ErrorCodeClass | None})


class AuditError(_Classified, TypedDict):
    """A directory sync error code of the last syncs of enterprises.

    Its key ``class`` is an `ErrorCodeClass`, or None if the code isn't known.
    """

    partner: str | None
    """The label of the partner whose enterprises they are."""
    code: int | None
    """Webex's ``errorCode``; None for errors without one."""
    name: str | None
    """The catalog's short name, such as ``"CLUSTER_CONNECTION_FAILED"``."""
    enterprises: int
    """How many enterprises show it."""
    healsByItself: bool | None
    """Whether it resolves without action."""
    meaning: str | None
    """What it means."""
    remedy: str | None
    """What to do."""
    description: str | None
    """Webex's description at the first enterprise that shows it."""
    examples: list[str]
    """The identifiers of the first five enterprises that show it."""


class AuditFinding(TypedDict):
    """One finding about one enterprise; times are text in UTC."""

    kind: FindingKind
    """What was found."""
    severity: Severity
    """Its severity."""
    partner: str | None
    """The label of the partner whose enterprise it is."""
    spEnterpriseId: str | None
    """The identifier on BroadWorks."""
    enterpriseId: str | None
    """The id that every operation takes."""
    detail: str
    """What exactly, as a clause."""
    remedy: str
    """What to do."""
    since: str | None
    """Since when this is the case, if known: the end of the failed sync, the last success, the
    start of the running sync, or when an earlier audit or the ledger recorded it."""
    code: int | None
    """The directory sync error code, of ``failing`` and ``partial``."""
    name: str | None
    """The catalog's short name of that code."""
    change: Change | None
    """What changed, of ``drift``."""
    trackingId: str | None
    """The tracking id of the sync, which Webex support asks for."""


class AuditTrend(TypedDict):
    """The syncs of the audited enterprises that ended on one day, according to the ledger."""

    partner: str | None
    """The label of the partner whose enterprises they belong to."""
    day: str
    """The day in UTC, such as ``"2026-11-21"``."""
    runs: int
    """How many syncs ended."""
    failed: int
    """How many of them failed."""
    usersAdded: int
    """Users added."""
    usersUpdated: int
    """Users updated."""
    usersDeleted: int
    """Users deleted."""
    machinesAdded: int
    """Machine accounts added."""
    machinesUpdated: int
    """Machine accounts updated."""
    machinesDeleted: int
    """Machine accounts deleted."""


class NameCount(TypedDict):
    """The number of enterprises or subscribers with the same state or package."""

    name: str
    """The state or the package."""
    count: int
    """The number."""


class FindingCount(TypedDict):
    """The number of enterprises that a kind of finding concerns."""

    name: FindingKind
    """The kind."""
    count: int
    """The number."""


class AuditSummary(TypedDict):
    """An audit in numbers."""

    generatedAt: str
    """What ages count from, in UTC."""
    partners: list[str]
    """The labels of the partners."""
    enterprises: int
    """How many enterprises there are."""
    enabled: int
    """How many of them have directory sync on."""
    healthy: int
    """How many of those have no finding."""
    statuses: list[NameCount]
    """How many enterprises are in which state, the most frequent first."""
    findings: list[FindingCount]
    """How many enterprises each kind of finding concerns; every kind is listed."""
