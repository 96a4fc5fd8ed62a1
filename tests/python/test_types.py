"""The types are right: for us, for those who use them, and for the compiled module below."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT

STUB = ROOT / "bindings-python" / "python" / "webex_broadworks" / "_core.pyi"


def run(*command: str | Path) -> str:
    """Runs a tool; its output if it succeeds, and the failure of the test if not."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
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
    run(maturin, "generate-stubs", "--features", "stubs", "-o", tmp_path)
    [generated] = tmp_path.rglob("_core.pyi")
    assert generated.read_text() == STUB.read_text(), (
        "bindings-python changed its private face: run "
        "`maturin generate-stubs --features stubs -o bindings-python/python`"
    )
