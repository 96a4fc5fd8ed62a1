"""Types of a sandbox's options, and of the request log, enterprises and syncs.

Written by `make generate` from `api/sandbox.toml` and `api/test_servers.toml`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, TypeAlias

from webex_broadworks._compat import TypedDict
from webex_broadworks.generated._models import Enterprise


class SandboxRandomIds(TypedDict):
    """What ``provisioningId`` reveals about the clusters."""

    random: int
    """This many ids, assigned at random, so they reveal nothing about the cluster. 1: all
    enterprises have the same."""


ErrorForm: TypeAlias = Literal["A", "B", "C", "D", "E", "F", "G", "H"]
SandboxSort: TypeAlias = Literal["id", "insertion", "shuffled"]
SandboxClusterSizes: TypeAlias = Literal["even", "zipf"] | Sequence[float]
SandboxProvisioningIds: TypeAlias = (
    Literal["per_cluster", "per_enterprise", "absent"] | SandboxRandomIds
)
SandboxNeverSynced: TypeAlias = Literal["absent", "not_synced", "mixed"]
SandboxPartialSuccess: TypeAlias = Literal["complete_with_errors", "failed"]
SandboxDuplicate: TypeAlias = Literal["error_later", "refused"]


class SandboxLogNormal(TypedDict):
    """A log-normal distribution of durations: most are short, and a few are very long."""

    median: float
    """The median, in virtual seconds."""
    sigma: float
    """The standard deviation of the natural logarithm. With 1, one in six takes over 2.7 times the
    median."""


class SandboxOAuth(TypedDict, total=False):
    """An OAuth client and its refresh token. Every option has a default."""

    client_id: str
    """The client id. Default: ``"sandbox-client-id"``."""
    client_secret: str
    """The client secret. Default: ``"sandbox-client-secret"``."""
    refresh_token: str
    """The first refresh token. Default: ``"sandbox-refresh-token"``."""
    expires_in: float
    """Virtual seconds in which an access token is valid. Default: 1,209,600 (two weeks)."""
    rotates: bool
    """Each refresh returns a new refresh token, and the old one becomes invalid. Default: False."""
    fails: bool
    """Every refresh is refused. Default: False."""
    error_body: ErrorForm
    """Format of a refused refresh. Default: ``"F"``."""


class SandboxSwitches(TypedDict, total=False):
    """Undocumented behavior of Webex, so that a script can be tested against each variant."""

    refusal_status: Mapping[int, int]
    """HTTP status by error code. Default: 429 for 600005 and 600009 (busy), 503 for 600006, 404 for
    600007, 600008 and 2024 (no such billing report), 409 for others."""
    busy_code: int | None
    """Error code if another sync occupies the cluster. `None`: 429 without a code. Default:
    600009."""
    already_running_code: int | None
    """Error code if the same enterprise is already syncing. `None`: 429 without a code. Default:
    600009."""
    busy_retry_after: str | None
    """``Retry-After`` header of both refusals above. Default: `None`, no header."""
    connect_failure_code: int
    """Error code of a sync that couldn't reach its BroadWorks cluster: 600014 as in the help pages,
    or 6003 as in the API's example. Default: 600014."""
    failed_state: str
    """State of a failed sync. Default: ``"FAILED"``."""
    stale_seconds: float
    """Virtual seconds after a trigger in which the old status is shown. Default: 0."""
    never_synced: SandboxNeverSynced
    """Status of an enterprise that was never synced. Default: ``"mixed"``."""
    end_time_while_running: bool
    """``lastSyncEndTime`` and the counters of the previous sync stay while the next one runs.
    Default: False."""
    partial_success: SandboxPartialSuccess
    """Status of a partially successful sync. Default: ``"complete_with_errors"``."""
    clean_up_state: str
    """``syncStatus`` between disabling and the end of the clean-up. Default:
    ``"CLEANUP_IN_PROGRESS"``."""
    both_filters_refused: bool
    """``spEnterpriseId`` and ``startsWith`` in one request are refused with 400. If False, both
    apply. Default: False."""
    case_insensitive_prefix: bool
    """``startsWith`` ignores case. Default: False."""
    case_insensitive_exact: bool
    """``spEnterpriseId`` as a filter ignores case. Default: False."""
    bare_uuid_accepted: bool
    """A bare UUID is accepted as an id. Default: False."""
    org_creation_time_stamp: bool
    """Lists show ``orgCreationTimeStamp``, which only the documentation of a beta program mentions.
    Default: False."""
    tracking_id_of_trigger: bool
    """``lastSyncTrackingId`` is the ``TrackingID`` of the request that triggered the sync. If
    False, it is ``NA_<uuid>``, as for scheduled syncs. Default: True."""
    duplicate_user_id: SandboxDuplicate
    """Effect of a subscriber's user id that is already in use: the subscriber ends in ``"error"``
    10022, or is refused immediately. Default: ``"error_later"``."""
    duplicate_email: SandboxDuplicate
    """Effect of a subscriber's e-mail address that is already in use, by another subscriber or by a
    person of another enterprise. Default: ``"error_later"``."""
    busy_subscriber_refused: bool
    """A subscriber can't be updated or removed while it is ``"provisioning"`` or ``"updating"``.
    Default: True."""
    removal_seconds: float
    """Virtual seconds after its removal in which a subscriber is still shown. Default: 0."""
    consent_email_limit: int | None
    """Number of consent e-mails that can be sent again to one subscriber. After that, the response
    is 429. Default: `None`, no limit."""
    precheck_failure_status: int
    """HTTP status of a precheck that finds a conflict. Default: 200."""
    status_filter_paged: bool
    """A list of subscribers with the filter `status` is paged with `Link` headers, too. Default:
    True."""
    signed_link_seconds: float
    """Virtual seconds in which the signed link of a billing report is valid. Default: 900."""


class SandboxOptions(TypedDict, total=False):
    """The options of a sandbox. Every option has a default."""

    enterprises: int
    """Number of generated enterprises. Default: 250."""
    subscribers: int
    """Number of generated subscribers, distributed over the enterprises. Default: 20."""
    items: Sequence[Mapping[str, Any]] | None
    """Enterprises to serve exactly as given, instead of generated ones. The optional key `sandbox`
    of an item is not served. It sets what Webex hides: `cluster`, `domain` (of its users),
    ``provisionedUsers`` and ``runSeconds`` (duration of its last sync). An enterprise given as
    ``IN_PROGRESS`` is syncing at the start."""
    seed: int
    """Seed of all generated data, durations, failures and faults. Default: 1."""
    odd_ids: bool
    """Some generated ids contain ``&``, ``/``, ``#``, ``%``, spaces or non-ASCII letters. Default:
    True."""
    all_synced: bool
    """Every generated enterprise has directory sync enabled and has been synced. If False, there is
    at least one with each kind of problem. Default: False."""
    clusters: int
    """Number of hidden BroadWorks clusters. Each runs one triggered sync at a time. Default: 4."""
    cluster_sizes: SandboxClusterSizes
    """Distribution of the generated enterprises over the clusters. Default: ``"even"``."""
    provisioning_ids: SandboxProvisioningIds
    """What the provisioning ids (templates) of generated enterprises reveal about the clusters.
    Default: ``"per_cluster"``."""
    provisioning_ids_per_cluster: int
    """Number of provisioning ids of each cluster, with ``"per_cluster"``. Default: 1."""
    sort: SandboxSort
    """Order of a list. Default: ``"id"``."""
    port: int
    """Port on 127.0.0.1. Default: 0, a free one."""
    token: str
    """Token of an administrator with read and write permission. Default: ``"sandbox-token"``."""
    read_only_token: str
    """Token with the read scope only. Default: ``"sandbox-read-only-token"``."""
    token_expires_after: float | None
    """Virtual seconds after which `token` expires. A new token restarts the count. Default:
    never."""
    oauth: SandboxOAuth | None
    """OAuth client whose refresh token gets access tokens at ``/v1/access_token``. Default: none,
    every refresh is refused."""
    speed: float
    """Virtual seconds per real second. Default: 1."""
    manual: bool
    """Only `advance` changes the clock. Default: False."""
    start_time: str | None
    """Initial time of the clock. Default: the present."""
    run_seconds: tuple[float, float]
    """Shortest and longest sync, in virtual seconds. Durations are distributed evenly in between,
    on a logarithmic scale. Default: 2 to 4500."""
    run_log_normal: SandboxLogNormal | None
    """Log-normal distribution of sync durations, limited to `run_seconds`. Default: none."""
    run_spread: float
    """Maximum share by which a sync is shorter or longer than the enterprise's last one, whose
    duration a list shows. Default: 0.25."""
    clean_up_seconds: float
    """Virtual seconds that the clean-up after disabling takes. Default: 300."""
    fail_share: float
    """Share of syncs that fail, 0 to 1. Default: 0."""
    fail_codes: Mapping[int, float]
    """Error codes of failed syncs, each with a weight. The switch `connect_failure_code` replaces
    600014. Default: every code of a failed sync, most often lost connections."""
    partial_share: float
    """Share of syncs that succeed partially, 0 to 1. Default: 0."""
    partial_codes: Mapping[int, float]
    """Error codes of partially successful syncs, each with a weight. Default: 600003 and 600017 to
    600019, with equal weights."""
    scheduled_runs: bool
    """Webex starts scheduled syncs: a week after the last sync or after directory sync was enabled,
    and 24 hours after a failed sync. Each cluster has one slot for scheduled syncs, so they wait
    for each other. They block only a trigger of the same enterprise. Default: False, only triggered
    syncs run."""
    external_client_share: float
    """Share of time, 0 to 1, in which Partner Hub or another tool occupies each cluster's slot for
    triggered syncs, at random moments. If the slot is taken, it waits. Default: 0."""
    anonymous_external_clients: bool
    """External clients occupy a slot without showing which enterprise they sync. If False, one of
    the cluster's enterprises is ``IN_PROGRESS`` with their tracking id. Default: False."""
    provisioning_log_normal: SandboxLogNormal
    """Duration of provisioning or updating a subscriber, in virtual seconds. Default: median 20,
    sigma 0.8."""
    first_provisioning_log_normal: SandboxLogNormal
    """Duration of provisioning an enterprise's first subscriber, which creates the enterprise, in
    virtual seconds. Default: median 240, sigma 0.5."""
    provisioning_fail_share: float
    """Share of subscribers, 0 to 1, whose provisioning ends in ``"error"`` 10022. Default: 0."""
    consent_share: float
    """Share of new subscribers, 0 to 1, that wait for their person's consent. Default: 0."""
    consent_seconds: float | None
    """Virtual seconds after which a person does what a new subscriber waits for. Default: never,
    only `grant_consent` does it."""
    billing_report_seconds: float
    """Virtual seconds that a billing report takes. Default: 60."""
    billing_report_fail_share: float
    """Share of billing reports that fail, 0 to 1. Default: 0."""
    link_paging: bool
    """Lists are paged with `Link` headers. If False, a list ends after a full page, without a link.
    Default: True."""
    clamp_max: int
    """Maximum page size. Larger requests get this many items, without an error. Default: 1000, the
    maximum."""
    rate_limit: float | None
    """Requests per real second above which the response is 429, with a ``Retry-After`` in whole
    seconds (at least 1). Default: no limit."""
    rate_burst: float | None
    """Number of requests that `rate_limit` allows at once (size of the token bucket). Default: the
    requests of one second, at least 1."""
    error_body: ErrorForm
    """Format of error bodies. Default: ``"A"``."""
    gzip: bool
    """Bodies over 1 KiB are compressed if the client accepts it. Default: True."""
    chunked: bool
    """Bodies are sent in chunks, as Webex does, instead of with a ``Content-Length``. Default:
    True."""
    log_limit: int
    """Number of requests that the log keeps. Default: 100,000."""
    switches: SandboxSwitches
    """Undocumented behavior of Webex."""
    faults: Sequence[Mapping[str, Any]]
    """Faults, and how often they apply. Default: none."""


class LoggedRequest(TypedDict):
    """A request as received."""

    method: str
    """The method, as sent."""
    target: str
    """Path and query, as sent."""
    headers: dict[str, str]
    """The headers by their lower-case names. Repeated ones are joined with ``, ``."""
    body: str
    """The body as text."""
    status: int | None
    """The status of the response. None: none yet, or the connection ended first."""
    at: str
    """Its time of arrival, in ISO 8601: virtual in the sandbox, real in a scripted server."""


class SandboxRun(TypedDict):
    """A past or running sync, with data that Webex doesn't show in one place."""

    enterprise_id: str | None
    """The enterprise's `id`; None if an external client occupies the cluster without showing it."""
    cluster: int
    """The hidden cluster."""
    kind: Literal["on_demand", "scheduled", "external_client"]
    """What started it. `on_demand`: A trigger that the sandbox accepted. `scheduled`: Webex itself.
    `external_client`: Partner Hub or another tool."""
    start: datetime
    """Its start, in virtual time."""
    end: datetime
    """Its past or future end, in virtual time."""
    tracking_id: str | None
    """Its ``lastSyncTrackingId``."""
    codes: list[int]
    """The directory sync codes that it ends with. Empty: it succeeds."""


class SandboxTruth(TypedDict):
    """Data of an enterprise that Webex hides, and the sandbox shows in the key `sandbox`."""

    cluster: int
    """The hidden cluster, for `hold_cluster`."""
    domain: str
    """The domain of its users. Every user in it can be synced, for example ``jane.doe@`` and this
    domain."""
    provisionedUsers: bool
    """Whether a user of it has been provisioned. Without one, syncs are refused."""
    runSeconds: float
    """Duration of its last sync in seconds."""


class SandboxEnterprise(Enterprise):
    """An enterprise as ``Sandbox.enterprises`` shows it."""

    sandbox: SandboxTruth
    """The data that Webex hides."""
