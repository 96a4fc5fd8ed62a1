"""Servers to test scripts against, without Webex: on this machine, started in milliseconds.

`Sandbox` is a stateful simulator of the BroadWorks Enterprises operations: the next read shows a
change, syncs take time on a clock that can be sped up, clusters refuse a second run, and faults
occur as often as configured. `ScriptedServer` answers every request from a script. ::

    from webex_broadworks.testing import Sandbox

    with Sandbox(enterprises=3, speed=600) as sandbox, sandbox.client() as webex:
        provision_all(webex)  # the code under test
        assert all(request["status"] == 200 for request in sandbox.requests())
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from types import TracebackType
from typing import Any

from . import _core
from ._async_client import AsyncClient
from ._client import Client
from ._compat import Self, Unpack
from ._sandbox_types import (
    LoggedRequest,
    SandboxEnterprise,
    SandboxLogNormal,
    SandboxOAuth,
    SandboxOptions,
    SandboxRandomIds,
    SandboxRun,
    SandboxSwitches,
    SandboxTruth,
)
from ._types import Token
from .generated._models import Subscriber

__all__ = [
    "LoggedRequest",
    "Sandbox",
    "SandboxEnterprise",
    "SandboxLogNormal",
    "SandboxOAuth",
    "SandboxOptions",
    "SandboxRandomIds",
    "SandboxRun",
    "SandboxSwitches",
    "SandboxTruth",
    "ScriptedServer",
]


class Sandbox:
    """A stateful simulator of Webex, on a loopback port and a thread of its own.

    It serves until it is stopped: use it as a context manager. Its options are keyword arguments,
    see `SandboxOptions`; each has a default.
    """

    def __init__(self, **options: Unpack[SandboxOptions]) -> None:
        """Starts a sandbox.

        Args:
            **options: See `SandboxOptions`.

        Raises:
            InvalidArgumentError: An option does not exist, is of the wrong type or out of bounds.
            OSError: The port is taken.
        """
        self._core = _core.Sandbox(_with_text_keys(options))

    @property
    def base_url(self) -> str:
        """The base URL to give to a client."""
        return self._core.value("base_url")

    @property
    def token(self) -> str:
        """The token with all permissions: the last that was set."""
        return self._core.value("token")

    def set_token(self, token: str) -> None:
        """Replaces the token with all permissions. The old one is then refused.

        Args:
            token: The token.
        """
        self._core.set_token(token)

    def token_refreshes(self) -> int:
        """Counts the refreshes.

        Returns:
            How many access tokens the OAuth client has been given.
        """
        return self._core.value("token_refreshes")

    @property
    def read_only_token(self) -> str:
        """The token that can only read."""
        return self._core.value("read_only_token")

    def client(self, token: Token | None = None, **options: Any) -> Client:
        """Makes a client for this sandbox, whose clock is the sandbox's.

        Its pauses are as short as the sandbox's time is, at most 600 times shorter. Ages, expiry
        and deadlines follow `start_time` and `advance`.

        Args:
            token: A token, or what brings one. Default: the token that may do everything.
            **options: Further arguments of `Client`.

        Returns:
            A blocking client.
        """
        return Client(token or self.token, **self._client_options(options))

    def async_client(self, token: Token | None = None, **options: Any) -> AsyncClient:
        """Makes an `asyncio` client for this sandbox; otherwise like `client`.

        Args:
            token: A token, or what brings one. Default: the token that may do everything.
            **options: Further arguments of `AsyncClient`.

        Returns:
            An `asyncio` client.
        """
        return AsyncClient(token or self.token, **self._client_options(options))

    def _client_options(self, options: dict[str, Any]) -> dict[str, Any]:
        return {"base_url": self.base_url, "_clock": self._core, **options}

    def enterprises(self) -> list[SandboxEnterprise]:
        """Tells the truth about every enterprise, whatever a listing would show.

        Returns:
            Every enterprise as the service would show it now, each with a key ``sandbox`` for what
            the service hides. The same list can be given as `items` to another sandbox.
        """
        return self._core.value("enterprises")

    def subscribers(self) -> list[Subscriber]:
        """Returns every subscriber as Webex would show it now.

        Returns:
            The subscribers, in the order of their ids.
        """
        return self._core.value("subscribers")

    def grant_consent(self, subscriber_id: str) -> None:
        """Has the person of a subscriber do what its provisioning waits for.

        The person consents, or enters and confirms an e-mail address.

        Args:
            subscriber_id: The subscriber's ``id``.

        Raises:
            InvalidArgumentError: No subscriber with that id waits for a person.
        """
        self._core.grant_consent(subscriber_id)

    def requests(self) -> list[LoggedRequest]:
        """Tells what was asked since the start, or since `clear_requests`.

        Returns:
            The requests in the order of arrival.
        """
        return _with_header_dicts(self._core.value("requests"))

    def clear_requests(self) -> None:
        """Clears the request log."""
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
        return _moment(self._core.value("now"))

    def set_faults(self, faults: Sequence[Mapping[str, Any]]) -> None:
        """Replaces all faults, and restarts their counts.

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
        return self._core.value("fault_counts")

    def throttled(self) -> int:
        """Counts the requests that `rate_limit` has refused.

        Returns:
            How many; 429s of faults and of busy clusters are not among them.
        """
        return self._core.value("throttled")

    def accepted_triggers(self) -> dict[str, int]:
        """Counts the triggers of a directory sync that were accepted.

        Returns:
            How many, by the enterprise's ``id``; enterprises without one are left out.
        """
        return self._core.value("accepted_triggers")

    def refusals(self) -> dict[str, int]:
        """Counts what was refused because an enterprise or its cluster could not do it.

        Returns:
            How often, by the reason: ``cluster_busy`` (a run triggered here occupies the cluster),
            ``held_by_external_client`` (a run triggered elsewhere does), ``already_running``,
            or else the directory sync code, such as ``600011``.
        """
        return self._core.value("refusals")

    def runs(self) -> list[SandboxRun]:
        """Lists all runs: those on demand, scheduled ones, those of external clients.

        Returns:
            The runs since the start, in the order in which they started.
        """
        runs = self._core.value("runs")
        for run in runs:
            run.update(start=_moment(run["start"]), end=_moment(run["end"]))
        return runs

    def set_next_run(
        self,
        enterprise_id: str,
        *,
        length: float | timedelta | None = None,
        codes: Sequence[int] | None = None,
    ) -> None:
        """Sets how the next run of an enterprise goes, no matter which client starts it.

        Args:
            enterprise_id: The enterprise's ``id``.
            length: How long it takes: virtual seconds, or a timedelta. Default: about as long as
                the last.
            codes: The directory sync codes that it ends with. None of them: it succeeds. 600003 and
                600017 to 600019 alone: it succeeds in part. Others: it fails. Default: as
                `fail_share` and `partial_share` have it.

        Raises:
            InvalidArgumentError: There is no enterprise with that id.
        """
        self._core.set_next_run(enterprise_id, length, codes)

    def hold_cluster(self, cluster: int, length: float | timedelta) -> None:
        """Takes a cluster's slot for runs on demand, as Partner Hub or another tool would.

        It does not show which enterprise is synced.

        Args:
            cluster: The hidden cluster, as `enterprises` tells it.
            length: For how long: virtual seconds, or a timedelta.

        Raises:
            InvalidArgumentError: There is no such cluster.
            OSError: Its slot is taken.
        """
        self._core.hold_cluster(cluster, length)

    def occupy(self, enterprise_id: str) -> None:
        """Starts a run on demand as Partner Hub or another tool would.

        The enterprise is ``IN_PROGRESS`` under a tracking id of theirs, and its cluster is busy.

        Args:
            enterprise_id: The enterprise's ``id``.

        Raises:
            InvalidArgumentError: There is no enterprise with that id.
            OSError: Its directory sync is off, or it or its cluster is busy.
        """
        self._core.occupy(enterprise_id)

    def touch_user(self, enterprise_id: str, user_id: str) -> None:
        """Changes a user on the BroadWorks side: the next sync of it is an ``UPDATE``.

        Args:
            enterprise_id: The enterprise's ``id``.
            user_id: The user's BroadWorks id.

        Raises:
            InvalidArgumentError: There is no enterprise with that id.
        """
        self._core.touch_user(enterprise_id, user_id)

    def remove_user(self, enterprise_id: str, user_id: str) -> None:
        """Takes a user away on the BroadWorks side: the next sync of it is a ``DELETE``.

        Args:
            enterprise_id: The enterprise's ``id``.
            user_id: The user's BroadWorks id.

        Raises:
            InvalidArgumentError: There is no enterprise with that id.
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

    A request beyond the end is answered with 500 and a text that names it. A second server, at
    another origin, records the requests that reach it; there should be none.

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
        return self._core.value("base_url")

    @property
    def origin(self) -> str:
        """Where it serves: ``http://127.0.0.1:PORT``."""
        return self._core.value("origin")

    @property
    def elsewhere_origin(self) -> str:
        """Where the foreign server serves."""
        return self._core.value("elsewhere_origin")

    def requests(self) -> list[LoggedRequest]:
        """Tells what was asked.

        Returns:
            The requests in the order of arrival.
        """
        return _with_header_dicts(self._core.value("requests"))

    def elsewhere_requests(self) -> list[LoggedRequest]:
        """Tells what was asked of the foreign server.

        Returns:
            The requests in the order of arrival.
        """
        return _with_header_dicts(self._core.value("elsewhere_requests"))

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
        return self._core.value("disconnects")

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
        """Releases held answers, including future ones."""
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


def _moment(text: str) -> datetime:
    whole, _, fraction = text.rstrip("Z").partition(".")
    moment = datetime.fromisoformat(f"{whole}.{fraction or '0':0<6}")
    return moment.replace(tzinfo=timezone.utc)


def _with_text_keys(value: Any) -> Any:
    """The options with codes as JSON has them in the place of keys: as text."""
    if not isinstance(value, Mapping):
        return value
    return {
        str(key) if isinstance(key, int) else key: _with_text_keys(inner)
        for key, inner in value.items()
    }
