"""Items of bulk runs: every form in which they can be given, conditions, and groups."""

from __future__ import annotations

import asyncio
import itertools
import math
import operator
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from bulk_fleet import IDS, OwnError, async_items, client_of, drain, fleet, ids
from webex_broadworks import (
    InvalidArgumentError,
)
from webex_broadworks.testing import Sandbox

from conftest import STATUS, Face, Serve


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(items=fleet(), speed=3600) as sandbox:
        yield sandbox


WAYS: dict[str, Callable[[Any], Any]] = {
    "list": lambda _: IDS,
    "tuple": lambda _: tuple(IDS),
    "keys": lambda _: dict.fromkeys(IDS).keys(),
    "generator": lambda _: (name for name in IDS),
    "dicts": lambda _: [
        {"id": name, "spEnterpriseId": name.lower(), "more": object()} for name in IDS
    ],
    "wishes": lambda _: [{"enterpriseId": name, "userId": None} for name in IDS],
    "enterprises": lambda _: fleet(),
    "lazy list": lambda client: client.enterprises.list(page_size=7),
}


@pytest.mark.parametrize("kind", WAYS)
def test_items_come_in_many_ways(kind: str, face: Face, sandbox: Sandbox) -> None:
    client = client_of(face, sandbox)
    run = client.bulk.directory_sync.get_status(WAYS[kind](client))
    counted = kind not in {"generator", "lazy list"}
    assert run.total == (40 if counted else None)
    assert operator.length_hint(run, 7) == (40 if counted else 7)
    assert bool(run)
    if not counted:
        with pytest.raises(TypeError, match="isn't known before"):
            len(run)
    outcomes, error = drain(face, run)
    assert error is None
    assert ids(outcomes) == IDS
    names = {"dicts": "e3", "enterprises": "Reseller1+3", "lazy list": "Reseller1+3"}
    [third] = [outcome for outcome in outcomes if outcome["enterpriseId"] == "E3"]
    assert third["spEnterpriseId"] == names.get(kind)
    assert third["result"] == STATUS


def test_a_lazy_list_of_either_client_can_be_run_by_the_other(sandbox: Sandbox) -> None:
    with sandbox.client() as blocking:
        waiting = sandbox.async_client()
        listed = waiting.enterprises.list(limit=3)
        assert len(blocking.bulk.directory_sync.get_status(listed).finish().outcomes) == 3
        meant = blocking.bulk.directory_sync.get_status(listed, only_if=lambda item: True)
        assert len(meant.finish().outcomes) == 3

        async def read() -> int:
            listed = blocking.enterprises.list(limit=3)
            return len((await waiting.bulk.directory_sync.get_status(listed).finish()).outcomes)

        assert asyncio.run(read()) == 3


async def test_an_asynchronous_iterable_may_be_slow(sandbox: Sandbox) -> None:
    client = sandbox.async_client()
    seen = asyncio.Event()

    async def slow() -> AsyncIterator[str]:
        yield "E0"
        await seen.wait()  # outcomes are not held back by it
        for name in IDS[1:]:
            yield name

    outcomes = []
    async for outcome in client.bulk.directory_sync.get_status(slow()):
        outcomes.append(outcome)
        seen.set()
    assert ids(outcomes) == IDS


def test_an_exception_of_the_iterable_comes_behind_the_last_outcome(
    face: Face, sandbox: Sandbox
) -> None:
    cause, error = KeyError("why"), OwnError("mine")
    error.__cause__ = cause

    def broken() -> Iterator[str]:
        yield from IDS[:5]
        raise error

    client = client_of(face, sandbox)
    run = client.bulk.directory_sync.get_status(broken())
    outcomes, raised = drain(face, run)
    assert ids(outcomes) == IDS[:5]
    assert raised is error
    assert raised.__cause__ is cause
    assert run.summary["stopReason"] == "items"


async def test_an_exception_of_an_asynchronous_iterable_comes_there_too(sandbox: Sandbox) -> None:
    error = OwnError("mine")

    async def broken() -> AsyncIterator[str]:
        for name in IDS[:5]:
            yield name
        raise error

    run = sandbox.async_client().bulk.directory_sync.get_status(broken())
    with pytest.raises(OwnError) as raised:
        await run.finish()
    assert raised.value is error
    assert ids(run.outcomes) == IDS[:5]


def at(outcome: Any) -> int:
    index: int = outcome["index"]
    return index


class Unreadable(dict[str, Any]):
    """An item that has every key, and whose values can't be read."""

    def __contains__(self, key: object) -> bool:
        return True


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (Unreadable(), "`id` of the item: expected text, got KeyError when it was read"),
        (7, "the item: expected an id as text, or an object with an `id` or an `enterpriseId`"),
        (None, "got None"),
        (math.nan, "got the number NaN"),
        (("E1",), "got a value of type tuple"),
        (b"E1", "got a value of type bytes"),
        (Decimal(1), "got a value of type decimal.Decimal"),
        ("\ud800", "got half of a surrogate pair"),
        ({"name": "x"}, "neither an `id` nor an `enterpriseId`"),
        ({"id": 7}, "`id` of the item: expected text, got a number"),
        (
            {"id": "E5", "userId": math.nan},
            "`userId` of the item: expected text, got the number NaN",
        ),
        ({"id": "E5", "userId": 5551234}, "`userId` of the item: expected text, got a number"),
        (
            {"id": "E5", "userId": datetime(2026, 1, 1, tzinfo=timezone.utc)},
            "got a value of type datetime.datetime",
        ),
        ({"id": "E5", "userId": {"a": 1}}, "`userId` of the item: expected text, got an object"),
        (
            {"id": "E5", "clusterGroup": 2**80},
            "`clusterGroup` of the item: expected text, got a value",
        ),
        (
            {"id": "E5", "enableDirSync": "yes"},
            "`enableDirSync` of the item: expected true or false",
        ),
    ],
)
def test_what_is_no_item_is_one_failed_outcome(
    item: Any, words: str, face: Face, sandbox: Sandbox
) -> None:
    client = client_of(face, sandbox)
    shown: list[Any] = []

    def only_if(offered: Any) -> bool:
        shown.append(offered)
        return True

    calls = client.bulk.directory_sync.get_status(["E1", item, "E2"], only_if=only_if)
    outcomes, error = drain(face, calls)
    assert error is None
    [first, odd, second] = sorted(outcomes, key=at)
    assert (first["outcome"], second["outcome"]) == ("ok", "ok")
    assert (odd["outcome"], odd["reason"], odd["index"]) == ("failed", "invalid_argument", 1)
    known = item.get("id") if isinstance(item, dict) else None
    assert odd["enterpriseId"] == (known if isinstance(known, str) else "")
    assert odd["error"]["code"] == "INVALID_ARGUMENT"
    message = odd["error"]["message"]
    assert words in message
    assert message.endswith("Nothing was sent for this item.")
    assert "line 1" not in message


def test_labels_that_cannot_be_read_fail_no_item(face: Face, sandbox: Sandbox) -> None:
    client = client_of(face, sandbox)
    item = {"id": "E1", "spEnterpriseId": math.nan, "provisioningId": Decimal(1)}
    outcomes, error = drain(face, client.bulk.directory_sync.get_status([item]))
    assert (error, outcomes[0]["outcome"]) == (None, "ok")


class Frame:
    """What pandas, polars and pyarrow have, as far as it matters here."""

    columns = column_names = ("id",)
    iloc = None

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)


def test_a_table_is_refused_with_its_rows_as_the_cure(face: Face, sandbox: Sandbox) -> None:
    client = client_of(face, sandbox)
    polars = type("DataFrame", (Frame,), {"to_dicts": None, "__module__": "polars"})
    pandas = type("DataFrame", (Frame,), {"to_dict": None, "__module__": "pandas"})
    arrow = type("Table", (Frame,), {"to_pylist": None, "__module__": "pyarrow"})
    for frame, name, cure in [
        (polars(), "polars.DataFrame", "`items.to_dicts()`"),
        (pandas(), "pandas.DataFrame", '`items.to_dict("records")`'),
        (arrow(), "pyarrow.Table", "`items.to_pylist()`"),
    ]:
        with pytest.raises(InvalidArgumentError) as raised:
            client.bulk.directory_sync.run(frame)
        assert name in str(raised.value)
        assert cure in str(raised.value)
    with sandbox.client() as blocking:
        table = blocking.enterprises.list().table()
    with pytest.raises(InvalidArgumentError, match="the list or the ids that it was made from"):
        client.bulk.directory_sync.run(table)


def test_the_number_of_items_is_known_once_they_are_read(face: Face, sandbox: Sandbox) -> None:
    client = client_of(face, sandbox)
    seen: list[Any] = []
    run = client.bulk.directory_sync.run(
        client.enterprises.list(limit=3), on_progress=lambda summary: seen.append(summary["total"])
    )
    drain(face, run)
    assert (len(run), run.total, set(seen)) == (3, 3, {3})


async def code(item: Any) -> bool: ...  # type: ignore[empty-body]


def test_coroutine_functions_are_refused_where_they_would_not_be_awaited(
    face: Face, sandbox: Sandbox
) -> None:
    client = client_of(face, sandbox)
    for name in ["only_if", "cluster_group"]:
        with pytest.raises(InvalidArgumentError, match="got a coroutine function"):
            client.bulk.directory_sync.run(IDS, **{name: code})
        run = client.bulk.directory_sync.run(IDS, **{name: partial(code)})
        _, error = drain(face, run)
        assert isinstance(error, InvalidArgumentError)
        assert "whose result is awaited" in str(error)
    with pytest.raises(InvalidArgumentError, match="is empty"):
        client.bulk.directory_sync.run(IDS, only_if={"status": []})
    if face.blocking:
        with pytest.raises(InvalidArgumentError, match="got a coroutine function"):
            client.bulk.directory_sync.run(IDS, on_progress=code)
        with pytest.raises(InvalidArgumentError, match="got an async iterable"):
            client.bulk.directory_sync.run(async_items())


def test_only_if_can_be_code_that_sees_the_items_as_given(face: Face, sandbox: Sandbox) -> None:
    client = client_of(face, sandbox)
    given: list[Any] = [{"id": "E1", "wave": 1}, {"id": "E2", "wave": 2}, "E3"]
    seen: list[Any] = []

    def first_wave(item: Any) -> object:
        seen.append(item)
        return [] if item == "E3" else item["wave"] == 1

    run = client.bulk.directory_sync.get_status(iter(given), only_if=first_wave)
    outcomes, _ = drain(face, run)
    assert seen == given
    assert ids(outcomes) == ["E1"]
    skipped = [it for it in outcomes if it["outcome"] == "skipped"]
    assert {(it["enterpriseId"], it["reason"]) for it in skipped} == {
        ("E2", "only_if"),
        ("E3", "only_if"),
    }
    assert len(sandbox.requests()) == 1


def test_only_if_as_code_sees_the_enterprises_of_a_lazy_list(face: Face, sandbox: Sandbox) -> None:
    client = client_of(face, sandbox)
    run = client.bulk.directory_sync.get_status(
        client.enterprises.list(), only_if=lambda it: it["provisioningId"] == "template-0"
    )
    outcomes, _ = drain(face, run)
    assert (len(ids(outcomes)), len(ids(outcomes, "skipped"))) == (10, 30)


def test_what_only_if_raises_goes_to_the_caller(face: Face, sandbox: Sandbox) -> None:
    client = client_of(face, sandbox)

    def fail(item: Any) -> bool:
        if item == "E3":
            raise OwnError
        return True

    run = client.bulk.directory_sync.get_status(IDS, only_if=fail)
    outcomes, error = drain(face, run)
    assert ids(outcomes) == IDS[:3]
    assert isinstance(error, OwnError)


@pytest.mark.parametrize("stale_after", [3600, timedelta(hours=1)])
def test_only_if_can_be_data(stale_after: Any, face: Face, sandbox: Sandbox) -> None:
    client = client_of(face, sandbox)
    conditions = {
        "enabled": True,
        "status": "complete",
        "stale_after": stale_after,
        "never_synced": None,
    }
    for lists in (False, True):
        items = client.enterprises.list() if lists else IDS[:3]
        outcomes, _ = drain(face, client.bulk.directory_sync.get_status(items, only_if=conditions))
        assert ids(outcomes) == (IDS if lists else IDS[:3])


@pytest.mark.parametrize("way", ["dict", "function", "items"])
def test_those_of_one_group_never_run_at_once(way: str, face: Face, sandbox: Sandbox) -> None:
    client = client_of(face, sandbox)
    groups: Any = {"dict": dict.fromkeys(IDS[:4], "one"), "function": lambda item: "one"}.get(way)
    own = {"clusterGroup": "one"} if way == "items" else {}
    # Each is on a cluster of its own.
    items = [{"id": name, **own} for name in IDS[:4]]
    outcomes, error = drain(face, client.bulk.directory_sync.run(items, cluster_group=groups))
    assert error is None
    assert ids(outcomes) == IDS[:4]
    runs = sandbox.runs()
    assert all(run["end"] <= after["start"] for run, after in itertools.pairwise(runs))


def test_a_group_that_is_no_text_is_refused(face: Face, sandbox: Sandbox) -> None:
    client = client_of(face, sandbox)
    with pytest.raises(
        InvalidArgumentError, match=r"`cluster_group`: expected text \(str\), got int"
    ):
        client.bulk.directory_sync.run(["E1"], cluster_group={"E1": 7})
    run = client.bulk.directory_sync.run(["E1", "E2"], cluster_group={"E1": 7}.get)
    outcomes, error = drain(face, run)
    assert error is None
    assert [outcome["outcome"] for outcome in sorted(outcomes, key=at)] == ["failed", "ok"]
    run = client.bulk.directory_sync.run(["E1"], cluster_group={"Reseller1+1": "x"})
    outcomes, error = drain(face, run)
    assert "which no item has as its id" in str(error)
    assert outcomes[0]["outcome"] == "not_started"
    run = client.bulk.directory_sync.run(IDS[:3], cluster_group={IDS[0]: "x", "E7O": "x"})
    outcomes, error = drain(face, run)
    assert '"E7O" (closest: "E' in str(error)
    assert {outcome["outcome"] for outcome in outcomes} == {"not_started"}


@pytest.mark.parametrize("only_if", [None, lambda item: item["id"] != "B"], ids=["core", "here"])
def test_a_list_of_items_is_waited_for_as_long_as_it_takes(
    face: Face, serve: Serve, only_if: Callable[[Any], bool] | None
) -> None:
    throttled = {"status": 429, "headers": {"retry-after": "600"}, "json": {}}
    server = serve(
        throttled, {"json": {"items": [{"id": "A"}, {"id": "B"}]}}, *[{"json": STATUS}] * 2
    )
    client = face.client(server, _clock_speed=3600)
    run = client.bulk.directory_sync.get_status(client.enterprises.list(), only_if=only_if)
    face.call(run, "finish")
    kinds = sorted((outcome["enterpriseId"], outcome["outcome"]) for outcome in run.outcomes)
    assert kinds == [("A", "ok"), ("B", "ok" if only_if is None else "skipped")]
