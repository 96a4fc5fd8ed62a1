"""The types are right: for us, for those who use them, and for the compiled module below."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from conftest import ROOT

STUB = ROOT / "bindings-python" / "python" / "webex_broadworks" / "_core.pyi"


def run(*command: str | Path, **environment: str) -> str:
    """Runs a tool; its output if it succeeds, and the failure of the test if not."""
    told = {**os.environ, **environment}
    done = subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.fail(f"{command} failed:\n{done.stdout}\n{done.stderr}", pytrace=False)
    return done.stdout


def test_the_package_and_a_program_that_uses_it_type_check() -> None:
    run(sys.executable, "-m", "mypy", "--strict")


def test_the_stub_says_what_the_compiled_module_has() -> None:
    # The warning about a debug build goes to stderr, which stubtest does not mind.
    run(sys.executable, "-m", "mypy.stubtest", "webex_broadworks._core")


def test_the_stub_is_the_one_that_the_sources_generate(tmp_path: Path) -> None:
    maturin = Path(sys.executable).with_name("maturin")
    # Named, the target shares the builds of `make dev`.
    host = run("rustc", "--print", "host-tuple").strip()
    run(maturin, "generate-stubs", "--features", "stubs", "--target", host, "-o", tmp_path)
    [generated] = tmp_path.rglob("_core.pyi")
    assert generated.read_text() == STUB.read_text(), (
        "bindings-python changed its private face: run "
        "`maturin generate-stubs --features stubs -o bindings-python/python`"
    )


def test_every_type_of_the_public_face_is_known(tmp_path: Path) -> None:
    # Of an editable installation the checker sees no `py.typed`.
    venv.create(tmp_path, symlinks=True)
    [site] = tmp_path.glob("lib/*/site-packages")
    shutil.copytree(STUB.parent, site / "webex_broadworks", ignore=shutil.ignore_patterns("*.so"))
    checker = ROOT / "node_modules" / ".bin" / "pyright"
    path = f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"
    told = run(checker, "--verifytypes", "webex_broadworks", "--ignoreexternal", PATH=path)
    assert "Type completeness score: 100%" in told
