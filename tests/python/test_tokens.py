"""Where tokens come from: sources, callables, profiles; and which of them are pickled."""

from __future__ import annotations

import asyncio
import contextvars
import copy
import os
import pickle
import signal
import tempfile
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from webex_broadworks import (
    AsyncClient,
    AuthenticationError,
    BadRequestError,
    Client,
    ConfigurationError,
    InvalidArgumentError,
    tokens,
)
from webex_broadworks.testing import Sandbox, ScriptedServer

import sources
from conftest import ENTERPRISE, STATUS, TOKEN, Face, Serve, run_program

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
        assert face.call(client, "get_directory_sync_status", ENTERPRISE) == STATUS
        assert authorizations(server) == [f"Bearer {token}"]
        assert token not in f"{client!r} {source!r}" or token == "literal"


def test_a_file_is_read_again_when_it_changes(face: Face, serve: Serve, tmp_path: Path) -> None:
    server = serve(ANSWERED, ANSWERED)
    file = private(tmp_path / "token", "one")
    client = face.client(server, token=tokens.file(file))
    for text in ("one", "two"):
        private(file, text)
        os.utime(file, (0, len(authorizations(server))))  # clocks of file systems are coarse
        assert face.call(client, "get_directory_sync_status", ENTERPRISE) == STATUS
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
        assert client.get_directory_sync_status(ENTERPRISE) == STATUS
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
        Client(source, base_url=server.base_url).get_directory_sync_status(ENTERPRISE)
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
    server = serve({"status": 400, "json": {"message": "the token of e is no word"}})
    with pytest.raises(BadRequestError, match="the token of e is no word"):
        Client("e", base_url=server.base_url).get_directory_sync_status(ENTERPRISE)


@pytest.mark.parametrize("ends", [SystemExit, KeyboardInterrupt])
def test_what_ends_the_program_passes_through_a_token_callable(
    serve: Serve, ends: type[BaseException]
) -> None:
    def bring() -> str:
        raise ends(3)

    client = Client(bring, base_url=serve().base_url)
    with pytest.raises(ends):
        client.get_directory_sync_status(ENTERPRISE)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: tokens.environment("NO_SUCH_VARIABLE"), "NO_SUCH_VARIABLE"),
        (lambda: tokens.file("/no/such/file"), "/no/such/file"),
        (lambda: tokens.command([]), "name a program"),
        (lambda: tokens.command("pass show"), "`argv` is of type str: pass a list"),
        (lambda: tokens.environment(7), "`name` is of type int"),  # type: ignore[arg-type]
        (lambda: Client(7), "`token` is of type int: pass text"),  # type: ignore[arg-type]
        (lambda: Client("a", partner=7), "`partner` is of type int"),  # type: ignore[arg-type]
        (lambda: oauth(client_secret=lambda: "x"), "`client_secret` is of type function"),
        (lambda: oauth(refresh_token=oauth()), "`refresh_token` is of type TokenSource"),
        (lambda: oauth(store=sources.Memory()), "at most one of `cache_file` and `store`"),
        (lambda: oauth(cache_file=None, store={}), "of type dict and has no method `load`"),
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


def test_a_callable_is_asked_at_first_use_and_once_after_a_refusal(
    face: Face, serve: Serve
) -> None:
    server = serve(ANSWERED, ANSWERED, REFUSED, ANSWERED, REFUSED, REFUSED)
    asked: list[int] = []

    def bring() -> str:
        asked.append(1)
        return f"token-{len(asked)}"

    client = face.client(server, token=bring)
    assert asked == []
    for _ in range(3):
        face.call(client, "get_directory_sync_status", ENTERPRISE)
    with pytest.raises(AuthenticationError) as refused:
        face.call(client, "get_directory_sync_status", ENTERPRISE)
    assert refused.value.attempts == 2
    numbers = [token.removeprefix("Bearer token-") for token in authorizations(server)]
    assert numbers == ["1", "1", "1", "2", "2", "3"]


def test_a_callable_is_asked_again_when_its_token_expires(face: Face, sandbox: Sandbox) -> None:
    expiries = [datetime.now(timezone.utc), datetime.now(timezone.utc) + timedelta(days=999), None]
    given = iter(expiries)
    left = len(expiries)

    def bring() -> tuple[str, datetime | None]:
        nonlocal left
        left -= 1
        return sandbox.token, next(given)

    # Its time runs so fast that an expired token is soon past even the little while that
    # every token is used for.
    client = face.client(sandbox, token=bring, _clock_speed=1000.0)
    deadline = time.monotonic() + 20
    while left > 1 and time.monotonic() < deadline:
        assert len(face.read(client.list_enterprises())) == 12
    for _ in range(20):
        assert len(face.read(client.list_enterprises())) == 12
    assert left == 1


def test_one_call_to_a_callable_serves_many_that_wait(face: Face, serve: Serve) -> None:
    server = serve(*[ANSWERED] * 16)
    asked: list[str] = []

    def bring() -> str:
        asked.append(threading.current_thread().name)
        return TOKEN

    client = face.client(server, token=bring)
    threads = [
        threading.Thread(target=face.call, args=(client, "get_directory_sync_status", ENTERPRISE))
        for _ in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(server.requests()) == 16
    # Never on a thread of the runtime, where it could not make calls itself.
    assert asked == ["webex-broadworks-callback"]


def test_a_coroutine_of_a_blocking_client_runs_on_a_loop_of_its_own(serve: Serve) -> None:
    server = serve(ANSWERED)
    loops: list[asyncio.AbstractEventLoop] = []

    async def bring() -> str:
        await asyncio.sleep(0)
        loops.append(asyncio.get_running_loop())
        return TOKEN

    async def main() -> None:
        # Even where the thread that waits has a loop, which is then not free.
        client = Client(bring, base_url=server.base_url)
        assert client.get_directory_sync_status(ENTERPRISE) == STATUS
        assert loops[0] is not asyncio.get_running_loop()

    asyncio.run(main())
    assert authorizations(server) == [f"Bearer {TOKEN}"]


async def test_a_coroutine_of_an_async_client_runs_on_the_callers_loop(serve: Serve) -> None:
    server = serve(*[ANSWERED] * 5)
    loops: list[asyncio.AbstractEventLoop] = []
    lock = asyncio.Lock()

    async def bring() -> str:
        async with lock:
            loops.append(asyncio.get_running_loop())
            return TOKEN

    client = AsyncClient(partial(bring), base_url=server.base_url)
    await asyncio.gather(*(client.get_directory_sync_status(ENTERPRISE) for _ in range(5)))
    assert loops == [asyncio.get_running_loop()]


def test_a_token_that_the_loop_left_behind_is_brought_again(serve: Serve) -> None:
    server = serve(ANSWERED)
    began = threading.Event()
    asked: list[int] = []

    async def bring() -> str:
        asked.append(1)
        if len(asked) == 1:
            began.set()
            await asyncio.Event().wait()
        return TOKEN

    client = AsyncClient(bring, base_url=server.base_url)

    async def leave() -> None:
        asyncio.get_running_loop().create_task(client.get_directory_sync_status(ENTERPRISE))
        await asyncio.to_thread(began.wait)

    asyncio.run(leave())
    assert asyncio.run(client.get_directory_sync_status(ENTERPRISE)) == STATUS
    assert len(asked) == 2


def raise_it() -> str:
    raise LookupError("the vault is sealed")


async def raise_it_later() -> str:
    raise LookupError("the vault is sealed")


@pytest.mark.parametrize("bring", [raise_it, raise_it_later])
def test_an_exception_of_a_callable_is_the_cause(face: Face, serve: Serve, bring: Any) -> None:
    server = serve()
    client = face.client(server, token=bring)
    with pytest.raises(AuthenticationError, match="LookupError") as failed:
        face.call(client, "get_directory_sync_status", ENTERPRISE)
    cause = failed.value.__cause__
    assert isinstance(cause, LookupError)
    assert [frame.name for frame in traceback.extract_tb(cause.__traceback__)] == [bring.__name__]
    assert "sealed" not in str(failed.value)
    assert server.requests() == []
    assert str(pickle.loads(pickle.dumps(failed.value))) == str(failed.value)


@pytest.mark.parametrize(
    ("brought", "says"),
    [
        (None, "of type NoneType"),
        (b"secret", "of type bytes"),
        (("secret", 7), "of type int"),
        (("secret", datetime(2030, 1, 1)), "without a time zone"),  # noqa: DTZ001
        (("secret",), "of type tuple"),
    ],
)
def test_a_callable_that_brings_something_else(
    face: Face, serve: Serve, brought: Any, says: str
) -> None:
    client = face.client(serve(), token=lambda: brought)
    with pytest.raises(AuthenticationError) as failed:
        face.call(client, "get_directory_sync_status", ENTERPRISE)
    assert says in str(failed.value.__cause__)
    assert "secret" not in f"{failed.value} {failed.value.__cause__}"


@pytest.mark.parametrize("brought", ["", "two words", "Bearer token", "${TOKEN}"])
def test_a_callable_that_brings_no_token(face: Face, serve: Serve, brought: str) -> None:
    client = face.client(serve(), token=lambda: brought)
    with pytest.raises(ConfigurationError, match="the source brought"):
        face.call(client, "get_directory_sync_status", ENTERPRISE)


def test_a_callable_can_make_calls_itself(face: Face, sandbox: Sandbox) -> None:
    inner = Client(sandbox.token, base_url=sandbox.base_url)

    def bring() -> str:
        assert len(inner.list_enterprises().all()) == 12
        return sandbox.token

    client = face.client(sandbox, token=bring)
    assert len(face.read(client.list_enterprises())) == 12


async def test_cancelling_a_call_that_waits_for_its_token(serve: Serve) -> None:
    server = serve(ANSWERED)
    began, go_on = threading.Event(), threading.Event()

    def bring() -> str:
        began.set()
        go_on.wait(20)
        return TOKEN

    client = AsyncClient(bring, base_url=server.base_url)
    call = asyncio.create_task(client.get_directory_sync_status(ENTERPRISE))
    assert await asyncio.to_thread(began.wait, 20)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    go_on.set()
    assert await client.get_directory_sync_status(ENTERPRISE) == STATUS


def test_a_program_can_end_while_a_callable_brings_the_token() -> None:
    program = """
import threading, time, webex_broadworks
began = threading.Event()
def bring():
    began.set()
    time.sleep(600)
webex = webex_broadworks.Client(bring, base_url="http://127.0.0.1:9/v1")
threading.Thread(target=webex.get_directory_sync_status, args=("E1",), daemon=True).start()
began.wait()
"""
    end = run_program(program)
    assert (end.returncode, end.stderr) == (0, "")


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
    face.call(client, "get_directory_sync_status", ENTERPRISE)
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
        assert face.call(client, "get_directory_sync_status", ENTERPRISE) == STATUS
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


def test_a_forked_child_asks_the_callable_again(serve: Serve) -> None:
    server = serve(ANSWERED, ANSWERED)
    client = Client(lambda: f"token-of-{os.getpid()}", base_url=server.base_url)
    client.get_directory_sync_status(ENTERPRISE)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        signal.alarm(20)
        status = 1
        try:
            client.get_directory_sync_status(ENTERPRISE)
            status = 0
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0
    assert authorizations(server) == [f"Bearer token-of-{pid}" for pid in (os.getpid(), child)]


def test_all_who_waited_for_a_callable_get_the_same_exception_as_cause(serve: Serve) -> None:
    raised: list[Exception] = []

    def bring() -> str:
        threading.Event().wait(0.2)  # for the others to come and wait
        raised.append(LookupError("sealed"))
        raise raised[-1]

    client = Client(bring, base_url=serve().base_url)

    def cause(_: int) -> BaseException | None:
        with pytest.raises(AuthenticationError) as failed:
            client.get_directory_sync_status("E1")
        return failed.value.__cause__

    with ThreadPoolExecutor(16) as pool:
        causes = list(pool.map(cause, range(16)))
    assert {id(it) for it in causes} == {id(it) for it in raised}
    assert len(raised) < 16


NAME: contextvars.ContextVar[str] = contextvars.ContextVar("NAME", default="nobody")


def bring_name() -> str:
    return NAME.get()


async def bring_name_later() -> str:
    await asyncio.sleep(0)
    return NAME.get()


@pytest.mark.parametrize("bring", [bring_name, bring_name_later])
def test_a_callable_sees_the_context_variables_of_the_call(
    face: Face, serve: Serve, bring: Any
) -> None:
    server = serve({"json": STATUS}, {"status": 401}, {"json": STATUS})
    client = face.client(server, token=bring)

    def call(name: str) -> None:
        NAME.set(name)
        face.call(client, "get_directory_sync_status", "E1")

    for name in ("first", "second"):
        contextvars.copy_context().run(call, name)
    shown = [request["headers"]["authorization"] for request in server.requests()]
    assert shown == ["Bearer first", "Bearer first", "Bearer second"]
