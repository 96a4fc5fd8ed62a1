"""Tokens that are refreshed: ahead, once, for all calls and processes, and saved before used."""

from __future__ import annotations

import asyncio
import http.server
import itertools
import json
import logging
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from webex_broadworks import (
    AuthenticationError,
    Client,
    ConfigurationError,
    Event,
    StoredTokens,
    tokens,
)
from webex_broadworks.testing import Sandbox

from conftest import STATUS, Face, Serve, run_program
from sources import LaterMemory, Memory

SECRETS: dict[str, Any] = {
    "client_id": "sandbox-client-id",
    "client_secret": "sandbox-client-secret",
    "refresh_token": "sandbox-refresh-token",
}


@pytest.fixture
def issuer() -> Iterator[Sandbox]:
    """A sandbox that hands out access tokens, and a new refresh token with each."""
    with Sandbox(enterprises=3, oauth={"rotates": True}) as issuer:
        yield issuer


def keep(issuer: Sandbox, file: Path, **changes: Any) -> Path:
    """Has a run before this one keep tokens in a file, and changes what it kept."""
    Client(
        tokens.oauth(**SECRETS, cache_file=file), base_url=issuer.base_url
    ).list_enterprises().all()
    file.write_text(json.dumps({**json.loads(file.read_text()), **changes}))
    issuer.clear_requests()
    return file


NEARLY_EXPIRED = {"refreshAt": 0}
REVOKED = {"accessToken": "revoked"}


def targets(sandbox: Sandbox) -> list[str]:
    return [request["target"].split("?")[0] for request in sandbox.requests()]


def test_a_token_is_refreshed_once_and_kept_for_the_next_run(
    face: Face, issuer: Sandbox, tmp_path: Path
) -> None:
    file = tmp_path / "made" / "cache.json"
    for _ in range(2):
        client = face.client(issuer, token=tokens.oauth(**SECRETS, cache_file=file))
        assert "by OAuth for the client sandbox-client-id" in repr(client)
        assert len(face.read(client.list_enterprises())) == 3
    assert issuer.token_refreshes() == 1
    assert file.stat().st_mode & 0o777 == 0o600
    assert set(json.loads(file.read_text())) >= {"accessToken", "refreshToken", "refreshAt"}


def test_a_token_is_refreshed_before_it_expires(
    face: Face, issuer: Sandbox, tmp_path: Path
) -> None:
    file = keep(issuer, tmp_path / "cache.json", **NEARLY_EXPIRED)
    client = face.client(issuer, token=tokens.oauth(**SECRETS, cache_file=file))
    assert len(face.read(client.list_enterprises())) == 3
    assert targets(issuer)[0] == "/v1/access_token"
    assert issuer.token_refreshes() == 2


def test_a_refused_token_is_refreshed_once(face: Face, issuer: Sandbox, tmp_path: Path) -> None:
    file = keep(issuer, tmp_path / "cache.json", **REVOKED)
    client = face.client(issuer, token=tokens.oauth(**SECRETS, cache_file=file))
    assert len(face.read(client.list_enterprises())) == 3
    assert [request["status"] for request in issuer.requests()] == [401, 200, 200]
    assert issuer.token_refreshes() == 2


def test_many_calls_at_once_refresh_once(face: Face, issuer: Sandbox, tmp_path: Path) -> None:
    file = keep(issuer, tmp_path / "cache.json", **REVOKED)
    client = face.client(issuer, token=tokens.oauth(**SECRETS, cache_file=file))
    if face.blocking:
        with ThreadPoolExecutor(24) as pool:
            lists = list(pool.map(lambda _: client.list_enterprises().all(), range(24)))
    else:

        async def gather() -> Any:
            return await asyncio.gather(*(client.list_enterprises().all() for _ in range(24)))

        lists = asyncio.run(gather())
    assert [len(each) for each in lists] == [3] * 24
    assert issuer.token_refreshes() == 2


SHARING = """
import sys
from webex_broadworks import Client, tokens
source = tokens.oauth(
    client_id="sandbox-client-id",
    client_secret=tokens.environment("SECRET"),
    refresh_token=tokens.environment("REFRESH"),
    cache_file=sys.argv[2],
)
print("ready", flush=True)
sys.stdin.readline()
print(len(Client(source, base_url=sys.argv[1]).list_enterprises().all()))
"""


def test_processes_that_share_a_cache_file_refresh_once(issuer: Sandbox, tmp_path: Path) -> None:
    file = keep(issuer, tmp_path / "cache.json", **NEARLY_EXPIRED)
    secrets = {"SECRET": SECRETS["client_secret"], "REFRESH": SECRETS["refresh_token"]}
    programs = [
        subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", SHARING, issuer.base_url, str(file)],
            env={**os.environ, **secrets},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for program in programs:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("\n")
        program.stdin.flush()
    assert [program.communicate(timeout=60)[0] for program in programs] == ["3\n"] * 3
    assert issuer.token_refreshes() == 2


@pytest.mark.parametrize("kind", [Memory, LaterMemory])
def test_tokens_are_saved_before_they_are_used(
    face: Face, issuer: Sandbox, kind: type[Memory]
) -> None:
    seen: list[list[str]] = []
    store = kind()
    save = store.save

    def inspect(tokens: dict[str, Any]) -> Any:
        seen.append(targets(issuer))
        assert all(type(value) in {str, int} for value in tokens.values())
        return save(tokens)

    store.save = inspect  # type: ignore[method-assign]
    client = face.client(issuer, token=tokens.oauth(**SECRETS, store=store))
    assert len(face.read(client.list_enterprises())) == 3
    assert seen == [["/v1/access_token"]]
    assert store.notes[-1] == "save"
    assert store.tokens is not None
    known = set(StoredTokens.__annotations__)
    assert set(store.tokens) <= known
    # The refresh token was replaced; the next refresh takes the one that was saved.
    store.tokens["refreshAt"] = 0
    again = face.client(issuer, token=tokens.oauth(**SECRETS, store=store))
    assert len(face.read(again.list_enterprises())) == 3
    assert issuer.token_refreshes() == 2


class Broken(Memory):
    def save(self, tokens: dict[str, Any]) -> None:
        try:
            raise KeyError("key")
        except KeyError as error:
            raise OSError("disk full") from error


def test_what_cannot_be_saved_is_used_with_a_warning(
    face: Face, issuer: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    client = face.client(issuer, token=tokens.oauth(**SECRETS, store=Broken()))
    assert face.read(client.list_enterprises())
    assert targets(issuer)[0] == "/v1/access_token"
    assert any(record.levelname == "WARNING" for record in caplog.records)


class Sealed(Memory):
    def load(self) -> dict[str, Any] | None:
        try:
            raise KeyError("key")
        except KeyError as error:
            raise OSError("sealed") from error


def test_a_store_that_cannot_be_read_is_the_cause(face: Face, issuer: Sandbox) -> None:
    client = face.client(issuer, token=tokens.oauth(**SECRETS, store=Sealed()))
    with pytest.raises(ConfigurationError, match=r"failed to read.*OSError") as failed:
        face.read(client.list_enterprises())
    cause = failed.value.__cause__
    assert isinstance(cause, OSError)
    # The frames of a store hold tokens.
    assert (cause.__traceback__, cause.__cause__, cause.__context__) == (None, None, None)


class Odd(Memory):
    def load(self) -> dict[str, Any] | None:
        return {"accessToken": 7, "refreshToken": "the-secret"}


def test_a_store_that_loads_something_else(face: Face, issuer: Sandbox) -> None:
    client = face.client(issuer, token=tokens.oauth(**SECRETS, store=Odd()))
    with pytest.raises(ConfigurationError, match="failed to read") as failed:
        face.read(client.list_enterprises())
    assert "the-secret" not in f"{failed.value} {failed.value.__cause__}"


def test_a_refresh_that_is_refused_says_what_to_do(face: Face, tmp_path: Path) -> None:
    with Sandbox(enterprises=3, oauth={"fails": True}) as issuer:
        source = tokens.oauth(**SECRETS, cache_file=tmp_path / "cache.json")
        client = face.client(issuer, token=source)
        with pytest.raises(AuthenticationError, match=r"Authorise .* again") as refused:
            face.read(client.list_enterprises())
    shown = f"{refused.value!r} {vars(refused.value)}"
    assert SECRETS["client_secret"] not in shown
    assert SECRETS["refresh_token"] not in shown


def test_the_environment_names_an_integration(
    face: Face, issuer: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("WEBEX_ACCESS_TOKEN", raising=False)
    for name, value in SECRETS.items():
        monkeypatch.setenv(f"WEBEX_{name.upper()}", value)
    client = pickle.loads(pickle.dumps(face.kind(base_url=issuer.base_url)))
    assert len(face.read(client.list_enterprises())) == 3
    assert issuer.token_refreshes() == 1


def due(server: Any, file: Path) -> Path:
    """Keeps a token that is to be refreshed and still good."""
    kept = {
        "accessToken": "old",
        "refreshToken": "sandbox-refresh-token",
        "refreshAt": 0,
        "expiresAt": 2**40,
        "baseUrl": server.base_url,
        "clientId": "sandbox-client-id",
        "authorizedWith": "sandbox-refresh-token",
    }
    file.write_text(json.dumps(kept))
    file.chmod(0o600)
    return file


def test_a_refresh_is_told_of(
    face: Face, issuer: Sandbox, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "webex_broadworks")
    told: list[Event] = []
    source = tokens.oauth(**SECRETS, cache_file=tmp_path / "cache.json")
    client = face.client(
        issuer, token=source, partner="East", on_request=told.append, on_response=told.append
    )
    face.call(client, "get_directory_sync_status", issuer.enterprises()[0])
    refresh, call = ("refresh_access_token", "/access_token"), "get_directory_sync_status"
    assert [(event.operation, event.route) for event in told[:2]] == [refresh, refresh]
    assert [event.operation for event in told[2:]] == [call, call]
    assert [vars(record)["operation"] for record in caplog.records] == [
        event.operation for event in told
    ]
    request, response = told[:2]
    assert (request.method, request.attempt, request.partner) == ("POST", 1, "East")
    assert (response.status, response.error, response.enterprise_id) == (200, None, None)
    assert response.duration is not None
    sent = issuer.requests()[0]["headers"]["trackingid"]
    assert {request.tracking_id, response.tracking_id} == {sent}
    assert told[2].tracking_id != sent
    shown = f"{told} {[vars(record) for record in caplog.records]}"
    assert not any(secret in shown for secret in list(SECRETS.values())[1:])


def test_a_refresh_that_fails_while_the_token_is_good_is_a_warning(
    face: Face, serve: Serve, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    server = serve(*[{"status": 503}] * 3, {"json": STATUS})
    told: list[Event] = []
    source = tokens.oauth(**SECRETS, cache_file=due(server, tmp_path / "cache.json"))
    client = face.client(server, token=source, on_retry=told.append, _clock_speed=50.0)
    with caplog.at_level(logging.WARNING, "webex_broadworks"):
        face.call(client, "get_directory_sync_status", "E1")
    assert [(event.attempt, event.status, event.error) for event in told] == [
        (attempt, 503, "SERVER") for attempt in (1, 2, 3)
    ]
    assert told[-1].duration == timedelta(seconds=60)
    last = caplog.records[-1]
    assert (last.levelname, vars(last)["operation"]) == ("WARNING", "refresh_access_token")


def test_standard_error_is_told_of_a_refresh(issuer: Sandbox, tmp_path: Path) -> None:
    done = run_program(
        """if True:
        import sys
        from webex_broadworks import Client, tokens
        source = tokens.oauth(
            client_id="sandbox-client-id",
            client_secret="sandbox-client-secret",
            refresh_token="sandbox-refresh-token",
            cache_file=sys.argv[2],
        )
        Client(source, base_url=sys.argv[1]).get_enterprise(sp_enterprise_id=sys.argv[3])
        """,
        issuer.base_url,
        str(tmp_path / "cache.json"),
        issuer.enterprises()[0]["spEnterpriseId"],
        WEBEX_LOG="debug",
    )
    lines = done.stderr.splitlines()
    assert [
        line.split(" operation=")[1].split(" ")[0] for line in lines if "operation=" in line
    ] == [
        *["refresh_access_token"] * 2,
        *["get_enterprise"] * 2,
    ]


def test_without_a_file_or_a_store_tokens_are_kept_in_the_cache_folder(
    face: Face, issuer: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for _ in range(2):
        client = pickle.loads(pickle.dumps(face.client(issuer, token=environment())))
        assert len(face.read(client.list_enterprises())) == 3
    done = run_program(
        """if True:
        import sys
        from webex_broadworks import Client, tokens
        print(len(Client(base_url=sys.argv[1]).list_enterprises().all()))
        """,
        issuer.base_url,
        XDG_CACHE_HOME=str(tmp_path),
        **{f"WEBEX_{name.upper()}": value for name, value in SECRETS.items()},
    )
    assert done.stdout == "3\n", done.stderr
    assert issuer.token_refreshes() == 1
    folder = tmp_path / "webex-broadworks"
    [file] = folder.glob("*.json")
    assert file.name.startswith("client-sandbox-client-id-")
    assert file.stat().st_mode & 0o777 == 0o600
    # Another authorisation of the same client has another file.
    other = tokens.oauth(**{**SECRETS, "refresh_token": "another"})
    with pytest.raises(AuthenticationError):
        face.read(face.client(issuer, token=other).list_enterprises())
    assert len(list(folder.glob("*.json.lock"))) == 2
    assert list(folder.glob("*.json")) == [file]


def environment() -> tokens.TokenSource:
    """The secrets where pickle can leave them."""
    for name in ("client_secret", "refresh_token"):
        os.environ[f"TEST_{name.upper()}"] = SECRETS[name]
    return tokens.oauth(
        client_id=SECRETS["client_id"],
        client_secret=tokens.environment("TEST_CLIENT_SECRET"),
        refresh_token=tokens.environment("TEST_REFRESH_TOKEN"),
    )


@pytest.mark.skipif(sys.platform == "win32", reason="the locks of other systems")
def test_a_lock_that_another_process_holds_stops_no_call_while_the_token_is_good(
    face: Face, serve: Serve, tmp_path: Path
) -> None:
    server = serve({"json": STATUS})
    file = due(server, tmp_path / "cache.json")
    program = """if True:
        import fcntl, sys
        lock = open(sys.argv[1], "w")
        fcntl.flock(lock, fcntl.LOCK_EX)
        print("locked", flush=True)
        sys.stdin.read()
    """
    command = [sys.executable, "-c", program, f"{file}.lock"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"locked\n"
        client = face.client(server, token=tokens.oauth(**SECRETS, cache_file=file))
        assert face.call(client, "get_directory_sync_status", "E1", timeout=20) == STATUS
        holder.communicate()
    assert [request["headers"]["authorization"] for request in server.requests()] == ["Bearer old"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_in_the_place_of_the_cache_file_is_not_written_through(
    face: Face, issuer: Sandbox, tmp_path: Path
) -> None:
    file, elsewhere = tmp_path / "cache.json", tmp_path / "elsewhere"
    elsewhere.write_text("{}")
    elsewhere.chmod(0o600)
    file.symlink_to(elsewhere)
    client = face.client(issuer, token=tokens.oauth(**SECRETS, cache_file=file))
    assert len(face.read(client.list_enterprises())) == 3
    assert elsewhere.read_text() == "{}"
    assert not file.is_symlink()
    assert file.stat().st_mode & 0o777 == 0o600


class SlowIssuer(http.server.BaseHTTPRequestHandler):
    """A service whose tokens are soon to be refreshed, which takes its time."""

    protocol_version = "HTTP/1.1"
    grants = itertools.count(1)

    def answer(self, body: dict[str, Any]) -> None:
        text = json.dumps(body).encode()
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def do_POST(self) -> None:
        number = next(self.grants)
        threading.Event().wait(0.02)
        self.answer({"access_token": f"token-{number}", "expires_in": 60})

    def do_GET(self) -> None:
        self.answer(STATUS)

    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing forks there")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_children_forked_in_a_storm_of_refreshes_make_calls(tmp_path: Path, repeat: range) -> None:
    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

    server = Server(("127.0.0.1", 0), SlowIssuer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    stores: list[dict[str, Any]] = [{"cache_file": tmp_path / "cache.json"}, {"store": Memory()}]
    clients = [
        Client(
            tokens.oauth(**SECRETS, **store),
            base_url=f"http://127.0.0.1:{server.server_port}/v1",
            # A minute, the least life of a token, is a sixtieth of a second.
            _clock_speed=3600.0,
            timeout=None,
            attempt_timeout=36_000,
            connect_timeout=36_000,
            read_timeout=36_000,
        )
        for store in stores
    ]
    ended = threading.Event()

    def storm(client: Client) -> None:
        while not ended.is_set():
            client.get_directory_sync_status("E1")

    with ThreadPoolExecutor(4) as pool:
        storms = [pool.submit(storm, client) for client in clients * 2]
        try:
            for _ in range(50 * len(repeat) // 20):
                child = os.fork()
                if child == 0:
                    signal.alarm(30)
                    status = 1
                    try:
                        for client in clients:
                            assert client.get_directory_sync_status("E1") == STATUS
                        status = 0
                    finally:
                        os._exit(status)
                assert os.waitpid(child, 0)[1] == 0
        finally:
            ended.set()
        for it in storms:
            it.result()
    assert next(SlowIssuer.grants) > 50
    server.shutdown()
    server.server_close()


def test_the_main_token_of_a_sandbox_can_be_replaced(sandbox: Sandbox) -> None:
    client = Client(lambda: sandbox.token, base_url=sandbox.base_url)
    assert len(client.list_enterprises(completion="off").all()) == 12
    sandbox.set_token("another-token")
    sandbox.clear_requests()
    assert len(client.list_enterprises(completion="off").all()) == 12
    assert [request["status"] for request in sandbox.requests()] == [401, 200]
