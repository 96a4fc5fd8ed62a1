"""Token callables: when they are called, on which loop, and what their errors become."""

from __future__ import annotations

import asyncio
import contextvars
import os
import pickle
import signal
import threading
import time
import traceback
import warnings
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Any

import pytest

from webex_broadworks import (
    AsyncClient,
    AuthenticationError,
    Client,
    ConfigurationError,
)
from webex_broadworks.testing import Sandbox, ScriptedServer

from conftest import ENTERPRISE, STATUS, TOKEN, Face, Serve, run_program

ANSWERED = {"json": STATUS}
REFUSED = {"status": 401, "json": {"message": "no"}}


def authorizations(server: ScriptedServer) -> list[str]:
    return [request["headers"]["authorization"] for request in server.requests()]


@pytest.mark.parametrize("ends", [SystemExit, KeyboardInterrupt])
def test_what_ends_the_program_passes_through_a_token_callable(
    serve: Serve, ends: type[BaseException]
) -> None:
    def bring() -> str:
        raise ends(3)

    client = Client(bring, base_url=serve().base_url)
    with pytest.raises(ends):
        client.directory_sync.get_status(ENTERPRISE)


def test_a_callable_is_asked_at_first_use_and_once_after_a_refusal(
    face: Face, serve: Serve
) -> None:
    server = serve(ANSWERED, ANSWERED, REFUSED, ANSWERED, REFUSED, REFUSED)
    asked: list[int] = []

    def bring() -> str:
        asked.append(1)
        return f"token-{len(asked)}"

    client = face.client(server, token=bring)
    assert asked == []
    for _ in range(3):
        face.call(client, "directory_sync.get_status", ENTERPRISE)
    with pytest.raises(AuthenticationError) as refused:
        face.call(client, "directory_sync.get_status", ENTERPRISE)
    assert refused.value.attempts == 2
    numbers = [token.removeprefix("Bearer token-") for token in authorizations(server)]
    assert numbers == ["1", "1", "1", "2", "2", "3"]


def test_a_callable_is_asked_again_when_its_token_expires(face: Face, sandbox: Sandbox) -> None:
    expiries = [datetime.now(timezone.utc), datetime.now(timezone.utc) + timedelta(days=999), None]
    given = iter(expiries)
    left = len(expiries)

    def bring() -> tuple[str, datetime | None]:
        nonlocal left
        left -= 1
        return sandbox.token, next(given)

    # Its time runs so fast that an expired token is soon past even the little while that
    # every token is used for.
    client = face.client(sandbox, token=bring, _clock_speed=1000.0)
    deadline = time.monotonic() + 20
    while left > 1 and time.monotonic() < deadline:
        assert len(face.read(client.enterprises.list())) == 12
    for _ in range(20):
        assert len(face.read(client.enterprises.list())) == 12
    assert left == 1


def test_one_call_to_a_callable_serves_many_that_wait(face: Face, serve: Serve) -> None:
    server = serve(*[ANSWERED] * 16)
    asked: list[str] = []

    def bring() -> str:
        asked.append(threading.current_thread().name)
        return TOKEN

    client = face.client(server, token=bring)
    threads = [
        threading.Thread(target=face.call, args=(client, "directory_sync.get_status", ENTERPRISE))
        for _ in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(server.requests()) == 16
    # Never on a thread of the runtime, where it could not make calls itself.
    assert asked == ["webex-broadworks-callback"]


def test_a_coroutine_of_a_blocking_client_runs_on_a_loop_of_its_own(serve: Serve) -> None:
    server = serve(ANSWERED)
    loops: list[asyncio.AbstractEventLoop] = []

    async def bring() -> str:
        await asyncio.sleep(0)
        loops.append(asyncio.get_running_loop())
        return TOKEN

    async def main() -> None:
        # Even where the thread that waits has a loop, which is then not free.
        client = Client(bring, base_url=server.base_url)
        assert client.directory_sync.get_status(ENTERPRISE) == STATUS
        assert loops[0] is not asyncio.get_running_loop()

    asyncio.run(main())
    assert authorizations(server) == [f"Bearer {TOKEN}"]


async def test_a_coroutine_of_an_async_client_runs_on_the_callers_loop(serve: Serve) -> None:
    server = serve(*[ANSWERED] * 5)
    loops: list[asyncio.AbstractEventLoop] = []
    lock = asyncio.Lock()

    async def bring() -> str:
        async with lock:
            loops.append(asyncio.get_running_loop())
            return TOKEN

    client = AsyncClient(partial(bring), base_url=server.base_url)
    await asyncio.gather(*(client.directory_sync.get_status(ENTERPRISE) for _ in range(5)))
    assert loops == [asyncio.get_running_loop()]


def test_a_token_that_the_loop_left_behind_is_brought_again(serve: Serve) -> None:
    server = serve(ANSWERED)
    began = threading.Event()
    asked: list[int] = []

    async def bring() -> str:
        asked.append(1)
        if len(asked) == 1:
            began.set()
            await asyncio.Event().wait()
        return TOKEN

    client = AsyncClient(bring, base_url=server.base_url)

    async def leave() -> None:
        asyncio.get_running_loop().create_task(client.directory_sync.get_status(ENTERPRISE))
        await asyncio.to_thread(began.wait)

    asyncio.run(leave())
    assert asyncio.run(client.directory_sync.get_status(ENTERPRISE)) == STATUS
    assert len(asked) == 2


def raise_it() -> str:
    raise LookupError("the vault is sealed")


async def raise_it_later() -> str:
    raise LookupError("the vault is sealed")


@pytest.mark.parametrize("bring", [raise_it, raise_it_later])
def test_an_exception_of_a_callable_is_the_cause(face: Face, serve: Serve, bring: Any) -> None:
    server = serve()
    client = face.client(server, token=bring)
    with pytest.raises(AuthenticationError, match="LookupError") as failed:
        face.call(client, "directory_sync.get_status", ENTERPRISE)
    cause = failed.value.__cause__
    assert isinstance(cause, LookupError)
    assert [frame.name for frame in traceback.extract_tb(cause.__traceback__)] == [bring.__name__]
    assert "sealed" not in str(failed.value)
    assert server.requests() == []
    assert str(pickle.loads(pickle.dumps(failed.value))) == str(failed.value)


@pytest.mark.parametrize(
    ("brought", "says"),
    [
        (None, "got NoneType"),
        (b"secret", "got bytes"),
        (("secret", 7), "expiry: expected a datetime or None, got int"),
        (("secret", datetime(2030, 1, 1)), "without a time zone"),  # noqa: DTZ001
        (("secret",), "got tuple"),
    ],
)
def test_a_callable_that_brings_something_else(
    face: Face, serve: Serve, brought: Any, says: str
) -> None:
    client = face.client(serve(), token=lambda: brought)
    with pytest.raises(AuthenticationError) as failed:
        face.call(client, "directory_sync.get_status", ENTERPRISE)
    assert says in str(failed.value.__cause__)
    assert "secret" not in f"{failed.value} {failed.value.__cause__}"


@pytest.mark.parametrize("brought", ["", "two words", "Bearer token", "${TOKEN}"])
def test_a_callable_that_brings_no_token(face: Face, serve: Serve, brought: str) -> None:
    client = face.client(serve(), token=lambda: brought)
    with pytest.raises(ConfigurationError, match="the access token from the source"):
        face.call(client, "directory_sync.get_status", ENTERPRISE)


def test_a_callable_can_make_calls_itself(face: Face, sandbox: Sandbox) -> None:
    inner = Client(sandbox.token, base_url=sandbox.base_url)

    def bring() -> str:
        assert len(inner.enterprises.list().all()) == 12
        return sandbox.token

    client = face.client(sandbox, token=bring)
    assert len(face.read(client.enterprises.list())) == 12


async def test_cancelling_a_call_that_waits_for_its_token(serve: Serve) -> None:
    server = serve(ANSWERED)
    began, go_on = threading.Event(), threading.Event()

    def bring() -> str:
        began.set()
        go_on.wait(20)
        return TOKEN

    client = AsyncClient(bring, base_url=server.base_url)
    call = asyncio.create_task(client.directory_sync.get_status(ENTERPRISE))
    assert await asyncio.to_thread(began.wait, 20)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    go_on.set()
    assert await client.directory_sync.get_status(ENTERPRISE) == STATUS


def test_a_program_can_end_while_a_callable_brings_the_token() -> None:
    program = """
import threading, time, webex_broadworks
began = threading.Event()
def bring():
    began.set()
    time.sleep(600)
webex = webex_broadworks.Client(bring, base_url="http://127.0.0.1:9/v1")
threading.Thread(target=webex.directory_sync.get_status, args=("E1",), daemon=True).start()
began.wait()
"""
    end = run_program(program)
    assert (end.returncode, end.stderr) == (0, "")


def test_a_forked_child_asks_the_callable_again(serve: Serve) -> None:
    server = serve(ANSWERED, ANSWERED)
    client = Client(lambda: f"token-of-{os.getpid()}", base_url=server.base_url)
    client.directory_sync.get_status(ENTERPRISE)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        signal.alarm(20)
        status = 1
        try:
            client.directory_sync.get_status(ENTERPRISE)
            status = 0
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0
    assert authorizations(server) == [f"Bearer token-of-{pid}" for pid in (os.getpid(), child)]


def test_all_who_waited_for_a_callable_get_the_same_exception_as_cause(serve: Serve) -> None:
    raised: list[Exception] = []

    def bring() -> str:
        threading.Event().wait(0.2)  # for the others to come and wait
        raised.append(LookupError("sealed"))
        raise raised[-1]

    client = Client(bring, base_url=serve().base_url)

    def cause(_: int) -> BaseException | None:
        with pytest.raises(AuthenticationError) as failed:
            client.directory_sync.get_status("E1")
        return failed.value.__cause__

    with ThreadPoolExecutor(16) as pool:
        causes = list(pool.map(cause, range(16)))
    assert {id(it) for it in causes} == {id(it) for it in raised}
    assert len(raised) < 16


NAME: contextvars.ContextVar[str] = contextvars.ContextVar("NAME", default="unset")


def bring_name() -> str:
    return NAME.get()


async def bring_name_later() -> str:
    await asyncio.sleep(0)
    return NAME.get()


@pytest.mark.parametrize("bring", [bring_name, bring_name_later])
def test_a_callable_sees_the_context_variables_of_the_call(
    face: Face, serve: Serve, bring: Any
) -> None:
    server = serve({"json": STATUS}, {"status": 401}, {"json": STATUS})
    client = face.client(server, token=bring)

    def call(name: str) -> None:
        NAME.set(name)
        face.call(client, "directory_sync.get_status", "E1")

    for name in ("first", "second"):
        contextvars.copy_context().run(call, name)
    shown = [request["headers"]["authorization"] for request in server.requests()]
    assert shown == ["Bearer first", "Bearer first", "Bearer second"]
