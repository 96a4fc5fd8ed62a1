# Written by `make generate` from `api/test_servers.toml`.
"""Local servers to test scripts without Webex. They start in milliseconds.

`Sandbox` is a stateful simulator of Webex for BroadWorks: the next read shows a change, syncs take
time on a clock that can be sped up, clusters refuse a second sync, and faults occur as often as
configured. `ScriptedServer` answers every request from a script. ::

    from webex_broadworks.testing import Sandbox

    with Sandbox(enterprises=3, speed=600) as sandbox, sandbox.client() as webex:
        provision_all(webex)  # the code under test
        assert all(request["status"] == 200 for request in sandbox.requests())
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any

from . import _core
from ._async_client import AsyncClient
from ._client import Client
from ._compat import Self, Unpack
from ._test_servers import moment, run_of, with_text_keys
from ._types import Token
from .generated._models import Subscriber, Workspace
from .generated._sandbox import (
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
    """A stateful simulator of Webex on a loopback port.

    The next read shows a change, syncs take time on a virtual clock, clusters refuse a second sync,
    and users can be added and removed. It serves from a thread of its own until it is stopped, and
    doesn't keep the process alive.

    Use it as a context manager. Its options are keyword arguments, see `SandboxOptions`; each has a
    default.
    """

    def __init__(self, **options: Unpack[SandboxOptions]) -> None:
        """Starts a sandbox.

        Args:
            **options: See `SandboxOptions`.

        Raises:
            InvalidArgumentError: An option is unknown or has a wrong value.
            OSError: The port is already in use.
        """
        self._core = _core.TestServer.sandbox(with_text_keys(options))

    @property
    def base_url(self) -> str:
        """The base URL to give a client: ``http://127.0.0.1:PORT/v1``."""
        return self._core.value("base_url")

    @property
    def token(self) -> str:
        """The current token with all permissions."""
        return self._core.value("token")

    @property
    def read_only_token(self) -> str:
        """The token that can only read."""
        return self._core.value("read_only_token")

    def token_refreshes(self) -> int:
        """Counts the refreshes.

        Returns:
            Number of access tokens that the OAuth client got.
        """
        return self._core.value("token_refreshes")

    def requests(self) -> list[LoggedRequest]:
        """Returns the requests since the start or the last `clear_requests`.

        Returns:
            The requests since the start or the last `clear_requests`, in order of arrival.
        """
        return self._core.value("requests")

    def enterprises(self) -> list[SandboxEnterprise]:
        """Returns every enterprise, with the data that Webex hides.

        Returns:
            Every enterprise as Webex would show it now, with the key `sandbox` for what Webex
            hides. The same list can be given as `items` to another sandbox.
        """
        return self._core.value("enterprises")

    def subscribers(self) -> list[Subscriber]:
        """Returns every subscriber as Webex would show it now.

        Returns:
            Every subscriber as Webex would show it now, sorted by id.
        """
        return self._core.value("subscribers")

    def workspaces(self) -> list[Workspace]:
        """Returns every workspace that was provisioned.

        Returns:
            Every workspace that was provisioned, sorted by id. Webex itself has no list of them.
        """
        return self._core.value("workspaces")

    def now(self) -> datetime:
        """Returns the time of the sandbox's clock.

        Returns:
            The virtual time, in UTC.
        """
        return moment(self._core.value("now"))

    def fault_counts(self) -> dict[str, int]:
        """Counts the faults.

        Returns:
            How many times each fault was applied, by its label, or by its name without one.
        """
        return self._core.value("fault_counts")

    def throttled(self) -> int:
        """Counts the requests that `rate_limit` has refused.

        Returns:
            Number of requests that `rate_limit` refused, without the 429s of faults and busy
            clusters.
        """
        return self._core.value("throttled")

    def accepted_triggers(self) -> dict[str, int]:
        """Counts the triggers of a directory sync that were accepted.

        Returns:
            Number of accepted triggers, by the enterprise's id. Enterprises without any are left
            out.
        """
        return self._core.value("accepted_triggers")

    def refusals(self) -> dict[str, int]:
        """Counts refusals because of the state of an enterprise or its cluster.

        Returns:
            Number of refusals because of the state of an enterprise or its cluster, by the reason:
            ``"cluster_busy"`` (a sync triggered here occupies the cluster),
            ``"held_by_external_client"`` (one triggered elsewhere does), ``"already_running"``, or
            another directory sync code, such as ``"600011"``.
        """
        return self._core.value("refusals")

    def runs(self) -> list[SandboxRun]:
        """Lists all syncs: triggered ones, scheduled ones, and those of external clients.

        Returns:
            All syncs since the start, in the order in which they started.
        """
        return [run_of(run) for run in self._core.value("runs")]

    def client(self, token: Token | None = None, **options: Any) -> Client:
        """Creates a client for this sandbox that uses the sandbox's clock.

        Its pauses are shorter by the factor `speed`, at most 600 times. Ages, expiry and deadlines
        follow `start_time` and `advance`.

        Args:
            token: A token or a source of tokens. Default: the token with all permissions.
            **options: Further arguments of `Client`.

        Returns:
            A blocking client.
        """
        return Client(token or self.token, **self._client_options(options))

    def async_client(self, token: Token | None = None, **options: Any) -> AsyncClient:
        """Creates an `asyncio` client for this sandbox; otherwise like `client`.

        Args:
            token: A token or a source of tokens. Default: the token with all permissions.
            **options: Further arguments of `AsyncClient`.

        Returns:
            An `asyncio` client.
        """
        return AsyncClient(token or self.token, **self._client_options(options))

    def _client_options(self, options: dict[str, Any]) -> dict[str, Any]:
        return {"base_url": self.base_url, "_clock": self._core, **options}

    def set_token(self, token: str) -> None:
        """Replaces the token with all permissions.

        The old one is then refused.

        Args:
            token: The token.
        """
        self._core.change("set_token", {"token": token})

    def clear_requests(self) -> None:
        """Clears the request log."""
        self._core.change("clear_requests", {})

    def advance(self, length: float | timedelta) -> None:
        """Advances the clock, in any mode.

        Args:
            length: Duration: virtual seconds, or a timedelta.
        """
        self._core.change("advance", {"length": length})

    def set_faults(self, faults: Sequence[Mapping[str, Any]]) -> None:
        """Replaces all faults, and resets their counts.

        Args:
            faults: Dicts with a `name`, the keys of that fault, and keys that select requests:
                `operation`, `after`, `every`, `share`, `first`. For example: ``{"name": "throttle",
                "retry_after": "3", "share": 0.05}``.

        Raises:
            InvalidArgumentError: A fault or one of its keys is unknown.
        """
        self._core.change("set_faults", {"faults": faults})

    def grant_consent(self, subscriber_id: str) -> None:
        """Acts as the person that a subscriber's provisioning waits for.

        The person gives consent, or enters and confirms an e-mail address.

        Args:
            subscriber_id: The subscriber's `id`.

        Raises:
            InvalidArgumentError: No subscriber with that id waits for a person.
        """
        self._core.change("grant_consent", {"subscriber_id": subscriber_id})

    def set_next_run(
        self,
        enterprise_id: str,
        *,
        length: float | timedelta | None = None,
        codes: Sequence[int] | None = None,
    ) -> None:
        """Sets the duration and result of the next sync of an enterprise, whatever starts it.

        Args:
            enterprise_id: The enterprise's `id`.
            length: Its duration in virtual seconds, or a timedelta. Default: similar to the last.
            codes: The directory sync codes that it ends with. Empty: it succeeds. Only 600003 and
                600017 to 600019: it succeeds partially. Others: it fails. Default: random, by
                `fail_share` and `partial_share`.

        Raises:
            InvalidArgumentError: There is no enterprise with that id.
        """
        self._core.change(
            "set_next_run", {"enterprise_id": enterprise_id, "length": length, "codes": codes}
        )

    def hold_cluster(self, cluster: int, length: float | timedelta) -> None:
        """Occupies a cluster's slot for triggered syncs, as Partner Hub or another tool would.

        It doesn't show which enterprise is synced.

        Args:
            cluster: The hidden cluster, as in `enterprises`.
            length: Duration: virtual seconds, or a timedelta.

        Raises:
            InvalidArgumentError: There is no such cluster.
            OSError: Its slot is occupied.
        """
        self._core.change("hold_cluster", {"cluster": cluster, "length": length})

    def occupy(self, enterprise_id: str) -> None:
        """Triggers a sync as Partner Hub or another tool would.

        The enterprise is ``IN_PROGRESS`` with a foreign tracking id, and its cluster is busy.

        Args:
            enterprise_id: The enterprise's `id`.

        Raises:
            InvalidArgumentError: There is no enterprise with that id.
            OSError: Its directory sync is off, or it or its cluster is busy.
        """
        self._core.change("occupy", {"enterprise_id": enterprise_id})

    def touch_user(self, enterprise_id: str, user_id: str) -> None:
        """Changes a user on BroadWorks: its next sync is an ``UPDATE``.

        Args:
            enterprise_id: The enterprise's `id`.
            user_id: The user's BroadWorks id.

        Raises:
            InvalidArgumentError: There is no enterprise with that id.
        """
        self._core.change("touch_user", {"enterprise_id": enterprise_id, "user_id": user_id})

    def remove_user(self, enterprise_id: str, user_id: str) -> None:
        """Removes a user from BroadWorks: its next sync is a ``DELETE``.

        Args:
            enterprise_id: The enterprise's `id`.
            user_id: The user's BroadWorks id.

        Raises:
            InvalidArgumentError: There is no enterprise with that id.
        """
        self._core.change("remove_user", {"enterprise_id": enterprise_id, "user_id": user_id})

    def wait_for_requests(self, count: int, *, timeout: float | timedelta = 10) -> bool:
        """Waits until this many requests have arrived since the start or the last `clear_requests`.

        Args:
            count: Number to wait for.
            timeout: Maximum waiting time: seconds, or a timedelta.

        Returns:
            True, or False after the timeout.
        """
        return self._core.wait("wait_for_requests", count, timeout)

    def stop(self) -> None:
        """Stops serving and closes all connections. The log can still be read."""
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

    It doesn't look at the request. Requests after the last response get 500 and a text that names
    them. A second, foreign server only logs its requests.

    Use it as a context manager.
    """

    def __init__(self, responses: Sequence[Mapping[str, Any]]) -> None:
        """Starts both servers on free loopback ports.

        Args:
            responses: Dicts, in which every key is optional. In headers, ``json`` and ``text``,
                ``{{origin}}`` and ``{{elsewhere}}`` stand for the origins of the two servers.

                * ``status``: The status. Default: 200.
                * ``headers``: Headers as a dict or pairs, sent in this order and spelling. Default:
                  none.
                * ``json``: A JSON body. Sets ``Content-Type``, unless `headers` does.
                * ``text``: A text body.
                * ``base64``: A binary body, in base64.
                * ``gzip``: The body is compressed, and ``Content-Encoding`` set. Default: False.
                * ``chunked``: The body is sent in chunks rather than with its length. Default:
                  False.
                * ``cut``: Where the connection ends early: `before_head`, `in_head` or `in_body`.
                  Default: nowhere.
                * ``reset``: The connection ends with RST instead of FIN. Default: False.
                * ``hold``: The response waits for ``release()``. Default: False.

        Raises:
            InvalidArgumentError: A response has an unknown key or a wrong value.
        """
        self._core = _core.TestServer.scripted_server(responses)

    @property
    def origin(self) -> str:
        """Its origin: ``http://127.0.0.1:PORT``."""
        return self._core.value("origin")

    @property
    def elsewhere_origin(self) -> str:
        """The origin of the foreign server."""
        return self._core.value("elsewhere_origin")

    @property
    def base_url(self) -> str:
        """The base URL to give a client: ``http://127.0.0.1:PORT/v1``."""
        return self._core.value("base_url")

    def requests(self) -> list[LoggedRequest]:
        """Returns the requests.

        Returns:
            The requests, in order of arrival.
        """
        return self._core.value("requests")

    def elsewhere_requests(self) -> list[LoggedRequest]:
        """Returns the requests to the foreign server.

        Returns:
            The requests to the foreign server, in order of arrival.
        """
        return self._core.value("elsewhere_requests")

    def disconnects(self) -> int:
        """Counts the clients that disconnected while their response was held.

        Returns:
            Number of clients that disconnected while their response was held.
        """
        return self._core.value("disconnects")

    def release(self) -> None:
        """Releases held responses, including future ones."""
        self._core.change("release", {})

    def wait_for_requests(self, count: int, *, timeout: float | timedelta = 10) -> bool:
        """Waits until this many requests have arrived.

        Args:
            count: Number to wait for.
            timeout: Maximum waiting time: seconds, or a timedelta.

        Returns:
            True, or False after the timeout.
        """
        return self._core.wait("wait_for_requests", count, timeout)

    def wait_for_disconnects(self, count: int, *, timeout: float | timedelta = 10) -> bool:
        """Waits until this many clients disconnected while their response was held.

        Args:
            count: Number to wait for.
            timeout: Maximum waiting time: seconds, or a timedelta.

        Returns:
            True, or False after the timeout.
        """
        return self._core.wait("wait_for_disconnects", count, timeout)

    def stop(self) -> None:
        """Stops serving and closes all connections. The log can still be read."""
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
