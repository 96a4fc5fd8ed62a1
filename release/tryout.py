"""Tries out what was built: each installed into an empty environment in an empty folder.

python release/tryout.py dist/*.whl dist/*.tar.gz dist/*.tgz dist/*.crate

In each, the demo and the scenarios are run from copies, against the sandbox that it carries.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

from run import run, step
from versions import ROOT, checked

SAYS_WHERE = "import webex_broadworks as it; print(it.__file__); print(it.__version__)"
FEATURES = "audit,ledger,simulation,tables"


def copies(folder: Path, *paths: str) -> None:
    """Copies what is run, under the names that it has in the checkout."""
    for path in paths:
        source, to = ROOT / path, folder / path
        to.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, to, ignore=shutil.ignore_patterns("__pycache__", "target"))
        else:
            shutil.copy(source, to)


def expect(told: str, *patterns: str) -> None:
    """Ends with an error where a program did not print what it has to."""
    for pattern in patterns:
        if not re.search(pattern, told, re.MULTILINE):
            sys.exit(f"{told}\nthere is no {pattern} in what was printed")


def python_of(folder: Path) -> Path:
    """The interpreter of a new, empty environment."""
    run(sys.executable, "-m", "venv", "environment", cwd=folder)
    return folder / "environment" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def pinned(*names: str) -> list[str]:
    """These requirements in the versions that the tests are run with."""
    lines = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.split("==")[0] in names]


def from_python(folder: Path, python: Path) -> None:
    """Runs demo, command and scenarios with what is installed for Python."""
    where, version = run(python, "-c", SAYS_WHERE, cwd=folder).splitlines()[-2:]
    if not Path(where).is_relative_to(folder.resolve()) or version != checked():
        sys.exit(f"{where} is {version}, not {checked()} in {folder}")
    copies(folder, "examples/demo.py", "examples/session.py", "pyproject.toml", "tests/scenarios")
    copies(folder, "tests/python/conftest.py", "tests/python/test_scenarios.py")
    expect(run(python, "examples/demo.py", cwd=folder), r"Python: 2500 ent", r"COMPLETE", r"ADD")
    expect(run(python, "examples/session.py", cwd=folder), r"Reseller1\+acme")
    command = shutil.which("wxbw", path=str(python.parent))
    expect(run(command or "wxbw", "--version", cwd=folder), re.escape(checked()))
    run(python, "-m", "pip", "install", "-q", *pinned("pytest", "pytest-asyncio"), cwd=folder)
    told = run(python, "-m", "pytest", "-q", "tests/python/test_scenarios.py", cwd=folder)
    expect(told, r"^\d+ passed")
    print("  ", told.splitlines()[-1])


def unpack(file: Path, folder: Path) -> None:
    """Unpacks sources with the time of now: what was compiled of others before is out of date."""
    with tarfile.open(file) as archive:
        archive.extractall(folder, filter="data")
        for name in archive.getnames():
            (folder / name).touch()


def try_wheel(files: list[Path], folder: Path) -> None:
    """Installs the wheel with nothing else, and without an index to fetch from."""
    python = python_of(folder)
    run(python, "-m", "pip", "install", "-q", "--no-index", *files, cwd=folder)
    from_python(folder, python)


def try_sdist(files: list[Path], folder: Path) -> None:
    """Installs the source distribution, compiled unoptimised: nothing may be missing from it."""
    python = python_of(folder)
    arguments = {"MATURIN_PEP517_ARGS": "--profile dev", **compiled_before()}
    for file in files:
        unpack(file, folder)
        source = folder / file.name.removesuffix(".tar.gz")
        run(python, "-m", "pip", "install", "-q", source, cwd=folder, **arguments)
    from_python(folder, python)


def try_npm(files: list[Path], folder: Path) -> None:
    """Installs the npm package and that of this platform, and runs demo, command and scenarios."""
    (folder / "package.json").write_text('{ "private": true }\n', encoding="utf-8")
    # Without the registry: the packages of other platforms are not there before they are published.
    run("npm", "install", "--offline", "--no-audit", "--no-fund", *files, cwd=folder)
    copies(folder, "examples/demo.mjs", "tests/scenarios", "tests/node/scenarios.test.mjs")
    copies(folder, "tests/node/help.mjs", "tests/node/play.mjs")
    expect(run("node", "examples/demo.mjs", cwd=folder), r"Node: 2500 enter", r"COMPLETE", r"ADD")
    expect(run("npx", "--no-install", "wxbw", "--version", cwd=folder), re.escape(checked()))
    suite = "tests/node/scenarios.test.mjs"
    told = run("node", "--test", "--test-reporter=tap", suite, cwd=folder)
    expect(told, r"^# pass [1-9]", r"^# fail 0")
    print("  ", *re.findall(r"^# (pass \d+|fail \d+)", told, re.MULTILINE))


WORKSPACE = """[workspace]
resolver = "3"
members = ["consumer", {members}]

[patch.crates-io]
{patches}
"""


def try_crates(files: list[Path], folder: Path) -> None:
    """Compiles a program that depends on the packed crates, their command, and the scenarios."""
    for file in files:
        unpack(file, folder)
    names = [file.name.removesuffix(".crate") for file in files]
    plain = {name: name.removesuffix(f"-{checked()}") for name in names}
    members = ", ".join(f'"{name}"' for name in names)
    patches = "\n".join(f'{plain[name]} = {{ path = "{name}" }}' for name in names)
    manifest = WORKSPACE.format(members=members, patches=patches)
    (folder / "Cargo.toml").write_text(manifest, encoding="utf-8")
    copies(folder, "Cargo.lock", "tests/scenarios")
    consumer = ROOT / "release" / "consumer"
    shutil.copytree(consumer, folder / "consumer", copy_function=shutil.copy)
    built = compiled_before()
    told = run("cargo", "run", "-q", "-p", "consumer", cwd=folder, **built)
    expect(told, r"Rust: 250 enterprises", r"Complete")
    command = ["-p", "webex-broadworks-cli", "--", "--version"]
    told = run("cargo", "run", "-q", *command, cwd=folder, **built)
    expect(told, re.escape(checked()))
    suite = ["-p", "webex-broadworks", "--features", FEATURES, "--test", "scenarios"]
    told = run("cargo", "test", "-q", *suite, cwd=folder, **built)
    expect(told, r"test result: ok. [1-9]\d* passed")
    print("  ", *re.findall(r"\d+ passed; \d+ failed", told))


def compiled_before() -> dict[str, str]:
    """Lets dependencies that are compiled already be used again; `unpack` sees to the rest."""
    return {
        "CARGO_TARGET_DIR": os.environ.get("CARGO_TARGET_DIR", str(ROOT / "target")),
        "CARGO_BUILD_TARGET": run("rustc", "--print", "host-tuple", cwd=ROOT).strip(),
    }


TRIES: dict[str, Callable[[list[Path], Path], None]] = {
    ".whl": try_wheel,
    ".gz": try_sdist,
    ".tgz": try_npm,
    ".crate": try_crates,
}


def main() -> None:
    """Tries out the files that are named, those of a kind together."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    files = [file.resolve() for file in parser.parse_args().files]
    for suffix, attempt in TRIES.items():
        chosen = [file for file in files if file.suffix == suffix]
        if not chosen:
            continue
        names = ", ".join(file.name for file in chosen)
        with step(f"trying out: {names}"), tempfile.TemporaryDirectory() as folder:
            attempt(chosen, Path(folder))


if __name__ == "__main__":
    main()
