"""Rust, Python and Node offer the same things under the same names, each in its own spelling.

Rust's names are read from core's sources, Python's by introspection, Node's by asking Node and by
reading its type files.
"""

from __future__ import annotations

import inspect
import json
import re
import subprocess
import typing
from pathlib import Path

import pytest

import webex_broadworks
from webex_broadworks import AsyncClient, Client, _errors

ROOT = Path(__file__).parents[2]
CORE = ROOT / "core" / "src"
BULK = ROOT / "bulk" / "src"
TABLES = ROOT / "tables" / "src"
AUDIT = ROOT / "audit" / "src"

# What one language has for reasons of its own, and why.
ONLY_PYTHON_METHODS = {
    "aclose",  # closing is a coroutine in the asynchronous client
}
ONLY_PYTHON_LIST_VERBS = {
    "table",  # Arrow is for data frames, of which Node has none: the npm package leaves tables out
}
ONLY_NODE_METHODS = {
    "toJSON",  # JSON.stringify must not show a client's inside
}
# Audits end in notebooks, data frames and reports; from Node's side `wxbw audit` makes them.
NOT_IN_NODE_METHODS = {"audit"}
ONLY_RUST_METHODS = {
    "from_env",
    "builder",
    "raw",
    "token_source",  # for the command, which says where its token comes from
    "notices",  # for the bindings, which give them as warnings of their language
    "partner",  # for the command, which labels its metrics
    "find_enterprises",  # for the command, which takes several names at once
    "for_caller",  # for the bindings: a call's own hooks and token callables
}
ELSEWHERE_METHODS = {"with_response"}  # Rust's raw answers carry their metadata
ONLY_RUST_OPTIONS = {
    "clock",
    "in_process",  # for simulations, behind a cargo feature
    "random",
    "observer",  # the hooks on_request, on_response, on_retry and the loggers elsewhere
    "token_source",  # `token` takes any source elsewhere
    "node_environment",  # for Node, which trusts what NODE_EXTRA_CA_CERTS names
    "fallback_roots",  # for Node, which brings certificate authorities along
    "system_has_no_authorities",  # for Node, which hands them in only then
}
ONLY_ELSEWHERE_OPTIONS = {"on_request", "on_response", "on_retry", "logger"}
ONLY_ELSEWHERE_ERRORS = {"BulkError": "BULK"}  # Rust's outcomes carry their errors
ONLY_RUST_BULK_OPTIONS = {
    "identifier_style",  # each language has its own
    "new",
    "item_function",  # for the bindings, whose `only_if` takes a callable
    "cluster_groups",  # `cluster_group` takes a mapping elsewhere
}
ONLY_ELSEWHERE_BULK_OPTIONS = {
    "enable_dir_sync",  # an argument of its own in Rust
    "on_progress",  # Rust's run tells its summary at any time
    "cluster_group",  # each item's own in Rust, or `cluster_groups`
}


def snake(name: str) -> str:
    """`pageSize` to `page_size`."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda match: "_" + match[1].lower(), name)


def body_of(source: str, opening: str) -> str:
    """The text between an opening line and the closing brace in the first column."""
    start = source.index(opening)
    return source[start : source.index("\n}\n", start)]


def rust_methods(file: str | Path, impl: str) -> set[str]:
    source = body_of((CORE / file).read_text(), impl)
    # What is hidden is for the sibling crates.
    source = re.sub(r"#\[doc\(hidden\)\]\n    pub ", "", source)
    return set(re.findall(r"^    pub (?:const )?(?:async )?fn (\w+)", source, re.MULTILINE))


def trait_methods(file: Path, name: str) -> set[str]:
    source = body_of(file.read_text(), f"pub trait {name} {{")
    return set(re.findall(r"^    fn (\w+)", source, re.MULTILINE))


def public_names(thing: type) -> set[str]:
    return {name for name in dir(thing) if not name.startswith("_")}


@pytest.fixture(scope="module")
def node() -> dict[str, typing.Any]:
    """What the Node package says of itself."""
    script = """
        const it = require('.')
        const methods = (c) => !c.prototype ? [] : [
          ...Object.getOwnPropertyNames(c.prototype), ...methods(Object.getPrototypeOf(c)),
        ]
        const client = new it.Client({ token: 'parity-test' })
        const errors = Object.entries(it).filter(([name]) => name.endsWith('Error'))
        console.log(JSON.stringify({
          exports: Object.keys(it),
          client: [...new Set([...methods(it.Client), ...Object.getOwnPropertyNames(client)])],
          list: methods(it.EnterpriseList),
          errors: errors.map(([name, c]) => [name, Object.getPrototypeOf(c).name]),
          errorFields: Object.getOwnPropertyNames(it.WebexError.prototype),
          functions: Object.keys(it).filter((name) => /^[a-z]/.test(name)),
          state: Object.keys(it.directorySyncState({})),
          codes: it.directorySyncErrorCodes(),
        }))
    """
    done = subprocess.run(
        ["node", "-e", script], cwd=ROOT, check=True, capture_output=True, text=True
    )
    told: dict[str, typing.Any] = json.loads(done.stdout)
    return told


def node_interface(name: str) -> set[str]:
    """The keys of an interface in the types, hand-written or generated."""
    for file in sorted((ROOT / "bindings-node").rglob("*.d.cts")):
        source = file.read_text()
        opening = re.search(rf"^export interface {name}\b[^{{]*\{{", source, re.MULTILINE)
        if opening:
            body = source[opening.end() : source.index("\n}\n", opening.end())]
            return set(re.findall(r"^  (?:readonly )?(\w+)\??:", body, re.MULTILINE))
    pytest.fail(f"no interface {name}")


def test_the_three_clients_have_the_same_methods(node: dict[str, typing.Any]) -> None:
    rust = {
        name
        for file in sorted(CORE.rglob("*.rs"))
        if "\nimpl Client {\n" in file.read_text()
        for name in rust_methods(file, "\nimpl Client {\n")
    } - ONLY_RUST_METHODS
    # Rust has them in crates of their own: `Bulk::new`, `Audit::of_enterprises`.
    rust |= {"bulk", "audit"}
    python = public_names(AsyncClient) - ONLY_PYTHON_METHODS
    in_node = {snake(name) for name in set(node["client"]) - ONLY_NODE_METHODS} - {"constructor"}
    assert python - ELSEWHERE_METHODS == rust - {"close"} | (python & {"close"})
    assert public_names(Client) - ELSEWHERE_METHODS == rust
    assert in_node - ELSEWHERE_METHODS == rust - NOT_IN_NODE_METHODS


def test_audits_take_the_same_limits() -> None:
    rust = rust_methods(AUDIT / "options.rs", "impl AuditOptions {") - {"check"}
    listing = {"starts_with", "completion", "allow_incomplete", "timeout"}
    python = set(inspect.signature(Client.audit).parameters) - {"self"} - listing
    offline = set(inspect.signature(webex_broadworks.Audit.from_enterprises).parameters)
    # A client knows its partner and the time; who has no client records nothing.
    assert python == rust - {"partner", "now"}
    assert offline - {"enterprises"} == rust - {"record"}


def test_lists_have_the_same_verbs(node: dict[str, typing.Any]) -> None:
    verbs = {"pages", "all", "first", "ndjson"}
    assert verbs <= rust_methods("paging/list.rs", "impl EnterpriseList {")
    assert trait_methods(TABLES / "enterprises.rs", "EnterpriseTable") == ONLY_PYTHON_LIST_VERBS
    in_python = verbs | ONLY_PYTHON_LIST_VERBS
    assert public_names(webex_broadworks.EnterpriseList) == in_python
    assert public_names(webex_broadworks.AsyncEnterpriseList) == in_python
    in_node = {snake(name) for name in set(node["list"]) - ONLY_NODE_METHODS}
    assert in_node - {"constructor"} == verbs


def test_clients_are_built_with_the_same_options() -> None:
    rust = rust_methods("client/builder.rs", "impl ClientBuilder {") - {"build"} - ONLY_RUST_OPTIONS
    parameters = inspect.signature(Client).parameters
    python = {name for name in parameters if not name.startswith("_")}
    in_node = {snake(name) for name in node_interface("ClientOptions")}
    assert python - ONLY_ELSEWHERE_OPTIONS == rust
    assert in_node - ONLY_ELSEWHERE_OPTIONS == rust


def test_lists_take_the_same_options() -> None:
    rust = rust_methods("paging/request.rs", "impl ListEnterprises {")
    parameters = inspect.signature(Client.enterprises.list).parameters
    python = set(parameters) - {"self", "unknown"}
    in_node = {snake(name) for name in node_interface("EnterprisesListFields")}
    assert python == rust
    # Node's calls take the timeout in their last argument.
    assert in_node | {"timeout"} == rust


def node_bulk_methods() -> set[str]:
    [file] = [
        file.read_text()
        for file in (ROOT / "bindings-node").glob("*.d.cts")
        if "export interface BulkDirectorySync {" in file.read_text()
    ]
    body = body_of(file, "export interface BulkDirectorySync {")
    return set(re.findall(r"^  (\w+)[<(]", body, re.MULTILINE))


def test_bulk_has_the_same_operations() -> None:
    rust = rust_methods(BULK / "bulk.rs", "impl Bulk {") - {"new"}
    assert public_names(webex_broadworks.Bulk) == rust
    assert public_names(webex_broadworks.AsyncBulk) == rust
    assert {snake(name) for name in node_bulk_methods()} == rust


def test_bulk_runs_take_the_same_options() -> None:
    rust = rust_methods(BULK / "options.rs", "impl BulkOptions {")
    rust -= ONLY_RUST_BULK_OPTIONS
    python = {
        option
        for operation in public_names(webex_broadworks.Bulk)
        for option in inspect.signature(getattr(webex_broadworks.Bulk, operation)).parameters
    }
    assert python - {"self", "items"} - ONLY_ELSEWHERE_BULK_OPTIONS == rust
    conditions = rust_methods(BULK / "only_if.rs", "impl OnlyIf {")
    assert set(webex_broadworks.OnlyIf.__annotations__) == conditions
    names = ["BulkFields", "BulkEnsureFields", "BulkRunFields"]
    in_node = {snake(option) for name in names for option in node_interface(name)}
    # Node's calls take the timeout in their last argument.
    assert in_node | {"timeout"} == python - {"self", "items"}
    assert {snake(name) for name in node_interface("OnlyIf")} == conditions


def test_errors_are_the_same_classes_with_the_same_codes(node: dict[str, typing.Any]) -> None:
    source = (CORE / "error" / "mod.rs").read_text()
    names = body_of(source, "impl ErrorKind {")
    rust = dict(re.findall(r'\(\s*"(\w+Error)",\s*"([A-Z_]+)"\s*\)', names))
    python = {
        name: getattr(webex_broadworks, name)
        for name in webex_broadworks.__all__
        if name.endswith("Error") and isinstance(getattr(webex_broadworks, name), type)
    }
    python = {name: kind for name, kind in python.items() if issubclass(kind, Exception)}
    elsewhere = {**rust, **ONLY_ELSEWHERE_ERRORS}
    assert {name: kind.code for name, kind in python.items()} == elsewhere
    in_node = dict(node["errors"])
    assert set(in_node) == set(elsewhere)
    for name, parent in in_node.items():
        own = python[name].__mro__[1].__name__
        assert parent == ("Error" if name == "WebexError" else own), name


def test_errors_have_the_same_fields(node: dict[str, typing.Any]) -> None:
    source = (CORE / "error" / "mod.rs").read_text()
    start = source.index("pub fn to_record")
    rust = set(re.findall(r'set\(\s*"(\w+)"', source[start:])) - {"class", "code", "message"}
    python = inspect.signature(webex_broadworks.MultipleEnterprisesFoundError).parameters
    python_fields = set(python) | set(inspect.signature(webex_broadworks.WebexError).parameters)
    assert python_fields - {"message", "fields"} == {snake(name) for name in rust}
    from_records = {*_errors._FIELDS, "candidates"}
    assert from_records == rust
    # Whether an error is transient is known by its class; Node has `cause` for the causes.
    own = {"constructor", "toJSON", "name", "code"}
    assert set(node["errorFields"]) - own == rust - {"statusCode", "causes"} | {
        "status",
        "isTransient",
    }


def test_the_same_functions_stand_beside_the_clients(node: dict[str, typing.Any]) -> None:
    python = {name for name in webex_broadworks.__all__ if re.match("[a-z]", name)}
    assert {snake(name) for name in node["functions"]} == python


def test_the_catalogue_of_codes_is_the_same(node: dict[str, typing.Any]) -> None:
    source = (CORE / "models" / "error_codes.rs").read_text()
    rust = [int(code) for code in re.findall(r"^    entry\(\s*([\d_]+),", source, re.MULTILINE)]
    python = webex_broadworks.directory_sync_error_codes()
    assert [entry["code"] for entry in python] == rust
    assert json.dumps(python) == json.dumps(node["codes"])


MODELS: dict[str, str | Path] = {
    "Enterprise": "models/enterprise.rs",
    "DirectorySync": "models/directory_sync.rs",
    "DirectorySyncErrorCode": "models/error_codes.rs",
    "EnsuredDirectorySync": "models/directory_sync.rs",
    "DirectorySyncStatus": "models/directory_sync.rs",
    "DirectorySyncError": "models/directory_sync.rs",
    "UserDirectorySync": "models/user_sync.rs",
    "ExternalUser": "models/user_sync.rs",
    "Outcome": BULK / "outcome.rs",
    "OutcomeError": BULK / "outcome.rs",
    "BulkOutage": BULK / "outage_detector.rs",
    "BulkSummary": BULK / "summary.rs",
}


# What is called otherwise in Rust, where its module says the rest.
RUST_NAMES = {"DirectorySyncErrorCode": "ErrorCode"}
# What is a union of narrower interfaces in Node, and what they have in common.
NODE_NAMES = {"Outcome": "OutcomeBase"}


def rust_keys(model: str) -> set[str]:
    """The keys of a model as JSON has them."""
    name = RUST_NAMES.get(model, model)
    source = body_of((CORE / MODELS[model]).read_text(), f"pub struct {name} {{")
    keys = set()
    rename = None
    for line in source.splitlines():
        if found := re.search(r'rename = "(\w+)"', line):
            rename = found[1]
        if found := re.match(r"\s+pub (\w+):", line):
            name = re.sub(r"_(\w)", lambda match: match[1].upper(), found[1])
            keys.add(rename or name)
            rename = None
    if "pub $field:" in source:
        counters = (CORE / "models" / "counters.rs").read_text()
        keys |= set(re.findall(r'^ +\w+ "(\w+)" "', counters, re.MULTILINE))
    return keys - {"extra"}


@pytest.mark.parametrize("model", MODELS)
def test_models_have_the_same_keys(model: str) -> None:
    python = set(getattr(webex_broadworks, model).__annotations__)
    assert python == rust_keys(model)
    assert node_interface(NODE_NAMES.get(model, model)) == rust_keys(model)


def test_states_have_the_same_fields(node: dict[str, typing.Any]) -> None:
    python = set(webex_broadworks.DirectorySyncState.__dataclass_fields__)
    spelled = {re.sub(r"_ci$", "_CI", name) for name in map(snake, node["state"])}
    assert {name.lower().replace("_", "") for name in spelled} == {
        name.lower().replace("_", "") for name in python
    }
