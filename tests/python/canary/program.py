"""Goes through every success and failure that the servers can make, and shows all there is to see.

Its secrets come from the environment and never stand in one of its own variables, so that whatever
shows one of them is not this program. What it shows goes to standard output; at the end stands a
line of JSON that says how much there was. `test_canary` runs it.
"""

from __future__ import annotations

import asyncio
import copy
import fcntl
import itertools
import json
import logging
import os
import pickle
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
import urllib.parse
import warnings
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

warnings.filterwarnings("ignore", message="webex_broadworks was built without optimization")
sys.path.insert(0, str(Path(__file__).parents[1]))

from webex_broadworks import AsyncClient, Client, Event, WebexError, _core, tokens  # noqa: E402
from webex_broadworks.testing import Sandbox, ScriptedServer  # noqa: E402

from conftest import ENTERPRISE, STATUS, Face  # noqa: E402
from test_scenarios import SCENARIOS, options_of, play, start  # noqa: E402

LEAK = sys.argv[1] if len(sys.argv) > 1 else ""
SEEN: dict[str, Any] = {"scenarios": 0, "errors": set(), "records": 0, "events": 0, "proxied": 0}
ANSWERED = {"json": STATUS}


def show(what: str, text: object) -> None:
    print(f"{what}: {text}")


class Everything(logging.Handler):
    """Shows every attribute of every record."""

    def emit(self, record: logging.LogRecord) -> None:
        SEEN["records"] += 1
        show("record", f"{record.getMessage()} {vars(record)!r}")
        if LEAK == "handler":
            show("record", os.environ["CANARY_TOKEN"])


def hook(event: Event) -> None:
    SEEN["events"] += 1
    show("event", f"{event!r} {event} {vars(event)!r}")
    if LEAK == "hook":
        sys.stderr.write(os.environ["CANARY_PROXY_PASSWORD"])
    raise LookupError(event.route)  # shown by sys.unraisablehook


HOOKS: dict[str, Any] = {"on_request": hook, "on_response": hook, "on_retry": hook}


def show_object(thing: object) -> None:
    attributes = [getattr(thing, name, None) for name in dir(thing)]
    show("object", f"{thing!r} {thing} {attributes!r} {getattr(thing, '__dict__', None)!r}")
    for write_down in (pickle.dumps, copy.deepcopy):
        try:
            show("pickle", write_down(thing))
        except (WebexError, pickle.PicklingError, AttributeError, TypeError) as error:  # noqa: PERF203
            show_error(error)


def show_error(error: BaseException) -> None:
    SEEN["errors"].add(type(error).__name__)
    if LEAK == "last status" and getattr(error, "last_status", None):
        show("error", os.environ["CANARY_SIGNED_LINK"])
    show("error", f"{error!r} {error} {vars(error)!r} {error.__cause__!r} {error.__context__!r}")
    shown = traceback.TracebackException.from_exception(error, capture_locals=True)
    show("traceback", "".join(shown.format()))
    if isinstance(error, WebexError):
        show("pickle", pickle.dumps(error))
        show("copy", repr(copy.deepcopy(error)))


def attempt(do: Callable[[], object]) -> None:
    try:
        result = do()
        if LEAK == "local":
            secret = os.environ["CANARY_CLIENT_SECRET"]
            raise WebexError(str(len(secret)))
    except (WebexError, OSError) as error:
        show_error(error)
    else:
        show("result", result)


def make(face: Face, server: Any, **options: Any) -> Any:
    client = face.kind(
        os.environ["CANARY_TOKEN"],
        base_url=server.base_url,
        proxy=f"http://user:{os.environ['CANARY_PROXY_PASSWORD']}@127.0.0.1:{PROXY.port}",
        **{**HOOKS, "partner": "East", **options},
    )
    show_object(client)
    return client


def play_scenarios(face: Face) -> None:
    for scenario in SCENARIOS[::30] if LEAK else SCENARIOS:
        server = start(scenario, os.environ["CANARY_TOKEN"])
        options = options_of(scenario, server, 50.0)
        call = scenario["call"]
        attempt(lambda: play(call, face, make(face, server, **options), []))  # noqa: B023
        if isinstance(server, ScriptedServer):
            show("elsewhere", server.elsewhere_requests())
        server.stop()
        SEEN["scenarios"] += 1


def show_source(source: object) -> None:
    if isinstance(source, tokens.TokenSource):
        show_object(source)


def status(face: Face, client: Any) -> object:
    show_object(client)
    return face.call(client, "directory_sync.get_status", ENTERPRISE)


def source_client(face: Face, server: Any, make_source: Callable[[], Any]) -> Any:
    return face.kind(make_source(), base_url=server.base_url, _clock_speed=50.0, **HOOKS)


def bring() -> str:
    return os.environ["CANARY_TOKEN"]


async def bring_later() -> tuple[str, datetime]:
    return os.environ["CANARY_TOKEN"], datetime.now(timezone.utc) + timedelta(hours=1)


def bring_too_much() -> Any:
    return [os.environ["CANARY_TOKEN"]]


def bring_what_cannot_be_one() -> str:
    return os.environ["CANARY_TOKEN"] + " \n"


def bring_nothing() -> str:
    raise LookupError("sealed")


def file_with(text: str, mode: int = 0o600) -> Path:
    file = Path(tempfile.mkdtemp(dir=FOLDER)) / "token"
    file.write_text(text)
    file.chmod(mode)
    return file


def go_through_sources(face: Face) -> None:
    shell = ["sh", "-c"]
    makers: list[Callable[[], Any]] = [
        lambda: tokens.environment("CANARY_TOKEN"),
        lambda: tokens.environment("CANARY_WITH_A_LINE_END"),
        lambda: tokens.file(file_with(os.environ["CANARY_TOKEN"])),
        lambda: tokens.file(file_with(os.environ["CANARY_TOKEN"], 0o644)),
        lambda: tokens.file(file_with(os.environ["CANARY_TOKEN"] + " and more")),
        lambda: tokens.command([*shell, "printenv CANARY_TOKEN"]),
        lambda: tokens.command([*shell, "printenv CANARY_TOKEN; exit 3"]),
        lambda: tokens.command([*shell, "printenv CANARY_TOKEN CANARY_CLIENT_SECRET"]),
        lambda: os.environ["CANARY_TOKEN"] + "\n",
        lambda: bring,
        lambda: bring_later,
        lambda: bring_too_much,
        lambda: bring_what_cannot_be_one,
        lambda: bring_nothing,
    ]
    for maker in makers:
        for answer in (ANSWERED, {"status": 401, "json": {"message": "no"}}):
            server = ScriptedServer([answer, answer])
            attempt(lambda: show_source(maker()))  # noqa: B023
            attempt(lambda: status(face, source_client(face, server, maker)))  # noqa: B023
            server.stop()


class Store:
    """Keeps tokens badly."""

    def __init__(self, fails: str = "") -> None:
        self.fails = fails

    def load(self) -> Any:
        if self.fails == "load":
            raise LookupError("load")
        if self.fails == "odd":
            return {"accessToken": 7, "refreshToken": os.environ["CANARY_REFRESH_TOKEN"]}
        return None

    def save(self, tokens: dict[str, Any]) -> None:
        if self.fails == "save":
            raise LookupError("save")

    def __repr__(self) -> str:
        return f"Store({self.fails})"


def integration(**keeps: Any) -> Any:
    return tokens.oauth(
        client_id="C1",
        client_secret=os.environ["CANARY_CLIENT_SECRET"],
        refresh_token=os.environ["CANARY_REFRESH_TOKEN"],
        **keeps,
    )


def go_through_refreshes(face: Face) -> None:
    def granted() -> dict[str, Any]:
        return {
            "access_token": os.environ["CANARY_TOKEN"],
            "refresh_token": os.environ["CANARY_REFRESH_TOKEN"],
            "expires_in": 3600,
        }

    refused = {"status": 400, "json": {"error": "invalid_grant", "error_description": "revoked"}}
    refusal = {"status": 401}

    def quoting() -> dict[str, Any]:
        """The refusal of a token endpoint that writes back what it was sent."""
        names = ["CANARY_CLIENT_SECRET", "CANARY_REFRESH_TOKEN"]
        sent = [os.environ[name] for name in names]
        encoded = [urllib.parse.quote(secret, safe="") for secret in sent]
        return {"status": 400, "json": {"message": " ".join(sent + encoded)}}

    ways: list[tuple[Any, list[Callable[[], dict[str, Any]]]]] = [
        (Store(), [lambda: {"json": granted()}, lambda: ANSWERED]),
        (Store(), [lambda: refused]),
        (Store(), [quoting]),
        (Store(), [lambda: {"text": os.environ["CANARY_TOKEN"]}]),
        (Store(), [lambda: {"status": 500}] * 3),
        (Store(), [lambda: {"cut": "before_head"}] * 3),
        (Store(), [lambda: {"status": 302, "headers": {"Location": "{{elsewhere}}/x"}}] * 3),
        (Store(), [lambda: {"json": granted()}, lambda: refusal, lambda: {"json": granted()}]),
        (Store("load"), []),
        (Store("odd"), []),
        (Store("save"), [lambda: {"json": granted()}]),
    ]
    for store, script in ways:
        server = ScriptedServer([answer() for answer in script])
        attempt(lambda: show_object(integration(store=store)))  # noqa: B023
        attempt(lambda: status(face, source_client(face, server, lambda: integration(store=store))))  # noqa: B023
        show("elsewhere", server.elsewhere_requests())
        server.stop()
    server = ScriptedServer([{"json": granted()}, ANSWERED])
    file = Path(tempfile.mkdtemp(dir=FOLDER)) / "cache.json"
    attempt(lambda: status(face, source_client(face, server, lambda: integration(cache_file=file))))
    file.chmod(0o644)
    attempt(lambda: status(face, source_client(face, server, lambda: integration(cache_file=file))))
    server.stop()


def go_through_a_sandbox(face: Face) -> None:
    faults = [
        {"name": "throttle", "retry_after": "1", "every": 5},
        {"name": "status", "status": 503, "every": 7},
    ]
    sandbox = Sandbox(
        enterprises=40,
        clamp_max=10,
        speed=3600,
        token=os.environ["CANARY_TOKEN"],
        faults=faults,
    )
    client = make(face, sandbox, _clock_speed=3600.0)
    everything = face.read(client.enterprises.list(page_size=10))
    changes: list[tuple[str, tuple[str, ...], dict[str, Any]]] = [
        ("directory_sync.update", (), {"enable_dir_sync": True}),
        ("directory_sync.trigger", (), {}),
        ("directory_sync.trigger_user", ("u@x",), {}),
    ]
    for enterprise, (method, rest, named) in itertools.product(everything[:10], changes):
        attempt(lambda: face.call(client, method, enterprise, *rest, **named))  # noqa: B023
    attempt(lambda: face.call(client, "enterprises.get", org_id="no such"))
    sandbox.set_token("another")
    attempt(lambda: face.call(client, "directory_sync.get_status", everything[0]))
    sandbox.stop()
    attempt(lambda: face.call(client, "directory_sync.get_status", everything[0], timeout=2))


def read(face: Face, run: Any) -> None:
    show_object(run)
    try:
        face.call(run, "finish")
    finally:
        show_object(run)
        show("outcomes", run.outcomes)
    run.raise_for_failures()


def go_through_bulk_runs(face: Face) -> None:
    sandbox = Sandbox(enterprises=5, all_synced=True, speed=3600, token=os.environ["CANARY_TOKEN"])
    client = make(face, sandbox, _clock_speed=3600.0)
    folder = Path(tempfile.mkdtemp(dir=FOLDER))
    (folder / "none").write_text("no ledger at all" * 500)
    everyone = face.read(client.enterprises.list())
    for name in ("ledger", "ledger", "none"):
        run = client.bulk.directory_sync.run(
            [*everyone, "gone"], ledger=folder / name, run_name="night"
        )
        attempt(lambda: read(face, run))  # noqa: B023
    show("ledger", [file.read_bytes() for file in folder.iterdir()])

    def run_within(summary: object) -> object:
        other = client.bulk.directory_sync.get_status(
            ["E1"], ledger=folder / "ledger", run_name="day"
        )
        return other.finish()  # an asynchronous client awaits it

    again = {"ledger": folder / "ledger", "run_name": "day", "concurrency": 1}
    items = (f"E{number}" for number in range(2_000))
    attempt(
        lambda: read(
            face,
            client.bulk.directory_sync.get_status(items, on_progress=run_within, **again),
        )
    )
    audit = face.call(client, "audit", ledger=folder / "ledger")
    show("audit", [audit, audit.report_html, audit._repr_html_(), audit.findings.rows])
    audit = face.call(client, "audit_subscribers")
    show("audit of subscribers", [audit, audit.report_html, audit.findings.rows])
    table = face.call(client.enterprises.list(), "table")
    show("table", [table, table.rows, *table.ndjson()])
    sandbox.set_token("another")
    attempt(lambda: read(face, client.bulk.directory_sync.get_status(everyone)))
    attempt(lambda: face.call(client, "audit"))
    attempt(lambda: face.call(client, "audit_subscribers"))
    attempt(lambda: face.call(client.enterprises.list(), "table"))
    sandbox.stop()


def go_through_mistakes(face: Face) -> None:
    proxies: list[Callable[[], str]] = [
        lambda: f"http://user:{os.environ['CANARY_PROXY_PASSWORD']}@",
        lambda: f"ftp://user:{os.environ['CANARY_PROXY_PASSWORD']}@h",
        lambda: os.environ["CANARY_PROXY_PASSWORD"],
    ]
    for make_proxy in proxies:
        attempt(
            lambda: face.kind(os.environ["CANARY_TOKEN"], proxy=make_proxy())  # noqa: B023
        )
    for bad in (
        {"timeout": -1},
        {"base_url": "http://plain.example"},
        {"on_retry": 7},
        {"max_in_flight": 0},
        {"ca_file": "/no/such"},
        {"base_url": "nothing"},
    ):
        attempt(lambda: face.kind(os.environ["CANARY_TOKEN"], **bad))  # noqa: B023
    # A base URL with a login in it is refused, and not repeated.
    attempt(lambda: face.kind("t", base_url=f"https://u:{os.environ['CANARY_TOKEN']}@h.example"))
    held = ScriptedServer([{"json": STATUS, "hold": True}])
    client = make(face, held)
    attempt(lambda: face.call(client, "directory_sync.get_status", ENTERPRISE, timeout=0.1))
    attempt(lambda: _core._panic_for_tests().wait())
    held.stop()
    face.call(client, "close" if face.blocking else "aclose")
    attempt(lambda: status(face, client))


def go_through_a_ledger(face: Face) -> None:
    """Outcomes, their errors, and the files of a ledger."""
    ledger = Path(FOLDER) / f"{face.kind.__name__}.sqlite"
    with Sandbox(enterprises=8, token=os.environ["CANARY_TOKEN"]) as sandbox:
        client = make(face, sandbox)

        def read(**options: Any) -> Any:
            ids = [item["id"] for item in sandbox.enterprises()]
            run = client.bulk.directory_sync.get_status([*ids, "unknown"], **options)
            if face.blocking:
                return run.finish()

            async def drain() -> Any:
                return await run.finish()

            return asyncio.run(drain())

        def fail() -> None:
            run = read(ledger=ledger, run_name="night")
            show("outcomes", run.outcomes)
            show("summary", run.summary)
            run.raise_for_failures()

        attempt(fail)
        attempt(lambda: read(ledger=FOLDER))
        lock = Path(f"{ledger}-lock").open("a")  # noqa: SIM115
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            attempt(lambda: read(ledger=ledger))
        for file in Path(FOLDER).glob(f"{ledger.name}*"):
            show("ledger", file.read_bytes())


class Proxy:
    """Listens where the proxy is said to be, and keeps what it is sent."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.received: list[bytes] = []
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        while True:
            connection, _ = self.listener.accept()
            with connection:
                self.received.append(connection.recv(65536))
                connection.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")


def go_through_a_proxy(face: Face) -> None:
    """Requests to loopback never reach it; one to elsewhere does, without the token."""
    assert PROXY.received == []
    elsewhere = type("Elsewhere", (), {"base_url": "https://webex.invalid/v1"})
    attempt(lambda: status(face, make(face, elsewhere, _clock_speed=50.0)))
    assert PROXY.received
    for received in PROXY.received:
        SEEN["proxied"] += 1
        head = [line for line in received.split(b"\r\n") if not line.startswith(b"proxy-auth")]
        assert head[0] == b"CONNECT webex.invalid:443 HTTP/1.1", head[0]
        show("proxy", head)
    PROXY.received.clear()


def main() -> None:
    logging.basicConfig(level=logging.DEBUG, handlers=[Everything()])
    for kind in (Client, AsyncClient):
        face = Face(kind)
        play_scenarios(face)
        if LEAK:
            continue
        go_through_sources(face)
        go_through_refreshes(face)
        go_through_a_sandbox(face)
        go_through_bulk_runs(face)
        go_through_a_ledger(face)
        go_through_mistakes(face)
        go_through_a_proxy(face)
    for process in ("self", str(os.getppid())):
        show("command line", Path(f"/proc/{process}/cmdline").read_bytes())
    show("children", subprocess.run(["ps", "ax", "-o", "args"], capture_output=True, check=False))
    SEEN["errors"] = sorted(SEEN["errors"])
    print(json.dumps(SEEN))


if __name__ == "__main__":
    PROXY = Proxy()
    with tempfile.TemporaryDirectory() as FOLDER:
        main()
