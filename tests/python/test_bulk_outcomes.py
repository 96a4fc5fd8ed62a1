"""Outcomes of bulk runs: failures, errors that end a run, and the keys of their data."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

import webex_broadworks
from bulk_fleet import IDS, client_of, drain, fleet, ids
from webex_broadworks import (
    AuthenticationError,
    BulkError,
    ClientClosedError,
    PermissionDeniedError,
    WaitTimeoutError,
)
from webex_broadworks.testing import Sandbox

from conftest import Face


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(items=fleet(), speed=3600) as sandbox:
        yield sandbox


def test_an_ambiguous_outcome_carries_its_error(
    face: Face, sandbox: Sandbox, tmp_path: Path
) -> None:
    client = client_of(face, sandbox)
    sandbox.set_next_run("E1", length=9_000)
    ledger = tmp_path / "l.sqlite"
    run = client.bulk.directory_sync.run(
        client.enterprises.list(limit=2, starts_with="Reseller1+1"), timeout=60, ledger=ledger
    )
    outcomes, _ = drain(face, run)
    [late] = [outcome for outcome in outcomes if outcome["enterpriseId"] == "E1"]
    assert (late["outcome"], late["reason"]) == ("ambiguous", "wait_timeout")
    error = late["error"]
    assert error["code"] == "WAIT_TIMEOUT"
    assert error["trackingId"] == late["result"]["directorySyncStatus"]["lastSyncTrackingId"]
    assert "enterprise Reseller1+1, id E1" in error["message"]
    assert "directory_sync.get_status" in error["remedy"]
    with pytest.raises(BulkError) as raised:
        run.raise_for_failures()
    [raised_error] = raised.value.errors
    assert (raised_error.tracking_id, raised_error.remedy) == (error["trackingId"], error["remedy"])
    with sqlite3.connect(ledger) as database:
        rows = database.execute("SELECT tracking_id FROM results WHERE reason = 'wait_timeout'")
        assert list(rows) == [(error["trackingId"],)]


def test_failures_are_raised_as_what_they_are(face: Face, sandbox: Sandbox) -> None:
    sandbox.set_next_run("E1", codes=[600_013])
    sandbox.set_next_run("E2", codes=[600_017])
    client = client_of(face, sandbox)
    run = client.bulk.directory_sync.run(["E0", "E1", "E2", "gone"])
    drain(face, run)
    with pytest.raises(BulkError) as failed:
        run.raise_for_failures()
    error = failed.value
    kinds = sorted(type(one).__name__ for one in error.errors)
    assert kinds == ["DirectorySyncFailedError", "DirectorySyncFailedError", "NotFoundError"]
    assert error.code == "BULK"
    assert str(error).startswith("3 of 4 items went wrong (1 partial, 2 failed). The first: ")
    assert (error.more, error.summary) == (0, run.summary)
    assert sorted(it["outcome"] for it in run.failures) == ["failed", "failed", "partial"]
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.summary) == (str(error), error.summary)
    assert [one.code for one in again.errors] == [one.code for one in error.errors]


def test_a_thousand_failures_are_kept_and_the_others_counted(sandbox: Sandbox) -> None:
    client = sandbox.client()
    run = client.bulk.directory_sync.trigger_user(
        [f"E{number}" for number in range(1_050)]
    ).finish()
    with pytest.raises(BulkError) as failed:
        run.raise_for_failures()
    assert (len(failed.value.errors), failed.value.more) == (1_000, 50)
    assert str(failed.value).startswith("1050 of 1050 items")
    assert len(run.failures) == 1_000


def test_a_run_that_takes_too_long_is_ambiguous(face: Face, sandbox: Sandbox) -> None:
    sandbox.set_next_run("E1", length=90_000)
    client = client_of(face, sandbox)
    run = client.bulk.directory_sync.run(["E1"], timeout=timedelta(minutes=2))
    [outcome] = drain(face, run)[0]
    assert (outcome["outcome"], outcome["reason"]) == ("ambiguous", "wait_timeout")
    with pytest.raises(BulkError) as failed:
        run.raise_for_failures()
    [error] = failed.value.errors
    assert isinstance(error, WaitTimeoutError)
    assert error.last_status == outcome["result"]
    assert error.subject == {"kind": "enterprise", "id": "E1", "name": outcome["spEnterpriseId"]}
    assert error.safe_to_retry is False


def test_a_refused_token_is_raised_behind_the_last_outcome(face: Face, sandbox: Sandbox) -> None:
    client = face.client(sandbox, token="refused")
    run = client.bulk.directory_sync.get_status(IDS, concurrency=2)
    outcomes, error = drain(face, run)
    assert isinstance(error, AuthenticationError)
    assert ids(outcomes, "not_started") == IDS
    assert len(sandbox.requests()) <= 2
    assert run.summary["stopReason"] == "authentication"


def test_five_answers_of_403_are_enough(face: Face, sandbox: Sandbox) -> None:
    client = face.client(sandbox, token=sandbox.read_only_token)
    items = [{"id": name, "enableDirSync": False} for name in IDS]
    run = client.bulk.directory_sync.ensure(items, concurrency=1)
    outcomes, error = drain(face, run)
    assert isinstance(error, PermissionDeniedError)
    assert (len(ids(outcomes, "failed")), len(ids(outcomes, "not_started"))) == (5, 35)


def test_a_closed_client_stops_its_runs(face: Face, sandbox: Sandbox) -> None:
    client = client_of(face, sandbox)
    run = client.bulk.directory_sync.get_status(IDS)
    client._core.close()
    outcomes, error = drain(face, run)
    assert isinstance(error, ClientClosedError)
    assert ids(outcomes, "not_started") == IDS


def test_after_the_window_nothing_is_begun(face: Face, sandbox: Sandbox) -> None:
    client = client_of(face, sandbox)
    east = timezone(timedelta(hours=5))
    past, future = (datetime.now(east) + timedelta(days=days) for days in (-1, 400))
    run = client.bulk.directory_sync.get_status(IDS[:3], stop_starting_after=past)
    outcomes, error = drain(face, run)
    assert error is None
    assert {it["reason"] for it in outcomes} == {"window_closed"}
    assert sandbox.requests() == []
    run = client.bulk.directory_sync.get_status(IDS[:3], stop_starting_after=future)
    assert len(ids(drain(face, run)[0])) == 3


def test_a_dry_run_changes_nothing(face: Face, sandbox: Sandbox) -> None:
    client = client_of(face, sandbox)
    runs: list[Callable[[], Any]] = [
        lambda: client.bulk.directory_sync.ensure(IDS, enable_dir_sync=False, dry_run=True),
        lambda: client.bulk.directory_sync.run(IDS, dry_run=True),
        lambda: client.bulk.directory_sync.trigger_user(
            [{"id": name, "userId": "u"} for name in IDS], dry_run=True
        ),
    ]
    for make in runs:
        outcomes, _ = drain(face, make())
        assert ids(outcomes, "planned") == IDS
    assert {request["method"] for request in sandbox.requests()} <= {"GET"}


def test_throttling_fails_no_item(face: Face, sandbox: Sandbox) -> None:
    sandbox.set_faults([{"name": "throttle", "retry_after": "2", "share": 0.2}])
    client = client_of(face, sandbox)
    outcomes, error = drain(face, client.bulk.directory_sync.get_status(IDS))
    assert error is None
    assert ids(outcomes) == IDS


def test_outcomes_have_the_keys_that_their_type_has(sandbox: Sandbox) -> None:
    client = sandbox.client(partner="north")
    items: Any = [{"id": "E1", "userId": "u"}, {"id": "E2"}]
    outcomes = client.bulk.directory_sync.trigger_user(items).finish().outcomes
    keys = set(webex_broadworks.Outcome.__annotations__)
    assert {frozenset(it) for it in outcomes} == {frozenset(keys), frozenset(keys - {"userId"})}
    failed = [it["error"] for it in outcomes if it["error"] is not None]
    assert {frozenset(error) for error in failed} == {
        frozenset(webex_broadworks.OutcomeError.__annotations__)
    }
    kinds = set(webex_broadworks.OutcomeKind.__args__)  # type: ignore[attr-defined]
    summary = client.bulk.directory_sync.get_status([]).summary
    assert set(summary["outcomes"]) == kinds
    assert set(summary) == set(webex_broadworks.BulkSummary.__annotations__)
    assert summary["outage"] is None
