"""Each operation sends what Webex's own description of the API says, and returns what it shows."""

from __future__ import annotations

import copy
import json
import re
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import tomli

from webex_broadworks import AsyncClient, BadRequestError, Client

from conftest import DESCRIBED, OPERATIONS, ROOT, TOKEN, Face
from described_mock import DescribedMock
from description import FILE, JSON, Correction, Description, Operation, Request, faults_of, reduced
from test_scenarios import play

DESCRIPTION = Description()
MODELS = tomli.loads((ROOT / "api" / "models.toml").read_text("utf-8"))
REQUESTS = [name for name, each in OPERATIONS.items() if each["kind"] in {"call", "list"}]
# What Webex's description can't know of, with values that change no request.
OWN_ARGUMENTS: dict[str, Any] = {
    "allow_incomplete": True,
    "clear": [],
    "completion": "off",
    "cursor": None,
    "extra_body": {},
    "extra_query": {},
    "limit": 1000,
    "wait": False,
}
# These need no argument beside the id, but one thing to change.
SMALLEST_CHANGE = {"subscribers.update": "user_id", "workspaces.update": "user_id"}
# The types of api/models.toml by those of the description.
TYPES = {"string": {"text", "time"}, "number": {"integer", "counter"}, "boolean": {"flag"}}

Arguments = dict[str, Any]
Call = Callable[[str, str, Arguments], Any]


@pytest.fixture(params=["blocking", "async", "node"])
def call(request: pytest.FixtureRequest) -> Call:
    """Calls an operation at a base URL through one of the clients."""
    if request.param == "node":
        return call_from_node
    kind = Client if request.param == "blocking" else AsyncClient

    def call_from_python(base_url: str, operation: str, arguments: Arguments) -> Any:
        client = kind(TOKEN, base_url=base_url)
        return play({"operation": operation, "arguments": arguments}, Face(kind), client, [])

    return call_from_python


def call_from_node(base_url: str, operation: str, arguments: Arguments) -> Any:
    call = json.dumps({"operation": operation, "arguments": arguments})
    command = ["node", "tests/node/call.mjs", base_url, call]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def described(name: str) -> Operation:
    """The operation in Webex's description."""
    operation = OPERATIONS[name]
    path = re.sub(r"\{\w+\}", "{}", operation["path"])
    return DESCRIPTION.operations[operation["method"], path]


def parameters_of(name: str) -> list[dict[str, Any]]:
    """All arguments of an operation, as api/operations.toml has them."""
    operation = OPERATIONS[name]
    paging = [{"name": each, **DESCRIBED["paging"][each]} for each in operation.get("paging", [])]
    return [*operation.get("parameter", []), *paging]


def key_of(parameter: dict[str, Any], operation: Operation) -> str:
    """Where the description has an argument."""
    if parameter["type"] in DESCRIBED["subject"]:
        (key,) = operation.path_parameters
        return key
    if parameter["name"] == "page_size":
        return "max"
    camel = re.sub(r"_(\w)", lambda found: found[1].upper(), parameter["name"])
    return str(parameter.get("key", camel))


def flat(value: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """The values of an object, those of inner objects under dotted keys."""
    for key, each in value.items():
        if isinstance(each, dict):
            yield from flat(each, f"{prefix}{key}.")
        else:
            yield prefix + key, each


def described_values(operation: Operation) -> dict[str, Any]:
    """An example of each value that a request can have."""
    parameters = {**operation.path_parameters, **operation.query}
    examples = {key: each["example"] for key, each in parameters.items()}
    return {**examples, **dict(flat(operation.full_body))}


def values_in(request: Request, operation: Operation) -> dict[str, Any]:
    """The values that a request has."""
    path, query = operation.values_of(request.target), operation.query_of(request.target)
    return {**path, **query, **dict(flat(json.loads(request.body or b"{}")))}


def arguments_of(name: str, parameters: list[dict[str, Any]]) -> Arguments:
    """Values for arguments: the examples of the description."""
    operation = described(name)
    values = described_values(operation)
    arguments = {}
    for each in parameters:
        argument = each["name"]
        is_own = argument in OWN_ARGUMENTS
        value = OWN_ARGUMENTS[argument] if is_own else values[key_of(each, operation)]
        arguments[argument] = int(value) if each["type"] == "time" else value
    return arguments


def constants_of(name: str) -> dict[str, Any]:
    """What a request has although no argument says it."""
    operation = OPERATIONS[name]
    page_size = {"max": operation["max_page_size"]} if "max_page_size" in operation else {}
    return {**page_size, **operation.get("body", {})}


def returned(answer: Any) -> Any:
    """What a call returns of an answer; a list returns its items."""
    return answer["items"] if answer and "items" in answer else answer


@pytest.mark.parametrize("name", REQUESTS)
def test_all_arguments_send_all_that_is_described(name: str, call: Call) -> None:
    operation = described(name)
    with DescribedMock(DESCRIPTION, lambda operation: operation.example) as mock:
        result = call(mock.base_url, name, arguments_of(name, parameters_of(name)))
    (request,) = mock.requests
    assert values_in(request, operation) == described_values(operation)
    assert result == returned(operation.example)


@pytest.mark.parametrize("name", REQUESTS)
def test_required_arguments_send_nothing_else(name: str, call: Call) -> None:
    operation = described(name)
    smallest = SMALLEST_CHANGE.get(name)
    given = [each for each in parameters_of(name) if each.get("required", each["name"] == smallest)]
    with DescribedMock(DESCRIPTION, lambda operation: operation.full_result) as mock:
        result = call(mock.base_url, name, arguments_of(name, given))
    (request,) = mock.requests
    values = described_values(operation)
    expected = {key: values[key] for key in (key_of(each, operation) for each in given)}
    assert values_in(request, operation) == {**expected, **constants_of(name)}
    assert result == returned(operation.full_result)


def test_each_described_operation_is_there() -> None:
    assert len(REQUESTS) == len(DESCRIPTION.operations)
    assert {described(name).name for name in REQUESTS} == DESCRIPTION.operations.keys()


@pytest.mark.parametrize("name", REQUESTS)
def test_arguments_are_those_that_are_described(name: str) -> None:
    operation = described(name)
    parameters = [each for each in parameters_of(name) if each["name"] not in OWN_ARGUMENTS]
    constants = OPERATIONS[name].get("body", {}).keys()
    keys = {key_of(each, operation) for each in parameters}
    required = {key_of(each, operation) for each in parameters if each.get("required")}
    assert keys | constants == described_values(operation).keys()
    body = operation.body or {}
    assert required | constants == {*operation.path_parameters, *body.get("required", [])}


@pytest.mark.parametrize("name", [name for name in REQUESTS if described(name).response])
def test_models_have_the_keys_and_types_of_results(name: str) -> None:
    schema = described(name).response or {}
    if "item" in OPERATIONS[name]:
        schema = schema["properties"]["items"]["items"]
    compare_model(OPERATIONS[name].get("item") or OPERATIONS[name]["result"], schema)


def compare_model(model: str, schema: dict[str, Any]) -> None:
    """Compares a model of api/models.toml with the schema of an object."""
    types = {field["key"]: field["type"] for field in MODELS["model"][model]["fields"]}
    for key, each in schema["properties"].items():
        kind = types[key].removeprefix("list of ")
        is_list = kind != types[key]
        assert is_list == (each["type"] == "array"), key
        if kind in MODELS["model"]:
            compare_model(kind, each["items"] if is_list else each)
        elif kind in MODELS["enum"]:
            assert {*each.get("enum", [])} <= MODELS["enum"][kind]["values"].keys()
        else:
            assert kind in TYPES[each["type"]], key


@pytest.mark.parametrize("name", REQUESTS)
def test_examples_fit_the_corrected_description(name: str) -> None:
    operation = described(name)
    if operation.response:
        assert faults_of(operation.response, operation.example, "example") == []
        assert faults_of(operation.response, operation.full_result, "full_result") == []
    if operation.body:
        assert faults_of(operation.body, operation.full_body, "full_body") == []


def test_a_correction_of_what_has_changed_is_an_error() -> None:
    correction = Correction(("paths", "max"), "10", 10, "The example of a number is a text.")
    description: dict[str, Any] = {"paths": {"max": 20}}
    with pytest.raises(ValueError, match="says 20, not '10'"):
        correction.apply(description)


def test_the_file_is_reduced() -> None:
    kept = json.loads(FILE.read_text("utf-8"))
    assert reduced(kept) == kept
    official = copy.deepcopy(kept)
    operation = official["paths"]["/broadworks/subscribers"]["get"]
    operation["description"] = operation["parameters"][0]["description"] = "A sentence."
    operation["responses"]["400"] = {"description": "A sentence."}
    assert reduced(official) == kept


PROVISION = ("POST", "/broadworks/subscribers")
BODY = DESCRIPTION.operations[PROVISION].full_body
# What the mock says about a request, and the request.
WRONG = [
    ("no GET /broad", Request("GET", "/broadworks/subscriber", None, b"")),
    ("no PATCH /broad", Request("PATCH", "/broadworks/subscribers/1", None, b"")),
    ("'userID' was", Request("GET", "/broadworks/subscribers?userID=1", None, b"")),
    ("max comes twice", Request("GET", "/broadworks/subscribers?max=1&max=2", None, b"")),
    ("101 is greater", Request("GET", "/broadworks/subscribers?max=101", None, b"")),
    ("'x' is not of", Request("GET", "/broadworks/subscribers?max=x", None, b"")),
    ("'new' is not one", Request("GET", "/broadworks/subscribers?status=error,new", None, b"")),
    ("there is none", Request("POST", "/subscribers/1/emails/consentMove", JSON, b"{}")),
    ("it is missing", Request(*PROVISION, JSON, b"")),
    ("text/plain isn't", Request(*PROVISION, "text/plain", json.dumps(BODY).encode())),
    ("'userId' is a required", Request(*PROVISION, JSON, b'{"userID": "jane"}')),
    ("'firstname' was", Request(*PROVISION, JSON, json.dumps({"firstname": "Jane"}).encode())),
    ("extension: 1 is not", Request(*PROVISION, JSON, json.dumps({"extension": 1}).encode())),
    ("'gold' is not one", Request(*PROVISION, JSON, json.dumps({"package": "gold"}).encode())),
]


@pytest.mark.parametrize(("message", "request_"), WRONG, ids=[message for message, _ in WRONG])
def test_the_mock_refuses_what_is_not_described(message: str, request_: Request) -> None:
    status, result = DescribedMock(DESCRIPTION, lambda _: None).respond(request_)
    assert status in {400, 404}
    assert message in result["message"]


def test_a_call_fails_if_the_mock_refuses_it(call: Call) -> None:
    name = "subscribers.provision"
    arguments = {**arguments_of(name, parameters_of(name)), "extra_body": {"firstname": "Jane"}}
    with (
        DescribedMock(DESCRIPTION, lambda _: None) as mock,
        pytest.raises((BadRequestError, AssertionError), match="'firstname' was unexpected"),
    ):
        call(mock.base_url, name, arguments)
