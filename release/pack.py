"""Packs the npm packages, looks into what was built, and writes sizes and sums.

python release/pack.py          # what was built here
python release/pack.py --all    # fails where the library of a platform is missing
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tarfile
import zipfile
from pathlib import Path

import materials
from build import DIST, PROFILES
from run import run, step
from versions import ROOT

LAYOUT = DIST / "npm"
SUMS = DIST / "SHA256SUMS"
LICENSES = "THIRD_PARTY_LICENSES.txt"
# In bytes: the wheel as it is downloaded, a library of Node as it is installed.
BOUNDS = {".whl": 6_500_000, ".node": 12_500_000}


def pack(*, every_platform: bool) -> None:
    """Builds the JavaScript, lays out the npm packages, and packs those whose library is there."""
    run("npm", "run", "--silent", "build:ts", cwd=ROOT)
    layout = ["node", "bindings-node/npm/layout.mjs", "--out", str(LAYOUT)]
    run(*layout, *(["--all"] if every_platform else []), cwd=ROOT)
    for folder in sorted(LAYOUT.iterdir()):
        run("npm", "pack", f"./{folder.name}", "--pack-destination", DIST, cwd=LAYOUT)


def names_in(package: Path) -> list[str]:
    """The files in a package."""
    if package.suffix == ".whl":
        with zipfile.ZipFile(package) as wheel:
            return wheel.namelist()
    with tarfile.open(package) as archive:
        return archive.getnames()


def look_into(package: Path) -> None:
    """Checks that a compiled package has the licenses and the bill of materials of its parts."""
    names = names_in(package)
    if not any(name.endswith((".so", ".pyd", ".node")) for name in names):
        return
    if not any(name.endswith(LICENSES) for name in names):
        sys.exit(f"{package.name} does not carry {LICENSES}")
    if package.suffix == ".whl":
        materials.check(materials.of_wheel(package))
    elif not any(name.endswith("sbom.cdx.json") for name in names):
        sys.exit(f"{package.name} carries no bill of materials")


def measure(file: Path, *, bounded: bool) -> None:
    """Prints a size; ends with an error where it is over its bound."""
    size = file.stat().st_size
    print(f"   {size / 1e6:8.3f} MB  {file.relative_to(DIST)}")
    if bounded and size > BOUNDS.get(file.suffix, size):
        sys.exit(f"{file.name} is larger than {BOUNDS[file.suffix] / 1e6:.0f} MB")


def main() -> None:
    """Packs, looks, measures, sums."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--profile", choices=PROFILES, default="release")
    arguments = parser.parse_args()
    with step("packing"):
        pack(every_platform=arguments.all)
        files = sorted(path for path in DIST.iterdir() if path.is_file() and path != SUMS)
        for file in files:
            look_into(file)
        for file in [*files, *sorted(LAYOUT.glob("*/*.node"))]:
            measure(file, bounded=arguments.profile == "release")
        sums = [f"{hashlib.sha256(it.read_bytes()).hexdigest()}  {it.name}\n" for it in files]
        SUMS.write_text("".join(sums), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
