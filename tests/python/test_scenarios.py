"""Plays the scenarios in `tests/scenarios` through both clients; its README says what they mean."""

from __future__ import annotations

import inspect
import json
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

import pytest

import webex_broadworks
from webex_broadworks.testing import Sandbox, ScriptedServer

from conftest import OPERATIONS, ROOT, TOKEN, Face

SCENARIOS = [
    scenario
    for file in sorted((ROOT / "tests" / "scenarios").glob("*.json"))
    for scenario in json.loads(file.read_text(encoding="utf-8"))
]


class Waiting(NamedTuple):
    """Why a sync could not be triggered yet."""

    reason: str


def test_there_are_scenarios_and_each_has_a_name_of_its_own() -> None:
    names = [scenario["name"] for scenario in SCENARIOS]
    assert len(names) > 75
    assert len(names) == len(set(names))


@pytest.mark.parametrize("scenario", SCENARIOS, ids=[each["name"] for each in SCENARIOS])
def test_scenario(scenario: dict[str, Any], face: Face) -> None:
    with start(scenario, TOKEN) as server:
        # Only the pauses between attempts are shortened; a deadline counts on the same clock.
        client = face.client(server, token=TOKEN, **options_of(scenario, server, 20.0))
        items: list[Any] = []
        try:
            outcome = play(scenario["call"], face, client, items)
        except webex_broadworks.WebexError as error:
            check_error(error, scenario.get("error"), items)
        else:
            assert "error" not in scenario, f"returned {outcome}"
            check_result(outcome, scenario, server)
        if "progress" in scenario:
            told = [item for item in items if not isinstance(item, Waiting)]
            assert told == scenario["progress"]
        if "waiting" in scenario:
            assert [item.reason for item in items if isinstance(item, Waiting)] == scenario[
                "waiting"
            ]
    if isinstance(server, Sandbox):
        methods = [method for method, _ in groupby(each["method"] for each in server.requests())]
        assert scenario.get("requests") in {None, " ".join(methods)}
        return
    expected = [exchange["request"] for exchange in scenario["exchanges"]]
    check_requests(server.requests(), expected, is_one_call(scenario["call"]))
    check_requests(server.elsewhere_requests(), scenario.get("elsewhere", []))


def start(scenario: dict[str, Any], token: str) -> ScriptedServer | Sandbox:
    """Starts what a scenario is played against."""
    if "sandbox" not in scenario:
        return ScriptedServer([exchange["response"] for exchange in scenario["exchanges"]])
    options = {"token": token, "speed": scenario["client"]["clock_speed"], **scenario["sandbox"]}
    return Sandbox(**{**options, "start_time": scenario.get("now", options.get("start_time"))})


def options_of(
    scenario: dict[str, Any], server: ScriptedServer | Sandbox, clock_speed: float
) -> dict[str, Any]:
    """The options of a scenario's client; `clock_speed` is for one that names none."""
    options = dict(scenario.get("client", {}))
    clock = {"_clock_speed": options.pop("clock_speed", clock_speed)}
    if "now" in scenario and isinstance(server, ScriptedServer):
        clock["_clock"] = datetime.fromisoformat(scenario["now"].replace("Z", "+00:00"))
    return {**clock, **options}


def play(call: dict[str, Any], face: Face, client: Any, items: list[Any]) -> Any:
    """Makes the call; what a list gave before an error, or a wait has told, is in `items`."""
    arguments = dict(call.get("arguments", {}))
    method = attrgetter(call["operation"])(client)
    parameters = inspect.signature(method).parameters.values()
    by_position = [each.name for each in parameters if each.kind is each.POSITIONAL_OR_KEYWORD]
    positional = [arguments.pop(name) for name in by_position if name in arguments]
    if OPERATIONS.get(call["operation"], {}).get("kind") == "wait":

        def report(status: Any) -> None:
            sync = status.get("directorySyncStatus", {})
            items.append(status.get("status", sync.get("syncStatus")))

        arguments["on_progress"] = report
        if "waiting" in OPERATIONS[call["operation"]]:
            arguments["on_waiting"] = lambda waiting: items.append(Waiting(waiting["reason"]))
    if call["operation"].endswith(".download"):
        download = method(*positional, **arguments)
        return face.call(download, "bytes").decode()
    if not call["operation"].endswith(".list"):
        return face.call(client, call["operation"], *positional, **arguments)
    listing = method(**arguments)
    verb = call.get("verb", "all")
    if verb in {"all", "first"}:
        return face.read(listing, verb)
    face.iterate(listing, verb, items.append)
    return [shape_of(page) for page in items] if verb == "pages" else items


def shape_of(page: webex_broadworks.Page[Any]) -> dict[str, Any]:
    return {
        "items": page.items,
        "possibly_truncated": page.possibly_truncated,
        "has_cursor": page.cursor is not None,
    }


def check_result(outcome: Any, scenario: dict[str, Any], server: ScriptedServer | Sandbox) -> None:
    if "result_has" in scenario:
        assert has(outcome, scenario["result_has"]), outcome
        return
    fill = json.dumps(scenario["result"])
    if isinstance(server, ScriptedServer):
        fill = fill.replace("{{origin}}", server.origin)
        fill = fill.replace("{{elsewhere}}", server.elsewhere_origin)
    assert json.dumps(outcome) == json.dumps(json.loads(fill))


def has(value: Any, expected: Any) -> bool:
    """Whether all that is expected is there."""
    if not isinstance(expected, dict):
        return bool(value == expected)
    return all(key in value and has(value[key], inner) for key, inner in expected.items())


def check_error(
    error: webex_broadworks.WebexError, expected: dict[str, Any] | None, items: list[Any]
) -> None:
    assert expected is not None, f"raised {error!r}"
    assert type(error).__name__ == expected["class"], error
    for name, value in expected.get("fields", {}).items():
        assert getattr(error, name) == value, name
    for text in expected.get("message", []):
        assert text in str(error)
    for text in [*expected.get("not_in_message", []), TOKEN]:
        assert text not in str(error)
    if "items_before" in expected:
        assert len(items) == expected["items_before"]


def is_one_call(call: dict[str, Any]) -> bool:
    """A page of a list is a call, and what ensures or waits is made of calls."""
    is_call: bool = OPERATIONS.get(call["operation"], {}).get("kind") in {None, "call"}
    return is_call and "wait" not in call.get("arguments", {})


def check_requests(seen: list[Any], expected: list[dict[str, Any]], one_call: bool = True) -> None:
    wanted = [(request["method"], request["target"]) for request in expected]
    assert [(request["method"], request["target"]) for request in seen] == wanted
    for request, want in zip(seen, expected, strict=True):
        wanted_headers = {"authorization": f"Bearer {TOKEN}", **want.get("headers", {})}
        same = request["headers"].get("trackingid") == seen[0]["headers"].get("trackingid")
        assert same or not one_call
        body = json.loads(request["body"]) if request["body"] else None
        assert body == want.get("json")
        for name, value in wanted_headers.items():
            assert request["headers"].get(name.lower()) == value
