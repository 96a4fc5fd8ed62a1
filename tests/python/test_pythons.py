"""One binary serves every Python from 3.10 on that is installed here."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from conftest import ROOT, Serve, run_program
from test_boundary import ANSWERED, ASYNC_EXIT, BLOCKING_EXIT

PACKAGE = ROOT / "bindings-python" / "python"

PROGRAM = """
import asyncio, sys
from webex_broadworks import AsyncClient, Client, NotFoundError, directory_sync_state
from webex_broadworks.testing import Sandbox

with Sandbox(enterprises=3) as sandbox:
    with sandbox.client() as webex:
        enterprises = webex.enterprises.list().all()
        assert directory_sync_state(enterprises[0]).status
        try:
            webex.directory_sync.get_status("unknown")
        except NotFoundError:
            pass
    async def main():
        async with sandbox.async_client() as webex:
            return await webex.enterprises.list()
    assert asyncio.run(main()) == enterprises
print("ok")
"""


def interpreters() -> dict[str, str]:
    """Every CPython from 3.10 on, by version: on PATH, and as pyenv keeps them."""
    roots = [os.environ.get("PYENV_ROOT"), str(Path.home() / ".pyenv")]
    candidates = [shutil.which(f"python3.{minor}") for minor in range(10, 20)]
    for root in roots:
        if root:
            candidates += map(str, Path(root, "versions").glob("*/bin/python3"))
    found: dict[str, str] = {}
    tell = "import sys; print(sys.implementation.name, '%d.%d' % sys.version_info[:2])"
    for candidate in filter(None, candidates):
        told = subprocess.run([candidate, "-c", tell], capture_output=True, text=True, check=False)
        # A shim of pyenv is there for versions that are not.
        matched = re.fullmatch(r"cpython 3\.(\d+)\n", told.stdout)
        if matched and int(matched[1]) >= 10:
            found.setdefault(f"3.{matched[1]}", candidate)
    return found


PYTHONS = interpreters()


@pytest.mark.parametrize("version", PYTHONS)
def test_the_package_works(version: str) -> None:
    done = run_program(PROGRAM, python=PYTHONS[version], PYTHONPATH=str(PACKAGE))
    assert (done.returncode, done.stdout, done.stderr) == (0, "ok\n", "")


@pytest.mark.parametrize("version", PYTHONS)
@pytest.mark.parametrize("program", [BLOCKING_EXIT, ASYNC_EXIT], ids=["blocking", "async"])
def test_short_programs_end_well(version: str, program: str, serve: Serve, repeat: range) -> None:
    server = serve(*[ANSWERED for _ in repeat])

    def end(_: int) -> subprocess.CompletedProcess[str]:
        python = PYTHONS[version]
        return run_program(program, server.base_url, python=python, PYTHONPATH=str(PACKAGE))

    with ThreadPoolExecutor(2) as pool:
        ends = list(pool.map(end, repeat))
    assert [(each.returncode, each.stderr) for each in ends] == [(0, "")] * len(repeat)


SUB_INTERPRETER = """
try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters

interpreters.run_string(interpreters.create(), '''
try:
    import webex_broadworks
except ImportError as error:
    print(error)
''')
import webex_broadworks  # which does no harm to the main one
"""


@pytest.mark.parametrize("version", [it for it in PYTHONS if int(it.split(".")[1]) >= 12])
def test_a_sub_interpreter_is_told_that_it_cannot_have_it(version: str) -> None:
    done = run_program(SUB_INTERPRETER, python=PYTHONS[version], PYTHONPATH=str(PACKAGE))
    refused = "module webex_broadworks._core does not support loading in subinterpreters\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, refused, "")
