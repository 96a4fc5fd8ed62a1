"""Tokens that are refreshed: ahead, once, for all calls and processes, and saved before used."""

from __future__ import annotations

import asyncio
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from webex_broadworks import (
    AuthenticationError,
    Client,
    ConfigurationError,
    StoredTokens,
    tokens,
)
from webex_broadworks.testing import Sandbox

from conftest import Face
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

    def look(tokens: dict[str, Any]) -> Any:
        seen.append(targets(issuer))
        assert all(type(value) in {str, int} for value in tokens.values())
        return save(tokens)

    store.save = look  # type: ignore[method-assign]
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


def test_what_cannot_be_saved_is_not_used(face: Face, issuer: Sandbox) -> None:
    client = face.client(issuer, token=tokens.oauth(**SECRETS, store=Broken()))
    with pytest.raises(ConfigurationError, match=r"failed to write.*OSError") as failed:
        face.read(client.list_enterprises())
    assert targets(issuer) == ["/v1/access_token"]
    cause = failed.value.__cause__
    assert isinstance(cause, OSError)
    # Its frames hold the tokens.
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


def test_the_main_token_of_a_sandbox_can_be_replaced(sandbox: Sandbox) -> None:
    client = Client(lambda: sandbox.token, base_url=sandbox.base_url)
    assert len(client.list_enterprises().all()) == 12
    sandbox.set_token("another-token")
    sandbox.clear_requests()
    assert len(client.list_enterprises().all()) == 12
    assert [request["status"] for request in sandbox.requests()] == [401, 200]
