"""Servers to test scripts against, without Webex: on this machine, started in milliseconds.

`Sandbox` is a stateful look-alike of the BroadWorks Enterprises operations: a change is seen by the
next read, syncs take their time on a clock that can be sped up, clusters refuse a second run, and
faults strike as often as asked. `ScriptedServer` answers from a script, whatever it is asked. ::

    from webex_broadworks.testing import Sandbox

    with Sandbox(enterprises=3, speed=600) as sandbox, sandbox.client() as webex:
        provision_all(webex)  # the code under test
        assert all(request["status"] == 200 for request in sandbox.requests())
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, TypedDict

from . import _core
from ._async_client import AsyncClient
from ._client import Client

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType

    from typing_extensions import Self, Unpack

    from ._types import Enterprise

__all__ = ["LoggedRequest", "Sandbox", "SandboxOAuth", "SandboxOptions", "ScriptedServer"]


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


class SandboxOptions(TypedDict, total=False):
    """How a `Sandbox` behaves."""

    enterprises: int
    """How many enterprises to make up. Default: 250."""
    items: Sequence[Mapping[str, Any]]
    """Enterprises to serve word for word instead. A key ``sandbox`` in an item is taken out and
    sets what the service hides: ``cluster``, ``domain``, ``provisionedUsers``, ``runSeconds``."""
    seed: int
    """What all made-up data, run lengths, failures and faults follow from. Default: 1."""
    odd_ids: bool
    """Some made-up identifiers hold ``&``, ``/``, ``#``, spaces or é. Default: True."""
    clusters: int
    """How many hidden BroadWorks clusters the enterprises are spread over. Default: 4."""
    provisioning_ids_per_cluster: int
    """How many templates belong to each cluster. Default: 1."""
    sort: str
    """The order of a listing: ``id`` (the default), ``insertion`` or ``shuffled``."""
    port: int
    """The port on 127.0.0.1. Default: a free one."""
    token: str
    """The token that may do everything. Default: ``sandbox-token``."""
    read_only_token: str
    """The token that may only read. Default: ``sandbox-read-only-token``."""
    token_expires_after: float
    """Virtual seconds after which `token` is refused, anew whenever it is replaced.
    Default: never."""
    oauth: SandboxOAuth
    """A client whose refresh token gets access tokens at ``/v1/access_token``. Default: none."""
    speed: float
    """Virtual seconds per real second. Default: 1."""
    manual: bool
    """The clock stands still unless `Sandbox.advance` moves it. Default: False."""
    start_time: str
    """Where the clock starts, as ISO 8601. Default: the present."""
    run_seconds: tuple[float, float]
    """The shortest and the longest run in virtual seconds. Default: 2 to 4500."""
    clean_up_seconds: float
    """Virtual seconds that the clean-up after disabling takes. Default: 300."""
    fail_share: float
    """The share of runs that fail, 0 to 1. Default: 0."""
    partial_share: float
    """The share of runs that succeed in part, 0 to 1. Default: 0."""
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
    switches: Mapping[str, Any]
    """What is not documented about the service, chosen otherwise."""
    faults: Sequence[Mapping[str, Any]]
    """What goes wrong, and how often: see `Sandbox.set_faults`."""


class Sandbox:
    """A stateful look-alike of the service, on a loopback port and a thread of its own.

    It serves until it is stopped: use it as a context manager. Its options are keyword arguments,
    see `SandboxOptions`; each has a default.
    """

    def __init__(self, **options: Unpack[SandboxOptions]) -> None:
        """Starts a sandbox.

        Args:
            **options: See `SandboxOptions`.

        Raises:
            InvalidArgumentError: An option does not exist, or is of the wrong type.
            OSError: The port is taken, or an item of `items` is not what it should be.
        """
        self._core = _core.Sandbox(options)
        self._speed = 1.0 if options.get("manual") else options.get("speed", 1.0)

    @property
    def base_url(self) -> str:
        """The base URL to give to a client."""
        return self._core.base_url

    @property
    def token(self) -> str:
        """The token that may do everything: the last that was set."""
        return self._core.token

    def set_token(self, token: str) -> None:
        """Puts another token in the place of the one that may do everything, which is then refused.

        Args:
            token: The token.
        """
        self._core.set_token(token)

    def token_refreshes(self) -> int:
        """Counts the refreshes.

        Returns:
            How many access tokens the OAuth client has been given.
        """
        return self._core.token_refreshes()

    @property
    def read_only_token(self) -> str:
        """The token that may only read."""
        return self._core.read_only_token

    def client(self, token: str | None = None, **options: Any) -> Client:
        """Makes a client for this sandbox, whose pauses are as short as the sandbox's time is.

        Args:
            token: A token. Default: the one that may do everything.
            **options: Further arguments of `Client`.

        Returns:
            A blocking client.
        """
        return Client(token or self.token, **self._client_options(options))

    def async_client(self, token: str | None = None, **options: Any) -> AsyncClient:
        """Makes an `asyncio` client for this sandbox; otherwise like `client`.

        Args:
            token: A token. Default: the one that may do everything.
            **options: Further arguments of `AsyncClient`.

        Returns:
            An `asyncio` client.
        """
        return AsyncClient(token or self.token, **self._client_options(options))

    def _client_options(self, options: dict[str, Any]) -> dict[str, Any]:
        return {"base_url": self.base_url, "_clock_speed": self._speed, **options}

    def enterprises(self) -> list[Enterprise]:
        """Tells the truth about every enterprise, whatever a listing would show.

        Returns:
            Every enterprise as the service would show it now, each with a key ``sandbox`` for what
            the service hides. The same list can be given as `items` to another sandbox.
        """
        return self._core.enterprises()

    def requests(self) -> list[LoggedRequest]:
        """Tells what was asked since the start, or since `clear_requests`.

        Returns:
            The requests in the order of arrival.
        """
        return _with_header_dicts(self._core.requests())

    def clear_requests(self) -> None:
        """Forgets all requests so far."""
        self._core.clear_requests()

    def wait_for_requests(self, count: int, *, timeout: float | timedelta = 10) -> bool:
        """Waits until so many requests have arrived since the start or `clear_requests`.

        Args:
            count: How many.
            timeout: How long to wait at most: seconds, or a timedelta.

        Returns:
            Whether they have.
        """
        return self._core.wait_for_requests(count, timeout)

    def advance(self, length: float | timedelta) -> None:
        """Moves the clock on.

        Args:
            length: By how much: seconds, or a timedelta.
        """
        self._core.advance(length)

    def now(self) -> datetime:
        """Reads the sandbox's clock.

        Returns:
            The virtual time, in UTC.
        """
        whole, _, fraction = self._core.now().rstrip("Z").partition(".")
        moment = datetime.fromisoformat(f"{whole}.{fraction or '0':0<6}")
        return moment.replace(tzinfo=timezone.utc)

    def set_faults(self, faults: Sequence[Mapping[str, Any]]) -> None:
        """Puts other faults in the place of all before, and starts their counts anew.

        Args:
            faults: Each a dict with a ``name``, the keys of that fault, and which requests it
                strikes: ``operation``, ``after``, ``every``, ``share``, ``first``. An example:
                ``{"name": "throttle", "retry_after": "3", "share": 0.05}``.

        Raises:
            InvalidArgumentError: A fault does not exist, or has a key that it cannot have.
        """
        self._core.set_faults(faults)

    def fault_counts(self) -> dict[str, int]:
        """Counts the faults.

        Returns:
            How often each fault has struck, by its ``label``, or else its ``name``.
        """
        return self._core.fault_counts()

    def touch_user(self, enterprise_id: str, user_id: str) -> None:
        """Changes a user on the BroadWorks side: the next sync of it is an ``UPDATE``.

        Args:
            enterprise_id: The enterprise's ``id``.
            user_id: The user's BroadWorks id.

        Raises:
            OSError: There is no enterprise with that id.
        """
        self._core.touch_user(enterprise_id, user_id)

    def remove_user(self, enterprise_id: str, user_id: str) -> None:
        """Takes a user away on the BroadWorks side: the next sync of it is a ``DELETE``.

        Args:
            enterprise_id: The enterprise's ``id``.
            user_id: The user's BroadWorks id.

        Raises:
            OSError: There is no enterprise with that id.
        """
        self._core.remove_user(enterprise_id, user_id)

    def stop(self) -> None:
        """Stops serving and closes all connections; what was logged can still be read."""
        self._core.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()


class ScriptedServer:
    """A server that answers the k-th request with the k-th response of a script.

    A request beyond the end is answered with 500 and a text that names it. A second, foreign server
    stands beside it and notes whatever reaches it, which should be nothing.

    It serves until it is stopped: use it as a context manager.
    """

    def __init__(self, responses: Sequence[Mapping[str, Any]]) -> None:
        """Starts both servers.

        Args:
            responses: Dicts, of which every key has a default: ``status`` (200), ``headers`` (a
                dict or pairs), the body as ``json``, ``text`` or ``base64``; ``gzip`` and
                ``chunked``; ``cut`` (``before_head``, ``in_head`` or ``in_body``: where the
                connection ends), with ``reset`` by RST; ``hold``: the answer waits for `release`.
                In headers, ``json`` and ``text``, ``{{origin}}`` and ``{{elsewhere}}`` stand for
                the two servers.

        Raises:
            InvalidArgumentError: A response has a key that it cannot have.
        """
        self._core = _core.ScriptedServer(responses)

    @property
    def base_url(self) -> str:
        """The base URL to give to a client."""
        return self._core.base_url

    @property
    def origin(self) -> str:
        """Where it serves: ``http://127.0.0.1:PORT``."""
        return self._core.origin

    @property
    def elsewhere_origin(self) -> str:
        """Where the foreign server serves."""
        return self._core.elsewhere_origin

    def requests(self) -> list[LoggedRequest]:
        """Tells what was asked.

        Returns:
            The requests in the order of arrival.
        """
        return _with_header_dicts(self._core.requests())

    def elsewhere_requests(self) -> list[LoggedRequest]:
        """Tells what was asked of the foreign server.

        Returns:
            The requests in the order of arrival.
        """
        return _with_header_dicts(self._core.elsewhere_requests())

    def wait_for_requests(self, count: int, *, timeout: float | timedelta = 10) -> bool:
        """Waits until so many requests have arrived.

        Args:
            count: How many.
            timeout: How long to wait at most: seconds, or a timedelta.

        Returns:
            Whether they have.
        """
        return self._core.wait_for_requests(count, timeout)

    def disconnects(self) -> int:
        """Counts the clients that went away while their answer was held.

        Returns:
            How many.
        """
        return self._core.disconnects()

    def wait_for_disconnects(self, count: int, *, timeout: float | timedelta = 10) -> bool:
        """Waits until so many clients went away while their answer was held.

        Args:
            count: How many.
            timeout: How long to wait at most: seconds, or a timedelta.

        Returns:
            Whether they have.
        """
        return self._core.wait_for_disconnects(count, timeout)

    def release(self) -> None:
        """Lets held answers go, those still to come too."""
        self._core.release()

    def stop(self) -> None:
        """Stops serving and closes all connections; what was logged can still be read."""
        self._core.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()


def _with_header_dicts(requests: list[Any]) -> list[LoggedRequest]:
    for request in requests:
        request["headers"] = dict(request["headers"])
    return requests
