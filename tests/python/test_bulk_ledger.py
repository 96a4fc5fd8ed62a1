"""Bulk runs with a ledger: however they end, no item is done twice or forgotten."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest

from webex_broadworks import BulkError, LedgerError, LedgerInUseError, NotFoundError, WebexError
from webex_broadworks.testing import Sandbox

from conftest import Face, run_program

IDS = [f"E{number}" for number in range(12)]
SYNCED = {
    "enableDirSync": True,
    "directorySyncStatus": {
        "syncStatus": "COMPLETE",
        "lastSyncStartTime": "2026-11-20T01:00:00Z",
        "lastSyncEndTime": "2026-11-20T01:02:00Z",
        "lastSyncTrackingId": "NA_1",
    },
}


def fleet() -> list[dict[str, Any]]:
    return [
        {
            "id": name,
            "broadworksDirectorySync": SYNCED,
            "provisioningId": f"template-{number % 3}",
            "sandbox": {"cluster": number % 3, "runSeconds": 60},
        }
        for number, name in enumerate(IDS)
    ]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(items=fleet(), speed=1200) as sandbox:
        yield sandbox


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / "bulk.ledger"


def client_of(face: Face, sandbox: Sandbox, **options: Any) -> Any:
    return face.client(sandbox, token=sandbox.token, _clock_speed=1200, **options)


def each_once(sandbox: Sandbox) -> None:
    assert sandbox.accepted_triggers() == dict.fromkeys(IDS, 1)


def read_one(face: Face, run: Any) -> None:
    """Reads a run, and leaves it after one outcome."""

    async def read() -> None:
        async with run:
            async for _ in run:
                break

    if face.blocking:
        for _ in run:
            break
    else:
        asyncio.run(read())


def test_a_run_that_was_left_is_gone_on_with(face: Face, sandbox: Sandbox, ledger: Path) -> None:
    client = client_of(face, sandbox)
    left = client.bulk.directory_sync.run(IDS, ledger=ledger)

    read_one(face, left)
    assert left.summary["resumed"] is False
    again = client.bulk.directory_sync.run(list(reversed(IDS)), ledger=str(ledger))
    face.call(again, "finish")
    assert again.summary["resumed"] is True
    assert again.summary["runName"] == left.summary["runName"]
    assert sorted(outcome["index"] for outcome in again.outcomes) == list(range(12))
    assert {outcome["outcome"] for outcome in again.outcomes} == {"ok"}
    each_once(sandbox)


def test_ctrl_c_leaves_a_run_that_can_be_gone_on_with(sandbox: Sandbox, ledger: Path) -> None:
    client = sandbox.client()
    read = threading.Event()

    def press() -> None:
        read.wait()
        os.kill(os.getpid(), signal.SIGINT)

    presser = threading.Thread(target=press)
    presser.start()
    told: Any = lambda summary: read.set()  # noqa: E731
    with pytest.raises(KeyboardInterrupt):
        client.bulk.directory_sync.run(IDS, ledger=ledger, on_progress=told).finish()
    presser.join()
    again = client.bulk.directory_sync.run(IDS, ledger=ledger).finish()
    assert again.summary["resumed"] is True
    assert len(again.outcomes) == 12
    again.raise_for_failures()
    each_once(sandbox)


async def test_a_cancelled_task_leaves_a_run_that_can_be_gone_on_with(
    sandbox: Sandbox, ledger: Path
) -> None:
    client = sandbox.async_client()
    read = asyncio.Event()
    run = client.bulk.directory_sync.run(IDS, ledger=ledger, on_progress=lambda _: read.set())
    task = asyncio.create_task(run.finish())
    await read.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    again = await client.bulk.directory_sync.run(IDS, ledger=ledger).finish()
    assert (again.summary["resumed"], len(again.outcomes)) == (True, 12)
    each_once(sandbox)


KILLED = """
import os, sys
from webex_broadworks import Client
ids, base_url, token, ledger = sys.argv[1].split(","), *sys.argv[2:]
client = Client(token, base_url=base_url, _clock_speed=1200)
for outcome in client.bulk.directory_sync.run(ids, ledger=ledger):
    print("read", flush=True)
    os.kill(os.getpid(), 9)
"""


def test_a_process_that_is_killed_forgets_nothing(sandbox: Sandbox, ledger: Path) -> None:
    arguments = [",".join(IDS), sandbox.base_url, sandbox.token, str(ledger)]
    killed = run_program(KILLED, *arguments)
    assert (killed.stdout, killed.returncode) == ("read\n", -9)
    run = sandbox.client().bulk.directory_sync.run(IDS, ledger=ledger).finish()
    assert (run.summary["resumed"], len(run.outcomes)) == (True, 12)
    run.raise_for_failures()
    each_once(sandbox)


HOLDER = """
import sys
from webex_broadworks import Client
base_url, token, ledger = sys.argv[1:]
client = Client(token, base_url=base_url, _clock_speed=1200)
outcomes = iter(client.bulk.directory_sync.run(["E0", "E1"], ledger=ledger, run_name="mine"))
next(outcomes)
print("begun", flush=True)
sys.stdin.read()
"""


def test_a_second_process_is_refused(face: Face, sandbox: Sandbox, ledger: Path) -> None:
    sandbox.set_next_run("E1", length=900_000)
    arguments = [sandbox.base_url, sandbox.token, str(ledger)]
    holder = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", HOLDER, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "begun\n"
        client = client_of(face, sandbox)
        run = client.bulk.directory_sync.run(["E0", "E1"], ledger=ledger, run_name="mine")
        with pytest.raises(LedgerInUseError) as refused:
            face.call(run, "finish")
        assert isinstance(refused.value, LedgerError)
        assert isinstance(refused.value, WebexError)
        assert refused.value.code == "LEDGER_IN_USE"
        assert run.outcomes == []
    assert holder.returncode == 0
    assert max(sandbox.accepted_triggers().values()) == 1


def test_a_ledger_that_is_none_is_refused(face: Face, sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("these are not pages of SQLite, but words" * 200)
    client = client_of(face, sandbox)
    run = client.bulk.directory_sync.run(IDS, ledger=tmp_path / "notes.txt")
    with pytest.raises(LedgerError) as refused:
        face.call(run, "finish")
    assert refused.value.code == "LEDGER"
    assert sandbox.requests() == []


def test_what_was_done_is_told_again_word_for_word(
    face: Face, sandbox: Sandbox, ledger: Path
) -> None:
    client = client_of(face, sandbox, partner="north")

    def run(**options: Any) -> Any:
        run = client.bulk.directory_sync.run(
            ["E1", "gone", "E2"], ledger=ledger, run_name="2026-11-21", **options
        )
        return face.call(run, "finish")

    def failures_of(run: Any) -> list[tuple[type[WebexError], str, str | None]]:
        with pytest.raises(BulkError) as failed:
            run.raise_for_failures()
        return [(type(it), it.message, it.tracking_id) for it in failed.value.errors]

    first = run()
    assert {outcome["partner"] for outcome in first.outcomes} == {"north"}
    sandbox.clear_requests()
    second = run()
    by_index = itemgetter("index")
    assert sorted(second.outcomes, key=by_index) == sorted(first.outcomes, key=by_index)
    assert failures_of(second) == failures_of(first)
    assert failures_of(second)[0][0] is NotFoundError
    assert sandbox.requests() == []
    third = run(retry={"failed", "ambiguous"})
    assert {request["method"] for request in sandbox.requests()} == {"GET"}
    assert failures_of(third) != failures_of(first)
    sandbox.clear_requests()
    run(retry="failed")
    assert len(sandbox.requests()) == 1


def test_an_old_run_is_not_resumed_and_said_so(face: Face, sandbox: Sandbox, ledger: Path) -> None:
    client = client_of(face, sandbox)
    sandbox.set_next_run("E0", length=900_000)
    left = client.bulk.directory_sync.run(["E1", "E0"], ledger=ledger)
    read_one(face, left)
    again = client.bulk.directory_sync.run(["E1", "E0"], ledger=ledger, resume_within=0)
    read_one(face, again)
    assert again.summary["resumed"] is False
    assert again.summary["abandoned"] == [left.summary["runName"]]
