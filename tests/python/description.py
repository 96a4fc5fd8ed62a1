"""Webex's own description of the API: reduced, corrected, and checks of requests against it.

`python tests/python/description.py FILE` reduces Webex's file for tests/description.
"""

from __future__ import annotations

import copy
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

import tomli
from jsonschema import Draft4Validator

FOLDER = Path(__file__).parents[1] / "description"
FILE = FOLDER / "webex-broadworks.json"
JSON = "application/json"

Node = dict[str, Any]


def reduced(description: Node) -> Node:
    """Keeps what can be checked: no prose, no errors, no signatures of links."""
    return {
        "openapi": description["openapi"],
        "info": {key: description["info"][key] for key in ("title", "version")},
        "paths": {
            path: {method: _reduced_operation(each) for method, each in methods.items()}
            for path, methods in description["paths"].items()
        },
        "components": {"schemas": _without_prose(description["components"]["schemas"])},
    }


def _reduced_operation(operation: Node) -> Node:
    kept = {key: operation[key] for key in ("parameters", "requestBody") if operation.get(key)}
    kept["responses"] = {
        status: {"content": response["content"]}
        for status, response in operation["responses"].items()
        if status.startswith("2")
    }
    return {key: _without_prose(value) for key, value in kept.items()}


def _without_prose(node: Any, parent: str = "") -> Any:
    """Drops the descriptions of keys, and replaces sentences that are values."""
    if isinstance(node, list):
        return [_without_prose(each, parent) for each in node]
    if not isinstance(node, dict):
        return node.partition("?")[0] if isinstance(node, str) else node
    kept = {}
    for key, value in node.items():
        if key != "description":
            kept[key] = _without_prose(value, key)
        elif parent == "properties":
            kept[key] = {**_without_prose(value), "example": "text"}
        elif "type" not in node and "in" not in node:
            kept[key] = "text"
    return kept


class Correction(NamedTuple):
    """One place that is wrong in the description."""

    place: tuple[str | int, ...]
    says: Any
    should_say: Any
    why: str

    def apply(self, description: Node) -> None:
        """Puts the place right, if it still is as wrong as it was."""
        *parents, last = self.place
        node: Any = description
        for key in parents:
            by_name = isinstance(node, list) and isinstance(key, str)
            node = next(each for each in node if each["name"] == key) if by_name else node[key]
        if node.get(last) != self.says:
            message = f"{self.place} says {node.get(last)!r}, not {self.says!r}: {self.why}"
            raise ValueError(message)
        node[last] = copy.deepcopy(self.should_say)


def read_corrections() -> Iterator[Correction]:
    """Reads the corrections; one entry can be about several places."""
    for entry in tomli.loads((FOLDER / "corrections.toml").read_text("utf-8"))["correction"]:
        places: list[tuple[str, ...]] = [
            ("components", "schemas", name) for name in entry.get("schemas", [])
        ]
        for operation in entry.get("operations", []):
            method, path = operation.split(" ")
            places.append(("paths", path, method.lower()))
        for place in places:
            wrong, right = entry.get("says"), entry["should_say"]
            yield Correction((*place, *entry["at"]), wrong, right, entry["why"])


class Request(NamedTuple):
    """A request as it came over the wire; `target` is path and query."""

    method: str
    target: str
    content_type: str | None
    body: bytes


class Operation(NamedTuple):
    """One operation of the description, with its schemas resolved and closed."""

    method: str
    path: str
    path_parameters: dict[str, Node]
    query: dict[str, Node]
    body: Node | None
    body_is_required: bool
    response: Node | None
    """The schema of a result; None for a 204."""
    example: Any
    """The result that the description shows."""

    @property
    def full_result(self) -> Any:
        """A result with each key that is described."""
        return sample(self.response) if self.response else None

    @property
    def full_body(self) -> Any:
        """A body with each key that is described."""
        return sample(self.body) if self.body else {}

    @property
    def name(self) -> tuple[str, str]:
        """What it is found by: the method, and the path without the names of its parameters."""
        return self.method, re.sub(r"\{\w+\}", "{}", self.path)

    def values_of(self, target: str) -> dict[str, str]:
        """The values of the path's parameters."""
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.path)
        found = re.fullmatch(pattern, urlsplit(target).path)
        return found.groupdict() if found else {}

    def faults(self, request: Request) -> list[str]:
        """What the description forbids in a request for this operation."""
        names = [name for name, _ in parse_qsl(urlsplit(request.target).query)]
        faults = [f"query: {name} comes twice" for name in {*names} if names.count(name) > 1]
        values = {**self.values_of(request.target), **self.query_of(request.target)}
        schemas = {**self.path_parameters, **self.query}
        parameters = {
            "type": "object",
            "properties": {name: each["schema"] for name, each in schemas.items()},
            "additionalProperties": False,
        }
        faults += faults_of(parameters, values, "parameters")
        if not request.body:
            return [*faults, "body: it is missing"] if self.body_is_required else faults
        if self.body is None:
            return [*faults, "body: there is none"]
        if request.content_type != JSON:
            return [*faults, f"content type: {request.content_type} isn't {JSON}"]
        return [*faults, *faults_of(self.body, json.loads(request.body), "body")]

    def query_of(self, target: str) -> dict[str, Any]:
        """The values of a query, in the types that the description gives them."""
        return {
            name: _typed(value, self.query.get(name, {}).get("schema", {}))
            for name, value in parse_qsl(urlsplit(target).query, keep_blank_values=True)
        }


def _typed(text: str, schema: Node) -> Any:
    """The value that a text of a query stands for; the text, if it isn't one."""
    if schema.get("type") == "array":
        return text.split(",")
    if schema.get("type") == "boolean":
        return {"true": True, "false": False}.get(text, text)
    is_number = schema.get("type") == "integer" and re.fullmatch(r"\d+", text)
    return int(text) if is_number else text


def faults_of(schema: Node, value: Any, place: str) -> list[str]:
    errors = Draft4Validator(schema).iter_errors(value)
    return [f"{'.'.join(map(str, [place, *error.path]))}: {error.message}" for error in errors]


def sample(schema: Node) -> Any:
    """A value with each key of a schema, made of the examples in it."""
    if schema["type"] == "object":
        return {key: sample(each) for key, each in schema["properties"].items()}
    if schema["type"] == "array":
        return [sample(schema["items"])]
    return schema.get("example", schema.get("enum", [True])[0])


class Description:
    """All operations, as the corrected description has them."""

    def __init__(self) -> None:
        self._root: Node = json.loads(FILE.read_text("utf-8"))
        for correction in read_corrections():
            correction.apply(self._root)
        every = [
            self._operation(method.upper(), path, each)
            for path, methods in self._root["paths"].items()
            for method, each in methods.items()
        ]
        self.operations = {operation.name: operation for operation in every}

    def _operation(self, method: str, path: str, described: Node) -> Operation:
        parameters: dict[str, dict[str, Node]] = {"path": {}, "query": {}}
        for each in described.get("parameters", []):
            parameters[each["in"]][each["name"]] = each
        body = described.get("requestBody", {})
        (response,) = described["responses"].values()
        content = response["content"].get(JSON, {})
        return Operation(
            method,
            path,
            parameters["path"],
            parameters["query"],
            self._closed(body["content"][JSON]["schema"]) if body else None,
            body.get("required", False),
            self._closed(content.get("schema")),
            content.get("example"),
        )

    def _closed(self, node: Any) -> Any:
        """Resolves references, and lets objects have no keys but those that are described."""
        if isinstance(node, list):
            return [self._closed(each) for each in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            return self._closed(self._root["components"]["schemas"][node["$ref"].split("/")[-1]])
        closed = {key: self._closed(value) for key, value in node.items()}
        return {**closed, "additionalProperties": False} if "properties" in node else closed

    def find(self, request: Request) -> Operation | None:
        """The operation that a request is for; a path without parameters comes first."""
        path = urlsplit(request.target).path
        found = [
            each
            for each in self.operations.values()
            if each.method == request.method and (each.values_of(path) or each.path == path)
        ]
        return min(found, key=lambda each: len(each.path_parameters), default=None)


if __name__ == "__main__":
    official = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    FILE.write_text(json.dumps(reduced(official), indent=2, ensure_ascii=False) + "\n", "utf-8")
