"""The client as an object: made, shown, pickled, closed; and its twin."""

from __future__ import annotations

import copy
import inspect
import math
import os
import pickle
import traceback
from datetime import date, datetime, timedelta, timezone
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest

import webex_broadworks
from webex_broadworks import (
    APITimeoutError,
    AsyncClient,
    Client,
    ClientClosedError,
    ConfigurationError,
    InvalidArgumentError,
    ResponseMetadata,
    _core,
    directory_sync_state,
    subscriber_error_code,
    subscriber_error_codes,
    subscriber_state,
)
from webex_broadworks.testing import Sandbox

from conftest import ENTERPRISE, OPERATIONS, STATUS, TOKEN, Face, Serve, run_program

ASYNC = [name for name in webex_broadworks.__all__ if name.startswith("Async")]


@pytest.mark.parametrize("name", ASYNC)
def test_the_twins_have_the_same_methods(name: str) -> None:
    def methods(kind: type) -> dict[str, Any]:
        members = {name: getattr(kind, name) for name in dir(kind) if name[0] != "_"}
        return {name: value for name, value in members.items() if callable(value)}

    def plain(text: object) -> str:
        return str(text).replace("Async", "")

    ours = methods(getattr(webex_broadworks, name.removeprefix("Async")))
    theirs = methods(getattr(webex_broadworks, name))
    theirs = {"close" if name == "aclose" else name: value for name, value in theirs.items()}
    assert set(ours) == set(theirs)
    for method in ours:
        assert plain(inspect.signature(ours[method])) == plain(inspect.signature(theirs[method]))
    assert not any(map(inspect.iscoroutinefunction, ours.values()))


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_has_a_twin_that_returns_the_metadata_too(
    operation: str, face: Face, serve: Serve
) -> None:
    client = face.client(serve())
    method = attrgetter(operation)(client)
    with_metadata = attrgetter(operation)(client.with_response())
    parameters = inspect.signature(method).parameters
    assert inspect.signature(with_metadata).parameters == parameters
    described = str(inspect.getdoc(method))
    assert [name for name in parameters if f"{name}: " not in described] == []
    returned = inspect.signature(with_metadata).return_annotation
    is_lazy = operation.endswith((".list", ".download"))
    assert (
        returned == f"tuple[{inspect.signature(method).return_annotation}, ResponseMetadata]"
    ) is (not is_lazy)
    assert inspect.iscoroutinefunction(method) is not (face.blocking or is_lazy)


def test_defaults_are_those_of_the_core() -> None:
    parameters = inspect.signature(Client).parameters
    assert parameters["timeout"].default == 180
    assert parameters["attempt_timeout"].default == 60


def test_every_public_name_exists_and_is_documented() -> None:
    for name in webex_broadworks.__all__:
        value = getattr(webex_broadworks, name)
        if inspect.isclass(value) or inspect.isfunction(value):
            assert value.__doc__, name


def test_the_token_is_nowhere_in_python(face: Face, serve: Serve) -> None:
    client = face.client(serve(), proxy="http://name:pass-word@127.0.0.1:9")
    shown = f"{client!r} {dir(client)} {client._core!r}"
    options = client._core.options()
    shown += repr([options[name] for name in ("token", "base_url", "partner")])
    shown += repr([getattr(client, name, None) for name in dir(client)])
    assert TOKEN not in shown
    assert "pass-word" not in shown
    assert "token given" in repr(client)


def test_a_traceback_with_locals_shows_no_token_in_our_frames() -> None:
    try:
        Client(TOKEN, base_url="http://not-loopback.example", proxy="http://u:pass-word@h")
    except ConfigurationError as error:
        ours = traceback.TracebackException.from_exception(error, capture_locals=True).stack[1:]
        assert ours
        shown = repr([frame.locals for frame in ours])
        assert TOKEN not in shown
        assert "pass-word" not in shown
    else:
        pytest.fail("a plain http address was accepted")


@pytest.mark.parametrize("again", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_literal_token_is_not_pickled(face: Face, serve: Serve, again: Any) -> None:
    client = face.client(serve())
    with pytest.raises(ConfigurationError, match="WEBEX_ACCESS_TOKEN") as refused:
        again(client)
    assert isinstance(refused.value, TypeError)
    assert TOKEN not in str(refused.value)


def test_a_password_in_a_proxy_is_not_pickled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBEX_ACCESS_TOKEN", TOKEN)
    with pytest.raises(ConfigurationError, match="HTTPS_PROXY") as refused:
        pickle.dumps(Client(proxy="http://name:pass-word@proxy.example:3128"))
    assert "pass-word" not in str(refused.value)


def test_a_client_of_the_environment_is_pickled_without_its_token(
    face: Face, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve({"json": STATUS}, {"json": STATUS})
    monkeypatch.setenv("WEBEX_ACCESS_TOKEN", TOKEN)
    client = face.kind(
        base_url=server.base_url, timeout=timedelta(minutes=2), user_agent_suffix="nightly/1"
    )
    pickled = pickle.dumps(client)
    assert TOKEN.encode() not in pickled
    monkeypatch.setenv("WEBEX_ACCESS_TOKEN", "another-token")
    for again in (pickle.loads(pickled), copy.copy(client)):
        assert type(again) is face.kind
        assert repr(again) == repr(client)
        assert face.call(again, "directory_sync.get_status", ENTERPRISE) == STATUS
    for request in server.requests():
        assert request["headers"]["authorization"] == "Bearer another-token"
        assert request["headers"]["user-agent"].endswith("nightly/1")


def test_a_profile_names_where_the_token_is(
    face: Face, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve({"json": STATUS})
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("EAST_TOKEN", TOKEN)
    profiles = tmp_path / "webex-broadworks" / "profiles.toml"
    profiles.parent.mkdir()
    profiles.write_text('[profiles.east]\ntoken = { env = "EAST_TOKEN" }\n')
    client = pickle.loads(pickle.dumps(face.kind(profile="east", base_url=server.base_url)))
    assert "profile 'east'" in repr(client)
    face.call(client, "directory_sync.get_status", ENTERPRISE)
    assert server.requests()[0]["headers"]["authorization"] == f"Bearer {TOKEN}"
    with pytest.raises(ConfigurationError, match="west"):
        face.kind(profile="west")


def test_timeouts_take_seconds_and_timedeltas_and_infinity(face: Face, serve: Serve) -> None:
    server = serve(*[{"json": STATUS}] * 8)
    for timeout in (5, 5.5, timedelta(seconds=5), math.inf, None, 10**400, timedelta.max):
        client = face.client(server, timeout=timeout, attempt_timeout=math.inf)
        result = face.call(client, "directory_sync.get_status", ENTERPRISE, timeout=timeout)
        assert result == STATUS


def test_a_client_with_other_limits_shares_the_rest(face: Face, serve: Serve) -> None:
    server = serve({"json": STATUS}, {"json": STATUS, "hold": True})
    client = face.client(server, timeout=100)
    quick = client.with_options(timeout=timedelta(milliseconds=200))
    assert type(quick) is face.kind
    assert face.call(client, "directory_sync.get_status", ENTERPRISE) == STATUS
    with pytest.raises(APITimeoutError, match=r"0\.2 s"):
        face.call(quick, "directory_sync.get_status", ENTERPRISE)
    with pytest.raises(
        InvalidArgumentError, match="`attempt_timeout`: expected more than 0, got 0"
    ):
        client.with_options(attempt_timeout=0)
    face.call(quick, "close" if face.blocking else "aclose")
    with pytest.raises(ClientClosedError):
        face.call(client, "directory_sync.get_status", ENTERPRISE)


def test_a_client_with_other_limits_keeps_them_when_it_is_pickled(
    monkeypatch: pytest.MonkeyPatch, serve: Serve
) -> None:
    monkeypatch.setenv("WEBEX_ACCESS_TOKEN", TOKEN)
    server = serve({"json": STATUS, "hold": True})
    quick = Client(base_url=server.base_url).with_options(timeout=0.2)
    with pytest.raises(APITimeoutError, match=r"0\.2 s"):
        pickle.loads(pickle.dumps(quick)).directory_sync.get_status(ENTERPRISE)


def test_options_reach_the_wire(face: Face, serve: Serve, tmp_path: Path) -> None:
    server = serve({"json": STATUS})
    client = face.client(server, user_agent_suffix="nightly-sync/1.2", trust_env=False)
    face.call(client, "directory_sync.get_status", ENTERPRISE)
    [request] = server.requests()
    agent = request["headers"]["user-agent"]
    assert agent == f"webex-broadworks/{webex_broadworks.__version__} nightly-sync/1.2"
    empty = tmp_path / "empty.pem"
    empty.write_text("")
    with pytest.raises(ConfigurationError, match=r"empty\.pem"):
        face.client(server, ca_file=empty)


def test_with_response_tells_how_a_result_came_about(face: Face, serve: Serve) -> None:
    server = serve(
        {"status": 503},
        {"json": STATUS, "headers": [["TrackingID", "T1"], ["X-A", "1"], ["X-A", "2"]]},
        {"json": {"items": [{"id": "E1"}]}},
    )
    client = face.client(server, _clock_speed=50.0).with_response()
    result, metadata = face.call(client, "directory_sync.get_status", ENTERPRISE)
    assert result == STATUS
    assert isinstance(metadata, ResponseMetadata)
    assert (metadata.status, metadata.attempts, metadata.tracking_id) == (200, 2, "T1")
    assert metadata.headers["x-a"] == "1, 2"
    assert metadata.headers["content-type"] == "application/json"
    assert timedelta(0) < metadata.elapsed < timedelta(hours=1)
    [page] = face.read(client.enterprises.list(), "pages")
    assert page.metadata.status == 200


def test_a_list_can_be_read_more_than_once_and_resumed(face: Face, serve: Serve) -> None:
    link = '<{{origin}}/v1/broadworks/enterprises?max=1&after=1>; rel="next"'
    first = {"json": {"items": [{"id": "E1"}]}, "headers": {"Link": link}}
    second = {"json": {"items": [{"id": "E2"}]}}
    server = serve(first, second, first, first, second)
    client = face.client(server)
    listing = client.enterprises.list(page_size=1)
    assert server.requests() == []
    assert [item["id"] for item in face.read(listing)] == ["E1", "E2"]
    assert face.read(listing, "first") == {"id": "E1"}
    pages: list[Any] = []
    face.iterate(listing, "items:1", pages.append)
    assert [item["id"] for item in pages] == ["E1"]
    # Three readings: two pages, one page, one page.
    assert len(server.requests()) == 4
    assert "all()" in repr(listing)


def test_a_cursor_goes_on_where_a_page_ended(face: Face, serve: Serve) -> None:
    link = '<{{origin}}/v1/broadworks/enterprises?max=1&after=1>; rel="next"'
    server = serve(
        {"json": {"items": [{"id": "E1"}]}, "headers": {"Link": link}},
        {"json": {"items": [{"id": "E2"}]}},
        {"json": {"items": [{"id": "E2"}]}},
    )
    client = face.client(server)
    pages = face.read(client.enterprises.list(page_size=1), "pages")
    assert pages[0].cursor is not None
    assert pages[1].cursor is None
    rest = face.read(client.enterprises.list(cursor=pages[0].cursor))
    assert rest == [{"id": "E2"}]
    assert server.requests()[1]["target"] == server.requests()[2]["target"]


def test_context_managers_close(serve: Serve) -> None:
    with Client(TOKEN, base_url=serve().base_url) as client:
        pass
    with pytest.raises(webex_broadworks.ClientClosedError):
        client.directory_sync.get_status(ENTERPRISE)


async def test_async_context_managers_close(serve: Serve) -> None:
    async with AsyncClient(TOKEN, base_url=serve().base_url) as client:
        pass
    with pytest.raises(webex_broadworks.ClientClosedError):
        await client.directory_sync.get_status(ENTERPRISE)


async def test_awaiting_a_list_reads_it_whole(serve: Serve) -> None:
    server = serve({"json": {"items": [{"id": "E1"}]}})
    client = AsyncClient(TOKEN, base_url=server.base_url)
    assert await client.enterprises.list() == [{"id": "E1"}]


def imported_by(program: str) -> set[str]:
    """The modules that a program imports, and bare Python doesn't."""
    bare, imported = (
        set(run_program(f"import sys; {each}; print(*sys.modules)").stdout.split())
        for each in ("pass", program)
    )
    return imported - bare


def test_importing_the_package_imports_nothing_but_the_library() -> None:
    own = {"webex_broadworks", "webex_broadworks._core"}
    assert imported_by("import webex_broadworks") == own


def test_the_command_starts_without_the_client() -> None:
    imported = imported_by("import webex_broadworks.__main__")
    own = {name for name in imported if name.startswith("webex_broadworks.")}
    assert own == {"webex_broadworks.__main__", "webex_broadworks._core"}
    assert not imported & {"asyncio", "dataclasses", "inspect", "pathlib", "typing"}


def test_a_client_brings_neither_asyncio_nor_other_slow_modules_along() -> None:
    # Annotations are read at run time: typing, datetime and dataclasses come along by design.
    slow = {
        "asyncio",
        "threading",
        "logging",
        "socket",
        "json",
        "ssl",
        "pathlib",
        "importlib.metadata",
    }
    slow |= {"altair", "pyarrow", "polars", "pandas", "pydantic"}
    slow |= {f"webex_broadworks.{name}" for name in ("_async_client", "_audit_plot", "_state")}
    assert not imported_by("from webex_broadworks import Client") & slow


def test_a_build_without_optimisation_says_so() -> None:
    warned = run_program("import warnings; warnings.simplefilter('error'); import webex_broadworks")
    assert ("without optimization" in warned.stderr) is _core.DEBUG_BUILD


@pytest.mark.parametrize(
    "now", [datetime.fromisoformat("2026-01-01"), "05:30", 5, date(2026, 1, 1)]
)
def test_the_age_of_a_state_counts_from_an_aware_datetime(now: Any) -> None:
    for state in [directory_sync_state, subscriber_state]:
        with pytest.raises(InvalidArgumentError, match="expected an aware datetime"):
            state({}, now=now)


def test_the_state_of_directory_sync_reads_from_anything() -> None:
    now = datetime(2026, 1, 2, tzinfo=timezone.utc)
    status = {
        "enableDirSync": True,
        "directorySyncStatus": {
            "syncStatus": "complete",
            "lastSyncStartTime": "2026-01-01T00:00:00Z",
            "lastSyncEndTime": "2026-01-01T01:00:00.5Z",
            "usersAdded": 44.0,
            "totalExternalUsersInCI": "1077",
            "errors": [{"errorCode": 600_018, "description": "x"}],
        },
    }
    state = directory_sync_state({"id": "E1", "broadworksDirectorySync": status}, now=now)
    assert state == directory_sync_state(status, now=now)
    assert (state.enabled, state.status) == (True, "COMPLETE")
    assert state.last_start == datetime(2026, 1, 1, tzinfo=timezone.utc)
    assert state.last_success == state.last_end
    assert state.duration == timedelta(hours=1, milliseconds=500)
    assert state.age == timedelta(hours=23, milliseconds=-500)
    assert (state.users_added, state.total_external_users_in_ci) == (44, 1077)
    assert state.users_deleted is None
    [error] = state.errors
    assert (error.code, error.error_class) == (600_018, "partial")
    assert error.remedy
    with pytest.raises(AttributeError):
        state.status = "FAILED"  # type: ignore[misc]


def test_an_enterprise_that_was_never_synced_is_not_synced_and_a_row_of_an_audit_is_read() -> None:
    assert directory_sync_state({"enableDirSync": False}).status == "NOT_SYNCED"
    with Sandbox(enterprises=1, all_synced=True) as sandbox, sandbox.client() as client:
        enterprise = client.enterprises.list().first()
        [row] = client.audit().enterprises.rows
    now = datetime(2026, 1, 2, tzinfo=timezone.utc)
    assert directory_sync_state(row, now=now) == directory_sync_state(enterprise, now=now)


def test_times_in_milliseconds_are_read() -> None:
    status = {
        "enableDirSync": True,
        "directorySyncStatus": {
            "syncStatus": "COMPLETE",
            "lastSyncStartTime": 1_767_225_600_000,
            "lastSyncEndTime": "1767225602500",
        },
    }
    state = directory_sync_state(status)
    assert state.last_start == datetime(2026, 1, 1, tzinfo=timezone.utc)
    assert state.duration == timedelta(seconds=2.5)


@pytest.mark.parametrize(
    "odd",
    [None, 7, "text", [], {}, {"directorySyncStatus": 3}, {1: 2}, object(), float("nan"), os],
)
def test_reading_the_state_never_raises(odd: object) -> None:
    state = directory_sync_state(odd)
    assert (state.enabled, state.status, state.errors) == (None, "UNKNOWN", ())
    circle: dict[str, Any] = {}
    circle["broadworksDirectorySync"] = circle
    assert directory_sync_state(circle).status == "UNKNOWN"
    late = {
        "directorySyncStatus": {
            "syncStatus": "COMPLETE",
            "lastSyncEndTime": "-000001-01-01T00:00:00Z",
        }
    }
    assert directory_sync_state(late).last_end is None


def test_a_subscriber_shows_whose_turn_it_is_and_its_errors_are_explained() -> None:
    subscriber = {
        "status": "error",
        "created": "2026-01-01T00:00:00Z",
        "lastStatusChange": "2026-01-02T00:00:00Z",
        "errors": [{"errorCode": 10_022, "description": "in use"}],
    }
    now = datetime(2026, 1, 2, 0, 1, tzinfo=timezone.utc)
    state = subscriber_state(subscriber, now=now)
    assert state == subscriber_state({"outcome": "ok", "result": subscriber}, now=now)
    assert (state.status, state.is_final, state.waits_for) == ("error", True, None)
    assert state.since == datetime(2026, 1, 2, tzinfo=timezone.utc)
    assert state.age == timedelta(minutes=1)
    [error] = state.errors
    assert (error.code, error.name) == (10_022, "USER_ID_IN_USE")
    assert error.remedy
    assert subscriber_state({"status": "updating"}).waits_for == "webex"
    assert subscriber_state({"status": "pending_user_migration"}).waits_for == "person"
    with pytest.raises(AttributeError):
        state.status = "provisioned"  # type: ignore[misc]


@pytest.mark.parametrize("odd", [None, 7, "error", [], {}, {"status": 1}, {1: 2}, object()])
def test_reading_a_subscriber_never_raises(odd: object) -> None:
    state = subscriber_state(odd)
    assert (state.status, state.is_final, state.since, state.errors) == ("unknown", False, None, ())


def test_the_codes_of_subscribers_name_their_sources() -> None:
    codes = subscriber_error_codes()
    assert [entry["code"] for entry in codes] == [1001, 1002, 10_022]
    for entry in codes:
        assert entry["source"]
        for spelled in (entry["code"], str(entry["code"])):
            assert subscriber_error_code(spelled) == entry
    assert subscriber_error_code(600_009) is None
