"""The shapes that the library makes itself: rows of audits, outcomes of bulk runs, catalogs.

Written by `make generate` from `api/records.toml`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Literal, TypeAlias

from webex_broadworks._compat import TypedDict
from webex_broadworks.generated._models import DirectorySync

__all__ = [
    "AuditDuplicate",
    "AuditEnterprise",
    "AuditError",
    "AuditFinding",
    "AuditSubscriber",
    "AuditSubscriberError",
    "AuditSubscriberFinding",
    "AuditSummary",
    "AuditTrend",
    "AuditWaiting",
    "BulkOutage",
    "BulkSummary",
    "Change",
    "DirectorySyncErrorCode",
    "DirectorySyncWaiting",
    "ErrorCause",
    "ErrorCodeClass",
    "FindingKind",
    "OnlyIf",
    "Outcome",
    "OutcomeError",
    "OutcomeKind",
    "PlotKind",
    "ServiceError",
    "Severity",
    "StoredTokens",
    "SubscriberAuditSummary",
    "SubscriberChange",
    "SubscriberErrorCode",
    "SubscriberFindingKind",
    "WaitReason",
]

FindingKind: TypeAlias = Literal[
    "failing", "stuck", "massDeletion", "stale", "neverSynced", "partial", "drift", "disabled"
]
"""What an audit of enterprises found.

* ``"failing"``: The last directory sync failed.
* ``"stuck"``: A directory sync has been running for too long.
* ``"massDeletion"``: The last directory sync deleted a large share of the users or machine
  accounts.
* ``"stale"``: The last successful directory sync is too long ago.
* ``"neverSynced"``: Directory sync is on and has never run.
* ``"partial"``: The last directory sync did a part of its work.
* ``"drift"``: The enterprise changed since it was last seen.
* ``"disabled"``: Directory sync is off.
"""

SubscriberFindingKind: TypeAlias = Literal[
    "error", "stuck", "waiting", "duplicateEmail", "noNumberOrExtension", "drift", "onPackage"
]
"""What an audit of subscribers found.

* ``"error"``: Provisioning or the last update failed.
* ``"stuck"``: Webex has been provisioning or updating the subscriber for too long.
* ``"waiting"``: The person hasn't entered or confirmed an e-mail address, or hasn't consented.
* ``"duplicateEmail"``: Several subscribers have the same e-mail address.
* ``"noNumberOrExtension"``: The subscriber has neither a primary phone number nor an extension.
* ``"drift"``: The subscriber changed since the earlier audit.
* ``"onPackage"``: The subscriber is on a package that was asked about.
"""

Change: TypeAlias = Literal[
    "switchedOff", "disappeared", "shrank", "switchedOn", "appeared", "renamed", "moved"
]
"""What changed since the earlier audit.

* ``"switchedOff"``: Directory sync was on and is off.
* ``"disappeared"``: The earlier audit lists it, and this one doesn't.
* ``"shrank"``: It has far fewer users or machine accounts, by the limits of a mass deletion.
* ``"switchedOn"``: Directory sync was off and is on.
* ``"appeared"``: This audit lists it, and the earlier one doesn't.
* ``"renamed"``: Its ``spEnterpriseId`` changed.
* ``"moved"``: Its onboarding template (``provisioningId``) changed.
"""

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
"""What changed since the earlier audit.

* ``"disappeared"``: The earlier audit lists it, and this one doesn't.
* ``"appeared"``: This audit lists it, and the earlier one doesn't.
* ``"statusChanged"``: Its `status` changed.
* ``"packageChanged"``: Its `package` changed.
* ``"emailChanged"``: Its `email` changed.
* ``"numberChanged"``: Its ``primaryPhoneNumber`` or its `extension` changed.
* ``"nameChanged"``: Its ``firstName`` or its ``lastName`` changed.
* ``"renamed"``: Its ``userId`` changed.
* ``"moved"``: Its ``spEnterpriseId`` or its ``provisioningId`` changed.
"""

Severity: TypeAlias = Literal["high", "medium", "low"]
"""The severity of a finding.

* ``"high"``: Users are missing or out of date, and waiting doesn't help.
* ``"medium"``: Needs attention within a week.
* ``"low"``: For information.
"""

PlotKind: TypeAlias = Literal["age", "errors", "duration", "changes"]
"""What a plot shows.

* ``"age"``: The age of the last success, by state.
* ``"errors"``: The number of enterprises by error code.
* ``"duration"``: The duration of syncs, by the size of the enterprise.
* ``"changes"``: What syncs added and deleted by day.
"""

OutcomeKind: TypeAlias = Literal[
    "ok", "unchanged", "partial", "failed", "ambiguous", "skipped", "planned", "not_started"
]
"""The outcome of an item, in one word.

* ``"ok"``: It was done.
* ``"unchanged"``: It was already in the requested state.
* ``"partial"``: Part of it was done.
* ``"failed"``: It was not done, or the sync failed.
* ``"ambiguous"``: It might have been done: the client can't tell.
* ``"skipped"``: It was left out: a duplicate, not selected, or directory sync is off.
* ``"planned"``: It would be done without `dry_run`.
* ``"not_started"``: It wasn't started: the run stopped first, or couldn't start it. Rerunning
  starts it.
"""

WaitReason: TypeAlias = Literal["other_sync", "cluster_busy"] | str
"""Why a sync waits. Later versions can have others.

* ``"other_sync"``: Another sync of the enterprise is running.
* ``"cluster_busy"``: Webex refused the trigger because the enterprise's cluster is busy.
"""

ErrorCodeClass: TypeAlias = (
    Literal["refused", "busy", "failed_run", "partial", "configuration"] | str
)
"""The class of a code. Later versions can have others.

* ``"refused"``: Nothing was done, because of the state of the enterprise or the user.
* ``"busy"``: Nothing was done, because another sync is running. It can be retried.
* ``"failed_run"``: A sync started and failed.
* ``"partial"``: A sync did a part of its work.
* ``"configuration"``: A configuration error, which must be corrected first.
"""


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


_AuditError = TypedDict("_AuditError", {"class": ErrorCodeClass | None})


class AuditError(_AuditError):
    """A directory sync error code of the last syncs of enterprises.

    The key `class`: The class of the code; None if it isn't known.
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
    """Since when this is the case, if known. It is the end of the failed sync, the last success,
    the start of the running sync, or an earlier audit or ledger entry."""
    code: int | None
    """The directory sync error code, of `failing` and `partial`."""
    name: str | None
    """The catalog's short name of that code."""
    change: Change | None
    """What changed, of `drift`."""
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
    """The status in lower case; `unknown` without one."""
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
    """The error code, of `error`."""
    name: str | None
    """The catalog's short name of that code."""
    change: SubscriberChange | None
    """What changed, of `drift`."""


class AuditWaiting(TypedDict):
    """The number of subscribers that have been waiting for a person in one status for so long."""

    partner: str | None
    """The label of the partner whose subscribers they are."""
    status: str
    """The status in lower case."""
    order: int
    """The position of the age, from 0."""
    days: str
    """The range of the age in days."""
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


class OnlyIf(TypedDict, total=False):
    """Conditions on the state of an enterprise's directory sync; it must meet all that are set."""

    enabled: bool | None
    """Whether directory sync must be on, or off. Default: either."""
    status: str | Sequence[str] | None
    """The state or states that it must be in, such as ``"FAILED"``, in upper or lower case.
    Default: any."""
    stale_after: float | timedelta | None
    """The minimum age of the last success, in seconds or as a timedelta. Enterprises without a
    success also match. Default: any."""
    never_synced: bool | None
    """Whether it must never have succeeded (True), or must have (False). Default: either."""


class OutcomeError(TypedDict):
    """The error of an item, as plain data."""

    code: str
    """The stable `code` of the error's class, such as ``"NOT_FOUND"``."""
    message: str
    """What failed, whether a request was sent, and what to do."""
    statusCode: int | None
    """The HTTP status; None if there was no response."""
    trackingId: str | None
    """The tracking id for Webex support."""
    directorySyncCodes: list[int | str]
    """The directory sync error codes, of the refusal or of the sync."""
    remedy: str | None
    """What to do."""
    requestSent: bool
    """Whether a request might have reached Webex."""
    safeToRetry: bool
    """Whether the item can be repeated without doing anything twice."""


class _Outcome(TypedDict):
    index: int
    """The item's position in the input, from 0."""
    enterpriseId: str
    """The enterprise's `id`."""
    spEnterpriseId: str | None
    """Its identifier on BroadWorks; None if it was not given."""
    outcome: OutcomeKind
    """The outcome, in one word."""
    reason: str | None
    """The reason, as one word that programs can compare, such as ``"duplicate"``, ``"only_if"``,
    ``"disabled"``, ``"window_closed"`` or the error's code in lower case; None if the outcome needs
    none."""
    result: Any
    """The result of the operation for one enterprise, or else the last `DirectorySync` that was
    read; None if there is neither."""
    error: OutcomeError | None
    """What went wrong."""
    attempts: int
    """Number of requests."""
    startedAt: str | None
    """When the item started, in UTC; None if it didn't."""
    endedAt: str
    """When the outcome was determined, in UTC."""


class Outcome(_Outcome, total=False):
    """The outcome of one item of a bulk run."""

    userId: str
    """The user, if users are synced."""
    partner: str
    """The partner label of the client, if it has one."""


class BulkOutage(TypedDict):
    """An outage of Webex: no request has been answered for a while, and the bulk run retries."""

    since: str
    """When the first call without an answer ended, in UTC."""
    until: str
    """When the run stops if Webex doesn't answer before, in UTC."""


class BulkSummary(TypedDict):
    """The progress of a bulk run, in numbers."""

    total: int | None
    """Number of items; None if it isn't known."""
    done: int
    """Number of items with an outcome."""
    running: int
    """Number of items that have started and have no outcome yet."""
    outcomes: dict[OutcomeKind, int]
    """The number of items by outcome; every outcome has a key."""
    stopReason: str | None
    """Why the run starts nothing more, if it has stopped: ``"authentication"``,
    ``"permission_denied"``, ``"configuration"``, ``"client_closed"``, ``"connection"``,
    ``"ledger"``, ``"items"``, ``"window_closed"`` or ``"closed"``."""
    runName: str | None
    """The name of the run in its ledger."""
    resumed: bool
    """Whether the run was started earlier and is now resumed."""
    retold: int
    """How many outcomes of an earlier attempt were replayed without a request: all of them if a run
    of that name was already complete."""
    abandoned: list[str]
    """The names of unfinished runs in the ledger that were too old to resume."""
    busyRefusals: int
    """How many triggers were refused because a cluster was busy."""
    isLimitedToOne: bool
    """Whether the run needed more than 60 requests per enterprise, and continues one enterprise at
    a time."""
    outage: BulkOutage | None
    """The current outage of Webex; None if there is none."""


class StoredTokens(TypedDict, total=False):
    """The tokens that a `TokenStore` stores. All of it is secret."""

    accessToken: str
    """The access token."""
    expiresAt: int
    """When it expires, in seconds since 1970."""
    refreshAt: int
    """When it must be refreshed, in seconds since 1970."""
    refreshToken: str
    """The refresh token for the next refresh."""
    refreshTokenExpiresAt: int
    """When the refresh token expires, in seconds since 1970, if Webex said so."""
    baseUrl: str
    """The base URL of the API that granted them."""
    clientId: str
    """The client that they were granted to."""
    authorizedWith: str
    """The initial refresh token. Tokens that were granted for another one are not used."""


_DirectorySyncErrorCode = TypedDict("_DirectorySyncErrorCode", {"class": ErrorCodeClass})


class DirectorySyncErrorCode(_DirectorySyncErrorCode):
    """The catalog's entry for one error code.

    The key `class`: The class of the code.
    """

    code: int
    """The number that Webex sends as ``errorCode``."""
    name: str
    """A short name for tables and metrics, such as ``"CLUSTER_CONNECTION_FAILED"``."""
    healsByItself: bool
    """Whether it resolves without action."""
    meaning: str
    """The meaning, as a clause without a full stop."""
    remedy: str
    """What to do, as complete sentences."""


class SubscriberErrorCode(TypedDict):
    """The entry of one error code of subscribers in the catalog."""

    code: int
    """The number that Webex sends as ``errorCode``."""
    name: str
    """A short name for tables and metrics, such as ``"USER_ID_IN_USE"``."""
    meaning: str
    """The meaning, as a clause without a full stop."""
    remedy: str
    """What to do, as complete sentences."""
    source: str
    """Where Webex documents the code."""


class DirectorySyncWaiting(TypedDict):
    """Why the sync of a `directory_sync.run` has not started yet."""

    reason: WaitReason
    """The reason."""
    status: DirectorySync
    """The status of the enterprise. It doesn't show the sync that the call waits for."""


class ErrorCause(TypedDict):
    """One of the causes of an error."""

    message: str
    """What happened."""
    code: str | None
    """Node's code for it, such as ``"ECONNREFUSED"``; None if there is none."""


class ServiceError(TypedDict, total=False):
    """One entry of the `errors` in Webex's error body."""

    errorCode: int | str
    """The code: a number, or text such as ``BATCH-1017023``."""
    description: str
    """Webex's description."""
    fieldName: str
    """The field of the request that it concerns."""
