"""Writes bills of materials (CycloneDX) of the compiled dependencies."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from run import run
from versions import ROOT

FORMAT = "1.5"
TOOL = "cargo-cyclonedx"
VERSION = "0.5.9"
# A checkout's own folder stands in the references to its crates.
HERE = f"{ROOT.as_uri()}/"


class InvalidBillError(Exception):
    """A bill that its schema refuses, or that names nothing."""


def _path() -> str:
    """A PATH on which the tool is, in the version that is pinned; compiled unless it is there."""
    folder = ROOT / "build" / "tools"
    path = os.pathsep.join([str(folder / "bin"), os.environ["PATH"]])
    if shutil.which(TOOL, path=path) is None or VERSION not in run(
        "cargo", "cyclonedx", "--version", cwd=ROOT, PATH=path
    ):
        wanted = f"{TOOL}@{VERSION}"
        run("cargo", "install", "--quiet", "--locked", "--root", folder, wanted, cwd=ROOT)
    return path


def of_crate(crate: str, target: str, to: Path, epoch: dict[str, str]) -> None:
    """Writes the bill of a crate of the workspace, as it is compiled for a target."""
    name = "bill-of-materials"
    manifest = f"{crate}/Cargo.toml"
    describe = ["--format", "json", "--spec-version", FORMAT, "--override-filename", name]
    command = ["cargo", "cyclonedx", "--manifest-path", manifest, "--target", target, *describe]
    run(*command, cwd=ROOT, PATH=_path(), **epoch)
    text = (ROOT / crate / f"{name}.json").read_text(encoding="utf-8").replace(HERE, "file:///")
    # It writes one for each member of the workspace.
    for written in ROOT.glob(f"*/{name}.json"):
        written.unlink()
    check(text)
    to.parent.mkdir(exist_ok=True)
    to.write_text(text, encoding="utf-8", newline="\n")


def of_wheel(wheel: Path) -> str:
    """The bill that a wheel carries, where PEP 770 wants it."""
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if ".dist-info/sboms/" in name]
        if len(names) != 1:
            message = f"{wheel.name} carries {len(names)} bills of materials, not one"
            raise InvalidBillError(message)
        return archive.read(names[0]).decode()


def check(text: str) -> None:
    """The bill is what its schema says, names what is compiled in, and no folder from here."""
    faults = JsonStrictValidator(SchemaVersion.from_version(FORMAT)).validate_str(text)
    if faults is not None:
        raise InvalidBillError(str(faults))
    names = {component["name"] for component in json.loads(text)["components"]}
    missing = {"aws-lc-sys", "libsqlite3-sys", "zlib-rs", "rustls"} - names
    if missing:
        message = f"the bill of materials does not name {', '.join(sorted(missing))}"
        raise InvalidBillError(message)
    if str(ROOT) in text:
        message = f"the bill of materials names {ROOT}"
        raise InvalidBillError(message)
