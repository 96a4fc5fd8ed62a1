"""The operations, grouped by resource, for `asyncio`.

Written by `make generate` from `api/operations.toml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, NoReturn

from webex_broadworks._async_download import AsyncBillingReportDownload
from webex_broadworks._base import Resource, refuse
from webex_broadworks._core import Client as NativeClient
from webex_broadworks._polling import OnProgress, OnWaiting, poll_async
from webex_broadworks._response import ResponseMetadata
from webex_broadworks._types import Instant, Query, Timeout
from webex_broadworks.generated._async_lists import (
    AsyncBillingReportList,
    AsyncEnterpriseList,
    AsyncSubscriberList,
)
from webex_broadworks.generated._models import (
    BillingReport,
    BillingReportArgument,
    DirectorySync,
    EnsuredDirectorySync,
    Enterprise,
    EnterpriseArgument,
    Subscriber,
    SubscriberArgument,
    SubscriberPackage,
    SubscriberPrecheck,
    SubscriberStatus,
    UserDirectorySync,
    Workspace,
    WorkspaceArgument,
)

__all__ = [
    "AsyncBillingReportsResource",
    "AsyncDirectorySyncResource",
    "AsyncEnterprisesResource",
    "AsyncSubscribersResource",
    "AsyncWorkspacesResource",
]


class AsyncEnterprisesResource(Resource):
    """Lists the enterprises of a partner, and finds one of them.

    The attribute `enterprises` of a client.
    """

    __slots__ = ()

    def list(
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
    ) -> AsyncEnterpriseList:
        """Lists enterprises, page by page as they are read.

        ``GET /broadworks/enterprises``
        Scope: ``spark-admin:broadworks_enterprises_read``. API reference: https://developer.webex.com/docs/api/v1/broadworks-enterprises/list-broadworks-enterprises

        Webex documents no next page for this list. If the last page names none, one more request
        shows whether the list was cut. If it was, the client requests the rest by ``startsWith``
        prefixes. Enterprises without ``spEnterpriseId`` beyond the first page can't be found that
        way.

        For example::

            async for enterprise in webex.enterprises.list(starts_with="Reseller1"):
                print(enterprise["spEnterpriseId"])

        Args:
            sp_enterprise_id: Only the enterprise with exactly this identifier, such as
                ``"Reseller1+acme"``. Default: any.
            starts_with: Only enterprises whose identifier starts with this text. Default: any.
            page_size: Enterprises per request, Webex's `max`: 1 to 1000. Default: 1000, or the page
                size of the `cursor`.
            limit: Ends the list after this many enterprises, at least 1. Default: all.
            cursor: Resumes at a page's `cursor`. Pass the same filters as for that page. Default:
                from the start.
            completion: ``"auto"`` checks and completes a list whose last page names no next page.
                ``"off"`` sends no request beyond the pages. Default: ``"auto"``.
            allow_incomplete: Ends without an error if the list might be short. Default: False.
            extra_query: Query parameters that this library doesn't know, such as beta filters.
                Default: none.
            timeout: Time limit of each page, retries included, in seconds or as a timedelta, > 0;
                `math.inf`: no limit. Default: the client's `timeout`.
            **unknown: Refused. The error for `max` names the two arguments that it could mean.

        Returns:
            A list that sends nothing until it is read: iterate it, or use `all`, `first` or
            `pages`. Each item is an `Enterprise`.

        Raises:
            InvalidArgumentError: Raised immediately if an argument is out of bounds.
            IncompleteListError: Raised at the end of the list if Webex might have more items than
                it listed.
            UntrustedLinkError: The next page is on another host or path.
            PaginationLoopError: The pages of the list form a loop.
            PermissionDeniedError: The token lacks the scope, or its owner lacks the role.
            APIStatusError: Webex answered with another status that isn't a success.
            APIConnectionError: The client received no response in time.
        """
        refuse("enterprises.list", unknown)
        paging = {
            "page_size": page_size,
            "limit": limit,
            "cursor": cursor,
            "completion": completion,
            "allow_incomplete": allow_incomplete,
            "extra_query": extra_query,
        }
        filters = (
            sp_enterprise_id,
            starts_with,
        )
        return AsyncEnterpriseList(self._core.list("enterprises.list", filters, paging, timeout))

    async def get(
        self,
        *,
        sp_enterprise_id: str | None = None,
        org_id: str | None = None,
        timeout: Timeout = None,
    ) -> Enterprise:
        """Finds the enterprise with an identifier, and verifies that only one matches.

        ``GET /broadworks/enterprises``
        Scope: ``spark-admin:broadworks_enterprises_read``. API reference: https://developer.webex.com/docs/api/v1/broadworks-enterprises

        Pass exactly one of the two identifiers. Identifiers are case-sensitive. `sp_enterprise_id`
        takes one request. `org_id` reads the whole list, because Webex can't filter by it.

        Args:
            sp_enterprise_id: The identifier on BroadWorks, such as ``"Reseller1+acme"``.
            org_id: The id of the customer's Webex organization.
            timeout: Time limit of all its requests together, retries included, in seconds or as a
                timedelta, > 0; `math.inf`: no limit. Default: the client's `timeout`.

        Returns:
            The enterprise as the list shows it, an `Enterprise`.

        Raises:
            EnterpriseNotFoundError: No enterprise matches.
            MultipleEnterprisesFoundError: Several enterprises match. Its `candidates` are those
                enterprises.
            InvalidArgumentError: Not exactly one identifier was passed. Nothing was sent.
            WebexError: Any error of `enterprises.list`.
        """
        return await self._core.call("enterprises.get", (sp_enterprise_id, org_id), timeout).send()


class AsyncDirectorySyncResource(Resource):
    """Turns directory sync of an enterprise on and off, triggers it, and waits for it.

    The attribute `directory_sync` of a client.
    """

    __slots__ = ()

    async def get_status(
        self, enterprise: EnterpriseArgument, *, timeout: Timeout = None
    ) -> DirectorySync:
        """Reads whether directory sync is on for an enterprise, and how its last sync ended.

        ``GET /broadworks/enterprises/{id}/broadworksDirectorySync``
        Scope: ``spark-admin:broadworks_enterprises_read``. API reference: https://developer.webex.com/docs/api/v1/broadworks-enterprises/get-directory-sync-status-for-an-enterprise

        Args:
            enterprise: The enterprise's `id`, or an enterprise as `enterprises.list` shows it.
            timeout: Time limit of the call, retries included, in seconds or as a timedelta, > 0;
                `math.inf`: no limit. Default: the client's `timeout`.

        Returns:
            A `DirectorySync` with ``enableDirSync`` and, unless no sync ever ran,
            ``directorySyncStatus``. `directory_sync_state` reads it.

        Raises:
            NotFoundError: The enterprise doesn't exist, or this token can't see it.
            InvalidArgumentError: The id is invalid. Nothing was sent.
            PermissionDeniedError: The token lacks the scope, or its owner lacks the role.
            APIStatusError: Webex answered with another status that isn't a success.
            APIConnectionError: The client received no response in time.
        """
        return await self._core.call("directory_sync.get_status", (enterprise,), timeout).send()

    async def update(
        self, enterprise: EnterpriseArgument, *, enable_dir_sync: bool, timeout: Timeout = None
    ) -> DirectorySync:
        """Turns directory sync on or off for an enterprise.

        ``PUT /broadworks/enterprises/{id}/broadworksDirectorySync``
        Scope: ``spark-admin:broadworks_enterprises_write``. API reference: https://developer.webex.com/docs/api/v1/broadworks-enterprises/update-directory-sync-for-a-broadworks-enterprise

        Webex doesn't document whether turning directory sync off removes users or contacts. Try it
        with a test enterprise first.

        Args:
            enterprise: The enterprise's `id`, or an enterprise as `enterprises.list` shows it.
            enable_dir_sync: Whether directory sync is on afterwards.
            timeout: Time limit of the call, retries included, in seconds or as a timedelta, > 0;
                `math.inf`: no limit. Default: the client's `timeout`.

        Returns:
            A `DirectorySync` with the new ``enableDirSync``, and ``directorySyncStatus``.

        Raises:
            ConflictError: The state of the enterprise doesn't allow it, for example because a sync
                is running.
            NotFoundError: The enterprise doesn't exist, or this token can't see it.
            PermissionDeniedError: The token lacks the write scope, or its owner lacks the role.
            InvalidArgumentError: An argument can't be used. Nothing was sent.
            APIStatusError: Webex answered with another status that isn't a success.
            APIConnectionError: The client received no response in time.
        """
        return await self._core.call(
            "directory_sync.update", (enterprise, enable_dir_sync), timeout
        ).send()

    async def trigger(
        self, enterprise: EnterpriseArgument, *, timeout: Timeout = None
    ) -> DirectorySync:
        """Starts a directory sync of an enterprise, and returns as soon as Webex has accepted it.

        ``POST /broadworks/enterprises/{id}/broadworksDirectorySync``
        Scope: ``spark-admin:broadworks_enterprises_write``. API reference: https://developer.webex.com/docs/api/v1/broadworks-enterprises/trigger-directory-sync-for-an-enterprise

        Each BroadWorks cluster runs one on-demand sync at a time. Syncs take from seconds to more
        than an hour. `directory_sync.get_status` shows the state of this one, and
        `directory_sync.run` waits for its end.

        Args:
            enterprise: The enterprise's `id`, or an enterprise as `enterprises.list` shows it.
            timeout: Time limit of the call, retries included, in seconds or as a timedelta, > 0;
                `math.inf`: no limit. Default: the client's `timeout`.

        Returns:
            A `DirectorySync` whose ``directorySyncStatus`` has the ``syncStatus``
            ``"IN_PROGRESS"``.

        Raises:
            DirectorySyncBusyError: The enterprise's cluster is already running an on-demand sync.
            AmbiguousOutcomeError: The client can't tell whether Webex started the sync. Check the
                status before you repeat the call.
            ConflictError: Usually, directory sync is off for the enterprise. Check the
                ``errorCode`` in `errors`, such as 600011.
            NotFoundError: The enterprise doesn't exist, or this token can't see it.
            PermissionDeniedError: The token lacks the write scope, or its owner lacks the role.
            InvalidArgumentError: The id is invalid. Nothing was sent.
            APIStatusError: Webex answered with another status that isn't a success.
            APIConnectionError: The client couldn't connect to Webex.
        """
        return await self._core.call("directory_sync.trigger", (enterprise,), timeout).send()

    async def trigger_user(
        self, enterprise: EnterpriseArgument, user_id: str, *, timeout: Timeout = None
    ) -> UserDirectorySync:
        """Syncs one user of an enterprise, and returns what the sync did.

        ``POST /broadworks/enterprises/{id}/broadworksDirectorySync/externalUser``
        Scope: ``spark-admin:broadworks_enterprises_write``. API reference: https://developer.webex.com/docs/api/v1/broadworks-enterprises/trigger-directory-sync-for-a-user

        For example::

            result = await webex.directory_sync.trigger_user(enterprise, "jane.doe@acme.example")
            print(result["status"])

        Args:
            enterprise: The enterprise's `id`, or an enterprise as `enterprises.list` shows it.
            user_id: The user's BroadWorks id, such as ``"jane.doe@acme.example"``.
            timeout: Time limit of the call, retries included, in seconds or as a timedelta, > 0;
                `math.inf`: no limit. Default: the client's `timeout`.

        Returns:
            A `UserDirectorySync` with `status` (``"ADD"``, ``"UPDATE"``, ``"DELETE"`` or
            ``"NO_OPERATION"``) and ``userResponse``.

        Raises:
            AmbiguousOutcomeError: The client can't tell whether Webex synced the user. Repeating
                the call is safe for the data, but can return ``"NO_OPERATION"``.
            ConflictError: The state of the enterprise or of the user doesn't allow it.
            NotFoundError: The enterprise doesn't exist, or this token can't see it.
            PermissionDeniedError: The token lacks the write scope, or its owner lacks the role.
            InvalidArgumentError: An argument can't be used. Nothing was sent.
            APIStatusError: Webex answered with another status that isn't a success.
            APIConnectionError: The client couldn't connect to Webex.
        """
        return await self._core.call(
            "directory_sync.trigger_user", (enterprise, user_id), timeout
        ).send()

    async def ensure(
        self,
        enterprise: EnterpriseArgument,
        *,
        enable_dir_sync: bool,
        dry_run: bool = False,
        timeout: Timeout = None,
    ) -> EnsuredDirectorySync:
        """Turns directory sync on or off for an enterprise if it isn't already in that state.

        ``GET and, on a difference, PUT /broadworks/enterprises/{id}/broadworksDirectorySync``
        Scope: ``spark-admin:broadworks_enterprises_write``. API reference: https://developer.webex.com/docs/api/v1/broadworks-enterprises

        Webex doesn't document whether turning directory sync off removes users or contacts. Try it
        with a test enterprise first.

        For example::

            report = await webex.directory_sync.ensure(enterprise, enable_dir_sync=True)
            print("changed" if report["changed"] else "was on already")

        Args:
            enterprise: The enterprise's `id`, or an enterprise as `enterprises.list` shows it.
            enable_dir_sync: Whether directory sync is on afterwards.
            dry_run: Only reads the state, and returns what would change. Default: False.
            timeout: Time limit of all its requests together, retries included, in seconds or as a
                timedelta, > 0; `math.inf`: no limit. Default: the client's `timeout`.

        Returns:
            An `EnsuredDirectorySync` with `changed`, `before` and `after`.

        Raises:
            WebexError: Any error of `directory_sync.get_status` and `directory_sync.update`.
        """
        return await self._core.call(
            "directory_sync.ensure", (enterprise, enable_dir_sync, dry_run), timeout
        ).send()

    async def run(
        self,
        enterprise: EnterpriseArgument,
        *,
        timeout: Timeout = None,
        on_progress: OnProgress[DirectorySync] = None,
        on_waiting: OnWaiting = None,
    ) -> DirectorySync:
        """Triggers a directory sync of an enterprise, and waits for that sync to end.

        ``GET, POST and GET /broadworks/enterprises/{id}/broadworksDirectorySync``
        Scope: ``spark-admin:broadworks_enterprises_write``. API reference: https://developer.webex.com/docs/api/v1/broadworks-enterprises

        If another sync of the enterprise is running, or another sync keeps its cluster busy, the
        client waits for that first. If a trigger gets no response, the client checks the status. It
        triggers again only after a minute in which Webex shows no sync. The pauses between checks
        grow from two seconds to a minute.

        Canceling the wait doesn't end the sync at Webex.

        For example::

            result = await webex.directory_sync.run(enterprise)
            print(directory_sync_state(result).last_success)

        Args:
            enterprise: The enterprise's `id`, or an enterprise as `enterprises.list` shows it.
            timeout: Time limit of the wait, other syncs before it included, in seconds or as a
                timedelta, > 0; `math.inf`: no limit. Default: 3 hours.
            on_progress: Called with the `DirectorySync` of each check, including the last, and
                never with that of an earlier sync. An `AsyncClient` awaits what a coroutine
                function returns. An exception that it raises ends the wait and reaches the caller.
                Default: none.
            on_waiting: Called with a `DirectorySyncWaiting` at each check while the sync can't be
                triggered, because another one blocks it. Otherwise like `on_progress`. Default:
                none.

        Returns:
            The `DirectorySync` that showed the end. Its ``syncStatus`` is COMPLETE. If it also has
            `errors`, a part of the work was not done.

        Raises:
            DirectorySyncFailedError: The sync failed, or ended in an unknown state.
            WaitTimeoutError: The sync did not end in time. If it was triggered, `accepted` is True,
                `tracking_id` names it, and it continues at Webex. `last_status` is the last status.
            DirectorySyncBusyError: The cluster was busy all the time.
            AmbiguousOutcomeError: Neither a response nor a check showed whether the sync was
                started.
            ConflictError: Usually, directory sync is off for the enterprise. Check the
                ``errorCode`` in `errors`, such as 600011.
            WebexError: Any error of `directory_sync.get_status` and `directory_sync.trigger`.
        """
        waiter = self._core.wait("directory_sync.run", (enterprise,), timeout)
        status, _ = await poll_async(waiter, on_progress, on_waiting)
        return status

    async def wait(
        self,
        enterprise: EnterpriseArgument,
        *,
        timeout: Timeout = None,
        on_progress: OnProgress[DirectorySync] = None,
    ) -> DirectorySync:
        """Waits for the directory sync of an enterprise that is running; starts none.

        ``GET /broadworks/enterprises/{id}/broadworksDirectorySync``
        Scope: ``spark-admin:broadworks_enterprises_read``. API reference: https://developer.webex.com/docs/api/v1/broadworks-enterprises

        Args:
            enterprise: The enterprise's `id`, or an enterprise as `enterprises.list` shows it.
            timeout: Time limit of the wait, in seconds or as a timedelta, > 0; `math.inf`: no
                limit. Default: 3 hours.
            on_progress: Called with the `DirectorySync` of each check, including the last, and
                never with that of an earlier sync. An `AsyncClient` awaits what a coroutine
                function returns. An exception that it raises ends the wait and reaches the caller.
                Default: none.

        Returns:
            The `DirectorySync` that showed the end. If no sync is running, the current status.

        Raises:
            DirectorySyncFailedError: The sync that was running failed.
            WaitTimeoutError: The sync did not end in time. `last_status` is the last status.
            WebexError: Any error of `directory_sync.get_status`.
        """
        waiter = self._core.wait("directory_sync.wait", (enterprise,), timeout)
        status, _ = await poll_async(waiter, on_progress)
        return status


class AsyncSubscribersResource(Resource):
    """Lists, provisions, reads, updates and removes the subscribers of a partner.

    The attribute `subscribers` of a client.
    """

    __slots__ = ()

    def list(
        self,
        *,
        user_id: str | None = None,
        person_id: str | None = None,
        email: str | None = None,
        provisioning_id: str | None = None,
        sp_enterprise_id: str | None = None,
        last_status_change: Instant | None = None,
        status: SubscriberStatus | Iterable[SubscriberStatus] | None = None,
        after: Instant | None = None,
        self_activated: bool | None = None,
        page_size: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        allow_incomplete: bool = False,
        extra_query: Query | None = None,
        timeout: Timeout = None,
        **unknown: NoReturn,
    ) -> AsyncSubscriberList:
        """Lists subscribers, page by page as they are read.

        ``GET /broadworks/subscribers``
        Scope: ``spark-admin:broadworks_subscribers_read``. API reference: https://developer.webex.com/docs/api/v1/broadworks-subscribers/list-broadworks-subscribers

        The filters can be combined. All four ways of provisioning end in this list: the API,
        flow-through provisioning with and without e-mail, and self-activation.

        Webex names the next page in a `Link` header, and a page without one is the last. If the
        only page is full, one more request shows whether Webex names next pages.

        For example::

            async for subscriber in webex.subscribers.list(status="error"):
                print(subscriber["userId"], subscriber["errors"])

        Args:
            user_id: Only the subscriber with this user ID on BroadWorks. Default: any.
            person_id: Only the subscriber whose Webex user has this person ID. Default: any.
            email: Only subscribers with this e-mail address. Default: any.
            provisioning_id: Only subscribers that were provisioned by this customer template.
                Default: any.
            sp_enterprise_id: Only subscribers of the enterprise with this identifier, such as
                ``"Reseller1+acme"``. Default: any.
            last_status_change: Only subscribers whose `status` changed after this time. Default:
                any.
            status: Only subscribers in this state, or in one of several. Default: any.
            after: Only subscribers that were created after this time. Default: any.
            self_activated: Only subscribers that activated themselves, or only those that didn't.
                Default: both.
            page_size: Subscribers per request, Webex's `max`: 1 to 100. Default: 100, or the page
                size of the `cursor`.
            limit: Ends the list after this many subscribers, at least 1. Default: all.
            cursor: Resumes at a page's `cursor`. Pass the same filters as for that page. Default:
                from the start.
            allow_incomplete: Ends without an error if the list might be short. Default: False.
            extra_query: Query parameters that this library doesn't know, such as beta filters.
                Default: none.
            timeout: Time limit of each page, retries included, in seconds or as a timedelta, > 0;
                `math.inf`: no limit. Default: the client's `timeout`.
            **unknown: Refused. The error for `max` names the two arguments that it could mean.

        Returns:
            A list that sends nothing until it is read: iterate it, or use `all`, `first` or
            `pages`. Each item is a `Subscriber`.

        Raises:
            InvalidArgumentError: Raised immediately if an argument is out of bounds.
            IncompleteListError: Raised at the end of the list if Webex might have more items than
                it listed.
            UntrustedLinkError: The next page is on another host or path.
            PaginationLoopError: The pages of the list form a loop.
            PermissionDeniedError: The token lacks the scope, or its owner lacks the role.
            APIStatusError: Webex answered with another status that isn't a success.
            APIConnectionError: The client received no response in time.
        """
        refuse("subscribers.list", unknown)
        paging = {
            "page_size": page_size,
            "limit": limit,
            "cursor": cursor,
            "allow_incomplete": allow_incomplete,
            "extra_query": extra_query,
        }
        filters = (
            user_id,
            person_id,
            email,
            provisioning_id,
            sp_enterprise_id,
            last_status_change,
            status,
            after,
            self_activated,
        )
        return AsyncSubscriberList(self._core.list("subscribers.list", filters, paging, timeout))

    async def get(self, subscriber: SubscriberArgument, *, timeout: Timeout = None) -> Subscriber:
        """Reads one subscriber: who it is, its package, and the state of its provisioning.

        ``GET /broadworks/subscribers/{id}``
        Scope: ``spark-admin:broadworks_subscribers_read``. API reference: https://developer.webex.com/docs/api/v1/broadworks-subscribers/get-a-broadworks-subscriber

        Args:
            subscriber: The subscriber's `id`, or a subscriber as Webex returned it.
            timeout: Time limit of the call, retries included, in seconds or as a timedelta, > 0;
                `math.inf`: no limit. Default: the client's `timeout`.

        Returns:
            A `Subscriber`. Its `status` shows the state of provisioning, its `errors` what went
            wrong after Webex accepted it.

        Raises:
            NotFoundError: The subscriber doesn't exist, or this token can't see it.
            InvalidArgumentError: The id is invalid. Nothing was sent.
            PermissionDeniedError: The token lacks the scope, or its owner lacks the role.
            APIStatusError: Webex answered with another status that isn't a success.
            APIConnectionError: The client received no response in time.
        """
        return await self._core.call("subscribers.get", (subscriber,), timeout).send()

    async def provision(
        self,
        *,
        provisioning_id: str,
        user_id: str,
        sp_enterprise_id: str,
        first_name: str,
        last_name: str,
        package: SubscriberPackage,
        primary_phone_number: str | None = None,
        mobile_phone_number: str | None = None,
        extension: str | None = None,
        email: str | None = None,
        language: str | None = None,
        timezone: str | None = None,
        wait: bool = False,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout = None,
    ) -> Subscriber:
        """Provisions a subscriber, and returns as soon as Webex has accepted it.

        ``POST /broadworks/subscribers``
        Scope: ``spark-admin:broadworks_subscribers_write``. API reference: https://developer.webex.com/docs/api/v1/broadworks-subscribers/provision-a-broadworks-subscriber

        Provisioning continues at Webex. With `wait`, the call returns when it has ended.
        `subscribers.wait` waits for it later, and `subscribers.get` shows its `status`, and
        `errors` if it failed. The first subscriber of an enterprise creates the enterprise's Webex
        organization, which takes minutes, and becomes its administrator.

        For example::

            subscriber = await webex.subscribers.provision(
                provisioning_id=enterprise["provisioningId"],
                sp_enterprise_id=enterprise["spEnterpriseId"],
                user_id="jane.doe@acme.example",
                first_name="Jane",
                last_name="Doe",
                package="standard",
                email="jane.doe@acme.example",
                extension="1212",
                wait=True,
            )
            print(subscriber["status"])

        Args:
            provisioning_id: The provisioning ID of the customer template, as Partner Hub shows it.
            user_id: The subscriber's user ID on BroadWorks.
            sp_enterprise_id: The identifier of the subscriber's enterprise on BroadWorks.
            first_name: The subscriber's first name.
            last_name: The subscriber's last name.
            package: The Webex package: ``"softphone"``, ``"basic"``, ``"standard"`` or
                ``"premium"``.
            primary_phone_number: The primary phone number on BroadWorks. Default: none.
            mobile_phone_number: The mobile phone number on BroadWorks. Default: none.
            extension: The extension on BroadWorks. Default: none.
            email: The subscriber's e-mail address. Templates with trusted e-mail addresses need it.
                Default: the subscriber enters one.
            language: The language of the organization and of its meeting site, as ISO 639-1, or
                with a country as ISO 3166. Default: Webex chooses.
            timezone: The subscriber's time zone. Default: Webex chooses.
            wait: Whether to wait until Webex has provisioned the subscriber. This works like
                `subscribers.wait`. `timeout` then limits the request and the wait together. Without
                it, the wait can take up to 1 hour. Default: False.
            extra_body: Keys of the body that this library doesn't know, such as those of a beta.
                Default: none.
            timeout: Time limit of the call, retries included, in seconds or as a timedelta, > 0;
                `math.inf`: no limit. Default: the client's `timeout`.

        Returns:
            The new `Subscriber` with the `status` `provisioning` and without a ``personId``; with
            `wait`, the one that ended the wait.

        Raises:
            AmbiguousOutcomeError: The client can't tell whether Webex provisioned the subscriber.
                Look it up before you repeat the call.
            ConflictError: The user ID or the e-mail address belongs to another subscriber.
            BadRequestError: Webex refused a value. The error names the field if Webex does.
            PermissionDeniedError: The token lacks the write scope, or its owner isn't a partner
                full administrator.
            InvalidArgumentError: An argument can't be used. Nothing was sent.
            APIStatusError: Webex answered with another status that isn't a success.
            WaitTimeoutError: With `wait`: Webex accepted the request, and the wait did not end in
                time. `last_status` is the last `Subscriber`.
            APIConnectionError: The client couldn't connect to Webex.
        """
        return await self._core.call(
            "subscribers.provision",
            (
                provisioning_id,
                user_id,
                sp_enterprise_id,
                first_name,
                last_name,
                package,
                primary_phone_number,
                mobile_phone_number,
                extension,
                email,
                language,
                timezone,
                wait,
                extra_body,
            ),
            timeout,
        ).send()

    async def update(
        self,
        subscriber: SubscriberArgument,
        *,
        user_id: str | None = None,
        first_name: str | None = None,
        last_name: str | None = None,
        package: SubscriberPackage | None = None,
        primary_phone_number: str | None = None,
        mobile_phone_number: str | None = None,
        extension: str | None = None,
        timezone: str | None = None,
        wait: bool = False,
        clear: Literal["primary_phone_number", "mobile_phone_number", "extension"]
        | Iterable[Literal["primary_phone_number", "mobile_phone_number", "extension"]]
        | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout = None,
    ) -> Subscriber:
        """Changes a subscriber, and returns as soon as Webex has accepted the change.

        ``PUT /broadworks/subscribers/{id}``
        Scope: ``spark-admin:broadworks_subscribers_write``. API reference: https://developer.webex.com/docs/api/v1/broadworks-subscribers/update-a-broadworks-subscriber

        Webex answers with the old values and the `status` `updating`. With `wait`, the call returns
        once Webex shows the new values, with the status `provisioned`. For a minute, it ignores a
        state from before the change.

        Arguments that are left out stay as they are. Webex reads an empty text as a deletion, so
        this method refuses it: name what to delete in `clear`. A subscriber must keep a primary
        phone number or an extension.

        Args:
            subscriber: The subscriber's `id`, or a subscriber as Webex returned it.
            user_id: The new user ID on BroadWorks. Default: unchanged.
            first_name: The new first name. Default: unchanged.
            last_name: The new last name. Default: unchanged.
            package: The new Webex package: ``"softphone"``, ``"basic"``, ``"standard"`` or
                ``"premium"``. Default: unchanged.
            primary_phone_number: The new primary phone number. Default: unchanged.
            mobile_phone_number: The new mobile phone number. Default: unchanged.
            extension: The new extension. Default: unchanged.
            timezone: The new time zone. Default: unchanged.
            wait: Whether to wait until Webex shows the new values. This works like
                `subscribers.wait`. `timeout` then limits the request and the wait together. Without
                it, the wait can take up to 1 hour. Default: False.
            clear: What to delete: ``"primary_phone_number"``, ``"mobile_phone_number"`` or
                ``"extension"``, or several of them. Default: nothing.
            extra_body: Keys of the body that this library doesn't know, such as those of a beta.
                Default: none.
            timeout: Time limit of the call, retries included, in seconds or as a timedelta, > 0;
                `math.inf`: no limit. Default: the client's `timeout`.

        Returns:
            The `Subscriber` with its old values and the `status` `updating`; with `wait`, the one
            that ended the wait.

        Raises:
            ConflictError: The subscriber is being provisioned or updated, or the user ID belongs to
                another subscriber.
            BadRequestError: Webex refused a value. The error names the field if Webex does.
            NotFoundError: The subscriber doesn't exist, or this token can't see it.
            PermissionDeniedError: The token lacks the write scope, or its owner isn't a partner
                full administrator.
            InvalidArgumentError: An argument can't be used. Nothing was sent.
            APIStatusError: Webex answered with another status that isn't a success.
            WaitTimeoutError: With `wait`: Webex accepted the request, and the wait did not end in
                time. `last_status` is the last `Subscriber`.
            APIConnectionError: The client received no response in time.
        """
        return await self._core.call(
            "subscribers.update",
            (
                subscriber,
                user_id,
                first_name,
                last_name,
                package,
                primary_phone_number,
                mobile_phone_number,
                extension,
                timezone,
                wait,
                clear,
                extra_body,
            ),
            timeout,
        ).send()

    async def remove(self, subscriber: SubscriberArgument, *, timeout: Timeout = None) -> None:
        """Removes a subscriber from Webex for BroadWorks; its Webex user stays.

        ``DELETE /broadworks/subscribers/{id}``
        Scope: ``spark-admin:broadworks_subscribers_write``. API reference: https://developer.webex.com/docs/api/v1/broadworks-subscribers/remove-a-broadworks-subscriber

        Until the Webex user is deleted too, it can't be provisioned in another enterprise. If a
        response is lost, the client repeats the request. If Webex then answers that the subscriber
        doesn't exist, the call succeeds.

        Args:
            subscriber: The subscriber's `id`, or a subscriber as Webex returned it.
            timeout: Time limit of the call, retries included, in seconds or as a timedelta, > 0;
                `math.inf`: no limit. Default: the client's `timeout`.

        Returns:
            Nothing.

        Raises:
            ConflictError: The subscriber is being provisioned or updated.
            NotFoundError: The subscriber doesn't exist, or this token can't see it.
            PermissionDeniedError: The token lacks the write scope, or its owner isn't a partner
                full administrator.
            InvalidArgumentError: The id is invalid. Nothing was sent.
            APIStatusError: Webex answered with another status that isn't a success.
            APIConnectionError: The client received no response in time.
        """
        return await self._core.call("subscribers.remove", (subscriber,), timeout).send()

    async def precheck(
        self,
        *,
        email: str,
        provisioning_id: str | None = None,
        user_id: str | None = None,
        sp_enterprise_id: str | None = None,
        first_name: str | None = None,
        last_name: str | None = None,
        package: SubscriberPackage | None = None,
        primary_phone_number: str | None = None,
        mobile_phone_number: str | None = None,
        extension: str | None = None,
        language: str | None = None,
        timezone: str | None = None,
        customer_primary_email: str | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout = None,
    ) -> SubscriberPrecheck:
        """Checks whether a subscriber can probably be provisioned; changes nothing.

        ``POST /broadworks/subscribers/validate``
        Scope: ``spark-admin:broadworks_subscribers_write``. API reference: https://developer.webex.com/docs/api/v1/broadworks-subscribers/precheck-a-broadworks-subscriber-provisioning

        Webex checks whether the e-mail address is in use, and whether it belongs to another
        customer or partner. The partner needs at least one BroadWorks cluster in Partner Hub. Webex
        can report a conflict in a successful response: read `info`.

        Args:
            email: The e-mail address of the subscriber.
            provisioning_id: The provisioning ID of the customer template. Default: not checked.
            user_id: The subscriber's user ID on BroadWorks. Default: not checked.
            sp_enterprise_id: The identifier of the subscriber's enterprise. Default: not checked.
            first_name: The subscriber's first name. Default: not checked.
            last_name: The subscriber's last name. Default: not checked.
            package: The Webex package. Default: not checked.
            primary_phone_number: The primary phone number. Default: not checked.
            mobile_phone_number: The mobile phone number. Default: not checked.
            extension: The extension. Default: not checked.
            language: Webex ignores it so far. Default: none.
            timezone: The subscriber's time zone. Default: not checked.
            customer_primary_email: The primary e-mail address of the customer, for an enterprise
                that doesn't exist yet. Default: none.
            extra_body: Keys of the body that this library doesn't know, such as those of a beta.
                Default: none.
            timeout: Time limit of the call, retries included, in seconds or as a timedelta, > 0;
                `math.inf`: no limit. Default: the client's `timeout`.

        Returns:
            A `SubscriberPrecheck` with `message` and `info`. If the check found a conflict, `info`
            has an ``errorCode`` instead of an ``infoCode``.

        Raises:
            ConflictError: The check found a conflict, and Webex answered with that status.
            BadRequestError: Webex refused a value. The error names the field if Webex does.
            PermissionDeniedError: The token lacks the write scope, or its owner isn't a partner
                full administrator.
            InvalidArgumentError: An argument can't be used. Nothing was sent.
            APIStatusError: Webex answered with another status that isn't a success.
            APIConnectionError: The client received no response in time.
        """
        return await self._core.call(
            "subscribers.precheck",
            (
                email,
                provisioning_id,
                user_id,
                sp_enterprise_id,
                first_name,
                last_name,
                package,
                primary_phone_number,
                mobile_phone_number,
                extension,
                language,
                timezone,
                customer_primary_email,
                extra_body,
            ),
            timeout,
        ).send()

    async def resend_consent_email(
        self, subscriber: SubscriberArgument, *, timeout: Timeout = None
    ) -> None:
        """Sends the consent e-mail again to a subscriber in `pending_user_migration`.

        ``POST /subscribers/{id}/emails/consentMove``
        Scope: ``spark-admin:broadworks_subscribers_write``. API reference: https://developer.webex.com/docs/api/v1/broadworks-subscribers/send-consent-user-move-email-to-pending-broadworks-subscribers

        The subscriber's e-mail address has a Webex account elsewhere, and its person must consent
        to the move.

        Args:
            subscriber: The subscriber's `id`, or a subscriber as Webex returned it.
            timeout: Time limit of the call, retries included, in seconds or as a timedelta, > 0;
                `math.inf`: no limit. Default: the client's `timeout`.

        Returns:
            Nothing.

        Raises:
            AmbiguousOutcomeError: The client can't tell whether Webex sent the e-mail. Repeating
                the call might send a second one.
            ConflictError: The subscriber doesn't wait for consent.
            NotFoundError: The subscriber doesn't exist, or this token can't see it.
            PermissionDeniedError: The token lacks the write scope, or its owner isn't a partner
                full administrator.
            InvalidArgumentError: The id is invalid. Nothing was sent.
            APIStatusError: Webex answered with another status that isn't a success.
            APIConnectionError: The client couldn't connect to Webex.
        """
        return await self._core.call(
            "subscribers.resend_consent_email", (subscriber,), timeout
        ).send()

    async def wait(
        self,
        subscriber: SubscriberArgument,
        *,
        wait_for_person: bool = False,
        timeout: Timeout = None,
        on_progress: OnProgress[Subscriber] = None,
    ) -> Subscriber:
        """Waits until Webex has provisioned or updated a subscriber.

        ``GET /broadworks/subscribers/{id}``
        Scope: ``spark-admin:broadworks_subscribers_read``. API reference: https://developer.webex.com/docs/api/v1/broadworks-subscribers

        The wait ends with `provisioned`, with `error`, with a status that waits for the person, and
        with a status that this library doesn't know. Each is a result and not an error: check the
        `status`.

        The pauses between checks grow from two seconds to a minute. After the first response, the
        wait continues through an outage of up to 30 minutes.

        Args:
            subscriber: The subscriber's `id`, or a subscriber as Webex returned it.
            wait_for_person: Whether to keep waiting while the person must consent, or enter or
                confirm an e-mail address. That can take days. Default: False.
            timeout: Time limit of the wait, in seconds or as a timedelta, > 0; `math.inf`: no
                limit. Default: 1 hour.
            on_progress: Called with the `Subscriber` of each check, including the last, and never
                with that of an earlier sync. An `AsyncClient` awaits what a coroutine function
                returns. An exception that it raises ends the wait and reaches the caller. Default:
                none.

        Returns:
            The `Subscriber` that ended the wait. Its `errors` show why provisioning failed.

        Raises:
            WaitTimeoutError: The wait did not end in time. `last_status` is the last `Subscriber`.
                You can wait again.
            WebexError: Any error of `subscribers.get`, such as `NotFoundError` if the subscriber is
                removed during the wait.
        """
        waiter = self._core.wait("subscribers.wait", (subscriber, wait_for_person), timeout)
        status, _ = await poll_async(waiter, on_progress)
        return status


class AsyncWorkspacesResource(Resource):
    """Provisions, updates and removes workspaces of an enterprise.

    The attribute `workspaces` of a client.
    """

    __slots__ = ()

    async def provision(
        self,
        *,
        provisioning_id: str,
        user_id: str,
        sp_enterprise_id: str,
        display_name: str,
        primary_phone_number: str | None = None,
        extension: str | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout = None,
    ) -> Workspace:
        """Provisions a workspace of an enterprise that exists.

        ``POST /broadworks/workspaces``
        Scope: ``spark-admin:places_write``. API reference: https://developer.webex.com/docs/api/v1/broadworks-workspaces/provision-a-broadworks-workspace

        Keep the `id` of the result: Webex has no list of these workspaces, and updating and
        removing one needs its `id`.

        Args:
            provisioning_id: The provisioning ID of the customer template, as Partner Hub shows it.
            user_id: The workspace's user ID on BroadWorks.
            sp_enterprise_id: The identifier of the workspace's enterprise on BroadWorks.
            display_name: The name that Webex shows.
            primary_phone_number: The primary phone number on BroadWorks. Default: none.
            extension: The extension on BroadWorks. Default: none.
            extra_body: Keys of the body that this library doesn't know, such as those of a beta.
                Default: none.
            timeout: Time limit of the call, retries included, in seconds or as a timedelta, > 0;
                `math.inf`: no limit. Default: the client's `timeout`.

        Returns:
            The new `Workspace`.

        Raises:
            AmbiguousOutcomeError: The client can't tell whether Webex provisioned the workspace.
                Webex has no list of workspaces to find it in.
            ConflictError: The user ID belongs to another user.
            NotFoundError: The enterprise doesn't exist.
            BadRequestError: Webex refused a value. The error names the field if Webex does.
            PermissionDeniedError: The token lacks the write scope, or its owner isn't a partner
                full administrator.
            InvalidArgumentError: An argument can't be used. Nothing was sent.
            APIStatusError: Webex answered with another status that isn't a success.
            APIConnectionError: The client couldn't connect to Webex.
        """
        return await self._core.call(
            "workspaces.provision",
            (
                provisioning_id,
                user_id,
                sp_enterprise_id,
                display_name,
                primary_phone_number,
                extension,
                extra_body,
            ),
            timeout,
        ).send()

    async def update(
        self,
        workspace: WorkspaceArgument,
        *,
        user_id: str | None = None,
        primary_phone_number: str | None = None,
        extension: str | None = None,
        clear: Literal["primary_phone_number", "extension"]
        | Iterable[Literal["primary_phone_number", "extension"]]
        | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout = None,
    ) -> Workspace:
        """Changes the user ID, the number or the extension of a workspace.

        ``PUT /broadworks/workspaces/{id}``
        Scope: ``spark-admin:places_write``. API reference: https://developer.webex.com/docs/api/v1/broadworks-workspaces/update-a-broadworks-workspace

        Arguments that are left out stay as they are. Webex reads an empty text as a deletion, so
        this method refuses it: name what to delete in `clear`.

        Args:
            workspace: The workspace's `id`, or a workspace as Webex returned it.
            user_id: The new user ID on BroadWorks. Default: unchanged.
            primary_phone_number: The new primary phone number. Default: unchanged.
            extension: The new extension. Default: unchanged.
            clear: What to delete: ``"primary_phone_number"`` or ``"extension"``. Default: nothing.
            extra_body: Keys of the body that this library doesn't know, such as those of a beta.
                Default: none.
            timeout: Time limit of the call, retries included, in seconds or as a timedelta, > 0;
                `math.inf`: no limit. Default: the client's `timeout`.

        Returns:
            The `Workspace`.

        Raises:
            ConflictError: The user ID belongs to another user.
            NotFoundError: The workspace doesn't exist, or this token can't see it.
            BadRequestError: Webex refused a value. The error names the field if Webex does.
            PermissionDeniedError: The token lacks the write scope, or its owner isn't a partner
                full administrator.
            InvalidArgumentError: An argument can't be used. Nothing was sent.
            APIStatusError: Webex answered with another status that isn't a success.
            APIConnectionError: The client received no response in time.
        """
        return await self._core.call(
            "workspaces.update",
            (workspace, user_id, primary_phone_number, extension, clear, extra_body),
            timeout,
        ).send()

    async def remove(self, workspace: WorkspaceArgument, *, timeout: Timeout = None) -> None:
        """Removes a workspace from Webex for BroadWorks; its Webex device stays.

        ``DELETE /broadworks/workspaces/{id}``
        Scope: ``spark-admin:places_write``. API reference: https://developer.webex.com/docs/api/v1/broadworks-workspaces/remove-a-broadworks-workspace

        Args:
            workspace: The workspace's `id`, or a workspace as Webex returned it.
            timeout: Time limit of the call, retries included, in seconds or as a timedelta, > 0;
                `math.inf`: no limit. Default: the client's `timeout`.

        Returns:
            Nothing.

        Raises:
            NotFoundError: The workspace doesn't exist, or this token can't see it.
            PermissionDeniedError: The token lacks the write scope, or its owner isn't a partner
                full administrator.
            InvalidArgumentError: The id is invalid. Nothing was sent.
            APIStatusError: Webex answered with another status that isn't a success.
            APIConnectionError: The client received no response in time.
        """
        return await self._core.call("workspaces.remove", (workspace,), timeout).send()


class AsyncBillingReportsResource(Resource):
    """Lists, creates, reads and deletes billing reports of a partner.

    The attribute `billing_reports` of a client.
    """

    __slots__ = ()

    def list(
        self,
        *,
        before: str | None = None,
        after: str | None = None,
        sort_by: str | None = None,
        allow_incomplete: bool = False,
        extra_query: Query | None = None,
        timeout: Timeout = None,
        **unknown: NoReturn,
    ) -> AsyncBillingReportList:
        """Lists billing reports.

        ``GET /broadworks/billing/reports``
        Scope: ``spark-admin:broadworks_billing_reports_read``. API reference: https://developer.webex.com/docs/api/v1/broadworks-billing-reports/list-broadworks-billing-reports

        Webex documents no pages for this list. If a response names a next page, the client reads
        that too.

        Args:
            before: Only reports from before this month or day, such as ``"2026-10"``. Default: any.
            after: Only reports from after this month or day, such as ``"2026-10"``. Default: any.
            sort_by: The order: ``"id"``, ``"status"`` or ``"billingPeriod"``. Default:
                ``"billingPeriod"``.
            allow_incomplete: Ends without an error if the list might be short. Default: False.
            extra_query: Query parameters that this library doesn't know, such as beta filters.
                Default: none.
            timeout: Time limit of each page, retries included, in seconds or as a timedelta, > 0;
                `math.inf`: no limit. Default: the client's `timeout`.
            **unknown: Refused.

        Returns:
            A list that sends nothing until it is read: iterate it, or use `all`, `first` or
            `pages`. Each item is a `BillingReport` with `id`, ``billingPeriod`` and `status`.

        Raises:
            InvalidArgumentError: Raised immediately if an argument is out of bounds.
            IncompleteListError: Raised at the end of the list if Webex might have more items than
                it listed.
            PermissionDeniedError: The token lacks the scope, or its owner lacks the role.
            APIStatusError: Webex answered with another status that isn't a success.
            APIConnectionError: The client received no response in time.
        """
        refuse("billing_reports.list", unknown)
        paging = {
            "allow_incomplete": allow_incomplete,
            "extra_query": extra_query,
        }
        filters = (
            before,
            after,
            sort_by,
        )
        return AsyncBillingReportList(
            self._core.list("billing_reports.list", filters, paging, timeout)
        )

    async def create(self, billing_period: str, *, timeout: Timeout = None) -> BillingReport:
        """Starts a billing report for a month, and returns its id.

        ``POST /broadworks/billing/reports``
        Scope: ``spark-admin:broadworks_billing_reports_write``. API reference: https://developer.webex.com/docs/api/v1/broadworks-billing-reports/create-a-broadworks-billing-report

        Webex generates the report after that. `billing_reports.wait` waits for it, and
        `billing_reports.get` shows its `status`. Partners on the extended wholesale subscription
        use Wholesale Billing Reports instead.

        Args:
            billing_period: The month, as ``YYYY-MM``.
            timeout: Time limit of the call, retries included, in seconds or as a timedelta, > 0;
                `math.inf`: no limit. Default: the client's `timeout`.

        Returns:
            A `BillingReport` with only the `id`.

        Raises:
            AmbiguousOutcomeError: The client can't tell whether Webex started the report. Look for
                it in the list before you repeat the call.
            BadRequestError: Webex refused the month.
            PermissionDeniedError: The token lacks the write scope, or its owner lacks the role.
            InvalidArgumentError: An argument can't be used. Nothing was sent.
            APIStatusError: Webex answered with another status that isn't a success.
            APIConnectionError: The client couldn't connect to Webex.
        """
        return await self._core.call("billing_reports.create", (billing_period,), timeout).send()

    async def get(self, report: BillingReportArgument, *, timeout: Timeout = None) -> BillingReport:
        """Reads one billing report: its state, and once it is complete the link to its file.

        ``GET /broadworks/billing/reports/{id}``
        Scope: ``spark-admin:broadworks_billing_reports_read``. API reference: https://developer.webex.com/docs/api/v1/broadworks-billing-reports/get-a-broadworks-billing-report

        ``tempDownloadURL`` is a secret: anyone with the link can read the report. It works for a
        short time. Download it without the access token.

        Args:
            report: The report's `id`, or a report as Webex returned it.
            timeout: Time limit of the call, retries included, in seconds or as a timedelta, > 0;
                `math.inf`: no limit. Default: the client's `timeout`.

        Returns:
            A `BillingReport`. It has ``tempDownloadURL`` once its `status` is ``COMPLETED``, and
            `errors` if it is ``FAILED``.

        Raises:
            NotFoundError: The report doesn't exist, or this token can't see it.
            PermissionDeniedError: The token lacks the scope, or its owner lacks the role.
            InvalidArgumentError: The id is invalid. Nothing was sent.
            APIStatusError: Webex answered with another status that isn't a success.
            APIConnectionError: The client received no response in time.
        """
        return await self._core.call("billing_reports.get", (report,), timeout).send()

    async def delete(self, report: BillingReportArgument, *, timeout: Timeout = None) -> None:
        """Deletes a billing report.

        ``DELETE /broadworks/billing/reports/{id}``
        Scope: ``spark-admin:broadworks_billing_reports_write``. API reference: https://developer.webex.com/docs/api/v1/broadworks-billing-reports/delete-a-broadworks-billing-report

        Args:
            report: The report's `id`, or a report as Webex returned it.
            timeout: Time limit of the call, retries included, in seconds or as a timedelta, > 0;
                `math.inf`: no limit. Default: the client's `timeout`.

        Returns:
            Nothing.

        Raises:
            NotFoundError: The report doesn't exist, or this token can't see it.
            PermissionDeniedError: The token lacks the write scope, or its owner lacks the role.
            InvalidArgumentError: The id is invalid. Nothing was sent.
            APIStatusError: Webex answered with another status that isn't a success.
            APIConnectionError: The client received no response in time.
        """
        return await self._core.call("billing_reports.delete", (report,), timeout).send()

    async def wait(
        self,
        report: BillingReportArgument,
        *,
        timeout: Timeout = None,
        on_progress: OnProgress[BillingReport] = None,
    ) -> BillingReport:
        """Waits until Webex has generated a billing report.

        ``GET /broadworks/billing/reports/{id}``
        Scope: ``spark-admin:broadworks_billing_reports_read``. API reference: https://developer.webex.com/docs/api/v1/broadworks-billing-reports

        The wait ends with any status but ``IN_PROGRESS``. ``FAILED`` is a result and not an error:
        check the `status`.

        The pauses between checks grow from two seconds to a minute. After the first response, the
        wait continues through an outage of up to 30 minutes.

        Args:
            report: The report's `id`, or a report as Webex returned it.
            timeout: Time limit of the wait, in seconds or as a timedelta, > 0; `math.inf`: no
                limit. Default: 1 hour.
            on_progress: Called with the `BillingReport` of each check, including the last, and
                never with that of an earlier sync. An `AsyncClient` awaits what a coroutine
                function returns. An exception that it raises ends the wait and reaches the caller.
                Default: none.

        Returns:
            The `BillingReport` that ended the wait. It has ``tempDownloadURL`` if its `status` is
            ``COMPLETED``, and `errors` if it is ``FAILED``.

        Raises:
            WaitTimeoutError: The report did not end in time. `last_status` is the last
                `BillingReport`. You can wait again.
            WebexError: Any error of `billing_reports.get`, such as `NotFoundError` if the report is
                deleted during the wait.
        """
        waiter = self._core.wait("billing_reports.wait", (report,), timeout)
        status, _ = await poll_async(waiter, on_progress)
        return status

    def download(
        self,
        report: BillingReportArgument,
        *,
        max_bytes: int | None = None,
        timeout: Timeout = None,
    ) -> AsyncBillingReportDownload:
        """Downloads the CSV file of a billing report that is complete.

        ``GET /broadworks/billing/reports/{id}``
        Scope: ``spark-admin:broadworks_billing_reports_read``. API reference: https://developer.webex.com/docs/api/v1/broadworks-billing-reports

        The client reads the report, and then downloads the file at its link. The request for the
        file has neither the access token nor cookies. It goes to https only, and follows up to
        three redirects. The link is a secret, which no error, event or log shows.

        If the host answers that the link has expired, the client reads the report once more and
        tries the new link once. Other failures are retried like every request that only reads.

        Args:
            report: The report's `id`, or a report as Webex returned it.
            max_bytes: The maximum size of the file in bytes, at least 1. Default: 536,870,912 (512
                MiB).
            timeout: Time limit of the download, retries included, in seconds or as a timedelta, >
                0; `math.inf`: no limit. Default: 10 minutes.

        Returns:
            A `BillingReportDownload`, which sends nothing until you call a method: `save` writes a
            file, `bytes` returns the content. Each call downloads the file again.

        Raises:
            BillingReportNotCompletedError: The report is in progress, or failed. `last_status` is
                the `BillingReport`, without its link. `billing_reports.wait` waits for a report.
            UntrustedLinkError: The link, or a redirect, doesn't lead to https, or the link
                redirects more than three times.
            ResponseDecodeError: The file is larger than `max_bytes`, or the report is complete and
                has no link.
            APIStatusError: The host of the file refused the link, and the new link too.
            InvalidArgumentError: The file can't be written, or an argument can't be used.
            WebexError: Any error of `billing_reports.get`, such as `NotFoundError`.
        """
        return AsyncBillingReportDownload(
            self._core.download("billing_reports.download", (report, max_bytes), timeout)
        )


class AsyncResources:
    """The resources of a client."""

    __slots__ = ()
    _core: NativeClient

    @property
    def enterprises(self) -> AsyncEnterprisesResource:
        """Lists the enterprises of a partner, and finds one of them."""
        return AsyncEnterprisesResource(self._core)

    @property
    def directory_sync(self) -> AsyncDirectorySyncResource:
        """Turns directory sync of an enterprise on and off, triggers it, and waits for it."""
        return AsyncDirectorySyncResource(self._core)

    @property
    def subscribers(self) -> AsyncSubscribersResource:
        """Lists, provisions, reads, updates and removes the subscribers of a partner."""
        return AsyncSubscribersResource(self._core)

    @property
    def workspaces(self) -> AsyncWorkspacesResource:
        """Provisions, updates and removes workspaces of an enterprise."""
        return AsyncWorkspacesResource(self._core)

    @property
    def billing_reports(self) -> AsyncBillingReportsResource:
        """Lists, creates, reads and deletes billing reports of a partner."""
        return AsyncBillingReportsResource(self._core)


class AsyncEnterprisesResourceWithResponse(Resource):
    """Lists the enterprises of a partner, and finds one of them.

    The methods of `AsyncEnterprisesResource`, which return the metadata of the response too.
    """

    __slots__ = ()

    def list(
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
    ) -> AsyncEnterpriseList:
        """Lists enterprises, page by page as they are read.

        ``GET /broadworks/enterprises``
        Scope: ``spark-admin:broadworks_enterprises_read``. API reference: https://developer.webex.com/docs/api/v1/broadworks-enterprises/list-broadworks-enterprises

        Webex documents no next page for this list. If the last page names none, one more request
        shows whether the list was cut. If it was, the client requests the rest by ``startsWith``
        prefixes. Enterprises without ``spEnterpriseId`` beyond the first page can't be found that
        way.

        Args:
            sp_enterprise_id: Only the enterprise with exactly this identifier, such as
                ``"Reseller1+acme"``. Default: any.
            starts_with: Only enterprises whose identifier starts with this text. Default: any.
            page_size: Enterprises per request, Webex's `max`: 1 to 1000. Default: 1000, or the page
                size of the `cursor`.
            limit: Ends the list after this many enterprises, at least 1. Default: all.
            cursor: Resumes at a page's `cursor`. Pass the same filters as for that page. Default:
                from the start.
            completion: ``"auto"`` checks and completes a list whose last page names no next page.
                ``"off"`` sends no request beyond the pages. Default: ``"auto"``.
            allow_incomplete: Ends without an error if the list might be short. Default: False.
            extra_query: Query parameters that this library doesn't know, such as beta filters.
                Default: none.
            timeout: Time limit of each page, retries included, in seconds or as a timedelta, > 0;
                `math.inf`: no limit. Default: the client's `timeout`.
            **unknown: Refused. The error for `max` names the two arguments that it could mean.

        Returns:
            A list that sends nothing until it is read: iterate it, or use `all`, `first` or
            `pages`. Each item is an `Enterprise`.

        Raises:
            InvalidArgumentError: Raised immediately if an argument is out of bounds.
            IncompleteListError: Raised at the end of the list if Webex might have more items than
                it listed.
            UntrustedLinkError: The next page is on another host or path.
            PaginationLoopError: The pages of the list form a loop.
            PermissionDeniedError: The token lacks the scope, or its owner lacks the role.
            APIStatusError: Webex answered with another status that isn't a success.
            APIConnectionError: The client received no response in time.
        """
        refuse("enterprises.list", unknown)
        paging = {
            "page_size": page_size,
            "limit": limit,
            "cursor": cursor,
            "completion": completion,
            "allow_incomplete": allow_incomplete,
            "extra_query": extra_query,
        }
        filters = (
            sp_enterprise_id,
            starts_with,
        )
        return AsyncEnterpriseList(self._core.list("enterprises.list", filters, paging, timeout))

    async def get(
        self,
        *,
        sp_enterprise_id: str | None = None,
        org_id: str | None = None,
        timeout: Timeout = None,
    ) -> tuple[Enterprise, ResponseMetadata]:
        """Finds the enterprise with an identifier, and verifies that only one matches.

        ``GET /broadworks/enterprises``
        Scope: ``spark-admin:broadworks_enterprises_read``. API reference: https://developer.webex.com/docs/api/v1/broadworks-enterprises

        Pass exactly one of the two identifiers. Identifiers are case-sensitive. `sp_enterprise_id`
        takes one request. `org_id` reads the whole list, because Webex can't filter by it.

        Args:
            sp_enterprise_id: The identifier on BroadWorks, such as ``"Reseller1+acme"``.
            org_id: The id of the customer's Webex organization.
            timeout: Time limit of all its requests together, retries included, in seconds or as a
                timedelta, > 0; `math.inf`: no limit. Default: the client's `timeout`.

        Returns:
            A pair: what `AsyncEnterprisesResource.get` returns, and the `ResponseMetadata` of the
            last response.

        Raises:
            EnterpriseNotFoundError: No enterprise matches.
            MultipleEnterprisesFoundError: Several enterprises match. Its `candidates` are those
                enterprises.
            InvalidArgumentError: Not exactly one identifier was passed. Nothing was sent.
            WebexError: Any error of `enterprises.list`.
        """
        return await self._core.call("enterprises.get", (sp_enterprise_id, org_id), timeout).send(
            with_metadata=True
        )


class AsyncDirectorySyncResourceWithResponse(Resource):
    """Turns directory sync of an enterprise on and off, triggers it, and waits for it.

    The methods of `AsyncDirectorySyncResource`, which return the metadata of the response too.
    """

    __slots__ = ()

    async def get_status(
        self, enterprise: EnterpriseArgument, *, timeout: Timeout = None
    ) -> tuple[DirectorySync, ResponseMetadata]:
        """Reads whether directory sync is on for an enterprise, and how its last sync ended.

        ``GET /broadworks/enterprises/{id}/broadworksDirectorySync``
        Scope: ``spark-admin:broadworks_enterprises_read``. API reference: https://developer.webex.com/docs/api/v1/broadworks-enterprises/get-directory-sync-status-for-an-enterprise

        Args:
            enterprise: The enterprise's `id`, or an enterprise as `enterprises.list` shows it.
            timeout: Time limit of the call, retries included, in seconds or as a timedelta, > 0;
                `math.inf`: no limit. Default: the client's `timeout`.

        Returns:
            A pair: what `AsyncDirectorySyncResource.get_status` returns, and the `ResponseMetadata`
            of the last response.

        Raises:
            NotFoundError: The enterprise doesn't exist, or this token can't see it.
            InvalidArgumentError: The id is invalid. Nothing was sent.
            PermissionDeniedError: The token lacks the scope, or its owner lacks the role.
            APIStatusError: Webex answered with another status that isn't a success.
            APIConnectionError: The client received no response in time.
        """
        return await self._core.call("directory_sync.get_status", (enterprise,), timeout).send(
            with_metadata=True
        )

    async def update(
        self, enterprise: EnterpriseArgument, *, enable_dir_sync: bool, timeout: Timeout = None
    ) -> tuple[DirectorySync, ResponseMetadata]:
        """Turns directory sync on or off for an enterprise.

        ``PUT /broadworks/enterprises/{id}/broadworksDirectorySync``
        Scope: ``spark-admin:broadworks_enterprises_write``. API reference: https://developer.webex.com/docs/api/v1/broadworks-enterprises/update-directory-sync-for-a-broadworks-enterprise

        Webex doesn't document whether turning directory sync off removes users or contacts. Try it
        with a test enterprise first.

        Args:
            enterprise: The enterprise's `id`, or an enterprise as `enterprises.list` shows it.
            enable_dir_sync: Whether directory sync is on afterwards.
            timeout: Time limit of the call, retries included, in seconds or as a timedelta, > 0;
                `math.inf`: no limit. Default: the client's `timeout`.

        Returns:
            A pair: what `AsyncDirectorySyncResource.update` returns, and the `ResponseMetadata` of
            the last response.

        Raises:
            ConflictError: The state of the enterprise doesn't allow it, for example because a sync
                is running.
            NotFoundError: The enterprise doesn't exist, or this token can't see it.
            PermissionDeniedError: The token lacks the write scope, or its owner lacks the role.
            InvalidArgumentError: An argument can't be used. Nothing was sent.
            APIStatusError: Webex answered with another status that isn't a success.
            APIConnectionError: The client received no response in time.
        """
        return await self._core.call(
            "directory_sync.update", (enterprise, enable_dir_sync), timeout
        ).send(with_metadata=True)

    async def trigger(
        self, enterprise: EnterpriseArgument, *, timeout: Timeout = None
    ) -> tuple[DirectorySync, ResponseMetadata]:
        """Starts a directory sync of an enterprise, and returns as soon as Webex has accepted it.

        ``POST /broadworks/enterprises/{id}/broadworksDirectorySync``
        Scope: ``spark-admin:broadworks_enterprises_write``. API reference: https://developer.webex.com/docs/api/v1/broadworks-enterprises/trigger-directory-sync-for-an-enterprise

        Each BroadWorks cluster runs one on-demand sync at a time. Syncs take from seconds to more
        than an hour. `directory_sync.get_status` shows the state of this one, and
        `directory_sync.run` waits for its end.

        Args:
            enterprise: The enterprise's `id`, or an enterprise as `enterprises.list` shows it.
            timeout: Time limit of the call, retries included, in seconds or as a timedelta, > 0;
                `math.inf`: no limit. Default: the client's `timeout`.

        Returns:
            A pair: what `AsyncDirectorySyncResource.trigger` returns, and the `ResponseMetadata` of
            the last response.

        Raises:
            DirectorySyncBusyError: The enterprise's cluster is already running an on-demand sync.
            AmbiguousOutcomeError: The client can't tell whether Webex started the sync. Check the
                status before you repeat the call.
            ConflictError: Usually, directory sync is off for the enterprise. Check the
                ``errorCode`` in `errors`, such as 600011.
            NotFoundError: The enterprise doesn't exist, or this token can't see it.
            PermissionDeniedError: The token lacks the write scope, or its owner lacks the role.
            InvalidArgumentError: The id is invalid. Nothing was sent.
            APIStatusError: Webex answered with another status that isn't a success.
            APIConnectionError: The client couldn't connect to Webex.
        """
        return await self._core.call("directory_sync.trigger", (enterprise,), timeout).send(
            with_metadata=True
        )

    async def trigger_user(
        self, enterprise: EnterpriseArgument, user_id: str, *, timeout: Timeout = None
    ) -> tuple[UserDirectorySync, ResponseMetadata]:
        """Syncs one user of an enterprise, and returns what the sync did.

        ``POST /broadworks/enterprises/{id}/broadworksDirectorySync/externalUser``
        Scope: ``spark-admin:broadworks_enterprises_write``. API reference: https://developer.webex.com/docs/api/v1/broadworks-enterprises/trigger-directory-sync-for-a-user

        Args:
            enterprise: The enterprise's `id`, or an enterprise as `enterprises.list` shows it.
            user_id: The user's BroadWorks id, such as ``"jane.doe@acme.example"``.
            timeout: Time limit of the call, retries included, in seconds or as a timedelta, > 0;
                `math.inf`: no limit. Default: the client's `timeout`.

        Returns:
            A pair: what `AsyncDirectorySyncResource.trigger_user` returns, and the
            `ResponseMetadata` of the last response.

        Raises:
            AmbiguousOutcomeError: The client can't tell whether Webex synced the user. Repeating
                the call is safe for the data, but can return ``"NO_OPERATION"``.
            ConflictError: The state of the enterprise or of the user doesn't allow it.
            NotFoundError: The enterprise doesn't exist, or this token can't see it.
            PermissionDeniedError: The token lacks the write scope, or its owner lacks the role.
            InvalidArgumentError: An argument can't be used. Nothing was sent.
            APIStatusError: Webex answered with another status that isn't a success.
            APIConnectionError: The client couldn't connect to Webex.
        """
        return await self._core.call(
            "directory_sync.trigger_user", (enterprise, user_id), timeout
        ).send(with_metadata=True)

    async def ensure(
        self,
        enterprise: EnterpriseArgument,
        *,
        enable_dir_sync: bool,
        dry_run: bool = False,
        timeout: Timeout = None,
    ) -> tuple[EnsuredDirectorySync, ResponseMetadata]:
        """Turns directory sync on or off for an enterprise if it isn't already in that state.

        ``GET and, on a difference, PUT /broadworks/enterprises/{id}/broadworksDirectorySync``
        Scope: ``spark-admin:broadworks_enterprises_write``. API reference: https://developer.webex.com/docs/api/v1/broadworks-enterprises

        Webex doesn't document whether turning directory sync off removes users or contacts. Try it
        with a test enterprise first.

        Args:
            enterprise: The enterprise's `id`, or an enterprise as `enterprises.list` shows it.
            enable_dir_sync: Whether directory sync is on afterwards.
            dry_run: Only reads the state, and returns what would change. Default: False.
            timeout: Time limit of all its requests together, retries included, in seconds or as a
                timedelta, > 0; `math.inf`: no limit. Default: the client's `timeout`.

        Returns:
            A pair: what `AsyncDirectorySyncResource.ensure` returns, and the `ResponseMetadata` of
            the last response.

        Raises:
            WebexError: Any error of `directory_sync.get_status` and `directory_sync.update`.
        """
        return await self._core.call(
            "directory_sync.ensure", (enterprise, enable_dir_sync, dry_run), timeout
        ).send(with_metadata=True)

    async def run(
        self,
        enterprise: EnterpriseArgument,
        *,
        timeout: Timeout = None,
        on_progress: OnProgress[DirectorySync] = None,
        on_waiting: OnWaiting = None,
    ) -> tuple[DirectorySync, ResponseMetadata]:
        """Triggers a directory sync of an enterprise, and waits for that sync to end.

        ``GET, POST and GET /broadworks/enterprises/{id}/broadworksDirectorySync``
        Scope: ``spark-admin:broadworks_enterprises_write``. API reference: https://developer.webex.com/docs/api/v1/broadworks-enterprises

        If another sync of the enterprise is running, or another sync keeps its cluster busy, the
        client waits for that first. If a trigger gets no response, the client checks the status. It
        triggers again only after a minute in which Webex shows no sync. The pauses between checks
        grow from two seconds to a minute.

        Canceling the wait doesn't end the sync at Webex.

        Args:
            enterprise: The enterprise's `id`, or an enterprise as `enterprises.list` shows it.
            timeout: Time limit of the wait, other syncs before it included, in seconds or as a
                timedelta, > 0; `math.inf`: no limit. Default: 3 hours.
            on_progress: Called with the `DirectorySync` of each check, including the last, and
                never with that of an earlier sync. An `AsyncClient` awaits what a coroutine
                function returns. An exception that it raises ends the wait and reaches the caller.
                Default: none.
            on_waiting: Called with a `DirectorySyncWaiting` at each check while the sync can't be
                triggered, because another one blocks it. Otherwise like `on_progress`. Default:
                none.

        Returns:
            A pair: what `AsyncDirectorySyncResource.run` returns, and the `ResponseMetadata` of the
            last response.

        Raises:
            DirectorySyncFailedError: The sync failed, or ended in an unknown state.
            WaitTimeoutError: The sync did not end in time. If it was triggered, `accepted` is True,
                `tracking_id` names it, and it continues at Webex. `last_status` is the last status.
            DirectorySyncBusyError: The cluster was busy all the time.
            AmbiguousOutcomeError: Neither a response nor a check showed whether the sync was
                started.
            ConflictError: Usually, directory sync is off for the enterprise. Check the
                ``errorCode`` in `errors`, such as 600011.
            WebexError: Any error of `directory_sync.get_status` and `directory_sync.trigger`.
        """
        waiter = self._core.wait("directory_sync.run", (enterprise,), timeout)
        return await poll_async(waiter, on_progress, on_waiting)

    async def wait(
        self,
        enterprise: EnterpriseArgument,
        *,
        timeout: Timeout = None,
        on_progress: OnProgress[DirectorySync] = None,
    ) -> tuple[DirectorySync, ResponseMetadata]:
        """Waits for the directory sync of an enterprise that is running; starts none.

        ``GET /broadworks/enterprises/{id}/broadworksDirectorySync``
        Scope: ``spark-admin:broadworks_enterprises_read``. API reference: https://developer.webex.com/docs/api/v1/broadworks-enterprises

        Args:
            enterprise: The enterprise's `id`, or an enterprise as `enterprises.list` shows it.
            timeout: Time limit of the wait, in seconds or as a timedelta, > 0; `math.inf`: no
                limit. Default: 3 hours.
            on_progress: Called with the `DirectorySync` of each check, including the last, and
                never with that of an earlier sync. An `AsyncClient` awaits what a coroutine
                function returns. An exception that it raises ends the wait and reaches the caller.
                Default: none.

        Returns:
            A pair: what `AsyncDirectorySyncResource.wait` returns, and the `ResponseMetadata` of
            the last response.

        Raises:
            DirectorySyncFailedError: The sync that was running failed.
            WaitTimeoutError: The sync did not end in time. `last_status` is the last status.
            WebexError: Any error of `directory_sync.get_status`.
        """
        waiter = self._core.wait("directory_sync.wait", (enterprise,), timeout)
        return await poll_async(waiter, on_progress)


class AsyncSubscribersResourceWithResponse(Resource):
    """Lists, provisions, reads, updates and removes the subscribers of a partner.

    The methods of `AsyncSubscribersResource`, which return the metadata of the response too.
    """

    __slots__ = ()

    def list(
        self,
        *,
        user_id: str | None = None,
        person_id: str | None = None,
        email: str | None = None,
        provisioning_id: str | None = None,
        sp_enterprise_id: str | None = None,
        last_status_change: Instant | None = None,
        status: SubscriberStatus | Iterable[SubscriberStatus] | None = None,
        after: Instant | None = None,
        self_activated: bool | None = None,
        page_size: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        allow_incomplete: bool = False,
        extra_query: Query | None = None,
        timeout: Timeout = None,
        **unknown: NoReturn,
    ) -> AsyncSubscriberList:
        """Lists subscribers, page by page as they are read.

        ``GET /broadworks/subscribers``
        Scope: ``spark-admin:broadworks_subscribers_read``. API reference: https://developer.webex.com/docs/api/v1/broadworks-subscribers/list-broadworks-subscribers

        The filters can be combined. All four ways of provisioning end in this list: the API,
        flow-through provisioning with and without e-mail, and self-activation.

        Webex names the next page in a `Link` header, and a page without one is the last. If the
        only page is full, one more request shows whether Webex names next pages.

        Args:
            user_id: Only the subscriber with this user ID on BroadWorks. Default: any.
            person_id: Only the subscriber whose Webex user has this person ID. Default: any.
            email: Only subscribers with this e-mail address. Default: any.
            provisioning_id: Only subscribers that were provisioned by this customer template.
                Default: any.
            sp_enterprise_id: Only subscribers of the enterprise with this identifier, such as
                ``"Reseller1+acme"``. Default: any.
            last_status_change: Only subscribers whose `status` changed after this time. Default:
                any.
            status: Only subscribers in this state, or in one of several. Default: any.
            after: Only subscribers that were created after this time. Default: any.
            self_activated: Only subscribers that activated themselves, or only those that didn't.
                Default: both.
            page_size: Subscribers per request, Webex's `max`: 1 to 100. Default: 100, or the page
                size of the `cursor`.
            limit: Ends the list after this many subscribers, at least 1. Default: all.
            cursor: Resumes at a page's `cursor`. Pass the same filters as for that page. Default:
                from the start.
            allow_incomplete: Ends without an error if the list might be short. Default: False.
            extra_query: Query parameters that this library doesn't know, such as beta filters.
                Default: none.
            timeout: Time limit of each page, retries included, in seconds or as a timedelta, > 0;
                `math.inf`: no limit. Default: the client's `timeout`.
            **unknown: Refused. The error for `max` names the two arguments that it could mean.

        Returns:
            A list that sends nothing until it is read: iterate it, or use `all`, `first` or
            `pages`. Each item is a `Subscriber`.

        Raises:
            InvalidArgumentError: Raised immediately if an argument is out of bounds.
            IncompleteListError: Raised at the end of the list if Webex might have more items than
                it listed.
            UntrustedLinkError: The next page is on another host or path.
            PaginationLoopError: The pages of the list form a loop.
            PermissionDeniedError: The token lacks the scope, or its owner lacks the role.
            APIStatusError: Webex answered with another status that isn't a success.
            APIConnectionError: The client received no response in time.
        """
        refuse("subscribers.list", unknown)
        paging = {
            "page_size": page_size,
            "limit": limit,
            "cursor": cursor,
            "allow_incomplete": allow_incomplete,
            "extra_query": extra_query,
        }
        filters = (
            user_id,
            person_id,
            email,
            provisioning_id,
            sp_enterprise_id,
            last_status_change,
            status,
            after,
            self_activated,
        )
        return AsyncSubscriberList(self._core.list("subscribers.list", filters, paging, timeout))

    async def get(
        self, subscriber: SubscriberArgument, *, timeout: Timeout = None
    ) -> tuple[Subscriber, ResponseMetadata]:
        """Reads one subscriber: who it is, its package, and the state of its provisioning.

        ``GET /broadworks/subscribers/{id}``
        Scope: ``spark-admin:broadworks_subscribers_read``. API reference: https://developer.webex.com/docs/api/v1/broadworks-subscribers/get-a-broadworks-subscriber

        Args:
            subscriber: The subscriber's `id`, or a subscriber as Webex returned it.
            timeout: Time limit of the call, retries included, in seconds or as a timedelta, > 0;
                `math.inf`: no limit. Default: the client's `timeout`.

        Returns:
            A pair: what `AsyncSubscribersResource.get` returns, and the `ResponseMetadata` of the
            last response.

        Raises:
            NotFoundError: The subscriber doesn't exist, or this token can't see it.
            InvalidArgumentError: The id is invalid. Nothing was sent.
            PermissionDeniedError: The token lacks the scope, or its owner lacks the role.
            APIStatusError: Webex answered with another status that isn't a success.
            APIConnectionError: The client received no response in time.
        """
        return await self._core.call("subscribers.get", (subscriber,), timeout).send(
            with_metadata=True
        )

    async def provision(
        self,
        *,
        provisioning_id: str,
        user_id: str,
        sp_enterprise_id: str,
        first_name: str,
        last_name: str,
        package: SubscriberPackage,
        primary_phone_number: str | None = None,
        mobile_phone_number: str | None = None,
        extension: str | None = None,
        email: str | None = None,
        language: str | None = None,
        timezone: str | None = None,
        wait: bool = False,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout = None,
    ) -> tuple[Subscriber, ResponseMetadata]:
        """Provisions a subscriber, and returns as soon as Webex has accepted it.

        ``POST /broadworks/subscribers``
        Scope: ``spark-admin:broadworks_subscribers_write``. API reference: https://developer.webex.com/docs/api/v1/broadworks-subscribers/provision-a-broadworks-subscriber

        Provisioning continues at Webex. With `wait`, the call returns when it has ended.
        `subscribers.wait` waits for it later, and `subscribers.get` shows its `status`, and
        `errors` if it failed. The first subscriber of an enterprise creates the enterprise's Webex
        organization, which takes minutes, and becomes its administrator.

        Args:
            provisioning_id: The provisioning ID of the customer template, as Partner Hub shows it.
            user_id: The subscriber's user ID on BroadWorks.
            sp_enterprise_id: The identifier of the subscriber's enterprise on BroadWorks.
            first_name: The subscriber's first name.
            last_name: The subscriber's last name.
            package: The Webex package: ``"softphone"``, ``"basic"``, ``"standard"`` or
                ``"premium"``.
            primary_phone_number: The primary phone number on BroadWorks. Default: none.
            mobile_phone_number: The mobile phone number on BroadWorks. Default: none.
            extension: The extension on BroadWorks. Default: none.
            email: The subscriber's e-mail address. Templates with trusted e-mail addresses need it.
                Default: the subscriber enters one.
            language: The language of the organization and of its meeting site, as ISO 639-1, or
                with a country as ISO 3166. Default: Webex chooses.
            timezone: The subscriber's time zone. Default: Webex chooses.
            wait: Whether to wait until Webex has provisioned the subscriber. This works like
                `subscribers.wait`. `timeout` then limits the request and the wait together. Without
                it, the wait can take up to 1 hour. Default: False.
            extra_body: Keys of the body that this library doesn't know, such as those of a beta.
                Default: none.
            timeout: Time limit of the call, retries included, in seconds or as a timedelta, > 0;
                `math.inf`: no limit. Default: the client's `timeout`.

        Returns:
            A pair: what `AsyncSubscribersResource.provision` returns, and the `ResponseMetadata` of
            the last response.

        Raises:
            AmbiguousOutcomeError: The client can't tell whether Webex provisioned the subscriber.
                Look it up before you repeat the call.
            ConflictError: The user ID or the e-mail address belongs to another subscriber.
            BadRequestError: Webex refused a value. The error names the field if Webex does.
            PermissionDeniedError: The token lacks the write scope, or its owner isn't a partner
                full administrator.
            InvalidArgumentError: An argument can't be used. Nothing was sent.
            APIStatusError: Webex answered with another status that isn't a success.
            WaitTimeoutError: With `wait`: Webex accepted the request, and the wait did not end in
                time. `last_status` is the last `Subscriber`.
            APIConnectionError: The client couldn't connect to Webex.
        """
        return await self._core.call(
            "subscribers.provision",
            (
                provisioning_id,
                user_id,
                sp_enterprise_id,
                first_name,
                last_name,
                package,
                primary_phone_number,
                mobile_phone_number,
                extension,
                email,
                language,
                timezone,
                wait,
                extra_body,
            ),
            timeout,
        ).send(with_metadata=True)

    async def update(
        self,
        subscriber: SubscriberArgument,
        *,
        user_id: str | None = None,
        first_name: str | None = None,
        last_name: str | None = None,
        package: SubscriberPackage | None = None,
        primary_phone_number: str | None = None,
        mobile_phone_number: str | None = None,
        extension: str | None = None,
        timezone: str | None = None,
        wait: bool = False,
        clear: Literal["primary_phone_number", "mobile_phone_number", "extension"]
        | Iterable[Literal["primary_phone_number", "mobile_phone_number", "extension"]]
        | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout = None,
    ) -> tuple[Subscriber, ResponseMetadata]:
        """Changes a subscriber, and returns as soon as Webex has accepted the change.

        ``PUT /broadworks/subscribers/{id}``
        Scope: ``spark-admin:broadworks_subscribers_write``. API reference: https://developer.webex.com/docs/api/v1/broadworks-subscribers/update-a-broadworks-subscriber

        Webex answers with the old values and the `status` `updating`. With `wait`, the call returns
        once Webex shows the new values, with the status `provisioned`. For a minute, it ignores a
        state from before the change.

        Arguments that are left out stay as they are. Webex reads an empty text as a deletion, so
        this method refuses it: name what to delete in `clear`. A subscriber must keep a primary
        phone number or an extension.

        Args:
            subscriber: The subscriber's `id`, or a subscriber as Webex returned it.
            user_id: The new user ID on BroadWorks. Default: unchanged.
            first_name: The new first name. Default: unchanged.
            last_name: The new last name. Default: unchanged.
            package: The new Webex package: ``"softphone"``, ``"basic"``, ``"standard"`` or
                ``"premium"``. Default: unchanged.
            primary_phone_number: The new primary phone number. Default: unchanged.
            mobile_phone_number: The new mobile phone number. Default: unchanged.
            extension: The new extension. Default: unchanged.
            timezone: The new time zone. Default: unchanged.
            wait: Whether to wait until Webex shows the new values. This works like
                `subscribers.wait`. `timeout` then limits the request and the wait together. Without
                it, the wait can take up to 1 hour. Default: False.
            clear: What to delete: ``"primary_phone_number"``, ``"mobile_phone_number"`` or
                ``"extension"``, or several of them. Default: nothing.
            extra_body: Keys of the body that this library doesn't know, such as those of a beta.
                Default: none.
            timeout: Time limit of the call, retries included, in seconds or as a timedelta, > 0;
                `math.inf`: no limit. Default: the client's `timeout`.

        Returns:
            A pair: what `AsyncSubscribersResource.update` returns, and the `ResponseMetadata` of
            the last response.

        Raises:
            ConflictError: The subscriber is being provisioned or updated, or the user ID belongs to
                another subscriber.
            BadRequestError: Webex refused a value. The error names the field if Webex does.
            NotFoundError: The subscriber doesn't exist, or this token can't see it.
            PermissionDeniedError: The token lacks the write scope, or its owner isn't a partner
                full administrator.
            InvalidArgumentError: An argument can't be used. Nothing was sent.
            APIStatusError: Webex answered with another status that isn't a success.
            WaitTimeoutError: With `wait`: Webex accepted the request, and the wait did not end in
                time. `last_status` is the last `Subscriber`.
            APIConnectionError: The client received no response in time.
        """
        return await self._core.call(
            "subscribers.update",
            (
                subscriber,
                user_id,
                first_name,
                last_name,
                package,
                primary_phone_number,
                mobile_phone_number,
                extension,
                timezone,
                wait,
                clear,
                extra_body,
            ),
            timeout,
        ).send(with_metadata=True)

    async def remove(
        self, subscriber: SubscriberArgument, *, timeout: Timeout = None
    ) -> tuple[None, ResponseMetadata]:
        """Removes a subscriber from Webex for BroadWorks; its Webex user stays.

        ``DELETE /broadworks/subscribers/{id}``
        Scope: ``spark-admin:broadworks_subscribers_write``. API reference: https://developer.webex.com/docs/api/v1/broadworks-subscribers/remove-a-broadworks-subscriber

        Until the Webex user is deleted too, it can't be provisioned in another enterprise. If a
        response is lost, the client repeats the request. If Webex then answers that the subscriber
        doesn't exist, the call succeeds.

        Args:
            subscriber: The subscriber's `id`, or a subscriber as Webex returned it.
            timeout: Time limit of the call, retries included, in seconds or as a timedelta, > 0;
                `math.inf`: no limit. Default: the client's `timeout`.

        Returns:
            A pair: what `AsyncSubscribersResource.remove` returns, and the `ResponseMetadata` of
            the last response.

        Raises:
            ConflictError: The subscriber is being provisioned or updated.
            NotFoundError: The subscriber doesn't exist, or this token can't see it.
            PermissionDeniedError: The token lacks the write scope, or its owner isn't a partner
                full administrator.
            InvalidArgumentError: The id is invalid. Nothing was sent.
            APIStatusError: Webex answered with another status that isn't a success.
            APIConnectionError: The client received no response in time.
        """
        return await self._core.call("subscribers.remove", (subscriber,), timeout).send(
            with_metadata=True
        )

    async def precheck(
        self,
        *,
        email: str,
        provisioning_id: str | None = None,
        user_id: str | None = None,
        sp_enterprise_id: str | None = None,
        first_name: str | None = None,
        last_name: str | None = None,
        package: SubscriberPackage | None = None,
        primary_phone_number: str | None = None,
        mobile_phone_number: str | None = None,
        extension: str | None = None,
        language: str | None = None,
        timezone: str | None = None,
        customer_primary_email: str | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout = None,
    ) -> tuple[SubscriberPrecheck, ResponseMetadata]:
        """Checks whether a subscriber can probably be provisioned; changes nothing.

        ``POST /broadworks/subscribers/validate``
        Scope: ``spark-admin:broadworks_subscribers_write``. API reference: https://developer.webex.com/docs/api/v1/broadworks-subscribers/precheck-a-broadworks-subscriber-provisioning

        Webex checks whether the e-mail address is in use, and whether it belongs to another
        customer or partner. The partner needs at least one BroadWorks cluster in Partner Hub. Webex
        can report a conflict in a successful response: read `info`.

        Args:
            email: The e-mail address of the subscriber.
            provisioning_id: The provisioning ID of the customer template. Default: not checked.
            user_id: The subscriber's user ID on BroadWorks. Default: not checked.
            sp_enterprise_id: The identifier of the subscriber's enterprise. Default: not checked.
            first_name: The subscriber's first name. Default: not checked.
            last_name: The subscriber's last name. Default: not checked.
            package: The Webex package. Default: not checked.
            primary_phone_number: The primary phone number. Default: not checked.
            mobile_phone_number: The mobile phone number. Default: not checked.
            extension: The extension. Default: not checked.
            language: Webex ignores it so far. Default: none.
            timezone: The subscriber's time zone. Default: not checked.
            customer_primary_email: The primary e-mail address of the customer, for an enterprise
                that doesn't exist yet. Default: none.
            extra_body: Keys of the body that this library doesn't know, such as those of a beta.
                Default: none.
            timeout: Time limit of the call, retries included, in seconds or as a timedelta, > 0;
                `math.inf`: no limit. Default: the client's `timeout`.

        Returns:
            A pair: what `AsyncSubscribersResource.precheck` returns, and the `ResponseMetadata` of
            the last response.

        Raises:
            ConflictError: The check found a conflict, and Webex answered with that status.
            BadRequestError: Webex refused a value. The error names the field if Webex does.
            PermissionDeniedError: The token lacks the write scope, or its owner isn't a partner
                full administrator.
            InvalidArgumentError: An argument can't be used. Nothing was sent.
            APIStatusError: Webex answered with another status that isn't a success.
            APIConnectionError: The client received no response in time.
        """
        return await self._core.call(
            "subscribers.precheck",
            (
                email,
                provisioning_id,
                user_id,
                sp_enterprise_id,
                first_name,
                last_name,
                package,
                primary_phone_number,
                mobile_phone_number,
                extension,
                language,
                timezone,
                customer_primary_email,
                extra_body,
            ),
            timeout,
        ).send(with_metadata=True)

    async def resend_consent_email(
        self, subscriber: SubscriberArgument, *, timeout: Timeout = None
    ) -> tuple[None, ResponseMetadata]:
        """Sends the consent e-mail again to a subscriber in `pending_user_migration`.

        ``POST /subscribers/{id}/emails/consentMove``
        Scope: ``spark-admin:broadworks_subscribers_write``. API reference: https://developer.webex.com/docs/api/v1/broadworks-subscribers/send-consent-user-move-email-to-pending-broadworks-subscribers

        The subscriber's e-mail address has a Webex account elsewhere, and its person must consent
        to the move.

        Args:
            subscriber: The subscriber's `id`, or a subscriber as Webex returned it.
            timeout: Time limit of the call, retries included, in seconds or as a timedelta, > 0;
                `math.inf`: no limit. Default: the client's `timeout`.

        Returns:
            A pair: what `AsyncSubscribersResource.resend_consent_email` returns, and the
            `ResponseMetadata` of the last response.

        Raises:
            AmbiguousOutcomeError: The client can't tell whether Webex sent the e-mail. Repeating
                the call might send a second one.
            ConflictError: The subscriber doesn't wait for consent.
            NotFoundError: The subscriber doesn't exist, or this token can't see it.
            PermissionDeniedError: The token lacks the write scope, or its owner isn't a partner
                full administrator.
            InvalidArgumentError: The id is invalid. Nothing was sent.
            APIStatusError: Webex answered with another status that isn't a success.
            APIConnectionError: The client couldn't connect to Webex.
        """
        return await self._core.call(
            "subscribers.resend_consent_email", (subscriber,), timeout
        ).send(with_metadata=True)

    async def wait(
        self,
        subscriber: SubscriberArgument,
        *,
        wait_for_person: bool = False,
        timeout: Timeout = None,
        on_progress: OnProgress[Subscriber] = None,
    ) -> tuple[Subscriber, ResponseMetadata]:
        """Waits until Webex has provisioned or updated a subscriber.

        ``GET /broadworks/subscribers/{id}``
        Scope: ``spark-admin:broadworks_subscribers_read``. API reference: https://developer.webex.com/docs/api/v1/broadworks-subscribers

        The wait ends with `provisioned`, with `error`, with a status that waits for the person, and
        with a status that this library doesn't know. Each is a result and not an error: check the
        `status`.

        The pauses between checks grow from two seconds to a minute. After the first response, the
        wait continues through an outage of up to 30 minutes.

        Args:
            subscriber: The subscriber's `id`, or a subscriber as Webex returned it.
            wait_for_person: Whether to keep waiting while the person must consent, or enter or
                confirm an e-mail address. That can take days. Default: False.
            timeout: Time limit of the wait, in seconds or as a timedelta, > 0; `math.inf`: no
                limit. Default: 1 hour.
            on_progress: Called with the `Subscriber` of each check, including the last, and never
                with that of an earlier sync. An `AsyncClient` awaits what a coroutine function
                returns. An exception that it raises ends the wait and reaches the caller. Default:
                none.

        Returns:
            A pair: what `AsyncSubscribersResource.wait` returns, and the `ResponseMetadata` of the
            last response.

        Raises:
            WaitTimeoutError: The wait did not end in time. `last_status` is the last `Subscriber`.
                You can wait again.
            WebexError: Any error of `subscribers.get`, such as `NotFoundError` if the subscriber is
                removed during the wait.
        """
        waiter = self._core.wait("subscribers.wait", (subscriber, wait_for_person), timeout)
        return await poll_async(waiter, on_progress)


class AsyncWorkspacesResourceWithResponse(Resource):
    """Provisions, updates and removes workspaces of an enterprise.

    The methods of `AsyncWorkspacesResource`, which return the metadata of the response too.
    """

    __slots__ = ()

    async def provision(
        self,
        *,
        provisioning_id: str,
        user_id: str,
        sp_enterprise_id: str,
        display_name: str,
        primary_phone_number: str | None = None,
        extension: str | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout = None,
    ) -> tuple[Workspace, ResponseMetadata]:
        """Provisions a workspace of an enterprise that exists.

        ``POST /broadworks/workspaces``
        Scope: ``spark-admin:places_write``. API reference: https://developer.webex.com/docs/api/v1/broadworks-workspaces/provision-a-broadworks-workspace

        Keep the `id` of the result: Webex has no list of these workspaces, and updating and
        removing one needs its `id`.

        Args:
            provisioning_id: The provisioning ID of the customer template, as Partner Hub shows it.
            user_id: The workspace's user ID on BroadWorks.
            sp_enterprise_id: The identifier of the workspace's enterprise on BroadWorks.
            display_name: The name that Webex shows.
            primary_phone_number: The primary phone number on BroadWorks. Default: none.
            extension: The extension on BroadWorks. Default: none.
            extra_body: Keys of the body that this library doesn't know, such as those of a beta.
                Default: none.
            timeout: Time limit of the call, retries included, in seconds or as a timedelta, > 0;
                `math.inf`: no limit. Default: the client's `timeout`.

        Returns:
            A pair: what `AsyncWorkspacesResource.provision` returns, and the `ResponseMetadata` of
            the last response.

        Raises:
            AmbiguousOutcomeError: The client can't tell whether Webex provisioned the workspace.
                Webex has no list of workspaces to find it in.
            ConflictError: The user ID belongs to another user.
            NotFoundError: The enterprise doesn't exist.
            BadRequestError: Webex refused a value. The error names the field if Webex does.
            PermissionDeniedError: The token lacks the write scope, or its owner isn't a partner
                full administrator.
            InvalidArgumentError: An argument can't be used. Nothing was sent.
            APIStatusError: Webex answered with another status that isn't a success.
            APIConnectionError: The client couldn't connect to Webex.
        """
        return await self._core.call(
            "workspaces.provision",
            (
                provisioning_id,
                user_id,
                sp_enterprise_id,
                display_name,
                primary_phone_number,
                extension,
                extra_body,
            ),
            timeout,
        ).send(with_metadata=True)

    async def update(
        self,
        workspace: WorkspaceArgument,
        *,
        user_id: str | None = None,
        primary_phone_number: str | None = None,
        extension: str | None = None,
        clear: Literal["primary_phone_number", "extension"]
        | Iterable[Literal["primary_phone_number", "extension"]]
        | None = None,
        extra_body: Mapping[str, object] | None = None,
        timeout: Timeout = None,
    ) -> tuple[Workspace, ResponseMetadata]:
        """Changes the user ID, the number or the extension of a workspace.

        ``PUT /broadworks/workspaces/{id}``
        Scope: ``spark-admin:places_write``. API reference: https://developer.webex.com/docs/api/v1/broadworks-workspaces/update-a-broadworks-workspace

        Arguments that are left out stay as they are. Webex reads an empty text as a deletion, so
        this method refuses it: name what to delete in `clear`.

        Args:
            workspace: The workspace's `id`, or a workspace as Webex returned it.
            user_id: The new user ID on BroadWorks. Default: unchanged.
            primary_phone_number: The new primary phone number. Default: unchanged.
            extension: The new extension. Default: unchanged.
            clear: What to delete: ``"primary_phone_number"`` or ``"extension"``. Default: nothing.
            extra_body: Keys of the body that this library doesn't know, such as those of a beta.
                Default: none.
            timeout: Time limit of the call, retries included, in seconds or as a timedelta, > 0;
                `math.inf`: no limit. Default: the client's `timeout`.

        Returns:
            A pair: what `AsyncWorkspacesResource.update` returns, and the `ResponseMetadata` of the
            last response.

        Raises:
            ConflictError: The user ID belongs to another user.
            NotFoundError: The workspace doesn't exist, or this token can't see it.
            BadRequestError: Webex refused a value. The error names the field if Webex does.
            PermissionDeniedError: The token lacks the write scope, or its owner isn't a partner
                full administrator.
            InvalidArgumentError: An argument can't be used. Nothing was sent.
            APIStatusError: Webex answered with another status that isn't a success.
            APIConnectionError: The client received no response in time.
        """
        return await self._core.call(
            "workspaces.update",
            (workspace, user_id, primary_phone_number, extension, clear, extra_body),
            timeout,
        ).send(with_metadata=True)

    async def remove(
        self, workspace: WorkspaceArgument, *, timeout: Timeout = None
    ) -> tuple[None, ResponseMetadata]:
        """Removes a workspace from Webex for BroadWorks; its Webex device stays.

        ``DELETE /broadworks/workspaces/{id}``
        Scope: ``spark-admin:places_write``. API reference: https://developer.webex.com/docs/api/v1/broadworks-workspaces/remove-a-broadworks-workspace

        Args:
            workspace: The workspace's `id`, or a workspace as Webex returned it.
            timeout: Time limit of the call, retries included, in seconds or as a timedelta, > 0;
                `math.inf`: no limit. Default: the client's `timeout`.

        Returns:
            A pair: what `AsyncWorkspacesResource.remove` returns, and the `ResponseMetadata` of the
            last response.

        Raises:
            NotFoundError: The workspace doesn't exist, or this token can't see it.
            PermissionDeniedError: The token lacks the write scope, or its owner isn't a partner
                full administrator.
            InvalidArgumentError: The id is invalid. Nothing was sent.
            APIStatusError: Webex answered with another status that isn't a success.
            APIConnectionError: The client received no response in time.
        """
        return await self._core.call("workspaces.remove", (workspace,), timeout).send(
            with_metadata=True
        )


class AsyncBillingReportsResourceWithResponse(Resource):
    """Lists, creates, reads and deletes billing reports of a partner.

    The methods of `AsyncBillingReportsResource`, which return the metadata of the response too.
    """

    __slots__ = ()

    def list(
        self,
        *,
        before: str | None = None,
        after: str | None = None,
        sort_by: str | None = None,
        allow_incomplete: bool = False,
        extra_query: Query | None = None,
        timeout: Timeout = None,
        **unknown: NoReturn,
    ) -> AsyncBillingReportList:
        """Lists billing reports.

        ``GET /broadworks/billing/reports``
        Scope: ``spark-admin:broadworks_billing_reports_read``. API reference: https://developer.webex.com/docs/api/v1/broadworks-billing-reports/list-broadworks-billing-reports

        Webex documents no pages for this list. If a response names a next page, the client reads
        that too.

        Args:
            before: Only reports from before this month or day, such as ``"2026-10"``. Default: any.
            after: Only reports from after this month or day, such as ``"2026-10"``. Default: any.
            sort_by: The order: ``"id"``, ``"status"`` or ``"billingPeriod"``. Default:
                ``"billingPeriod"``.
            allow_incomplete: Ends without an error if the list might be short. Default: False.
            extra_query: Query parameters that this library doesn't know, such as beta filters.
                Default: none.
            timeout: Time limit of each page, retries included, in seconds or as a timedelta, > 0;
                `math.inf`: no limit. Default: the client's `timeout`.
            **unknown: Refused.

        Returns:
            A list that sends nothing until it is read: iterate it, or use `all`, `first` or
            `pages`. Each item is a `BillingReport` with `id`, ``billingPeriod`` and `status`.

        Raises:
            InvalidArgumentError: Raised immediately if an argument is out of bounds.
            IncompleteListError: Raised at the end of the list if Webex might have more items than
                it listed.
            PermissionDeniedError: The token lacks the scope, or its owner lacks the role.
            APIStatusError: Webex answered with another status that isn't a success.
            APIConnectionError: The client received no response in time.
        """
        refuse("billing_reports.list", unknown)
        paging = {
            "allow_incomplete": allow_incomplete,
            "extra_query": extra_query,
        }
        filters = (
            before,
            after,
            sort_by,
        )
        return AsyncBillingReportList(
            self._core.list("billing_reports.list", filters, paging, timeout)
        )

    async def create(
        self, billing_period: str, *, timeout: Timeout = None
    ) -> tuple[BillingReport, ResponseMetadata]:
        """Starts a billing report for a month, and returns its id.

        ``POST /broadworks/billing/reports``
        Scope: ``spark-admin:broadworks_billing_reports_write``. API reference: https://developer.webex.com/docs/api/v1/broadworks-billing-reports/create-a-broadworks-billing-report

        Webex generates the report after that. `billing_reports.wait` waits for it, and
        `billing_reports.get` shows its `status`. Partners on the extended wholesale subscription
        use Wholesale Billing Reports instead.

        Args:
            billing_period: The month, as ``YYYY-MM``.
            timeout: Time limit of the call, retries included, in seconds or as a timedelta, > 0;
                `math.inf`: no limit. Default: the client's `timeout`.

        Returns:
            A pair: what `AsyncBillingReportsResource.create` returns, and the `ResponseMetadata` of
            the last response.

        Raises:
            AmbiguousOutcomeError: The client can't tell whether Webex started the report. Look for
                it in the list before you repeat the call.
            BadRequestError: Webex refused the month.
            PermissionDeniedError: The token lacks the write scope, or its owner lacks the role.
            InvalidArgumentError: An argument can't be used. Nothing was sent.
            APIStatusError: Webex answered with another status that isn't a success.
            APIConnectionError: The client couldn't connect to Webex.
        """
        return await self._core.call("billing_reports.create", (billing_period,), timeout).send(
            with_metadata=True
        )

    async def get(
        self, report: BillingReportArgument, *, timeout: Timeout = None
    ) -> tuple[BillingReport, ResponseMetadata]:
        """Reads one billing report: its state, and once it is complete the link to its file.

        ``GET /broadworks/billing/reports/{id}``
        Scope: ``spark-admin:broadworks_billing_reports_read``. API reference: https://developer.webex.com/docs/api/v1/broadworks-billing-reports/get-a-broadworks-billing-report

        ``tempDownloadURL`` is a secret: anyone with the link can read the report. It works for a
        short time. Download it without the access token.

        Args:
            report: The report's `id`, or a report as Webex returned it.
            timeout: Time limit of the call, retries included, in seconds or as a timedelta, > 0;
                `math.inf`: no limit. Default: the client's `timeout`.

        Returns:
            A pair: what `AsyncBillingReportsResource.get` returns, and the `ResponseMetadata` of
            the last response.

        Raises:
            NotFoundError: The report doesn't exist, or this token can't see it.
            PermissionDeniedError: The token lacks the scope, or its owner lacks the role.
            InvalidArgumentError: The id is invalid. Nothing was sent.
            APIStatusError: Webex answered with another status that isn't a success.
            APIConnectionError: The client received no response in time.
        """
        return await self._core.call("billing_reports.get", (report,), timeout).send(
            with_metadata=True
        )

    async def delete(
        self, report: BillingReportArgument, *, timeout: Timeout = None
    ) -> tuple[None, ResponseMetadata]:
        """Deletes a billing report.

        ``DELETE /broadworks/billing/reports/{id}``
        Scope: ``spark-admin:broadworks_billing_reports_write``. API reference: https://developer.webex.com/docs/api/v1/broadworks-billing-reports/delete-a-broadworks-billing-report

        Args:
            report: The report's `id`, or a report as Webex returned it.
            timeout: Time limit of the call, retries included, in seconds or as a timedelta, > 0;
                `math.inf`: no limit. Default: the client's `timeout`.

        Returns:
            A pair: what `AsyncBillingReportsResource.delete` returns, and the `ResponseMetadata` of
            the last response.

        Raises:
            NotFoundError: The report doesn't exist, or this token can't see it.
            PermissionDeniedError: The token lacks the write scope, or its owner lacks the role.
            InvalidArgumentError: The id is invalid. Nothing was sent.
            APIStatusError: Webex answered with another status that isn't a success.
            APIConnectionError: The client received no response in time.
        """
        return await self._core.call("billing_reports.delete", (report,), timeout).send(
            with_metadata=True
        )

    async def wait(
        self,
        report: BillingReportArgument,
        *,
        timeout: Timeout = None,
        on_progress: OnProgress[BillingReport] = None,
    ) -> tuple[BillingReport, ResponseMetadata]:
        """Waits until Webex has generated a billing report.

        ``GET /broadworks/billing/reports/{id}``
        Scope: ``spark-admin:broadworks_billing_reports_read``. API reference: https://developer.webex.com/docs/api/v1/broadworks-billing-reports

        The wait ends with any status but ``IN_PROGRESS``. ``FAILED`` is a result and not an error:
        check the `status`.

        The pauses between checks grow from two seconds to a minute. After the first response, the
        wait continues through an outage of up to 30 minutes.

        Args:
            report: The report's `id`, or a report as Webex returned it.
            timeout: Time limit of the wait, in seconds or as a timedelta, > 0; `math.inf`: no
                limit. Default: 1 hour.
            on_progress: Called with the `BillingReport` of each check, including the last, and
                never with that of an earlier sync. An `AsyncClient` awaits what a coroutine
                function returns. An exception that it raises ends the wait and reaches the caller.
                Default: none.

        Returns:
            A pair: what `AsyncBillingReportsResource.wait` returns, and the `ResponseMetadata` of
            the last response.

        Raises:
            WaitTimeoutError: The report did not end in time. `last_status` is the last
                `BillingReport`. You can wait again.
            WebexError: Any error of `billing_reports.get`, such as `NotFoundError` if the report is
                deleted during the wait.
        """
        waiter = self._core.wait("billing_reports.wait", (report,), timeout)
        return await poll_async(waiter, on_progress)

    def download(
        self,
        report: BillingReportArgument,
        *,
        max_bytes: int | None = None,
        timeout: Timeout = None,
    ) -> AsyncBillingReportDownload:
        """Downloads the CSV file of a billing report that is complete.

        ``GET /broadworks/billing/reports/{id}``
        Scope: ``spark-admin:broadworks_billing_reports_read``. API reference: https://developer.webex.com/docs/api/v1/broadworks-billing-reports

        The client reads the report, and then downloads the file at its link. The request for the
        file has neither the access token nor cookies. It goes to https only, and follows up to
        three redirects. The link is a secret, which no error, event or log shows.

        If the host answers that the link has expired, the client reads the report once more and
        tries the new link once. Other failures are retried like every request that only reads.

        Args:
            report: The report's `id`, or a report as Webex returned it.
            max_bytes: The maximum size of the file in bytes, at least 1. Default: 536,870,912 (512
                MiB).
            timeout: Time limit of the download, retries included, in seconds or as a timedelta, >
                0; `math.inf`: no limit. Default: 10 minutes.

        Returns:
            A `BillingReportDownload`, which sends nothing until you call a method: `save` writes a
            file, `bytes` returns the content. Each call downloads the file again.

        Raises:
            BillingReportNotCompletedError: The report is in progress, or failed. `last_status` is
                the `BillingReport`, without its link. `billing_reports.wait` waits for a report.
            UntrustedLinkError: The link, or a redirect, doesn't lead to https, or the link
                redirects more than three times.
            ResponseDecodeError: The file is larger than `max_bytes`, or the report is complete and
                has no link.
            APIStatusError: The host of the file refused the link, and the new link too.
            InvalidArgumentError: The file can't be written, or an argument can't be used.
            WebexError: Any error of `billing_reports.get`, such as `NotFoundError`.
        """
        return AsyncBillingReportDownload(
            self._core.download("billing_reports.download", (report, max_bytes), timeout)
        )


class AsyncResourcesWithResponse:
    """The resources of a client, with the metadata of responses."""

    __slots__ = ()
    _core: NativeClient

    @property
    def enterprises(self) -> AsyncEnterprisesResourceWithResponse:
        """Lists the enterprises of a partner, and finds one of them."""
        return AsyncEnterprisesResourceWithResponse(self._core)

    @property
    def directory_sync(self) -> AsyncDirectorySyncResourceWithResponse:
        """Turns directory sync of an enterprise on and off, triggers it, and waits for it."""
        return AsyncDirectorySyncResourceWithResponse(self._core)

    @property
    def subscribers(self) -> AsyncSubscribersResourceWithResponse:
        """Lists, provisions, reads, updates and removes the subscribers of a partner."""
        return AsyncSubscribersResourceWithResponse(self._core)

    @property
    def workspaces(self) -> AsyncWorkspacesResourceWithResponse:
        """Provisions, updates and removes workspaces of an enterprise."""
        return AsyncWorkspacesResourceWithResponse(self._core)

    @property
    def billing_reports(self) -> AsyncBillingReportsResourceWithResponse:
        """Lists, creates, reads and deletes billing reports of a partner."""
        return AsyncBillingReportsResourceWithResponse(self._core)
