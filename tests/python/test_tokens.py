"""Where tokens come from: sources, callables, profiles; and which of them are pickled."""

from __future__ import annotations

import copy
import os
import pickle
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from webex_broadworks import (
    BadRequestError,
    Client,
    ConfigurationError,
    InvalidArgumentError,
    tokens,
)
from webex_broadworks.testing import ScriptedServer

import sources
from conftest import ENTERPRISE, STATUS, TOKEN, Face, Serve

ANSWERED = {"json": STATUS}
REFUSED = {"status": 401, "json": {"message": "no"}}


def private(path: Path, text: str) -> Path:
    path.write_text(text)
    path.chmod(0o600)
    return path


def authorizations(server: ScriptedServer) -> list[str]:
    return [request["headers"]["authorization"] for request in server.requests()]


def test_every_source_brings_its_token(
    face: Face, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EAST_TOKEN", "of-the-variable")
    file = private(tmp_path / "token", "of-the-file\n")
    for source, token, shown in [
        (tokens.environment("EAST_TOKEN"), "of-the-variable", "environment variable EAST_TOKEN"),
        (tokens.file(file), "of-the-file", str(file)),
        (tokens.command(["echo", "of-the-command"]), "of-the-command", "from the command echo"),
        (lambda: "of-a-callable", "of-a-callable", "from a callable"),
        ("literal", "literal", "token given"),
    ]:
        server = serve(ANSWERED)
        client = face.client(server, token=source)
        assert shown in repr(client)
        assert face.call(client, "directory_sync.get_status", ENTERPRISE) == STATUS
        assert authorizations(server) == [f"Bearer {token}"]
        assert token not in f"{client!r} {source!r}" or token == "literal"


def test_a_file_is_read_again_when_it_changes(face: Face, serve: Serve, tmp_path: Path) -> None:
    server = serve(ANSWERED, ANSWERED)
    file = private(tmp_path / "token", "one")
    client = face.client(server, token=tokens.file(file))
    for text in ("one", "two"):
        private(file, text)
        os.utime(file, (0, len(authorizations(server))))  # clocks of file systems are coarse
        assert face.call(client, "directory_sync.get_status", ENTERPRISE) == STATUS
    assert authorizations(server) == ["Bearer one", "Bearer two"]


def test_what_is_no_regular_file_is_refused_by_what_it_is(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, kind in [
        (tmp_path, "is a folder"),
        (Path("/dev/null"), "is a device"),
        (tmp_path / "pipe", "is a pipe"),
    ]:
        with pytest.raises(ConfigurationError, match=kind) as refused:
            tokens.file(path)
        assert "chmod" not in str(refused.value)


def mounted(folder: Path, mode: int) -> Path:
    """A token in a volume as Kubernetes mounts it."""
    version = folder / "..2026_11_29"
    version.mkdir(parents=True)
    (version / "token").write_text(TOKEN + "\n")
    (version / "token").chmod(mode)
    (folder / "..data").symlink_to(version.name)
    (folder / "token").symlink_to("..data/token")
    return folder / "token"


@pytest.mark.parametrize("mode", [0o444, 0o440, 0o640])
def test_mounted_secrets(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, open_folder: Path, mode: int
) -> None:
    token = mounted(open_folder / "volume", mode)
    with pytest.raises(ConfigurationError, match=r"/run/secrets.*read-only mount"):
        tokens.file(token)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(open_folder))
    with Client(tokens.file(token), base_url=serve({"json": STATUS}).base_url) as client:
        assert client.directory_sync.get_status(ENTERPRISE) == STATUS
    monkeypatch.delenv("CREDENTIALS_DIRECTORY")
    (open_folder / "volume").chmod(0o700)
    assert tokens.file(token)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that others can enter, unlike those of pytest."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.mark.parametrize(
    "text",
    [f"{TOKEN}\n", f"\ufeff{TOKEN}\r\n", f"  {TOKEN}\nlogin: jane\n"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_what_came_along_with_a_token_is_left_out(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str, encoding: str
) -> None:
    server = serve({"json": STATUS}, {"json": STATUS}, {"json": STATUS}, {"json": STATUS})
    path = tmp_path / "token"
    path.write_bytes(text.encode(encoding))
    path.chmod(0o600)
    monkeypatch.setenv("A_TOKEN", text)
    all_sources: list[tokens.TokenSource | Callable[[], str]] = [
        tokens.file(path),
        tokens.command(["cat", str(path)]),
        tokens.environment("A_TOKEN"),
        lambda: text,
    ]
    for source in all_sources:
        Client(source, base_url=server.base_url).directory_sync.get_status(ENTERPRISE)
    assert authorizations(server) == [f"Bearer {TOKEN}"] * 4


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (f'"{TOKEN}"', "quotes"),
        (f"'{TOKEN}'", "quotes"),
        ("${WEBEX_TOKEN}", "placeholder"),
        ("<your-token>", "placeholder"),
        (f"WEBEX_ACCESS_TOKEN={TOKEN}", "NAME=value"),
        (f'{{"access_token": "{TOKEN}"}}', "JSON"),
        (f"Bearer {TOKEN}", "Bearer"),
        ("", "empty"),
    ],
)
def test_what_cannot_be_a_credential_is_refused_by_name(text: str, named: str) -> None:
    makers: list[Callable[[], object]] = [
        lambda: Client(text),
        lambda: oauth(client_id=text),
        lambda: oauth(client_secret=text),
        lambda: oauth(refresh_token=text),
    ]
    for make in makers:
        with pytest.raises(ConfigurationError, match=named) as refused:
            make()
        assert TOKEN not in str(refused.value)


def test_a_short_token_is_for_a_loopback_address_alone(serve: Serve) -> None:
    with pytest.raises(ConfigurationError, match="at least 8 characters"):
        Client("seven77")
    server = serve({"status": 400, "json": {"message": "the token of e is wrong"}})
    with pytest.raises(BadRequestError, match="the token of e is wrong"):
        Client("e", base_url=server.base_url).directory_sync.get_status(ENTERPRISE)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: tokens.environment("NO_SUCH_VARIABLE"), "NO_SUCH_VARIABLE"),
        (lambda: tokens.file("/no/such/file"), "/no/such/file"),
        (lambda: tokens.command([]), "name a program"),
        (lambda: tokens.command("pass show"), "`argv`: expected a list of text"),
        (lambda: tokens.environment(7), "`name`: expected text (str), got int"),  # type: ignore[arg-type]
        (lambda: Client(7), "`token`: expected text"),  # type: ignore[arg-type]
        (lambda: Client("a", partner=7), "`partner`: expected text"),  # type: ignore[arg-type]
        (lambda: oauth(client_secret=lambda: "x"), "`client_secret`: expected text"),
        (lambda: oauth(refresh_token=oauth()), "`refresh_token`: expected text"),
        (lambda: oauth(store=sources.Memory()), "at most one of `cache_file` and `store`"),
        (lambda: oauth(cache_file=None, store={}), "`load` and `save`, got dict without `load`"),
    ],
)
def test_what_is_no_source_is_refused_at_once(make: Callable[[], object], says: str) -> None:
    with pytest.raises((ConfigurationError, InvalidArgumentError)) as refused:
        make()
    assert says in str(refused.value)


def oauth(**changes: Any) -> tokens.TokenSource:
    arguments: dict[str, Any] = {
        "client_id": "C1",
        "client_secret": "the-client-secret",
        "refresh_token": "the-refresh-token",
        "cache_file": "/tmp/never-made.json",
        **changes,
    }
    return tokens.oauth(**arguments)


def test_a_profile_of_another_file_brings_token_and_partner(
    face: Face, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EAST_TOKEN", "of-the-east")
    profiles = tmp_path / "mine.toml"
    profiles.write_text('[profiles.east]\npartner = "East"\ntoken = { env = "EAST_TOKEN" }\n')
    server = serve(ANSWERED)
    partners: list[Any] = []
    client = face.kind(
        profile="east",
        profiles_file=profiles,
        base_url=server.base_url,
        on_response=lambda event: partners.append(event.partner),
    )
    face.call(client, "directory_sync.get_status", ENTERPRISE)
    assert authorizations(server) == ["Bearer of-the-east"]
    assert partners == ["East"]


def picklable(tmp_path: Path) -> list[Any]:
    secrets: dict[str, Any] = {
        "client_secret": tokens.environment("SECRET"),
        "refresh_token": tokens.file(private(tmp_path / "refresh", TOKEN)),
    }
    return [
        tokens.environment("SECRET"),
        tokens.file(private(tmp_path / "token", TOKEN)),
        tokens.command(["pass", "show", "webex"]),
        sources.bring,
        sources.bring_later,
        tokens.oauth(client_id="C1", **secrets, cache_file=tmp_path / "cache.json"),
        tokens.oauth(client_id="C1", **secrets, store=sources.Vault),
    ]


@pytest.mark.parametrize("number", range(7))
def test_a_client_is_pickled_with_its_source(
    face: Face, serve: Serve, tmp_path: Path, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET", TOKEN)
    source = picklable(tmp_path)[number]
    client = face.client(
        serve(), token=source, partner="East", on_request=sources.note, profiles_file=tmp_path
    )
    pickled = pickle.dumps(client)
    assert TOKEN.encode() not in pickled
    for again in (pickle.loads(pickled), copy.copy(client), copy.deepcopy(client)):
        assert repr(again) == repr(client)
        assert "partner='East'" in repr(again)
    if isinstance(source, tokens.TokenSource):
        assert repr(copy.copy(source)) == repr(source)


def test_a_pickled_function_brings_the_token(
    face: Face, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOKEN_OF_A_FUNCTION", TOKEN)
    server = serve(ANSWERED, ANSWERED)
    for function in (sources.bring, sources.bring_later):
        client = pickle.loads(pickle.dumps(face.client(server, token=function)))
        assert face.call(client, "directory_sync.get_status", ENTERPRISE) == STATUS
    assert authorizations(server) == [f"Bearer {TOKEN}"] * 2


class Bringer:
    def bring(self) -> str:
        return TOKEN


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"token": lambda: TOKEN}, "a function of a module"),
        ({"token": Bringer().bring}, "a function of a module"),
        ({"token": "literal"}, "tokens.environment"),
        ({"token": oauth()}, "tokens.environment"),
        ({"token": sources.bring, "on_retry": lambda event: None}, "`on_retry` is a lambda"),
    ],
)
@pytest.mark.parametrize("again", [pickle.dumps, copy.copy, copy.deepcopy])
def test_what_might_take_a_secret_along_is_not_pickled(
    face: Face, serve: Serve, options: Any, says: str, again: Any
) -> None:
    with pytest.raises(ConfigurationError) as refused:
        again(face.client(serve(), **options))
    assert says in str(refused.value)
    assert isinstance(refused.value, TypeError)


def test_a_store_that_is_an_object_is_not_pickled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", TOKEN)
    secret = tokens.environment("SECRET")
    source = oauth(
        client_secret=secret, refresh_token=secret, cache_file=None, store=sources.Memory()
    )
    for thing in (source, Client(source)):
        with pytest.raises(ConfigurationError, match="`cache_file`"):
            pickle.dumps(thing)
