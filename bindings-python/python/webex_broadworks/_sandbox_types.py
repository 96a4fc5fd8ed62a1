"""What goes into a sandbox, and what its log and its runs look like."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from ._compat import TypedDict
from .generated._models import Enterprise


class LoggedRequest(TypedDict):
    """One request as it came over the wire."""

    method: str
    """The method, as sent."""
    target: str
    """Path and query, as sent."""
    headers: dict[str, str]
    """The headers, names in lower case."""
    body: str
    """The body as text."""
    status: int | None
    """The status answered; None while there is no answer, or where the connection ended first."""
    at: str
    """When it arrived: virtual time in a `Sandbox`, real time in a `ScriptedServer`."""


class SandboxOAuth(TypedDict, total=False):
    """An OAuth client and its refresh token, for a `Sandbox`."""

    client_id: str
    """The client's id. Default: ``sandbox-client-id``."""
    client_secret: str
    """The client's secret. Default: ``sandbox-client-secret``."""
    refresh_token: str
    """The refresh token to begin with. Default: ``sandbox-refresh-token``."""
    expires_in: float
    """Virtual seconds that an access token lasts. Default: 1,209,600, two weeks."""
    rotates: bool
    """Each refresh brings a new refresh token, and the one before works no longer.
    Default: False."""
    fails: bool
    """Every refresh is refused. Default: False."""
    error_body: str
    """The shape in which a refresh is refused, ``A`` to ``H``. Default: ``F``."""


class SandboxLogNormal(TypedDict):
    """Durations of which most are short and a few very long."""

    median: float
    """The median, in virtual seconds."""
    sigma: float
    """The standard deviation of the natural logarithm. At 1, one in six takes more than 2.7 times
    the median."""


class SandboxRandomIds(TypedDict):
    """Provisioning ids that don't show which enterprises share a cluster."""

    random: int
    """How many there are."""


class SandboxSwitches(TypedDict, total=False):
    """The undocumented behavior of Webex, so that a script can be tested against each variant."""

    refusal_status: Mapping[int, int]
    """HTTP status by error code, over the defaults: 429 for 600005 and 600009, 503 for 600006, 404
    for 600007, 600008 and 2024, 409 for every other refusal."""
    busy_code: int | None
    """The code that says another run occupies the cluster; None: a bare 429. Default: 600009."""
    already_running_code: int | None
    """The code that says the same enterprise is already running; None: a bare 429.
    Default: 600009."""
    busy_retry_after: str | None
    """The ``Retry-After`` of both refusals above. Default: None, no such header."""
    connect_failure_code: int
    """The code of a run that could not reach its BroadWorks cluster, 600014 or 6003.
    Default: 600014."""
    failed_state: str
    """The state of a failed sync. Default: ``FAILED``."""
    stale_seconds: float
    """Virtual seconds after a trigger for which the old status is shown. Default: 0."""
    never_synced: Literal["absent", "not_synced", "mixed"]
    """How an enterprise looks that has never been synced. Default: ``mixed``."""
    end_time_while_running: bool
    """End time and counters of the previous run stay while the next one runs. Default: False."""
    partial_success: Literal["complete_with_errors", "failed"]
    """How a partial success ends. Default: ``complete_with_errors``."""
    clean_up_state: str
    """The state between disabling and the end of the clean-up. Default: ``CLEANUP_IN_PROGRESS``."""
    both_filters_refused: bool
    """``spEnterpriseId`` and ``startsWith`` in one request are refused with 400. Default: False."""
    case_insensitive_prefix: bool
    """``startsWith`` ignores case. Default: False."""
    case_insensitive_exact: bool
    """The filter ``spEnterpriseId`` ignores case. Default: False."""
    bare_uuid_accepted: bool
    """A bare UUID is accepted where an id is expected. Default: False."""
    org_creation_time_stamp: bool
    """Listings show ``orgCreationTimeStamp``. Default: False."""
    tracking_id_of_trigger: bool
    """``lastSyncTrackingId`` is the tracking id of the request that triggered the run.
    Default: True."""
    duplicate_user_id: Literal["error_later", "refused"]
    """What becomes of a subscriber whose user id belongs to another: it ends in ``error`` 10022, or
    is refused at once. Default: ``error_later``."""
    duplicate_email: Literal["error_later", "refused"]
    """The same for an e-mail address that belongs to another subscriber, or to a person of another
    enterprise. Default: ``error_later``."""
    busy_subscriber_refused: bool
    """Updating and removing a subscriber is refused while it is ``provisioning`` or ``updating``.
    Default: True."""
    removal_seconds: float
    """Virtual seconds after its removal for which a subscriber is still shown. Default: 0."""
    consent_email_limit: int | None
    """How often a consent e-mail is sent again to one subscriber before 429 is answered.
    Default: None, always."""
    precheck_failure_status: int
    """The HTTP status of a precheck that finds a conflict. Default: 200."""
    status_filter_paged: bool
    """A list of subscribers is paged by Link headers also with the filter ``status``.
    Default: True."""
    signed_link_seconds: float
    """Virtual seconds for which the signed link of a billing report is valid. Default: 900."""


class SandboxOptions(TypedDict, total=False):
    """How a `Sandbox` behaves."""

    enterprises: int
    """Number of generated enterprises. Default: 250."""
    subscribers: int
    """Number of generated subscribers, distributed over the enterprises. Default: 20."""
    items: Sequence[Mapping[str, Any]]
    """Enterprises to serve word for word instead. A key ``sandbox`` in an item is taken out and
    sets what the service hides: ``cluster``, ``domain``, ``provisionedUsers``, ``runSeconds`` (how
    long its last run took)."""
    seed: int
    """The seed of all generated data, durations, failures and faults. Default: 1."""
    odd_ids: bool
    """Some made-up identifiers hold ``&``, ``/``, ``#``, spaces or é. Default: True."""
    all_synced: bool
    """Every made-up enterprise has directory sync enabled and has been synced; False: there is one
    of everything that can be the matter. Default: False."""
    clusters: int
    """How many hidden BroadWorks clusters the enterprises are spread over. Default: 4."""
    cluster_sizes: Literal["even", "zipf"] | Sequence[float]
    """How many of the made-up enterprises each cluster has: all the same (``even``, the default),
    the k-th a k-th of what the first has (``zipf``), or in these proportions, which also say how
    many clusters there are; numbers that add up to `enterprises` are the sizes themselves."""
    provisioning_ids: Literal["per_cluster", "per_enterprise", "absent"] | SandboxRandomIds
    """What the ``provisioningId`` (template) of a made-up enterprise shows about its cluster:
    enterprises with the same one share a cluster (``per_cluster``, the default); nothing, because
    each enterprise has its own (``per_enterprise``), or gets a random one of n
    (``{"random": n}``; 1: the same for all), or has none (``absent``)."""
    provisioning_ids_per_cluster: int
    """How many templates belong to each cluster, with ``per_cluster``. Default: 1."""
    sort: str
    """The order of a listing: ``id`` (the default), ``insertion`` or ``shuffled``."""
    port: int
    """The port on 127.0.0.1. Default: a free one."""
    token: str
    """The token that may do everything. Default: ``sandbox-token``."""
    read_only_token: str
    """The token that may only read. Default: ``sandbox-read-only-token``."""
    token_expires_after: float
    """Virtual seconds after which `token` is refused, counted again whenever it is replaced.
    Default: never."""
    oauth: SandboxOAuth
    """A client whose refresh token gets access tokens at ``/v1/access_token``. Default: none."""
    speed: float
    """Virtual seconds per real second. Default: 1."""
    manual: bool
    """Only `Sandbox.advance` moves the clock. Default: False."""
    start_time: str
    """Where the clock starts, as ISO 8601. Default: the present."""
    run_seconds: tuple[float, float]
    """The shortest and the longest run in virtual seconds; between them each order of magnitude is
    as likely as the next. Default: 2 to 4500."""
    run_log_normal: SandboxLogNormal
    """Run lengths are log-normally distributed instead, and clipped to `run_seconds`.
    Default: they are not."""
    run_spread: float
    """The share by which a run may be shorter or longer than the one before of the same enterprise,
    which the list shows. Default: 0.25."""
    clean_up_seconds: float
    """Virtual seconds that the clean-up after disabling takes. Default: 300."""
    fail_share: float
    """The share of runs that fail, 0 to 1. Default: 0."""
    fail_codes: Mapping[int, float]
    """The codes for which runs fail, each with a weight. 600014 is said as the switch
    `connect_failure_code` has it. Default: every code of a failed run, lost connections most
    often."""
    partial_share: float
    """The share of runs that succeed in part, 0 to 1. Default: 0."""
    partial_codes: Mapping[int, float]
    """The codes for which runs succeed in part, each with a weight. Default: 600003 and 600017 to
    600019, one as often as the other."""
    scheduled_runs: bool
    """The sandbox starts syncs itself: weekly, counted from the last sync, for the first time a
    week after directory sync was enabled, and 24 hours after a run that failed. Each cluster has
    one slot for such runs; they block only triggers of the same enterprise.
    Default: False, there are no scheduled runs."""
    external_client_share: float
    """The share of time, 0 to 1, for which Partner Hub or another tool holds each cluster's slot
    for runs on demand, at unpredictable times. Default: 0."""
    anonymous_external_clients: bool
    """External clients hold a slot without showing which enterprise they sync; False: one of the
    cluster's enterprises is ``IN_PROGRESS`` under a tracking id of theirs. Default: False."""
    provisioning_log_normal: SandboxLogNormal
    """How long provisioning or updating a subscriber takes. Default: median 20, sigma 0.8."""
    first_provisioning_log_normal: SandboxLogNormal
    """How long provisioning the first subscriber of an enterprise takes, which creates the
    enterprise. Default: median 240, sigma 0.5."""
    provisioning_fail_share: float
    """The share of subscribers, 0 to 1, whose provisioning ends in ``error`` 10022. Default: 0."""
    consent_share: float
    """The share of new subscribers, 0 to 1, that wait for the consent of their person.
    Default: 0."""
    consent_seconds: float
    """Virtual seconds after which a person does what a new subscriber waits for. Default: never,
    `Sandbox.grant_consent` does it."""
    billing_report_seconds: float
    """Virtual seconds that a billing report takes. Default: 60."""
    billing_report_fail_share: float
    """The share of billing reports that fail, 0 to 1. Default: 0."""
    link_paging: bool
    """Listings are paged by Link headers; False: a full page and no word of the rest.
    Default: True."""
    clamp_max: int
    """The page size that is never exceeded. Default, and at most: 1000."""
    rate_limit: float
    """Requests per real second after which 429 is answered. Default: no limit."""
    rate_burst: float
    """How many requests may come at once before that. Default: one second's worth."""
    error_body: str
    """The shape of error bodies, ``A`` (the default) to ``H``."""
    gzip: bool
    """Bodies above 1 KiB are compressed for clients that accept it. Default: True."""
    chunked: bool
    """Bodies are sent in chunks rather than with a length. Default: True."""
    log_limit: int
    """How many requests the log remembers. Default: 100,000."""
    switches: SandboxSwitches
    """What is not documented about the service, chosen otherwise."""
    faults: Sequence[Mapping[str, Any]]
    """What goes wrong, and how often: see `Sandbox.set_faults`."""


class SandboxTruth(TypedDict):
    """What Webex hides about an enterprise, and the sandbox shows under the key ``sandbox``."""

    cluster: int
    """The hidden cluster: what `Sandbox.hold_cluster` takes."""
    domain: str
    """The domain of its users: ``jane.doe@`` that domain is a user that can be synced."""
    provisionedUsers: bool
    """Whether a user of it has been provisioned: without one, syncs are refused."""
    runSeconds: float
    """How long its last run took."""


class SandboxEnterprise(Enterprise):
    """An enterprise as `Sandbox.enterprises` shows it."""

    sandbox: SandboxTruth
    """The data that Webex hides."""


class SandboxRun(TypedDict):
    """A past or current run, with details that Webex doesn't report in one place."""

    enterprise_id: str | None
    """The enterprise's ``id``; None if an external client holds the cluster anonymously."""
    cluster: int
    """The hidden cluster."""
    kind: Literal["on_demand", "scheduled", "external_client"]
    """Who started it: a trigger that the sandbox accepted, the service itself, or Partner Hub or
    another tool."""
    start: datetime
    """When it started, in virtual time."""
    end: datetime
    """When it ended or will end, in virtual time."""
    tracking_id: str | None
    """Its ``lastSyncTrackingId``."""
    codes: list[int]
    """The directory sync codes that it ends with; none if it succeeds."""
