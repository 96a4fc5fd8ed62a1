"""The same bulk run gives the same outcomes in every language: `tests/bulk` says which.

Each is played blocking and with `asyncio`.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from datetime import datetime
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest

from webex_broadworks import BulkError, WebexError
from webex_broadworks.testing import Sandbox

from conftest import ROOT, Face

DATA = json.loads((ROOT / "tests" / "bulk" / "runs.json").read_text())
SPEED = 3600


@pytest.mark.parametrize("scenario", DATA["scenarios"], ids=lambda scenario: scenario["name"])
def test_scenario(scenario: dict[str, Any], face: Face, tmp_path: Path) -> None:
    with Sandbox(items=DATA["fleet"], speed=SPEED, **scenario["sandbox"]) as sandbox:
        client = client_of(face, sandbox, scenario.get("client", {}))
        ledger = {"ledger": tmp_path / "ledger"} if scenario.get("ledger") else {}
        for expected in scenario["runs"]:
            sandbox.clear_requests()
            sandbox.advance(expected.get("advance", 0))
            play(face, client, expected, ledger)
            if "requests" in expected:
                methods = [request["method"] for request in sandbox.requests()]
                assert Counter(methods) == expected["requests"]


def client_of(face: Face, sandbox: Sandbox, options: dict[str, Any]) -> Any:
    tokens = {
        "read_only": sandbox.read_only_token,
        "refused": "refused",
        None: sandbox.token,
    }
    token = tokens[options.get("token")]
    return face.client(sandbox, **{**options, "token": token})


def play(face: Face, client: Any, expected: dict[str, Any], ledger: dict[str, Any]) -> None:
    options = {**expected["options"], **ledger}
    if "stop_starting_after" in options:
        moment = options["stop_starting_after"].replace("Z", "+00:00")
        options["stop_starting_after"] = datetime.fromisoformat(moment)
    items = client.enterprises.list() if expected["items"] == "list" else expected["items"]
    run = attrgetter(expected["operation"])(client.bulk)(items, **options)
    outcomes, error = read(face, run, expected.get("leave_after"))
    assert type(error).__name__ == expected.get("error", "NoneType"), error
    if "outcomes" in expected:
        outcomes.sort(key=lambda outcome: outcome["index"])
        assert [
            masked(outcome, wanted)
            for outcome, wanted in zip(outcomes, expected["outcomes"], strict=True)
        ] == [json.dumps(wanted) for wanted in expected["outcomes"]]
    assert {key: run.summary[key] for key in expected["summary"]} == expected["summary"]
    assert failures(run) == expected.get("failures", [])


def read(face: Face, run: Any, leave_after: int | None) -> tuple[list[Any], WebexError | None]:
    outcomes: list[Any] = []

    async def read() -> None:
        async with run:
            async for outcome in run:
                outcomes.append(outcome)
                if len(outcomes) == leave_after:
                    break

    try:
        if not face.blocking:
            asyncio.run(read())
            return outcomes, None
        for outcome in run:
            outcomes.append(outcome)
            if len(outcomes) == leave_after:
                break
    except WebexError as error:
        return outcomes, error
    return outcomes, None


def failures(run: Any) -> list[str]:
    try:
        run.raise_for_failures()
    except BulkError as error:
        return sorted(type(one).__name__ for one in error.errors)
    return []


def masked(value: Any, wanted: Any) -> str:
    """The value as text, with a star where the expectation has one for anything but null."""

    def mask(value: Any, wanted: Any) -> Any:
        if wanted == "*" and value is not None:
            return "*"
        if isinstance(value, dict) and isinstance(wanted, dict):
            return {key: mask(one, wanted.get(key)) for key, one in value.items()}
        return value

    return json.dumps(mask(value, wanted))
