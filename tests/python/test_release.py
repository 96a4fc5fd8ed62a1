"""What a release promises: one version, an entry in the changelog, licences, every platform."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
from types import ModuleType

import pytest
import yaml

import webex_broadworks

from conftest import ROOT

CHANGELOG = """## [Unreleased]

## [1.2.0] - Unreleased

### Added

- A thing.

## [1.1.0] - 2026-01-31
"""


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("versions", ROOT / "release" / "versions.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


versions = load()
PACKAGE = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
TARGETS: list[str] = PACKAGE["napi"]["targets"]


def test_everything_has_the_version_of_cargo() -> None:
    version = versions.checked()
    assert webex_broadworks.__version__ == version
    assert "version" not in PACKAGE


def test_a_crate_that_is_asked_for_in_another_version_is_told() -> None:
    manifest = (
        '[workspace.package]\nversion = "1.2.0"\n\nwebex-x = { path = "x", version = "1.1" }\n'
    )
    with pytest.raises(versions.DisagreementError, match=r"webex-x is asked for as 1\.1"):
        versions.check_crates(manifest)


def test_a_version_without_an_entry_is_refused_with_what_to_write() -> None:
    versions.check_changelog(CHANGELOG, "1.2.0")
    with pytest.raises(versions.DisagreementError, match=r"## \[1\.3\.0\] - Unreleased"):
        versions.check_changelog(CHANGELOG, "1.3.0")
    with pytest.raises(versions.DisagreementError, match=r"1\.1\.0 has no entry"):
        versions.check_changelog(CHANGELOG, "1.1.0")


def test_a_tag_has_to_be_the_version_and_its_entry_to_have_a_day() -> None:
    versions.check_tag(CHANGELOG, "1.1.0", "v1.1.0")
    with pytest.raises(versions.DisagreementError, match=r"v1\.1\.1 is not v1\.1\.0"):
        versions.check_tag(CHANGELOG, "1.1.0", "v1.1.1")
    with pytest.raises(versions.DisagreementError, match="YYYY-MM-DD"):
        versions.check_tag(CHANGELOG, "1.2.0", "v1.2.0")


def bundled() -> set[str]:
    """The crates that are compiled into the wheel or the npm packages, on any platform."""
    tree = ["cargo", "tree", "--locked", "--edges", "normal", "--prefix", "none", "--format", "{p}"]
    tree += ["-p", "webex-broadworks-python", "-p", "webex-broadworks-node"]
    tree += [word for target in TARGETS for word in ("--target", target)]
    told = subprocess.run(tree, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    crates = set(re.findall(r"^(\S+ v\S+)", told, re.MULTILINE))
    return {crate for crate in crates if not crate.startswith("webex-broadworks")}


def test_the_licences_are_those_of_what_is_bundled() -> None:
    text = (ROOT / "THIRD_PARTY_LICENSES.txt").read_text(encoding="utf-8")
    named = {
        f"{name} v{version}"
        for name, version in re.findall(r"^  (\S+) (\d\S*)$", text, re.MULTILINE)
    }
    assert bundled() - named == set(), "`make licenses` writes them anew"
    assert "SQLite" in text
    assert "aws-lc-sys" in text


def test_a_release_is_built_for_every_platform_of_the_npm_package() -> None:
    text = (ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")
    matrix = yaml.safe_load(text)["jobs"]["packages"]["strategy"]["matrix"]["include"]
    assert sorted(each["target"] for each in matrix) == sorted(TARGETS)


@pytest.mark.parametrize("crate", ["core", "bulk", "tables", "audit", "cli", "sandbox"])
def test_a_crate_carries_the_licence(crate: str) -> None:
    # Cargo packs nothing from above a crate but its readme.
    assert (ROOT / crate / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()
