"""Builds what is published, into dist/.

python release/build.py                              # everything, for this machine
python release/build.py wheel npm --target aarch64-unknown-linux-musl
python release/build.py sdist crates

On Linux wheel and npm library are linked by zig for glibc 2.28, or for musl.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import materials
import readme
from run import run, step
from versions import ROOT, DisagreementError, checked

DIST = ROOT / "dist"
LIBRARIES = ROOT / "bindings-node"
# In the order in which each finds in the registry what it depends on.
CRATES = (
    "webex-broadworks-sandbox",
    "webex-broadworks-transport",
    "webex-broadworks",
    "webex-broadworks-bulk",
    "webex-broadworks-tables",
    "webex-broadworks-audit",
    "webex-broadworks-cli",
)
GLIBC = "2.28"
PROFILES = {"release": ["--release"], "dev": []}
MANYLINUX, MUSLLINUX = "manylinux_2_28", "musllinux_1_2"


def host() -> str:
    """The target that rustc builds for here."""
    found: list[str] = re.findall(r"^host: (.+)$", run("rustc", "-vV", cwd=ROOT), re.MULTILINE)
    return found[0]


def epoch() -> dict[str, str]:
    """The time of the commit, for everything that would record the time of the build."""
    return {"SOURCE_DATE_EPOCH": run("git", "log", "-1", "--format=%ct", cwd=ROOT).strip()}


def anonymous() -> dict[str, str]:
    """Flags that keep the folders of this machine out of what is compiled."""
    home = Path(os.environ.get("CARGO_HOME", Path.home() / ".cargo"))
    flags = {"RUSTFLAGS": f"--remap-path-prefix={home}=/cargo"}
    if os.name == "posix":
        flags["CFLAGS"] = f"-ffile-prefix-map={home}=/cargo"
    return flags


def sdist(*_: str) -> None:
    """The source distribution, which pip can build a wheel of."""
    run("maturin", "sdist", "--out", DIST, cwd=ROOT, **epoch())


def crates(target: str, _: str) -> None:
    """The crates; cargo compiles each from what it has packed."""
    names = [word for crate in CRATES for word in ("--package", crate)]
    run("cargo", "package", "--locked", "--target", target, *names, cwd=ROOT)
    folder = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"), "package")
    for crate in CRATES:
        shutil.copy(folder / f"{crate}-{checked()}.crate", DIST)


def wheel(target: str, profile: str) -> None:
    """The wheel, which carries the licenses and the bill of materials."""
    command = ["maturin", "build", "--locked", "--profile", profile, "--target", target]
    bill = ROOT / "build" / "webex-broadworks-python.cdx.json"
    materials.of_crate("bindings-python", target, bill, epoch())
    command += ["--out", str(DIST), "--sbom-include", str(bill)]
    if "linux" in target:
        policy = MUSLLINUX if target.endswith("musl") else MANYLINUX
        command += ["--zig", "--compatibility", policy]
    run(*command, cwd=ROOT, **epoch(), **anonymous())


def npm(target: str, profile: str) -> None:
    """The library of an npm package, and the bill of what it is made of, for the layout to find."""
    is_gnu = target.endswith("linux-gnu")
    versioned = f"{target}.{GLIBC}" if is_gnu else target
    zig = ["--cross-compile"] if "linux" in target else []
    flags = [*PROFILES[profile], *zig, "--target", versioned]
    command = ["npm", "run", "--silent", "build:native", "--", *flags]
    run(*command, cwd=ROOT, **epoch(), **anonymous())
    name = run("node", "bindings-node/npm/platform.mjs", target, cwd=ROOT).strip()
    if is_gnu:
        library = LIBRARIES / f"native.{name}.node"
        run("node", "bindings-node/npm/glibc.mjs", library, GLIBC, cwd=ROOT)
    materials.of_crate("bindings-node", target, LIBRARIES / f"native.{name}.cdx.json", epoch())


PARTS: dict[str, Callable[[str, str], None]] = {
    "sdist": sdist,
    "crates": crates,
    "wheel": wheel,
    "npm": npm,
}


def main() -> None:
    """Builds what is asked for; fails if the changelog lacks the version."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--target", default=host())
    parser.add_argument("--profile", choices=PROFILES, default="release")
    arguments = parser.parse_args()
    try:
        checked()
        readme.check()
    except DisagreementError as error:
        sys.exit(f"{error}.")
    DIST.mkdir(exist_ok=True)
    for part in arguments.parts or PARTS:
        with step(f"building: {part}, for {arguments.target}"):
            PARTS[part](arguments.target, arguments.profile)


if __name__ == "__main__":
    main()
