"""The operations over many items, for `asyncio`.

Written by `make generate` from `api/arguments.toml`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from os import PathLike
from typing import Any

from webex_broadworks._async_bulk_run import AsyncBulkRun
from webex_broadworks._base import Resource
from webex_broadworks._bulk_run_base import AsyncBulkItems
from webex_broadworks._types import Timeout
from webex_broadworks.generated._records import BulkSummary, OnlyIf, OutcomeKind

__all__ = ["AsyncBulk", "AsyncBulkDirectorySync"]


class AsyncBulk(Resource):
    """The operations of a client over many items: its attribute `bulk`.

    Each returns a run that sends nothing until you read it, and continues when items fail::

        async with webex.bulk.directory_sync.ensure(ids, enable_dir_sync=True) as run:
            async for outcome in run:
                print(outcome["enterpriseId"], outcome["outcome"])

    Each item has one `Outcome`. Rate limiting doesn't fail an item, and neither does a network
    outage of a few minutes. A run starts nothing more if Webex refuses the token, the configuration
    is wrong, Webex answers five times with 403 without one success, or Webex is unavailable for 15
    minutes. The rest is then ``not_started``, and the run raises the cause after the last
    outcome.
    """

    __slots__ = ()

    @property
    def directory_sync(self) -> AsyncBulkDirectorySync:
        """Directory sync of many enterprises."""
        return AsyncBulkDirectorySync(self._core)


class AsyncBulkDirectorySync(Resource):
    """Directory sync of many enterprises: the attribute `bulk.directory_sync` of a client."""

    __slots__ = ()

    def get_status(
        self,
        items: AsyncBulkItems,
        *,
        concurrency: int | None = None,
        timeout: Timeout = None,
        only_if: OnlyIf | Callable[[Any], object] | None = None,
        dry_run: bool = False,
        stop_starting_after: datetime | None = None,
        on_progress: Callable[[BulkSummary], object] | None = None,
        cluster_group: Mapping[str, str] | Callable[[Any], str | None] | None = None,
        ledger: str | PathLike[str] | None = None,
        run_name: str | None = None,
        resume_within: float | timedelta = 43200,
        retry: OutcomeKind | Iterable[OutcomeKind] = (),
    ) -> AsyncBulkRun:
        """Reads the directory sync of each enterprise.

        ``GET /broadworks/enterprises/{id}/broadworksDirectorySync``

        Args:
            items: The enterprises: any iterable of ids, of enterprises as `enterprises.list` shows
                them, or of dicts with an ``enterpriseId``; or a lazy list such as
                ``enterprises.list()``, which is read page by page. An `AsyncClient` also takes
                asynchronous iterables. A second item for the same enterprise is skipped.
            concurrency: Items in progress at the same time, at least 1. Default: 32.
            timeout: Timeout of one item from its start, in seconds or as a timedelta; `math.inf`:
                no limit. Default: none, so that rate limiting doesn't fail an item.
            only_if: Selects items; the others are skipped. An `OnlyIf`, such as ``{"enabled": True,
                "stale_after": timedelta(days=8)}``, which is checked against the list or else the
                status; or a function that takes an item as given, called when the item is read.
                Default: all.
            dry_run: If True, the run writes nothing to the ledger. This operation never changes
                anything at Webex. Default: False.
            stop_starting_after: Nothing starts after this moment, an aware datetime. Syncs that are
                running then are polled to their end, and the rest is `not_started`. Default: none.
            on_progress: Called with the `summary` after each batch of outcomes. With an
                `AsyncClient`, it can be a coroutine function. An exception that it raises ends the
                run and is raised to the caller.
            cluster_group: As for `run`; ignored here.
            ledger: The path of a file that records the run. A run with the same ledger resumes it,
                for example after a crash, and doesn't trigger a sync twice. The page "Bulk runs" of
                the documentation has the exceptions. The file is created if it doesn't exist.
                Default: none.
            run_name: The name of the run in the ledger. If the ledger has a run with this name, it
                is resumed. Default: an unfinished run without a name that does the same is resumed.
            resume_within: The maximum time since the last activity of an unnamed run that is
                resumed, in seconds or as a timedelta. Default: 12 hours.
            retry: Outcomes of an earlier attempt at the run whose items are executed again, such as
                `failed` and `ambiguous`. Default: none.

        Returns:
            A run to iterate over, or to ``finish()``. An item's outcome is `ok`, or `failed` with
            an error. The `result` is a `DirectorySync`.

        Raises:
            InvalidArgumentError: Immediately, if an argument is out of bounds or of the wrong type;
                after the last outcome, if an item is invalid.
            LedgerInUseError: Another process uses the ledger or executes this run. The run raises
                this error and the following ones after the last outcome.
            LedgerError: The ledger can't be opened, read or written.
            AuthenticationError: Webex refused the token.
            PermissionDeniedError: Webex answered five times with 403, without one success.
            WebexError: The run stopped early for another reason.
        """
        options = {
            "concurrency": concurrency,
            "timeout": timeout,
            "only_if": only_if,
            "dry_run": dry_run,
            "stop_starting_after": stop_starting_after,
            "on_progress": on_progress,
            "cluster_group": cluster_group,
            "ledger": ledger,
            "run_name": run_name,
            "resume_within": resume_within,
            "retry": retry,
        }
        return AsyncBulkRun(self._core, "directory_sync.get_status", items, options)

    def ensure(
        self,
        items: AsyncBulkItems,
        *,
        enable_dir_sync: bool | None = None,
        concurrency: int | None = None,
        timeout: Timeout = None,
        only_if: OnlyIf | Callable[[Any], object] | None = None,
        dry_run: bool = False,
        stop_starting_after: datetime | None = None,
        on_progress: Callable[[BulkSummary], object] | None = None,
        cluster_group: Mapping[str, str] | Callable[[Any], str | None] | None = None,
        ledger: str | PathLike[str] | None = None,
        run_name: str | None = None,
        resume_within: float | timedelta = 43200,
        retry: OutcomeKind | Iterable[OutcomeKind] = (),
    ) -> AsyncBulkRun:
        """Turns directory sync on or off for each enterprise that isn't already in that state.

        ``GET`` and, on a difference, ``PUT /broadworks/enterprises/{id}/broadworksDirectorySync``

        Args:
            items: The enterprises: any iterable of ids, of enterprises as `enterprises.list` shows
                them, or of dicts with an ``enterpriseId`` and perhaps an ``enableDirSync`` of their
                own; or a lazy list such as ``enterprises.list()``, which is read page by page. An
                `AsyncClient` also takes asynchronous iterables. A second item for the same
                enterprise is skipped.
            enable_dir_sync: Whether directory sync is on afterwards, for items that don't say so
                themselves.
            concurrency: Items in progress at the same time, at least 1. Default: 32.
            timeout: Timeout of one item from its start, in seconds or as a timedelta; `math.inf`:
                no limit. Default: none, so that rate limiting doesn't fail an item.
            only_if: Selects items; the others are skipped. An `OnlyIf`, such as ``{"enabled": True,
                "stale_after": timedelta(days=8)}``, which is checked against the list or else the
                status; or a function that takes an item as given, called when the item is read.
                Default: all.
            dry_run: Changes nothing, and reports what would change as `planned`; writes nothing to
                the ledger. Default: False.
            stop_starting_after: Nothing starts after this moment, an aware datetime. Syncs that are
                running then are polled to their end, and the rest is `not_started`. Default: none.
            on_progress: Called with the `summary` after each batch of outcomes. With an
                `AsyncClient`, it can be a coroutine function. An exception that it raises ends the
                run and is raised to the caller.
            cluster_group: As for `run`; ignored here.
            ledger: The path of a file that records the run. A run with the same ledger resumes it,
                for example after a crash, and doesn't trigger a sync twice. The page "Bulk runs" of
                the documentation has the exceptions. The file is created if it doesn't exist.
                Default: none.
            run_name: The name of the run in the ledger. If the ledger has a run with this name, it
                is resumed. Default: an unfinished run without a name that does the same is resumed.
            resume_within: The maximum time since the last activity of an unnamed run that is
                resumed, in seconds or as a timedelta. Default: 12 hours.
            retry: Outcomes of an earlier attempt at the run whose items are executed again, such as
                `failed` and `ambiguous`. Default: none.

        Returns:
            A run to iterate over, or to ``finish()``. An item's outcome is `ok` if it was changed,
            else `unchanged`. The `result` is an `EnsuredDirectorySync`.

        Raises:
            InvalidArgumentError: Immediately, if an argument is out of bounds or of the wrong type;
                after the last outcome, if an item is invalid.
            LedgerInUseError: Another process uses the ledger or executes this run. The run raises
                this error and the following ones after the last outcome.
            LedgerError: The ledger can't be opened, read or written.
            AuthenticationError: Webex refused the token.
            PermissionDeniedError: Webex answered five times with 403, without one success.
            WebexError: The run stopped early for another reason.
        """
        options = {
            "enable_dir_sync": enable_dir_sync,
            "concurrency": concurrency,
            "timeout": timeout,
            "only_if": only_if,
            "dry_run": dry_run,
            "stop_starting_after": stop_starting_after,
            "on_progress": on_progress,
            "cluster_group": cluster_group,
            "ledger": ledger,
            "run_name": run_name,
            "resume_within": resume_within,
            "retry": retry,
        }
        return AsyncBulkRun(self._core, "directory_sync.ensure", items, options)

    def run(
        self,
        items: AsyncBulkItems,
        *,
        max_refusals_per_trigger: float = 2,
        settle_after: float | timedelta = 60,
        concurrency: int | None = None,
        timeout: Timeout = None,
        only_if: OnlyIf | Callable[[Any], object] | None = None,
        dry_run: bool = False,
        stop_starting_after: datetime | None = None,
        on_progress: Callable[[BulkSummary], object] | None = None,
        cluster_group: Mapping[str, str] | Callable[[Any], str | None] | None = None,
        ledger: str | PathLike[str] | None = None,
        run_name: str | None = None,
        resume_within: float | timedelta = 43200,
        retry: OutcomeKind | Iterable[OutcomeKind] = (),
    ) -> AsyncBulkRun:
        """Triggers a directory sync of each enterprise, and waits for that sync to end.

        ``GET``, ``POST`` and ``GET /broadworks/enterprises/{id}/broadworksDirectorySync``

        Each BroadWorks cluster runs one on-demand sync at a time, so as many syncs run as there are
        clusters; the run infers which enterprises share one. It reads the items to their end before
        it starts the first. Enterprises with directory sync off are skipped. Leaving a run doesn't
        end a sync at Webex.

        Args:
            items: The enterprises: any iterable of ids, of enterprises as `enterprises.list` shows
                them, or of dicts with an ``enterpriseId`` and optionally a ``clusterGroup``; or a
                lazy list such as ``enterprises.list()``, which is read page by page. An
                `AsyncClient` also takes asynchronous iterables. A second item for the same
                enterprise is skipped.
            max_refusals_per_trigger: Refused triggers allowed per accepted one while the run infers
                which enterprises share a cluster, at least 0; `math.inf`: unlimited. Default: 2.
            settle_after: How long the client checks for a sync whose trigger got no response,
                before it triggers again, in seconds or as a timedelta. Default: 60.
            concurrency: Syncs that run at the same time, at least 1. Default: as many as there are
                clusters.
            timeout: Timeout of one item from its start, in seconds or as a timedelta; `math.inf`:
                no limit. Default: 3 hours.
            only_if: Selects items; the others are skipped. An `OnlyIf`, such as ``{"enabled": True,
                "stale_after": timedelta(days=8)}``, which is checked against the list or else the
                status; or a function that takes an item as given, called when the item is read.
                Default: all.
            dry_run: Changes nothing, and reports what would change as `planned`; writes nothing to
                the ledger. Default: False.
            stop_starting_after: Nothing starts after this moment, an aware datetime. Syncs that are
                running then are polled to their end, and the rest is `not_started`. Default: none.
            on_progress: Called with the `summary` after each batch of outcomes. With an
                `AsyncClient`, it can be a coroutine function. An exception that it raises ends the
                run and is raised to the caller.
            cluster_group: Names the clusters of enterprises whose items don't: a dict of ids to
                names, or a function that takes an item as given and returns the name, or None. A
                key that isn't the id of an item is refused. Syncs of one group never run at the
                same time. Default: a guess by ``provisioningId``, corrected when Webex refuses a
                trigger.
            ledger: The path of a file that records the run. A run with the same ledger resumes it,
                for example after a crash, and doesn't trigger a sync twice. The page "Bulk runs" of
                the documentation has the exceptions. The file is created if it doesn't exist.
                Default: none.
            run_name: The name of the run in the ledger. If the ledger has a run with this name, it
                is resumed. Default: an unfinished run without a name that does the same is resumed.
            resume_within: The maximum time since the last activity of an unnamed run that is
                resumed, in seconds or as a timedelta. Default: 12 hours.
            retry: Outcomes of an earlier attempt at the run whose items are executed again, such as
                `failed` and `ambiguous`. Default: none.

        Returns:
            A run to iterate over, or to ``finish()``. An item's outcome is `ok`; `partial` if the
            sync ended with errors; `failed`; or `ambiguous` if it started and the client doesn't
            know how it ended. The `result` is the last `DirectorySync` that was read.

        Raises:
            InvalidArgumentError: Immediately, if an argument is out of bounds or of the wrong type;
                after the last outcome, if an item is invalid.
            LedgerInUseError: Another process uses the ledger or executes this run. The run raises
                this error and the following ones after the last outcome.
            LedgerError: The ledger can't be opened, read or written.
            AuthenticationError: Webex refused the token.
            PermissionDeniedError: Webex answered five times with 403, without one success.
            WebexError: The run stopped early for another reason.
        """
        options = {
            "max_refusals_per_trigger": max_refusals_per_trigger,
            "settle_after": settle_after,
            "concurrency": concurrency,
            "timeout": timeout,
            "only_if": only_if,
            "dry_run": dry_run,
            "stop_starting_after": stop_starting_after,
            "on_progress": on_progress,
            "cluster_group": cluster_group,
            "ledger": ledger,
            "run_name": run_name,
            "resume_within": resume_within,
            "retry": retry,
        }
        return AsyncBulkRun(self._core, "directory_sync.run", items, options)

    def trigger_user(
        self,
        items: AsyncBulkItems,
        *,
        concurrency: int | None = None,
        timeout: Timeout = None,
        only_if: OnlyIf | Callable[[Any], object] | None = None,
        dry_run: bool = False,
        stop_starting_after: datetime | None = None,
        on_progress: Callable[[BulkSummary], object] | None = None,
        cluster_group: Mapping[str, str] | Callable[[Any], str | None] | None = None,
        ledger: str | PathLike[str] | None = None,
        run_name: str | None = None,
        resume_within: float | timedelta = 43200,
        retry: OutcomeKind | Iterable[OutcomeKind] = (),
    ) -> AsyncBulkRun:
        """Syncs one user of an enterprise for each item.

        ``POST /broadworks/enterprises/{id}/broadworksDirectorySync/externalUser``

        Users of enterprises with directory sync off are skipped.

        Args:
            items: The users: any iterable of dicts with an ``enterpriseId`` or `id`, and a
                ``userId``. An `AsyncClient` also takes asynchronous iterables. A second item for
                the same user is skipped.
            concurrency: Items in progress at the same time, at least 1. Default: 32.
            timeout: Timeout of one item from its start, in seconds or as a timedelta; `math.inf`:
                no limit. Default: none, so that rate limiting doesn't fail an item.
            only_if: Selects items; the others are skipped. An `OnlyIf`, such as ``{"enabled": True,
                "stale_after": timedelta(days=8)}``, which is checked against the list or else the
                status; or a function that takes an item as given, called when the item is read.
                Default: all.
            dry_run: Changes nothing, and reports what would change as `planned`; writes nothing to
                the ledger. Default: False.
            stop_starting_after: Nothing starts after this moment, an aware datetime. Syncs that are
                running then are polled to their end, and the rest is `not_started`. Default: none.
            on_progress: Called with the `summary` after each batch of outcomes. With an
                `AsyncClient`, it can be a coroutine function. An exception that it raises ends the
                run and is raised to the caller.
            cluster_group: As for `run`; ignored here.
            ledger: The path of a file that records the run. A run with the same ledger resumes it,
                for example after a crash, and doesn't trigger a sync twice. The page "Bulk runs" of
                the documentation has the exceptions. The file is created if it doesn't exist.
                Default: none.
            run_name: The name of the run in the ledger. If the ledger has a run with this name, it
                is resumed. Default: an unfinished run without a name that does the same is resumed.
            resume_within: The maximum time since the last activity of an unnamed run that is
                resumed, in seconds or as a timedelta. Default: 12 hours.
            retry: Outcomes of an earlier attempt at the run whose items are executed again, such as
                `failed` and `ambiguous`. Default: none.

        Returns:
            A run to iterate over, or to ``finish()``. An item's outcome is `ok`; `unchanged` if
            there was nothing to do; or `ambiguous` if no response came. The `result` is a
            `UserDirectorySync`.

        Raises:
            InvalidArgumentError: Immediately, if an argument is out of bounds or of the wrong type;
                after the last outcome, if an item is invalid.
            LedgerInUseError: Another process uses the ledger or executes this run. The run raises
                this error and the following ones after the last outcome.
            LedgerError: The ledger can't be opened, read or written.
            AuthenticationError: Webex refused the token.
            PermissionDeniedError: Webex answered five times with 403, without one success.
            WebexError: The run stopped early for another reason.
        """
        options = {
            "concurrency": concurrency,
            "timeout": timeout,
            "only_if": only_if,
            "dry_run": dry_run,
            "stop_starting_after": stop_starting_after,
            "on_progress": on_progress,
            "cluster_group": cluster_group,
            "ledger": ledger,
            "run_name": run_name,
            "resume_within": resume_within,
            "retry": retry,
        }
        return AsyncBulkRun(self._core, "directory_sync.trigger_user", items, options)
