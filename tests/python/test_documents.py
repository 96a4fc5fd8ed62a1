"""The documents beside their snippets: what they name is there, and what is there is named."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import yaml

import webex_broadworks
from webex_broadworks import directory_sync_error_codes
from webex_broadworks.testing import Sandbox, SandboxOptions, SandboxSwitches

from conftest import OPERATIONS, ROOT
from test_snippets import DOCUMENTS

SKIPPED = {"node_modules", "target", "build", "dist"}
# The page of commands is made from the command itself.
COMMANDS = "reference/command-line.md"
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCE = re.compile(r"^( *)```.*?^\1```$", re.MULTILINE | re.DOTALL)


def markdown() -> list[Path]:
    found = [ROOT / path for path in sorted(ROOT.glob("*.md"))]
    for folder in ROOT.iterdir():
        if folder.is_dir() and folder.name not in SKIPPED and folder.name[0] != ".":
            found += sorted(folder.rglob("*.md"))
    found += sorted((ROOT / ".github").rglob("*.md"))
    return [path for path in found if not SKIPPED & set(path.relative_to(ROOT).parts)]


def anchors(document: Path) -> set[str]:
    text = FENCE.sub("", document.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    plain = [re.sub(r"[^\w\s-]", "", heading).strip().lower() for heading in headings]
    return {re.sub(r"\s", "-", heading) for heading in plain}


@pytest.mark.parametrize("document", markdown(), ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    dead = []
    for link in LINK.findall(FENCE.sub("", document.read_text(encoding="utf-8"))):
        path, _, anchor = unquote(link).partition("#")
        # The reference of Node is made when the site is built, which checks links to it.
        if re.match(r".*:|(reference/)?node/|\.\./security/", path):
            continue
        target = (document.parent / path).resolve() if path else document
        is_there = target.exists() or _is_made(target)
        if not is_there or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            dead.append(link)
    assert dead == []


@pytest.mark.parametrize("document", markdown(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_line_of_a_snippet_is_indented_less_than_its_fence(document: Path) -> None:
    # Such a line ends the tab that the snippet is in.
    outside = [
        line
        for snippet in FENCE.finditer(document.read_text(encoding="utf-8"))
        for line in snippet[0].splitlines()
        if line and not line.startswith(snippet[1])
    ]
    assert outside == []


def _is_made(target: Path) -> bool:
    """Whether the page is made when the site is built, which checks links to it."""
    folder = ROOT / "docs"
    return target.parent == folder / "project" or target == folder / COMMANDS


def test_the_readme_is_short_and_names_what_a_newcomer_needs() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert 110 <= len(text.splitlines()) <= 140
    first = text[: text.index("## Sync every enterprise at night")]
    for needed in ("not a Cisco", "pip install", "npm install", "wxbw sandbox", "administrator"):
        assert needed in first
    for needed in ("make demo", "make test"):
        assert needed in text[text.index("## Platforms and building from source") :]


def test_every_documented_fact_about_webex_has_a_link() -> None:
    text = (ROOT / "docs/service.md").read_text(encoding="utf-8")
    facts = text[text.index("## The list of enterprises") :]
    rows = [line for line in facts.splitlines() if re.match(r"\|.*\| *\[?documented\b", line)]
    assert len(rows) > 20
    assert [row for row in rows if not re.search(r"\| *\[documented\]\(https://", row)] == []
    assert "(documented)" not in facts


def test_no_docstring_names_a_file_that_is_not_in_the_package() -> None:
    sources = [*(ROOT / "bindings-python/python/webex_broadworks").rglob("*.py")]
    sources += (ROOT / "bindings-node/ts").rglob("*.ts")
    assert [file for file in sources if re.search(r"`docs/", file.read_text("utf-8"))] == []


def test_every_page_of_the_site_has_its_snippets_run() -> None:
    pages = {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")}
    assert pages - set(DOCUMENTS) == set()
    assert [document for document in DOCUMENTS if not (ROOT / document).is_file()] == []


def test_every_page_is_in_the_navigation() -> None:
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    pages = set(leaves(yaml.safe_load(text)["nav"]))
    there = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")}
    made = {page for page in pages if page.startswith(("project/", "reference/node/", COMMANDS))}
    assert pages - made == there


def leaves(node: object) -> list[str]:
    if isinstance(node, str):
        return [node]
    inner = node if isinstance(node, list) else list(node.values())  # type: ignore[attr-defined]
    return [leaf for each in inner for leaf in leaves(each)]


def test_every_command_of_a_resource_is_an_operation_and_no_other() -> None:
    described = {operation["command"] for operation in OPERATIONS.values()}
    groups = {command.split()[0] for command in described}
    there = {f"{group} {each}" for group in groups for each in commands(group)}
    # Turning directory sync off is the same operation as turning it on.
    assert there == {" ".join(it.split()[:2]) for it in described} | {"sync disable"}


def commands(group: str) -> list[str]:
    """The commands of a group, as its help names them."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "webex_broadworks", group, "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    block = done.stdout[done.stdout.index("Commands:") : done.stdout.index("Options:")]
    return [name for name in re.findall(r"^  ([a-z-]+) ", block, re.MULTILINE) if name != "help"]


def code_map() -> dict[str, set[str]]:
    """The folders of the root that the map names, each with the names that stand below it."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    block = re.search(r"## Where things are\n+```\n(.*?)```", text, re.DOTALL)
    assert block is not None
    found: dict[str, set[str]] = {}
    folder = ""
    for line in block[1].splitlines():
        if top := re.match(r"(\S+)/", line):
            folder = top[1]
            found[folder] = set()
        # A line with a deeper indent continues the previous line.
        if name := re.match(r" {0,8}(\S.*?)(?:\s{2,}|$)", line):
            found[folder] |= {each.removeprefix("src/") for each in name[1].split()}
    return found


def test_the_map_names_every_folder_and_no_other() -> None:
    there = {
        path.name
        for path in ROOT.iterdir()
        if path.is_dir() and path.name not in SKIPPED and path.name[0] != "."
    }
    assert set(code_map()) == there


@pytest.mark.parametrize(
    "crate", ["transport", "core", "bulk", "tables", "audit", "cli", "sandbox"]
)
def test_the_map_names_every_module_of_a_crate_and_no_other(crate: str) -> None:
    named = code_map()[crate] - {f"{crate}/"}
    there = {
        f"{path.name}/" if path.is_dir() else path.name for path in (ROOT / crate / "src").iterdir()
    }
    assert named == there - {"tests.rs", "tests/"}


def test_the_way_of_a_call_names_files_that_are_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    way = text[text.index("## A call's way through the code") : text.index("## How to add")]
    named = re.findall(r"`([\w/-]+\.\w+)`", way)
    assert len(re.findall(r"^\d+\. .*`[\w/-]+\.\w+`", way, re.MULTILINE)) == 10
    assert [name for name in set(named) - set(OPERATIONS) if not (ROOT / name).is_file()] == []


def rows(document: str, marked: str) -> set[str]:
    text = (ROOT / document).read_text(encoding="utf-8")
    table = re.search(rf"`make generate`: {marked}. -->(.*?)<!-- End", text, re.DOTALL)
    assert table is not None
    return set(re.findall(r"^\| `(\w+)` \|", table[1], re.MULTILINE))


def test_the_page_of_the_sandbox_has_every_option_and_switch() -> None:
    assert rows("docs/sandbox.md", "options") == set(SandboxOptions.__annotations__)
    assert rows("docs/sandbox.md", "switches") == set(SandboxSwitches.__annotations__)


def test_the_sandbox_takes_the_values_that_its_page_names() -> None:
    text = (ROOT / "docs/sandbox.md").read_text(encoding="utf-8")
    options = text[: text.index("`make generate`: faults")]
    named = re.findall(r"^\| `(\w+)` \|.*Values: (.*)\. \|$", options, re.MULTILINE)
    assert len(named) > 3
    for option, values in named:
        for value in re.findall(r"`([^`]+)`", values):
            choice = {option: json.loads(value)}
            given: Any = (
                choice if option in SandboxOptions.__annotations__ else {"switches": choice}
            )
            with Sandbox(**given):
                pass


def test_the_page_of_the_sandbox_has_every_fault() -> None:
    named = rows("docs/sandbox.md", "faults")
    with Sandbox(enterprises=1, faults=[{"name": name} for name in sorted(named)]):
        pass
    types = (ROOT / "bindings-node/ts/generated/sandbox.ts").read_text(encoding="utf-8")
    effects = types[types.index("export type FaultEffect") : types.index("export type Fault =")]
    union = [line for line in effects.splitlines() if line.strip().startswith("name: ")]
    assert named == {name for line in union for name in re.findall(r"'(\w+)'", line)}


def test_the_page_of_error_codes_has_every_code() -> None:
    text = (ROOT / "docs/reference/sync-error-codes.md").read_text(encoding="utf-8")
    table = re.search(r"<!-- codes -->(.*?)<!-- end", text, re.DOTALL)
    assert table is not None
    shown = [[cell.strip() for cell in row.split("|")[1:-1]] for row in table[1].split("\n")[4:-2]]
    codes = [
        [
            str(code["code"]),
            f"`{code['name']}`",
            f"`{code['class']}`",
            "yes" if code["healsByItself"] else "no",
            code["meaning"],
            code["remedy"],
        ]
        for code in directory_sync_error_codes()
    ]
    assert shown == codes


def test_the_page_of_errors_has_every_class() -> None:
    text = (ROOT / "docs/reference/errors.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| `(\w+Error)` \| (?:`(\w+)`)? ?\|", text, re.MULTILINE)
    public = {
        each
        for name in webex_broadworks.__all__
        if isinstance(each := getattr(webex_broadworks, name), type)
        and issubclass(each, webex_broadworks.WebexError)
    }
    assert {name for name, _ in named} == {each.__name__ for each in public} - {"WebexError"}


def test_the_figures_of_the_scheduler_are_those_that_were_measured() -> None:
    command = [sys.executable, str(ROOT / "benches" / "figures.py"), "--check"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
