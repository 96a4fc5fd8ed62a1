"""Types of a sandbox's request log, enterprises and syncs."""

from datetime import datetime
from typing import Literal

from ._compat import TypedDict
from .generated._models import Enterprise


class LoggedRequest(TypedDict):
    """A request as received."""

    method: str
    """The method, as sent."""
    target: str
    """Path and query, as sent."""
    headers: dict[str, str]
    """The headers by their lower-case names."""
    body: str
    """The body as text."""
    status: int | None
    """The status of the response. None: none yet, or the connection ended first."""
    at: str
    """Its time of arrival, in ISO 8601: virtual in a `Sandbox`, real in a `ScriptedServer`."""


class SandboxTruth(TypedDict):
    """Data of an enterprise that Webex hides, and the sandbox shows in the key ``sandbox``."""

    cluster: int
    """The hidden cluster, for `Sandbox.hold_cluster`."""
    domain: str
    """The domain of its users. Every user in it can be synced, for example ``jane.doe@`` and this
    domain."""
    provisionedUsers: bool
    """Whether a user of it has been provisioned. Without one, syncs are refused."""
    runSeconds: float
    """Duration of its last sync in seconds."""


class SandboxEnterprise(Enterprise):
    """An enterprise as `Sandbox.enterprises` shows it."""

    sandbox: SandboxTruth
    """The data that Webex hides."""


class SandboxRun(TypedDict):
    """A past or running sync, with data that Webex doesn't show in one place."""

    enterprise_id: str | None
    """The enterprise's ``id``; None if an external client occupies the cluster without
    showing it."""
    cluster: int
    """The hidden cluster."""
    kind: Literal["on_demand", "scheduled", "external_client"]
    """What started it: a trigger that the sandbox accepted, Webex itself, or Partner Hub or another
    tool."""
    start: datetime
    """Its start, in virtual time."""
    end: datetime
    """Its past or future end, in virtual time."""
    tracking_id: str | None
    """Its ``lastSyncTrackingId``."""
    codes: list[int]
    """The directory sync codes that it ends with. Empty: it succeeds."""
