"""The shapes of bulk runs: what goes into one, and the outcomes that come out."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias

from ._compat import TypedDict
from ._types import Timeout

OutcomeKind: TypeAlias = Literal[
    "ok", "unchanged", "partial", "failed", "ambiguous", "skipped", "planned", "not_started"
]
"""What became of an item, in one word: it was done; it was so already; part of it was done; it was
not done, or the run failed; nobody can tell from here whether it was done; it was not meant to be
done; it would be done, were this no dry run; its turn did not come."""

BulkItem: TypeAlias = str | Mapping[str, object]
"""An item of a bulk run: an enterprise's ``id``; an enterprise as `enterprises.list` shows it; or a
dict with an ``enterpriseId`` and, where the operation asks for them, ``userId``, ``enableDirSync``
and ``clusterGroup``."""


class OnlyIf(TypedDict, total=False):
    """Conditions on the state of an enterprise's directory sync; all that are set have to hold."""

    enabled: bool | None
    """Whether directory sync has to be on, or off."""
    status: str | Sequence[str] | None
    """The state, or the states of which it has to be in one, such as ``"FAILED"``; in any case."""
    stale_after: Timeout
    """How long ago it has to have last succeeded, at least: seconds, or a timedelta; never counts
    as longer."""
    never_synced: bool | None
    """Whether it must never have succeeded, or must have."""


class OutcomeError(TypedDict):
    """What went wrong with an item."""

    code: str
    """The stable `code` of the error's class, such as ``"NOT_FOUND"``."""
    message: str
    """What failed, whether it was sent, what to do."""
    statusCode: int | None
    """The HTTP status."""
    trackingId: str | None
    """The id that Webex support asks for."""
    directorySyncCodes: list[int | str]
    """The directory sync error codes, of the refusal or of the run."""
    remedy: str | None
    """What to do."""
    requestSent: bool
    """Whether a request may have reached Webex."""
    safeToRetry: bool
    """Whether the item can be run again without doing something twice."""


class _OutcomeOfUserOrPartner(TypedDict, total=False):
    userId: str
    """The user; only where users are synced."""
    partner: str
    """The label of the partner that the client is for; only where it has one."""


class Outcome(_OutcomeOfUserOrPartner):
    """What became of one item of a bulk run."""

    index: int
    """The item's place in the input, from 0."""
    enterpriseId: str
    """The enterprise's ``id``."""
    spEnterpriseId: str | None
    """Its own identifier on BroadWorks, where it was given."""
    outcome: OutcomeKind
    """What became of it, in one word."""
    reason: str | None
    """Why, in one word that programs can compare, such as ``"duplicate"``, ``"only_if"``,
    ``"disabled"``, ``"window_closed"`` or the error's code in lower case; None where nothing needs
    one."""
    result: Any
    """What the operation returns for one enterprise, or else the last `DirectorySync` that was
    seen; None where there is neither."""
    error: OutcomeError | None
    """What went wrong."""
    attempts: int
    """How many requests it took."""
    startedAt: str | None
    """When it was begun, in UTC; None where it was not."""
    endedAt: str
    """When this was known, in UTC."""


class BulkOutage(TypedDict):
    """An outage of Webex: no request has been answered for a while, and the bulk run retries."""

    since: str
    """When the first call without an answer ended, in UTC."""
    until: str
    """When the run gives up, if Webex doesn't answer before, in UTC."""


class BulkSummary(TypedDict):
    """How a bulk run stands, in numbers."""

    total: int | None
    """How many items there are, where that is known."""
    done: int
    """How many have an outcome."""
    running: int
    """How many have been begun and have none yet."""
    outcomes: dict[OutcomeKind, int]
    """How many have which outcome; every word is there."""
    stopReason: str | None
    """Why nothing more is begun, where that is so: ``"authentication"``, ``"permission_denied"``,
    ``"configuration"``, ``"client_closed"``, ``"connection"``, ``"ledger"``, ``"items"``,
    ``"window_closed"`` or ``"closed"``."""
    runName: str | None
    """The name of the run in its ledger."""
    resumed: bool
    """Whether the run was begun earlier and is gone on with."""
    retold: int
    """How many outcomes an earlier attempt at the run had, and were told again without a request:
    all of them where a run of that name was complete already."""
    abandoned: list[str]
    """The names of runs that were found unfinished in the ledger and too old to go on with."""
    busyRefusals: int
    """How many triggers were refused because a cluster was busy."""
    isLimitedToOne: bool
    """Whether the run needed more than 60 requests per enterprise, and continues one enterprise
    at a time."""
    outage: BulkOutage | None
    """The outage of Webex that the run waits out now."""
