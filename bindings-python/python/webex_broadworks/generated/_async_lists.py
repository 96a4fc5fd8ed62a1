"""The lists, fetched as they are read, for `asyncio`.

Written by `make generate` from `api/operations.toml`.
"""

from __future__ import annotations

from webex_broadworks._async_item_list import AsyncItemList
from webex_broadworks.generated._models import (
    BillingReport,
    Enterprise,
    Subscriber,
)

__all__ = [
    "AsyncBillingReportList",
    "AsyncEnterpriseList",
    "AsyncSubscriberList",
]


class AsyncEnterpriseList(AsyncItemList[Enterprise]):
    """A list of enterprises that is fetched page by page as it is read.

    Nothing is sent before it is read, and each reading starts at the beginning::

        async for enterprise in webex.enterprises.list(): ...
        async for page in webex.enterprises.list().pages(): ...
        everything = await webex.enterprises.list().all()
        one = await webex.enterprises.list().first()
        frame = pl.DataFrame(await webex.enterprises.list().table())

    If Webex may hold more than it lists, `IncompleteListError` comes at the end, after the items,
    unless the list was made with ``allow_incomplete=True``.
    """

    __slots__ = ()


class AsyncSubscriberList(AsyncItemList[Subscriber]):
    """A list of subscribers that is fetched page by page as it is read.

    Nothing is sent before it is read, and each reading starts at the beginning::

        async for subscriber in webex.subscribers.list(): ...
        async for page in webex.subscribers.list().pages(): ...
        everything = await webex.subscribers.list().all()
        one = await webex.subscribers.list().first()
        frame = pl.DataFrame(await webex.subscribers.list().table())

    If Webex may hold more than it lists, `IncompleteListError` comes at the end, after the items,
    unless the list was made with ``allow_incomplete=True``.
    """

    __slots__ = ()


class AsyncBillingReportList(AsyncItemList[BillingReport]):
    """A list of billing reports that is fetched page by page as it is read.

    Nothing is sent before it is read, and each reading starts at the beginning::

        async for billing_report in webex.billing_reports.list(): ...
        async for page in webex.billing_reports.list().pages(): ...
        everything = await webex.billing_reports.list().all()
        one = await webex.billing_reports.list().first()
        frame = pl.DataFrame(await webex.billing_reports.list().table())

    If Webex may hold more than it lists, `IncompleteListError` comes at the end, after the items,
    unless the list was made with ``allow_incomplete=True``.
    """

    __slots__ = ()
