"""Where Python and Rust meet: signals, threads, forks, loops, cancellation, panics and the end.

Nothing here measures time or sleeps for luck: servers hold their answers until a test has seen what
it wants to see.
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from math import inf
from pathlib import Path
from typing import Any

import pytest

from webex_broadworks import AsyncClient, Client, ConfigurationError, WebexError, _core
from webex_broadworks.testing import Sandbox, ScriptedServer

from conftest import ENTERPRISE, STATUS, TOKEN, Face, Serve, run_program

HELD = {"json": STATUS, "hold": True}
ANSWERED = {"json": STATUS}


def test_ctrl_c_ends_a_blocking_call_and_the_client_lives(serve: Serve) -> None:
    server = serve(HELD, ANSWERED)
    client = Client(TOKEN, base_url=server.base_url)

    def press() -> None:
        server.wait_for_requests(1)
        os.kill(os.getpid(), signal.SIGINT)

    presser = threading.Thread(target=press)
    presser.start()
    with pytest.raises(KeyboardInterrupt):
        client.directory_sync.get_status(ENTERPRISE)
    presser.join()
    assert server.wait_for_disconnects(1)
    assert client.directory_sync.get_status(ENTERPRISE) == STATUS


def test_other_threads_run_while_a_call_blocks(serve: Serve) -> None:
    server = serve(HELD)
    client = Client(TOKEN, base_url=server.base_url)
    ticks: list[int] = []

    def tick() -> None:
        server.wait_for_requests(1)
        # Only a thread that gets the interpreter while the call blocks comes to its end.
        ticks.extend(range(50))
        server.release()

    ticker = threading.Thread(target=tick)
    ticker.start()
    assert client.directory_sync.get_status(ENTERPRISE) == STATUS
    ticker.join()
    assert len(ticks) == 50


async def test_the_loop_runs_while_a_call_is_awaited(serve: Serve) -> None:
    server = serve(HELD)
    client = AsyncClient(TOKEN, base_url=server.base_url)
    call = asyncio.create_task(client.directory_sync.get_status(ENTERPRISE))
    assert await asyncio.to_thread(server.wait_for_requests, 1)
    assert not call.done()
    server.release()
    assert await call == STATUS


KEEPING = """
import asyncio, ctypes, sys
from webex_broadworks import AsyncClient

# Unlike ctypes.CDLL this keeps the interpreter from all others until it returns.
python, buffer = ctypes.PyDLL(None), ctypes.create_string_buffer(1)

async def main():
    mine, others = sys.argv[1:]
    sent = asyncio.Event()
    webex = AsyncClient("token", base_url=mine, on_request=lambda event: sent.set())
    run = webex.bulk.directory_sync.get_status(["a", "b", "c"], concurrency=1)
    reading = asyncio.ensure_future(run.finish())
    await sent.wait()
    # Their tokens cannot be brought while the interpreter is kept.
    clients = [AsyncClient(lambda: "token", base_url=others) for _ in range(8)]
    calls = [asyncio.ensure_future(each.directory_sync.get_status("a")) for each in clients]
    await asyncio.sleep(0)
    assert python.write(1, b"kept\\n", 5) == 5
    python.read(0, buffer, 1)
    print(len((await reading).outcomes), len(await asyncio.gather(*calls)))

asyncio.run(main())
"""


def test_calls_go_on_while_another_thread_keeps_the_interpreter(serve: Serve) -> None:
    server, other = serve(HELD, ANSWERED, ANSWERED), serve(*[ANSWERED] * 8)
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", KEEPING, server.base_url, other.base_url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        try:
            assert program.stdout is not None
            assert program.stdout.readline() == "kept\n"
            server.release()
            went_on = server.wait_for_requests(3)
            told, _ = program.communicate("\n", timeout=60)
        finally:
            program.kill()
    assert went_on, "what a call has brought waits for the interpreter, and the others with it"
    assert told == "3 8\n"


def test_a_loop_that_cannot_be_woken_holds_up_no_other(serve: Serve) -> None:
    server = serve(HELD, ANSWERED)
    client = AsyncClient(TOKEN, base_url=server.base_url)

    refused = threading.Event()

    class Full(asyncio.SelectorEventLoop):
        def call_soon_threadsafe(self, *_: Any, **__: Any) -> Any:  # type: ignore[override]
            refused.set()
            raise MemoryError

    async def call() -> Any:
        return await asyncio.wait_for(client.directory_sync.get_status(ENTERPRISE), 5)

    full = Full()
    task = full.create_task(client.directory_sync.get_status(ENTERPRISE))
    full.run_until_complete(asyncio.sleep(0))
    # Only a waiting task needs to be woken.
    assert server.wait_for_requests(1)
    server.release()
    assert refused.wait(10)
    assert asyncio.run(call()) == STATUS
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        full.run_until_complete(task)
    full.close()


async def test_cancelling_a_task_drops_its_request(serve: Serve, repeat: range) -> None:
    server = serve(*[HELD for _ in repeat])
    client = AsyncClient(TOKEN, base_url=server.base_url)
    for number in repeat:
        call = asyncio.create_task(client.directory_sync.get_status(ENTERPRISE))
        assert await asyncio.to_thread(server.wait_for_requests, number + 1)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert await asyncio.to_thread(server.wait_for_disconnects, number + 1)
    server.release()


async def test_a_timeout_of_asyncio_drops_the_request(serve: Serve) -> None:
    server = serve(HELD, ANSWERED)
    client = AsyncClient(TOKEN, base_url=server.base_url)
    call = asyncio.create_task(client.directory_sync.get_status(ENTERPRISE))
    assert await asyncio.to_thread(server.wait_for_requests, 1)
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(call, 0.05)
    assert await asyncio.to_thread(server.wait_for_disconnects, 1)
    assert await client.directory_sync.get_status(ENTERPRISE) == STATUS


async def test_nothing_is_sent_before_it_is_awaited(serve: Serve) -> None:
    server = serve()
    client = AsyncClient(TOKEN, base_url=server.base_url)
    coroutine = client.directory_sync.get_status(ENTERPRISE)
    coroutine.close()
    assert server.requests() == []


def test_a_loop_that_ends_with_calls_in_flight_is_silent(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    server = serve(*[HELD] * 100)
    client = AsyncClient(TOKEN, base_url=server.base_url)
    unraisable: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", unraisable.append)

    async def leave() -> None:
        for _ in range(100):
            asyncio.get_running_loop().create_task(client.directory_sync.get_status(ENTERPRISE))
        assert await asyncio.to_thread(server.wait_for_requests, 8)

    asyncio.run(leave())
    server.release()
    gc.collect()
    assert unraisable == []
    assert capfd.readouterr().err == ""


def test_a_loop_that_is_closed_under_a_call_is_silent(
    serve: Serve, capfd: pytest.CaptureFixture[str]
) -> None:
    server = serve(HELD, ANSWERED)
    client = AsyncClient(TOKEN, base_url=server.base_url)
    loop = asyncio.new_event_loop()
    task = loop.create_task(client.directory_sync.get_status(ENTERPRISE))
    loop.call_later(0, loop.stop)
    loop.run_forever()
    assert server.wait_for_requests(1)
    loop.close()
    server.release()
    assert asyncio.run(client.directory_sync.get_status(ENTERPRISE)) == STATUS
    # asyncio's own warning about an unfinished task isn't under test.
    task._log_destroy_pending = False  # type: ignore[attr-defined]
    assert capfd.readouterr().err == ""


def test_one_client_serves_many_loops_and_threads_at_once(serve: Serve) -> None:
    server = serve(*[ANSWERED] * 160)
    blocking = Client(TOKEN, base_url=server.base_url)
    waiting = AsyncClient(TOKEN, base_url=server.base_url)

    async def ten() -> list[Any]:
        calls = [waiting.directory_sync.get_status(ENTERPRISE) for _ in range(10)]
        return await asyncio.gather(*calls)

    def loop() -> list[Any]:
        return asyncio.run(ten())

    def block() -> list[Any]:
        return [blocking.directory_sync.get_status(ENTERPRISE) for _ in range(10)]

    with ThreadPoolExecutor(16) as pool:
        futures = [pool.submit(work) for work in [loop, block] * 8]
        assert [future.result() for future in futures] == [[STATUS] * 10] * 16


def test_a_panic_is_an_ordinary_error(serve: Serve) -> None:
    client = Client(TOKEN, base_url=serve(ANSWERED).base_url)
    with pytest.raises(WebexError, match="on purpose") as blocking:
        _core._panic_for_tests().wait()
    assert type(blocking.value) is WebexError
    assert blocking.value.code == "INTERNAL"
    # What was sent before it is not known.
    assert blocking.value.safe_to_retry is False

    async def panic() -> None:
        await _core._panic_for_tests().send()

    with pytest.raises(WebexError, match="on purpose"):
        asyncio.run(panic())
    assert client.directory_sync.get_status(ENTERPRISE) == STATUS


def test_a_call_is_made_once() -> None:
    call = _core._panic_for_tests()
    with pytest.raises(WebexError):
        call.wait()
    with pytest.raises(RuntimeError, match="already made"):
        call.wait()


needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")


def in_child(check: Any) -> None:
    """Runs a check in a forked child, and fails if it fails there or hangs."""
    child = os.fork()
    if child == 0:
        signal.alarm(20)
        status = 1
        try:
            check()
            status = 0
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0


@needs_fork
def test_a_forked_child_uses_the_same_client(sandbox: Sandbox, repeat: range) -> None:
    client = sandbox.client()
    waiting = sandbox.async_client()
    everything = client.enterprises.list().all()
    half_read = client.enterprises.list(page_size=5).pages()
    next(half_read)

    def check() -> None:
        assert client.enterprises.list().all() == everything
        assert asyncio.run(waiting.enterprises.list().all()) == everything
        with pytest.raises(ConfigurationError, match="forked"):
            next(half_read)
        gc.collect()

    with ThreadPoolExecutor(1) as pool:
        for _ in repeat:
            # There is always a call under way when the process forks.
            busy = pool.submit(client.enterprises.list().all)
            in_child(check)
            busy.result()
    assert len(list(half_read)) == 2
    assert client.enterprises.list().all() == everything


@needs_fork
def test_a_closed_client_is_closed_in_a_child_too(sandbox: Sandbox) -> None:
    client = sandbox.client()
    client.enterprises.list().first()
    client.close()

    def check() -> None:
        with pytest.raises(WebexError, match="closed"):
            client.enterprises.list().first()

    in_child(check)


@needs_fork
def test_a_child_that_ends_the_sandbox_leaves_it_to_its_parent(sandbox: Sandbox) -> None:
    client = sandbox.client()
    in_child(sandbox.stop)
    assert client.enterprises.list().first() is not None


def test_a_program_ends_well_in_the_middle_of_a_bulk_run(sandbox: Sandbox) -> None:
    program = """
import sys
from webex_broadworks import Client
client = Client(sys.argv[1], base_url=sys.argv[2])
outcomes = iter(client.bulk.directory_sync.run(client.enterprises.list().all()))
next(outcomes)
"""
    command = [sys.executable, "-W", "ignore", "-c", program, sandbox.token, sandbox.base_url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_time_limits_can_be_endless(sandbox: Sandbox) -> None:
    endless = dict.fromkeys(["timeout", "attempt_timeout", "connect_timeout", "read_timeout"], inf)
    client = Client(sandbox.token, base_url=sandbox.base_url, **endless)  # type: ignore[arg-type]
    assert client.enterprises.list().first() is not None


CLIENT: Client | None = None


def count_enterprises(_: int) -> int:
    assert CLIENT is not None
    return len(CLIENT.enterprises.list().all())


@needs_fork
def test_a_pool_of_forked_workers_inherits_the_client(sandbox: Sandbox) -> None:
    global CLIENT  # noqa: PLW0603
    CLIENT = sandbox.client()
    assert count_enterprises(0) == 12
    with multiprocessing.get_context("fork").Pool(3) as pool:
        assert pool.map(count_enterprises, range(6)) == [12] * 6


def count_with(client: Client) -> int:
    return len(client.enterprises.list().all())


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_workers_get_a_pickled_client(
    method: str, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEBEX_ACCESS_TOKEN", sandbox.token)
    monkeypatch.setenv("PYTHONWARNINGS", "ignore")
    client = Client(base_url=sandbox.base_url)
    context = multiprocessing.get_context(method)
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        assert list(pool.map(count_with, [client] * 4)) == [12] * 4


BLOCKING_EXIT = """
import sys, webex_broadworks
webex = webex_broadworks.Client("token", base_url=sys.argv[1])
webex.directory_sync.get_status("E1")
"""

ASYNC_EXIT = """
import asyncio, sys, webex_broadworks
async def main():
    webex = webex_broadworks.AsyncClient("token", base_url=sys.argv[1])
    await webex.directory_sync.get_status("E1")
asyncio.run(main())
"""

GATHERED_EXIT = """
import asyncio, sys, webex_broadworks
async def main():
    async with webex_broadworks.AsyncClient("token", base_url=sys.argv[1]) as webex:
        await asyncio.gather(*(webex.directory_sync.get_status("E1") for _ in range(10)))
asyncio.run(main())
"""


@pytest.mark.parametrize("program", [BLOCKING_EXIT, ASYNC_EXIT], ids=["blocking", "async"])
def test_short_programs_end_well(program: str, serve: Serve, repeat: range) -> None:
    server = serve(*[ANSWERED for _ in repeat])
    check_exits(program, server, repeat)


def test_programs_end_well_after_many_calls_at_once(serve: Serve, repeat: range) -> None:
    server = serve(*[ANSWERED for _ in repeat for _ in range(10)])
    check_exits(GATHERED_EXIT, server, repeat)


def check_exits(program: str, server: ScriptedServer, repeat: range) -> None:
    with ThreadPoolExecutor(2) as pool:
        ends = list(pool.map(lambda _: run_program(program, server.base_url), repeat))
    assert [(end.returncode, end.stderr) for end in ends] == [(0, "")] * len(repeat)


LEAVING = {
    "daemon threads that wait": """
import sys, threading, webex_broadworks
webex = webex_broadworks.Client("token", base_url=sys.argv[1])
for _ in range(5):
    threading.Thread(
        target=webex.directory_sync.get_status, args=("E1",), daemon=True
    ).start()
sys.stdin.readline()
""",
    "tasks that wait": """
import asyncio, sys, webex_broadworks
async def main():
    webex = webex_broadworks.AsyncClient("token", base_url=sys.argv[1])
    tasks = [asyncio.create_task(webex.directory_sync.get_status("E1")) for _ in range(5)]
    await asyncio.to_thread(sys.stdin.readline)
asyncio.run(main())
""",
    "a sandbox that was not stopped": """
import sys
from webex_broadworks.testing import Sandbox
sandbox = Sandbox(enterprises=3)
sandbox.client().enterprises.list().all()
""",
}


@pytest.mark.parametrize("what", LEAVING)
def test_programs_end_well_and_leave_behind(what: str, serve: Serve) -> None:
    server = serve(*[HELD] * 5)
    program = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", LEAVING[what], server.base_url],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    if "sandbox" not in what:
        assert server.wait_for_requests(5)
    _, errors = program.communicate("\n", timeout=60)
    assert (program.returncode, errors) == (0, "")


def test_calls_after_the_end_are_refused() -> None:
    program = """
import atexit, sys, webex_broadworks
def late():
    try:
        webex.directory_sync.get_status("E1")
    except webex_broadworks.ConfigurationError as error:
        print(error)
atexit.register(late)
webex = webex_broadworks.Client("token", base_url=sys.argv[1])
webex.directory_sync.get_status("E1")
"""
    server = ScriptedServer([ANSWERED])
    end = run_program(program, server.base_url)
    server.stop()
    assert "shutting down" in end.stdout
    assert (end.returncode, end.stderr) == (0, "")


STATM = Path("/proc/self/statm")


def resident() -> int:
    """The memory of this process in bytes."""
    return int(STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


LEAK_CALLS = 20_000
LEAK_BOUND = 1024 * 1024


@pytest.mark.skipif(not STATM.exists(), reason="only Linux tells it so")
@pytest.mark.parametrize("watched", [False, True], ids=["unwatched", "watched"])
def test_memory_stays_flat(face: Face, watched: bool, repeat: range) -> None:
    """Twenty thousand calls, a hundredth of them in the everyday tests, where they only run."""
    soak = len(repeat) >= 200
    hook = {"on_request": id, "on_response": id, "on_retry": id} if watched else {}
    items = [{"id": f"E{number}", "spEnterpriseId": f"R+{number}"} for number in range(20)]
    calls = LEAK_CALLS if soak else LEAK_CALLS // 100
    batch = calls // 20
    marks: list[int] = []

    async def many() -> None:
        for _ in range(batch // 10):
            await asyncio.gather(*(client.enterprises.list().all() for _ in range(10)))

    with Sandbox(items=items, log_limit=1) as sandbox:
        client = face.client(sandbox, token=lambda: sandbox.token, **hook)
        for _ in range(20):
            if face.blocking:
                for _ in range(batch):
                    client.enterprises.list().all()
            else:
                asyncio.run(many())
            gc.collect()
            marks.append(resident())
    if soak:
        # The slope of the second half, over all calls.
        late = marks[10:]
        middle = (len(late) - 1) / 2
        mean = sum(late) / len(late)
        rise = sum((x - middle) * (y - mean) for x, y in enumerate(late))
        slope = rise / sum((x - middle) ** 2 for x in range(len(late))) * len(marks)
        assert slope < LEAK_BOUND, marks
