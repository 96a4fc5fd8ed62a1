"""The shapes of results: plain dicts with Webex's own field names.

Required are the keys that every published example has; Webex promises none. Keys that this version
doesn't know stay in the dict. Written by `make generate` from `api/models.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from webex_broadworks._compat import TypedDict

__all__ = [
    "BillingReport",
    "BillingReportArgument",
    "BillingReportError",
    "BillingReportStatus",
    "DirectorySync",
    "DirectorySyncError",
    "DirectorySyncStatus",
    "EnsuredDirectorySync",
    "Enterprise",
    "EnterpriseArgument",
    "ExternalUser",
    "PrecheckFinding",
    "Subject",
    "SubjectKind",
    "Subscriber",
    "SubscriberArgument",
    "SubscriberError",
    "SubscriberPackage",
    "SubscriberPrecheck",
    "SubscriberStatus",
    "SyncStatus",
    "UserDirectorySync",
    "UserSyncStatus",
    "Workspace",
    "WorkspaceArgument",
]

EnterpriseArgument: TypeAlias = str | Mapping[str, object]
"""The enterprise's `id`, or an enterprise as `enterprises.list` shows it."""
SubscriberArgument: TypeAlias = str | Mapping[str, object]
"""The subscriber's `id`, or a subscriber as Webex returned it."""
WorkspaceArgument: TypeAlias = str | Mapping[str, object]
"""The workspace's `id`, or a workspace as Webex returned it."""
BillingReportArgument: TypeAlias = str | Mapping[str, object]
"""The report's `id`, or a report as Webex returned it."""
SubjectKind: TypeAlias = Literal["enterprise", "subscriber", "workspace", "billing report"] | str
"""What a call can be about. Others can appear."""
SyncStatus: TypeAlias = Literal["NOT_SYNCED", "IN_PROGRESS", "COMPLETE", "FAILED"] | str
"""The state of a directory sync. Webex documents no complete set, so others can appear.

* ``"NOT_SYNCED"``: No directory sync ever ran.
* ``"IN_PROGRESS"``: A directory sync is running.
* ``"COMPLETE"``: The last directory sync succeeded.
* ``"FAILED"``: The last directory sync failed.
"""

UserSyncStatus: TypeAlias = Literal["ADD", "UPDATE", "DELETE", "NO_OPERATION"] | str
"""What the sync of one user did. Others can appear.

* ``"ADD"``: The user was added.
* ``"UPDATE"``: The user was changed.
* ``"DELETE"``: The user was deleted.
* ``"NO_OPERATION"``: There was nothing to do.
"""

SubscriberStatus: TypeAlias = (
    Literal[
        "pending_email_input",
        "pending_email_validation",
        "pending_user_migration",
        "provisioning",
        "provisioned",
        "updating",
        "error",
    ]
    | str
)
"""The state of a subscriber's provisioning. Others can appear.

* ``"pending_email_input"``: Webex waits for the subscriber's e-mail address.
* ``"pending_email_validation"``: Webex waits for the subscriber to confirm the e-mail address.
* ``"pending_user_migration"``: Webex waits for the consent of a person who has a Webex account
  elsewhere.
* ``"provisioning"``: Webex is provisioning the subscriber.
* ``"provisioned"``: The subscriber is provisioned.
* ``"updating"``: Webex is applying an update.
* ``"error"``: Provisioning or an update failed; `errors` says why.
"""

SubscriberPackage: TypeAlias = Literal["softphone", "basic", "standard", "premium"] | str
"""The Webex package of a subscriber. Others can appear.

* ``"softphone"``: Softphone.
* ``"basic"``: Basic.
* ``"standard"``: Standard.
* ``"premium"``: Premium.
"""

BillingReportStatus: TypeAlias = Literal["IN_PROGRESS", "COMPLETED", "FAILED"] | str
"""The state of a billing report. Others can appear.

* ``"IN_PROGRESS"``: Webex is generating the report.
* ``"COMPLETED"``: The report can be downloaded.
* ``"FAILED"``: The report failed; `errors` says why.
"""


class Subject(TypedDict):
    """What a call, an error or an event is about."""

    kind: SubjectKind
    """What it is."""
    id: str
    """Its id at Webex."""
    name: str | None
    """The identifier that people know it by; None if the call didn't have it."""


class _Enterprise(TypedDict):
    id: str
    """The id that every other operation takes."""
    orgId: str
    """The id of the customer's Webex organization."""
    spEnterpriseId: str
    """The identifier on BroadWorks: service provider, ``+``, enterprise."""


class Enterprise(_Enterprise, total=False):
    """A BroadWorks enterprise as the list shows it."""

    provisioningId: str
    """The id of the onboarding template that the enterprise was provisioned with."""
    broadworksDirectorySync: DirectorySync
    """Whether directory sync is on, and the status of its last run."""
    orgCreationTimeStamp: str
    """When the customer's organization was created. Only some partners get it."""


class _DirectorySync(TypedDict):
    enableDirSync: bool
    """Whether directory sync is on."""


class DirectorySync(_DirectorySync, total=False):
    """Whether directory sync is on for an enterprise, and the status of its last run."""

    directorySyncStatus: DirectorySyncStatus
    """The last or current sync. Absent if no sync ever ran."""


class _DirectorySyncStatus(TypedDict):
    syncStatus: SyncStatus
    """The state of the sync."""


class DirectorySyncStatus(_DirectorySyncStatus, total=False):
    """The last or current directory sync of an enterprise.

    The counters with `Added`, `Updated` and `Deleted` count that sync alone. Those with `total` are
    running totals. Times are ISO 8601 in UTC, with 0 to 9 fractional digits.
    """

    lastSyncStartTime: str
    """When the sync started."""
    lastSyncEndTime: str
    """When the sync ended."""
    lastSuccessfulSyncTime: str
    """When a sync last succeeded."""
    lastSyncTrackingId: str
    """The tracking id of the sync."""
    usersAdded: int
    """Users that the sync added to Common Identity."""
    usersUpdated: int
    """Users that the sync updated in Common Identity."""
    usersDeleted: int
    """Users that the sync deleted from Common Identity."""
    machinesAdded: int
    """Machine accounts that the sync added to Common Identity."""
    machinesUpdated: int
    """Machine accounts that the sync updated in Common Identity."""
    machinesDeleted: int
    """Machine accounts that the sync deleted from Common Identity."""
    totalExternalUsersInCI: int
    """External users now in Common Identity."""
    totalExternalMachinesInCI: int
    """External machine accounts now in Common Identity."""
    userContactsAdded: int
    """User contacts that the sync added to the contact service."""
    userContactsUpdated: int
    """User contacts that the sync updated in the contact service."""
    userContactsDeleted: int
    """User contacts that the sync deleted from the contact service."""
    orgContactsAdded: int
    """Organization contacts that the sync added to the contact service."""
    orgContactsUpdated: int
    """Organization contacts that the sync updated in the contact service."""
    orgContactsDeleted: int
    """Organization contacts that the sync deleted from the contact service."""
    groupContactsAdded: int
    """Group contacts that the sync added to the contact service."""
    groupContactsUpdated: int
    """Group contacts that the sync updated in the contact service."""
    groupContactsDeleted: int
    """Group contacts that the sync deleted from the contact service."""
    totalUserContactsInContactService: int
    """User contacts now in the contact service."""
    totalOrgContactsInContactService: int
    """Organization contacts now in the contact service."""
    totalGroupContactsInContactService: int
    """Group contacts now in the contact service."""
    errors: list[DirectorySyncError]
    """What went wrong after Webex accepted the sync."""


class DirectorySyncError(TypedDict):
    """One error of a directory sync. `directory_sync_state` explains its code."""

    errorCode: int
    """The code, such as 600014."""
    description: str
    """What Webex says about it."""


class EnsuredDirectorySync(TypedDict):
    """What `directory_sync.ensure` found and changed."""

    changed: bool
    """Whether the state differed, and was changed or, in a dry run, would be."""
    before: DirectorySync
    """The state before."""
    after: DirectorySync | None
    """The state afterwards: `before` if nothing changed; None in a dry run that found a
    difference."""


class UserDirectorySync(TypedDict, total=False):
    """What the sync of one user did."""

    userResponse: ExternalUser
    """The user as Webex now has it."""
    status: UserSyncStatus
    """What the sync did."""


class ExternalUser(TypedDict, total=False):
    """A BroadWorks user as directory sync brought it to Webex. Numbers are free text."""

    userId: str
    """The user's BroadWorks id. Webex might spell it differently than the request."""
    firstName: str
    """The first name."""
    lastName: str
    """The last name."""
    extension: str
    """The extension."""
    number: str
    """The primary number."""
    mobile: str
    """The mobile number."""


class _Subscriber(TypedDict):
    id: str
    """The id that every other operation on the subscriber takes."""
    userId: str
    """The user's BroadWorks id, such as ``95547321@sp.com``."""
    spEnterpriseId: str
    """The enterprise's identifier on BroadWorks: service provider, ``+``, enterprise."""
    status: SubscriberStatus
    """The state of provisioning."""


class Subscriber(_Subscriber, total=False):
    """A BroadWorks subscriber on Webex."""

    personId: str
    """The id of the Webex person. Absent until the subscriber is provisioned."""
    firstName: str
    """The first name."""
    lastName: str
    """The last name."""
    email: str
    """The e-mail address."""
    primaryPhoneNumber: str
    """The primary phone number."""
    mobilePhoneNumber: str
    """The mobile phone number."""
    extension: str
    """The extension."""
    package: SubscriberPackage
    """The Webex package."""
    errors: list[SubscriberError]
    """What went wrong after Webex accepted the request."""
    created: str
    """When the subscriber was provisioned."""
    lastStatusChange: str
    """When `status` last changed."""
    provisioningId: str
    """The id of the onboarding template that the subscriber was provisioned with."""
    selfActivated: bool
    """Whether the subscriber activated itself. Webex's examples also show it as text."""


class SubscriberError(TypedDict):
    """One error of a subscriber's provisioning."""

    errorCode: int
    """The code, such as 10022."""
    description: str
    """What Webex says about it."""


class SubscriberPrecheck(TypedDict, total=False):
    """What a precheck of a subscriber found."""

    message: str
    """`success` if provisioning is likely to succeed."""
    info: list[PrecheckFinding]
    """The findings. Webex documents an object here, and shows an array."""


class PrecheckFinding(TypedDict, total=False):
    """One finding of a precheck."""

    infoCode: int
    """100 for a success."""
    errorCode: int
    """The code of a conflict, such as 10022."""
    description: str
    """What Webex says about it."""


class _Workspace(TypedDict):
    id: str
    """The id that updating and removing the workspace take."""
    userId: str
    """The workspace's user ID on BroadWorks."""
    spEnterpriseId: str
    """The enterprise's identifier on BroadWorks: service provider, ``+``, enterprise."""


class Workspace(_Workspace, total=False):
    """A BroadWorks workspace on Webex."""

    provisioningId: str
    """The id of the onboarding template that the workspace was provisioned with."""
    displayName: str
    """The name that Webex shows."""
    primaryPhoneNumber: str
    """The primary phone number."""
    extension: str
    """The extension."""
    created: str
    """When the workspace was provisioned."""


class _BillingReport(TypedDict):
    id: str
    """The id that the other operations on the report take."""


class BillingReport(_BillingReport, total=False):
    """A billing report of one month."""

    billingPeriod: str
    """The month, as ``YYYY-MM``."""
    status: BillingReportStatus
    """The state of the report."""
    created: str
    """When the report was generated."""
    createdBy: str
    """The person ID of the administrator who created the report."""
    tempDownloadURL: str
    """A link to the report as CSV that works for a short time. It is a secret."""
    errors: list[BillingReportError]
    """What went wrong after Webex accepted the request."""


class BillingReportError(TypedDict, total=False):
    """One error of a billing report."""

    code: int
    """The code, such as 2024."""
    description: str
    """What Webex says about it."""
