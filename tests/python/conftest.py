"""What the tests share: servers, clients for them, and the face of a client under test."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest
import tomli

from webex_broadworks import AsyncClient, Client
from webex_broadworks.testing import Sandbox, ScriptedServer

ROOT = Path(__file__).resolve().parents[2]
DESCRIBED = tomli.loads((ROOT / "api" / "operations.toml").read_text(encoding="utf-8"))
OPERATIONS = {each["id"]: each for each in DESCRIBED["operation"]}
TOKEN = "token-that-nothing-may-show"
ENTERPRISE = "id-of-acme"
STATUS = {"enableDirSync": True, "directorySyncStatus": {"syncStatus": "COMPLETE"}}

Serve = Callable[..., ScriptedServer]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--repeat",
        type=int,
        default=20,
        help="how often to repeat what breaks by chance: exits, forks and cancellations",
    )


def pytest_configure() -> None:
    # A shell starts background jobs, and so some build machines everything, with SIGINT ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def repeat(request: pytest.FixtureRequest) -> range:
    count: int = request.config.getoption("--repeat")
    return range(count)


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts scripted servers that are stopped when the test ends."""
    servers: list[ScriptedServer] = []

    def start(*responses: dict[str, Any]) -> ScriptedServer:
        servers.append(ScriptedServer(responses))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A sandbox in which an hour passes within a second."""
    with Sandbox(enterprises=12, speed=3600, seed=7) as sandbox:
        yield sandbox


class Face:
    """A client of either kind, called in the same way."""

    def __init__(self, kind: type[Client | AsyncClient]) -> None:
        self.kind = kind
        self.blocking = kind is Client

    def client(self, server: ScriptedServer | Sandbox, **options: Any) -> Any:
        if isinstance(server, Sandbox):
            make = server.client if self.blocking else server.async_client
            return make(**{"token": TOKEN, **options})
        return self.kind(**{"token": TOKEN, "base_url": server.base_url, **options})

    def call(self, client: Any, method: str, *args: Any, **kwargs: Any) -> Any:
        """Calls a method, such as `directory_sync.run`, and waits for its result."""
        if self.blocking:
            return attrgetter(method)(client)(*args, **kwargs)

        async def run() -> Any:
            return await attrgetter(method)(client)(*args, **kwargs)

        return asyncio.run(run())

    def call_or_make(self, client: Any, method: str, *args: Any, **kwargs: Any) -> Any:
        """Calls a method; a list or a download is made, which is when it refuses, and not read."""
        if method.endswith((".list", ".download")):
            return attrgetter(method)(client)(*args, **kwargs)
        return self.call(client, method, *args, **kwargs)

    def read(self, listing: Any, verb: str = "all") -> Any:
        """Reads a list: `all`, `first`, `pages`, or `items:N`."""
        if verb in {"all", "first"}:
            return self.call(listing, verb)
        items: list[Any] = []
        self.iterate(listing, verb, items.append)
        return items

    def iterate(self, listing: Any, verb: str, take: Callable[[Any], None]) -> None:
        """Iterates over pages, or over so many items, handing each on."""
        source = listing.pages() if verb == "pages" else listing
        limit = None if verb == "pages" else int(verb.removeprefix("items:"))

        async def run() -> None:
            count = 0
            async for item in source:
                take(item)
                count += 1
                if count == limit:
                    return

        if not self.blocking:
            asyncio.run(run())
            return
        for count, item in enumerate(source, 1):
            take(item)
            if count == limit:
                return


@pytest.fixture(params=[Client, AsyncClient], ids=["blocking", "async"])
def face(request: pytest.FixtureRequest) -> Face:
    return Face(request.param)


def run_program(
    program: str, *arguments: str, python: str = sys.executable, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Runs a short program in an interpreter of its own."""
    return _run([python, "-W", "ignore", "-c", program, *arguments], environment)


def run_file(file: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs a program that stands in a file."""
    return _run([sys.executable, "-W", "ignore", str(file), *arguments], environment)


def _run(command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    # The warning about a debug build is not what these programs are watched for.
    return subprocess.run(
        command,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        # What several write into one pipe may be torn within a character.
        errors="backslashreplace",
        timeout=240,
        check=False,
    )
