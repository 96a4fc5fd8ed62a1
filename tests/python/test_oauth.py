"""Tokens that are refreshed: ahead, once, for all calls and processes, and saved before used."""

from __future__ import annotations

import asyncio
import json
import logging
import pickle
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from oauth_cache import NEARLY_EXPIRED, SECRETS, due, environment, keep
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


@pytest.fixture
def issuer() -> Iterator[Sandbox]:
    """A sandbox that hands out access tokens, and a new refresh token with each."""
    with Sandbox(enterprises=3, oauth={"rotates": True}) as issuer:
        yield issuer


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
        assert len(face.read(client.enterprises.list())) == 3
    assert issuer.token_refreshes() == 1
    assert file.stat().st_mode & 0o777 == 0o600
    assert set(json.loads(file.read_text())) >= {"accessToken", "refreshToken", "refreshAt"}


def test_a_token_is_refreshed_before_it_expires(
    face: Face, issuer: Sandbox, tmp_path: Path
) -> None:
    file = keep(issuer, tmp_path / "cache.json", **NEARLY_EXPIRED)
    client = face.client(issuer, token=tokens.oauth(**SECRETS, cache_file=file))
    assert len(face.read(client.enterprises.list())) == 3
    assert targets(issuer)[0] == "/v1/access_token"
    assert issuer.token_refreshes() == 2


def test_a_refused_token_is_refreshed_once(face: Face, issuer: Sandbox, tmp_path: Path) -> None:
    file = keep(issuer, tmp_path / "cache.json", **REVOKED)
    client = face.client(issuer, token=tokens.oauth(**SECRETS, cache_file=file))
    assert len(face.read(client.enterprises.list())) == 3
    assert [request["status"] for request in issuer.requests()] == [401, 200, 200]
    assert issuer.token_refreshes() == 2


def test_many_calls_at_once_refresh_once(face: Face, issuer: Sandbox, tmp_path: Path) -> None:
    file = keep(issuer, tmp_path / "cache.json", **REVOKED)
    client = face.client(issuer, token=tokens.oauth(**SECRETS, cache_file=file))
    if face.blocking:
        with ThreadPoolExecutor(24) as pool:
            lists = list(pool.map(lambda _: client.enterprises.list().all(), range(24)))
    else:

        async def gather() -> Any:
            return await asyncio.gather(*(client.enterprises.list().all() for _ in range(24)))

        lists = asyncio.run(gather())
    assert [len(each) for each in lists] == [3] * 24
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
    assert len(face.read(client.enterprises.list())) == 3
    assert seen == [["/v1/access_token"]]
    assert store.notes[-1] == "save"
    assert store.tokens is not None
    known = set(StoredTokens.__annotations__)
    assert set(store.tokens) <= known
    # The refresh token was replaced; the next refresh takes the one that was saved.
    store.tokens["refreshAt"] = 0
    again = face.client(issuer, token=tokens.oauth(**SECRETS, store=store))
    assert len(face.read(again.enterprises.list())) == 3
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
    assert face.read(client.enterprises.list())
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
        face.read(client.enterprises.list())
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
        face.read(client.enterprises.list())
    assert "the-secret" not in f"{failed.value} {failed.value.__cause__}"


class Locked(Mapping[str, Any]):
    """Tokens whose values can't be read."""

    def __getitem__(self, key: str) -> Any:
        raise OSError("sealed")

    def __iter__(self) -> Iterator[str]:
        return iter(["accessToken"])

    def __len__(self) -> int:
        return 1


class Lazy(Memory):
    def load(self) -> Any:
        return Locked()


def test_loaded_tokens_that_cannot_be_read_are_the_cause(face: Face, issuer: Sandbox) -> None:
    client = face.client(issuer, token=tokens.oauth(**SECRETS, store=Lazy()))
    with pytest.raises(ConfigurationError, match=r"failed to read.*OSError") as failed:
        face.read(client.enterprises.list())
    assert failed.value.__cause__ is not None
    assert failed.value.__cause__.__traceback__ is None


def test_a_refresh_that_is_refused_says_what_to_do(face: Face, tmp_path: Path) -> None:
    with Sandbox(enterprises=3, oauth={"fails": True}) as issuer:
        source = tokens.oauth(**SECRETS, cache_file=tmp_path / "cache.json")
        client = face.client(issuer, token=source)
        with pytest.raises(AuthenticationError, match=r"Authorize .* again") as refused:
            face.read(client.enterprises.list())
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
    assert len(face.read(client.enterprises.list())) == 3
    assert issuer.token_refreshes() == 1


def test_a_refresh_is_told_of(
    face: Face, issuer: Sandbox, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "webex_broadworks")
    told: list[Event] = []
    source = tokens.oauth(**SECRETS, cache_file=tmp_path / "cache.json")
    client = face.client(
        issuer, token=source, partner="East", on_request=told.append, on_response=told.append
    )
    face.call(client, "directory_sync.get_status", issuer.enterprises()[0])
    refresh, call = ("access_token.refresh", "/access_token"), "directory_sync.get_status"
    assert [(event.operation, event.route) for event in told[:2]] == [refresh, refresh]
    assert [event.operation for event in told[2:]] == [call, call]
    assert [vars(record)["operation"] for record in caplog.records] == [
        event.operation for event in told
    ]
    request, response = told[:2]
    assert (request.method, request.attempt, request.partner) == ("POST", 1, "East")
    assert (response.status, response.error, response.subject_id) == (200, None, None)
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
        face.call(client, "directory_sync.get_status", "E1")
    assert [(event.attempt, event.status, event.error) for event in told] == [
        (attempt, 503, "SERVER") for attempt in (1, 2, 3)
    ]
    assert told[-1].duration == timedelta(seconds=60)
    last = caplog.records[-1]
    assert (last.levelname, vars(last)["operation"]) == ("WARNING", "access_token.refresh")


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
        Client(source, base_url=sys.argv[1]).enterprises.get(sp_enterprise_id=sys.argv[3])
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
        *["access_token.refresh"] * 2,
        *["enterprises.get"] * 2,
    ]


def test_without_a_file_or_a_store_tokens_are_kept_in_the_cache_folder(
    face: Face, issuer: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for _ in range(2):
        client = pickle.loads(pickle.dumps(face.client(issuer, token=environment())))
        assert len(face.read(client.enterprises.list())) == 3
    done = run_program(
        """if True:
        import sys
        from webex_broadworks import Client, tokens
        print(len(Client(base_url=sys.argv[1]).enterprises.list().all()))
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
    # Another authorization of the same client has another file.
    other = tokens.oauth(**{**SECRETS, "refresh_token": "another"})
    with pytest.raises(AuthenticationError):
        face.read(face.client(issuer, token=other).enterprises.list())
    assert len(list(folder.glob("*.json.lock"))) == 2
    assert list(folder.glob("*.json")) == [file]


def test_the_main_token_of_a_sandbox_can_be_replaced(sandbox: Sandbox) -> None:
    client = Client(lambda: sandbox.token, base_url=sandbox.base_url)
    assert len(client.enterprises.list(completion="off").all()) == 12
    sandbox.set_token("another-token")
    sandbox.clear_requests()
    assert len(client.enterprises.list(completion="off").all()) == 12
    assert [request["status"] for request in sandbox.requests()] == [401, 200]
