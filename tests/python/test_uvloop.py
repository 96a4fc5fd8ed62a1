"""What holds on asyncio's own event loop holds on uvloop."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from webex_broadworks import AsyncClient
from webex_broadworks.testing import Sandbox

import test_boundary
from conftest import ENTERPRISE, STATUS, TOKEN, Serve, run_program

uvloop = pytest.importorskip("uvloop")


def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    return uvloop.run(coroutine)


def test_calls_and_lists(sandbox: Sandbox) -> None:
    async def main() -> None:
        async with sandbox.async_client() as webex:
            everything = await webex.enterprises.list(page_size=5)
            assert len(everything) == 12
            calls = [webex.directory_sync.get_status(each) for each in everything]
            assert len(await asyncio.gather(*calls)) == 12

    run(main())


def test_cancelling(serve: Serve) -> None:
    run(test_boundary.test_cancelling_a_task_drops_its_request(serve, range(5)))


def test_a_timeout(serve: Serve) -> None:
    run(test_boundary.test_a_timeout_of_asyncio_drops_the_request(serve))


def test_the_loop_runs_during_a_call(serve: Serve) -> None:
    run(test_boundary.test_the_loop_runs_while_a_call_is_awaited(serve))


def test_a_coroutine_brings_the_token_and_hooks_are_told(serve: Serve) -> None:
    server = serve({"json": STATUS})
    told: list[Any] = []

    async def main() -> None:
        async def bring() -> str:
            told.append(asyncio.get_running_loop() is loop)
            return TOKEN

        loop = asyncio.get_running_loop()
        client = AsyncClient(bring, base_url=server.base_url, on_response=told.append)
        assert await client.directory_sync.get_status(ENTERPRISE) == STATUS

    run(main())
    assert told[0] is True
    assert told[1].status == 200


def test_short_programs_end_well(serve: Serve, repeat: range) -> None:
    program = test_boundary.ASYNC_EXIT.replace("asyncio.run", "uvloop.run").replace(
        "import asyncio", "import uvloop"
    )
    server = serve(*[test_boundary.ANSWERED for _ in repeat])
    for _ in repeat[:5]:
        end = run_program(program, server.base_url)
        assert (end.returncode, end.stderr) == (0, "")
