"""Lists of subscribers and billing reports: their filters, pages and types."""

from __future__ import annotations

import itertools
from datetime import date, datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from webex_broadworks import (
    AsyncClient,
    AsyncSubscriberList,
    Client,
    InvalidArgumentError,
    SubscriberList,
)
from webex_broadworks.testing import Sandbox

from conftest import TOKEN, Face, Serve

NOTHING: dict[str, Any] = {"json": {"items": []}}
BERLIN = timezone(timedelta(hours=1))


def query_of(server: Any) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(server.requests()[-1]["target"]).query))


@pytest.mark.parametrize(
    ("moment", "sent"),
    [
        (datetime(2026, 11, 30, 8, tzinfo=timezone.utc), "1796025600000"),
        (datetime(2026, 11, 30, 9, 0, 0, 123_999, tzinfo=BERLIN), "1796025600123"),
        (datetime(1971, 1, 1, tzinfo=timezone.utc), "31536000000"),
        (datetime(1970, 1, 1, tzinfo=timezone.utc), "0"),
        (1_796_025_600_000, "1796025600000"),
        ("2026-11-30T08:00:00Z", "1796025600000"),
    ],
)
def test_times_are_sent_in_milliseconds(face: Face, serve: Serve, moment: Any, sent: str) -> None:
    server = serve(NOTHING)
    client = face.client(server)
    face.read(client.subscribers.list(after=moment, last_status_change=moment))
    assert query_of(server) == {"after": sent, "lastStatusChange": sent, "max": "100"}


@pytest.mark.parametrize(
    ("moment", "message"),
    [
        (datetime(2026, 11, 30, 8), "`after`: .*got a datetime without a time zone"),  # noqa: DTZ001 -- is refused
        (datetime(1969, 12, 31, 23, 59, tzinfo=timezone.utc), "`after` is before 1970"),
        (-1, "`after` is before 1970"),
        (date(2026, 11, 30), "`after`: .*, got date"),
        (1.5, "`after`: .*, got float"),
        (True, "`after`: .*, got bool"),
        ("30.11.2026", "`after`: expected a moment such as 2026-11-30T08:00:00Z"),
    ],
)
def test_what_is_no_moment_is_refused(face: Face, serve: Serve, moment: Any, message: str) -> None:
    server = serve()
    with pytest.raises(InvalidArgumentError, match=message):
        face.client(server).subscribers.list(after=moment)
    assert server.requests() == []


@pytest.mark.parametrize("states", ["error", ["error", "updating"], ("error",), {"error"}])
def test_a_status_is_one_or_several(face: Face, serve: Serve, states: Any) -> None:
    server = serve(NOTHING)
    face.read(face.client(server).subscribers.list(status=states))
    expected = states if isinstance(states, str) else ",".join(states)
    assert query_of(server)["status"] == expected


def test_wrong_types_are_refused_at_once(face: Face, serve: Serve) -> None:
    server = serve()
    client = face.client(server)
    for arguments in (
        {"status": 1},
        {"status": ["error", None]},
        {"user_id": 1},
        {"self_activated": "false"},
        {"page_size": "10"},
        {"limit": -1},
        {"timeout": -1},
    ):
        with pytest.raises(InvalidArgumentError, match=f"`{next(iter(arguments))}"):
            client.subscribers.list(**arguments)
    for method in (client.subscribers.list, client.billing_reports.list):
        with pytest.raises(TypeError, match="unexpected keyword argument 'starts_with'"):
            method(starts_with="R")
        with pytest.raises(InvalidArgumentError, match="unknown argument `max`"):
            method(max=10)
    assert server.requests() == []


def test_a_list_says_what_it_is(serve: Serve) -> None:
    client = Client(TOKEN, base_url=serve().base_url)
    assert type(client.subscribers.list()) is SubscriberList
    assert type(client.with_response().subscribers.list()) is SubscriberList
    assert repr(client.billing_reports.list()).startswith("<BillingReportList: iterate it")


def test_subscribers_come_page_by_page(face: Face) -> None:
    with Sandbox(enterprises=10, subscribers=250) as sandbox:
        client = face.client(sandbox, token=sandbox.token)
        pages: list[Any] = []
        face.iterate(client.subscribers.list(), "pages", pages.append)
        assert [len(page.items) for page in pages] == [100, 100, 50]
        rest = face.read(client.subscribers.list(cursor=pages[0].cursor))
        assert rest == [*pages[1].items, *pages[2].items]
        first = face.read(client.subscribers.list(), "first")
        assert first == pages[0].items[0]
        found = face.read(client.subscribers.list(user_id=first["userId"]))
        assert found == [first]


def test_a_list_of_subscribers_reads_one_page_ahead(face: Face) -> None:
    with Sandbox(enterprises=10, subscribers=2_000) as sandbox:
        client = face.client(sandbox, token=sandbox.token)
        sandbox.clear_requests()
        read = itertools.count(1)
        ahead: list[int] = []

        def take(_: Any) -> None:
            ahead.append(len(sandbox.requests()) - next(read))

        face.iterate(client.subscribers.list(), "pages", take)
    assert len(ahead) == 20
    assert max(ahead) <= 1


def test_a_bulk_run_takes_no_list_of_subscribers(face: Face, serve: Serve) -> None:
    server = serve()
    client = face.client(server)
    with pytest.raises(InvalidArgumentError, match="expected a list of enterprises"):
        client.bulk.directory_sync.get_status(client.subscribers.list())
    assert server.requests() == []


async def test_awaiting_a_list_of_subscribers_reads_it_whole(serve: Serve) -> None:
    client = AsyncClient(TOKEN, base_url=serve({"json": {"items": [{"id": "S1"}]}}).base_url)
    listing: AsyncSubscriberList = client.subscribers.list()
    assert await listing == [{"id": "S1"}]
