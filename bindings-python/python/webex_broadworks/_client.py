"""The blocking client."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from os import PathLike
from types import TracebackType
from typing import Any, Literal, NoReturn

from ._audit import Audit
from ._base import ClientBase, refuse
from ._bulk import Bulk
from ._compat import Self
from ._lists import EnterpriseList
from ._polling import poll
from ._types import (
    DirectorySync,
    DirectorySyncWaiting,
    EnsuredDirectorySync,
    Enterprise,
    EnterpriseArgument,
    Query,
    Timeout,
    UserDirectorySync,
)
from ._with_response import ClientWithResponse


class Client(ClientBase):
    """A blocking client for the BroadWorks Enterprises operations of Webex.

    Every method retries what is safe to retry, and only that. A client may be used from many
    threads at once, waits without holding up other threads, hears Ctrl-C, and survives a fork.
    `AsyncClient` has the same methods for `asyncio`. ::

        with Client() as webex:  # the token of WEBEX_ACCESS_TOKEN
            for enterprise in webex.list_enterprises(starts_with="Reseller1"):
                print(enterprise["spEnterpriseId"], directory_sync_state(enterprise).status)
    """

    __slots__ = ()

    @property
    def bulk(self) -> Bulk:
        """The operations over many enterprises: see `Bulk`."""
        return Bulk(self._core)

    def list_enterprises(
        self,
        *,
        sp_enterprise_id: str | None = None,
        starts_with: str | None = None,
        page_size: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        completion: Literal["auto", "off"] = "auto",
        allow_incomplete: bool = False,
        extra_query: Query | None = None,
        timeout: Timeout = None,
        **unknown: NoReturn,
    ) -> EnterpriseList:
        """Lists enterprises, page by page as they are read.

        ``GET /broadworks/enterprises``

        Webex documents no next page for this list. If the last page names none, one more request
        shows whether it was cut; if so, the rest is asked for by ``startsWith`` prefixes.
        Enterprises without ``spEnterpriseId`` beyond the first page can't be found that way.

        Args:
            sp_enterprise_id: Only the enterprise with exactly this identifier, such as
                ``"Reseller1+acme"``. Default: any.
            starts_with: Only enterprises whose identifier starts so. Default: any.
            page_size: How many to ask for at once, Webex's own ``max``: 1 to 1000. Default: 1000,
                or what the `cursor` was made with.
            limit: Stop after so many, at least 1. Default: all.
            cursor: Go on where a page's `cursor` says; it belongs to the filters it was made with.
            completion: ``"auto"`` checks and completes a list whose last page names no next one;
                ``"off"`` sends no request beyond the pages. Default: ``"auto"``.
            allow_incomplete: End without an error where the list may be short. Default: False.
            extra_query: Query parameters that this library does not know, such as beta filters.
            timeout: How long each page may take, pauses included: seconds, or a timedelta;
                `math.inf` is no deadline. Default: the client's own.
            **unknown: There are no others; ``max`` is refused with the two arguments it could be.

        Returns:
            A list that sends nothing until it is read: iterate it, or use `all()`, `first()` or
            `pages()`. Its items are dicts as Webex sends them, see `Enterprise`.

        Raises:
            InvalidArgumentError: At once, if an argument is out of bounds.
            IncompleteListError: At the end of reading, if Webex may hold more than it listed.
            UntrustedLinkError: The next page lies on another host or path.
            PaginationLoopError: The pages run in a circle.
            PermissionDeniedError: The token lacks a scope, or its user a role.
            APIStatusError: Webex answered with another status that is no success.
            APIConnectionError: No answer could be had, or not in time.
        """
        refuse(unknown)
        return EnterpriseList(
            self._core.list_enterprises(
                sp_enterprise_id,
                starts_with,
                page_size,
                limit,
                cursor,
                completion,
                allow_incomplete,
                extra_query,
                timeout,
            )
        )

    def get_enterprise(
        self,
        *,
        sp_enterprise_id: str | None = None,
        org_id: str | None = None,
        timeout: Timeout = None,
    ) -> Enterprise:
        """Finds the one enterprise meant, and verifies that it is.

        ``GET /broadworks/enterprises``

        Pass exactly one of the two identifiers. By `sp_enterprise_id` it takes one request; by
        `org_id` it reads the whole list, because Webex cannot filter by it.

        Args:
            sp_enterprise_id: The identifier on BroadWorks, such as ``"Reseller1+acme"``.
            org_id: The id of the customer's Webex organisation.
            timeout: How long all pages together may take, pauses included: seconds, or a timedelta;
                `math.inf` is no deadline. Default: the client's own.

        Returns:
            The enterprise as the list shows it, see `Enterprise`.

        Raises:
            EnterpriseNotFoundError: None matches.
            MultipleEnterprisesFoundError: Several match; they are its `candidates`.
            InvalidArgumentError: Not exactly one identifier was passed.
            WebexError: Any of the errors of `list_enterprises`.
        """
        return self._core.get_enterprise(sp_enterprise_id, org_id, timeout).wait()

    def get_directory_sync_status(
        self, enterprise: EnterpriseArgument, *, timeout: Timeout = None
    ) -> DirectorySync:
        """Reads whether directory sync is on for an enterprise, and how its last run went.

        ``GET /broadworks/enterprises/{id}/broadworksDirectorySync``

        Args:
            enterprise: The enterprise's ``id``, or a dict with an ``id``, such as an item of
                `list_enterprises`.
            timeout: How long the call may take, pauses included: seconds, or a timedelta;
                `math.inf` is no deadline. Default: the client's own.

        Returns:
            A dict with ``enableDirSync`` and, unless there never was a run,
            ``directorySyncStatus``: see `DirectorySync`. `directory_sync_state` reads it.

        Raises:
            NotFoundError: There is no such enterprise, or none that this token may see.
            InvalidArgumentError: The id cannot be one; nothing was sent.
            APIStatusError: Webex answered with another status that is no success.
            APIConnectionError: No answer could be had, or not in time.
        """
        return self._core.get_directory_sync_status(enterprise, timeout).wait()

    def update_directory_sync(
        self,
        enterprise: EnterpriseArgument,
        *,
        enable_dir_sync: bool,
        timeout: Timeout = None,
    ) -> DirectorySync:
        """Switches directory sync on or off for an enterprise.

        ``PUT /broadworks/enterprises/{id}/broadworksDirectorySync``

        Args:
            enterprise: The enterprise's ``id``, or a dict with an ``id``, such as an item of
                `list_enterprises`.
            enable_dir_sync: Whether directory sync shall be on.
            timeout: How long the call may take, pauses included: seconds, or a timedelta;
                `math.inf` is no deadline. Default: the client's own.

        Returns:
            A dict with ``enableDirSync`` as it now is, and ``directorySyncStatus``: see
            `DirectorySync`.

        Raises:
            ConflictError: The state of the enterprise forbids it, such as a run going on.
            NotFoundError: There is no such enterprise, or none that this token may see.
            PermissionDeniedError: The token lacks the write scope, or its user the role.
            InvalidArgumentError: An argument cannot be used; nothing was sent.
            APIStatusError: Webex answered with another status that is no success.
            APIConnectionError: No answer could be had, or not in time.
        """
        return self._core.update_directory_sync(enterprise, enable_dir_sync, timeout).wait()

    def trigger_directory_sync(
        self, enterprise: EnterpriseArgument, *, timeout: Timeout = None
    ) -> DirectorySync:
        """Starts a directory sync of an enterprise; returns as soon as Webex has accepted it.

        ``POST /broadworks/enterprises/{id}/broadworksDirectorySync``

        Each BroadWorks cluster runs one on-demand sync at a time. Runs take from seconds to more
        than an hour: `get_directory_sync_status` tells how this one stands, and
        `run_directory_sync` waits for its end.

        Args:
            enterprise: The enterprise's ``id``, or a dict with an ``id``, such as an item of
                `list_enterprises`.
            timeout: How long the call may take, pauses included: seconds, or a timedelta;
                `math.inf` is no deadline. Default: the client's own.

        Returns:
            A dict with ``enableDirSync`` and ``directorySyncStatus``, in which ``syncStatus`` is
            ``"IN_PROGRESS"``: see `DirectorySync`.

        Raises:
            DirectorySyncBusyError: The enterprise's cluster is already running one.
            AmbiguousOutcomeError: No answer tells whether it was started; look before you run it
                again.
            ConflictError: Directory sync is switched off for the enterprise.
            NotFoundError: There is no such enterprise, or none that this token may see.
            PermissionDeniedError: The token lacks the write scope, or its user the role.
            InvalidArgumentError: The id cannot be one; nothing was sent.
            APIStatusError: Webex answered with another status that is no success.
            APIConnectionError: No connection could be made.
        """
        return self._core.trigger_directory_sync(enterprise, timeout).wait()

    def trigger_user_directory_sync(
        self, enterprise: EnterpriseArgument, user_id: str, *, timeout: Timeout = None
    ) -> UserDirectorySync:
        """Syncs one user of an enterprise, and says what that did.

        ``POST /broadworks/enterprises/{id}/broadworksDirectorySync/externalUser``

        Args:
            enterprise: The enterprise's ``id``, or a dict with an ``id``, such as an item of
                `list_enterprises`.
            user_id: The user's BroadWorks id, such as ``"john.anderson@acme.com"``.
            timeout: How long the call may take, pauses included: seconds, or a timedelta;
                `math.inf` is no deadline. Default: the client's own.

        Returns:
            A dict with ``status`` (``"ADD"``, ``"UPDATE"``, ``"DELETE"`` or ``"NO_OPERATION"``)
            and ``userResponse``: see `UserDirectorySync`.

        Raises:
            AmbiguousOutcomeError: No answer tells whether it was done; running it again is safe
                for the data, but may answer ``"NO_OPERATION"``.
            ConflictError: The state of the enterprise or of the user forbids it.
            NotFoundError: There is no such enterprise, or none that this token may see.
            PermissionDeniedError: The token lacks the write scope, or its user the role.
            InvalidArgumentError: An argument cannot be used; nothing was sent.
            APIStatusError: Webex answered with another status that is no success.
            APIConnectionError: No connection could be made.
        """
        return self._core.trigger_user_directory_sync(enterprise, user_id, timeout).wait()

    def ensure_directory_sync(
        self,
        enterprise: EnterpriseArgument,
        *,
        enable_dir_sync: bool,
        dry_run: bool = False,
        timeout: Timeout = None,
    ) -> EnsuredDirectorySync:
        """Switches directory sync as wanted, and changes nothing where it is so already.

        ``GET`` and, on a difference, ``PUT /broadworks/enterprises/{id}/broadworksDirectorySync``

        Args:
            enterprise: The enterprise's ``id``, or a dict with an ``id``, such as an item of
                `list_enterprises`.
            enable_dir_sync: Whether directory sync shall be on.
            dry_run: Whether to look only, and to tell what would be changed.
            timeout: How long both requests together may take, pauses included: seconds, or a
                timedelta; `math.inf` is no deadline. Default: the client's own.

        Returns:
            A dict with ``changed``, ``before`` and ``after``: see `EnsuredDirectorySync`.

        Raises:
            WebexError: Any of the errors of `get_directory_sync_status` and
                `update_directory_sync`.
        """
        call = self._core.ensure_directory_sync(enterprise, enable_dir_sync, dry_run, timeout)
        return call.wait()

    def run_directory_sync(
        self,
        enterprise: EnterpriseArgument,
        *,
        timeout: Timeout = 10800,
        on_progress: Callable[[DirectorySync], object] | None = None,
        on_waiting: Callable[[DirectorySyncWaiting], object] | None = None,
    ) -> DirectorySync:
        """Triggers a directory sync of an enterprise, and waits for that sync to end.

        ``GET``, ``POST`` and ``GET /broadworks/enterprises/{id}/broadworksDirectorySync``

        If another sync of the enterprise is running, or another sync keeps its cluster busy, the
        client waits for that first. If a trigger gets no answer, the client checks the status: it
        triggers again only after a minute in which no sync has shown. The pauses between checks
        grow from two seconds to a minute. Giving up the wait, by Ctrl-C, by cancelling a task or
        by an exception of a callback, does not end the sync at Webex.

        Args:
            enterprise: The enterprise's ``id``, or a dict with an ``id``, such as an item of
                `list_enterprises`.
            timeout: How long all of it may take, waiting for other syncs included: seconds, or a
                timedelta, > 0. None and `math.inf`: no deadline. Default: 3 hours.
            on_progress: Called with each status that shows the triggered sync, the last one too,
                and never with that of an earlier sync. An `AsyncClient` awaits what a coroutine
                function returns. What it raises ends the wait and goes to the caller.
            on_waiting: Called with a `DirectorySyncWaiting` at each check before the sync could be
                triggered, because another one is in its way. Otherwise like `on_progress`.

        Returns:
            The status that told of the end, see `DirectorySync`. It is COMPLETE, and may have
            ``errors`` all the same: then part of the work was not done.

        Raises:
            DirectorySyncFailedError: The run failed, or ended in a state that is not known.
            WaitTimeoutError: It did not end in time. If it was triggered, `accepted` is True,
                `tracking_id` names it and it goes on at Webex. `last_status` is the last status.
            DirectorySyncBusyError: The cluster was busy all that time.
            AmbiguousOutcomeError: No answer ever told whether it was started, nor did a look.
            ConflictError: Directory sync is switched off for the enterprise.
            WebexError: Any of the errors of `get_directory_sync_status` and
                `trigger_directory_sync`.
        """
        run = self._core.run_directory_sync(enterprise, timeout)
        return poll(run, on_progress, on_waiting)[0]

    def wait_for_directory_sync(
        self,
        enterprise: EnterpriseArgument,
        *,
        timeout: Timeout = 10800,
        on_progress: Callable[[DirectorySync], object] | None = None,
    ) -> DirectorySync:
        """Waits for whatever directory sync of an enterprise is running; starts none.

        ``GET /broadworks/enterprises/{id}/broadworksDirectorySync``

        Args:
            enterprise: The enterprise's ``id``, or a dict with an ``id``, such as an item of
                `list_enterprises`.
            timeout: How long to wait: seconds, or a timedelta, > 0. None and `math.inf`: no
                deadline. Default: 3 hours.
            on_progress: Called with each status, the last one too. An `AsyncClient` awaits what a
                coroutine function returns. What it raises ends the wait and goes to the caller.

        Returns:
            The status that told of the end; where nothing is running, the present one, whatever it
            says: see `DirectorySync`.

        Raises:
            DirectorySyncFailedError: The run that was going on failed.
            WaitTimeoutError: It did not end in time; `last_status` is how it stood.
            WebexError: Any of the errors of `get_directory_sync_status`.
        """
        run = self._core.wait_for_directory_sync(enterprise, timeout)
        return poll(run, on_progress)[0]

    def audit(
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
        """Lists enterprises and finds what is stale, failing, stuck or not as it was.

        ``GET /broadworks/enterprises``

        The list shows the last sync of every enterprise, so nothing else is asked for: no status
        is read again, and nothing is changed.

        Args:
            starts_with: Only enterprises whose identifier starts so. Default: all.
            completion: What `list_enterprises` does to be sure that none is missing.
                Default: ``"auto"``.
            allow_incomplete: Go on where the list may be short. Default: False.
            stale_after: How long ago the last success may be: seconds, or a timedelta.
                Default: 8 days, because Webex syncs weekly.
            stuck_after: How long a run may go on: seconds, or a timedelta. Default: 3 hours;
                runs of 1 h 12 min are documented.
            mass_deletion_share: The share of all users, or of all machine accounts, from which on
                the deletions of a run are a mass: more than 0, at most 1. Default: 0.2.
            mass_deletion_minimum: How many deletions it takes besides. Default: 10.
            previous: An earlier audit, to find what has changed since.
            ledger: The path of a ledger, to find what has changed since it last saw an enterprise,
                unless `previous` is given, and for `Audit.trends`.
            record: Keep in the ledger what the list shows, for later audits; the ledger is made if
                it is not there. False: it is only read, and may be in use.
            timeout: How long each page may take, pauses included: seconds, or a timedelta;
                `math.inf` is no deadline. Default: the client's own.

        Returns:
            The audit, with `Audit.enterprises`, `Audit.errors` and `Audit.findings`.

        Raises:
            InvalidArgumentError: At once, if an argument is out of bounds.
            IncompleteListError: Webex may hold more enterprises than it listed.
            LedgerInUseError: Another process has the ledger open, and `record` is true.
            LedgerError: The ledger cannot be opened, read or written.
            WebexError: Any of the errors of `list_enterprises`.
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
        return Audit(call.wait())

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        body: Any = None,
        timeout: Timeout = None,
    ) -> Any:
        """Sends anything else under the base URL, by the same rules.

        GET and PUT are retried, POST, PATCH and DELETE only if Webex did nothing.

        Args:
            method: ``"GET"``, ``"PUT"``, ``"POST"``, ``"PATCH"`` or ``"DELETE"``.
            path: The path under the base URL, unencoded, such as ``"/organizations/{orgId}"``;
                each part between slashes is encoded here.
            query: Query parameters, unencoded: a dict, or pairs where a name stands more than
                once.
            body: What to send as JSON. None sends no body.
            timeout: How long the call may take, pauses included: seconds, or a timedelta;
                `math.inf` is no deadline. Default: the client's own.

        Returns:
            The decoded JSON of the answer; None if it has no body.

        Raises:
            InvalidArgumentError: An argument cannot be used; nothing was sent.
            AmbiguousOutcomeError: No answer tells whether a POST or PATCH was carried out.
            APIStatusError: Webex answered with a status that is no success.
            APIConnectionError: No answer could be had, or not in time.
        """
        return self._core.request(method, path, query, body, timeout).wait()

    def with_options(
        self,
        *,
        timeout: Timeout = None,
        attempt_timeout: float | timedelta | None = None,
    ) -> Self:
        """Gives a client with time limits of its own, over the connections of this one.

        They share all else: token, pauses after a 429, the window of requests in flight, hooks.
        Closing either closes both. ::

            quick = webex.with_options(timeout=10)

        Args:
            timeout: How long a call may take, pauses and retries included: seconds, or a
                timedelta; `math.inf` is no deadline. Default: this client's.
            attempt_timeout: How long one attempt may take: seconds, or a timedelta.
                Default: this client's.

        Returns:
            The client. Pickled, it becomes a client that shares nothing.

        Raises:
            InvalidArgumentError: A limit is zero or less, or no length of time.
        """
        return self._of(self._core.with_options(timeout, attempt_timeout))

    def with_response(self) -> ClientWithResponse:
        """Gives the same methods, returning how each result came about beside it.

        Returns:
            An object whose methods return ``(result, ResponseMetadata)``. Lists are the exception:
            their pages have the metadata. It shares this client's connections.
        """
        return ClientWithResponse(self._core)

    def close(self) -> None:
        """Refuses all further calls, which then raise `ClientClosedError`.

        Calls under way in other threads go on to their end.
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
