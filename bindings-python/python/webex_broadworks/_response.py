"""The metadata of responses, the pages of lists, and the events of requests.

Written by `make generate` from `api/records.toml`.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, TypeVar

__all__ = [
    "Event",
    "Page",
    "ResponseMetadata",
]

Item = TypeVar("Item")


@dataclass(frozen=True)
class ResponseMetadata:
    """The metadata of a result."""

    status: int
    """The HTTP status."""
    headers: dict[str, str]
    """The headers of the response by their lower-case names; repeated ones are joined by ``, ``."""
    tracking_id: str | None
    """The server's tracking id, which Webex support asks for."""
    attempts: int
    """Number of requests."""
    elapsed: timedelta
    """Duration of the call, including pauses."""


@dataclass(frozen=True)
class Page(Generic[Item]):
    """One page of a list."""

    items: list[Item]
    """The items of the page."""
    cursor: str | None
    """The position of the next page, for the argument `cursor`; None without one."""
    possibly_truncated: bool
    """Whether there might be more items than shown: the first page is full and has no link to a
    next page."""
    metadata: ResponseMetadata
    """The metadata of the page."""


@dataclass(frozen=True)
class Event:
    """An event of a request. It contains no body, no user id and no token."""

    method: str
    """The HTTP method."""
    route: str
    """The path under the base URL with placeholders instead of ids."""
    operation: str
    """The operation's id, such as ``"directory_sync.trigger"``; ``"access_token.refresh"`` if the
    token is refreshed."""
    subject_kind: str | None
    """The kind of the subject: ``"enterprise"``, ``"subscriber"``, ``"workspace"`` or ``"billing
    report"``; None if the request has none."""
    subject_id: str | None
    """The id of the subject."""
    partner: str | None
    """The partner label of the client."""
    attempt: int
    """The number of the attempt, from 1. It is 0 for a refresh that could not start, and for steps
    of a list."""
    status: int | None
    """The HTTP status; None without a response."""
    error: str | None
    """The stable `code` of the attempt's error, such as ``"SERVER"``; ``"CANCELED"`` if its call
    was dropped."""
    duration: timedelta | None
    """Duration of the attempt. For a retry: the shortest time until it is sent."""
    tracking_id: str
    """The tracking id that was sent: the same for all attempts of a call."""
