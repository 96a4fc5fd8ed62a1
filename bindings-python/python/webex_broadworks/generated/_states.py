"""The states of directory sync and of subscribers.

Written by `make generate` from `api/records.toml`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from webex_broadworks.generated._models import SubscriberStatus, SyncStatus

__all__ = [
    "DirectorySyncState",
    "DirectorySyncStateError",
    "SubscriberState",
    "SubscriberStateError",
]


@dataclass(frozen=True)
class DirectorySyncStateError:
    """One error of a sync, with an explanation if its code is known."""

    code: int | None
    """Webex's ``errorCode``."""
    name: str | None
    """A short name for tables and metrics, such as ``"CLUSTER_CONNECTION_FAILED"``."""
    description: str | None
    """Webex's own description."""
    meaning: str | None
    """What the code means."""
    remedy: str | None
    """What to do."""
    error_class: str | None
    """`refused`, `busy`, `failed_run`, `partial` or `configuration`."""
    heals_by_itself: bool | None
    """Whether it resolves without action."""


@dataclass(frozen=True)
class DirectorySyncState:
    """The directory sync state of one enterprise. Absent or unreadable values are None."""

    enabled: bool | None
    """Whether directory sync is on."""
    status: SyncStatus
    """The state in upper case. ``NOT_SYNCED``: directory sync is shown without a state, as for an
    enterprise that was never synced. ``UNKNOWN``: the value shows no directory sync at all."""
    last_start: datetime | None
    """When the last or current sync started, in UTC."""
    last_end: datetime | None
    """When the last sync ended, in UTC."""
    last_success: datetime | None
    """When a sync last succeeded, in UTC: ``lastSuccessfulSyncTime``, or else the end of a sync
    that is COMPLETE."""
    duration: timedelta | None
    """Duration of the last sync; None while one is running."""
    age: timedelta | None
    """Time since the last success."""
    users_added: int | None
    """Users that the sync added to Common Identity."""
    users_updated: int | None
    """Users that the sync updated in Common Identity."""
    users_deleted: int | None
    """Users that the sync deleted from Common Identity."""
    machines_added: int | None
    """Machine accounts that the sync added to Common Identity."""
    machines_updated: int | None
    """Machine accounts that the sync updated in Common Identity."""
    machines_deleted: int | None
    """Machine accounts that the sync deleted from Common Identity."""
    total_external_users_in_ci: int | None
    """External users now in Common Identity."""
    total_external_machines_in_ci: int | None
    """External machine accounts now in Common Identity."""
    user_contacts_added: int | None
    """User contacts that the sync added to the contact service."""
    user_contacts_updated: int | None
    """User contacts that the sync updated in the contact service."""
    user_contacts_deleted: int | None
    """User contacts that the sync deleted from the contact service."""
    org_contacts_added: int | None
    """Organization contacts that the sync added to the contact service."""
    org_contacts_updated: int | None
    """Organization contacts that the sync updated in the contact service."""
    org_contacts_deleted: int | None
    """Organization contacts that the sync deleted from the contact service."""
    group_contacts_added: int | None
    """Group contacts that the sync added to the contact service."""
    group_contacts_updated: int | None
    """Group contacts that the sync updated in the contact service."""
    group_contacts_deleted: int | None
    """Group contacts that the sync deleted from the contact service."""
    total_user_contacts_in_contact_service: int | None
    """User contacts now in the contact service."""
    total_org_contacts_in_contact_service: int | None
    """Organization contacts now in the contact service."""
    total_group_contacts_in_contact_service: int | None
    """Group contacts now in the contact service."""
    errors: tuple[DirectorySyncStateError, ...]
    """The sync's errors, with meaning and remedy."""


@dataclass(frozen=True)
class SubscriberStateError:
    """One error of a subscriber, with an explanation if its code is known."""

    code: int | None
    """Webex's ``errorCode``."""
    name: str | None
    """A short name for tables and metrics, such as ``"USER_ID_IN_USE"``."""
    description: str | None
    """Webex's own description."""
    meaning: str | None
    """What the code means."""
    remedy: str | None
    """What to do."""


@dataclass(frozen=True)
class SubscriberState:
    """The state of a subscriber's provisioning. Absent or unreadable values are None."""

    status: SubscriberStatus
    """The status in lower case, as Webex writes it. `unknown`: the value shows none."""
    is_final: bool
    """Whether Webex has finished: the subscriber is provisioned, or provisioning failed."""
    waits_for: str | None
    """Who must act next, `webex` or `person`. None in a final or unknown status."""
    since: datetime | None
    """When the status last changed, in UTC. If Webex doesn't show that: when the subscriber was
    created."""
    age: timedelta | None
    """Time since then."""
    errors: tuple[SubscriberStateError, ...]
    """The errors of provisioning or of the last update, with meaning and remedy."""
