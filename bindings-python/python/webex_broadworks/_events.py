"""The events of requests, as passed to hooks and `logging`."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Event:
    """One thing that happened to a request; holds no body, no user id, no token."""

    method: str
    """The HTTP method."""
    route: str
    """The path under the base URL with placeholders instead of ids."""
    operation: str
    """The operation, such as ``"directory_sync.trigger"``; ``"access_token.refresh"`` if the token
    is refreshed."""
    subject_kind: str | None
    """What kind of thing the request is about: ``"enterprise"`` or ``"subscriber"``."""
    subject_id: str | None
    """The id of the subject."""
    partner: str | None
    """The partner label of the client."""
    attempt: int
    """Which attempt of the call it is, from 1; 0 where a refresh could not even begin, and
    where a list checks whether it was cut."""
    status: int | None
    """The HTTP status; None before there is a response, and where none came."""
    error: str | None
    """The `code` of the error that the attempt brought, such as ``"SERVER"``; ``"CANCELED"`` where
    its call was given up first."""
    duration: timedelta | None
    """How long the attempt took; for a retry, how long until it is made at the earliest."""
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
    except OverflowError:  # a service can ask to wait for longer than the calendar goes
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
