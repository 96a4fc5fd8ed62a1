"""The lists, fetched as they are read.

Written by `make generate` from `api/operations.toml`.
"""

from __future__ import annotations

from webex_broadworks._item_list import ItemList
from webex_broadworks.generated._models import (
    BillingReport,
    Enterprise,
    Subscriber,
)

__all__ = [
    "BillingReportList",
    "EnterpriseList",
    "SubscriberList",
]


class EnterpriseList(ItemList[Enterprise]):
    """A list of enterprises that is fetched page by page as it is read.

    Nothing is sent before it is read, and each reading starts at the beginning::

        for enterprise in webex.enterprises.list(): ...
        for page in webex.enterprises.list().pages(): ...
        everything = webex.enterprises.list().all()
        one = webex.enterprises.list().first()
        frame = pl.DataFrame(webex.enterprises.list().table())

    If Webex may hold more than it lists, `IncompleteListError` comes at the end, after the items,
    unless the list was made with ``allow_incomplete=True``.
    """

    __slots__ = ()


class SubscriberList(ItemList[Subscriber]):
    """A list of subscribers that is fetched page by page as it is read.

    Nothing is sent before it is read, and each reading starts at the beginning::

        for subscriber in webex.subscribers.list(): ...
        for page in webex.subscribers.list().pages(): ...
        everything = webex.subscribers.list().all()
        one = webex.subscribers.list().first()
        frame = pl.DataFrame(webex.subscribers.list().table())

    If Webex may hold more than it lists, `IncompleteListError` comes at the end, after the items,
    unless the list was made with ``allow_incomplete=True``.
    """

    __slots__ = ()


class BillingReportList(ItemList[BillingReport]):
    """A list of billing reports that is fetched page by page as it is read.

    Nothing is sent before it is read, and each reading starts at the beginning::

        for billing_report in webex.billing_reports.list(): ...
        for page in webex.billing_reports.list().pages(): ...
        everything = webex.billing_reports.list().all()
        one = webex.billing_reports.list().first()
        frame = pl.DataFrame(webex.billing_reports.list().table())

    If Webex may hold more than it lists, `IncompleteListError` comes at the end, after the items,
    unless the list was made with ``allow_incomplete=True``.
    """

    __slots__ = ()
