"""The client.

Written by `make generate` from `_async_client.py`.
"""

from __future__ import annotations

from datetime import timedelta
from types import TracebackType
from typing import Any

from ._audits import Audits
from ._base import ClientBase, Resource
from ._bulk import Bulk
from ._compat import Self
from ._response import ResponseMetadata
from ._types import Query, Timeout
from .generated._resources import Resources, ResourcesWithResponse

__all__ = ["Client"]


class Client(Resources, Audits, ClientBase):
    """A client for Webex for BroadWorks.

    Every method retries only what is safe to retry. Several threads and event loops can use one
    client at the same time, also after a fork. Ctrl-C and the cancellation of a task drop a
    request. A `Client` blocks. An `AsyncClient` has the same methods. ::

        with Client() as webex:  # the token of WEBEX_ACCESS_TOKEN
            for enterprise in webex.enterprises.list(starts_with="Reseller1"):
                print(enterprise["spEnterpriseId"], directory_sync_state(enterprise).status)
    """

    __module__ = "webex_broadworks"
    __slots__ = ()

    @property
    def bulk(self) -> Bulk:
        """The operations over many items: see `Bulk`."""
        return Bulk(self._core)

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        body: Any = None,
        timeout: Timeout = None,
    ) -> Any:
        """Sends any other request below the base URL, by the same rules.

        Retries GET and PUT. Retries POST, PATCH and DELETE only if Webex did nothing.

        Args:
            method: ``"GET"``, ``"PUT"``, ``"POST"``, ``"PATCH"`` or ``"DELETE"``.
            path: The path below the base URL, unencoded, such as ``"/organizations/{orgId}"``. The
                client encodes each part between slashes.
            query: Query parameters, unencoded: a dict, or pairs if a name occurs more than
                once.
            body: The body, sent as JSON. None sends no body.
            timeout: Timeout of the call, including pauses and retries, in seconds or as a
                timedelta; `math.inf`: no limit. Default: the client's own.

        Returns:
            The decoded JSON of the response; None if it has no body.

        Raises:
            InvalidArgumentError: An argument can't be used; nothing was sent.
            AmbiguousOutcomeError: The client can't tell whether Webex executed a POST or PATCH.
            APIStatusError: Webex answered with a status that isn't a success.
            APIConnectionError: The client received no response in time.
        """
        return self._core.request(method, path, query, body, timeout).wait()

    def with_options(
        self,
        *,
        timeout: Timeout = None,
        attempt_timeout: float | timedelta | None = None,
    ) -> Self:
        """Returns a client with its own time limits that uses this client's connections.

        Both share everything else: token, pauses after a 429, the limit of requests in flight, and
        hooks. Closing either closes both. ::

            quick = webex.with_options(timeout=10)

        Args:
            timeout: Timeout of a call, including pauses and retries, in seconds or as a timedelta;
                `math.inf`: no limit. Default: this client's.
            attempt_timeout: Timeout of one attempt, in seconds or as a timedelta.
                Default: this client's.

        Returns:
            The client. If you pickle it, the unpickled client shares nothing with this one.

        Raises:
            InvalidArgumentError: A limit is zero or less, or isn't a duration.
        """
        limits = {"timeout": timeout, "attempt_timeout": attempt_timeout}
        return self._of(self._core.with_options(limits))

    def with_response(self) -> ClientWithResponse:
        """Returns the same resources with methods that also return the response's metadata.

        Returns:
            An object whose methods return ``(result, ResponseMetadata)``. Lists are the exception:
            their pages have the metadata. Downloads have none. It shares this client's connections.
        """
        return ClientWithResponse(self._core)

    def close(self) -> None:
        """Refuses all further calls, which then raise `ClientClosedError`.

        Calls that are already in flight in other threads or tasks continue.
        """
        self._core.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


class ClientWithResponse(ResourcesWithResponse, Resource):
    """The methods of the client, which return ``(result, ResponseMetadata)``."""

    __slots__ = ()

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        body: Any = None,
        timeout: Timeout = None,
    ) -> tuple[Any, ResponseMetadata]:
        """Does what `request` of the client does."""
        call = self._core.request(method, path, query, body, timeout)
        return call.wait(with_metadata=True)
