"""The states of directory sync and of subscribers in terms that a program can compare."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from . import _core
from .generated._models import SubscriberStatus, SyncStatus
from .generated._records import DirectorySyncErrorCode, SubscriberErrorCode

__all__ = [
    "DirectorySyncState",
    "DirectorySyncStateError",
    "SubscriberState",
    "SubscriberStateError",
    "directory_sync_error_code",
    "directory_sync_error_codes",
    "directory_sync_state",
    "subscriber_error_code",
    "subscriber_error_codes",
    "subscriber_state",
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
    """``refused``, ``busy``, ``failed_run``, ``partial`` or ``configuration``."""
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
    """When a sync last succeeded, in UTC; also the end of a sync that is COMPLETE."""
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


def directory_sync_state(value: object, *, now: datetime | None = None) -> DirectorySyncState:
    """Reads the state of directory sync from an enterprise, a status or an outcome; never raises.

    Args:
        value: An enterprise as `enterprises.list` shows it, the result of
            `directory_sync.get_status` or of any method that changes directory sync or
            waits for it, an outcome of a bulk run, or a row of `Audit.enterprises`. Anything else
            has the status ``UNKNOWN``.
        now: What `DirectorySyncState.age` counts from, such as `Client.now()`. Default: the
            present by the computer's clock.

    Returns:
        A frozen record with `enabled`, `status`, times, counters and explained errors.
    """
    record = _core.directory_sync_state(value, _microseconds(now))
    return DirectorySyncState(
        enabled=record["enabled"],
        status=record["status"],
        last_start=_time(record["lastStart"]),
        last_end=_time(record["lastEnd"]),
        last_success=_time(record["lastSuccess"]),
        duration=_length(record["duration"]),
        age=_length(record["age"]),
        errors=tuple(_error(error) for error in record["errors"]),
        **{_snake(name): value for name, value in record["counters"].items()},
    )


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
    """The status in lower case, as Webex writes it. ``unknown``: the value shows none."""
    is_final: bool
    """Whether Webex has finished: the subscriber is provisioned, or provisioning failed."""
    waits_for: str | None
    """Who must act next, ``webex`` or ``person``. None in a final or unknown status."""
    since: datetime | None
    """When the status last changed, in UTC. If Webex doesn't show that: when the
    subscriber was created."""
    age: timedelta | None
    """Time since then."""
    errors: tuple[SubscriberStateError, ...]
    """The errors of provisioning or of the last update, with meaning and remedy."""


def subscriber_state(value: object, *, now: datetime | None = None) -> SubscriberState:
    """Reads the state of a subscriber's provisioning; never raises.

    Args:
        value: A subscriber as `subscribers.get` returns it, or an outcome whose ``result`` is one.
            Anything else has the status ``unknown``.
        now: What `SubscriberState.age` counts up to, such as `Client.now()`. Default: the present
            by the computer's clock.

    Returns:
        A frozen record with `status`, `is_final`, `waits_for`, `since`, `age` and explained errors.
    """
    record = _core.subscriber_state(value, _microseconds(now))
    return SubscriberState(
        status=record["status"],
        is_final=record["isFinal"],
        waits_for=record["waitsFor"],
        since=_time(record["since"]),
        age=_length(record["age"]),
        errors=tuple(SubscriberStateError(**error) for error in record["errors"]),
    )


def subscriber_error_codes() -> list[SubscriberErrorCode]:
    """Lists the error codes of subscribers that are known, in ascending order.

    Webex publishes no complete list, so others can appear.

    Returns:
        A dict for each, with ``code``, ``name``, ``meaning``, ``remedy`` and ``source``: see
        `SubscriberErrorCode`.
    """
    codes: list[SubscriberErrorCode] = _core.subscriber_error_codes()
    return codes


def subscriber_error_code(code: int | str) -> SubscriberErrorCode | None:
    """Explains one error code of a subscriber; never raises.

    Args:
        code: The code, such as 10022, as ``errors`` of a subscriber have it.

    Returns:
        Its entry in the catalog, or None if the catalog doesn't have it.
    """
    entry: SubscriberErrorCode | None = _core.subscriber_error_code(code)
    return entry


def directory_sync_error_codes() -> list[DirectorySyncErrorCode]:
    """Lists the known directory sync error codes, in ascending order.

    Returns:
        A dict for each, with ``code``, ``name``, ``class``, ``healsByItself``, ``meaning`` and
        ``remedy``: see `DirectorySyncErrorCode`.
    """
    codes: list[DirectorySyncErrorCode] = _core.directory_sync_error_codes()
    return codes


def directory_sync_error_code(code: int | str) -> DirectorySyncErrorCode | None:
    """Explains one directory sync error code; never raises.

    Args:
        code: The code, such as 600014, as ``errors`` of a status or of an error have it.

    Returns:
        Its entry in the catalog, or None if the catalog doesn't have the code.
    """
    entry: DirectorySyncErrorCode | None = _core.directory_sync_error_code(code)
    return entry


def _microseconds(now: datetime | None) -> int | None:
    return None if now is None else int(now.timestamp() * 1_000_000)


def _time(text: str | None) -> datetime | None:
    try:
        return None if text is None else datetime.fromisoformat(text).astimezone(timezone.utc)
    except (ValueError, OverflowError):  # a year that Python's calendar does not have
        return None


def _length(seconds: float | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)


def _error(record: dict[str, Any]) -> DirectorySyncStateError:
    return DirectorySyncStateError(
        code=record["code"],
        name=record["name"],
        description=record["description"],
        meaning=record["meaning"],
        remedy=record["remedy"],
        error_class=record["class"],
        heals_by_itself=record["healsByItself"],
    )


def _snake(name: str) -> str:
    spelled = name.replace("InCI", "InCi")
    return "".join("_" + c.lower() if c.isupper() else c for c in spelled)
