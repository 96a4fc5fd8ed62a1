"""The events of requests, as passed to hooks and `logging`."""

from dataclasses import dataclass
from datetime import timedelta

__all__ = ["Event"]


@dataclass(frozen=True)
class Event:
    """An event of a request. It contains no body, no user id and no token."""

    method: str
    """The HTTP method."""
    route: str
    """The path under the base URL with placeholders instead of ids."""
    operation: str
    """The operation, such as ``"directory_sync.trigger"``; ``"access_token.refresh"`` if the token
    is refreshed."""
    subject_kind: str | None
    """The kind of the subject: ``"enterprise"``, ``"subscriber"``, ``"workspace"`` or
    ``"billing report"``; None if the request has none."""
    subject_id: str | None
    """The id of the subject."""
    partner: str | None
    """The partner label of the client."""
    attempt: int
    """The number of the attempt, from 1; 0 for a refresh that could not start, and for lists."""
    status: int | None
    """The HTTP status; None without a response."""
    error: str | None
    """The `code` of the attempt's error, such as ``"SERVER"``; ``"CANCELED"`` if its call was
    canceled."""
    duration: timedelta | None
    """Duration of the attempt. For a retry: the shortest time until it is sent."""
    tracking_id: str
    """The tracking id that was sent: the same for all attempts of a call."""


def event(  # noqa: PLR0917 - the core calls it
    method: str,
    route: str,
    operation: str,
    subject_kind: str | None,
    subject_id: str | None,
    partner: str | None,
    attempt: int,
    status: int | None,
    error: str | None,
    seconds: float | None,
    tracking_id: str,
) -> Event:
    """Makes an event from what the core knows."""
    try:
        duration = None if seconds is None else timedelta(seconds=seconds)
    except OverflowError:  # Webex can ask for a longer pause than timedelta can hold
        duration = timedelta.max
    return Event(
        method,
        route,
        operation,
        subject_kind,
        subject_id,
        partner,
        attempt,
        status,
        error,
        duration,
        tracking_id,
    )
