"""Refreshes of several processes: shared cache files, locks, links and forks."""

from __future__ import annotations

import http.server
import itertools
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from oauth_cache import NEARLY_EXPIRED, SECRETS, due, keep
from webex_broadworks import (
    Client,
    tokens,
)
from webex_broadworks.testing import Sandbox

from conftest import STATUS, Face, Serve
from sources import Memory


@pytest.fixture
def issuer() -> Iterator[Sandbox]:
    """A sandbox that hands out access tokens, and a new refresh token with each."""
    with Sandbox(enterprises=3, oauth={"rotates": True}) as issuer:
        yield issuer


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
print(len(Client(source, base_url=sys.argv[1]).enterprises.list().all()))
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
        assert face.call(client, "directory_sync.get_status", "E1", timeout=20) == STATUS
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
    assert len(face.read(client.enterprises.list())) == 3
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
            client.directory_sync.get_status("E1")

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
                            assert client.directory_sync.get_status("E1") == STATUS
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
