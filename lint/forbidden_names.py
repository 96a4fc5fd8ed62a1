"""Finds identifiers and file names that `lint/forbidden_names.toml` forbids.

python lint/forbidden_names.py    # checks the files that git knows, and fails if there is one

Only definitions are checked: functions, types, constants, modules and files. Prose is not.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import tomli

ROOT = Path(__file__).resolve().parents[1]
RULES = ROOT / "lint" / "forbidden_names.toml"

RUST = re.compile(
    r"^[^/\n]*?\b(?:fn|struct|enum|trait|type|const|static|mod|macro_rules!)\s+(?:mut )?(\w+)",
    re.MULTILINE,
)
PYTHON = re.compile(r"^\s*(?:async )?(?:def|class)\s+(\w+)|^(\w+)(?:: [^=\n]+)? = ", re.MULTILINE)
JAVASCRIPT = re.compile(
    r"^[^/*\n]*?\b(?:function\*?|class|interface|type|enum|namespace|const|let|var)\s+(\w+)"
    r"|^\s+(?:export |static |async |get |set |\*)*#?(\w+)\([^()]*\)(?:: [^{;]*)? ?[{;]$",
    re.MULTILINE,
)
DEFINITIONS = {
    ".rs": RUST,
    ".py": PYTHON,
    ".pyi": PYTHON,
    **dict.fromkeys((".cjs", ".mjs", ".js", ".cts", ".mts", ".ts"), JAVASCRIPT),
}


class Rules(NamedTuple):
    """What is forbidden, by what to write instead, and where it is allowed."""

    words: dict[str, str]
    names: dict[str, str]
    allowed: set[tuple[str, str]]


class Hit(NamedTuple):
    """A forbidden name in a file."""

    path: str
    name: str
    instead: str


def read_rules(text: str) -> Rules:
    """The rules of a file in TOML."""
    data = tomli.loads(text)
    return Rules(
        {rule["word"]: rule["instead"] for rule in data["word"]},
        {rule["name"]: rule["instead"] for rule in data["name"]},
        {(rule["path"], rule["name"]) for rule in data.get("exception", [])},
    )


def words_of(name: str) -> list[str]:
    """The words that an identifier is made of: "look" and "up" of "look_up" and "LookUp"."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)]


def definitions(path: str, text: str) -> Iterator[str]:
    """The names that a file defines, its own and those of its folders among them."""
    yield from (part.split(".")[0] for part in Path(path).parts)
    pattern = DEFINITIONS.get(Path(path).suffix)
    for groups in pattern.finditer(text) if pattern else ():
        yield from filter(None, groups.groups())


def check(rules: Rules, files: Iterable[tuple[str, str]]) -> list[Hit]:
    """The forbidden names of files, each given by its path and text."""
    hits = []
    for path, text in files:
        for name in dict.fromkeys(definitions(path, text)):
            found = [rules.words[word] for word in words_of(name) if word in rules.words]
            found += [rules.names[name]] if name in rules.names else []
            if found and (path, name) not in rules.allowed:
                hits.append(Hit(path, name, found[0]))
    return hits


def main() -> None:
    """Prints each forbidden name with what to write instead, and fails if there is one."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    paths = [path for path in listed.stdout.splitlines() if (ROOT / path).is_file()]
    sources = ((path, _text(path)) for path in paths)
    hits = check(read_rules(RULES.read_text(encoding="utf-8")), sources)
    for hit in hits:
        print(f"{hit.path}: `{hit.name}`: write {hit.instead}")
    print(f"forbidden names: {len(hits)}")
    sys.exit(bool(hits))


def _text(path: str) -> str:
    is_source = Path(path).suffix in DEFINITIONS
    return (ROOT / path).read_text(encoding="utf-8") if is_source else ""


if __name__ == "__main__":
    main()
