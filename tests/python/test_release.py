"""What a release promises: one version, an entry in the changelog, licenses, every platform."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from types import ModuleType

import pytest
import tomli
import yaml

import webex_broadworks

from conftest import ROOT

CHANGELOG = """## [Unreleased]

## [1.2.0] - Unreleased

### Added

- A thing.

## [1.1.0] - 2026-01-31
"""


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "release" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


versions = load("versions")
readme = load("readme")
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


def test_a_tag_is_refused_while_the_repository_is_a_placeholder() -> None:
    versions.check_repository('repository = "https://github.com/acme/webex"')
    with pytest.raises(versions.DisagreementError, match="replace OWNER and REPOSITORY"):
        versions.check_repository('repository = "https://github.com/OWNER/REPOSITORY"')


def test_every_manifest_names_the_same_repository() -> None:
    home = readme.repository((ROOT / "Cargo.toml").read_text(encoding="utf-8"))
    python = tomli.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert python["project"]["urls"]["Source"] == f"https://github.com/{home}"
    assert PACKAGE["repository"]["url"] == f"git+https://github.com/{home}.git"
    named = [*python["project"]["urls"].values(), PACKAGE["homepage"], PACKAGE["bugs"]]
    owner, name = home.split("/")
    pages = (f"https://github.com/{home}", f"https://{owner}.github.io/{name}/")
    assert [url for url in named if not url.startswith(pages)] == []


def test_the_readme_of_registries_is_current_and_has_no_relative_link() -> None:
    readme.check()


@pytest.mark.parametrize(
    ("written", "made"),
    [
        ("[a](docs/x.md#b)", "[a](https://github.com/o/r/blob/v1/docs/x.md#b)"),
        ("![a](docs/x.svg)", "![a](https://raw.githubusercontent.com/o/r/v1/docs/x.svg)"),
        ("[a](#b) [c](https://d)", "[a](#b) [c](https://d)"),
    ],
)
def test_links_for_a_registry_are_absolute(written: str, made: str) -> None:
    assert readme.absolute(written, "o/r", "v1") == made
    assert readme.relative_links(made) == []


@pytest.mark.parametrize(
    "link", ["[a](docs/x.md)", "![a](x.svg)", '<img src="x.svg">', "[a]: docs/x.md"]
)
def test_a_relative_link_for_a_registry_is_found(link: str) -> None:
    assert len(readme.relative_links(link)) == 1


def bundled() -> set[str]:
    """The crates that are compiled into the wheel or the npm packages, on any platform."""
    tree = ["cargo", "tree", "--locked", "--edges", "normal", "--prefix", "none", "--format", "{p}"]
    tree += ["-p", "webex-broadworks-python", "-p", "webex-broadworks-node"]
    tree += [word for target in TARGETS for word in ("--target", target)]
    told = subprocess.run(tree, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    crates = set(re.findall(r"^(\S+ v\S+)", told, re.MULTILINE))
    return {crate for crate in crates if not crate.startswith("webex-broadworks")}


def test_the_licenses_are_those_of_what_is_bundled() -> None:
    text = (ROOT / "THIRD_PARTY_LICENSES.txt").read_text(encoding="utf-8")
    named = {
        f"{name} v{version}"
        for name, version in re.findall(r"^  (\S+) (\d\S*)$", text, re.MULTILINE)
    }
    assert bundled() - named == set(), "run `make licenses`"
    assert "SQLite" in text
    assert "aws-lc-sys" in text


def test_a_release_is_built_for_every_platform_of_the_npm_package() -> None:
    text = (ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")
    matrix = yaml.safe_load(text)["jobs"]["packages"]["strategy"]["matrix"]["include"]
    assert sorted(each["target"] for each in matrix) == sorted(TARGETS)


@pytest.mark.parametrize(
    "crate", ["transport", "core", "bulk", "tables", "audit", "cli", "sandbox"]
)
def test_a_crate_carries_the_license(crate: str) -> None:
    # Cargo packs nothing from above a crate but its readme.
    assert (ROOT / crate / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()
