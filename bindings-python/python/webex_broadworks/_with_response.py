"""The operations again, each returning how its result came about beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NoReturn

from . import _core
from ._base import refuse
from ._lists import AsyncEnterpriseList, EnterpriseList
from ._polling import poll, poll_async
from ._response import ResponseMetadata
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


class ClientWithResponse:
    """The methods of `Client`, returning ``(result, ResponseMetadata)``."""

    __slots__ = ("_core",)

    def __init__(self, core: _core.Client) -> None:
        self._core = core

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
        """Does what `Client.list_enterprises` does; its pages have `metadata` anyway."""
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
    ) -> tuple[Enterprise, ResponseMetadata]:
        """Does what `Client.get_enterprise` does; the metadata is that of the page."""
        call = self._core.get_enterprise(sp_enterprise_id, org_id, timeout)
        return call.wait_with_metadata()

    def get_directory_sync_status(
        self, enterprise: EnterpriseArgument, *, timeout: Timeout = None
    ) -> tuple[DirectorySync, ResponseMetadata]:
        """Does what `Client.get_directory_sync_status` does."""
        call = self._core.get_directory_sync_status(enterprise, timeout)
        return call.wait_with_metadata()

    def update_directory_sync(
        self, enterprise: EnterpriseArgument, *, enable_dir_sync: bool, timeout: Timeout = None
    ) -> tuple[DirectorySync, ResponseMetadata]:
        """Does what `Client.update_directory_sync` does."""
        call = self._core.update_directory_sync(enterprise, enable_dir_sync, timeout)
        return call.wait_with_metadata()

    def trigger_directory_sync(
        self, enterprise: EnterpriseArgument, *, timeout: Timeout = None
    ) -> tuple[DirectorySync, ResponseMetadata]:
        """Does what `Client.trigger_directory_sync` does."""
        call = self._core.trigger_directory_sync(enterprise, timeout)
        return call.wait_with_metadata()

    def trigger_user_directory_sync(
        self, enterprise: EnterpriseArgument, user_id: str, *, timeout: Timeout = None
    ) -> tuple[UserDirectorySync, ResponseMetadata]:
        """Does what `Client.trigger_user_directory_sync` does."""
        call = self._core.trigger_user_directory_sync(enterprise, user_id, timeout)
        return call.wait_with_metadata()

    def ensure_directory_sync(
        self,
        enterprise: EnterpriseArgument,
        *,
        enable_dir_sync: bool,
        dry_run: bool = False,
        timeout: Timeout = None,
    ) -> tuple[EnsuredDirectorySync, ResponseMetadata]:
        """Does what `Client.ensure_directory_sync` does, with the last request's metadata."""
        call = self._core.ensure_directory_sync(enterprise, enable_dir_sync, dry_run, timeout)
        return call.wait_with_metadata()

    def run_directory_sync(
        self,
        enterprise: EnterpriseArgument,
        *,
        timeout: Timeout = 10800,
        on_progress: Callable[[DirectorySync], object] | None = None,
        on_waiting: Callable[[DirectorySyncWaiting], object] | None = None,
    ) -> tuple[DirectorySync, ResponseMetadata]:
        """Does what `Client.run_directory_sync` does, with the last metadata."""
        run = self._core.run_directory_sync(enterprise, timeout)
        return poll(run, on_progress, on_waiting)

    def wait_for_directory_sync(
        self,
        enterprise: EnterpriseArgument,
        *,
        timeout: Timeout = 10800,
        on_progress: Callable[[DirectorySync], object] | None = None,
    ) -> tuple[DirectorySync, ResponseMetadata]:
        """Does what `Client.wait_for_directory_sync` does, with the last metadata."""
        run = self._core.wait_for_directory_sync(enterprise, timeout)
        return poll(run, on_progress)

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        body: Any = None,
        timeout: Timeout = None,
    ) -> tuple[Any, ResponseMetadata]:
        """Does what `Client.request` does."""
        call = self._core.request(method, path, query, body, timeout)
        return call.wait_with_metadata()


class AsyncClientWithResponse:
    """The methods of `AsyncClient`, returning ``(result, ResponseMetadata)``."""

    __slots__ = ("_core",)

    def __init__(self, core: _core.Client) -> None:
        self._core = core

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
    ) -> AsyncEnterpriseList:
        """Does what `AsyncClient.list_enterprises` does; its pages have `metadata` anyway."""
        refuse(unknown)
        return AsyncEnterpriseList(
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

    async def get_enterprise(
        self,
        *,
        sp_enterprise_id: str | None = None,
        org_id: str | None = None,
        timeout: Timeout = None,
    ) -> tuple[Enterprise, ResponseMetadata]:
        """Does what `AsyncClient.get_enterprise` does; the metadata is that of the page."""
        call = self._core.get_enterprise(sp_enterprise_id, org_id, timeout)
        return await call.send_with_metadata()

    async def get_directory_sync_status(
        self, enterprise: EnterpriseArgument, *, timeout: Timeout = None
    ) -> tuple[DirectorySync, ResponseMetadata]:
        """Does what `AsyncClient.get_directory_sync_status` does."""
        call = self._core.get_directory_sync_status(enterprise, timeout)
        return await call.send_with_metadata()

    async def update_directory_sync(
        self, enterprise: EnterpriseArgument, *, enable_dir_sync: bool, timeout: Timeout = None
    ) -> tuple[DirectorySync, ResponseMetadata]:
        """Does what `AsyncClient.update_directory_sync` does."""
        call = self._core.update_directory_sync(enterprise, enable_dir_sync, timeout)
        return await call.send_with_metadata()

    async def trigger_directory_sync(
        self, enterprise: EnterpriseArgument, *, timeout: Timeout = None
    ) -> tuple[DirectorySync, ResponseMetadata]:
        """Does what `AsyncClient.trigger_directory_sync` does."""
        call = self._core.trigger_directory_sync(enterprise, timeout)
        return await call.send_with_metadata()

    async def trigger_user_directory_sync(
        self, enterprise: EnterpriseArgument, user_id: str, *, timeout: Timeout = None
    ) -> tuple[UserDirectorySync, ResponseMetadata]:
        """Does what `AsyncClient.trigger_user_directory_sync` does."""
        call = self._core.trigger_user_directory_sync(enterprise, user_id, timeout)
        return await call.send_with_metadata()

    async def ensure_directory_sync(
        self,
        enterprise: EnterpriseArgument,
        *,
        enable_dir_sync: bool,
        dry_run: bool = False,
        timeout: Timeout = None,
    ) -> tuple[EnsuredDirectorySync, ResponseMetadata]:
        """Does what `AsyncClient.ensure_directory_sync` does, with the last request's metadata."""
        call = self._core.ensure_directory_sync(enterprise, enable_dir_sync, dry_run, timeout)
        return await call.send_with_metadata()

    async def run_directory_sync(
        self,
        enterprise: EnterpriseArgument,
        *,
        timeout: Timeout = 10800,
        on_progress: Callable[[DirectorySync], object] | None = None,
        on_waiting: Callable[[DirectorySyncWaiting], object] | None = None,
    ) -> tuple[DirectorySync, ResponseMetadata]:
        """Does what `AsyncClient.run_directory_sync` does, with the last metadata."""
        run = self._core.run_directory_sync(enterprise, timeout)
        return await poll_async(run, on_progress, on_waiting)

    async def wait_for_directory_sync(
        self,
        enterprise: EnterpriseArgument,
        *,
        timeout: Timeout = 10800,
        on_progress: Callable[[DirectorySync], object] | None = None,
    ) -> tuple[DirectorySync, ResponseMetadata]:
        """Does what `AsyncClient.wait_for_directory_sync` does, with the last metadata."""
        run = self._core.wait_for_directory_sync(enterprise, timeout)
        return await poll_async(run, on_progress)

    async def request(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        body: Any = None,
        timeout: Timeout = None,
    ) -> tuple[Any, ResponseMetadata]:
        """Does what `AsyncClient.request` does."""
        call = self._core.request(method, path, query, body, timeout)
        return await call.send_with_metadata()
