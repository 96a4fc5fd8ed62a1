"""Reads types with their documentation from Rust, for other languages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

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

DOC = r"(?P<doc>(?: *///[^\n]*\n)*)"
ATTRIBUTES = r"(?P<attributes>(?: *#\[(?:[^\[\]]|\[[^\]]*\])*\]\n)*)"
ITEM = re.compile(
    DOC + ATTRIBUTES + r"pub (?P<kind>struct|enum) (?P<name>\w+) \{\n(?P<body>.*?)\n\}", re.DOTALL
)
FIELD = re.compile(DOC + ATTRIBUTES + r" *(?:pub )?(?P<name>\w+): (?P<type>[^\n]+),\n")
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
    found = FIELD.finditer(body + "\n")
    return [Field(one["name"], one["type"], " ".join(paragraphs(one["doc"]))) for one in found]


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


def sandbox_types() -> dict[str, RustType]:
    """The types of a sandbox's options, by their names in other languages."""
    types = {}
    for source in SOURCES:
        text = (ROOT / "sandbox/src" / source).read_text("utf-8")
        for item in ITEM.finditer(text):
            about, *details = paragraphs(item["doc"])
            is_enum = item["kind"] == "enum"
            is_snake = "snake_case" in item["attributes"]
            types[public_name(item["name"])] = RustType(
                public_name(item["name"]),
                about,
                details,
                "(default," in item["attributes"] or item["name"] == "Fault",
                [] if is_enum else fields_of(item["body"]),
                variants_of(item["body"], is_snake=is_snake) if is_enum else [],
            )
    return types


def public_name(name: str) -> str:
    """The name of a Rust type in other languages."""
    return NAMES.get(name, f"Sandbox{name}")


def convert(rust: str, names: Mapping[str, str], forms: Mapping[str, str]) -> str:
    """A Rust type in another language, whose generic types have these forms."""
    if rust in names:
        return names[rust]
    if generic := re.fullmatch(r"(\w+)<(?:u32, )?(.+)>", rust):
        return forms[generic[1]].format(convert(generic[2], names, forms))
    if pair := re.fullmatch(r"\((\w+), (\w+)\)", rust):
        return forms["pair"].format(*(convert(part, names, forms) for part in pair.groups()))
    return public_name(rust)


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
