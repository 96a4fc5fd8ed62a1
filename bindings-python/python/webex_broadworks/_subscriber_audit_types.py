"""The shapes of an audit of subscribers: its rows, and what the words in them mean."""

from typing import Literal, TypeAlias

from ._audit_types import NameCount, Severity
from ._compat import TypedDict

SubscriberFindingKind: TypeAlias = Literal[
    "error",
    "stuck",
    "waiting",
    "duplicateEmail",
    "noNumberOrExtension",
    "drift",
    "onPackage",
]
"""What was found: provisioning or the last update failed; Webex has been provisioning or updating
for too long; the subscriber has been waiting for a person for too long; several subscribers have
the e-mail address; the subscriber has neither a primary phone number nor an extension; it changed
since the earlier audit; it is on a package that was asked about."""

SubscriberChange: TypeAlias = Literal[
    "disappeared",
    "appeared",
    "statusChanged",
    "packageChanged",
    "emailChanged",
    "numberChanged",
    "nameChanged",
    "renamed",
    "moved",
]
"""What changed: the subscriber is not listed any more; it was not listed before; its status; its
package; its e-mail address; its primary phone number or extension; its first or last name; its user
id; its enterprise or onboarding template."""


class AuditSubscriber(TypedDict):
    """The state of one subscriber. Times are text in UTC."""

    partner: str | None
    """The label of the partner whose subscriber it is."""
    subscriberId: str | None
    """The id that every operation takes."""
    userId: str | None
    """The user's id on BroadWorks."""
    spEnterpriseId: str | None
    """The identifier of the enterprise on BroadWorks: service provider, ``+``, enterprise."""
    provisioningId: str | None
    """The id of the onboarding template."""
    firstName: str | None
    """The first name."""
    lastName: str | None
    """The last name."""
    email: str | None
    """The e-mail address."""
    primaryPhoneNumber: str | None
    """The primary phone number."""
    extension: str | None
    """The extension."""
    package: str | None
    """The Webex package."""
    status: str
    """The status in lower case; ``unknown`` without one."""
    waitsFor: Literal["webex", "person"] | None
    """Whose turn it is; None in a final status."""
    age: float | None
    """Seconds since the status last changed, or since the subscriber was created."""
    created: str | None
    """When the subscriber was created."""
    lastStatusChange: str | None
    """When the status last changed."""
    errorCodes: list[int]
    """The error codes."""
    findings: list[SubscriberFindingKind]
    """The findings for it, the most severe first."""


class AuditSubscriberError(TypedDict):
    """An error code that subscribers show."""

    partner: str | None
    """The label of the partner whose subscribers they are."""
    code: int | None
    """Webex's ``errorCode``; None for errors without one."""
    name: str | None
    """The catalog's short name, such as ``"USER_ID_IN_USE"``."""
    subscribers: int
    """The number of subscribers that show it."""
    meaning: str | None
    """What it means."""
    remedy: str | None
    """What to do."""
    description: str | None
    """What Webex says about it to the first subscriber that shows it."""
    examples: list[str]
    """The user ids of the first five subscribers that show it."""


class AuditSubscriberFinding(TypedDict):
    """One finding about one subscriber. Times are text in UTC."""

    kind: SubscriberFindingKind
    """What was found."""
    severity: Severity
    """How severe it is."""
    partner: str | None
    """The label of the partner whose subscriber it is."""
    spEnterpriseId: str | None
    """The identifier of the enterprise on BroadWorks."""
    subscriberId: str | None
    """The id that every operation takes."""
    userId: str | None
    """The user's id on BroadWorks."""
    email: str | None
    """The e-mail address."""
    detail: str
    """What exactly, as a clause."""
    remedy: str
    """What to do."""
    since: str | None
    """Since when it is so, where that is known: the last change of the status, or an earlier
    audit."""
    code: int | None
    """The error code, of ``error``."""
    name: str | None
    """The catalog's short name of that code."""
    change: SubscriberChange | None
    """What changed, of ``drift``."""


class AuditWaiting(TypedDict):
    """The number of subscribers that have been waiting for a person in one status for so long."""

    partner: str | None
    """The label of the partner whose subscribers they are."""
    status: str
    """The status in lower case."""
    order: int
    """The position of the age, from 0."""
    days: str
    """The age in days."""
    subscribers: int
    """The number of subscribers."""
    oldest: str | None
    """Since when the first of them has been waiting."""


class AuditDuplicate(TypedDict):
    """An e-mail address that several subscribers have."""

    partner: str | None
    """The label of the partner whose subscribers they are."""
    email: str
    """The e-mail address in lower case."""
    subscribers: int
    """The number of subscribers that have it."""
    subscriberIds: list[str]
    """The ids of the subscribers."""
    userIds: list[str]
    """Their user ids on BroadWorks."""
    spEnterpriseIds: list[str]
    """The identifiers of their enterprises on BroadWorks, each once."""


class SubscriberFindingCount(TypedDict):
    """The number of subscribers that a kind of finding concerns."""

    name: SubscriberFindingKind
    """The kind."""
    count: int
    """The number."""


class SubscriberAuditSummary(TypedDict):
    """An audit of subscribers in numbers."""

    generatedAt: str
    """What ages count from, in UTC."""
    partners: list[str]
    """The labels of the partners."""
    subscribers: int
    """The number of subscribers."""
    provisioned: int
    """The number of provisioned subscribers."""
    healthy: int
    """The number of provisioned subscribers without a finding."""
    waiting: int
    """The number of subscribers that wait for a person, however long."""
    statuses: list[NameCount]
    """The number of subscribers by status, the most frequent first."""
    packages: list[NameCount]
    """The number of subscribers by package, the most frequent first."""
    findings: list[SubscriberFindingCount]
    """The number of subscribers that each kind of finding concerns; every kind is there."""
