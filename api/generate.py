"""Writes the code that follows from the descriptions of operations, models and the sandbox.

`make generate` writes the files. `make lint` runs this with `--check`, which writes nothing and
fails if a file isn't current.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import jinja2
import tomli

import arguments
import records
import rust_constants
import sandbox
from node_package import node_type, platforms
from python_package import (
    BLOCKING,
    PYTHON,
    argument_type,
    exports,
    python_type,
    unasync,
)
from text import (
    camel,
    comment,
    constant,
    docstring,
    fill,
    js,
    node_text,
    pascal,
    python_text,
    sandbox_js,
    snake,
    tsdoc,
)

HERE = Path(__file__).parent
ROOT = HERE.parent
TEST_SERVERS = HERE / "test_servers.toml"
RECORDS = HERE / "records.toml"
NODE = "bindings-node/ts/generated"

# Each template, and the file that it makes.
OUTPUTS = {
    "rust_error_kind.rs": "transport/src/generated/error_kind.rs",
    "rust_models.rs": "core/src/generated/models.rs",
    "rust_operations.rs": "transport/src/generated/operations.rs",
    "rust_subject_kind.rs": "transport/src/generated/subject_kind.rs",
    "rust_subjects.rs": "core/src/generated/subjects.rs",
    "rust_resources.rs": "core/src/generated/resources.rs",
    "rust_sandbox_operation.rs": "sandbox/src/generated/operation.rs",
    "rust_audit_columns.rs": "audit/src/generated/columns.rs",
    "rust_audit_findings.rs": "audit/src/generated/findings.rs",
    "rust_audit_rows.rs": "audit/src/generated/rows.rs",
    "rust_sandbox_options.rs": "sandbox/src/generated/options.rs",
    "rust_sandbox_flags.rs": "sandbox/src/generated/flags.rs",
    "rust_cli.rs": "cli/src/generated/commands.rs",
    "rust_tables.rs": "tables/src/generated/columns.rs",
    "operations.md": "docs/reference/operations.md",
    "node_models.ts": f"{NODE}/models.ts",
    "node_operations.ts": f"{NODE}/operations.ts",
    "node_lists.ts": f"{NODE}/lists.ts",
    "node_resources.ts": f"{NODE}/resources.ts",
    "node_client_options.ts": f"{NODE}/client-options.ts",
    "node_tokens.ts": f"{NODE}/tokens.ts",
    "node_bulk.ts": f"{NODE}/bulk.ts",
    "node_errors.ts": f"{NODE}/errors.ts",
    "node_platforms.ts": f"{NODE}/platforms.ts",
    "node_records.ts": f"{NODE}/records.ts",
    "node_state.ts": f"{NODE}/state.ts",
    "node_outcomes.ts": f"{NODE}/outcomes.ts",
    "node_sandbox.ts": f"{NODE}/sandbox.ts",
    "node_test_servers.ts": f"{NODE}/test-servers.ts",
    "python_sandbox.py": f"{PYTHON}/generated/_sandbox.py",
    "python_audits.py": f"{PYTHON}/_async_audits.py",
    "python_saved_audits.py": f"{PYTHON}/_saved_audits.py",
    "python_bulk.py": f"{PYTHON}/_async_bulk.py",
    "python_test_servers.py": f"{PYTHON}/testing.py",
    "python_client_arguments.py": f"{PYTHON}/_client_arguments.py",
    "python_tokens.py": f"{PYTHON}/tokens.py",
    "python_errors.py": f"{PYTHON}/generated/_errors.py",
    "python_models.py": f"{PYTHON}/generated/_models.py",
    "python_states.py": f"{PYTHON}/generated/_states.py",
    "python_records.py": f"{PYTHON}/generated/_records.py",
    "python_response.py": f"{PYTHON}/_response.py",
    "python_lists.py": f"{PYTHON}/generated/_async_lists.py",
    "python_resources.py": f"{PYTHON}/generated/_async_resources.py",
}
# Each template that makes a part of a page, and its name if the page has several.
PARTS = {
    "readme_operations.md": "README.md",
    "cli_commands.md": "docs/cli.md",
    "python_results.md": "docs/reference/python/results.md",
    "sandbox_options.md": "docs/sandbox.md: options",
    "sandbox_faults.md": "docs/sandbox.md: faults",
    "sandbox_aim.md": "docs/sandbox.md: aim",
    "sandbox_switches.md": "docs/sandbox.md: switches",
}
PART = r"(?<=<!-- Written by `make generate`{}. -->\n)(.*?)(?=<!-- End. -->)"
RUFF = str(ROOT / ".venv/bin/ruff")
BIOME = [str(ROOT / "node_modules/.bin/biome"), "format", f"--config-path={ROOT}"]
FORMATTERS = {
    ".rs": [["rustfmt", "--edition=2024", f"--config-path={ROOT}", "--emit=stdout", "--quiet"]],
    # Templates import whatever they may need.
    ".py": [[RUFF, "check", "--fix-only", "--select=F401,I,RUF022", "-"], [RUFF, "format", "-"]],
    ".ts": [[*BIOME, f"--stdin-file-path={NODE}/stdin.ts"]],
}

# The kinds of arguments that aren't text, and their types, in Rust.
RUST_KINDS = {
    "flag": ("Flag", "bool"),
    "count": ("Count", "i64"),
    "query": ("Query", "String"),
    "completion": ("Completion", "crate::Completion"),
    "time": ("Time", "Timestamp"),
    "clear": ("Clear", "crate::Texts"),
    "extra_body": ("ExtraBody", "serde_json::Map<String, serde_json::Value>"),
}


@dataclass
class Parameter:
    """One argument of an operation."""

    name: str
    type: str
    about: str = ""
    key: str = ""
    required: bool = False
    keyword: bool = False
    default: Any = None
    example: str = ""
    of: list[str] = field(default_factory=list)
    keep_one_of: list[str] = field(default_factory=list)
    is_local: bool = False
    is_subject: bool = False

    def __post_init__(self) -> None:
        self.key = self.key or camel(self.name)

    @property
    def is_positional(self) -> bool:
        """Whether languages with keyword arguments take it by position."""
        return self.required and not self.keyword

    @property
    def is_list(self) -> bool:
        """Whether it takes several values."""
        return self.type.startswith("list of ") or self.type == "clear"

    @property
    def node_kind(self) -> str:
        """What Node checks it for: a key of `kinds` in `bindings-node/ts/internal/options.ts`."""
        if self.is_list:
            return "texts"
        other = {"time": "instant", "extra_body": "object"}
        same = {"flag", "count", "query"}
        return other.get(self.type, self.type if self.type in same else "text")

    @property
    def kind(self) -> str:
        """What kind of value it is, as Rust names that."""
        if self.is_subject:
            return "Subject"
        return self.rust[0]

    @property
    def rust(self) -> tuple[str, str]:
        """Its kind and its type in Rust."""
        return RUST_KINDS.get(
            self.type, ("Texts", "crate::Texts") if self.is_list else ("Text", "String")
        )


@dataclass
class ErrorClass:
    """A kind of error, and its class in Python and JavaScript."""

    kind: str
    about: str
    name: str
    parent: str = "WebexError"
    details: list[str] = field(default_factory=list)
    fields: list[dict[str, Any]] = field(default_factory=list)
    builtin: str = ""
    transient: bool = False
    is_of_bindings: bool = False

    @property
    def code(self) -> str:
        """Its stable name for programs."""
        return snake(self.kind).upper()


@dataclass
class Operation:
    """One operation of the client."""

    id: str
    title: str
    kind: str
    method: str
    path: str
    summary: str
    returns: str
    page: str
    scope: str
    role: str
    command: str
    result: str = ""
    item: str = ""
    requests: str = ""
    body: dict[str, Any] = field(default_factory=dict)
    details: list[str] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    example: dict[str, str] = field(default_factory=dict)
    exactly_one: bool = False
    waiting: bool = False
    default_timeout: str = ""
    default_seconds: float = 0
    help: str = ""
    lazy: str = ""
    confirm: str = ""
    max_page_size: int = 0
    repeat_is_safe: bool = False
    idempotent: bool = False
    unconfirmed: str = ""
    unconfirmed_remedy: str = ""
    late_remedy: str = ""
    parameter: list[Parameter] = field(default_factory=list)
    paging: list[Parameter] = field(default_factory=list)

    @property
    def resource(self) -> str:
        """The group of methods that it belongs to."""
        return self.id.split(".")[0]

    @property
    def verb(self) -> str:
        """The name of its method."""
        return self.id.split(".")[1]

    @property
    def items(self) -> str:
        """What it lists, in words."""
        return self.resource.replace("_", " ")

    @property
    def command_group(self) -> str:
        """The first word of its command."""
        return self.command.split()[0]

    @property
    def link(self) -> str:
        """The page of Webex's documentation about it, or about its group if it is ours."""
        url = f"https://developer.webex.com/docs/api/v1/{self.page}"
        slug = re.sub(r"[^a-z0-9]+", "-", self.title.lower())
        return f"{url}/{slug}" if self.kind in {"call", "list"} else url

    @property
    def subject(self) -> Parameter | None:
        """The argument that says what the call is about."""
        return next((one for one in self.parameter if one.is_subject), None)

    @property
    def positional(self) -> list[Parameter]:
        """The arguments that are passed by position."""
        return [one for one in self.parameter if one.is_positional]

    @property
    def named(self) -> list[Parameter]:
        """The arguments that are passed by name."""
        return [one for one in self.parameter + self.paging if not one.is_positional]

    @property
    def wait_hours(self) -> int:
        """The default timeout of a wait, in hours."""
        return int(self.default_seconds // 3600)

    @property
    def takes_fields(self) -> bool:
        """Whether Rust takes what is passed by name in a struct."""
        return any(not one.required for one in self.named)

    def place(self, one: Parameter) -> str:
        """Where the request has an argument, as Rust names that."""
        if one.is_local:
            return "Client"
        if f"{{{one.name}}}" in self.path:
            return "Path"
        return "Query" if self.method == "GET" else "Body"

    @property
    def is_completed_by_prefix(self) -> bool:
        """Whether a list that names no next page may be cut, and is completed by prefixes then."""
        return any(one.name == "completion" for one in self.paging)

    @property
    def is_write(self) -> bool:
        """Whether it needs a scope that changes something."""
        return self.scope.endswith("_write")

    @property
    def is_idempotent(self) -> bool:
        """Whether a second request changes nothing."""
        return self.idempotent or self.method in {"GET", "PUT", "DELETE"}

    @property
    def route(self) -> str:
        """The path with Webex's own placeholder instead of an id."""
        return re.sub(r"\{\w+\}", "{id}", self.path)


def load() -> dict[str, Any]:
    """Reads the descriptions and checks what would only show in the generated code."""
    described = tomli.loads((HERE / "operations.toml").read_text("utf-8"))
    models = tomli.loads((HERE / "models.toml").read_text("utf-8"))
    described_errors = tomli.loads((HERE / "errors.toml").read_text("utf-8"))
    errors = [
        ErrorClass(kind, name=entry.pop("class", f"{kind}Error"), **entry)
        for kind, entry in described_errors["error"].items()
    ]
    constants = rust_constants.read(ROOT)
    subjects, resources = described["subject"], described["resource"]
    operations = []
    for entry in described["operation"]:
        parameters = [Parameter(**one) for one in entry.pop("parameter", [])]
        for one in parameters:
            if one.type in subjects:
                one.is_subject = True
                one.about = one.about or subjects[one.type]["argument"]
                one.example = subjects[one.type]["example"]
            one.about = rust_constants.fill_in(one.about, constants)
            if not one.about:
                sys.exit(f"{entry['id']}: `{one.name}` has no `about`")
        # They are checked against the other arguments.
        if [one.type for one in parameters[:-2] if one.type in {"clear", "extra_body"}]:
            sys.exit(f"{entry['id']}: `clear` and `extra_body` come last")
        page = resources[entry["id"].split(".")[0]]["page"]
        paging = [Parameter(name, **described["paging"][name]) for name in entry.pop("paging", [])]
        op = Operation(parameter=parameters, paging=paging, page=page, **entry)
        op.default_seconds = constants[op.default_timeout] if op.default_timeout else 0
        op.lazy = f"{op.item}List" if op.kind == "list" else op.lazy
        for one in paging:
            words = {"items": op.items, "Items": op.items.capitalize()}
            one.about = one.about.format(**words, max_page_size=op.max_page_size)
        operations.append(op)
    known = {*models["model"], *models["enum"], "text", "flag", "integer", "counter", "time"}
    for name, model in models["model"].items():
        for one in model["fields"]:
            if one["type"].removeprefix("list of ") not in known:
                sys.exit(f"{name}.{one['key']}: unknown type {one['type']!r}")
    by_resource = {name: [op for op in operations if op.resource == name] for name in resources}
    named = [one.type.removeprefix("list of ") for op in operations for one in op.parameter]
    results = {op.result or op.item for op in operations} - {""}
    of_python, of_node = (
        arguments.load(HERE / "arguments.toml", constants, language)
        for language in ("python", "node")
    )
    return {
        "arguments": of_python,
        "bulk_operations": of_python["bulk_operation"],
        "node_arguments": of_node,
        "operations": operations,
        "errors": errors,
        "platforms": platforms(ROOT),
        "error_attributes": _attributes(described_errors, "python"),
        "node_error_attributes": _attributes(described_errors, "node"),
        "imported": sorted({*results, *map(pascal, subjects), *(set(named) & set(models["enum"]))}),
        "resources": resources,
        "subjects": subjects,
        "by_resource": by_resource,
        "models": models["model"],
        "records": records.load(RECORDS, models, constants, "python"),
        "node_records": records.load(RECORDS, models, constants, "node"),
        "python_test_servers": records.load(TEST_SERVERS, models, constants, "python"),
        "test_servers": records.load(TEST_SERVERS, models, constants, "node"),
        "enums": models["enum"],
        **sandbox.load(),
    }


def _attributes(described: dict[str, Any], language: str) -> list[dict[str, Any]]:
    """The attributes of every error in a language."""
    attributes = described["attributes"]
    return [one for one in attributes if language in one.get("languages", [language])]


def message(text: str) -> str:
    """Rust's message of a text, in which operations have backticks."""
    operation = re.compile(r"`([a-z_]+\.[a-z_]+)`")
    names = "".join(f', Name::Operation("{name}")' for name in operation.findall(text))
    return f"message!({json.dumps(operation.sub('{}', text))}{names})"


def environment() -> jinja2.Environment:
    """The templates, with what they format names and texts by."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 -- what is rendered is source code
    )
    made.filters.update(snake=snake, pascal=pascal, camel=camel, fill=fill, json=json.dumps)
    made.filters.update(
        comment=comment,
        sentence=records.sentence,
        js=js,
        node_text=partial(node_text, values=records.values(RECORDS) | records.values(TEST_SERVERS)),
        record_type=records.node_type,
        sandbox_js=sandbox_js,
        **sandbox.FILTERS,
        tsdoc=tsdoc,
        argument_type=argument_type,
        constant=constant,
        message=message,
        node_type=node_type,
        describe=rust_constants.describe,
        docstring=docstring,
        python_text=python_text,
        python_type=python_type,
        suffix=str.__add__,
    )
    return made


def formatted(path: Path, text: str) -> str:
    """The text as the formatters of its language have it."""
    for command in FORMATTERS.get(path.suffix, []):
        done = subprocess.run(command, input=text, text=True, capture_output=True, check=False)
        if done.returncode != 0:
            sys.exit(f"{path}: {done.stderr}\n{text}")
        text = done.stdout
    return text


def render() -> dict[Path, str]:
    """Every file with its text, formatted as its language's formatter has it."""
    templates, data = environment(), load()
    texts = {}
    for template, target in OUTPUTS.items():
        text = templates.get_template(f"{template}.jinja").render(data)
        texts[ROOT / target] = formatted(ROOT / target, text)
    for template, place in PARTS.items():
        target, colon, name = place.partition(":")
        page = texts.get(ROOT / target) or (ROOT / target).read_text("utf-8")
        pattern = re.compile(PART.format(colon + name), re.DOTALL)
        before, _, after = pattern.split(page, maxsplit=1)
        part = templates.get_template(f"{template}.jinja").render(data)
        texts[ROOT / target] = f"{before}\n{part.strip()}\n\n{after}"
    for target in BLOCKING:
        path = ROOT / PYTHON / target
        source = path.with_name(f"_async{path.name}")
        text = texts.get(source) or source.read_text("utf-8")
        texts[path] = formatted(path, unasync(text, source.name))
    init = ROOT / PYTHON / "__init__.py"
    text = templates.get_template("python_init.py.jinja").render(
        modules=exports(init.parent, texts)
    )
    texts[init] = formatted(init, text)
    return texts


def main() -> None:
    """Writes the files, or checks them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail if one is stale")
    stale = []
    is_check = parser.parse_args().check
    for path, text in render().items():
        if path.exists() and path.read_text("utf-8") == text:
            continue
        stale.append(path.relative_to(ROOT))
        if not is_check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    if is_check and stale:
        sys.exit(f"not current: {', '.join(map(str, stale))}. Run `make generate`.")


if __name__ == "__main__":
    main()
