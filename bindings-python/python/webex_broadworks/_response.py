"""What comes beside the items: how a response came about, and where a list goes on."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, TypeVar

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
    """How long the call took, pauses included."""


@dataclass(frozen=True)
class Page(Generic[Item]):
    """One page of a list."""

    items: list[Item]
    """The items of the page."""
    cursor: str | None
    """Where the next page begins, to pass to the method that lists; None if Webex doesn't say."""
    possibly_truncated: bool
    """Whether Webex may hold more than it showed: a full first page and no link to another."""
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
