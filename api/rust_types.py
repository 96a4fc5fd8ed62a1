"""Reads types with their documentation from Rust, for other languages."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).parents[1]

# The records that the core fills, by file, with their names in other languages.
RECORDS = {
    "transport/src/operation/error_codes.rs": {
        "CodeClass": "ErrorCodeClass",
        "ErrorCode": "DirectorySyncErrorCode",
    },
    "core/src/models/directory_sync_state.rs": {
        "DirectorySyncState": "DirectorySyncState",
        "RunError": "DirectorySyncStateError",
    },
    "transport/src/operation/subscriber_error_codes.rs": {"SubscriberErrorCode": "SubscriberErrorCode"},
    "core/src/models/subscriber_state.rs": {
        "SubscriberState": "SubscriberState",
        "WaitsFor": "WaitsFor",
        "SubscriberStateError": "SubscriberStateError",
    },
    "transport/src/events.rs": {"Event": "Event"},
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
VARIANT = re.compile(DOC + ATTRIBUTES + r" {4}(?P<name>\w+)(?:\([^\n]+\))?,\n")


@dataclass
class Field:
    """One field of a struct."""

    name: str
    type: str
    about: str
    key: str = ""


@dataclass
class Variant:
    """One variant of an enum, by its name in JSON."""

    name: str
    about: str


@dataclass
class RustType:
    """A struct with fields, or an enum with variants."""

    name: str
    about: str
    details: list[str]
    fields: list[Field]
    variants: list[Variant]


def paragraphs(doc: str) -> list[str]:
    """The paragraphs of a documentation comment."""
    lines = [line.strip().removeprefix("///").strip() for line in doc.strip().splitlines()]
    return [" ".join(part.split()) for part in "\n".join(lines).split("\n\n")]


def fields_of(body: str) -> list[Field]:
    """The fields of a struct."""
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
        )
        for one in VARIANT.finditer(body + "\n")
    ]


def types_in(path: str) -> dict[str, RustType]:
    """The types of a file, by their names in Rust."""
    types = {}
    for item in ITEM.finditer((ROOT / path).read_text("utf-8")):
        about, *details = paragraphs(item["doc"])
        is_enum = item["kind"] == "enum"
        is_snake = "snake_case" in item["attributes"]
        types[item["name"]] = RustType(
            item["name"],
            about,
            details,
            [] if is_enum else fields_of(item["body"]),
            variants_of(item["body"], is_snake=is_snake) if is_enum else [],
        )
    return types


def record_types() -> dict[str, RustType]:
    """The records that the core fills: states and outcomes, for example."""
    records = {}
    for path, names in RECORDS.items():
        types = types_in(path)
        for rust, name in names.items():
            records[name] = replace(types[rust], name=name)
    state = records["DirectorySyncState"]
    place = [one.name for one in state.fields].index("counters")
    state.fields[place : place + 1] = types_in(COUNTERS)["Counters"].fields
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
    return convert(rust, names | RECORD_NAMES, forms)


def convert(rust: str, names: dict[str, str], forms: dict[str, str]) -> str:
    """A Rust type in another language, whose generic types have these forms."""
    if generic := re.fullmatch(r"(\w+)<(.+)>", rust):
        return forms[generic[1]].format(convert(generic[2], names, forms))
    return names.get(rust, rust)
