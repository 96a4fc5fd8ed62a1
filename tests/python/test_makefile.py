"""`make test` and `.ci/run` run everything even where something fails, and say what failed."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from conftest import ROOT

LANGUAGES = ["rust", "python", "node"]


def stand_in(folder: Path, name: str, failing: str) -> Path:
    """A program that notes its last argument, and fails where that ends with `failing`."""
    program = folder / name
    program.write_text(
        f"#!/bin/sh\nfor last; do :; done\necho \"$last\" >> '{folder}/calls'\n"
        f'case "$last" in *{failing}) exit 3;; esac\n'
    )
    program.chmod(0o755)
    return program


def calls(folder: Path) -> list[str]:
    return (folder / "calls").read_text().split()


@pytest.mark.parametrize("failing", [*LANGUAGES, "none"])
def test_make_test_runs_all_languages_and_names_the_one_that_failed(
    tmp_path: Path, failing: str
) -> None:
    make = stand_in(tmp_path, "make-one", failing)
    command = ["make", "--no-print-directory", "test", f"MAKE={make}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert calls(tmp_path) == [f"test-{language}" for language in LANGUAGES]
    if failing == "none":
        assert (done.returncode, done.stderr) == (0, "")
        assert "rust, python and node passed" in done.stdout
    else:
        assert done.returncode != 0
        assert f"make test: failed: {failing}" in done.stderr


@pytest.mark.parametrize("failing", ["rust", "none"])
def test_make_test_rust_runs_the_doctests_even_where_a_test_fails(
    tmp_path: Path, failing: str
) -> None:
    # nextest is given the target last, too: only what comes before tells the two apart.
    cargo = tmp_path / "cargo"
    cargo.write_text(
        f"#!/bin/sh\necho \"$1\" >> '{tmp_path}/calls'\n"
        f'[ "$1" = nextest ] && [ {failing} = rust ] && exit 100\nexit 0\n'
    )
    cargo.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    command = ["make", "--no-print-directory", "test-rust"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    # The second run of nextest is that of TLS by ring.
    assert calls(tmp_path) == ["nextest", "nextest", "test"]
    assert (done.returncode == 0) is (failing == "none")


@pytest.mark.parametrize("failing", ["lint", "test", "none"])
def test_a_lint_that_fails_hides_no_test_and_the_other_way_round(
    tmp_path: Path, failing: str
) -> None:
    stand_in(tmp_path, "make", failing)
    environment = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    command = [str(ROOT / ".ci" / "run")]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert calls(tmp_path) == ["lint", "test"]
    assert (done.returncode == 0) is (failing == "none")
    if failing != "none":
        assert f"failed: make {failing}" in done.stderr
