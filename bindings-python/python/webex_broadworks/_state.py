"""The states of directory sync and of subscribers in terms that a program can compare."""

from datetime import datetime, timedelta, timezone
from typing import Any

from . import _core
from .generated._records import DirectorySyncErrorCode, SubscriberErrorCode
from .generated._states import (
    DirectorySyncState,
    DirectorySyncStateError,
    SubscriberState,
    SubscriberStateError,
)

__all__ = [
    "directory_sync_error_code",
    "directory_sync_error_codes",
    "directory_sync_state",
    "subscriber_error_code",
    "subscriber_error_codes",
    "subscriber_state",
]


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
    record = _core.state("directory_sync", value, now)
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
    record = _core.state("subscriber", value, now)
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
    codes: list[SubscriberErrorCode] = _core.error_codes("subscriber")
    return codes


def subscriber_error_code(code: int | str) -> SubscriberErrorCode | None:
    """Explains one error code of a subscriber; never raises.

    Args:
        code: The code, such as 10022, as ``errors`` of a subscriber have it.

    Returns:
        Its entry in the catalog, or None if the catalog doesn't have it.
    """
    entry: SubscriberErrorCode | None = _core.error_code("subscriber", code)
    return entry


def directory_sync_error_codes() -> list[DirectorySyncErrorCode]:
    """Lists the known directory sync error codes, in ascending order.

    Returns:
        A dict for each, with ``code``, ``name``, ``class``, ``healsByItself``, ``meaning`` and
        ``remedy``: see `DirectorySyncErrorCode`.
    """
    codes: list[DirectorySyncErrorCode] = _core.error_codes("directory_sync")
    return codes


def directory_sync_error_code(code: int | str) -> DirectorySyncErrorCode | None:
    """Explains one directory sync error code; never raises.

    Args:
        code: The code, such as 600014, as ``errors`` of a status or of an error have it.

    Returns:
        Its entry in the catalog, or None if the catalog doesn't have the code.
    """
    entry: DirectorySyncErrorCode | None = _core.error_code("directory_sync", code)
    return entry


def _time(text: str | None) -> datetime | None:
    try:
        return None if text is None else datetime.fromisoformat(text).astimezone(timezone.utc)
    except (ValueError, OverflowError):  # a year that Python's calendar does not have
        return None


def _length(seconds: float | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)


def _error(record: dict[str, Any]) -> DirectorySyncStateError:
    fields = {_snake(name): value for name, value in record.items()}
    return DirectorySyncStateError(error_class=fields.pop("class"), **fields)


def _snake(name: str) -> str:
    spelled = name.replace("InCI", "InCi")
    return "".join("_" + c.lower() if c.isupper() else c for c in spelled)
