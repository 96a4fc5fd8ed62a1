"""Reads types with their documentation from Rust, for other languages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ROOT = Path(__file__).parents[1]

# The types of a sandbox's options, and those that have another name elsewhere.
SOURCES = [
    "options.rs",
    "switches.rs",
    "error_form.rs",
    "disconnect.rs",
    "faults/effect.rs",
    "faults/mod.rs",
]
NAMES = {
    "DisconnectAt": "CutAt",
    "Effect": "FaultEffect",
    "ErrorForm": "ErrorForm",
    "Fault": "FaultAim",
    "LinkFault": "LinkFault",
    "OAuthOptions": "SandboxOAuth",
    "Operation": "SandboxOperation",
    "SandboxOptions": "SandboxOptions",
}
TYPESCRIPT = {
    **dict.fromkeys(("usize", "u64", "u32", "u16", "f64"), "number"),
    "bool": "boolean",
    "String": "string",
    "Value": "object",
    "VirtualTime": "Date | string",
    "Fault": "Fault",
}
PYTHON = {
    **dict.fromkeys(("usize", "u64", "u32", "u16"), "int"),
    "f64": "float",
    "bool": "bool",
    "String": "str",
    "Value": "Mapping[str, Any]",
    "VirtualTime": "str",
    "Fault": "Mapping[str, Any]",
}

# The records that the core fills, by file, with their names in other languages.
RECORDS = {
    "core/src/models/error_codes.rs": {
        "CodeClass": "ErrorCodeClass",
        "ErrorCode": "DirectorySyncErrorCode",
    },
    "core/src/models/directory_sync_state.rs": {
        "DirectorySyncState": "DirectorySyncState",
        "RunError": "DirectorySyncStateError",
    },
    "core/src/models/subscriber_error_codes.rs": {"SubscriberErrorCode": "SubscriberErrorCode"},
    "core/src/models/subscriber_state.rs": {
        "SubscriberState": "SubscriberState",
        "WaitsFor": "WaitsFor",
        "SubscriberStateError": "SubscriberStateError",
    },
    "core/src/events.rs": {"Event": "Event"},
    "bulk/src/outcome.rs": {
        "OutcomeKind": "OutcomeKind",
        "Outcome": "OutcomeBase",
        "OutcomeError": "OutcomeError",
    },
    "bulk/src/summary.rs": {"BulkSummary": "BulkSummary"},
    "bulk/src/stop_reason.rs": {"StopReason": "StopReason"},
    "bulk/src/outage_detector.rs": {"BulkOutage": "BulkOutage"},
}
RECORD_NAMES = {rust: name for names in RECORDS.values() for rust, name in names.items()}
COUNTERS = "core/src/generated/models.rs"
# What is frozen in JavaScript, and texts and numbers whose type is narrower there.
FROZEN = re.compile(r"State|StateError|Event")
RECORD_TYPES = {
    **dict.fromkeys(("u64", "u32", "u16", "i64", "f64"), "number"),
    **dict.fromkeys(("String", "&'static str", "SystemTime"), "string"),
    "bool": "boolean",
    "Counts": "Record<OutcomeKind, number>",
}
NARROWER = {
    "DirectorySyncState.status": "SyncStatus | 'NOT_SYNCED' | 'UNKNOWN'",
    "SubscriberState.status": "SubscriberStatus | 'unknown'",
    "Event.operation": "OperationId",
    "Event.subject_kind": "SubjectKind | null",
    "OutcomeBase.result": "unknown",
    "OutcomeError.directory_sync_codes": "(number | string)[]",
}
# Keys that are left out rather than null.
OPTIONAL = {"OutcomeBase.user_id", "OutcomeBase.partner"}

DOC = r"(?P<doc>(?: *///[^\n]*\n)*)"
ATTRIBUTES = r"(?P<attributes>(?: *#\[(?:[^\[\]]|\[[^\]]*\])*\]\n)*)"
ITEM = re.compile(
    DOC + ATTRIBUTES + r"pub (?P<kind>struct|enum) (?P<name>\w+) \{\n(?P<body>.*?)\n\}", re.DOTALL
)
FIELD = re.compile(
    "^" + DOC + ATTRIBUTES + r" *(?:pub )?(?P<name>\w+): (?P<type>[^\n]+),\n", re.MULTILINE
)
VARIANT = re.compile(
    DOC
    + ATTRIBUTES
    + r" {4}(?P<name>\w+)(?:\((?P<value>[^\n]+)\)| \{(?P<fields>\}|\n.*?\n {4}\}))?,\n",
    re.DOTALL,
)


@dataclass
class Field:
    """One field of a struct or of a variant."""

    name: str
    type: str
    about: str
    key: str = ""


@dataclass
class Variant:
    """One variant of an enum, by its name in JSON."""

    name: str
    about: str
    value: str = ""
    is_untagged: bool = False
    fields: list[Field] = field(default_factory=list)


@dataclass
class RustType:
    """A struct with fields, or an enum with variants."""

    name: str
    about: str
    details: list[str]
    has_defaults: bool
    fields: list[Field]
    variants: list[Variant]

    @property
    def depth(self) -> int:
        """How many fields name other types of the sandbox: a language may need these first."""
        return sum("Options" in one.type or "Switches" in one.type for one in self.fields)


def paragraphs(doc: str) -> list[str]:
    """The paragraphs of a documentation comment."""
    lines = [line.strip().removeprefix("///").strip() for line in doc.strip().splitlines()]
    return [" ".join(part.split()) for part in "\n".join(lines).split("\n\n")]


def fields_of(body: str) -> list[Field]:
    """The fields of a struct or a variant."""
    return [
        Field(
            one["name"], one["type"], " ".join(paragraphs(one["doc"])), renamed(one["attributes"])
        )
        for one in FIELD.finditer(body + "\n")
    ]


def renamed(attributes: str) -> str:
    """The key of a field in JSON, if it isn't its name."""
    found = re.search(r'rename = "(\w+)"', attributes)
    return found[1] if found else ""


def variants_of(body: str, *, is_snake: bool) -> list[Variant]:
    """The variants of an enum."""
    return [
        Variant(
            re.sub(r"(?<!^)(?=[A-Z])", "_", one["name"]).lower() if is_snake else one["name"],
            paragraphs(one["doc"])[0],
            one["value"] or "",
            "untagged" in one["attributes"],
            fields_of(one["fields"] or ""),
        )
        for one in VARIANT.finditer(body + "\n")
    ]


def types_in(path: str, names: Callable[[str], str]) -> dict[str, RustType]:
    """The types of a file, by their names in other languages."""
    types = {}
    for item in ITEM.finditer((ROOT / path).read_text("utf-8")):
        about, *details = paragraphs(item["doc"])
        is_enum = item["kind"] == "enum"
        name, is_snake = names(item["name"]), "snake_case" in item["attributes"]
        types[name] = RustType(
            name,
            about,
            details,
            "(default," in item["attributes"] or item["name"] == "Fault",
            [] if is_enum else fields_of(item["body"]),
            variants_of(item["body"], is_snake=is_snake) if is_enum else [],
        )
    return types


def sandbox_types() -> dict[str, RustType]:
    """The types of a sandbox's options."""
    found = [types_in(f"sandbox/src/{source}", public_name) for source in SOURCES]
    return {name: one for types in found for name, one in types.items()}


def record_types() -> dict[str, RustType]:
    """The records that the core fills: states and outcomes, for example."""
    records = {}
    for path, names in RECORDS.items():
        types = types_in(path, str)
        for rust, name in names.items():
            records[name] = replace(types[rust], name=name)
    state = records["DirectorySyncState"]
    place = [one.name for one in state.fields].index("counters")
    state.fields[place : place + 1] = types_in(COUNTERS, str)["Counters"].fields
    return records


def record_text(text: str, record: str) -> str:
    """A text about a record for JavaScript, where durations are in milliseconds."""
    text = re.sub(r"\[(`\w+`)\]", r"\1", text).replace("`None`", "`null`")
    if FROZEN.search(record):
        text = re.sub(r"\bSeconds\b", "Milliseconds", re.sub(r"\bseconds\b", "milliseconds", text))
    return text


def record_typescript(one: Field, record: str) -> str:
    """The type of a field of a record in TypeScript."""
    if narrower := NARROWER.get(f"{record}.{one.name}"):
        return narrower
    # States have dates; what can be written to a file has texts.
    names = {**RECORD_TYPES, "Timestamp": "Date" if FROZEN.search(record) else "string"}
    forms = {"Option": "{} | null", "Vec": "readonly {}[]" if FROZEN.search(record) else "{}[]"}
    is_optional = f"{record}.{one.name}" in OPTIONAL
    rust = one.type.removeprefix("Option<").removesuffix(">") if is_optional else one.type
    return convert(rust, names | RECORD_NAMES, forms, str)


def public_name(name: str) -> str:
    """The name of a Rust type in other languages."""
    return NAMES.get(name, f"Sandbox{name}")


def convert(
    rust: str,
    names: Mapping[str, str],
    forms: Mapping[str, str],
    other: Callable[[str], str] = public_name,
) -> str:
    """A Rust type in another language, whose generic types have these forms."""
    if rust in names:
        return names[rust]
    if generic := re.fullmatch(r"(\w+)<(?:u32, )?(.+)>", rust):
        return forms[generic[1]].format(convert(generic[2], names, forms, other))
    if pair := re.fullmatch(r"\((\w+), (\w+)\)", rust):
        return forms["pair"].format(*(convert(part, names, forms, other) for part in pair.groups()))
    return other(rust)


def typescript(rust: str) -> str:
    """A Rust type in TypeScript."""
    forms = {
        "Option": "{} | null",
        "Vec": "{}[]",
        "BTreeMap": "Record<number, {}>",
        "pair": "[{}, {}]",
    }
    return convert(rust, TYPESCRIPT, forms)


def python(rust: str) -> str:
    """A Rust type in Python."""
    mapping = "Mapping[int, {}]"
    forms = {
        "Option": "{} | None",
        "Vec": "Sequence[{}]",
        "BTreeMap": mapping,
        "pair": "tuple[{}, {}]",
    }
    return convert(rust, PYTHON, forms)
