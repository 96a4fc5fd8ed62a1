"""The client for `asyncio`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from os import PathLike
from types import TracebackType
from typing import Any, Literal

from ._async_bulk import AsyncBulk
from ._audit import Audit
from ._base import ClientBase, Resource
from ._compat import Self
from ._response import ResponseMetadata
from ._subscriber_audit import SubscriberAudit
from ._types import Query, Timeout
from .generated._async_resources import AsyncResources, AsyncResourcesWithResponse


class AsyncClient(AsyncResources, ClientBase):
    """A client for Webex for BroadWorks.

    Every method retries only what is safe to retry. Several threads and event loops can use one
    client at the same time, also after a fork. Ctrl-C and the cancellation of a task drop a
    request. A `Client` blocks. An `AsyncClient` has the same methods for `asyncio`. ::

        async with AsyncClient() as webex:  # the token of WEBEX_ACCESS_TOKEN
            async for enterprise in webex.enterprises.list(starts_with="Reseller1"):
                print(enterprise["spEnterpriseId"], directory_sync_state(enterprise).status)
    """

    __slots__ = ()

    @property
    def bulk(self) -> AsyncBulk:
        """The operations over many items: see `AsyncBulk`."""
        return AsyncBulk(self._core)

    async def audit(
        self,
        *,
        starts_with: str | None = None,
        completion: Literal["auto", "off"] = "auto",
        allow_incomplete: bool = False,
        stale_after: float | timedelta = 691200,
        stuck_after: float | timedelta = 10800,
        mass_deletion_share: float = 0.2,
        mass_deletion_minimum: int = 10,
        previous: Audit | None = None,
        ledger: str | PathLike[str] | None = None,
        record: bool = True,
        timeout: Timeout = None,
    ) -> Audit:
        """Lists enterprises and finds those that are stale, failing, stuck or changed.

        ``GET /broadworks/enterprises``

        The list shows the last sync of every enterprise, so the client doesn't read each status
        again. It changes nothing.

        Args:
            starts_with: Only enterprises whose identifier starts with this text. Default: all.
            completion: How `enterprises.list` makes sure that no enterprise is missing.
                Default: ``"auto"``.
            allow_incomplete: Whether to continue if the list may be incomplete. Default: False.
            stale_after: The maximum age of the last success, in seconds or as a timedelta.
                Default: 8 days, because Webex syncs weekly.
            stuck_after: The maximum duration of a sync, in seconds or as a timedelta.
                Default: 3 hours; syncs of 1 h 12 min are documented.
            mass_deletion_share: The share of all users, or of all machine accounts, from which a
                sync's deletions count as a mass deletion: more than 0, up to 1. Default: 0.2.
            mass_deletion_minimum: The number of deletions that a mass deletion must also reach.
                Default: 10.
            previous: An earlier audit, to find what has changed since.
            ledger: The path of a ledger, for `Audit.trends`, and to find what has changed since the
                ledger last recorded an enterprise, unless `previous` is given.
            record: Whether to record the list in the ledger for later audits. The ledger is created
                if it doesn't exist. False: it is only read, and can be in use.
            timeout: Timeout of each page, including pauses and retries, in seconds or as a
                timedelta; `math.inf`: no limit. Default: the client's own.

        Returns:
            The audit, with `Audit.enterprises`, `Audit.errors` and `Audit.findings`.

        Raises:
            InvalidArgumentError: Immediately, if an argument is out of bounds.
            IncompleteListError: Webex might have more enterprises than it listed.
            LedgerInUseError: Another process has the ledger open, and `record` is true.
            LedgerError: The ledger can't be opened, read or written.
            WebexError: Any of the errors of `enterprises.list`.
        """
        options = {
            "stale_after": stale_after,
            "stuck_after": stuck_after,
            "mass_deletion_share": mass_deletion_share,
            "mass_deletion_minimum": mass_deletion_minimum,
            "previous": previous,
            "ledger": ledger,
            "record": record,
        }
        call = self._core.audit(starts_with, completion, allow_incomplete, timeout, options)
        return Audit(await call.send())

    async def audit_subscribers(
        self,
        *,
        sp_enterprise_id: str | None = None,
        provisioning_id: str | None = None,
        allow_incomplete: bool = False,
        stuck_after: float | timedelta = 7200,
        waiting_after: float | timedelta = 604800,
        package: str | Iterable[str] | None = None,
        previous: SubscriberAudit | None = None,
        timeout: Timeout = None,
    ) -> SubscriberAudit:
        """Lists subscribers and finds those in error, stuck, waiting for a person, or duplicated.

        ``GET /broadworks/subscribers``

        The list shows the state of every subscriber, so the client doesn't read each one again. It
        changes nothing. The audit contains names, e-mail addresses and phone numbers.

        Args:
            sp_enterprise_id: Only subscribers of the enterprise with this identifier.
                Default: all.
            provisioning_id: Only subscribers of the onboarding template with this id.
                Default: all.
            allow_incomplete: Whether to continue if the list may be incomplete. Default: False.
            stuck_after: The maximum duration of provisioning or an update, in seconds or as a
                timedelta. Default: 2 hours.
            waiting_after: The maximum time that a subscriber waits for a person, in seconds or as a
                timedelta. Default: 7 days.
            package: Reports subscribers on this package, or on one of several. Default: none.
            previous: An earlier audit, to find what has changed since.
            timeout: Timeout of each page, including pauses and retries, in seconds or as a
                timedelta; `math.inf`: no limit. Default: the client's own.

        Returns:
            The audit, with `SubscriberAudit.subscribers`, `SubscriberAudit.errors`,
            `SubscriberAudit.findings`, `SubscriberAudit.waiting` and `SubscriberAudit.duplicates`.

        Raises:
            InvalidArgumentError: Immediately, if an argument is out of bounds.
            IncompleteListError: Webex might have more subscribers than it listed.
            WebexError: Any of the errors of `subscribers.list`.
        """
        options = {
            "stuck_after": stuck_after,
            "waiting_after": waiting_after,
            "package": package,
            "previous": previous,
        }
        call = self._core.audit_subscribers(
            sp_enterprise_id, provisioning_id, allow_incomplete, timeout, options
        )
        return SubscriberAudit(await call.send())

    async def request(
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
        return await self._core.request(method, path, query, body, timeout).send()

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
        return self._of(self._core.with_options(timeout, attempt_timeout))

    def with_response(self) -> AsyncClientWithResponse:
        """Returns the same resources with methods that also return the response's metadata.

        Returns:
            An object whose methods return ``(result, ResponseMetadata)``. Lists are the exception:
            their pages have the metadata. Downloads have none. It shares this client's connections.
        """
        return AsyncClientWithResponse(self._core)

    async def aclose(self) -> None:
        """Refuses all further calls, which then raise `ClientClosedError`.

        Calls that are already in flight in other threads or tasks continue.
        """
        self._core.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()


class AsyncClientWithResponse(AsyncResourcesWithResponse, Resource):
    """The methods of the client, which return ``(result, ResponseMetadata)``."""

    __slots__ = ()

    async def request(
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
        return await call.send_with_metadata()
