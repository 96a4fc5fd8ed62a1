"""Reads the description of the sandbox's options, switches and faults, and spells its values."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomli

# The types in Rust, TypeScript and Python.
TYPES = {
    "flag": ("bool", "boolean", "bool"),
    "text": ("String", "string", "str"),
    "count": ("usize", "number", "int"),
    "integer": ("u64", "number", "int"),
    **dict.fromkeys(("port", "status"), ("u16", "number", "int")),
    "code": ("u32", "number", "int"),
    "time": ("VirtualTime", "Date | string", "str"),
    **dict.fromkeys(("share", "seconds", "rate", "number"), ("f64", "number", "float")),
    "numbers": ("Vec<f64>", "number[]", "Sequence[float]"),
    "range": ("(f64, f64)", "[number, number]", "tuple[float, float]"),
    "weights": ("BTreeMap<u32, f64>", "Record<number, number>", "Mapping[int, float]"),
    "statuses": ("BTreeMap<u32, u16>", "Record<number, number>", "Mapping[int, int]"),
    "headers": ("Vec<(String, String)>", "[string, string][]", "Sequence[tuple[str, str]]"),
    "items": ("Vec<Value>", "object[]", "Sequence[Mapping[str, Any]]"),
    "faults": ("Vec<Fault>", "Fault[]", "Sequence[Mapping[str, Any]]"),
}
# The names of types in TypeScript and Python that aren't Rust's after `Sandbox`.
NAMES = {
    "DisconnectAt": "CutAt",
    "OAuthOptions": "SandboxOAuth",
    **{name: name for name in ("ErrorForm", "FaultAim", "LinkFault", "SandboxOptions")},
}
# The check of a value, in Rust.
CHECKS = {"share": "share", "seconds": "length", "rate": "positive"}


@dataclass
class Field:
    """One option, switch or key of a fault."""

    name: str
    type: str
    about: str
    optional: bool = False
    required: bool = False
    default: Any = None
    default_about: str = ""
    min: int | None = None
    max: int | None = None
    flag: str | bool = False
    help: str = ""

    @property
    def default_text(self) -> str:
        """The default as a sentence says it."""
        if self.default_about or self.default is None:
            return self.default_about
        match self.default:
            case bool():
                return json.dumps(self.default)
            case str():
                return f"`{json.dumps(self.default)}`"
            case dict():
                return ", ".join(f"{key} {value:g}" for key, value in self.default.items())
        return f"{self.default:g}" if isinstance(self.default, float) else str(self.default)

    @property
    def sentences(self) -> str:
        """What it means, and its default."""
        default = self.default_text
        return f"{self.about} Default: {default}." if default else self.about

    @property
    def flag_help(self) -> str:
        """The help text of its option of the command."""
        text = self.help or self.about.split(". ")[0].rstrip(".")
        is_shown = self.type != "flag" and self.default is not None
        # As its value is given to the command.
        default = self.default_text.strip('`"').replace("_", "-")
        if isinstance(self.default, list):
            default = ",".join(f"{number:g}" for number in self.default)
        return f"{text} [default: {default}]" if is_shown else text


# What a value of an enum can hold.
EXAMPLES = {"count": "20", "numbers": "[5, 3, 1]"}


@dataclass
class Struct:
    """Fields that belong together."""

    about: str
    fields: list[Field]


@dataclass
class Enum:
    """Values of which an option has one."""

    about: str
    values: dict[str, str]
    holds: dict[str, str] = field(default_factory=dict)
    untagged: str = ""

    @property
    def examples(self) -> list[str]:
        """Each value as Python writes it, with an example of what it holds."""
        return [self._example(name) for name in self.values]

    def _example(self, name: str) -> str:
        if name not in self.holds:
            return f'`"{name}"`'
        held = EXAMPLES[self.holds[name]]
        return f"numbers such as `{held}`" if name == self.untagged else f'`{{"{name}": {held}}}`'


def load() -> dict[str, Any]:
    """Reads the description."""
    path = Path(__file__).with_name("sandbox.toml")
    described = tomli.loads(path.read_text("utf-8"))

    def structs(kind: str) -> dict[str, Struct]:
        return {
            name: Struct(one["about"], [Field(**each) for each in one.get("fields", [])])
            for name, one in described[kind].items()
        }

    return {
        "sandbox_enums": {name: Enum(**one) for name, one in described["enum"].items()},
        "sandbox_structs": structs("struct"),
        "sandbox_effects": structs("effect"),
    }


def public_name(name: str) -> str:
    """The name of a type in TypeScript and Python."""
    return NAMES.get(name, f"Sandbox{name}")


def rust_type(one: Field) -> str:
    """The type of a field in Rust."""
    name = TYPES.get(one.type, (one.type,))[0]
    return f"Option<{name}>" if one.optional else name


def sandbox_ts(one: Field) -> str:
    """The type of a field in TypeScript."""
    name = TYPES[one.type][1] if one.type in TYPES else public_name(one.type)
    return f"{name} | null" if one.optional else name


def sandbox_python(one: Field) -> str:
    """The type of a field in Python."""
    name = TYPES[one.type][2] if one.type in TYPES else public_name(one.type)
    return f"{name} | None" if one.optional else name


def held(kind: str, language: int) -> str:
    """The type of what a value of an enum holds: in Rust, TypeScript or Python."""
    return TYPES[kind][language]


def rust_default(one: Field) -> str:
    """The default of a field in Rust."""
    if one.default is None:
        return "None" if one.optional else f"{rust_type(one).partition('<')[0]}::default()"
    value = _rust_value(one.type, one.default)
    return f"Some({value})" if one.optional else value


def _rust_value(kind: str, value: Any) -> str:
    match value:
        case str() if kind == "text":
            return f"{json.dumps(value)}.into()"
        case str():
            return f"{kind}::{rust_variant(value)}"
        case dict() if kind not in TYPES:
            fields = ", ".join(f"{key}: {number}" for key, number in value.items())
            return f"{kind} {{ {fields} }}"
        case dict():
            pairs = [f"({int(code):_}, {weight})" for code, weight in value.items()]
            return f"BTreeMap::from([{', '.join(pairs)}])"
        case list():
            return f"({', '.join(map(str, value))})"
    return json.dumps(value) if isinstance(value, bool) else f"{value:_}"


def rust_variant(name: str) -> str:
    """The variant of a value: `NotSynced` of `not_synced`."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def rust_checks(one: Field, value: str) -> list[str]:
    """The calls that check the bounds of a field; `value` is an expression for it."""
    name = f'&format!("{{path}}{one.name}")'
    checks = [f"bounds::{CHECKS[one.type]}({name}, {value})?;"] if one.type in CHECKS else []
    if one.min is not None:
        of = "{}.0" if one.type == "number" else "{}"
        most = "None" if one.max is None else f"Some({of.format(one.max)})"
        checks.append(f"bounds::within({name}, {value}, {of.format(one.min)}, {most})?;")
    return checks


def page_text(text: str) -> str:
    """A text with Python's constants."""
    constants = {"true": "True", "false": "False", "null": "None"}
    return re.sub(r"\b(true|false|null)\b", lambda found: constants[found[0]], text)


def names() -> set[str]:
    """The names of all fields, which Node spells in camelCase."""
    data = load()
    structs = [*data["sandbox_structs"].values(), *data["sandbox_effects"].values()]
    return {one.name for struct in structs for one in struct.fields}


FILTERS = {
    function.__name__: function
    for function in (
        *(public_name, rust_type, rust_default, rust_variant, rust_checks),
        *(sandbox_ts, sandbox_python, held, page_text),
    )
}
