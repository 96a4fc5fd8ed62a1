"""The operations over many enterprises, for `asyncio`."""

from __future__ import annotations

from collections.abc import AsyncIterable, Callable, Iterable, Mapping
from datetime import datetime, timedelta
from os import PathLike
from typing import Any, TypeAlias

from . import _core
from ._bulk_run import AsyncBulkRun
from ._bulk_types import BulkItem, BulkSummary, OnlyIf, OutcomeKind
from ._lists import EnterpriseList
from ._types import Timeout

AsyncBulkItems: TypeAlias = Iterable[BulkItem] | AsyncIterable[BulkItem] | EnterpriseList


class AsyncBulk:
    """The operations of an `AsyncClient` over many enterprises: its attribute `bulk`.

    Each makes a run that sends nothing until it is read, and goes on past the failures of items::

        async with webex.bulk.ensure_directory_sync(ids, enable_dir_sync=True) as run:
            async for outcome in run:
                print(outcome["enterpriseId"], outcome["outcome"])

    Each item has one `Outcome`, whatever happens to the others, and throttling or a network that is
    gone for a few minutes fails none. A run begins nothing more when going on would be senseless:
    the token is refused, the configuration is wrong, five answers of 403 come without one success,
    or the service cannot be reached for a quarter of an hour. The rest is ``not_started`` then, and
    the cause is raised behind the last outcome.
    """

    __slots__ = ("_core",)

    def __init__(self, core: _core.Client) -> None:
        self._core = core

    def get_directory_sync_status(
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
        run: str | None = None,
        resume_within: float | timedelta = 43200,
        retry: OutcomeKind | Iterable[OutcomeKind] = (),
    ) -> AsyncBulkRun:
        """Reads the directory sync of each enterprise.

        ``GET /broadworks/enterprises/{id}/broadworksDirectorySync``

        Args:
            items: The enterprises: any iterable of ids (an `AsyncClient` takes asynchronous ones
                too), of enterprises as `list_enterprises` shows them, or of dicts with an
                ``enterpriseId``; or a lazy list such as `list_enterprises()`, which is read as it
                is needed. An item that was there before is skipped.
            concurrency: How many items are worked on at once, at least 1. Default: 32.
            timeout: How long one item may take once it is begun: seconds, or a timedelta;
                `math.inf` is no deadline. Default: none, so that throttling fails no item.
            only_if: Which items are meant; the others are skipped. An `OnlyIf`, such as
                ``{"enabled": True, "stale_after": timedelta(days=8)}``, which is looked at in what
                the list showed or else asked for; or a function that takes an item as given, called
                when the item is read. Default: all.
            dry_run: Whether the ledger is left alone; nothing is changed in any case.
            stop_starting_after: Begin nothing after this moment, an aware datetime; what is running
                then is watched to its end, and the rest is ``not_started``.
            on_progress: Called with the `summary` after each batch of outcomes; an `AsyncClient`
                awaits what a coroutine function returns. What it raises ends the run and goes to
                the caller.
            cluster_group: As for `run_directory_sync`; no matter here.
            ledger: The path of a file in which the run is written down, so that it survives
                whatever ends this process: run again, it is gone on with, and nothing is triggered
                twice. The file is made if it is not there. Default: none.
            run: The name of the run in the ledger, which resumes it or starts it. Default: an
                unfinished run without a name that does the same is resumed.
            resume_within: How long ago a run without a name may have shown life to be resumed:
                seconds, or a timedelta. Default: 12 hours.
            retry: The outcomes of an earlier attempt at the run that are not good enough, such as
                ``{"failed", "ambiguous"}``: those items are done again. Default: none.

        Returns:
            A run to iterate over, or to `run()`. An item's outcome is ``ok``, or what went wrong.
            The `result` is a `DirectorySync`.

        Raises:
            InvalidArgumentError: At once, if an argument is out of bounds or of the wrong type;
                behind the last outcome, if an item is none.
            LedgerInUseError: Behind the last outcome, as all that follows: somebody else does this
                run.
            LedgerError: The ledger cannot be opened, read or written.
            AuthenticationError: The token was refused.
            PermissionDeniedError: Five answers of 403 came without one success.
            WebexError: Something else stopped the run early.
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
            "run": run,
            "resume_within": resume_within,
            "retry": retry,
            "awaited": True,
        }
        return AsyncBulkRun(self._core, "get_directory_sync_status", items, options)

    def ensure_directory_sync(
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
        run: str | None = None,
        resume_within: float | timedelta = 43200,
        retry: OutcomeKind | Iterable[OutcomeKind] = (),
    ) -> AsyncBulkRun:
        """Switches directory sync as wanted, and leaves alone what is so already.

        ``GET`` and, on a difference, ``PUT /broadworks/enterprises/{id}/broadworksDirectorySync``

        Args:
            items: The enterprises: any iterable of ids (an `AsyncClient` takes asynchronous ones
                too), of enterprises as `list_enterprises` shows them, or of dicts with an
                ``enterpriseId`` and an ``enableDirSync`` of its own; or a lazy list such as
                `list_enterprises()`, which is read as it is needed. An item that was there before
                is skipped.
            enable_dir_sync: Whether directory sync shall be on, for the items that do not say
                themselves.
            concurrency: How many items are worked on at once, at least 1. Default: 32.
            timeout: How long one item may take once it is begun: seconds, or a timedelta;
                `math.inf` is no deadline. Default: none, so that throttling fails no item.
            only_if: Which items are meant; the others are skipped. An `OnlyIf`, such as
                ``{"enabled": True, "stale_after": timedelta(days=8)}``, which is looked at in what
                the list showed or else asked for; or a function that takes an item as given, called
                when the item is read. Default: all.
            dry_run: Whether nothing is changed, and what would be is told as ``planned``; the
                ledger is left alone.
            stop_starting_after: Begin nothing after this moment, an aware datetime; what is running
                then is watched to its end, and the rest is ``not_started``.
            on_progress: Called with the `summary` after each batch of outcomes; an `AsyncClient`
                awaits what a coroutine function returns. What it raises ends the run and goes to
                the caller.
            cluster_group: As for `run_directory_sync`; no matter here.
            ledger: The path of a file in which the run is written down, so that it survives
                whatever ends this process: run again, it is gone on with, and nothing is triggered
                twice. The file is made if it is not there. Default: none.
            run: The name of the run in the ledger, which resumes it or starts it. Default: an
                unfinished run without a name that does the same is resumed.
            resume_within: How long ago a run without a name may have shown life to be resumed:
                seconds, or a timedelta. Default: 12 hours.
            retry: The outcomes of an earlier attempt at the run that are not good enough, such as
                ``{"failed", "ambiguous"}``: those items are done again. Default: none.

        Returns:
            A run to iterate over, or to `run()`. An item's outcome is ``ok`` where it was changed,
            else ``unchanged``. The `result` is an `EnsuredDirectorySync`.

        Raises:
            InvalidArgumentError: At once, if an argument is out of bounds or of the wrong type;
                behind the last outcome, if an item is none.
            LedgerInUseError: Behind the last outcome, as all that follows: somebody else does this
                run.
            LedgerError: The ledger cannot be opened, read or written.
            AuthenticationError: The token was refused.
            PermissionDeniedError: Five answers of 403 came without one success.
            WebexError: Something else stopped the run early.
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
            "run": run,
            "resume_within": resume_within,
            "retry": retry,
            "awaited": True,
        }
        return AsyncBulkRun(self._core, "ensure_directory_sync", items, options)

    def run_directory_sync(
        self,
        items: AsyncBulkItems,
        *,
        max_refusals_per_trigger: float = 2.0,
        settle_after: float | timedelta = 60,
        concurrency: int | None = None,
        timeout: Timeout = None,
        only_if: OnlyIf | Callable[[Any], object] | None = None,
        dry_run: bool = False,
        stop_starting_after: datetime | None = None,
        on_progress: Callable[[BulkSummary], object] | None = None,
        cluster_group: Mapping[str, str] | Callable[[Any], str | None] | None = None,
        ledger: str | PathLike[str] | None = None,
        run: str | None = None,
        resume_within: float | timedelta = 43200,
        retry: OutcomeKind | Iterable[OutcomeKind] = (),
    ) -> AsyncBulkRun:
        """Triggers a directory sync of each enterprise and watches that very run to its end.

        ``GET``, ``POST`` and ``GET /broadworks/enterprises/{id}/broadworksDirectorySync``

        As many go on at once as the BroadWorks clusters bear: each runs one on-demand sync at a
        time, and which enterprises share one is found out on the way. The items are read to their
        end before the first is begun. Enterprises with directory sync off are skipped. Leaving a
        run ends none at Webex.

        Args:
            items: The enterprises: any iterable of ids (an `AsyncClient` takes asynchronous ones
                too), of enterprises as `list_enterprises` shows them, or of dicts with an
                ``enterpriseId`` and perhaps a ``clusterGroup``; or a lazy list such as
                `list_enterprises()`, which is read as it is needed. An item that was there before
                is skipped.
            max_refusals_per_trigger: How many refused triggers an accepted one may cost while
                the run finds out which enterprises share a cluster, at least 0; `math.inf`:
                unlimited. Default: 2.
            settle_after: How long a trigger without an answer is looked for before it is taken for
                lost and sent again: seconds, or a timedelta. Default: a minute.
            concurrency: How many runs may go on at once, at least 1. Default: as many as there are
                clusters.
            timeout: How long one item may take once it is begun: seconds, or a timedelta;
                `math.inf` is no deadline. Default: 3 hours.
            only_if: Which items are meant; the others are skipped. An `OnlyIf`, such as
                ``{"enabled": True, "stale_after": timedelta(days=8)}``, which is looked at in what
                the list showed or else asked for; or a function that takes an item as given, called
                when the item is read. Default: all.
            dry_run: Whether nothing is changed, and what would be is told as ``planned``; the
                ledger is left alone.
            stop_starting_after: Begin nothing after this moment, an aware datetime; what is running
                then is watched to its end, and the rest is ``not_started``.
            on_progress: Called with the `summary` after each batch of outcomes; an `AsyncClient`
                awaits what a coroutine function returns. What it raises ends the run and goes to
                the caller.
            cluster_group: Which enterprises are known to share a cluster, for those that do not say
                so themselves: a dict of ids to names of groups, which refuses keys that are no
                item's id, or a function that takes an item as given and returns the name, or
                None. Those of one group are never run at once. Default: a guess by
                ``provisioningId``, corrected by what is seen.
            ledger: The path of a file in which the run is written down, so that it survives
                whatever ends this process: run again, it is gone on with, and nothing is triggered
                twice. The file is made if it is not there. Default: none.
            run: The name of the run in the ledger, which resumes it or starts it. Default: an
                unfinished run without a name that does the same is resumed.
            resume_within: How long ago a run without a name may have shown life to be resumed:
                seconds, or a timedelta. Default: 12 hours.
            retry: The outcomes of an earlier attempt at the run that are not good enough, such as
                ``{"failed", "ambiguous"}``: those items are done again. Default: none.

        Returns:
            A run to iterate over, or to `run()`. An item's outcome is ``ok``; ``partial`` where the
            run ended with errors; ``failed``; ``ambiguous`` where it was begun and its end not
            seen. The `result` is the last `DirectorySync` that was seen.

        Raises:
            InvalidArgumentError: At once, if an argument is out of bounds or of the wrong type;
                behind the last outcome, if an item is none.
            LedgerInUseError: Behind the last outcome, as all that follows: somebody else does this
                run.
            LedgerError: The ledger cannot be opened, read or written.
            AuthenticationError: The token was refused.
            PermissionDeniedError: Five answers of 403 came without one success.
            WebexError: Something else stopped the run early.
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
            "run": run,
            "resume_within": resume_within,
            "retry": retry,
            "awaited": True,
        }
        return AsyncBulkRun(self._core, "run_directory_sync", items, options)

    def trigger_user_directory_sync(
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
        run: str | None = None,
        resume_within: float | timedelta = 43200,
        retry: OutcomeKind | Iterable[OutcomeKind] = (),
    ) -> AsyncBulkRun:
        """Syncs one user of an enterprise for each item.

        ``POST /broadworks/enterprises/{id}/broadworksDirectorySync/externalUser``

        Each item is a dict with an ``enterpriseId`` or ``id``, and a ``userId``. Users of
        enterprises with directory sync off are skipped.

        Args:
            items: The enterprises: any iterable of ids (an `AsyncClient` takes asynchronous ones
                too), of enterprises as `list_enterprises` shows them, or of dicts with an
                ``enterpriseId`` and a ``userId``; or a lazy list such as `list_enterprises()`,
                which is read as it is needed. An item that was there before is skipped.
            concurrency: How many items are worked on at once, at least 1. Default: 32.
            timeout: How long one item may take once it is begun: seconds, or a timedelta;
                `math.inf` is no deadline. Default: none, so that throttling fails no item.
            only_if: Which items are meant; the others are skipped. An `OnlyIf`, such as
                ``{"enabled": True, "stale_after": timedelta(days=8)}``, which is looked at in what
                the list showed or else asked for; or a function that takes an item as given, called
                when the item is read. Default: all.
            dry_run: Whether nothing is changed, and what would be is told as ``planned``; the
                ledger is left alone.
            stop_starting_after: Begin nothing after this moment, an aware datetime; what is running
                then is watched to its end, and the rest is ``not_started``.
            on_progress: Called with the `summary` after each batch of outcomes; an `AsyncClient`
                awaits what a coroutine function returns. What it raises ends the run and goes to
                the caller.
            cluster_group: As for `run_directory_sync`; no matter here.
            ledger: The path of a file in which the run is written down, so that it survives
                whatever ends this process: run again, it is gone on with, and nothing is triggered
                twice. The file is made if it is not there. Default: none.
            run: The name of the run in the ledger, which resumes it or starts it. Default: an
                unfinished run without a name that does the same is resumed.
            resume_within: How long ago a run without a name may have shown life to be resumed:
                seconds, or a timedelta. Default: 12 hours.
            retry: The outcomes of an earlier attempt at the run that are not good enough, such as
                ``{"failed", "ambiguous"}``: those items are done again. Default: none.

        Returns:
            A run to iterate over, or to `run()`. An item's outcome is ``ok``; ``unchanged`` where
            there was nothing to do; ``ambiguous`` where no answer tells. The `result` is a
            `UserDirectorySync`.

        Raises:
            InvalidArgumentError: At once, if an argument is out of bounds or of the wrong type;
                behind the last outcome, if an item is none.
            LedgerInUseError: Behind the last outcome, as all that follows: somebody else does this
                run.
            LedgerError: The ledger cannot be opened, read or written.
            AuthenticationError: The token was refused.
            PermissionDeniedError: Five answers of 403 came without one success.
            WebexError: Something else stopped the run early.
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
            "run": run,
            "resume_within": resume_within,
            "retry": retry,
            "awaited": True,
        }
        return AsyncBulkRun(self._core, "trigger_user_directory_sync", items, options)
