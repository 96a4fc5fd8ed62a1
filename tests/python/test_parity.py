"""Rust, Python and Node offer the same things under the same names, each in its own spelling.

Operations and models are those of the descriptions in `api/`. Rust's names are read from core's
sources, Python's by introspection, Node's by asking Node and by reading its type files.
"""

from __future__ import annotations

import inspect
import json
import re
import subprocess
import typing
from operator import attrgetter
from pathlib import Path

import pytest
import tomli

import webex_broadworks
from webex_broadworks import AsyncClient, Client

from conftest import DESCRIBED, OPERATIONS, TOKEN

ROOT = Path(__file__).parents[2]
TRANSPORT = ROOT / "transport" / "src"
CORE = ROOT / "core" / "src"
BULK = ROOT / "bulk" / "src"
TABLES = ROOT / "tables" / "src"
AUDIT = ROOT / "audit" / "src"
RESOURCES = list(DESCRIBED["resource"])
DESCRIBED_MODELS = tomli.loads((ROOT / "api" / "models.toml").read_text(encoding="utf-8"))["model"]

# What one language has for reasons of its own, and why.
ONLY_PYTHON_METHODS = {
    "aclose",  # closing is a coroutine in the asynchronous client
}
ONLY_PYTHON_LIST_VERBS = {
    "table",  # Arrow is for data frames, of which Node has none: the npm package leaves tables out
}
ONLY_NODE_DOWNLOAD_VERBS = {
    "text",  # bytes have `decode` elsewhere
}
ONLY_NODE_METHODS = {
    "toJSON",  # JSON.stringify must not show a client's inside
}
# Audits end in notebooks, data frames and reports; from Node's side `wxbw audit` makes them.
NOT_IN_NODE_METHODS = {"audit", "audit_subscribers"}
ONLY_RUST_METHODS = {
    "from_env",
    "builder",
    "token_source",  # for the command, which says where its token comes from
    "notices",  # for the bindings, which give them as warnings of their language
    "partner",  # for the command, which labels its metrics
    "for_caller",  # for the bindings: a call's own token callables
    "with_observer",  # for the bindings: a call's own hooks
}
ONLY_RUST_OPERATIONS = {
    "enterprises.find",  # for the command, which takes several names at once
    "directory_sync.ensure_dry_run",  # an argument elsewhere
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
    "spelling",  # each language has its own
    "new",
    "item_function",  # for the bindings, whose `only_if` takes a callable
    "cluster_groups",  # `cluster_group` takes a mapping elsewhere
}
ONLY_ELSEWHERE_BULK_OPTIONS = {
    "enable_dir_sync",  # an argument of its own in Rust
    "on_progress",  # Rust's run tells its summary at any time
    "cluster_group",  # each item's own in Rust, or `cluster_groups`
}
# The class of each list, and the operation that makes it.
LISTS = {f"{one['item']}List": name for name, one in OPERATIONS.items() if one["kind"] == "list"}


def snake(name: str) -> str:
    """`pageSize` to `page_size`."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda match: "_" + match[1].lower(), name)


def camel(name: str) -> str:
    """`page_size` to `pageSize`."""
    return re.sub(r"_(\w)", lambda match: match[1].upper(), name)


def pascal(name: str) -> str:
    """`directory_sync` to `DirectorySync`."""
    return camel(f"_{name}")


def body_of(source: str, opening: str) -> str:
    """The text between an opening line and the closing brace in the first column."""
    start = source.index(opening)
    return source[start : source.index("\n}\n", start)]


def rust_methods(file: str | Path, impl: str) -> set[str]:
    source = body_of((CORE / file).read_text(), impl)
    # What is hidden is for the sibling crates.
    source = re.sub(r"#\[doc\(hidden\)\]\n    pub ", "", source)
    return set(re.findall(r"^    pub (?:const )?(?:async )?fn (\w+)", source, re.MULTILINE))


def rust_options(file: Path, name: str) -> set[str]:
    """The options of a struct: its derived setters, and what its `impl` adds."""
    source = file.read_text()
    derived = set()
    opening = re.search(rf"#\[setters\((.*)\)\]\npub struct {name} ", source)
    assert opening, name
    for attributes, field in re.findall(
        r"\n((?:    [/#].*\n)*)    (?:pub\(\w+\) )?(\w+):", body_of(source, opening[0])
    ):
        told = ", ".join(re.findall(r"#\[setters\((.*)\)\]", attributes))
        is_generated = "generate = false" not in opening[1] or "generate" in told
        if is_generated and "skip" not in told:
            rename = re.search(r'rename = "(\w+)"', told)
            derived.add(rename[1] if rename else field)
    return derived | rust_methods(file, f"impl {name} {{")


def operations_of(impl: str, *folders: Path) -> set[str]:
    """The methods of a resource, in whatever file."""
    files = [file for folder in folders for file in folder.rglob("*.rs")]
    return {
        name
        for file in files
        if f"\nimpl {impl} {{\n" in file.read_text()
        for name in rust_methods(file, f"\nimpl {impl} {{\n")
    }


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
        const all = (one) => [...Object.keys(one), ...methods(one.constructor)]
        const methodsOf = (one = {}) => all(one).filter((name) => !(name in {}))
        const errors = Object.entries(it).filter(([name]) => name.endsWith('Error'))
        console.log(JSON.stringify({
          exports: Object.keys(it),
          client: [...new Set([...methods(it.Client), ...Object.getOwnPropertyNames(client)])],
          lists: LISTS.map((name) => methods(it[name])),
          download: methods(it.BillingReportDownload),
          resources: RESOURCES.map((name) => methodsOf(client[name])),
          bulk: methodsOf(client.bulk),
          bulkResources: RESOURCES.map((name) => methodsOf(client.bulk[name])),
          errors: errors.map(([name, c]) => [name, Object.getPrototypeOf(c).name]),
          errorFields: Object.getOwnPropertyNames(it.WebexError.prototype),
          functions: Object.keys(it).filter((name) => /^[a-z]/.test(name)),
          state: Object.keys(it.directorySyncState({})),
          subscriberState: Object.keys(it.subscriberState({})),
          codes: it.directorySyncErrorCodes(),
          subscriberCodes: it.subscriberErrorCodes(),
        }))
    """
    names = {"RESOURCES": list(map(camel, RESOURCES)), "LISTS": list(LISTS)}
    for name, values in names.items():
        script = script.replace(name, json.dumps(values))
    done = subprocess.run(
        ["node", "-e", script],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    told: dict[str, typing.Any] = json.loads(done.stdout)
    return told


def node_interface(name: str) -> set[str]:
    """The keys of an interface in the types, hand-written or generated."""
    for file in sorted((ROOT / "bindings-node/ts").rglob("*.ts")):
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
    # Rust has them in crates of their own: `Bulk::new`, `Audit::of_enterprises`,
    # `SubscriberAudit::of_subscribers`.
    rust |= {"bulk", "audit", "audit_subscribers"}
    python = public_names(AsyncClient) - ONLY_PYTHON_METHODS
    in_node = {snake(name) for name in set(node["client"]) - ONLY_NODE_METHODS} - {"constructor"}
    assert python - ELSEWHERE_METHODS == rust - {"close"} | (python & {"close"})
    assert public_names(Client) - ELSEWHERE_METHODS == rust
    assert in_node - ELSEWHERE_METHODS == rust - NOT_IN_NODE_METHODS


@pytest.mark.parametrize("resource", RESOURCES)
def test_resources_have_the_operations_that_are_described(
    resource: str, node: dict[str, typing.Any]
) -> None:
    described = {name.split(".")[1] for name in OPERATIONS if name.split(".")[0] == resource}
    rust = operations_of(f"{pascal(resource)}Resource", CORE)
    assert {f"{resource}.{name}" for name in rust - described} <= ONLY_RUST_OPERATIONS
    assert described <= rust
    assert public_names(type(getattr(Client(TOKEN), resource))) == described
    assert public_names(type(getattr(AsyncClient(TOKEN), resource))) == described
    in_node = dict(zip(RESOURCES, node["resources"], strict=True))[resource]
    assert set(map(snake, in_node)) == described


@pytest.mark.parametrize("operation", OPERATIONS)
def test_operations_take_the_arguments_that_are_described(operation: str) -> None:
    described = OPERATIONS[operation]
    paging = [{"name": name, **DESCRIBED["paging"][name]} for name in described.get("paging", [])]
    parameters = dict(inspect.signature(attrgetter(operation)(Client(TOKEN))).parameters)
    assert parameters.pop("timeout").default is None
    for each in described.get("parameter", []) + paging:
        parameter = parameters.pop(each["name"])
        is_keyword = each.get("keyword") or not each.get("required")
        assert (parameter.kind is parameter.KEYWORD_ONLY) == bool(is_keyword)
        default = parameter.empty if each.get("required") else each.get("default")
        assert parameter.default == default
    left = {"wait": {"on_progress", "on_waiting"}, "list": {"unknown"}}
    assert set(parameters) <= left.get(described["kind"], set())


def test_audits_take_the_same_limits() -> None:
    rust = rust_options(AUDIT / "enterprises" / "options.rs", "AuditOptions") - {"check"}
    listing = {"starts_with", "completion", "allow_incomplete", "timeout"}
    python = set(inspect.signature(Client.audit).parameters) - {"self"} - listing
    offline = set(inspect.signature(webex_broadworks.Audit.from_enterprises).parameters)
    # A client knows its partner and the time; who has no client records nothing.
    assert python == rust - {"partner", "now"}
    assert offline - {"enterprises"} == rust - {"record"}


def test_audits_of_subscribers_take_the_same_limits() -> None:
    rust = rust_options(AUDIT / "subscribers" / "options.rs", "SubscriberAuditOptions")
    listing = {"sp_enterprise_id", "provisioning_id", "allow_incomplete", "timeout"}
    python = set(inspect.signature(Client.audit_subscribers).parameters) - {"self"} - listing
    offline = inspect.signature(webex_broadworks.SubscriberAudit.from_subscribers).parameters
    assert python == rust - {"partner", "now"}
    assert set(offline) - {"subscribers"} == rust


@pytest.mark.parametrize("name", LISTS)
def test_lists_have_the_same_verbs(name: str, node: dict[str, typing.Any]) -> None:
    verbs = {"pages", "all", "first", "ndjson"}
    rust = rust_methods("paging/list.rs", "impl<T: DeserializeOwned + Send + 'static> List<T> {")
    assert verbs <= rust | rust_methods("paging/list.rs", "impl<T: 'static> List<T> {")
    assert trait_methods(TABLES / "lists.rs", "ListTable") == ONLY_PYTHON_LIST_VERBS
    in_python = verbs | ONLY_PYTHON_LIST_VERBS
    assert public_names(getattr(webex_broadworks, name)) == in_python
    assert public_names(getattr(webex_broadworks, f"Async{name}")) == in_python
    in_node = dict(zip(LISTS, node["lists"], strict=True))[name]
    assert set(map(snake, set(in_node) - ONLY_NODE_METHODS)) - {"constructor"} == verbs


def test_downloads_have_the_same_verbs(node: dict[str, typing.Any]) -> None:
    verbs = {"save", "bytes"}
    download = rust_methods("download/billing_report.rs", "impl BillingReportDownload {")
    # Arguments of the method elsewhere.
    assert download == verbs | {"max_bytes", "timeout"}
    assert trait_methods(TABLES / "csv_file.rs", "DownloadTable") == ONLY_PYTHON_LIST_VERBS
    in_python = verbs | ONLY_PYTHON_LIST_VERBS
    assert public_names(webex_broadworks.BillingReportDownload) == in_python
    assert public_names(webex_broadworks.AsyncBillingReportDownload) == in_python
    assert set(node["download"]) - {"constructor"} == verbs | ONLY_NODE_DOWNLOAD_VERBS


def test_clients_are_built_with_the_same_options() -> None:
    builder = CORE / "client" / "builder.rs"
    rust = rust_options(builder, "ClientBuilder") - {"build"} - ONLY_RUST_OPTIONS
    parameters = inspect.signature(Client).parameters
    python = {name for name in parameters if not name.startswith("_")}
    in_node = {snake(name) for name in node_interface("ClientOptions")}
    assert python - ONLY_ELSEWHERE_OPTIONS == rust
    assert in_node - ONLY_ELSEWHERE_OPTIONS == rust


@pytest.mark.parametrize("resource", [name.split(".")[0] for name in LISTS.values()])
def test_lists_take_the_same_options(resource: str) -> None:
    name = f"impl List{pascal(resource)} {{"
    rust = rust_methods("generated/resources.rs", name)
    described = OPERATIONS[f"{resource}.list"]
    filters = {each["name"] for each in described["parameter"]}
    python = {*filters, *described["paging"], "timeout"}
    in_node = {snake(name) for name in node_interface(f"{pascal(resource)}ListFields")}
    assert python == rust
    # Node's calls take the timeout in their last argument.
    assert in_node | {"timeout"} == rust


def test_bulk_has_the_same_operations(node: dict[str, typing.Any]) -> None:
    rust = rust_methods(BULK / "bulk.rs", "impl Bulk {") - {"new"}
    assert public_names(webex_broadworks.Bulk) == rust
    assert public_names(webex_broadworks.AsyncBulk) == rust
    assert set(map(snake, node["bulk"])) == rust
    for resource, in_node in zip(RESOURCES, node["bulkResources"], strict=True):
        operations = operations_of(f"Bulk{pascal(resource)}", BULK)
        assert bool(operations) == (resource in rust)
        if operations:
            assert public_names(bulk_of(Client, resource)) == operations
            assert public_names(bulk_of(AsyncClient, resource)) == operations
        assert set(map(snake, in_node)) == operations


def bulk_of(kind: type[Client | AsyncClient], resource: str) -> type:
    """The class of the operations of a resource over many items."""
    return type(getattr(kind(TOKEN).bulk, resource))


def test_bulk_runs_take_the_same_options() -> None:
    rust = rust_options(BULK / "options.rs", "BulkOptions")
    rust -= ONLY_RUST_BULK_OPTIONS
    python = {
        option
        for resource in public_names(webex_broadworks.Bulk)
        for operation in public_names(bulk_of(Client, resource))
        for option in inspect.signature(getattr(bulk_of(Client, resource), operation)).parameters
    }
    assert python - {"self", "items"} - ONLY_ELSEWHERE_BULK_OPTIONS == rust
    conditions = rust_options(BULK / "only_if.rs", "OnlyIf")
    assert set(webex_broadworks.OnlyIf.__annotations__) == conditions
    names = ["BulkFields", "BulkEnsureFields", "BulkRunFields"]
    in_node = {snake(option) for name in names for option in node_interface(name)}
    # Node's calls take the timeout in their last argument.
    assert in_node | {"timeout"} == python - {"self", "items"}
    assert {snake(name) for name in node_interface("OnlyIf")} == conditions


def test_errors_are_the_same_classes_with_the_same_codes(node: dict[str, typing.Any]) -> None:
    source = (TRANSPORT / "generated" / "error_kind.rs").read_text()
    names = re.findall(r'Self::(\w+) => "(\w+Error)"', body_of(source, "impl ErrorKind {"))
    rust = {name: re.sub(r"\B([A-Z])", r"_\1", kind).upper() for kind, name in names}
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
    source = (TRANSPORT / "error" / "mod.rs").read_text()
    start = source.index("pub fn to_record")
    rust = set(re.findall(r'set\(\s*"(\w+)"', source[start:])) - {"class", "code", "message"}
    python = inspect.signature(webex_broadworks.MultipleEnterprisesFoundError).parameters
    python_fields = set(python) | set(inspect.signature(webex_broadworks.WebexError).parameters)
    assert python_fields - {"message", "fields"} == {snake(name) for name in rust}
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
    source = (TRANSPORT / "operation" / "error_codes.rs").read_text()
    rust = [int(code) for code in re.findall(r"^    entry\(\s*([\d_]+),", source, re.MULTILINE)]
    python = webex_broadworks.directory_sync_error_codes()
    assert [entry["code"] for entry in python] == rust
    assert json.dumps(python) == json.dumps(node["codes"])
    subscribers = webex_broadworks.subscriber_error_codes()
    assert json.dumps(subscribers) == json.dumps(node["subscriberCodes"])


# Those that no description has, and where they are.
MODELS: dict[str, Path] = {
    "DirectorySyncErrorCode": TRANSPORT / "operation" / "error_codes.rs",
    "SubscriberErrorCode": TRANSPORT / "operation" / "subscriber_error_codes.rs",
    "Outcome": BULK / "outcome.rs",
    "OutcomeError": BULK / "outcome.rs",
    "BulkOutage": BULK / "outage_detector.rs",
    "BulkSummary": BULK / "summary.rs",
}


@pytest.mark.parametrize("model", DESCRIBED_MODELS)
def test_models_have_the_keys_that_are_described(model: str) -> None:
    fields = DESCRIBED_MODELS[model]["fields"]
    python = getattr(webex_broadworks, model)
    assert set(python.__annotations__) == {field["key"] for field in fields}
    required = {field["key"] for field in fields if field.get("required")}
    assert python.__required_keys__ == required
    assert node_interface(model) == set(python.__annotations__)


# What is called otherwise in Rust, where its module says the rest.
RUST_NAMES = {"DirectorySyncErrorCode": "ErrorCode"}
# What is a union of narrower interfaces in Node, and what they have in common.
NODE_NAMES = {"Outcome": "OutcomeBase"}


def rust_keys(model: str) -> set[str]:
    """The keys of a model as JSON has them."""
    name = RUST_NAMES.get(model, model)
    source = body_of(MODELS[model].read_text(), f"pub struct {name} {{")
    keys = set()
    rename = None
    for line in source.splitlines():
        if found := re.search(r'rename = "(\w+)"', line):
            rename = found[1]
        if found := re.match(r"\s+pub (\w+):", line):
            name = re.sub(r"_(\w)", lambda match: match[1].upper(), found[1])
            keys.add(rename or name)
            rename = None
    return keys


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
    python = set(webex_broadworks.SubscriberState.__dataclass_fields__)
    assert set(map(snake, node["subscriberState"])) == python
