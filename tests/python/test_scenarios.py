"""Plays the scenarios in `tests/scenarios` through both clients; its README says what they mean."""

from __future__ import annotations

import json
from typing import Any

import pytest

import webex_broadworks

from conftest import ROOT, TOKEN, Face, Serve

SCENARIOS = [
    scenario
    for file in sorted((ROOT / "tests" / "scenarios").glob("*.json"))
    for scenario in json.loads(file.read_text(encoding="utf-8"))
]


def test_there_are_scenarios_and_each_has_a_name_of_its_own() -> None:
    names = [scenario["name"] for scenario in SCENARIOS]
    assert len(names) > 75
    assert len(names) == len(set(names))


@pytest.mark.parametrize("scenario", SCENARIOS, ids=[each["name"] for each in SCENARIOS])
def test_scenario(scenario: dict[str, Any], face: Face, serve: Serve) -> None:
    server = serve(*(exchange["response"] for exchange in scenario["exchanges"]))
    # Only the pauses between attempts are shortened; a deadline counts on the same clock.
    options = {"_clock_speed": 20.0, **scenario.get("client", {})}
    items: list[Any] = []
    try:
        outcome = play(scenario["call"], face, face.client(server, **options), items)
    except webex_broadworks.WebexError as error:
        check_error(error, scenario.get("error"), items)
    else:
        assert "error" not in scenario, f"returned {outcome}"
        fill = json.dumps(scenario["result"])
        fill = fill.replace("{{origin}}", server.origin)
        fill = fill.replace("{{elsewhere}}", server.elsewhere_origin)
        assert json.dumps(outcome) == json.dumps(json.loads(fill))
    expected = [exchange["request"] for exchange in scenario["exchanges"]]
    check_requests(server.requests(), expected)
    check_requests(server.elsewhere_requests(), scenario.get("elsewhere", []))


def play(call: dict[str, Any], face: Face, client: Any, items: list[Any]) -> Any:
    """Makes the call; what a list gave before an error is in `items`."""
    arguments = dict(call.get("arguments", {}))
    positional = [
        arguments.pop(name)
        for name in ("enterprise", "user_id", "method", "path")
        if name in arguments
    ]
    if call["operation"] != "list_enterprises":
        return face.call(client, call["operation"], *positional, **arguments)
    listing = client.list_enterprises(**arguments)
    verb = call.get("verb", "all")
    if verb in {"all", "first"}:
        return face.read(listing, verb)
    face.iterate(listing, verb, items.append)
    return [shape_of(page) for page in items] if verb == "pages" else items


def shape_of(page: webex_broadworks.Page) -> dict[str, Any]:
    return {
        "items": page.items,
        "possibly_truncated": page.possibly_truncated,
        "has_cursor": page.cursor is not None,
    }


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


def check_requests(seen: list[Any], expected: list[dict[str, Any]]) -> None:
    wanted = [(request["method"], request["target"]) for request in expected]
    assert [(request["method"], request["target"]) for request in seen] == wanted
    for request, want in zip(seen, expected, strict=True):
        assert request["headers"]["authorization"] == f"Bearer {TOKEN}"
        assert request["headers"]["trackingid"] == seen[0]["headers"]["trackingid"] or (
            "/broadworks/enterprises?" in request["target"]
        )
        body = json.loads(request["body"]) if request["body"] else None
        assert body == want.get("json")
        for name, value in want.get("headers", {}).items():
            assert request["headers"].get(name.lower()) == value
