"""The types of bulk runs: their items and outcomes."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias

from ._compat import TypedDict
from ._types import Timeout

OutcomeKind: TypeAlias = Literal[
    "ok", "unchanged", "partial", "failed", "ambiguous", "skipped", "planned", "not_started"
]
"""The outcome of an item, in one word. In the order above: it was done; it was already in the
requested state; part of it was done; it was not done, or the sync failed; the client can't tell
whether it was done; it was left out; it would be done without `dry_run`; it wasn't started."""

BulkItem: TypeAlias = str | Mapping[str, object]
"""An item of a bulk run: an enterprise's ``id``; an enterprise as `enterprises.list` shows it; or a
dict with an ``enterpriseId`` and, if the operation uses them, ``userId``, ``enableDirSync`` and
``clusterGroup``."""


class OnlyIf(TypedDict, total=False):
    """Conditions on the state of an enterprise's directory sync; it must meet all that are set."""

    enabled: bool | None
    """Whether directory sync must be on, or off."""
    status: str | Sequence[str] | None
    """The state or states that it must be in, such as ``"FAILED"``, in upper or lower case."""
    stale_after: Timeout
    """The minimum age of the last success, in seconds or as a timedelta. Enterprises without a
    success also match."""
    never_synced: bool | None
    """Whether it must never have succeeded (True), or must have (False)."""


class OutcomeError(TypedDict):
    """The error of an item, as plain data."""

    code: str
    """The stable `code` of the error's class, such as ``"NOT_FOUND"``."""
    message: str
    """What failed, whether a request was sent, and what to do."""
    statusCode: int | None
    """The HTTP status; None if there was no response."""
    trackingId: str | None
    """The tracking id for Webex support."""
    directorySyncCodes: list[int | str]
    """The directory sync error codes, of the refusal or of the sync."""
    remedy: str | None
    """What to do."""
    requestSent: bool
    """Whether a request might have reached Webex."""
    safeToRetry: bool
    """Whether the item can be repeated without doing anything twice."""


class _OutcomeOfUserOrPartner(TypedDict, total=False):
    userId: str
    """The user, if users are synced."""
    partner: str
    """The partner label of the client, if it has one."""


class Outcome(_OutcomeOfUserOrPartner):
    """The outcome of one item of a bulk run."""

    index: int
    """The item's position in the input, from 0."""
    enterpriseId: str
    """The enterprise's ``id``."""
    spEnterpriseId: str | None
    """Its identifier on BroadWorks; None if it was not given."""
    outcome: OutcomeKind
    """The outcome, in one word."""
    reason: str | None
    """The reason, as one word that programs can compare, such as ``"duplicate"``, ``"only_if"``,
    ``"disabled"``, ``"window_closed"`` or the error's code in lower case; None if the outcome
    needs none."""
    result: Any
    """The result of the operation for one enterprise, or else the last `DirectorySync` that was
    read; None if there is neither."""
    error: OutcomeError | None
    """What went wrong."""
    attempts: int
    """Number of requests."""
    startedAt: str | None
    """When the item started, in UTC; None if it didn't."""
    endedAt: str
    """When the outcome was determined, in UTC."""


class BulkOutage(TypedDict):
    """An outage of Webex: no request has been answered for a while, and the bulk run retries."""

    since: str
    """When the first call without an answer ended, in UTC."""
    until: str
    """When the run stops if Webex doesn't answer before, in UTC."""


class BulkSummary(TypedDict):
    """The progress of a bulk run, in numbers."""

    total: int | None
    """Number of items; None if it isn't known."""
    done: int
    """Number of items with an outcome."""
    running: int
    """Number of items that have started and have no outcome yet."""
    outcomes: dict[OutcomeKind, int]
    """The number of items by outcome; every outcome has a key."""
    stopReason: str | None
    """Why the run starts nothing more, if it has stopped: ``"authentication"``,
    ``"permission_denied"``, ``"configuration"``, ``"client_closed"``, ``"connection"``,
    ``"ledger"``, ``"items"``, ``"window_closed"`` or ``"closed"``."""
    runName: str | None
    """The name of the run in its ledger."""
    resumed: bool
    """Whether the run was started earlier and is now resumed."""
    retold: int
    """How many outcomes of an earlier attempt were replayed without a request: all of them if a run
    of that name was already complete."""
    abandoned: list[str]
    """The names of unfinished runs in the ledger that were too old to resume."""
    busyRefusals: int
    """How many triggers were refused because a cluster was busy."""
    isLimitedToOne: bool
    """Whether the run needed more than 60 requests per enterprise, and continues one enterprise
    at a time."""
    outage: BulkOutage | None
    """The current outage of Webex; None if there is none."""
