"""Reads the dicts that this library makes, for Python and for Node."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import tomli

import rust_constants

if TYPE_CHECKING:
    from pathlib import Path

SHAPES = ("enum", "model", "state")
# The types of fields that have another name in TypeScript.
NODE_TYPES = {
    **dict.fromkeys(("text", "time"), "string"),
    **dict.fromkeys(("integer", "counter", "number", "duration", "elapsed"), "number"),
    "flag": "boolean",
    "any": "unknown",
    "moment": "Date",
    "integer or text": "number | string",
    "pairs": "[string, string][] | Record<string, string>",
}


def load(
    path: Path, models: dict[str, Any], constants: dict[str, float], language: str
) -> dict[str, Any]:
    """The shapes that a language has."""
    described = _read(path)
    for kind in described.get("finding", {}).values():
        for one in kind["values"].values():
            one["raised_when"] = rust_constants.fill_in(one["raised_when"], constants)
    found: dict[str, Any] = dict(described)
    for kind in SHAPES:
        shapes = described.get(kind, {}).items()
        found[kind] = {
            name: one for name, one in shapes if language in one.get("languages", ["python"])
        }
    for model in [*found["model"].values(), *found["state"].values()]:
        fields = [one for field in model["fields"] for one in _expanded(field, models)]
        for one in fields:
            if one.get("required") == "node" != language:
                del one["required"]
            _add_type(one, described["enum"], language)
        model["fields"] = fields
    return found


def values(path: Path) -> set[str]:
    """The values of all enums, which every language spells alike."""
    enums = _read(path)["enum"]
    return {value for enum in enums.values() for value in enum["values"]}


def sentence(clause: str) -> str:
    """A clause as a sentence."""
    return f"{clause[0].upper()}{clause[1:]}."


def _read(path: Path) -> dict[str, Any]:
    """The descriptions, with an enum for each kind of findings and of changes."""
    described = tomli.loads(path.read_text("utf-8"))
    declared = {**described.get("finding", {}), **described.get("change", {})}
    enums = {
        name: {
            "about": one["about"],
            "closed": True,
            "values": {value: sentence(of["meaning"]) for value, of in one["values"].items()},
        }
        for name, one in declared.items()
    }
    return {**described, "enum": {**enums, **described.get("enum", {})}}


def _expanded(entry: dict[str, Any], models: dict[str, Any]) -> list[dict[str, Any]]:
    """The field that an entry describes, or the counters of a model that it stands for."""
    if "counters_of" not in entry:
        return [entry]
    fields = models["model"][entry["counters_of"]]["fields"]
    counters = [field for field in fields if field["type"] == "counter"]
    return [{**field, "required": True, "nullable": True} for field in counters]


def _add_type(field: dict[str, Any], enums: dict[str, Any], language: str) -> None:
    """Adds the type in a language. A field of an enum that it doesn't have lists the values."""
    enum = enums.get(field["type"], {"languages": [language]})
    if language in enum.get("languages", ["python"]):
        if language == "node":
            field.setdefault("node_type", node_type(field["type"]))
        return
    values = enum["values"]
    field["about"] += "".join(f" `{value}`: {about}" for value, about in values.items())
    if language == "node":
        is_open = "" if enum.get("closed") else " | (string & {})"
        field["node_type"] = " | ".join(f"'{value}'" for value in values) + is_open
    else:
        field["type"] = f"Literal[{', '.join(map(json.dumps, values))}]"


def node_type(name: str) -> str:
    """The type of a field in TypeScript."""
    for prefix, form in (
        ("list of ", "({})[]"),
        ("several ", "readonly ({})[]"),
        ("count by ", "Record<{}, number>"),
    ):
        if name.startswith(prefix):
            return form.format(node_type(name.removeprefix(prefix)))
    if name.endswith(" by name"):
        return f"Record<string, {node_type(name.removesuffix(' by name'))}>"
    return NODE_TYPES.get(name, name)
