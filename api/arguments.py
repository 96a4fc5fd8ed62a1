"""Reads the arguments that operations.toml doesn't describe, for Python and for Node."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tomli

import rust_constants
from text import for_language

if TYPE_CHECKING:
    from pathlib import Path

# The types in Python and in TypeScript, and what Node checks them for: a key of `kinds` in
# `bindings-node/ts/internal/options.ts`. Other types are Python's own.
TYPES = {
    "text": ("str", "string", "text"),
    "path": ("str | PathLike[str]", "string", "text"),
    "flag": ("bool", "boolean", "flag"),
    "count": ("int", "number", "count"),
    "number": ("float", "number", "factor"),
    "duration": ("float | timedelta", "number", "time"),
    "timeout": ("Timeout", "number", "deadline"),
    "moment": ("datetime", "Date", "date"),
    "token": ("Token", "string | TokenFunction | TokenSource", "anything"),
    "secret": ("str | TokenSource", "string | TokenSource", "anything"),
    "command": ("Sequence[str]", "readonly string[]", "command"),
    "store": ("TokenStore", "TokenStore", "store"),
    "check": ("OnProgress", "((result: Result) => unknown)", "function"),
    "waiting": ("OnWaiting", "((waiting: DirectorySyncWaiting) => unknown)", "function"),
    "hook": ("Callable[[Event], object]", "Hook", "function"),
    "logger": ("", "Logger", "logger"),
    "items": ("AsyncBulkItems", "BulkItems<Item>", ""),
    "condition": (
        "OnlyIf | Callable[[Any], object]",
        "OnlyIf | ((item: Item) => unknown)",
        "condition",
    ),
    "progress": (
        "Callable[[BulkSummary], object]",
        "((summary: BulkSummary) => unknown)",
        "function",
    ),
    "groups": (
        "Mapping[str, str] | Callable[[Any], str | None]",
        (
            "ReadonlyMap<string, string> | Readonly<Record<string, string>> | ((item: Item) => "
            "string | null | undefined | Promise<string | null | undefined>)"
        ),
        "groups",
    ),
    "outcomes": (
        "OutcomeKind | Iterable[OutcomeKind]",
        "OutcomeKind | Iterable<OutcomeKind>",
        "texts",
    ),
}


def load(path: Path, constants: dict[str, float], language: str) -> dict[str, Any]:
    """The arguments that a language has, with the values of Rust's constants."""

    def formed(one: dict[str, Any]) -> dict[str, Any]:
        return _formed(one, described, constants, language)

    described = tomli.loads(path.read_text("utf-8"))
    for name, arguments in described.items():
        if name not in {"bulk_operation", "token_source"}:
            described[name] = [formed(one) for one in arguments if _exists(one, language)]
    for source in described["token_source"]:
        source["argument"] = [formed(one) for one in source["argument"]]
    for operation in described["bulk_operation"]:
        instead = operation.get("instead", {})
        operation["own"] = [formed(one) for one in operation["argument"]]
        operation["shared"] = [
            formed({**one, **instead[one["name"]], "is_instead": True})
            if one["name"] in instead
            else one
            for one in described["bulk"]
        ]
    return described


def _exists(one: dict[str, Any], language: str) -> bool:
    return not isinstance(one.get("about"), dict) or language in one["about"]


def _formed(
    one: dict[str, Any], described: dict[str, Any], constants: dict[str, float], language: str
) -> dict[str, Any]:
    """An argument with its type and its text in a language, and its default in Python."""
    if "like" in one:
        alike = described[one["like"]]
        one = {**next(other for other in alike if other["name"] == one["name"]), **one}
    default = one.get("default", "None")
    if default in constants:
        default = f"{constants[default]:.12g}"
    python, node, kind = TYPES.get(one["type"], (one["type"], "", ""))
    is_optional = default == "None" and one["type"] in TYPES and one["type"] != "timeout"
    about = one["about"] if isinstance(one["about"], str) else one["about"][language]
    return {
        "required": False,
        **one,
        "default": str(default),
        "python_type": python + " | None" * (is_optional and not one.get("required")),
        "node_type": node,
        "node_kind": kind,
        "about": rust_constants.fill_in(for_language(about, language), constants, language),
    }
