"""The shapes of results: plain dicts with Webex's own field names.

Required are the keys that every published example has; Webex promises none. Keys that this version
does not know stay in the dict. `directory_sync_state` reads the parts that programs compare.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol, TypeAlias

from ._compat import TypedDict
from ._core import TokenSource

SyncStatus: TypeAlias = Literal["NOT_SYNCED", "IN_PROGRESS", "COMPLETE", "FAILED"] | str
"""The state of a run; Webex documents no closed set, so others can appear."""

UserSyncStatus: TypeAlias = Literal["ADD", "UPDATE", "DELETE", "NO_OPERATION"] | str
"""What syncing one user did; others can appear."""

WaitReason: TypeAlias = Literal["other_sync", "cluster_busy"] | str
"""What is in the way of a sync: another sync of the enterprise is running, or Webex refused the
trigger because the enterprise's cluster is busy. Later versions can have others."""

ErrorCodeClass: TypeAlias = (
    Literal["refused", "busy", "failed_run", "partial", "configuration"] | str
)
"""What a code says: nothing was done, or cannot be yet; a run failed, or did part of its work; the
configuration has to be changed. Later versions can have others."""

Timeout: TypeAlias = float | timedelta | None
"""Seconds, or a timedelta. `math.inf` is no deadline."""

EnterpriseArgument: TypeAlias = str | Mapping[str, object]
"""An enterprise: its ``id``, or a dict with an ``id``, such as an item of the list."""

Query: TypeAlias = Mapping[str, str | float] | Sequence[tuple[str, str | float]]
"""Query parameters: a dict, or pairs where a name stands more than once."""


ProvidedToken: TypeAlias = str | tuple[str, datetime | None]
"""A token, or a token and when it expires."""

Token: TypeAlias = str | TokenSource | Callable[[], ProvidedToken | Awaitable[ProvidedToken]]
"""An access token: text, a source of `webex_broadworks.tokens`, or a callable that brings it."""


class TokenStore(Protocol):
    """Where refreshed tokens are kept between runs; both methods can be coroutine functions."""

    def load(self) -> Any:
        """Returns what was saved last, a `StoredTokens`, or None."""

    def save(self, tokens: Any, /) -> Any:
        """Saves a `StoredTokens`; it is used only once this has returned."""


class StoredTokens(TypedDict, total=False):
    """What a `TokenStore` keeps. All of it is secret."""

    accessToken: str
    """The access token."""
    expiresAt: int
    """When it expires, in seconds since 1970."""
    refreshAt: int
    """When it is to be refreshed, in seconds since 1970."""
    refreshToken: str
    """The refresh token for the next time."""
    refreshTokenExpiresAt: int
    """When the refresh token expires, in seconds since 1970, where Webex said so."""
    baseUrl: str
    """The service that granted them."""
    clientId: str
    """The client that they were granted to."""
    authorizedWith: str
    """The refresh token that it all began with."""


class DirectorySyncError(TypedDict):
    """One error of a directory sync run."""

    errorCode: int
    """The code; `directory_sync_state` explains it."""
    description: str
    """What Webex says about it."""


_Classified = TypedDict("_Classified", {"class": ErrorCodeClass})


class DirectorySyncErrorCode(_Classified, TypedDict):
    """What the catalogue knows of one error code. Its key ``class`` is an `ErrorCodeClass`."""

    code: int
    """The number that Webex sends as ``errorCode``."""
    name: str
    """A short name for tables and metrics, such as ``"CLUSTER_CONNECTION_FAILED"``."""
    healsByItself: bool
    """Whether it goes away without anybody doing anything."""
    meaning: str
    """What it means, as a clause without a full stop."""
    remedy: str
    """What to do, as whole sentences."""


class _DirectorySyncStatus(TypedDict):
    syncStatus: SyncStatus
    """The state of the run."""


class DirectorySyncStatus(_DirectorySyncStatus, total=False):
    """The last or present directory sync run of an enterprise.

    The counters with Added, Updated and Deleted are of that run alone; those with total are
    running totals. Times are ISO 8601 in UTC, with 0, 3, 6 or 9 fractional digits.
    """

    lastSyncStartTime: str
    """When the run started."""
    lastSyncEndTime: str
    """When the run ended."""
    lastSuccessfulSyncTime: str
    """When a run last succeeded."""
    lastSyncTrackingId: str
    """The tracking id of the run."""
    usersAdded: int
    """Users added to Common Identity."""
    usersUpdated: int
    """Users updated in Common Identity."""
    usersDeleted: int
    """Users deleted from Common Identity."""
    machinesAdded: int
    """Machine accounts added to Common Identity."""
    machinesUpdated: int
    """Machine accounts updated in Common Identity."""
    machinesDeleted: int
    """Machine accounts deleted from Common Identity."""
    totalExternalUsersInCI: int
    """External users now in Common Identity."""
    totalExternalMachinesInCI: int
    """External machine accounts now in Common Identity."""
    userContactsAdded: int
    """User contacts added to the contact service."""
    userContactsUpdated: int
    """User contacts updated in the contact service."""
    userContactsDeleted: int
    """User contacts deleted from the contact service."""
    orgContactsAdded: int
    """Organisation contacts added to the contact service."""
    orgContactsUpdated: int
    """Organisation contacts updated in the contact service."""
    orgContactsDeleted: int
    """Organisation contacts deleted from the contact service."""
    groupContactsAdded: int
    """Group contacts added to the contact service."""
    groupContactsUpdated: int
    """Group contacts updated in the contact service."""
    groupContactsDeleted: int
    """Group contacts deleted from the contact service."""
    totalUserContactsInContactService: int
    """User contacts now in the contact service."""
    totalOrgContactsInContactService: int
    """Organisation contacts now in the contact service."""
    totalGroupContactsInContactService: int
    """Group contacts now in the contact service."""
    errors: list[DirectorySyncError]
    """What went wrong after the request was accepted."""


class _DirectorySync(TypedDict):
    enableDirSync: bool
    """Whether directory sync is on."""


class DirectorySync(_DirectorySync, total=False):
    """Whether directory sync is on for an enterprise, and the status of its last run."""

    directorySyncStatus: DirectorySyncStatus
    """How the last or present run stands; absent where there never was one."""


class DirectorySyncWaiting(TypedDict):
    """Why a directory sync that `run_directory_sync` shall start has not started yet."""

    reason: WaitReason
    """What is in its way."""
    status: DirectorySync
    """The status of the enterprise, which is not that of the sync that is waited for."""


class EnsuredDirectorySync(TypedDict):
    """What it took to switch directory sync as wanted."""

    changed: bool
    """Whether it was switched the other way, and has been changed or, in a dry run, would be."""
    before: DirectorySync
    """What was found."""
    after: DirectorySync | None
    """How it then was: `before` where nothing had to be changed; None in a dry run that would."""


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
    """Whether directory sync is on, and how it stands."""
    orgCreationTimeStamp: str
    """When the customer's organisation was created; only some partners get it."""


class ExternalUser(TypedDict, total=False):
    """A BroadWorks user as directory sync brought it to Webex; numbers are free text."""

    userId: str
    """The user's BroadWorks id; not always spelled as it was asked for."""
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


class UserDirectorySync(TypedDict, total=False):
    """What syncing one user did."""

    userResponse: ExternalUser
    """The user as Webex now has it."""
    status: UserSyncStatus
    """What the sync did."""


class ErrorCause(TypedDict):
    """One of the causes of an error."""

    message: str
    """What happened."""
    code: str | None
    """What Node calls it, such as ``"ECONNREFUSED"``; None where there is no name for it."""


class ServiceError(TypedDict, total=False):
    """One entry of the ``errors`` in Webex's error body."""

    errorCode: int | str
    """The code; a text where it cannot be read as a number."""
    description: str
    """What the service says about it."""
    fieldName: str
    """The field of the request that it is about."""
