"""Bulk runs: their arguments, their outcomes, and what they report at the end."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

import webex_broadworks
from bulk_fleet import IDS, OwnError, client_of, drain, fleet, ids
from webex_broadworks import (
    AsyncBulkDirectorySync,
    AsyncClient,
    BulkDirectorySync,
    Client,
    InvalidArgumentError,
    WebexError,
)
from webex_broadworks.testing import Sandbox

from conftest import TOKEN, Face, Serve

OPERATIONS = [
    "directory_sync.get_status",
    "directory_sync.ensure",
    "directory_sync.run",
    "directory_sync.trigger_user",
]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(items=fleet(), speed=3600) as sandbox:
        yield sandbox


def test_both_clients_have_the_same_operations_with_the_same_options() -> None:
    for name in OPERATIONS:
        verb = name.removeprefix("directory_sync.")
        blocking = getattr(BulkDirectorySync, verb)
        waiting = getattr(AsyncBulkDirectorySync, verb)
        ours, theirs = inspect.signature(blocking), inspect.signature(waiting)
        assert str(theirs).replace("Async", "") == str(ours)
        assert inspect.getdoc(blocking) == inspect.getdoc(waiting)
        assert ours.parameters["resume_within"].default == 12 * 60 * 60
        for parameter in list(ours.parameters)[2:]:
            assert ours.parameters[parameter].kind is inspect.Parameter.KEYWORD_ONLY
            assert f"{parameter}: " in str(inspect.getdoc(blocking)), (name, parameter)
    parameters = inspect.signature(BulkDirectorySync.run).parameters
    assert parameters["max_refusals_per_trigger"].default == 2
    described = str(inspect.getdoc(BulkDirectorySync.get_status))
    assert "Default: 32." in described


def test_nothing_is_sent_before_it_is_read(face: Face, sandbox: Sandbox) -> None:
    client = client_of(face, sandbox)
    run = client.bulk.directory_sync.get_status(IDS)
    assert sandbox.requests() == []
    assert (len(run), run.total, run.summary["done"]) == (40, 40, 0)
    with pytest.raises(RuntimeError, match="has not been read"):
        run.raise_for_failures()
    assert repr(run).endswith("directory_sync.get_status: 0 of 40 done>")


def test_a_run_that_was_run_is_read_again_from_what_it_kept(face: Face, sandbox: Sandbox) -> None:
    run = client_of(face, sandbox).bulk.directory_sync.get_status(IDS[:3])
    face.call(run, "finish")
    assert drain(face, run)[0] == run.outcomes
    with pytest.raises(RuntimeError, match="its outcomes are in `outcomes`"):
        face.call(run, "finish")


def test_nothing_was_sent_is_said_only_where_it_is_true(sandbox: Sandbox) -> None:
    with sandbox.client() as client:
        run = client.bulk.directory_sync.get_status(IDS, concurrency=1)
        outcomes = iter(run)
        assert next(outcomes)["outcome"] == "ok"
        client.close()
        with pytest.raises(WebexError) as raised:
            list(outcomes)
    assert "Nothing was sent" not in str(raised.value)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"items": "E1"}, "`items`: expected an iterable of ids or enterprises, got a single str"),
        ({"items": {"id": "E1"}}, "got a single dict. Wrap it in a list"),
        ({"items": 7}, "`items`: expected an iterable of ids or enterprises, got int"),
        ({"concurrency": 0}, "`concurrency`: expected at least 1, got 0"),
        ({"concurrency": -1}, "`concurrency`: expected a non-negative number, got -1"),
        ({"concurrency": 1.5}, "`concurrency`: expected a whole number (int), got float"),
        ({"timeout": -1}, "`timeout`: expected 0 or more seconds (math.inf for no limit), got -1"),
        ({"dry_run": 1}, "`dry_run`: expected True or False, got int"),
        (
            {"only_if": 7},
            "`only_if`: expected a dict of conditions, or a function that takes an item, got int",
        ),
        (
            {"only_if": {"enable": True}},
            '"stale_after" or "never_synced", got "enable"',
        ),
        ({"only_if": {"enabled": 1}}, '`only_if["enabled"]`: expected True or False, got int'),
        (
            {"only_if": {"status": 1}},
            '`only_if["status"]`: expected text (str) or a list of text, got int',
        ),
        ({"only_if": {"stale_after": "8 days"}}, '`only_if["stale_after"]`: expected seconds'),
        ({"stop_starting_after": datetime(2026, 1, 1)}, "got a datetime without a time zone"),  # noqa: DTZ001
        ({"stop_starting_after": 7}, "`stop_starting_after`: expected an aware datetime"),
        ({"on_progress": 7}, "`on_progress`: expected a function that takes a summary, got int"),
        ({"ledger": 7}, "`ledger`: expected text (str), got int"),
        ({"run_name": "x"}, "`run_name` requires a ledger"),
        ({"retry": ["failed"]}, "`retry` requires a ledger"),
        ({"resume_within": 60}, "`resume_within` requires a ledger"),
        ({"ledger": "x", "retry": "bad"}, "`retry`: expected"),
        ({"ledger": "x", "run_name": 7}, "`run_name`: expected text (str), got int"),
        (
            {"ledger": "x", "resume_within": "x"},
            "`resume_within`: expected seconds (int or float) or a timedelta, got str",
        ),
        (
            {"max_refusals_per_trigger": -1},
            "`max_refusals_per_trigger`: expected a number of 0 or more, got -1",
        ),
        ({"max_refusals_per_trigger": "x"}, "`max_refusals_per_trigger`: expected a number"),
        (
            {"settle_after": "x"},
            "`settle_after`: expected seconds (int or float) or a timedelta, got str",
        ),
        ({"cluster_group": 7}, "`cluster_group`: expected a dict of ids to names, or a function"),
    ],
)
def test_arguments_are_refused_at_once(
    options: dict[str, Any], words: str, face: Face, sandbox: Sandbox
) -> None:
    client = client_of(face, sandbox)
    with pytest.raises(InvalidArgumentError) as refused:
        client.bulk.directory_sync.run(**{"items": IDS, **options})
    assert words in str(refused.value)


def test_run_keeps_the_outcomes_and_returns_itself(face: Face, sandbox: Sandbox) -> None:
    run = client_of(face, sandbox).bulk.directory_sync.get_status(IDS)
    assert face.call(run, "finish") is run
    assert ids(run.outcomes) == IDS
    run.raise_for_failures()
    assert run.failures == []
    assert run.summary["outcomes"]["ok"] == 40


def test_a_run_can_be_read_once(face: Face, sandbox: Sandbox) -> None:
    client = client_of(face, sandbox)
    run = client.bulk.directory_sync.get_status(IDS[:2])
    drain(face, run)
    for again in (run, run.ndjson()):
        outcomes, error = drain(face, again)
        assert outcomes == []
        assert isinstance(error, RuntimeError)
        assert "can be read once" in str(error)
    closed = client.bulk.directory_sync.get_status(IDS[:2])
    face.call(closed, "close" if face.blocking else "aclose")
    assert isinstance(drain(face, closed)[1], RuntimeError)


def test_lines_are_the_bytes_that_the_core_writes(face: Face, sandbox: Sandbox) -> None:
    odd = {"id": "E1", "spEnterpriseId": "Zoé \u2028 <&> \x7f"}
    client = client_of(face, sandbox, partner="nørth")
    lines, _ = drain(face, client.bulk.directory_sync.get_status([odd]).ndjson())
    [line] = lines
    assert line.endswith("}\n")
    outcome = json.loads(line)
    assert (outcome["spEnterpriseId"], outcome["partner"]) == (odd["spEnterpriseId"], "nørth")
    assert json.dumps(outcome, ensure_ascii=False, separators=(",", ":")) + "\n" == line


def test_progress_is_told_after_each_batch(face: Face, sandbox: Sandbox) -> None:
    told: list[Any] = []
    client = client_of(face, sandbox)
    run = client.bulk.directory_sync.get_status(IDS, on_progress=told.append)
    drain(face, run)
    assert told[-1] == run.summary
    assert [summary["done"] for summary in told] == sorted(summary["done"] for summary in told)
    assert set(told[0]) == set(webex_broadworks.BulkSummary.__annotations__)


async def test_progress_can_be_awaited(sandbox: Sandbox) -> None:
    told: list[Any] = []

    async def report(summary: Any) -> None:
        await asyncio.sleep(0)
        told.append(summary["done"])

    await sandbox.async_client().bulk.directory_sync.get_status(IDS, on_progress=report).finish()
    assert told[-1] == 40


def test_what_progress_raises_ends_the_run(face: Face, sandbox: Sandbox) -> None:
    def report(summary: Any) -> None:
        raise OwnError

    client = client_of(face, sandbox)
    endless = (f"E{number}" for number in range(10**9))
    run = client.bulk.directory_sync.get_status(endless, on_progress=report)
    assert isinstance(drain(face, run)[1], OwnError)
    assert run.summary["stopReason"] == "closed"


def test_lists_of_other_clients_and_empty_input_are_fine(serve: Serve, sandbox: Sandbox) -> None:
    run = sandbox.client().bulk.directory_sync.run([])
    assert (run.finish().outcomes, len(run), bool(run)) == ([], 0, True)
    other = AsyncClient(TOKEN, base_url=serve({"status": 404}, {"status": 404}).base_url)
    with pytest.raises(WebexError):
        sandbox.client().bulk.directory_sync.get_status(other.enterprises.list()).finish()


def test_the_namespace_is_there_for_reading() -> None:
    assert isinstance(Client(TOKEN).bulk, webex_broadworks.Bulk)
    assert isinstance(AsyncClient(TOKEN).bulk, webex_broadworks.AsyncBulk)
    with pytest.raises(AttributeError):
        Client(TOKEN).bulk = None  # type: ignore[misc,assignment]


def test_progress_bars_know_how_many_there_are(sandbox: Sandbox) -> None:
    tqdm, progress = pytest.importorskip("tqdm"), pytest.importorskip("rich.progress")
    with sandbox.client() as webex:
        ids = [enterprise["id"] for enterprise in webex.enterprises.list()]
        bar = tqdm.tqdm(webex.bulk.directory_sync.get_status(ids), disable=True)
        assert bar.total == len(ids) == len(list(bar))
        # The length of a list is unknown before its end, so its bar has no total.
        of_a_list = tqdm.tqdm(webex.bulk.directory_sync.get_status(webex.enterprises.list()))
        assert of_a_list.total is None
        assert len(list(of_a_list)) == len(ids)
        tracked = progress.track(webex.bulk.directory_sync.get_status(ids), disable=True)
        assert len(list(tracked)) == len(ids)


async def test_progress_bars_of_asyncio(sandbox: Sandbox) -> None:
    tqdm = pytest.importorskip("tqdm.asyncio")
    async with sandbox.async_client() as webex:
        ids = [enterprise["id"] async for enterprise in webex.enterprises.list()]
        bar = tqdm.tqdm_asyncio(webex.bulk.directory_sync.get_status(ids), disable=True)
        assert bar.total == len(ids)
        assert len([outcome async for outcome in bar]) == len(ids)
