"""Hooks and logging: told in the caller's own thread or task, with metadata alone, at no cost."""

from __future__ import annotations

import asyncio
import contextvars
import dataclasses
import logging
import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from webex_broadworks import (
    AsyncClient,
    Client,
    Event,
    InvalidArgumentError,
    NotFoundError,
    WebexError,
)
from webex_broadworks.testing import Sandbox

from conftest import ENTERPRISE, STATUS, TOKEN, Face, Serve, run_program

ANSWERED = {"json": STATUS}
ROUTE = "/broadworks/enterprises/{id}/broadworksDirectorySync"
LOGGER = logging.getLogger("webex_broadworks")


class Records(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.records: list[Any] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture
def records() -> Iterator[list[Any]]:
    """What the logger logs, from DEBUG on."""
    handler = Records()
    LOGGER.addHandler(handler)
    LOGGER.setLevel(logging.DEBUG)
    yield handler.records
    LOGGER.setLevel(logging.NOTSET)
    LOGGER.removeHandler(handler)


class Hooks:
    """Notes everything, in its order."""

    def __init__(self) -> None:
        self.told: list[tuple[str, Event]] = []

    def options(self) -> dict[str, Any]:
        return {
            name: lambda event, name=name: self.told.append((name, event))
            for name in ("on_request", "on_response", "on_retry")
        }

    def names(self) -> list[str]:
        return [name for name, _ in self.told]


def test_hooks_are_told_of_every_attempt(face: Face, serve: Serve) -> None:
    server = serve({"status": 503}, ANSWERED)
    hooks = Hooks()
    client = face.client(server, partner="East", _clock_speed=50.0, **hooks.options())
    face.call(client, "directory_sync.get_status", ENTERPRISE)
    assert hooks.names() == ["on_request", "on_response", "on_retry", "on_request", "on_response"]
    events = [event for _, event in hooks.told]
    first = events[0]
    assert first == Event(
        method="GET",
        route=ROUTE,
        operation="directory_sync.get_status",
        subject_kind="enterprise",
        subject_id=ENTERPRISE,
        partner="East",
        attempt=1,
        status=None,
        error=None,
        duration=None,
        tracking_id=server.requests()[0]["headers"]["trackingid"],
    )
    assert [event.attempt for event in events] == [1, 1, 1, 2, 2]
    assert [event.status for event in events] == [None, 503, 503, None, 200]
    assert [event.error for event in events] == [None, "SERVER", "SERVER", None, None]
    for event in events:
        assert {event.tracking_id, event.partner} == {first.tracking_id, "East"}
        assert event.duration is None or event.duration > timedelta(0)
    with pytest.raises(dataclasses.FrozenInstanceError):
        first.status = 200  # type: ignore[misc]


def test_hooks_are_told_of_what_failed_before_the_call_fails(face: Face, serve: Serve) -> None:
    hooks = Hooks()
    client = face.client(serve({"status": 404}), **hooks.options())
    with pytest.raises(NotFoundError):
        face.call(client, "directory_sync.get_status", ENTERPRISE)
    assert hooks.names() == ["on_request", "on_response"]
    assert hooks.told[1][1].error == "NOT_FOUND"


def test_hooks_are_told_of_pages_that_are_fetched_ahead(face: Face) -> None:
    with Sandbox(enterprises=60, clamp_max=10) as sandbox:
        hooks = Hooks()
        client = face.client(sandbox, token=sandbox.token, **hooks.options())
        assert len(face.read(client.enterprises.list(page_size=10))) == 60
        requests = len(sandbox.requests())
        assert hooks.names().count("on_request") == requests
        assert hooks.names().count("on_response") == requests


WHOSE: contextvars.ContextVar[str] = contextvars.ContextVar("WHOSE", default="unset")


def test_hooks_run_in_the_thread_and_the_context_of_their_call(serve: Serve) -> None:
    server = serve(*[ANSWERED] * 20)
    told: list[tuple[bool, str]] = []
    client = Client(
        TOKEN,
        base_url=server.base_url,
        on_response=lambda event: told.append((event.subject_id == WHOSE.get(), WHOSE.get())),
    )

    def call(number: int) -> None:
        WHOSE.set(f"E{number}")
        client.directory_sync.get_status(f"E{number}")

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(call, range(20)))
    assert len(told) == 20
    assert all(own for own, _ in told)


async def test_hooks_run_in_the_task_of_their_call(serve: Serve) -> None:
    server = serve(*[ANSWERED] * 20)
    told: list[bool] = []

    def note(event: Event) -> None:
        assert asyncio.current_task() is not None
        told.append(event.subject_id == WHOSE.get())

    client = AsyncClient(TOKEN, base_url=server.base_url, on_response=note, on_request=note)

    async def call(number: int) -> None:
        WHOSE.set(f"E{number}")
        await client.directory_sync.get_status(f"E{number}")

    await asyncio.gather(*map(call, range(20)))
    assert told == [True] * 40


def test_a_hook_that_raises_is_shown_once_and_fails_no_call(
    face: Face, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", shown.append)

    def fail(event: Event) -> None:
        raise LookupError(event.route)

    client = face.client(serve(*[ANSWERED] * 3), on_request=fail, on_response=fail)
    for _ in range(3):
        assert face.call(client, "directory_sync.get_status", ENTERPRISE) == STATUS
    [unraisable] = shown
    assert unraisable.exc_type is LookupError
    assert unraisable.object is fail


def test_ctrl_c_in_a_hook_ends_the_call(serve: Serve) -> None:
    server = serve({"json": STATUS, "hold": True}, ANSWERED)
    pressed: list[Event] = []

    def press(event: Event) -> None:
        if not pressed:
            pressed.append(event)
            signal.raise_signal(signal.SIGINT)

    client = Client(TOKEN, base_url=server.base_url, on_request=press)
    with pytest.raises(KeyboardInterrupt):
        client.directory_sync.get_status(ENTERPRISE)
    server.release()
    assert client.directory_sync.get_status(ENTERPRISE) == STATUS


async def wait_for_it(event: Event) -> None:
    pass


@pytest.mark.parametrize(
    ("hook", "says"),
    [
        (7, "`on_retry`: expected a function that takes an event, got int"),
        (wait_for_it, "coroutine function"),
    ],
)
def test_what_is_no_hook_is_refused(face: Face, serve: Serve, hook: Any, says: str) -> None:
    with pytest.raises(InvalidArgumentError, match=says):
        face.client(serve(), on_retry=hook)


def test_a_hook_can_make_calls_that_no_hook_hears_of(face: Face, sandbox: Sandbox) -> None:
    found: list[int] = []

    def check(event: Event) -> None:
        # More than two pages: the later ones are fetched ahead.
        found.append(len(inner.enterprises.list(page_size=3).all()))

    inner = Client(sandbox.token, base_url=sandbox.base_url, on_request=check, on_response=check)
    client = face.client(sandbox, token=sandbox.token, on_request=check, on_response=check)
    face.call(client, "enterprises.get", sp_enterprise_id="Reseller1+acme")
    assert found == [12, 12]
    inner.enterprises.list(page_size=3).first()
    assert found == [12] * 4


def test_a_hook_keeps_nothing_of_the_client_alive(serve: Serve) -> None:
    import gc
    import weakref

    client = Client(TOKEN, base_url=serve(ANSWERED).base_url, on_request=lambda event: None)
    client.directory_sync.get_status(ENTERPRISE)
    gone = weakref.ref(client)
    del client
    gc.collect()
    assert gone() is None


def test_levels_and_fields_of_records(face: Face, serve: Serve, records: list[Any]) -> None:
    server = serve({"status": 503}, ANSWERED, {"status": 404})
    client = face.client(server, partner="Ea\nst", _clock_speed=50.0)
    face.call(client, "directory_sync.get_status", ENTERPRISE)
    with pytest.raises(WebexError):
        face.call(client, "directory_sync.get_status", ENTERPRISE)
    assert [(record.event, record.levelname) for record in records] == [
        ("request", "DEBUG"),
        ("response", "INFO"),
        ("retry", "WARNING"),
        ("request", "DEBUG"),
        ("response", "DEBUG"),
        ("request", "DEBUG"),
        ("response", "INFO"),
    ]
    failed = records[1]
    assert (failed.name, failed.method, failed.route) == ("webex_broadworks", "GET", ROUTE)
    assert (failed.subject_id, failed.partner) == (ENTERPRISE, "Ea\nst")
    assert (failed.status, failed.attempt, failed.error) == (503, 1, "SERVER")
    assert failed.tracking_id == server.requests()[0]["headers"]["trackingid"]
    assert failed.operation == "directory_sync.get_status"
    assert failed.duration > timedelta(0)
    message = failed.getMessage()
    assert message.startswith(f"response GET {ROUTE} attempt=1 operation=directory_sync.get_status")
    assert " partner=Ea\\nst enterprise=" in message
    assert "\n" not in message


def test_what_a_list_sends_beyond_its_pages_is_logged(
    face: Face, serve: Serve, records: list[Any]
) -> None:
    items = [{"id": name, "spEnterpriseId": name} for name in "abcd"]
    server = serve({"json": {"items": items}}, {"json": {"items": items[-1:]}})
    assert len(face.read(face.client(server).enterprises.list())) == 4
    (check,) = [record for record in records if record.levelname == "INFO"]
    assert check.getMessage().startswith("list check GET /broadworks/enterprises attempt=0")
    assert check.operation == "enterprises.list"


@pytest.mark.parametrize(("level", "count"), [("DEBUG", 5), ("INFO", 2), ("WARNING", 1), (50, 0)])
def test_nothing_is_logged_below_the_level(
    face: Face, serve: Serve, records: list[Any], level: Any, count: int
) -> None:
    LOGGER.setLevel(level)
    client = face.client(serve({"status": 503}, ANSWERED), _clock_speed=50.0)
    face.call(client, "directory_sync.get_status", ENTERPRISE)
    assert len(records) == count


def test_the_level_is_looked_at_whenever_a_call_starts(
    face: Face, serve: Serve, records: list[Any]
) -> None:
    client = face.client(serve(*[ANSWERED] * 3))
    for level, count in [(logging.DEBUG, 2), (logging.INFO, 2), (logging.DEBUG, 4)]:
        LOGGER.setLevel(level)
        face.call(client, "directory_sync.get_status", ENTERPRISE)
        assert len(records) == count


def test_a_logger_that_fails_fails_no_call(
    face: Face, serve: Serve, records: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", shown.append)

    def fail(record: logging.LogRecord) -> bool:
        raise LookupError

    LOGGER.addFilter(fail)
    try:
        client = face.client(serve(ANSWERED))
        assert face.call(client, "directory_sync.get_status", ENTERPRISE) == STATUS
    finally:
        LOGGER.removeFilter(fail)
    assert [each.exc_type for each in shown] == [LookupError]


class Looking(logging.Handler):
    """A handler that itself calls the client, as one that looks names up would."""

    def __init__(self, client: Client, counts: list[int]) -> None:
        super().__init__()
        self.client = client
        self.counts = counts

    def emit(self, record: logging.LogRecord) -> None:
        self.counts.append(len(self.client.enterprises.list(page_size=5).all()))


def test_threads_log_into_a_handler_that_calls_the_client(sandbox: Sandbox) -> None:
    counts: list[int] = []
    client = sandbox.client()
    waiting = sandbox.async_client()
    handler = Looking(client, counts)
    LOGGER.addHandler(handler)
    LOGGER.setLevel(logging.DEBUG)
    # More threads than the runtime has, all of them in handlers at once.
    barrier = threading.Barrier(12)

    def work(number: int) -> int:
        barrier.wait(20)
        if number % 3 == 0:
            return len(asyncio.run(waiting.enterprises.list(completion="off").all()))
        return len(client.enterprises.list(completion="off").all())

    try:
        with ThreadPoolExecutor(12) as pool:
            assert list(pool.map(work, range(12))) == [12] * 12
    finally:
        LOGGER.removeHandler(handler)
        LOGGER.setLevel(logging.NOTSET)
    assert counts == [12] * 24


def test_nothing_is_imported_for_those_who_want_nothing(serve: Serve) -> None:
    program = """
import sys, webex_broadworks
webex = webex_broadworks.Client("token", base_url=sys.argv[1])
webex.directory_sync.get_status("E1")
print({"logging", "threading", "asyncio"} & set(sys.modules))
"""
    done = run_program(program, serve(ANSWERED).base_url)
    assert (done.stdout, done.stderr) == ("set()\n", "")


def test_retries_are_not_printed_where_logging_is_not_set_up(serve: Serve) -> None:
    program = """
import logging, sys, webex_broadworks
webex = webex_broadworks.Client("token", base_url=sys.argv[1], _clock_speed=50.0)
webex.directory_sync.get_status("E1")
"""
    done = run_program(program, serve({"status": 503}, ANSWERED).base_url)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_environment_can_ask_for_a_log(serve: Serve) -> None:
    program = """
import sys, webex_broadworks
webex = webex_broadworks.Client("token", base_url=sys.argv[1])
webex.directory_sync.get_status("E1")
"""
    done = run_program(program, serve(ANSWERED).base_url, WEBEX_LOG="debug")
    assert [line.split(" ")[1:4] for line in done.stderr.splitlines()] == [
        ["DEBUG", "webex_broadworks", "request"],
        ["DEBUG", "webex_broadworks", "response"],
    ]


@pytest.mark.parametrize("method", ["hasHandlers", "isEnabledFor"])
def test_ctrl_c_is_heard_while_a_call_looks_at_the_logger(
    method: str, face: Face, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve({"json": STATUS})
    client = face.client(server)

    def interrupted(*_: object) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(LOGGER, method, interrupted)
    with pytest.raises(KeyboardInterrupt):
        face.call(client, "directory_sync.get_status", ENTERPRISE)
    assert server.requests() == []

    def broken(*_: object) -> bool:
        raise ValueError("a filter of the program's")

    monkeypatch.setattr(LOGGER, method, broken)
    assert face.call(client, "directory_sync.get_status", ENTERPRISE) == STATUS
