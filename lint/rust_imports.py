"""Finds circles of imports between the files of Rust crates.

python lint/rust_imports.py core/src bulk/src    # fails if files of a crate import each other

A file imports another one if it names something that is defined there, in a `use` or in a path.
A re-export counts as an import only if the file also uses the name itself. Tests don't count.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import NamedTuple

COMMENTS_AND_LITERALS = re.compile(
    r"""//[^\n]*|/\*.*?\*/|\br(\#*)".*?"\1|"(?:\\.|[^"\\])*"|'(?:\\[^']+|[^\\'])'""", re.DOTALL
)
TEST_ITEM = re.compile(
    r"^( *)#\[cfg\((?:(?:any|all)\()?test\b[^\n]*\n(?: *#\[[^\n]*\n)*"
    r"(?:[^\n]*(?:[;,]|\{[^\n]*\})$|.*?^\1\}[;,]?$)\n?",
    re.MULTILINE | re.DOTALL,
)
# Names of files and folders that only tests compile.
TEST_FILES = {"tests", "tests.rs", "test_util", "test_util.rs"}
USE = re.compile(r"(\bpub(?:\([^)]*\))? )?\buse ([^;]+);")
PATH = re.compile(r"(?<![\w:])(?:\w+::)+\w+")


class Crate(NamedTuple):
    """The files of a crate by the path of their module: "" is the root, "auth::oauth" a child."""

    code: dict[str, str]
    # What `pub use` gives another name: "auth::Profile" -> "auth::profile::Profile".
    reexports: dict[str, str]


def without_tests(text: str) -> str:
    """The code of a file without comments, literals and what only tests compile."""
    return TEST_ITEM.sub("", COMMENTS_AND_LITERALS.sub('""', text))


def leaves(tree: str) -> list[str]:
    """The paths that a `use` tree stands for: "a::{b, c::d}" -> ["a::b", "a::c::d"]."""
    tree = re.sub(r" as \w+", "", tree).strip()
    head, brace, rest = tree.partition("{")
    if not brace:
        return [tree]
    depth, parts = 0, [""]
    for each in rest[: rest.rindex("}")]:
        depth += (each == "{") - (each == "}")
        if each == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += each
    found = [leaf for part in parts if part.strip() for leaf in leaves(part)]
    return [head.removesuffix("::") if leaf == "self" else head + leaf for leaf in found]


def absolute(path: str, module: str, code: dict[str, str]) -> str | None:
    """A path from the crate's root on, or None if it leads into another crate."""
    here = module.split("::") if module else []
    first, *rest = path.split("::")
    while first == "super":
        here, first, rest = here[:-1], (rest or [""])[0], rest[1:]
    if first == "crate":
        return "::".join(rest)
    is_relative = path.startswith(("super", "self")) or "::".join([*here, first]) in code
    parts = [*here, *([] if first == "self" else [first]), *rest]
    return "::".join(part for part in parts if part) if is_relative else None


def read_crate(folder: Path) -> Crate:
    """Reads the files of a crate that aren't tests."""
    code = {}
    for file in sorted(folder.rglob("*.rs")):
        path = file.relative_to(folder)
        if TEST_FILES.isdisjoint(path.parts):
            parts = [part for part in path.with_suffix("").parts if part not in {"mod", "lib"}]
            code["::".join(parts)] = without_tests(file.read_text(encoding="utf-8"))
    reexports = {}
    for module, text in code.items():
        for is_public, tree in USE.findall(text):
            for leaf in leaves(tree) if is_public else []:
                if (target := absolute(leaf, module, code)) is not None:
                    reexports[f"{module}::{leaf.split('::')[-1]}".removeprefix("::")] = target
    return Crate(code, reexports)


def file_of(path: str, crate: Crate) -> str:
    """The module whose file defines what a path names."""
    while path and path not in crate.code:
        if path in crate.reexports and crate.reexports[path] != path:
            path = crate.reexports[path]
        else:
            path = path.rpartition("::")[0]
    return path


def imports_of(module: str, crate: Crate) -> set[str]:
    """The modules whose files one file imports."""
    text = crate.code[module]
    body = USE.sub("", text)
    paths = PATH.findall(body)
    for is_public, tree in USE.findall(text):
        for leaf in leaves(tree):
            if not is_public or re.search(rf"\b{leaf.split('::')[-1].strip('*')}\b", body):
                paths.append(leaf)
    found = (absolute(path, module, crate.code) for path in paths)
    return {file_of(path, crate) for path in found if path is not None} - {module}


def circles(folder: Path) -> list[set[str]]:
    """The largest sets of files of a crate that all reach each other by imports."""
    crate = read_crate(folder)
    imports = {module: imports_of(module, crate) for module in crate.code}
    reached = {module: set(direct) for module, direct in imports.items()}
    for middle, beyond in reached.items():
        for ends in reached.values():
            if middle in ends:
                ends.update(beyond)
    found = {frozenset(b for b in ends if a in reached[b]) for a, ends in reached.items()}
    return sorted((set(circle) for circle in found if circle), key=sorted)


def main() -> None:
    """Prints each circle with its imports, and fails if there is one."""
    has_circles = False
    for folder in map(Path, sys.argv[1:]):
        crate = read_crate(folder)
        for circle in circles(folder):
            has_circles = True
            print(f"{folder}: {len(circle)} files import each other")
            for module in sorted(circle):
                targets = imports_of(module, crate) & circle
                print(f"  {module or 'lib'} -> {', '.join(each or 'lib' for each in targets)}")
    sys.exit(has_circles)


if __name__ == "__main__":
    main()
