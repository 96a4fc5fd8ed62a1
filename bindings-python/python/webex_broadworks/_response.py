"""The metadata of responses, and the pages of lists."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, TypeVar

__all__ = ["Page", "ResponseMetadata"]

Item = TypeVar("Item")


@dataclass(frozen=True)
class ResponseMetadata:
    """The metadata of a result."""

    status: int
    """The HTTP status."""
    headers: dict[str, str]
    """The headers of the response, names in lower case; repeated ones joined by commas."""
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
    """The position of the next page, for the argument ``cursor``; None without one."""
    possibly_truncated: bool
    """Whether there might be more items: the first page is full and has no link to a next page."""
    metadata: ResponseMetadata
    """The metadata of the page."""


def metadata(
    status: int,
    headers: dict[str, str],
    tracking_id: str | None,
    attempts: int,
    seconds: float,
) -> ResponseMetadata:
    """Makes the metadata from what the core knows."""
    return ResponseMetadata(status, headers, tracking_id, attempts, timedelta(seconds=seconds))
