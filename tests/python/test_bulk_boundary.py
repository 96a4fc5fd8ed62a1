"""Bulk runs where Python and Rust meet: leaving, signals, tasks, forks, hooks, memory."""

from __future__ import annotations

import asyncio
import gc
import logging
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from typing import Any

import pytest

from webex_broadworks import AsyncClient, Client, ConfigurationError, Event
from webex_broadworks.testing import Sandbox

from conftest import STATUS, TOKEN, Face, Serve

HELD = {"json": STATUS, "hold": True}
ANSWERED = {"json": STATUS}
ENDLESS = 10**9


def names(count: int = ENDLESS) -> Iterator[str]:
    return (f"E{number}" for number in range(count))


def press_when(server: Any, requests: int) -> threading.Thread:
    def press() -> None:
        server.wait_for_requests(requests)
        os.kill(os.getpid(), signal.SIGINT)

    presser = threading.Thread(target=press)
    presser.start()
    return presser


@pytest.fixture
def fleet() -> Iterator[Sandbox]:
    with Sandbox(enterprises=12, speed=3600, all_synced=True, seed=7) as sandbox:
        yield sandbox


def test_leaving_the_loop_begins_nothing_more(fleet: Sandbox) -> None:
    run = fleet.client().bulk.directory_sync.get_status(names())
    for _ in run:
        break
    sent = len(fleet.requests())
    assert run.summary["stopReason"] == "closed"
    # Nothing is in flight either, so nothing can come later.
    assert run.summary["running"] == 0
    assert all(request["status"] is not None for request in fleet.requests())
    assert len(fleet.requests()) == sent


async def test_a_loop_that_is_left_in_async_with_begins_nothing_more(fleet: Sandbox) -> None:
    client = fleet.async_client()
    async with client.bulk.directory_sync.get_status(names()) as run:
        async for _ in run:
            break
    assert (run.summary["stopReason"], run.summary["running"]) == ("closed", 0)
    run = client.bulk.directory_sync.get_status(names())
    async with aclosing(run.ndjson()) as lines:  # type: ignore[type-var]
        async for _ in lines:
            break
    assert (run.summary["stopReason"], run.summary["running"]) == ("closed", 0)


async def test_a_slow_source_is_ended_when_the_loop_is_left(fleet: Sandbox) -> None:
    ended = asyncio.Event()

    async def slow() -> AsyncIterator[str]:
        try:
            yield "E1"
            await asyncio.Event().wait()
        finally:
            ended.set()

    run = fleet.async_client().bulk.directory_sync.get_status(slow())
    async with aclosing(aiter(run)) as outcomes:  # type: ignore[type-var]
        async for _ in outcomes:
            break
    assert ended.is_set()


def test_another_thread_sees_how_it_stands_and_can_end_it(serve: Serve) -> None:
    server = serve(*[ANSWERED] * 3, *[HELD] * 40)
    client = Client(TOKEN, base_url=server.base_url)
    run = client.bulk.directory_sync.get_status(names(40), concurrency=4)

    def end() -> None:
        assert server.wait_for_requests(7)
        assert run.summary["running"] == 4
        closing = threading.Thread(target=run.close)
        closing.start()
        while run.summary["stopReason"] is None:
            pass
        server.release()
        closing.join()

    ender = threading.Thread(target=end)
    ender.start()
    assert len(list(run)) <= 7
    ender.join()
    assert run.summary["done"] == 7


def test_ctrl_c_ends_a_run_and_the_client_lives(serve: Serve) -> None:
    server = serve(HELD, ANSWERED)
    client = Client(TOKEN, base_url=server.base_url)
    presser = press_when(server, 1)
    run = client.bulk.directory_sync.get_status(names(), concurrency=1)
    with pytest.raises(KeyboardInterrupt):
        run.finish()
    presser.join()
    # The answer is held: the run ended without waiting for it.
    assert run.summary["stopReason"] == "closed"
    server.release()
    assert client.directory_sync.get_status("E1") == STATUS


def test_other_threads_run_while_a_run_is_waited_for(serve: Serve) -> None:
    server = serve(HELD)
    client = Client(TOKEN, base_url=server.base_url)
    ticks: list[int] = []

    def tick() -> None:
        server.wait_for_requests(1)
        # Only a thread that gets the interpreter while the run is waited for comes to its end.
        ticks.extend(range(50))
        server.release()

    ticker = threading.Thread(target=tick)
    ticker.start()
    assert len(client.bulk.directory_sync.get_status(["E1"]).finish().outcomes) == 1
    ticker.join()
    assert len(ticks) == 50


async def test_cancelling_a_task_ends_its_run(serve: Serve) -> None:
    server = serve(*[HELD] * 4)
    client = AsyncClient(TOKEN, base_url=server.base_url)
    run = client.bulk.directory_sync.get_status(names(), concurrency=4)
    task = asyncio.create_task(run.finish())
    assert await asyncio.to_thread(server.wait_for_requests, 4)
    assert not task.done()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert run.summary["stopReason"] == "closed"
    server.release()
    await run.aclose()
    assert len(server.requests()) == 4


async def test_many_runs_go_on_at_once(fleet: Sandbox) -> None:
    client = fleet.async_client()
    runs = [client.bulk.directory_sync.get_status(names(30)) for _ in range(10)]
    assert all(len(run.outcomes) == 30 for run in await asyncio.gather(*(r.finish() for r in runs)))


def test_a_loop_that_ends_with_runs_under_way_is_silent(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    server = serve(*[HELD] * 20)
    client = AsyncClient(TOKEN, base_url=server.base_url)
    unraisable: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", unraisable.append)
    tasks: list[Any] = []

    async def source() -> AsyncIterator[str]:
        for name in names():
            yield name

    async def leave() -> None:
        sources: list[Any] = [names(), source()] * 5
        runs = [client.bulk.directory_sync.get_status(items).finish() for items in sources]
        tasks.extend(map(asyncio.ensure_future, runs))
        assert await asyncio.to_thread(server.wait_for_requests, 8)

    asyncio.run(leave())
    server.release()
    gc.collect()
    assert unraisable == []
    assert capfd.readouterr().err == ""


def test_a_loop_that_is_closed_under_a_run_is_silent(
    serve: Serve, capfd: pytest.CaptureFixture[str]
) -> None:
    server = serve(HELD, ANSWERED)
    hooked: list[Event] = []
    client = AsyncClient(TOKEN, base_url=server.base_url, on_response=hooked.append)
    loop = asyncio.new_event_loop()
    run = client.bulk.directory_sync.get_status(["E1"])
    task = loop.create_task(run.finish())
    sent = loop.run_in_executor(None, server.wait_for_requests, 1)
    assert loop.run_until_complete(sent)
    loop.close()
    server.release()
    assert asyncio.run(client.directory_sync.get_status("E1")) == STATUS
    # asyncio's own warning about an unfinished task isn't under test.
    task._log_destroy_pending = False  # type: ignore[attr-defined]
    assert capfd.readouterr().err == ""


def in_child(client: Client, run: Any, base_url: str) -> None:
    with pytest.raises(ConfigurationError, match="before the process forked"):
        list(run)
    with pytest.raises(ConfigurationError, match="before the process forked"):
        _ = run.summary
    assert "forked from" in repr(run)
    fresh = client.bulk.directory_sync.get_status(["E1", "E2"]).finish()
    os._exit(len(fresh.outcomes))


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_run_belongs_to_its_process(fleet: Sandbox) -> None:
    hooked: list[Event] = []
    client = fleet.client(on_request=hooked.append)
    run = client.bulk.directory_sync.get_status(names(100))
    outcomes = iter(run)
    next(outcomes)
    context = multiprocessing.get_context("fork")
    child = context.Process(target=in_child, args=(client, run, fleet.base_url))
    child.start()
    child.join()
    assert child.exitcode == 2
    assert len(list(outcomes)) == 99


def test_hooks_hear_of_a_run_in_the_thread_that_reads_it(face: Face, fleet: Sandbox) -> None:
    fleet.set_faults(
        [{"name": "status", "status": 503, "first": 1, "operation": "directory_sync.get_status"}]
    )
    told: list[tuple[str, Event]] = []
    where: set[int] = set()

    def hook(name: str) -> Any:
        def note(event: Event) -> None:
            where.add(threading.get_ident())
            told.append((name, event))

        return note

    hooks = {name: hook(name) for name in ("on_request", "on_response", "on_retry")}
    client = face.client(fleet, token=fleet.token, _clock_speed=3600, **hooks)
    run = client.bulk.directory_sync.run(client.enterprises.list(page_size=5))
    face.call(run, "finish")
    sent = len(fleet.requests())
    assert [name for name, _ in told].count("on_request") == sent
    assert [name for name, _ in told].count("on_response") == sent
    assert [name for name, _ in told].count("on_retry") == 1
    operations = {event.operation for _, event in told}
    assert {"enterprises.list", "directory_sync.trigger"} <= operations
    assert where == {threading.get_ident()}


def test_hooks_hear_of_requests_while_no_outcome_comes(face: Face, serve: Serve) -> None:
    server = serve({"status": 404}, HELD)

    def hook(event: Event) -> None:
        # The run waits for the second answer, which is held until this hook is called.
        if event.subject_id == "E1":
            server.release()

    client = face.client(server, on_request=hook, attempt_timeout=10)
    run = client.bulk.directory_sync.get_status(["E0", "E1"], concurrency=1)
    face.call(run, "finish")
    # An answer that came too late would have been asked for again.
    assert [outcome["attempts"] for outcome in run.outcomes] == [1, 1]


def test_a_call_of_a_hook_beside_a_run_is_not_told_of(fleet: Sandbox) -> None:
    seen: list[str | None] = []

    def hook(event: Event) -> None:
        seen.append(event.subject_id)
        client.bulk.directory_sync.get_status(["other"]).finish()

    client = fleet.client(on_request=hook)
    client.bulk.directory_sync.get_status(["E1", "E2"]).finish()
    assert sorted(map(str, seen)) == ["E1", "E2"]


def test_loggers_hear_of_a_run(
    face: Face, fleet: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="webex_broadworks"):
        client = face.client(fleet, token=fleet.token)
        face.call(client.bulk.directory_sync.get_status(names(20)), "finish")
    requests = [record for record in caplog.records if record.getMessage().startswith("request")]
    assert len(requests) == 20


def resident() -> int:
    with open("/proc/self/statm") as file:  # noqa: PTH123
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_memory_does_not_grow_with_the_items(request: pytest.FixtureRequest) -> None:
    # `make soak` asks for more repetitions, and for ten times as many items.
    count = 100_000 if request.config.getoption("--repeat") > 20 else 10_000
    with Sandbox(enterprises=1, log_limit=10) as sandbox:
        client = sandbox.client()
        for _ in client.bulk.directory_sync.get_status(names(2_000)):
            pass
        before = resident()
        read = sum(1 for _ in client.bulk.directory_sync.get_status(names(count)))
        assert read == count
        assert resident() - before < 60 * 1024 * 1024


async def test_closing_a_run_waits_though_another_caller_gave_that_up(serve: Serve) -> None:
    server = serve(ANSWERED, HELD)
    client = AsyncClient(TOKEN, base_url=server.base_url)
    run = client.bulk.directory_sync.get_status(["E1", "E2"], concurrency=1)
    outcomes = aiter(run)
    await anext(outcomes)
    assert await asyncio.to_thread(server.wait_for_requests, 2)
    first, second = (asyncio.ensure_future(run.aclose()) for _ in range(2))
    await asyncio.wait({first, second}, timeout=0.05)
    first.cancel()
    await asyncio.wait({second}, timeout=0.05)
    assert (first.cancelled(), second.done()) == (True, False)
    server.release()
    await second
    assert run.summary["running"] == 0
