"""No place of an operation is forgotten: each test fails for an operation that lacks something."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
import tomli

import webex_broadworks
from webex_broadworks import AsyncClient, Client
from webex_broadworks.testing import Sandbox

ROOT = Path(__file__).parents[2]
DESCRIBED = tomli.loads((ROOT / "api" / "operations.toml").read_text("utf-8"))
MODELS = tomli.loads((ROOT / "api" / "models.toml").read_text("utf-8"))
OPERATIONS: list[dict[str, Any]] = DESCRIBED["operation"]
REQUESTS = [one for one in OPERATIONS if one["kind"] in {"call", "list"}]
WITH_RESULT = [one for one in REQUESTS if "result" in one or "item" in one]
IDS = [one["id"] for one in OPERATIONS]
SCENARIOS = [
    one
    for file in (ROOT / "tests" / "scenarios").glob("*.json")
    for one in json.loads(file.read_text("utf-8"))
]


def text_of(*parts: str) -> str:
    return ROOT.joinpath(*parts).read_text("utf-8")


def keys_in(value: Any) -> set[str]:
    """The keys of objects at any depth."""
    if isinstance(value, dict):
        return set(value) | keys_in([*value.values()])
    return set().union(*map(keys_in, value)) if isinstance(value, list) else set()


def scenarios_of(operation: dict[str, Any]) -> list[dict[str, Any]]:
    file = ROOT / "tests" / "scenarios" / f"{operation['id']}.json"
    assert file.exists(), f"{operation['id']} has no scenarios in {file.name}"
    played = json.loads(file.read_text("utf-8"))
    return [one for one in played if one["call"]["operation"] == operation["id"]]


@pytest.mark.parametrize("operation", OPERATIONS, ids=IDS)
def test_scenarios_play_its_success_and_its_refusals(operation: dict[str, Any]) -> None:
    played = scenarios_of(operation)
    assert any("result" in one or "result_has" in one for one in played), "no success"
    in_all = [
        one["error"]["class"]
        for one in SCENARIOS
        if "error" in one and one["call"]["operation"] == operation["id"]
    ]
    assert set(in_all) - {"InvalidArgumentError", "ResponseDecodeError"}, "no refusal"
    assert "InvalidArgumentError" in in_all, "no argument that can't be used"


@pytest.mark.parametrize("operation", WITH_RESULT, ids=[one["id"] for one in WITH_RESULT])
def test_a_scenario_plays_a_field_that_is_not_known(operation: dict[str, Any]) -> None:
    known = {field["key"] for model in MODELS["model"].values() for field in model["fields"]}
    every = [
        one
        for one in SCENARIOS
        if one["call"]["operation"] == operation["id"] and "exchanges" in one
    ]
    responses = [exchange["response"] for one in every for exchange in one["exchanges"]]
    answers = [one.get("json") for one in responses if one.get("status", 200) < 300]
    assert keys_in(answers) - known - {"items"}


@pytest.mark.parametrize("operation", OPERATIONS, ids=IDS)
def test_python_has_it_in_both_clients_with_and_without_response(
    operation: dict[str, Any],
) -> None:
    resource, verb = operation["id"].split(".")
    for client in (Client("a-token-of-a-test"), AsyncClient("a-token-of-a-test")):
        for face in (client, client.with_response()):
            method = getattr(getattr(face, resource), verb)
            assert method.__doc__, f"{type(face).__name__}.{operation['id']} has no docstring"


@pytest.mark.parametrize("operation", WITH_RESULT, ids=[one["id"] for one in WITH_RESULT])
def test_python_exports_the_types_of_its_result(operation: dict[str, Any]) -> None:
    name = operation.get("result") or operation["item"]
    waiting, seen = [name], set()
    while waiting:
        name = waiting.pop()
        seen.add(name)
        assert name in webex_broadworks.__all__, f"{name} is not exported"
        for field in MODELS["model"].get(name, {}).get("fields", []):
            kind = field["type"].removeprefix("list of ")
            if kind in {*MODELS["model"], *MODELS["enum"]} - seen:
                waiting.append(kind)


def test_node_has_them_with_and_without_response() -> None:
    program = """
      const { Client } = require('webex-broadworks')
      const client = new Client({ token: 'a-token-of-a-test' })
      const camel = (name) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase())
      const missing = []
      for (const id of JSON.parse(process.argv[1]))
        for (const [face, held] of [['', client], ['withResponse().', client.withResponse()]]) {
          const [resource, verb] = id.split('.').map(camel)
          if (typeof held[resource]?.[verb] !== 'function') missing.push(face + id)
        }
      console.log(JSON.stringify(missing))
    """.replace("webex-broadworks", "./bindings-node/dist/index.js")
    done = subprocess.run(
        ["node", "--eval", program, json.dumps(IDS)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    assert json.loads(done.stdout) == []


@pytest.mark.parametrize("name", [*MODELS["model"], *MODELS["enum"]])
def test_node_exports_its_types(name: str) -> None:
    files = (ROOT / "bindings-node/ts").rglob("*.ts")
    types = "".join(file.read_text("utf-8") for file in files)
    assert re.search(rf"export (interface|type) {name}\b", types)


@pytest.mark.parametrize("operation", OPERATIONS, ids=IDS)
def test_the_command_line_has_it(operation: dict[str, Any]) -> None:
    command = [sys.executable, "-m", "webex_broadworks", *operation["command"].split(), "--help"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    group = operation["command"].split()[0]
    assert f"`{operation['command']}`" in text_of("docs", "cli.md")
    listed = subprocess.run(
        [sys.executable, "-m", "webex_broadworks", "--help"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert re.search(rf"^  {group}\b", listed.stdout, re.MULTILINE)


@pytest.mark.parametrize("operation", REQUESTS, ids=[one["id"] for one in REQUESTS])
def test_the_sandbox_serves_it(operation: dict[str, Any]) -> None:
    with Sandbox(enterprises=1) as sandbox:
        path = re.sub(r"\{\w+\}", "x", operation["path"])

        def status_of(method: str) -> int:
            request = urllib.request.Request(
                sandbox.base_url + path,
                method=method,
                headers={"Authorization": f"Bearer {sandbox.token}"},
            )
            try:
                with urllib.request.urlopen(request) as answer:
                    return int(answer.status)
            except urllib.error.HTTPError as error:
                with error:
                    return error.code

        # A route that isn't served answers 404 to every method.
        assert status_of("PATCH") == 405
        assert status_of(operation["method"]) != 405
        faults = [{"name": "status", "status": 418, "operation": operation["id"]}]
        sandbox.set_faults(faults)
        assert status_of(operation["method"]) == 418


@pytest.mark.parametrize("operation", REQUESTS, ids=[one["id"] for one in REQUESTS])
def test_the_retry_table_has_a_column_for_it(operation: dict[str, Any]) -> None:
    header = next(
        line
        for line in text_of("docs", "retry-policy.md").splitlines()
        if line.startswith("| failure")
    )
    assert f"`{operation['id']}`" in header


@pytest.mark.parametrize("operation", OPERATIONS, ids=IDS)
def test_pages_name_it(operation: dict[str, Any]) -> None:
    for page in (("docs", "reference", "operations.md"), ("CHANGELOG.md",)):
        assert f"`{operation['id']}`" in text_of(*page), "/".join(page)
    assert operation["title"] in text_of("docs", "reference", "operations.md")
    resource, method = operation["id"].split(".")
    lines = text_of("README.md").splitlines()
    [row] = [line for line in lines if line.startswith(f"| `{resource}` |")]
    assert f"`{method}`" in row, "README.md"


@pytest.mark.parametrize("operation", OPERATIONS, ids=IDS)
def test_its_description_says_what_errors_need(operation: dict[str, Any]) -> None:
    access = "write" if operation["method"] != "GET" else "read"
    assert operation["scope"].endswith(f"_{access}"), "the scope of a 403"
    assert operation["role"], "the role of a 403"
    assert operation["errors"], "what can be raised"
    if operation["method"] == "POST" and not operation.get("idempotent"):
        assert operation["unconfirmed"], "what may have happened without an answer"
        assert operation["unconfirmed_remedy"], "what to do without an answer"
    kinds = [one["type"] for one in operation["parameter"]]
    for kind in set(kinds) & set(DESCRIBED["subject"]):
        assert {"id_kind", "id_source", "missing", "argument"} <= set(DESCRIBED["subject"][kind])
    if operation["kind"] == "call":
        texts = [one for one in operation["parameter"] if one["type"] == "text"]
        assert all("example" in one for one in texts), "a value for messages"
