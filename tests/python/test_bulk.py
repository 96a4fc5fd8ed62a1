"""Bulk runs: what goes in, what comes out, and what is told at the end."""

from __future__ import annotations

import asyncio
import inspect
import itertools
import json
import math
import operator
import pickle
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import webex_broadworks
from webex_broadworks import (
    AsyncBulk,
    AsyncClient,
    AuthenticationError,
    Bulk,
    BulkError,
    Client,
    ClientClosedError,
    DirectorySyncFailedError,
    InvalidArgumentError,
    NotFoundError,
    PermissionDeniedError,
    WaitTimeoutError,
    WebexError,
    _bulk_run,
    _core,
)
from webex_broadworks._errors import from_outcome
from webex_broadworks.testing import Sandbox

from conftest import STATUS, TOKEN, Face, Serve

OPERATIONS = [
    "get_directory_sync_status",
    "ensure_directory_sync",
    "run_directory_sync",
    "trigger_user_directory_sync",
]
IDS = [f"E{number}" for number in range(40)]


def fleet(count: int = 40, clusters: int = 4) -> list[dict[str, Any]]:
    return [
        {
            "id": f"E{number}",
            "spEnterpriseId": f"Reseller1+{number}",
            "provisioningId": f"template-{number % clusters}",
            "broadworksDirectorySync": STATUS,
            "sandbox": {"cluster": number % clusters, "runSeconds": 30},
        }
        for number in range(count)
    ]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(items=fleet(), speed=3600) as sandbox:
        yield sandbox


def client_of(face: Face, sandbox: Sandbox, **options: Any) -> Any:
    return face.client(sandbox, token=sandbox.token, _clock_speed=3600, **options)


def drain(face: Face, run: Any) -> tuple[list[Any], Exception | None]:
    """Reads a run or its lines; what it raises at the end beside it."""
    read: list[Any] = []

    async def iterate() -> None:
        async for one in run:
            read.append(one)  # noqa: PERF401 - what was read before an exception counts

    try:
        if face.blocking:
            read.extend(run)
        else:
            asyncio.run(iterate())
    except Exception as error:  # noqa: BLE001 - it is what is asked for
        return read, error
    return read, None


def ids(outcomes: list[Any], kind: str = "ok") -> list[str]:
    named = [outcome["enterpriseId"] for outcome in outcomes if outcome["outcome"] == kind]
    return sorted(named, key=lambda name: int(name[1:]))


def test_both_clients_have_the_same_operations_with_the_same_options() -> None:
    for name in OPERATIONS:
        blocking, waiting = getattr(Bulk, name), getattr(AsyncBulk, name)
        ours, theirs = inspect.signature(blocking), inspect.signature(waiting)
        assert str(theirs).replace("Async", "") == str(ours)
        assert inspect.getdoc(blocking) == inspect.getdoc(waiting)
        assert ours.parameters["resume_within"].default == 12 * 60 * 60
        for parameter in list(ours.parameters)[2:]:
            assert ours.parameters[parameter].kind is inspect.Parameter.KEYWORD_ONLY
            assert f"{parameter}: " in str(inspect.getdoc(blocking)), (name, parameter)
    parameters = inspect.signature(Bulk.run_directory_sync).parameters
    assert parameters["max_refusals_per_trigger"].default == _core.DEFAULT_MAX_REFUSALS_PER_TRIGGER
    described = str(inspect.getdoc(Bulk.get_directory_sync_status))
    assert f"Default: {_core.DEFAULT_CONCURRENCY}." in described


def test_nothing_is_sent_before_it_is_read(face: Face, sandbox: Sandbox) -> None:
    client = client_of(face, sandbox)
    run = client.bulk.get_directory_sync_status(IDS)
    assert sandbox.requests() == []
    assert (len(run), run.total, run.summary["done"]) == (40, 40, 0)
    with pytest.raises(RuntimeError, match="has not been read"):
        run.raise_for_failures()
    assert repr(run).endswith("get_directory_sync_status: 0 of 40 done>")


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
    "lazy list": lambda client: client.list_enterprises(page_size=7),
}


@pytest.mark.parametrize("kind", WAYS)
def test_items_come_in_many_ways(kind: str, face: Face, sandbox: Sandbox) -> None:
    client = client_of(face, sandbox)
    run = client.bulk.get_directory_sync_status(WAYS[kind](client))
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
        listed = waiting.list_enterprises(limit=3)
        assert len(blocking.bulk.get_directory_sync_status(listed).run().outcomes) == 3
        meant = blocking.bulk.get_directory_sync_status(listed, only_if=lambda item: True)
        assert len(meant.run().outcomes) == 3

        async def read() -> int:
            listed = blocking.list_enterprises(limit=3)
            return len((await waiting.bulk.get_directory_sync_status(listed).run()).outcomes)

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
    async for outcome in client.bulk.get_directory_sync_status(slow()):
        outcomes.append(outcome)
        seen.set()
    assert ids(outcomes) == IDS


def test_a_slow_iterable_holds_back_no_more_than_it_must(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_bulk_run, "monotonic", itertools.count().__next__)

    def slow() -> Iterator[str]:
        yield "E0"
        assert sandbox.wait_for_requests(1)
        yield from IDS[1:]

    outcomes = sandbox.client().bulk.get_directory_sync_status(slow()).run().outcomes
    assert ids(outcomes) == IDS


class OwnError(Exception):
    pass


def test_an_exception_of_the_iterable_comes_behind_the_last_outcome(
    face: Face, sandbox: Sandbox
) -> None:
    cause, error = KeyError("why"), OwnError("mine")
    error.__cause__ = cause

    def broken() -> Iterator[str]:
        yield from IDS[:5]
        raise error

    client = client_of(face, sandbox)
    run = client.bulk.get_directory_sync_status(broken())
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

    run = sandbox.async_client().bulk.get_directory_sync_status(broken())
    with pytest.raises(OwnError) as raised:
        await run.run()
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
        ("\ud800", "got text with half of a surrogate pair"),
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

    calls = client.bulk.get_directory_sync_status(["E1", item, "E2"], only_if=only_if)
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
    outcomes, error = drain(face, client.bulk.get_directory_sync_status([item]))
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
            client.bulk.run_directory_sync(frame)
        assert name in str(raised.value)
        assert cure in str(raised.value)
    with sandbox.client() as blocking:
        table = blocking.list_enterprises().table()
    with pytest.raises(InvalidArgumentError, match="the list or the ids that it was made from"):
        client.bulk.run_directory_sync(table)


def test_a_run_that_was_run_is_read_again_from_what_it_kept(face: Face, sandbox: Sandbox) -> None:
    run = client_of(face, sandbox).bulk.get_directory_sync_status(IDS[:3])
    face.call(run, "run")
    assert drain(face, run)[0] == run.outcomes
    with pytest.raises(RuntimeError, match="its outcomes are in `outcomes`"):
        face.call(run, "run")


def test_nothing_was_sent_is_said_only_where_it_is_true(sandbox: Sandbox) -> None:
    with sandbox.client() as client:
        run = client.bulk.get_directory_sync_status(IDS, concurrency=1)
        outcomes = iter(run)
        assert next(outcomes)["outcome"] == "ok"
        client.close()
        with pytest.raises(WebexError) as raised:
            list(outcomes)
    assert "Nothing was sent" not in str(raised.value)


def test_the_number_of_items_is_known_once_they_are_read(face: Face, sandbox: Sandbox) -> None:
    client = client_of(face, sandbox)
    seen: list[Any] = []
    run = client.bulk.run_directory_sync(
        client.list_enterprises(limit=3), on_progress=lambda summary: seen.append(summary["total"])
    )
    drain(face, run)
    assert (len(run), run.total, set(seen)) == (3, 3, {3})


def test_an_ambiguous_outcome_carries_its_error(
    face: Face, sandbox: Sandbox, tmp_path: Path
) -> None:
    client = client_of(face, sandbox)
    sandbox.set_next_run("E1", length=9_000)
    ledger = tmp_path / "l.sqlite"
    run = client.bulk.run_directory_sync(
        client.list_enterprises(limit=2, starts_with="Reseller1+1"), timeout=60, ledger=ledger
    )
    outcomes, _ = drain(face, run)
    [late] = [outcome for outcome in outcomes if outcome["enterpriseId"] == "E1"]
    assert (late["outcome"], late["reason"]) == ("ambiguous", "wait_timeout")
    error = late["error"]
    assert error["code"] == "WAIT_TIMEOUT"
    assert error["trackingId"] == late["result"]["directorySyncStatus"]["lastSyncTrackingId"]
    assert "enterprise Reseller1+1, id E1" in error["message"]
    assert "get_directory_sync_status" in error["remedy"]
    with pytest.raises(BulkError) as raised:
        run.raise_for_failures()
    [raised_error] = raised.value.errors
    assert (raised_error.tracking_id, raised_error.remedy) == (error["trackingId"], error["remedy"])
    with sqlite3.connect(ledger) as database:
        rows = database.execute("SELECT tracking_id FROM results WHERE reason = 'wait_timeout'")
        assert list(rows) == [(error["trackingId"],)]


async def async_items() -> AsyncIterator[str]:
    yield "E1"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"items": "E1"}, "`items` is of type str: pass several"),
        ({"items": {"id": "E1"}}, "`items` is of type dict: pass several"),
        ({"items": 7}, "`items` is of type int: pass a list"),
        ({"concurrency": 0}, "`concurrency` has to be at least 1"),
        ({"concurrency": -1}, "`concurrency=-1` is out of bounds"),
        ({"concurrency": 1.5}, "`concurrency` is of type float"),
        ({"timeout": -1}, "`timeout=-1` is no length of time"),
        ({"dry_run": 1}, "`dry_run` is of type int"),
        ({"only_if": 7}, "`only_if` is of type int: pass a dict of conditions, or a function"),
        ({"only_if": {"enable": True}}, '`only_if` has no condition "enable"'),
        ({"only_if": {"enabled": 1}}, '`only_if["enabled"]` is of type int'),
        ({"only_if": {"status": 1}}, '`only_if["status"]` is of type int'),
        ({"only_if": {"stale_after": "8 days"}}, '`only_if["stale_after"]` is of type str'),
        ({"stop_starting_after": datetime(2026, 1, 1)}, "has no time zone"),  # noqa: DTZ001
        ({"stop_starting_after": 7}, "`stop_starting_after` is of type int"),
        ({"on_progress": 7}, "`on_progress` is of type int"),
        ({"ledger": 7}, "`ledger` is of type int"),
        ({"run": "x"}, "`run` is about a run that a ledger holds"),
        ({"retry": ["failed"]}, "`retry` is about a run that a ledger holds"),
        ({"resume_within": 60}, "`resume_within` is about a run that a ledger holds"),
        ({"ledger": "x", "retry": "bad"}, '`retry` has "bad", which is no outcome'),
        ({"ledger": "x", "run": 7}, "`run` is of type int"),
        ({"ledger": "x", "resume_within": "x"}, "`resume_within` is of type str"),
        (
            {"max_refusals_per_trigger": -1},
            "`max_refusals_per_trigger`: expected a number of 0 or more, got -1",
        ),
        ({"max_refusals_per_trigger": "x"}, "`max_refusals_per_trigger` is of type str"),
        ({"settle_after": "x"}, "`settle_after` is of type str"),
        ({"cluster_group": 7}, "`cluster_group` is of type int"),
    ],
)
def test_arguments_are_refused_at_once(
    options: dict[str, Any], words: str, face: Face, sandbox: Sandbox
) -> None:
    client = client_of(face, sandbox)
    with pytest.raises(InvalidArgumentError) as refused:
        client.bulk.run_directory_sync(**{"items": IDS, **options})
    assert words in str(refused.value)


async def code(item: Any) -> bool: ...  # type: ignore[empty-body]


def test_coroutine_functions_are_refused_where_they_would_not_be_awaited(
    face: Face, sandbox: Sandbox
) -> None:
    client = client_of(face, sandbox)
    for name in ["only_if", "cluster_group"]:
        with pytest.raises(InvalidArgumentError, match="nobody would await it"):
            client.bulk.run_directory_sync(IDS, **{name: code})
    if face.blocking:
        with pytest.raises(InvalidArgumentError, match="nobody would await it"):
            client.bulk.run_directory_sync(IDS, on_progress=code)
        with pytest.raises(InvalidArgumentError, match="only an `AsyncClient` can"):
            client.bulk.run_directory_sync(async_items())


def test_only_if_can_be_code_that_sees_the_items_as_given(face: Face, sandbox: Sandbox) -> None:
    client = client_of(face, sandbox)
    given: list[Any] = [{"id": "E1", "wave": 1}, {"id": "E2", "wave": 2}, "E3"]
    seen: list[Any] = []

    def first_wave(item: Any) -> object:
        seen.append(item)
        return [] if item == "E3" else item["wave"] == 1

    run = client.bulk.get_directory_sync_status(iter(given), only_if=first_wave)
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
    run = client.bulk.get_directory_sync_status(
        client.list_enterprises(), only_if=lambda it: it["provisioningId"] == "template-0"
    )
    outcomes, _ = drain(face, run)
    assert (len(ids(outcomes)), len(ids(outcomes, "skipped"))) == (10, 30)


def test_what_only_if_raises_goes_to_the_caller(face: Face, sandbox: Sandbox) -> None:
    client = client_of(face, sandbox)

    def fail(item: Any) -> bool:
        if item == "E3":
            raise OwnError
        return True

    run = client.bulk.get_directory_sync_status(IDS, only_if=fail)
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
        items = client.list_enterprises() if lists else IDS[:3]
        outcomes, _ = drain(face, client.bulk.get_directory_sync_status(items, only_if=conditions))
        assert ids(outcomes) == (IDS if lists else IDS[:3])


@pytest.mark.parametrize("way", ["dict", "function", "items"])
def test_those_of_one_group_never_run_at_once(way: str, face: Face, sandbox: Sandbox) -> None:
    client = client_of(face, sandbox)
    groups: Any = {"dict": dict.fromkeys(IDS[:4], "one"), "function": lambda item: "one"}.get(way)
    own = {"clusterGroup": "one"} if way == "items" else {}
    # Each is on a cluster of its own.
    items = [{"id": name, **own} for name in IDS[:4]]
    outcomes, error = drain(face, client.bulk.run_directory_sync(items, cluster_group=groups))
    assert error is None
    assert ids(outcomes) == IDS[:4]
    runs = sandbox.runs()
    assert all(run["end"] <= after["start"] for run, after in itertools.pairwise(runs))


def test_a_group_that_is_no_text_is_refused(face: Face, sandbox: Sandbox) -> None:
    client = client_of(face, sandbox)
    with pytest.raises(InvalidArgumentError, match="`cluster_group` is of type int"):
        client.bulk.run_directory_sync(["E1"], cluster_group={"E1": 7})
    run = client.bulk.run_directory_sync(["E1", "E2"], cluster_group={"E1": 7}.get)
    outcomes, error = drain(face, run)
    assert error is None
    assert [outcome["outcome"] for outcome in sorted(outcomes, key=at)] == ["failed", "ok"]
    run = client.bulk.run_directory_sync(["E1"], cluster_group={"Reseller1+1": "x"})
    outcomes, error = drain(face, run)
    assert "no item has such an id" in str(error)
    assert outcomes[0]["outcome"] == "not_started"
    run = client.bulk.run_directory_sync(IDS[:3], cluster_group={IDS[0]: "x", "E7O": "x"})
    outcomes, error = drain(face, run)
    assert '"E7O" (closest: "E' in str(error)
    assert {outcome["outcome"] for outcome in outcomes} == {"not_started"}


def test_run_keeps_the_outcomes_and_returns_itself(face: Face, sandbox: Sandbox) -> None:
    run = client_of(face, sandbox).bulk.get_directory_sync_status(IDS)
    assert face.call(run, "run") is run
    assert ids(run.outcomes) == IDS
    run.raise_for_failures()
    assert run.failures == []
    assert run.summary["outcomes"]["ok"] == 40


def test_a_run_can_be_read_once(face: Face, sandbox: Sandbox) -> None:
    client = client_of(face, sandbox)
    run = client.bulk.get_directory_sync_status(IDS[:2])
    drain(face, run)
    for again in (run, run.ndjson()):
        outcomes, error = drain(face, again)
        assert outcomes == []
        assert isinstance(error, RuntimeError)
        assert "can be read once" in str(error)
    closed = client.bulk.get_directory_sync_status(IDS[:2])
    face.call(closed, "close" if face.blocking else "aclose")
    assert isinstance(drain(face, closed)[1], RuntimeError)


def test_lines_are_the_bytes_that_the_core_writes(face: Face, sandbox: Sandbox) -> None:
    odd = {"id": "E1", "spEnterpriseId": "Zoé \u2028 <&> \x7f"}
    client = client_of(face, sandbox, partner="nørth")
    lines, _ = drain(face, client.bulk.get_directory_sync_status([odd]).ndjson())
    [line] = lines
    assert line.endswith("}\n")
    outcome = json.loads(line)
    assert (outcome["spEnterpriseId"], outcome["partner"]) == (odd["spEnterpriseId"], "nørth")
    assert json.dumps(outcome, ensure_ascii=False, separators=(",", ":")) + "\n" == line


def test_progress_is_told_after_each_batch(face: Face, sandbox: Sandbox) -> None:
    told: list[Any] = []
    client = client_of(face, sandbox)
    run = client.bulk.get_directory_sync_status(IDS, on_progress=told.append)
    drain(face, run)
    assert told[-1] == run.summary
    assert [summary["done"] for summary in told] == sorted(summary["done"] for summary in told)
    assert set(told[0]) == set(webex_broadworks.BulkSummary.__annotations__)


async def test_progress_can_be_awaited(sandbox: Sandbox) -> None:
    told: list[Any] = []

    async def report(summary: Any) -> None:
        await asyncio.sleep(0)
        told.append(summary["done"])

    await sandbox.async_client().bulk.get_directory_sync_status(IDS, on_progress=report).run()
    assert told[-1] == 40


def test_what_progress_raises_ends_the_run(face: Face, sandbox: Sandbox) -> None:
    def report(summary: Any) -> None:
        raise OwnError

    client = client_of(face, sandbox)
    endless = (f"E{number}" for number in range(10**9))
    run = client.bulk.get_directory_sync_status(endless, on_progress=report)
    assert isinstance(drain(face, run)[1], OwnError)
    assert run.summary["stopReason"] == "closed"


def test_failures_are_raised_as_what_they_are(face: Face, sandbox: Sandbox) -> None:
    sandbox.set_next_run("E1", codes=[600_013])
    sandbox.set_next_run("E2", codes=[600_017])
    client = client_of(face, sandbox)
    run = client.bulk.run_directory_sync(["E0", "E1", "E2", "gone"])
    drain(face, run)
    with pytest.raises(BulkError) as failed:
        run.raise_for_failures()
    error = failed.value
    kinds = sorted(type(one).__name__ for one in error.errors)
    assert kinds == ["DirectorySyncFailedError", "DirectorySyncFailedError", "NotFoundError"]
    assert error.code == "BULK"
    assert str(error).startswith("3 of 4 items went wrong (1 partial, 2 failed). The first: ")
    assert (error.more, error.summary) == (0, run.summary)
    assert sorted(it["outcome"] for it in run.failures) == ["failed", "failed", "partial"]
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.summary) == (str(error), error.summary)
    assert [one.code for one in again.errors] == [one.code for one in error.errors]


def test_a_thousand_failures_are_kept_and_the_others_counted(sandbox: Sandbox) -> None:
    client = sandbox.client()
    run = client.bulk.trigger_user_directory_sync([f"E{number}" for number in range(1_050)]).run()
    with pytest.raises(BulkError) as failed:
        run.raise_for_failures()
    assert (len(failed.value.errors), failed.value.more) == (1_000, 50)
    assert str(failed.value).startswith("1050 of 1050 items")
    assert len(run.failures) == 1_000


def test_an_outcome_without_its_error_becomes_one_of_the_same_class(sandbox: Sandbox) -> None:
    client = sandbox.client()
    sandbox.set_next_run("E1", codes=[600_013])
    run = client.bulk.run_directory_sync(["E1", "gone"]).run()
    by_class = {type(error): error for _, error in run._core.failures()}
    for outcome in run.outcomes:
        made = from_outcome(outcome, "run_directory_sync")
        real = by_class[type(made)]
        for field in ["message", "tracking_id", "status_code", "remedy", "safe_to_retry"]:
            assert getattr(made, field) == getattr(real, field), field
    assert {NotFoundError, DirectorySyncFailedError} == set(by_class)


def test_a_run_that_takes_too_long_is_ambiguous(face: Face, sandbox: Sandbox) -> None:
    sandbox.set_next_run("E1", length=90_000)
    client = client_of(face, sandbox)
    run = client.bulk.run_directory_sync(["E1"], timeout=timedelta(minutes=2))
    [outcome] = drain(face, run)[0]
    assert (outcome["outcome"], outcome["reason"]) == ("ambiguous", "wait_timeout")
    with pytest.raises(BulkError) as failed:
        run.raise_for_failures()
    [error] = failed.value.errors
    assert isinstance(error, WaitTimeoutError)
    assert error.last_status == outcome["result"]
    assert (error.enterprise_id, error.safe_to_retry) == ("E1", False)


def test_a_refused_token_is_raised_behind_the_last_outcome(face: Face, sandbox: Sandbox) -> None:
    client = face.client(sandbox, token="refused")
    run = client.bulk.get_directory_sync_status(IDS, concurrency=2)
    outcomes, error = drain(face, run)
    assert isinstance(error, AuthenticationError)
    assert ids(outcomes, "not_started") == IDS
    assert len(sandbox.requests()) <= 2
    assert run.summary["stopReason"] == "authentication"


def test_five_answers_of_403_are_enough(face: Face, sandbox: Sandbox) -> None:
    client = face.client(sandbox, token=sandbox.read_only_token)
    items = [{"id": name, "enableDirSync": False} for name in IDS]
    run = client.bulk.ensure_directory_sync(items, concurrency=1)
    outcomes, error = drain(face, run)
    assert isinstance(error, PermissionDeniedError)
    assert (len(ids(outcomes, "failed")), len(ids(outcomes, "not_started"))) == (5, 35)


def test_a_closed_client_stops_its_runs(face: Face, sandbox: Sandbox) -> None:
    client = client_of(face, sandbox)
    run = client.bulk.get_directory_sync_status(IDS)
    client._core.close()
    outcomes, error = drain(face, run)
    assert isinstance(error, ClientClosedError)
    assert ids(outcomes, "not_started") == IDS


def test_after_the_window_nothing_is_begun(face: Face, sandbox: Sandbox) -> None:
    client = client_of(face, sandbox)
    east = timezone(timedelta(hours=5))
    past, future = (datetime.now(east) + timedelta(days=days) for days in (-1, 400))
    run = client.bulk.get_directory_sync_status(IDS[:3], stop_starting_after=past)
    outcomes, error = drain(face, run)
    assert error is None
    assert {it["reason"] for it in outcomes} == {"window_closed"}
    assert sandbox.requests() == []
    run = client.bulk.get_directory_sync_status(IDS[:3], stop_starting_after=future)
    assert len(ids(drain(face, run)[0])) == 3


def test_a_dry_run_changes_nothing(face: Face, sandbox: Sandbox) -> None:
    client = client_of(face, sandbox)
    runs: list[Callable[[], Any]] = [
        lambda: client.bulk.ensure_directory_sync(IDS, enable_dir_sync=False, dry_run=True),
        lambda: client.bulk.run_directory_sync(IDS, dry_run=True),
        lambda: client.bulk.trigger_user_directory_sync(
            [{"id": name, "userId": "u"} for name in IDS], dry_run=True
        ),
    ]
    for make in runs:
        outcomes, _ = drain(face, make())
        assert ids(outcomes, "planned") == IDS
    assert {request["method"] for request in sandbox.requests()} <= {"GET"}


def test_throttling_fails_no_item(face: Face, sandbox: Sandbox) -> None:
    sandbox.set_faults([{"name": "throttle", "retry_after": "2", "share": 0.2}])
    client = client_of(face, sandbox)
    outcomes, error = drain(face, client.bulk.get_directory_sync_status(IDS))
    assert error is None
    assert ids(outcomes) == IDS


def test_outcomes_have_the_keys_that_their_type_has(sandbox: Sandbox) -> None:
    client = sandbox.client(partner="north")
    items: Any = [{"id": "E1", "userId": "u"}, {"id": "E2"}]
    outcomes = client.bulk.trigger_user_directory_sync(items).run().outcomes
    keys = set(webex_broadworks.Outcome.__annotations__)
    assert {frozenset(it) for it in outcomes} == {frozenset(keys), frozenset(keys - {"userId"})}
    failed = [it["error"] for it in outcomes if it["error"] is not None]
    assert {frozenset(error) for error in failed} == {
        frozenset(webex_broadworks.OutcomeError.__annotations__)
    }
    kinds = set(webex_broadworks.OutcomeKind.__args__)  # type: ignore[attr-defined]
    summary = client.bulk.get_directory_sync_status([]).summary
    assert set(summary["outcomes"]) == kinds
    assert set(summary) == set(webex_broadworks.BulkSummary.__annotations__)
    assert summary["outage"] is None


def test_lists_of_other_clients_and_empty_input_are_fine(serve: Serve, sandbox: Sandbox) -> None:
    run = sandbox.client().bulk.run_directory_sync([])
    assert (run.run().outcomes, len(run), bool(run)) == ([], 0, True)
    other = AsyncClient(TOKEN, base_url=serve({"status": 404}, {"status": 404}).base_url)
    with pytest.raises(WebexError):
        sandbox.client().bulk.get_directory_sync_status(other.list_enterprises()).run()


def test_the_namespace_is_there_for_reading() -> None:
    assert isinstance(Client(TOKEN).bulk, Bulk)
    assert isinstance(AsyncClient(TOKEN).bulk, AsyncBulk)
    with pytest.raises(AttributeError):
        Client(TOKEN).bulk = None  # type: ignore[misc,assignment]


@pytest.mark.parametrize("only_if", [None, lambda item: item["id"] != "B"], ids=["core", "here"])
def test_a_list_of_items_is_waited_for_as_long_as_it_takes(
    face: Face, serve: Serve, only_if: Callable[[Any], bool] | None
) -> None:
    throttled = {"status": 429, "headers": {"retry-after": "600"}, "json": {}}
    server = serve(
        throttled, {"json": {"items": [{"id": "A"}, {"id": "B"}]}}, *[{"json": STATUS}] * 2
    )
    client = face.client(server, _clock_speed=3600)
    run = client.bulk.get_directory_sync_status(client.list_enterprises(), only_if=only_if)
    face.call(run, "run")
    kinds = sorted((outcome["enterpriseId"], outcome["outcome"]) for outcome in run.outcomes)
    assert kinds == [("A", "ok"), ("B", "ok" if only_if is None else "skipped")]


def test_progress_bars_know_how_many_there_are(sandbox: Sandbox) -> None:
    tqdm, progress = pytest.importorskip("tqdm"), pytest.importorskip("rich.progress")
    with sandbox.client() as webex:
        ids = [enterprise["id"] for enterprise in webex.list_enterprises()]
        bar = tqdm.tqdm(webex.bulk.get_directory_sync_status(ids), disable=True)
        assert bar.total == len(ids) == len(list(bar))
        # Nobody knows the length of a list before its end, and a bar without one is drawn.
        of_a_list = tqdm.tqdm(webex.bulk.get_directory_sync_status(webex.list_enterprises()))
        assert of_a_list.total is None
        assert len(list(of_a_list)) == len(ids)
        tracked = progress.track(webex.bulk.get_directory_sync_status(ids), disable=True)
        assert len(list(tracked)) == len(ids)


async def test_progress_bars_of_asyncio(sandbox: Sandbox) -> None:
    tqdm = pytest.importorskip("tqdm.asyncio")
    async with sandbox.async_client() as webex:
        ids = [enterprise["id"] async for enterprise in webex.list_enterprises()]
        bar = tqdm.tqdm_asyncio(webex.bulk.get_directory_sync_status(ids), disable=True)
        assert bar.total == len(ids)
        assert len([outcome async for outcome in bar]) == len(ids)
