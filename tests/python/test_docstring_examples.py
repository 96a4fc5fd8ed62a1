"""The examples of docstrings and types run as they stand in `api/operations.toml`."""

from __future__ import annotations

import asyncio
import json
import subprocess
import textwrap
from typing import Any

import pytest

import webex_broadworks
from webex_broadworks.testing import Sandbox

from conftest import OPERATIONS, ROOT

EXAMPLES = {name: it["example"] for name, it in OPERATIONS.items() if "example" in it}
NODE = """
import { Client, directorySyncState } from 'webex-broadworks'

const [baseUrl, token, enterprise] = JSON.parse(process.argv.at(-1))
const webex = new Client({ baseUrl, token })
"""


@pytest.fixture(scope="module")
def sandbox() -> Any:
    # Nothing takes longer than one check of a wait.
    with Sandbox(enterprises=3, subscribers=40, speed=100_000, run_seconds=(1, 1)) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def enterprise(sandbox: Sandbox) -> webex_broadworks.Enterprise:
    with sandbox.client() as webex:
        acme = webex.enterprises.get(sp_enterprise_id="Reseller1+acme")
        webex.directory_sync.ensure(acme, enable_dir_sync=True)
        webex.directory_sync.run(acme)
        return acme


def test_the_six_most_used_methods_have_an_example() -> None:
    assert len(EXAMPLES) == 6
    assert all({"python", "node"} <= set(it) for it in EXAMPLES.values())


@pytest.mark.parametrize("operation", EXAMPLES)
def test_python(operation: str, sandbox: Sandbox, enterprise: Any, capsys: Any) -> None:
    public = {name: getattr(webex_broadworks, name) for name in webex_broadworks.__all__}
    names: dict[str, Any] = {**public, "enterprise": enterprise}
    body = textwrap.indent(EXAMPLES[operation]["python"], "    ")
    exec(f"async def example(webex):\n{body}", names)

    async def main() -> None:
        async with webex_broadworks.AsyncClient(sandbox.token, base_url=sandbox.base_url) as webex:
            await names["example"](webex)

    asyncio.run(main())
    assert capsys.readouterr().out


@pytest.mark.parametrize("operation", EXAMPLES)
def test_node(operation: str, sandbox: Sandbox, enterprise: Any) -> None:
    program = f"{NODE}{EXAMPLES[operation]['node']}\nwebex.close()\n"
    given = json.dumps([sandbox.base_url, sandbox.token, enterprise])
    done = subprocess.run(
        ["node", "--input-type=module", "-e", program, given],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout
