"""A sandbox's client decides everything by the sandbox's clock, wherever that stands."""

from __future__ import annotations

import pickle
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from webex_broadworks import directory_sync_state, tokens
from webex_broadworks.testing import Sandbox

from conftest import Face

WEEK_AND_A_DAY = timedelta(days=8)
MONTH = timedelta(days=30)
# Options of a sandbox, how far its clock is moved on, and whether every sync is stale then.
CLOCKS: list[tuple[dict[str, Any], timedelta, bool]] = [
    ({"manual": True}, MONTH, True),
    ({"manual": True}, timedelta(), False),
    ({"manual": True, "start_time": "2030-01-01T00:00:00Z"}, MONTH, True),
    ({"manual": True, "start_time": "2020-01-01T00:00:00Z"}, timedelta(), False),
    ({"manual": True, "start_time": "2038-01-19T03:14:07Z"}, MONTH, True),
    ({"manual": True, "start_time": "2028-02-28T23:59:59Z"}, timedelta(seconds=2), False),
    ({"speed": 86_400}, MONTH, True),
]


def client_of(face: Face, sandbox: Sandbox, **options: Any) -> Any:
    return (sandbox.client if face.blocking else sandbox.async_client)(**options)


@pytest.mark.parametrize(("options", "advance", "stale"), CLOCKS)
def test_ages_count_on_the_sandboxs_clock(
    face: Face, options: dict[str, Any], advance: timedelta, stale: bool
) -> None:
    with Sandbox(enterprises=12, all_synced=True, **options) as sandbox:
        client = client_of(face, sandbox)
        sandbox.advance(advance)

        run = client.bulk.directory_sync.run(
            sandbox.enterprises(), dry_run=True, only_if={"stale_after": WEEK_AND_A_DAY}
        )
        outcomes = face.call(run, "finish").summary["outcomes"]
        assert (outcomes["planned"], outcomes["skipped"]) == ((12, 0) if stale else (0, 12))

        audit = face.call(client, "audit")
        findings = [row["kind"] for row in audit.findings]
        assert findings.count("stale") == (12 if stale else 0)

        acme = face.read(client.enterprises.list(), "first")
        before, now, after = sandbox.now(), client.now(), sandbox.now()
        assert before - timedelta(milliseconds=1) <= now <= after
        state = directory_sync_state(acme, now=now)
        assert state.last_success is not None
        assert state.last_success <= now
        assert state.age is not None
        assert (state.age > WEEK_AND_A_DAY) is stale


def test_a_report_shows_the_sandboxs_time(face: Face) -> None:
    with Sandbox(enterprises=2, manual=True, start_time="2031-05-06T07:08:09Z") as sandbox:
        audit = face.call(client_of(face, sandbox), "audit")
        assert "2031-05-06 07:08 UTC" in audit.report_html


def test_a_token_is_refreshed_before_it_expires_there(face: Face, tmp_path: Path) -> None:
    oauth: Any = {
        "client_id": "id",
        "client_secret": "a-client-secret",
        "refresh_token": "a-refresh-token",
    }
    start = "2030-01-01T00:00:00Z"
    with Sandbox(enterprises=2, manual=True, start_time=start, oauth=oauth) as sandbox:
        source = tokens.oauth(**oauth, cache_file=tmp_path / "tokens.json")
        client = client_of(face, sandbox, token=source)
        [enterprise, _] = sandbox.enterprises()
        # Tokens last two weeks, and are refreshed a day before that.
        for days, refreshes in [(0, 1), (12, 1), (2, 2), (20, 3)]:
            sandbox.advance(timedelta(days=days))
            face.call(client, "directory_sync.get_status", enterprise)
            assert sandbox.token_refreshes() == refreshes
        assert {request["status"] for request in sandbox.requests()} == {200}


def test_a_function_is_asked_for_a_token_when_it_expires_there(face: Face) -> None:
    with Sandbox(enterprises=2, manual=True, start_time="2030-01-01T00:00:00Z") as sandbox:
        asked: list[datetime] = []

        def bring() -> tuple[str, datetime]:
            asked.append(sandbox.now())
            return sandbox.token, sandbox.now() + timedelta(hours=1)

        client = client_of(face, sandbox, token=bring)
        for minutes in (0, 30, 40):
            sandbox.advance(timedelta(minutes=minutes))
            face.call(client, "directory_sync.get_status", sandbox.enterprises()[0])
        assert len(asked) == 2


def test_a_pickled_client_goes_on_from_the_sandboxs_time(
    face: Face, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Sandbox(enterprises=2, manual=True, start_time="2030-01-01T00:00:00Z") as sandbox:
        monkeypatch.setenv("SANDBOX_TOKEN", sandbox.token)
        client = client_of(face, sandbox, token=tokens.environment("SANDBOX_TOKEN"))
        sandbox.advance(MONTH)
        again = pickle.loads(pickle.dumps(client))
        start = datetime(2030, 1, 31, tzinfo=timezone.utc)
        assert start <= again.now() < start + timedelta(days=1)
