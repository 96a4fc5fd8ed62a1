"""Waiting for directory sync: each status check is reported, and a wait can be canceled at once."""

from __future__ import annotations

import asyncio
import inspect
import math
import os
import pickle
import signal
import threading
from datetime import timedelta
from typing import Any

import pytest

import webex_broadworks
from webex_broadworks import (
    AsyncClient,
    BillingReportsResource,
    Client,
    ClientClosedError,
    DirectorySyncFailedError,
    DirectorySyncResource,
    Event,
    InvalidArgumentError,
    SubscribersResource,
    WaitTimeoutError,
    WebexError,
    directory_sync_state,
)
from webex_broadworks.testing import Sandbox

from conftest import ENTERPRISE, TOKEN, Face, Serve

WAITS = ["directory_sync.run", "directory_sync.wait"]


def status(state: str, start: str, **more: Any) -> dict[str, Any]:
    return {
        "enableDirSync": True,
        "directorySyncStatus": {"syncStatus": state, "lastSyncStartTime": start, **more},
    }


BEFORE = status("COMPLETE", "2026-11-20T01:00:00Z")
RUNNING = status("IN_PROGRESS", "2026-11-21T01:00:00Z")
COMPLETE = status("COMPLETE", "2026-11-21T01:00:00Z")
FAILED = status("FAILED", "2026-11-21T01:00:00Z", errors=[{"errorCode": 600_014}])
ACCEPTED = {"enableDirSync": True, "directorySyncStatus": {"syncStatus": "IN_PROGRESS"}}

RUN = [{"json": each} for each in (BEFORE, ACCEPTED, BEFORE, RUNNING, COMPLETE)]
# A pause of two seconds is one of ten milliseconds.
FAST: dict[str, Any] = {"_clock_speed": 200.0}


def test_progress_is_of_the_triggered_sync_alone_and_its_end_is_the_result(
    face: Face, serve: Serve
) -> None:
    server = serve(*RUN)
    client = face.client(server, **FAST)
    seen: list[Any] = []
    result = face.call(client, "directory_sync.run", ENTERPRISE, on_progress=seen.append)
    assert seen == [RUNNING, COMPLETE]
    assert result is seen[-1]
    assert "".join(request["method"][0] for request in server.requests()) == "GPGGG"


def test_what_is_in_the_way_of_a_sync_is_reported_apart(face: Face, serve: Serve) -> None:
    other = status("IN_PROGRESS", "2026-11-20T01:00:00Z")
    busy = {"status": 429, "json": {"errorCode": 600_009, "message": "busy"}}
    server = serve({"json": other}, {"json": BEFORE}, busy, *RUN)
    client = face.client(server, **FAST)
    seen: list[Any] = []
    waiting: list[Any] = []
    result = face.call(
        client,
        "directory_sync.run",
        ENTERPRISE,
        on_progress=seen.append,
        on_waiting=waiting.append,
    )
    assert waiting == [
        {"reason": "other_sync", "status": other},
        {"reason": "cluster_busy", "status": BEFORE},
    ]
    assert seen == [RUNNING, result]


async def test_what_a_waiting_callback_returns_is_awaited(serve: Serve) -> None:
    other = status("IN_PROGRESS", "2026-11-20T01:00:00Z")
    client = AsyncClient(TOKEN, base_url=serve({"json": other}, *RUN).base_url, **FAST)

    async def waiting(_: Any) -> None:
        raise LookupError("enough")

    with pytest.raises(LookupError, match="enough"):
        await client.directory_sync.run(ENTERPRISE, on_waiting=waiting)


def test_a_run_of_the_sandbox_is_waited_for(face: Face) -> None:
    with Sandbox(enterprises=3, speed=600, run_seconds=(30, 30), seed=7) as sandbox:
        client = face.client(sandbox, token=sandbox.token, _clock_speed=600)
        acme = face.read(client.enterprises.list(), "first")
        ensured = face.call(client, "directory_sync.ensure", acme, enable_dir_sync=True)
        assert directory_sync_state(ensured).enabled is True
        state = directory_sync_state(face.call(client, "directory_sync.run", acme))
        assert (state.status, state.duration) == ("COMPLETE", timedelta(seconds=30))
        again = face.call(client, "directory_sync.wait", acme)
        assert directory_sync_state(again).last_end == state.last_end


async def test_progress_can_be_a_coroutine_function_that_is_awaited(serve: Serve) -> None:
    client = AsyncClient(TOKEN, base_url=serve(*RUN).base_url, **FAST)
    seen: list[Any] = []

    async def report(status: Any) -> None:
        await asyncio.sleep(0)
        seen.append(status)

    result = await client.directory_sync.run(ENTERPRISE, on_progress=report)
    assert seen[-1] == result == COMPLETE


@pytest.mark.parametrize("method", WAITS)
def test_progress_that_cannot_be_told_is_refused(method: str, face: Face, serve: Serve) -> None:
    async def report(status: Any) -> None: ...

    server = serve()
    client = face.client(server)
    with pytest.raises(
        InvalidArgumentError, match="`on_progress`: expected a function that takes a dict, got int"
    ):
        face.call(client, method, ENTERPRISE, on_progress=7)
    if method == "directory_sync.run":
        with pytest.raises(
            InvalidArgumentError,
            match="`on_waiting`: expected a function that takes a dict, got int",
        ):
            face.call(client, method, ENTERPRISE, on_waiting=7)
    if face.blocking:
        with pytest.raises(InvalidArgumentError, match="got a coroutine function"):
            face.call(client, method, ENTERPRISE, on_progress=report)
    assert server.requests() == []


@pytest.mark.parametrize("when", [0, -1], ids=["first", "last"])
def test_what_progress_raises_goes_to_the_caller(when: int, face: Face, serve: Serve) -> None:
    server = serve(*RUN, {"json": RUNNING})
    client = face.client(server, **FAST)
    end = [RUNNING, COMPLETE][when]

    def report(status: Any) -> None:
        if status == end:
            raise LookupError("enough")

    with pytest.raises(LookupError, match="enough"):
        face.call(client, "directory_sync.run", ENTERPRISE, on_progress=report)
    seen = len(server.requests())
    assert seen == [4, 5][when]
    face.call(client, "directory_sync.get_status", ENTERPRISE)
    assert len(server.requests()) == seen + 1


async def test_what_a_coroutine_raises_goes_to_the_caller_too(serve: Serve) -> None:
    client = AsyncClient(TOKEN, base_url=serve(*RUN).base_url, **FAST)

    async def report(status: Any) -> None:
        raise LookupError("enough")

    with pytest.raises(LookupError, match="enough"):
        await client.directory_sync.run(ENTERPRISE, on_progress=report)


@pytest.mark.parametrize("method", WAITS)
def test_twins_tell_how_the_last_look_came_about(method: str, face: Face, serve: Serve) -> None:
    answers = RUN if method == "directory_sync.run" else [{"json": RUNNING}, {"json": COMPLETE}]
    last = {**answers[-1], "headers": {"TrackingID": "LAST"}}
    client = face.client(serve(*answers[:-1], last), **FAST).with_response()
    seen: list[Any] = []
    result, metadata = face.call(client, method, ENTERPRISE, on_progress=seen.append)
    assert result == seen[-1] == COMPLETE
    assert (metadata.status, metadata.tracking_id, metadata.attempts) == (200, "LAST", 1)


def test_the_twin_of_ensure_counts_both_requests(face: Face, serve: Serve) -> None:
    off = {"json": {"enableDirSync": False}}
    client = face.client(serve(off, {"json": {"enableDirSync": True}})).with_response()
    result, metadata = face.call(client, "directory_sync.ensure", ENTERPRISE, enable_dir_sync=True)
    assert result["changed"] is True
    assert metadata.attempts == 2


def test_hooks_are_told_before_each_status_is(face: Face, serve: Serve) -> None:
    told: list[str] = []

    def hook(event: Event) -> None:
        told.append(event.method)

    def report(status: Any) -> None:
        told.append(status["directorySyncStatus"]["syncStatus"])

    client = face.client(serve(*RUN), on_response=hook, **FAST)
    face.call(client, "directory_sync.run", ENTERPRISE, on_progress=report)
    assert " ".join(told) == "GET POST GET GET IN_PROGRESS GET COMPLETE"


def test_a_wait_that_takes_too_long_tells_what_was_seen_last(face: Face, serve: Serve) -> None:
    client = face.client(serve(*[{"json": RUNNING}] * 40), **FAST)
    with pytest.raises(WaitTimeoutError) as late:
        face.call(client, "directory_sync.wait", ENTERPRISE, timeout=timedelta(seconds=20))
    assert isinstance(late.value, TimeoutError)
    for error in (late.value, pickle.loads(pickle.dumps(late.value))):
        assert error.last_status == RUNNING
        assert (error.elapsed, error.operation) == (20.0, "directory_sync.wait")
    assert "within 20 s" in str(late.value)


def test_a_sync_that_takes_too_long_is_named(face: Face) -> None:
    with Sandbox(enterprises=1, all_synced=True, speed=600, run_seconds=(9000, 9000)) as sandbox:
        client = face.client(sandbox, token=sandbox.token, _clock_speed=600)
        acme = face.read(client.enterprises.list(), "first")
        with pytest.raises(WaitTimeoutError) as late:
            face.call(client, "directory_sync.run", acme, timeout=60)
    shown = directory_sync_state(late.value.last_status)
    assert shown.status == "IN_PROGRESS"
    last: Any = late.value.last_status
    assert late.value.tracking_id == last["directorySyncStatus"]["lastSyncTrackingId"]
    assert (late.value.accepted, late.value.request_sent) == (True, True)
    assert "`directory_sync.wait`" in str(late.value.remedy)


@pytest.mark.parametrize("method", [*WAITS, "directory_sync.get_status"])
def test_no_time_at_all_is_refused(method: str, face: Face, serve: Serve) -> None:
    server = serve()
    with pytest.raises(InvalidArgumentError, match="`timeout`: expected more than 0, got 0"):
        face.call(face.client(server), method, ENTERPRISE, timeout=0)
    assert server.requests() == []


def test_a_failed_run_is_explained(face: Face, serve: Serve) -> None:
    client = face.client(serve({"json": BEFORE}, {"json": ACCEPTED}, {"json": FAILED}), **FAST)
    with pytest.raises(DirectorySyncFailedError) as failed:
        face.call(client, "directory_sync.run", ENTERPRISE)
    assert failed.value.last_status == FAILED
    assert failed.value.errors == [{"errorCode": 600_014}]
    known = webex_broadworks.directory_sync_error_code(600_014)
    assert known is not None
    assert (failed.value.meaning, failed.value.remedy) == (known["meaning"], known["remedy"])


@pytest.mark.parametrize("timeout", [None, math.inf, timedelta.max, 10800])
def test_a_wait_can_be_without_end(timeout: Any, face: Face, serve: Serve) -> None:
    client = face.client(serve(*RUN), timeout=5, **FAST)
    result = face.call(client, "directory_sync.run", ENTERPRISE, timeout=timeout)
    assert result == COMPLETE


def test_the_default_is_core_s_own() -> None:
    for method, default in (
        (DirectorySyncResource.run, "3 hours"),
        (DirectorySyncResource.wait, "3 hours"),
        (SubscribersResource.wait, "1 hour"),
        (BillingReportsResource.wait, "1 hour"),
    ):
        assert inspect.signature(method).parameters["timeout"].default is None
        assert f"Default: {default}." in str(inspect.getdoc(method))


def test_what_was_provisioned_and_what_was_created_are_waited_for(
    face: Face, sandbox: Sandbox
) -> None:
    client = face.client(sandbox, token=sandbox.token)
    known = sandbox.subscribers()[0]
    new = face.call(
        client,
        "subscribers.provision",
        provisioning_id=known["provisioningId"],
        user_id="new@acme.example",
        sp_enterprise_id=known["spEnterpriseId"],
        first_name="Jane",
        last_name="Doe",
        package="basic",
        extension="1212",
    )
    seen: list[Any] = []
    settled = face.call(client, "subscribers.wait", new, on_progress=seen.append)
    assert (settled["status"], settled) == ("pending_email_input", seen[-1])
    report = face.call(client, "billing_reports.create", "2026-10")
    done = face.call(client, "billing_reports.wait", report)
    assert done["status"] == "COMPLETED"
    settled, metadata = face.call(client.with_response(), "subscribers.wait", known)
    assert (settled["id"], metadata.attempts) == (known["id"], 1)


@pytest.mark.parametrize("method", WAITS)
def test_closing_the_client_ends_the_wait(method: str, face: Face, serve: Serve) -> None:
    answers = [{"json": BEFORE}, {"json": ACCEPTED}] if method == WAITS[0] else []
    answers.append({"json": RUNNING})
    client = face.client(serve(*answers), **FAST)

    def close(status: Any) -> None:
        client._core.close()

    with pytest.raises(ClientClosedError) as closed:
        face.call(client, method, ENTERPRISE, on_progress=close)
    assert ("the sync was started" in str(closed.value)) == (method == WAITS[0])
    assert ("Nothing was sent" in str(closed.value)) == (method == WAITS[1])
    assert closed.value.last_status == RUNNING
    assert closed.value.accepted is (True if method == WAITS[0] else None)


def test_ctrl_c_ends_the_pause_of_a_wait_and_the_client_lives(serve: Serve) -> None:
    server = serve({"json": BEFORE}, {"json": ACCEPTED}, *[{"json": RUNNING}] * 3)
    client = Client(TOKEN, base_url=server.base_url)
    told = threading.Event()

    def press() -> None:
        told.wait()
        os.kill(os.getpid(), signal.SIGINT)

    presser = threading.Thread(target=press)
    presser.start()
    with pytest.raises(KeyboardInterrupt):
        client.directory_sync.run(ENTERPRISE, on_progress=lambda _: told.set())
    presser.join()
    # The pause before the next look has two seconds; it was not waited for.
    assert len(server.requests()) == 3
    assert client.directory_sync.get_status(ENTERPRISE) == RUNNING


def test_ctrl_c_ends_a_look_of_a_wait(serve: Serve) -> None:
    server = serve({"json": RUNNING}, {"json": RUNNING, "hold": True}, {"json": COMPLETE})
    client = Client(TOKEN, base_url=server.base_url, **FAST)

    def press() -> None:
        server.wait_for_requests(2)
        os.kill(os.getpid(), signal.SIGINT)

    presser = threading.Thread(target=press)
    presser.start()
    with pytest.raises(KeyboardInterrupt):
        client.directory_sync.wait(ENTERPRISE)
    presser.join()
    assert server.wait_for_disconnects(1)
    assert client.directory_sync.get_status(ENTERPRISE) == COMPLETE


async def test_cancelling_a_task_ends_its_wait_in_a_pause_and_in_a_look(serve: Serve) -> None:
    held = {"json": RUNNING, "hold": True}
    server = serve({"json": BEFORE}, {"json": ACCEPTED}, held, *RUN[:2], *[{"json": RUNNING}] * 21)
    client = AsyncClient(TOKEN, base_url=server.base_url, **FAST)
    looking = asyncio.create_task(client.directory_sync.run(ENTERPRISE))
    assert await asyncio.to_thread(server.wait_for_requests, 3)
    looking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await looking
    assert await asyncio.to_thread(server.wait_for_disconnects, 1)

    told = asyncio.Event()
    pausing = asyncio.create_task(
        client.directory_sync.run(ENTERPRISE, on_progress=lambda _: told.set())
    )
    await told.wait()
    pausing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await pausing
    # A wait that went on would be seen among these.
    sent = len(server.requests())
    for _ in range(15):
        await client.directory_sync.get_status(ENTERPRISE)
    assert len(server.requests()) == sent + 15


async def test_many_waits_go_on_at_once(serve: Serve) -> None:
    server = serve(*[{"json": RUNNING}] * 30, *[{"json": COMPLETE}] * 30)
    client = AsyncClient(TOKEN, base_url=server.base_url, **FAST)
    waits = [client.directory_sync.wait(f"E{number}") for number in range(30)]
    assert await asyncio.gather(*waits) == [COMPLETE] * 30


def test_the_catalogue_explains_codes_and_never_raises() -> None:
    codes = webex_broadworks.directory_sync_error_codes()
    assert [entry["code"] for entry in codes] == sorted(entry["code"] for entry in codes)
    for entry in codes:
        for spelling in (entry["code"], str(entry["code"]), float(entry["code"])):
            assert webex_broadworks.directory_sync_error_code(spelling) == entry  # type: ignore[arg-type]
    for unknown in (1, "x", None, object(), -(2**80), math.nan):
        assert webex_broadworks.directory_sync_error_code(unknown) is None  # type: ignore[arg-type]


def test_an_error_of_a_call_has_no_last_status(face: Face, serve: Serve) -> None:
    client = face.client(serve({"status": 404}))
    with pytest.raises(WebexError) as missing:
        face.call(client, "directory_sync.wait", ENTERPRISE)
    assert missing.value.last_status is None
    assert missing.value.elapsed is not None
